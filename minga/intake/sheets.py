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
from minga.intake.read.number_cells import Numbers, number_cells
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

    expected = {"": Expected(headings, frozenset([needed]))}
    for table in apart(work).tables:
        if found := _recognised(table, expected):
            rows = [(row.at, row.texts()) for row in _cells(table, found, {})]
            return [row for row in rows if any(row[1].values())], list(found.unknown)
    raise Unreadable(
        _(
            "Ninguna tabla del archivo tiene una columna «%s». Descargue la tabla de aquí y use sus"
            " columnas."
        )
        % needed
    )


# --- several tables in one file


@dataclass(frozen=True, slots=True)
class Expected:
    """A table that may be in a file: its headings, those that tell it, and how its sheet may be
    called."""

    headings: Mapping[str, str]
    needed: frozenset[str]
    names: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Cells:
    """A row by column: a text as it was written, a number that the file itself knows for one, or
    None where the program that made it left an error."""

    at: int
    cells: dict[str, str | float | None]

    def texts(self) -> dict[str, str]:
        return {column: str(cell or "") for column, cell in self.cells.items()}


@dataclass(frozen=True, slots=True)
class Known:
    """A table of a file that was recognised."""

    kind: str
    name: str  # of its sheet
    rows: list[Cells]
    unknown: tuple[str, ...]


def tables_of(
    content: bytes, name: str, expected: Mapping[str, Expected]
) -> tuple[list[Known], list[Table]]:
    """The tables of a file that are expected, and the others; raises Unreadable."""

    def work(say: object) -> tuple[Reading, Numbers]:
        return replace(read(content, name), prose=(), notes=()), number_cells(content)

    reading, numbers = apart(work)
    found, others = [], []
    for table in reading.tables:
        header = _recognised(table, expected)
        if header is None:
            others.append(table)
            continue
        rows = list(_cells(table, header, numbers.get(table.name, {})))
        found.append(Known(header.kind, table.name, rows, header.unknown))
    return found, others


@dataclass(frozen=True, slots=True)
class _Header:
    kind: str
    row: int  # its place among the rows
    columns: list[str]
    unknown: tuple[str, ...]


def _recognised(table: Table, expected: Mapping[str, Expected]) -> _Header | None:
    """The header of a table: the sheet's name decides where several kinds would fit, and then who
    knows most of its columns."""
    best: tuple[tuple[bool, int], _Header] | None = None
    for kind, one in expected.items():
        known = {heading(text): column for text, column in one.headings.items()}
        for at, row in enumerate(table.rows[:HEADER]):
            columns = _first([known.get(heading(cell or ""), "") for cell in row.cells])
            if not one.needed <= set(columns):
                continue
            told = zip(row.cells, columns, strict=True)
            unknown = tuple(cell for cell, column in told if cell and not column)
            fits = (table.name in one.names, len(set(columns)))
            if best is None or fits > best[0]:
                best = (fits, _Header(kind, at, columns, unknown))
            break
    return best and best[1]


def _first(columns: list[str]) -> list[str]:
    """A column that comes twice is read where it stands first; the other is told as not read."""
    return ["" if name in columns[:at] else name for at, name in enumerate(columns)]


def _cells(
    table: Table, header: _Header, numbers: Mapping[tuple[int, int], float]
) -> Iterator[Cells]:
    for row in table.rows[header.row + 1 :]:
        cells: dict[str, str | float | None] = {}
        for at, (column, cell) in enumerate(zip(header.columns, row.cells, strict=False)):
            if column:
                text = (cell or "").strip()
                number = numbers.get((row.at, at)) if text else None
                if number is not None and text.endswith("%"):
                    number = round(number * 100, 10)  # as it is shown
                cells[column] = text if number is None else number
                if at in row.unsure and not text:
                    cells[column] = None
        if any(cell != "" for cell in cells.values()):
            yield Cells(row.at, cells)


def heading(text: str) -> str:
    return " ".join(WORD.findall(fold(text.replace("_", " "))))
