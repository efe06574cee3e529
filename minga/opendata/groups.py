"""Rows that belong together under one cell, as in a printed matrix."""

from __future__ import annotations

from collections.abc import Iterator

from minga.opendata.datasets import Row, Table

# A merged cell taller than this is of no use: its text is far above what one reads. It also
# keeps memory flat, and HTML allows no more than 65,534 rows.
TALLEST = 500


def blocks(table: Table) -> Iterator[list[Row]]:
    """Rows of the same things of all groups but the innermost, at most TALLEST of them.

    A thing of the innermost group is never cut, unless it is taller than that by itself.
    """
    outer, inner = _keys(table)
    block: list[Row] = []
    began = 0  # where the last thing of the innermost group begins
    for row in table.rows:
        if block:
            if any(row[place] != block[-1][place] for place in outer):
                yield block
                block, began = [], 0
            elif any(row[place] != block[-1][place] for place in inner):
                began = len(block)
            if len(block) >= TALLEST:
                cut = began or len(block)
                yield block[:cut]
                block, began = block[cut:], 0
        block.append(row)
    if block:
        yield block


def spans(table: Table, block: list[Row]) -> list[list[int]]:
    """For each group, how many rows of the block each cell takes; 0 where one above covers it."""
    found: list[list[int]] = []
    fresh = [True] + [False] * (len(block) - 1)
    start = 0
    for width in table.groups:
        opens = [
            first or row[start] != block[at - 1][start]
            for at, (row, first) in enumerate(zip(block, fresh, strict=True))
        ]
        heights = [0] * len(block)
        top = 0
        for at, new in enumerate(opens):
            top = at if new else top
            heights[top] += 1
        found.append(heights)
        fresh, start = opens, start + width
    return found


def _keys(table: Table) -> tuple[list[int], list[int]]:
    """The columns that tell the things of the outer groups apart, and of the innermost one."""
    starts = [sum(table.groups[:depth]) for depth in range(len(table.groups))]
    return starts[:-1], starts[-1:]
