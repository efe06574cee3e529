"""What stitching is told of a table and what it gives back."""

from __future__ import annotations

from dataclasses import dataclass, field

from minga.intake.reading import Observation, Row


@dataclass(frozen=True, slots=True)
class Shape:
    """What each column does: levels carry down, the record column opens a record, the details
    are what a record has one or more of."""

    levels: tuple[int, ...]  # highest first
    record: int
    details: tuple[int, ...]
    exact: bool = False  # the table numbers its rows: nothing in it was cut or moved


@dataclass(slots=True)
class Piece:
    """One row after repair. In a level, None means as above and "" none; `record` is None where
    the row is a further part of the record above it.

    `unsure` are the columns whose text may not be what the document means: the reader was not
    certain of it, or it was joined or carried here on mere likelihood.
    """

    cells: list[str | None]
    rows: list[Row]
    cuts: dict[int, list[int]] = field(default_factory=dict)  # column → lines it was joined from
    nameless: bool = False  # the record cell is blank in print, not merged
    unsure: set[int] = field(default_factory=set)
    table: str = ""
    opens: bool = False  # it is the first of a page
    moved: bool = False  # it was printed under other columns

    @property
    def at(self) -> int:
        return self.rows[0].at

    def lines(self, column: int) -> tuple[int, ...]:
        return tuple(self.cuts[column]) if column in self.cuts else (self.rows[0].at,)

    def append(self, column: int, text: str, row: Row) -> None:
        before = self.cells[column]
        if column not in self.cuts:
            self.cuts[column] = [self.at] if before else []
        self.cells[column] = f"{before} {text}" if before else text
        self.cuts[column].append(row.at)


@dataclass(slots=True)
class Stitched:
    pieces: list[Piece]
    observations: list[Observation]
    coded: frozenset[int]  # the level columns whose headings carry a code
