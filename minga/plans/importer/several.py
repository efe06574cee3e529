"""Cells that list several initiatives, one a line behind a bullet: a row for each of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from minga.intake.blocks import Mapped
from minga.intake.folding import clean
from minga.intake.reading import Row

_BULLET = re.compile(r"[•▪●◦‣■□➢✓·*–—-]\s+(?=\S)")
_USUAL = 0.5  # of the filled cells
_SHARED = {  # what is said of all that a cell lists
    *("responsible", "coordinator", "partner", "funder", "actor", "area"),
    *("period", "start", "end", "status"),
}


def parted(mapped: Mapped) -> Mapped:
    """The table with a row for each initiative, where most of its cells list several.

    Levels run on below the first of them. Who, where and when are said of each. What else the row
    says stays with the first and is not sure, unless it lists as many things itself.
    """
    columns = mapped.columns("initiative")
    block = mapped.block
    if len(columns) != 1 or not any(_holds_list(row, columns[0]) for row in block.rows[:50]):
        return mapped
    lists = [_items(row, columns[0]) for row in block.rows]
    filled = sum(any(row.cells[columns[0] : columns[0] + 1]) for row in block.rows)
    if sum(len(items) > 1 for items in lists) < _USUAL * filled:
        return mapped
    rows: list[Row] = []
    places: list[int] = []
    for row, items in zip(block.rows, lists, strict=True):
        places.append(len(rows))
        rows += _rows(row, items, columns[0], mapped) if items else [row]
    opens = frozenset(places[index] for index in block.opens)
    origins = tuple((places[index], name) for index, name in block.origins if index < len(places))
    return replace(mapped, block=replace(block, rows=tuple(rows), opens=opens, origins=origins))


def _holds_list(row: Row, column: int) -> bool:
    cell = row.cells[column] if column < len(row.cells) else None
    return bool(cell) and "\n" in str(cell) and bool(_BULLET.match(str(cell).lstrip()))


def _items(row: Row, column: int) -> list[str]:
    """What a cell lists; a line without a bullet goes on from the one above."""
    cell = row.cells[column] if column < len(row.cells) else None
    lines = [line for part in (cell or "").splitlines() if (line := clean(part))]
    if not lines or not _BULLET.match(lines[0]):
        return []
    items: list[str] = []
    for line in lines:
        found = _BULLET.match(line)
        if found:
            items.append(line[found.end() :])
        else:
            items[-1] += f" {line}"
    return items


def _rows(row: Row, items: Sequence[str], column: int, mapped: Mapped) -> Iterator[Row]:
    lists = {
        other: listed
        for other in range(len(row.cells))
        if other != column and len(listed := _items(row, other)) == len(items)
    }
    lists[column] = list(items)
    for place in range(len(items)):
        cells: list[str | None] = []
        unsure = set(row.unsure)
        for other, cell in enumerate(row.cells):
            role = mapped.roles[other].name.split(":")[0] if other < len(mapped.roles) else ""
            if other in lists:
                cells.append(lists[other][place])
            elif role.startswith("objective_"):
                cells.append(None if place else cell)
            elif role in _SHARED:
                cells.append(cell)
            else:
                cells.append("" if place else cell)
                unsure |= {other} if cell and len(items) > 1 else set()
        yield replace(row, cells=tuple(cells), wide=False, unsure=tuple(sorted(unsure)))
