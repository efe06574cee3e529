"""Text of a cell that runs on below the last rule of its page, where no rule closes its column."""

from __future__ import annotations

from collections.abc import Sequence

from minga.intake.read.pdf.grid import Cell, Grid
from minga.intake.read.pdf.lines import lines_of
from minga.intake.read.pdf.page import Page, Word

_STEP = 1.6  # sizes of letters: the most from one line to the next
_SAME_SIZE = 0.3


def give(page: Page, grids: Sequence[Grid]) -> None:
    """Put the words right below an open column into its last cell, which they leave in doubt."""
    held = {id(word) for grid in grids for cell in grid.cells for word in cell.words}
    free = [word for word in page.words if id(word) not in held and word.turn == 0]
    for grid in grids:
        if not free or all(grid.open_bottom) or not any(grid.open_bottom):
            continue
        below = [word for word in free if word.base > grid.ys[-1]]
        for cell in grid.cells:
            last = cell.bottom == grid.rows - 1 and cell.left == cell.right
            upright = any(word.turn == 0 for word in cell.words)
            if last and upright and grid.open_bottom[cell.left]:
                _run_on(cell, grid, below)


def _run_on(cell: Cell, grid: Grid, below: Sequence[Word]) -> None:
    left, right = grid.xs[cell.left], grid.xs[cell.right + 1]
    last = max((word for word in cell.words if word.turn == 0), key=lambda word: word.base)
    base, size = last.base, last.size
    for line in lines_of(below):
        inside = [word for word in line.words if word.right > left and word.left < right]
        if not inside:
            continue
        whole = all(left <= word.left and word.right <= right for word in inside)
        alike = abs(line.size - size) <= _SAME_SIZE
        if not (whole and alike and 0 < line.base - base <= _STEP * size):
            return
        cell.words += inside
        cell.unsure = True
        base = line.base
