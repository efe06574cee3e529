"""Tables put in order before anybody asks what their columns mean: from layout alone."""

from __future__ import annotations

from dataclasses import dataclass

from minga.intake.reading import Row


@dataclass(frozen=True, slots=True)
class Block:
    """A table, or the part of one, under one header.

    Title rows, rows of type hints, repeated headers and totals are out of `rows`. A group heading
    printed as a full-width row has become a column of its own at the left, empty in `printed`,
    with None below its first row as in any merged cell.
    """

    table: str
    header: tuple[Row, ...]  # the header rows as they are printed; empty where there is none
    printed: tuple[str, ...]  # one heading a column, header rows joined
    rows: tuple[Row, ...]
    opens: frozenset[int]  # indexes of the rows that open a page
    totals: tuple[Row, ...] = ()
    groups: int = 0  # how many columns at the left were group headings


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
