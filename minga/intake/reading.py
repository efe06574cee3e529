"""What a document says, before anyone decides what it means.

Everything here is plain data: a reading can be made, looked at and tested without a database.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Certainty = str  # "certain", "probable" or "to_confirm"
Severity = str  # "high", "medium" or "low"


class Unreadable(Exception):
    """The document cannot be taken in; the message is one clear sentence for the person."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table as printed.

    `at` is the line of a text file (1-based), the row of a sheet or table, or the running number
    of the row in a PDF. A cell is None where a merged cell that begins on a row above covers it,
    and "" where it is really empty. `wide` says that one cell takes the whole width. `unsure`
    lists the columns (from 0) whose text the reader could not be certain of. `page` (from 1, 0
    where there are none) and `box` (left, top, right, bottom as shares of the page) say where it
    stands on paper.
    """

    at: int
    cells: tuple[str | None, ...]
    wide: bool = False
    unsure: tuple[int, ...] = ()
    page: int = 0
    box: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text outside the tables; line ends inside it are kept.

    `level` is 1 to 9 for a heading and 0 for plain text; `item` is 1 or more for an item of a
    list, by how deep it stands, and 0 for anything else.
    """

    at: int
    text: str
    level: int = 0
    item: int = 0
    page: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """Rows that belong together. `pages` are the indexes of rows that open a new page.

    `after` is the `at` of the last paragraph that is printed before it, 0 where there is none.
    `headed` says that the first row, and no other, is known to be its header, whatever it says.
    """

    name: str
    rows: tuple[Row, ...]
    pages: frozenset[int] = frozenset()
    after: int = 0
    headed: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """A whole document: its tables and its prose, each piece with the place it stands at.

    `hidden` names the sheets that were left out because nobody sees them; `notes` is what the
    reader itself found odd.
    """

    name: str
    media_type: str
    encoding: str
    prose: tuple[Paragraph, ...]
    tables: tuple[Table, ...]
    hidden: tuple[str, ...] = ()
    notes: tuple[Observation, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """The printed text of one value and the places (lines or rows) it was taken from.

    `table` names the table where the document has several; `unsure` says that the text may not be
    what was printed, so a person has to look at it; `corrected` that a person said another value.
    """

    text: str
    lines: tuple[int, ...]
    column: int  # 1-based column of the table as it was printed; 0 outside a table
    table: str = ""
    unsure: bool = False
    corrected: bool = False


@dataclass(frozen=True, slots=True)
class Observation:
    """Something a reader of the document should know, with its evidence.

    `params` fill the sentence that belongs to the kind; `subjects` name the records concerned by
    the keys that the draft uses for them.
    """

    kind: str
    severity: Severity
    certainty: Certainty
    lines: tuple[int, ...]
    params: Mapping[str, Any] = field(default_factory=dict)
    evidence: Mapping[str, Any] = field(default_factory=dict)
    subjects: tuple[str, ...] = ()
    table: str = ""

    def quotes(self) -> Iterator[tuple[int, str]]:
        for quote in self.evidence.get("quotes", ()):
            yield quote["line"], quote["text"]
