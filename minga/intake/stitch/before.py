"""The rows of a table under a header that the caller found; goes when nobody finds one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from minga.intake.folding import clean, fold
from minga.intake.reading import Row, Table


class Columns(Protocol):
    @property
    def first(self) -> int: ...

    @property
    def height(self) -> int: ...

    def key(self) -> tuple[str, ...]: ...


def body(table: Table, columns: Columns) -> Iterator[tuple[Row, bool]]:
    """The rows below the header, and whether each opens a page. Repeated headers are dropped."""
    header = columns.key()
    listed = table.rows[columns.first : columns.first + columns.height]
    tall = [tuple(map(_folded, row.cells)) for row in listed]
    column, first_cell = next((i, cell) for i, cell in enumerate(tall[0]) if cell)
    longest = 2 * len(first_cell) + 20
    opens = False
    for index in range(columns.first + columns.height, len(table.rows)):
        row = table.rows[index]
        opens = opens or index in table.pages
        cell = row.cells[column] if column < len(row.cells) else ""
        if cell and len(cell) < longest and _folded(cell) == first_cell:
            folded = tuple(map(_folded, row.cells))
            if _same(folded, header) or any(_same(folded, part) for part in tall):
                opens = True
                continue
        yield row, opens
        opens = False


def _folded(cell: str | None) -> str:
    return fold(clean(cell)) if cell else ""


def _same(one: Sequence[str], other: Sequence[str]) -> bool:
    return [c for c in one if c] == [c for c in other if c]
