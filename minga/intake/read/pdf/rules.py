"""Which of the lines and boxes of a page could part the cells of a table."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from minga.intake.read.pdf.page import Fill, Page, Rule, Word

_SAME_LINE = 1.2  # points: parallel lines nearer than this are one
_DASH = 3.6  # points: the longest gap inside a dashed line, or between the borders of two cells
_HUG = 1.8  # points between a text and the line or box that was drawn for it
_SMALLEST = 7.0  # a box smaller than this both ways is a bullet or a dot
_SHORTEST = 6.0
_DRAWING = 40_000  # lines of a page: a map or a pattern, no table has as many
_PAINTING = 8_000  # boxes
_CROSSINGS = 2_000_000  # pairs of rules that could meet


def tidy(page: Page) -> None:
    """Leave on the page the rules that may belong to tables: edges of coloured boxes added,
    underlines and highlights out, pieces of one line put together."""
    if len(page.across) + len(page.down) > _DRAWING or len(page.fills) > _PAINTING:
        page.across, page.down, page.fills = [], [], []
        return
    texts = _Texts(page.words)
    fills = [fill for fill in page.fills if _is_cell_like(fill, page, texts)]
    coloured = [fill for fill in fills if not fill.white]
    across = [r for r in page.across if not r.white or _on_colour(r, coloured, flat=True)]
    down = [r for r in page.down if not r.white or _on_colour(r, coloured, flat=False)]
    across = [r for r in across if not texts.is_underline(r)]
    for fill in coloured:
        across.append(Rule(fill.top, fill.left, fill.right, faint=True))
        across.append(Rule(fill.bottom, fill.left, fill.right, faint=True))
        down.append(Rule(fill.left, fill.top, fill.bottom, faint=True))
        down.append(Rule(fill.right, fill.top, fill.bottom, faint=True))
    page.fills = fills
    page.across, page.down = merged(across), merged(down)
    if len(page.across) * len(page.down) > _CROSSINGS:
        page.across, page.down = [], []


def merged(rules: Iterable[Rule]) -> list[Rule]:
    """One rule for each line, however many pieces it was drawn in."""
    result: list[Rule] = []
    group: list[Rule] = []
    for rule in sorted(rules, key=lambda r: r.place):
        if group and rule.place - group[0].place > _SAME_LINE:
            result += _end_to_end(group)
            group = []
        group.append(rule)
    if group:
        result += _end_to_end(group)
    return [rule for rule in result if rule.end - rule.start >= _SHORTEST]


def _end_to_end(group: list[Rule]) -> list[Rule]:
    group.sort(key=lambda r: r.start)
    place = sum(r.place for r in group) / len(group)
    first = group[0]
    joined = [Rule(place, first.start, first.end, first.faint)]
    for rule in group[1:]:
        last = joined[-1]
        if rule.start - last.end <= _DASH:
            last.end = max(last.end, rule.end)
            last.faint = last.faint and rule.faint
        else:
            joined.append(Rule(place, rule.start, rule.end, rule.faint))
    return joined


class _Texts:
    """The words of a page by the line they stand on."""

    def __init__(self, words: Sequence[Word]) -> None:
        self.words = sorted((w for w in words if w.turn == 0), key=lambda w: w.base)
        self.bases = [word.base for word in self.words]

    def between(self, top: float, bottom: float) -> list[Word]:
        return self.words[bisect_left(self.bases, top) : bisect_left(self.bases, bottom)]

    def is_underline(self, rule: Rule) -> bool:
        """A line below or through words, just as long as they are."""
        near = [
            w
            for w in self.between(rule.place - 6, rule.place + 8)
            if -0.4 * w.size <= rule.place - w.base <= 0.3 * w.size
            and w.right > rule.start - 1
            and w.left < rule.end + 1
        ]
        if not near:
            return False
        left, right = min(w.left for w in near), max(w.right for w in near)
        inside = left <= rule.start + 1 and right >= rule.end - 1
        return inside or (abs(left - rule.start) <= _HUG and abs(right - rule.end) <= _HUG)

    def is_highlight(self, fill: Fill) -> bool:
        """A box just as large as the words in it, no higher than one line of them."""
        inside = [
            w
            for w in self.between(fill.top - 1, fill.bottom + 1)
            if fill.left - _HUG <= w.middle <= fill.right + _HUG
        ]
        if not inside or fill.bottom - fill.top > 1.6 * max(w.size for w in inside):
            return False
        left, right = min(w.left for w in inside), max(w.right for w in inside)
        return abs(left - fill.left) <= _HUG and abs(right - fill.right) <= _HUG


def _is_cell_like(fill: Fill, page: Page, texts: _Texts) -> bool:
    wide, high = fill.right - fill.left, fill.bottom - fill.top
    if wide < _SMALLEST or high < _SHORTEST:
        return False
    if wide > 0.97 * page.width and high > 0.6 * page.height:
        return False
    return not texts.is_highlight(fill)


def _on_colour(rule: Rule, fills: Sequence[Fill], *, flat: bool) -> bool:
    """A white line is seen only where there is colour beside it."""
    middle = (rule.start + rule.end) / 2
    x, y = (middle, rule.place) if flat else (rule.place, middle)
    near = 3.0
    return any(
        f.left - near <= x <= f.right + near and f.top - near <= y <= f.bottom + near for f in fills
    )
