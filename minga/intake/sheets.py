"""Tables of records that people fill in: one a row, under headings that we know.

A domain offers, under `sheets` of its manifest, a function (content, name of the file) ->
Prepared, which reads the file and says of each row what would happen, and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from django.utils.translation import gettext as _

from minga.base.search import WORD, fold
from minga.intake.apart import apart
from minga.intake.read import read
from minga.intake.reading import Reading, Table, Unreadable
from minga.people.models import User

KINDS = ("new", "changed", "same", "rejected")
HEADER = 20  # rows among which the header is looked for


@dataclass(slots=True)
class Line:
    """One row: where it stands, what it is called, what becomes of it, and why."""

    at: int
    label: str = ""
    kind: str = "same"  # one of KINDS
    why: list[str] = field(default_factory=list)  # rejected; or to be confirmed
    doubtful: bool = False
    changes: dict[str, Any] = field(default_factory=dict)
    columns: list[str] = field(default_factory=list)  # what changes, in words


class Prepared(Protocol):
    """What a table would change."""

    lines: Sequence[Line]
    unknown: Sequence[str]  # headings that say nothing to us

    def apply(self, *, by: User | None, sure: bool) -> Mapping[str, int]: ...


Importer = Callable[[bytes, str], Prepared]
Rows = list[tuple[int, dict[str, str]]]


def tally(lines: Sequence[Line]) -> dict[str, int]:
    return {kind: sum(line.kind == kind for line in lines) for kind in KINDS}


def rows_of(
    content: bytes, name: str, headings: Mapping[str, str], needed: str
) -> tuple[Rows, list[str]]:
    """The rows of the first table that has the `needed` column, each by column, and the headings
    that were not known. `headings` leads from what may stand there to the name of the column."""

    def work(say: object) -> Reading:
        return replace(read(content, name), prose=(), notes=())

    reading = apart(work)
    known = {heading(text): column for text, column in headings.items()}
    for table in reading.tables:
        for at, row in enumerate(table.rows[:HEADER]):
            columns = [known.get(heading(cell or ""), "") for cell in row.cells]
            if needed in columns:
                found = list(_rows(table, at, columns))
                told = zip(row.cells, columns, strict=True)
                return found, [cell for cell, column in told if cell and not column]
    raise Unreadable(
        _(
            "Ninguna tabla del archivo tiene una columna «%s». Descargue la tabla de aquí y use sus"
            " columnas."
        )
        % needed
    )


def heading(text: str) -> str:
    return " ".join(WORD.findall(fold(text.replace("_", " "))))


def _rows(table: Table, header: int, columns: list[str]) -> Iterator[tuple[int, dict[str, str]]]:
    for row in table.rows[header + 1 :]:
        cells = {
            column: (cell or "").strip()
            for column, cell in zip(columns, row.cells, strict=False)
            if column
        }
        if any(cells.values()):
            yield row.at, cells
