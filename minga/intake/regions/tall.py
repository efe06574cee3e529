"""Headers of several rows: which rows belong together and what each column is called."""

from __future__ import annotations

from collections.abc import Sequence

from minga.intake.folding import fold, starts_lower
from minga.intake.reading import Row
from minga.intake.regions import cells as look


def joined(rows: Sequence[Row]) -> tuple[str, ...]:
    """One heading a column: a heading over several columns is repeated over each of them."""
    width = max(len(row.cells) for row in rows)
    grid = [look.texts(row, width) for row in rows]
    covered = [[c < len(row.cells) and row.cells[c] is None for c in range(width)] for row in rows]
    spans = [0] * width
    for height in range(len(grid) - 1):
        spans = _carry(grid, covered[height], height, spans)
    printed = []
    for column in range(width):
        parts = dict.fromkeys(line[column] for line in grid if line[column])
        printed.append(" ".join(parts))
    return tuple(printed)


def _carry(
    grid: list[list[str]], covered: Sequence[bool], height: int, above: Sequence[int]
) -> list[int]:
    """Write each heading of a row over the blanks it spans; the spans are given as numbers."""
    line = grid[height]
    spans: list[int] = []
    start = -1
    for column, cell in enumerate(line):
        child = _lowest(grid, height, column)
        if cell:
            start = column if child else -1
        elif start >= 0:
            first = _lowest(grid, height, start)
            goes_on = (
                child
                and not covered[column]
                and above[column] == above[start]
                and look.is_year(first) == look.is_year(child)
                and (starts_lower(child) or not starts_lower(first) or look.is_machine(first))
            )
            if goes_on:
                line[column] = line[start]
            else:
                start = -1
        spans.append(start if start >= 0 else -2 - column)
    return spans


def _lowest(grid: Sequence[Sequence[str]], height: int, column: int) -> str:
    """The last heading printed below a row in a column."""
    return next((low[column] for low in reversed(grid[height + 1 :]) if low[column]), "")


def is_built(rows: Sequence[Row]) -> bool:
    """Whether the last of some rows is held to those above it by merged cells: something above
    reaches down into it, or a heading above spans several headings of it."""
    last, above = rows[-1], rows[:-1]
    width = max(len(row.cells) for row in rows)
    texts = look.texts(last, width)
    for column in range(width):
        covered = column < len(last.cells) and last.cells[column] is None
        if covered and any(look.text_at(row, column) for row in above):
            return True
    return any(_spanned(look.texts(row, width), texts) for row in above)


def _spanned(above: Sequence[str], below: Sequence[str]) -> bool:
    """A heading and then blanks above, headings below both, and a place where only the row above
    says something, or headings that are years or that come back: no data looks so."""
    children: list[str] = []
    for column, cell in enumerate(above):
        if cell or not below[column]:
            continue
        start = column
        while start >= 0 and not above[start]:
            start -= 1
        if start >= 0 and all(below[start : column + 1]):
            children += [below[start], below[column]]
    if not children:
        return False
    lonely = any(cell and not below[column] for column, cell in enumerate(above))
    said = [text for text in below if text]
    back = len(set(map(fold, said))) < len(said)
    band = not above[0] and bool(below[0]) and sum(map(bool, above)) > 1
    return lonely or back or band or any(map(look.is_year, children))
