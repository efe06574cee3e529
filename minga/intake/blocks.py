"""Tables put in order before anybody asks what their columns mean: from layout alone."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from minga.intake.reading import Observation, Row


@dataclass(frozen=True, slots=True)
class Block:
    """A table, or the part of one, under one header.

    Title rows, rows of type hints, repeated headers and totals are out of `rows`. A group heading
    printed as a full-width row has become a column of its own at the left, named in `printed` by
    the word that all of them begin with ("Eje"), if any, with None below its first row as in any
    merged cell. Rows may be shorter than `printed`, never longer.
    """

    table: str
    header: tuple[Row, ...]  # the header rows as they are printed; empty where there is none
    printed: tuple[str, ...]  # one heading a column, header rows joined
    rows: tuple[Row, ...]
    opens: frozenset[int]  # indexes of the rows that open a page
    totals: tuple[Row, ...] = ()
    groups: int = 0  # how many columns at the left were group headings
    notes: tuple[Row, ...] = ()  # titles above the table, notes in it and under it
    hints: tuple[Row, ...] = ()  # rows that say what to type, units, names for a program
    places: tuple[int, ...] = ()  # where each column is printed, from 1; 0 for a group heading
    origins: tuple[tuple[int, str], ...] = ()  # index of the first row of each further table, name
    repairs: tuple[Observation, ...] = ()  # what had to be moved

    def place(self, column: int) -> int:
        """The printed column (from 1) of a column of the block; 0 for a group heading."""
        return self.places[column] if self.places else column + 1

    def table_at(self, index: int) -> str:
        """The table that the row at this index was printed in."""
        if not self.origins:
            return self.table
        further = bisect_right(self.origins, index, key=lambda origin: origin[0])
        return self.origins[further - 1][1] if further else self.table


@dataclass(frozen=True, slots=True)
class Role:
    """What a column holds: "initiative", "objective_1", "target:2027", "budget:2026:Propio"…

    `why` is "heading", "content", "place" or "layout".
    """

    name: str
    confidence: float = 1.0
    why: str = "heading"
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mapped:
    """A block whose columns are understood: one role a column, "attribute" where none is known."""

    block: Block
    roles: tuple[Role, ...]
    language: str = ""

    def columns(self, name: str) -> list[int]:
        """The columns whose role is `name`, or `name` with something after a colon."""
        return [i for i, role in enumerate(self.roles) if role.name.split(":")[0] == name]
