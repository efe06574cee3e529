"""A table as far as one page holds it, before its pages are put together."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

from minga.intake.read.pdf.grid import Cell, Grid
from minga.intake.read.pdf.lines import Line, reading_order
from minga.intake.read.pdf.page import Box, Page


@dataclass(slots=True, eq=False, repr=False)
class Slot:
    """One cell. `covered` cells belong to a merged cell that begins in a row above; `room` is
    where its column ends for the text."""

    lines: list[Line] = field(default_factory=list)
    covered: bool = False
    unsure: bool = False
    room: float | None = None
    columns: int = 1
    moved: list[Line] = field(default_factory=list)  # what it held before it joined another

    @property
    def drawn(self) -> list[Line]:
        return self.lines or self.moved


@dataclass(slots=True, eq=False, repr=False)
class Strip:
    """One row."""

    slots: list[Slot]
    page: Page
    box: Box
    wide: bool = False
    at: int = 0
    opens: bool = False  # the first of its page

    @property
    def filled(self) -> bool:
        return any(slot.lines for slot in self.slots)


@dataclass(slots=True, eq=False)
class Piece:
    """`edges` part the columns. `open_top` and `open_bottom` say of each column whether nothing
    closes it there; None where nothing is drawn that could."""

    page: Page
    strips: list[Strip]
    edges: list[float]
    top: float
    bottom: float
    open_top: list[bool] | None = None
    open_bottom: list[bool] | None = None
    ruled: bool = True
    gutters: list[tuple[float, float]] | None = None  # what parts its columns where no rule does

    @property
    def width(self) -> int:
        return len(self.edges) - 1

    @property
    def left(self) -> float:
        return self.edges[0]


def of_grid(grid: Grid) -> Piece:
    """The rows of a table whose rules part both rows and columns."""
    cells = _split(grid)
    slots = [[Slot() for _ in range(grid.width)] for _ in range(grid.rows)]
    wide = [False] * grid.rows
    pads = _pads(grid)
    for cell, lines in cells:
        first = slots[cell.top][cell.left]
        first.lines = lines
        first.columns = cell.right - cell.left + 1
        first.room = grid.xs[cell.right + 1] - pads[cell.left]
        first.unsure = cell.unsure
        for r in range(cell.top + 1, cell.bottom + 1):
            for c in range(cell.left, cell.right + 1):
                slots[r][c].covered = True
        if cell.left == 0 and cell.right == grid.width - 1 and grid.width > 1:
            wide[cell.top] = True
    strips = [
        Strip(row, grid.page, (grid.xs[0], grid.ys[r], grid.xs[-1], grid.ys[r + 1]), wide[r])
        for r, row in enumerate(slots)
    ]
    return Piece(
        grid.page, strips, grid.xs, grid.ys[0], grid.ys[-1], grid.open_top, grid.open_bottom
    )


def _split(grid: Grid) -> list[tuple[Cell, list[Line]]]:
    """The cells with their lines; a tall cell in which several texts begin at the height of its
    rows is several cells between which the rule was left out."""
    found: list[tuple[Cell, list[Line]]] = []
    bases: list[set[int]] | None = None
    for cell in grid.cells:
        lines = reading_order(cell.words)
        if cell.bottom == cell.top or not lines or len(grid.cells) < 4:
            found.append((cell, lines))
            continue
        if bases is None:
            bases = _first_bases(grid)
        found += _parts(cell, lines, grid, bases)
    return found


def _first_bases(grid: Grid) -> list[set[int]]:
    """For each row, the heights at which the text of its low cells begins."""
    bases: list[set[int]] = [set() for _ in range(grid.rows)]
    for cell in grid.cells:
        if cell.top == cell.bottom and cell.words:
            bases[cell.top].add(round(min(word.base for word in cell.words)))
    return bases


def _parts(
    cell: Cell, lines: list[Line], grid: Grid, bases: list[set[int]]
) -> list[tuple[Cell, list[Line]]]:
    starts: list[tuple[int, int]] = []  # row, index of the line
    for index, line in enumerate(lines):
        far = index == 0 or line.base - lines[index - 1].base > 1.8 * line.size
        row = min(bisect_right(grid.ys, line.base - 0.3 * line.size) - 1, cell.bottom)
        level = any(abs(round(line.base) - base) <= 2 for base in bases[row])
        if far and row > cell.top and level:
            starts.append((row, index))
    middle = (lines[0].base + lines[-1].base) / 2
    centred = abs(middle - (grid.ys[cell.top] + grid.ys[cell.bottom + 1]) / 2) < 4
    if not starts or (centred and len(starts) == 1 and starts[0][1] == 0):
        cell.unsure = cell.unsure or bool(starts)
        return [(cell, lines)]
    parts: list[tuple[Cell, list[Line]]] = []
    ends = [*starts[1:], (cell.bottom + 1, len(lines))]
    if starts[0][1] == 0:
        parts.append((Cell(cell.top, cell.left, starts[0][0] - 1, cell.right), []))
    else:
        first = Cell(cell.top, cell.left, starts[0][0] - 1, cell.right, unsure=True)
        parts.append((first, lines[: starts[0][1]]))
    for (row, index), (after, end) in zip(starts, ends, strict=True):
        part = Cell(row, cell.left, after - 1, cell.right, unsure=True)
        parts.append((part, lines[index:end]))
    return parts


def _pads(grid: Grid) -> list[float]:
    """How far the text of each column keeps from its rule."""
    pads = [4.0] * grid.width
    found: list[list[float]] = [[] for _ in pads]
    for cell in grid.cells:
        lefts = [w.left - grid.xs[cell.left] for w in cell.words if w.turn == 0]
        if lefts:
            found[cell.left].append(max(min(lefts), 0.0))
    for c, values in enumerate(found):
        if values:
            pads[c] = min(values)
    return pads
