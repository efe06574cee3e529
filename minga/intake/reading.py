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

    `at` is the line of a text file (1-based) or the row of a sheet or table. A cell is None where
    a merged cell that begins on a row above covers it, and "" where it is really empty.
    """

    at: int
    cells: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text outside the tables; line ends inside it are kept.

    `level` is 1 to 6 for a heading and 0 for plain text.
    """

    at: int
    text: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """Rows that belong together. `pages` are the indexes of rows that open a new page."""

    name: str
    rows: tuple[Row, ...]
    pages: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Reading:
    """A whole document: its tables and its prose, each piece with the place it stands at."""

    name: str
    media_type: str
    encoding: str
    prose: tuple[Paragraph, ...]
    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """The printed text of one value and the places (lines or rows) it was taken from."""

    text: str
    lines: tuple[int, ...]
    column: int  # 1-based column of the table as it was printed; 0 outside a table


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

    def quotes(self) -> Iterator[tuple[int, str]]:
        for quote in self.evidence.get("quotes", ()):
            yield quote["line"], quote["text"]
