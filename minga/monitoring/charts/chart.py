"""What a chart is: what it found, what it counts, two drawings, and the table that equals them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

Value = str | int | Decimal | None  # None is "sin dato", which is never 0


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table of a chart; numbers stand at the right, with so many decimals."""

    label: str
    number: bool = False
    decimals: int | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as the page shows it."""

    value: Value
    column: Column


@dataclass(frozen=True, slots=True)
class Table:
    """The same data as the drawing, for who reads or hears them."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[Value]]

    @property
    def cells(self) -> list[list[Cell]]:
        return [
            [Cell(value, column) for value, column in zip(row, self.columns, strict=True)]
            for row in self.rows
        ]


@dataclass(frozen=True, slots=True)
class Chart:
    """Shown by `monitoring/chart.html`; the drawings have classes, and no colour of their own.

    `title` says the finding, `subtitle` what is counted, of how many. With an `address`, the page
    links `<address>.png` and `<address>.xlsx`, both followed by `query`.
    """

    name: str
    title: str
    subtitle: str
    svg: str
    svg_narrow: str
    table: Table
    notes: Sequence[str] = field(default=())
    kind: str = ""  # of the native chart of its workbook: "line", "bar", "column", "" for none
    series: Sequence[int] = field(default=())  # the columns that the native chart draws
    address: str = ""
    query: str = ""

    def at(self, address: str, query: str = "") -> Chart:
        """The same, with where it is downloaded."""
        return replace(self, address=address, query=query)

    @property
    def label(self) -> str:
        """What the drawing is called by who cannot see it."""
        return f"{self.title}. {self.subtitle}"
