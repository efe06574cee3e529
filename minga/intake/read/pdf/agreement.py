"""Ruled tables that go on over pages agree on their columns, though no page draws all of them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from minga.intake.read.pdf import gutters
from minga.intake.read.pdf.grid import Grid, with_columns
from minga.intake.read.pdf.lines import Line, lines_of
from minga.intake.read.pdf.page import Page, Word

_SAME = 4.0  # points


def settle(pages: Sequence[Page], grids: dict[int, list[Grid]]) -> None:
    """Give the grids of each table the columns of all its pages, in place."""
    for chain in _chains(pages, grids):
        if not any(grid.partial for grid in chain) and len({grid.width for grid in chain}) == 1:
            continue
        xs = _shared(chain)
        if xs is None:
            continue
        xs = _with_gutters(chain, xs)
        for grid in chain:
            own = [_nearest(grid.xs, x) for x in xs]
            if len(xs) > len(grid.xs):
                of_page = grids[grid.page.number]
                of_page[of_page.index(grid)] = with_columns(grid, own)


def _chains(pages: Sequence[Page], grids: dict[int, list[Grid]]) -> Iterator[list[Grid]]:
    chain: list[Grid] = []
    for page in pages:
        for index, grid in enumerate(grids[page.number]):
            last = chain[-1] if chain else None
            follows = (
                last is not None
                and index == 0
                and page.number == last.page.number + 1
                and last is grids[last.page.number][-1]
            )
            if last and follows and _same_sides(last, grid):
                chain.append(grid)
                continue
            if chain:
                yield chain
            chain = [grid]
    if chain:
        yield chain


def _same_sides(one: Grid, other: Grid) -> bool:
    return abs(one.xs[0] - other.xs[0]) <= _SAME and abs(one.xs[-1] - other.xs[-1]) <= _SAME


def _shared(chain: Sequence[Grid]) -> list[float] | None:
    """The columns of the page that shows most, if all other pages show some of the same."""
    fullest = max(chain, key=lambda grid: grid.width)
    for grid in chain:
        if any(min(abs(x - y) for y in fullest.xs) > _SAME for x in grid.xs):
            return None
    return list(fullest.xs)


def _nearest(own: Sequence[float], x: float) -> float:
    """Pages are not drawn to the same hair: the rule that a page has counts before the shared."""
    return next((place for place in own if abs(place - x) <= _SAME), x)


def _with_gutters(chain: Sequence[Grid], xs: list[float]) -> list[float]:
    """Columns that only the text shows, where walls are left out anyway."""
    drawn = [grid for grid in chain if grid.width > 1 or not grid.faint]
    if not any(grid.partial for grid in drawn):
        return xs  # boxes of one row each are no table by themselves
    inside = [line for grid in chain for line in _lines(grid, xs)]
    found = list(xs)
    for column in range(len(xs) - 1):
        lines = [line for line in inside if bisect_right(xs, line.words[0].middle) - 1 == column]
        if len(lines) < 4:
            continue
        size = gutters.usual_size(lines)
        for gutter in gutters.Cover(lines).white(size):
            if gutter[1] - gutter[0] >= 0.9 * size and gutters.is_column(gutter, lines, size):
                found.append((gutter[0] + gutter[1]) / 2)
    return sorted(found)


def _lines(grid: Grid, xs: Sequence[float]) -> Iterator[Line]:
    """The lines of each column, but for those that go across."""
    for cell in grid.cells:
        for line in lines_of(word for word in cell.words if word.turn == 0):
            columns: dict[int, list[Word]] = {}
            for word in line.words:
                columns.setdefault(bisect_right(xs, word.middle) - 1, []).append(word)
            across = any(w.left < x - 1 and w.right > x + 1 for w in line.words for x in xs[1:-1])
            if not across:
                for words in columns.values():
                    yield Line(words, line.base, line.size)
