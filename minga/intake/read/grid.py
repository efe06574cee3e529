"""A table as its rows come in, whatever the format calls its spans."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from minga.intake.read import inner
from minga.intake.read.inner import Piece, Said
from minga.intake.reading import Paragraph, Row, Table, Unreadable

MAX_COLUMNS = 500
MAX_CELLS = 20_000_000


@dataclass(slots=True)
class Story:
    """The prose and the tables of a document, in the order they are printed."""

    prose: list[Paragraph] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    _joins: bool = False

    def tell(self, pieces: Iterable[Piece]) -> None:
        for piece in pieces:
            if isinstance(piece, Table):
                if piece.rows:
                    name = f"{len(self.tables) + 1}"
                    self.tables.append(replace(piece, name=name, after=len(self.prose)))
                self._joins = False
                continue
            text = piece.text
            if self._joins:
                text = f"{self.prose.pop().text}{text}"
            if text:
                at = len(self.prose) + 1
                self.prose.append(Paragraph(at, text, piece.level, piece.item))
            self._joins = piece.joins and bool(text)


@dataclass(slots=True)
class _Line:
    at: int
    cells: list[str | None]
    unsure: tuple[int, ...]
    only: tuple[int, int] | None  # the columns, from and to, that its only cell takes


@dataclass(slots=True)
class Grid:
    """Takes rows cell by cell, then gives the table."""

    trims: bool = False  # a sheet has no edge: blank cells at the right are no part of it
    lines: list[_Line] = field(default_factory=list)
    width: int = 0
    _at: int = 0
    _row: list[str | None] = field(default_factory=list)
    _unsure: list[int] = field(default_factory=list)
    _only: tuple[int, int] | None = None
    _filled: int = 0
    _pending: int = 0  # blank cells that count only if another follows
    _open: dict[int, int] = field(default_factory=dict)  # column → rows that it runs on
    _spare: int = 0  # places of a wide cell that were written with it
    _count: int = 0  # cells in all
    _size: int = 0
    _pieces: list[Piece] | None = field(default_factory=list)  # None once it is surely a table
    _holds_tables: bool = False
    _inner: dict[int, tuple[int, Table]] = field(default_factory=dict)

    def begin(self, before: int = 0) -> None:
        """A row, some columns from the left."""
        self._row = [""] * min(before, MAX_COLUMNS)
        self._unsure = []
        self._only = None
        self._filled = self._pending = self._spare = 0

    def cell(self, pieces: list[Piece], width: int = 1, height: int = 1) -> None:
        text, unsure = joined(pieces)
        if table := inner.alone(pieces):
            self._inner[len(self.lines)] = (self.column, table)
        self.text(text, width, height, unsure=unsure)
        if self._pieces is not None:
            self._holds_tables |= any(isinstance(piece, Table) for piece in pieces)
            self._pieces += pieces

    def text(self, text: str, width: int = 1, height: int = 1, *, unsure: bool = False) -> None:
        row = self._row
        if self._pending:
            row += [""] * min(self._pending, MAX_COLUMNS)
            self._pending = 0
        column = len(row)
        if column >= MAX_COLUMNS and (text or not self.trims):
            raise Unreadable(too_wide(column + 1))
        width = max(1, min(width, MAX_COLUMNS - column))
        if height > 1:
            self._open |= dict.fromkeys(range(column, column + width), height)
        elif self._open:
            for covered in range(column, column + width):
                self._open.pop(covered, None)
        if unsure:
            self._unsure.append(column)
        row.append(text)
        if width > 1:
            row += [""] * (width - 1)
        self._count += 1
        self._spare = width - 1
        if text:
            self._filled += 1
            self._only = column, column + width

    def blank(self, width: int) -> None:
        """Cells without text, of a sheet that may have a million of them at the right."""
        self._pending += width

    @property
    def at(self) -> int:
        """How many rows are complete."""
        return self._at

    @property
    def column(self) -> int:
        """Where the next cell stands, from 0."""
        return len(self._row) + self._pending

    def holds(self) -> bool:
        """Whether the row has any text."""
        return self._filled > 0

    def covered(self) -> None:
        """A place that the cell above or at the left runs on into, which the file names too."""
        if self._spare:
            self._spare -= 1
        elif self.is_covered():
            self.below()
        else:
            self.blank(1)

    def is_covered(self) -> bool:
        """Whether a cell above runs on into the next one."""
        return self.column in self._open

    def below(self, width: int = 1) -> None:
        """A place that a cell above runs on into."""
        self._row += [""] * self._pending
        self._pending = 0
        self._row += [None] * max(0, min(width, MAX_COLUMNS - len(self._row)))
        self._filled += 1
        self._only = None

    def beside(self, width: int = 1) -> None:
        """A place that the cell at the left runs on into."""
        self._row += [""] * max(0, min(width, MAX_COLUMNS - len(self._row)))

    def end(self, times: int = 1) -> None:
        """The row is complete; it may stand several times."""
        row = self._row
        if self.trims:
            least = max(self._unsure, default=-1) + 1
            while len(row) > least and row[-1] == "":
                row.pop()
        self.width = max(self.width, len(row))
        if self._filled > 1:
            self._pieces = None
        if any(row) or self._unsure:
            self._size += len(row) * times
            if self._size > MAX_CELLS:
                raise Unreadable(too_many_cells())
            only = self._only if self._filled == 1 else None
            unsure = tuple(self._unsure)
            self.lines += [
                _Line(at, row, unsure, only) for at in range(self._at + 1, self._at + times + 1)
            ]
        self._at += times
        if self._open:
            self._open = {c: rows - times for c, rows in self._open.items() if rows > times}

    def table(self, name: str = "") -> Table:
        first = 0
        if any(line.only for line in self.lines):
            first = min(_first(line.cells) for line in self.lines)

        def row(line: _Line) -> Row:
            wide = False
            if line.only and self.width - first > 1:
                wide = line.only[0] <= first and line.only[1] >= self.width
            missing = self.width - len(line.cells)
            return Row(line.at, (*line.cells, *[""] * missing), wide, line.unsure)

        rows = list(map(row, self.lines))
        if self._inner:
            rows = inner.unfolded(rows, self._inner) or rows
        return Table(name, tuple(rows))

    def finished(self) -> list[Piece]:
        """A single cell, or a column that holds tables, is there for the looks."""
        if self._pieces is not None and (self._count == 1 or self._holds_tables):
            return self._pieces
        return [self.table()]


def _first(cells: list[str | None]) -> int:
    return next((column for column, cell in enumerate(cells) if cell != ""), MAX_COLUMNS)


def joined(pieces: list[Piece]) -> tuple[str, bool]:
    """The text of a cell, one paragraph a line, and whether it may not be what is printed."""
    lines: list[str] = []
    unsure = joins = False
    several = sum(isinstance(piece, Said) and piece.item > 0 for piece in pieces) > 1
    for piece in pieces:
        if isinstance(piece, Table):
            # a table within a cell loses its columns
            unsure = unsure or (len(piece.rows) > 1 and len(piece.rows[0].cells) > 1)
            lines += [" ".join(filter(None, row.cells)) for row in piece.rows]
            joins = False
            continue
        unsure = unsure or piece.unsure
        if joins:
            lines[-1] += piece.text
        elif piece.text:
            lines.append(f"• {piece.text}" if piece.item and several else piece.text)
        joins = piece.joins and bool(piece.text)
    return "\n".join(lines), unsure


def too_wide(columns: int) -> str:
    return _(
        "Una tabla tiene %(columns)s columnas: borre las que sobran, el límite es %(limit)s."
    ) % {"columns": columns, "limit": MAX_COLUMNS}


def too_many_cells() -> str:
    return _(
        "Las tablas del documento tienen más de %(limit)s millones de celdas: "
        "borre las filas y columnas que sobran."
    ) % {"limit": MAX_CELLS // 1_000_000}
