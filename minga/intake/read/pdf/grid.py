"""Tables drawn with rules: lines in two directions, with the cells that they leave open."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from minga.intake.read.pdf.page import Box, Page, Rule, Word

_TOUCH = 3.2  # points: how far two rules may miss each other and still meet
_COVERED = 0.6  # share of the side of a cell that a rule has to cover
_APART_X, _APART_Y = 6.0, 4.5  # points: rules nearer than this are one border
_OPEN = 5.0  # points: a rule that goes on this far beyond the last one leaves a cell open
_SPACE = 0.6  # sizes of letters: the usual space of a line is narrower
_CENTRED = 8.0  # points, twice the distance between two middles
_MAX_CELLS = 200_000


@dataclass(slots=True, eq=False)
class Cell:
    """Rows and columns of the grid, both ends included."""

    top: int
    left: int
    bottom: int
    right: int
    words: list[Word] = field(default_factory=list)
    unsure: bool = False


@dataclass(slots=True)
class Grid:
    """The lines of one table on one page. `open_top` and `open_bottom` say of each column whether
    no rule closes it there."""

    page: Page
    xs: list[float]
    ys: list[float]
    cells: list[Cell]
    open_top: list[bool]
    open_bottom: list[bool]
    faint: bool = False
    across: Sequence[Rule] = ()
    down: Sequence[Rule] = ()
    partial: bool = False  # some walls between its columns are not drawn
    ends: tuple[bool, bool] = (
        False,
        False,
    )  # its columns go on above the first rule, below the last
    repeated: set[int] = field(default_factory=set)  # the pages that show the same

    @property
    def box(self) -> Box:
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]

    @property
    def rows(self) -> int:
        return len(self.ys) - 1

    @property
    def width(self) -> int:
        return len(self.xs) - 1


def components(page: Page) -> list[tuple[list[Rule], list[Rule]]]:
    """Rules that touch, level ones and upright ones, component by component."""
    across, down = page.across, page.down
    parent = list(range(len(across) + len(down)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    for j, v in enumerate(down, start=len(across)):
        for i, h in enumerate(across):
            if (
                v.start - _TOUCH <= h.place <= v.end + _TOUCH
                and h.start - _TOUCH <= v.place <= h.end + _TOUCH
            ):
                parent[root(i)] = root(j)
    _bind_columns(across, down, parent, root)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for index in range(len(parent)):
        group = groups.setdefault(root(index), ([], []))
        if index < len(across):
            group[0].append(across[index])
        else:
            group[1].append(down[index - len(across)])
    return [group for group in groups.values() if len(group[1]) > 1 or (group[0] and group[1])]


def _bind_columns(
    across: Sequence[Rule], down: Sequence[Rule], parent: list[int], root: Callable[[int], int]
) -> None:
    """Upright rules from and to the same height belong together, also where no level rule binds
    them because all the cells between them go on."""
    ordered = sorted(range(len(down)), key=lambda j: (round(down[j].start), down[j].end))
    for i, j in pairwise(ordered):
        one, other = down[i], down[j]
        if abs(one.start - other.start) <= _TOUCH and abs(one.end - other.end) <= _TOUCH:
            parent[root(len(across) + i)] = root(len(across) + j)


def grids(page: Page) -> list[Grid]:
    """The ruled tables of a page, from the top; words are put into their cells."""
    found = []
    for across, down in components(page):
        xs = _places([r.place for r in down], _APART_X)
        ys = _places([r.place for r in across], _APART_Y)
        if not across:
            if len(down) < 3:
                continue
            ys = [sum(r.start for r in down) / len(down)]
        if across:
            _extend(xs, [r.start for r in across], [r.end for r in across])
        open_top, open_bottom = _extend(ys, [r.start for r in down], [r.end for r in down])
        open_top = open_top or not across
        if len(xs) < 2 or len(ys) < 2 or (len(xs) - 1) * (len(ys) - 1) > _MAX_CELLS:
            continue
        grid = _grid(page, across, down, xs, ys)
        grid.ends = open_top, open_bottom
        found.append(_opened(grid))
    found.sort(key=lambda g: (g.ys[0], g.xs[0]))
    return _fill(_outermost(found), page.words)


def _opened(grid: Grid) -> Grid:
    if grid.ends[0]:
        grid.open_top = [True] * grid.width
    if grid.ends[1]:
        grid.open_bottom = [True] * grid.width
    return grid


def with_columns(grid: Grid, xs: list[float]) -> Grid:
    """The same table laid out in columns that its own rules do not show."""
    words = [word for cell in grid.cells for word in cell.words]
    found = _grid(grid.page, grid.across, grid.down, xs, grid.ys)
    found.ends, found.repeated = grid.ends, grid.repeated
    _fill([found], words)
    return _opened(found)


def places(values: Iterable[float]) -> list[float]:
    """The heights of level rules, those of one border taken together."""
    return _places(values, _APART_Y)


def laid(
    page: Page,
    across: Sequence[Rule],
    down: Sequence[Rule],
    xs: list[float],
    ys: list[float],
    words: Iterable[Word],
) -> Grid:
    """A grid whose places are known, with words in its cells."""
    found = _grid(page, across, down, xs, ys)
    _fill([found], words)
    return found


def _outermost(found: list[Grid]) -> list[Grid]:
    """A grid inside a cell of another is part of that cell."""
    kept: list[Grid] = []
    for grid in sorted(found, key=lambda g: -_area(g.box)):
        if not any(_inside(grid.box, other.box) and other.width > 1 for other in kept):
            kept.append(grid)
    kept.sort(key=lambda g: (g.ys[0], g.xs[0]))
    return kept


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _inside(box: Box, other: Box) -> bool:
    return (
        box[0] >= other[0] - 2
        and box[1] >= other[1] - 2
        and box[2] <= other[2] + 2
        and box[3] <= other[3] + 2
    )


def _places(values: Iterable[float], apart: float) -> list[float]:
    """Places of rules, those of one border taken together."""
    result: list[float] = []
    group: list[float] = []
    for value in sorted(values):
        if group and value - group[0] > apart:
            result.append(sum(group) / len(group))
            group = []
        group.append(value)
    if group:
        result.append(sum(group) / len(group))
    return result


def _extend(
    places: list[float], starts: Sequence[float], ends: Sequence[float]
) -> tuple[bool, bool]:
    """Add the sides that no rule draws but where the rules of the other direction end."""
    first, last = min(starts), max(ends)
    before = first < places[0] - _OPEN
    after = last > places[-1] + _OPEN
    if before:
        places.insert(0, first)
    if after:
        places.append(last)
    return before, after


def _grid(
    page: Page, across: Sequence[Rule], down: Sequence[Rule], xs: list[float], ys: list[float]
) -> Grid:
    width, height = len(xs) - 1, len(ys) - 1
    # walls[k][r]: whether a rule stands at xs[k] beside row r; floors[k][c]: at ys[k], column c
    walls = _sides(down, xs, ys)
    floors = _sides(across, ys, xs)
    partial = not all(all(wall) for wall in walls[1:-1])
    if partial:
        _wall_by_text(page, walls, xs, ys)
    parent = list(range(width * height))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    for r in range(height):
        for c in range(width):
            here = r * width + c
            if c + 1 < width and not walls[c + 1][r]:
                parent[root(here + 1)] = root(here)
            if r + 1 < height and not floors[r + 1][c]:
                parent[root(here + width)] = root(here)
    parts: dict[int, list[tuple[int, int]]] = {}
    for r in range(height):
        for c in range(width):
            parts.setdefault(root(r * width + c), []).append((r, c))
    cells: list[Cell] = []
    for part in parts.values():
        cells += _rectangles(part, floors)
    return Grid(
        page, xs, ys, cells,
        [not closed for closed in floors[0]],
        [not closed for closed in floors[height]],
        all(r.faint for r in across) and all(r.faint for r in down),
        across, down, partial or width == 1,
    )  # fmt: skip


def _wall_by_text(page: Page, walls: list[list[bool]], xs: list[float], ys: list[float]) -> None:
    """Where a row leaves out the wall between two columns that other rows draw, its text tells
    whether it is one cell or only drawn without lines."""
    bands: list[list[Word]] = [[] for _ in range(len(ys) - 1)]
    for word in page.words:
        y = word.base - 0.3 * word.size
        if word.turn == 0 and ys[0] <= y < ys[-1] and xs[0] <= word.middle <= xs[-1]:
            bands[bisect_right(ys, y) - 1].append(word)
    for r, band in enumerate(bands):
        c = 0
        while c < len(xs) - 1:
            end = c
            while end + 1 < len(xs) - 1 and not walls[end + 1][r]:
                end += 1
            if end > c:
                words = [w for w in band if xs[c] <= w.middle <= xs[end + 1]]
                for k in _parting(words, xs, c, end):
                    walls[k][r] = True
            c = end + 1


def _parting(words: list[Word], xs: list[float], first: int, last: int) -> list[int]:
    """The columns from `first` to `last` + 1 that part the text standing across them."""
    inner = list(range(first + 1, last + 1))
    if not words:
        return inner
    free = [k for k in inner if _keeps_to(words, xs[k])]
    both = [
        k
        for k in free
        if any(w.middle < xs[k] for w in words) and any(w.middle > xs[k] for w in words)
    ]
    if both:
        return free
    left, right = min(w.left for w in words), max(w.right for w in words)
    centred = abs(left + right - xs[first] - xs[last + 1]) < _CENTRED
    return [] if left < xs[first + 1] or centred else free


def _keeps_to(words: Iterable[Word], x: float) -> bool:
    """No text goes across: not a word, nor two words of one line at the usual distance."""
    lines: dict[int, tuple[float, float]] = {}
    for word in words:
        if word.left < x - 1 and word.right > x + 1:
            return False
        key = round(word.base / 2)
        before, after = lines.get(key, (-1e9, 1e9))
        if word.middle < x:
            lines[key] = (max(before, word.right), after)
        else:
            lines[key] = (before, min(after, word.left))
    size = max((word.size for word in words), default=0.0)
    return all(after - before >= _SPACE * size for before, after in lines.values())


def _sides(rules: Sequence[Rule], places: list[float], steps: list[float]) -> list[list[bool]]:
    """For each place and each step along it, whether rules cover the side there."""
    count = len(steps) - 1
    covered = [[0.0] * count for _ in places]
    for rule in rules:
        at = min(range(len(places)), key=lambda k: abs(places[k] - rule.place))
        row = covered[at]
        first = max(bisect_right(steps, rule.start + 0.01) - 1, 0)
        for step in range(first, count):
            start, end = max(rule.start, steps[step]), min(rule.end, steps[step + 1])
            if steps[step] >= rule.end:
                break
            row[step] += max(end - start, 0.0)
    return [
        [
            length >= _COVERED * (steps[i + 1] - steps[i])
            or length >= steps[i + 1] - steps[i] - 2 * _TOUCH
            for i, length in enumerate(row)
        ]
        for row in covered
    ]


def _rectangles(part: list[tuple[int, int]], floors: list[list[bool]]) -> list[Cell]:
    top, bottom = min(r for r, _ in part), max(r for r, _ in part)
    left, right = min(c for _, c in part), max(c for _, c in part)
    if len(part) == (bottom - top + 1) * (right - left + 1):
        return [Cell(top, left, bottom, right)]
    # rules that contradict each other: every row for itself, and nobody is sure of it
    cells: list[Cell] = []
    for r, c in sorted(part):
        last = cells[-1] if cells else None
        if last and last.top == r and last.right == c - 1:
            last.right = c
        else:
            cells.append(Cell(r, c, r, c, unsure=True))
    return cells


def _fill(found: list[Grid], words: Iterable[Word]) -> list[Grid]:
    """Put the words into the cells they stand in."""
    if not found:
        return []
    maps = [_map(grid) for grid in found]
    for word in words:
        x = (word.left + word.right) / 2
        y = word.base - 0.3 * word.size if word.turn == 0 else (word.top + word.bottom) / 2
        for grid, lookup in zip(found, maps, strict=True):
            if not (grid.xs[0] <= x <= grid.xs[-1] and grid.ys[0] <= y <= grid.ys[-1]):
                continue
            r = min(bisect_right(grid.ys, y) - 1, grid.rows - 1)
            c = min(bisect_right(grid.xs, x) - 1, grid.width - 1)
            cell = lookup[r][c]
            cell.words.append(word)
            slack = 0.12 * word.size + 1.0
            out = (
                word.left < grid.xs[cell.left] - slack
                or word.right > grid.xs[cell.right + 1] + slack
            )
            if word.turn == 0:
                out = out or not (
                    grid.ys[cell.top] - 2 < word.base < grid.ys[cell.bottom + 1] + 0.2 * word.size
                )
            if out:
                _doubt(word, cell, grid, lookup, r)
            break
    return found


def _doubt(word: Word, cell: Cell, grid: Grid, lookup: list[list[Cell]], row: int) -> None:
    """A word that crosses a rule makes both cells doubtful."""
    cell.unsure = True
    for x in (word.left, word.right):
        c = min(max(bisect_right(grid.xs, x) - 1, 0), grid.width - 1)
        lookup[row][c].unsure = True


def _map(grid: Grid) -> list[list[Cell]]:
    lookup: list[list[Cell | None]] = [[None] * grid.width for _ in range(grid.rows)]
    for cell in grid.cells:
        for r in range(cell.top, cell.bottom + 1):
            for c in range(cell.left, cell.right + 1):
                lookup[r][c] = cell
    return lookup  # type: ignore[return-value]
