"""Parts of a page where text stands in columns that no rule draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from minga.intake.read.pdf.gutters import (
    KEPT,
    SPACE,
    Cover,
    Gutter,
    crosses,
    is_column,
    is_parted,
    usual_size,
)
from minga.intake.read.pdf.lines import Line
from minga.intake.read.pdf.page import Page

_HEAD = 0.09  # share of the page
_HALF = 0.5  # of the width of a zone
_WIDE_RUN = 3  # lines across all gutters, one after the other, end the zone
_WIDE_GAP = 2.2  # sizes of letters: less white than this above a line never ends a zone
_AHEAD = 16  # lines
_FAR = 90.0  # points of nothing that end a zone
HEADINGS = 3  # lines across, one after the other, that head a group of rows
GROUP_GAP = 2.5  # sizes of letters: the most white above them, and between them and the rows
_SHARED = 2  # cells of a row that begin where cells of the rows above do


@dataclass(slots=True, eq=False)
class Zone:
    """Lines that keep to common gutters, and those across (`wide`). `edges` part the columns once
    they are known; `doubtful` gutters may be white by chance; `released` lines are no part of the
    zone after all; `foot` are headings at the end of the page, whose rows the next one has."""

    page: Page
    lines: list[Line] = field(default_factory=list)
    wide: list[Line] = field(default_factory=list)
    edges: list[float] = field(default_factory=list)
    doubtful: list[Gutter] = field(default_factory=list)
    released: list[Line] = field(default_factory=list)
    foot: list[Line] = field(default_factory=list)

    @property
    def top(self) -> float:
        return min(line.top for line in (*self.lines, *self.wide))

    @property
    def bottom(self) -> float:
        return max(line.bottom for line in (*self.lines, *self.wide))

    @property
    def size(self) -> float:
        return usual_size(self.lines)


def find(lines: Sequence[Line], page: Page) -> tuple[list[Zone], list[Line]]:
    """The zones of a page, from the top, and the lines that are in none."""
    zones: list[Zone] = []
    rest: list[Line] = []
    index = 0
    while index < len(lines):
        if is_parted(lines[index]) and not _is_running(lines, index, page):
            zone, end = _grow(lines, index, page)
            if zone is not None:
                _reach_up(zone, rest)
                zones.append(zone)
                index = end
                continue
        rest.append(lines[index])
        index += 1
    return zones, rest


def _is_running(lines: Sequence[Line], index: int, page: Page) -> bool:
    """A first line high up the page, far from all others: what runs above the text, though no
    other page is there to tell."""
    line = lines[index]
    if index or line.base > _HEAD * page.height or len(lines) < 2:
        return False
    return lines[1].top - line.bottom > 2.2 * line.size


def _reach_up(zone: Zone, rest: list[Line]) -> None:
    """Take in the lines right above the first parted one: the upper lines of tall headings."""
    white = columns([zone])
    first = zone.lines[0]
    while rest and white:
        line, top = rest[-1], zone.lines[0]
        near = 0 < top.base - line.base < 1.45 * line.size
        alike = abs(line.size - first.size) < 0.3 and line.bold == first.bold
        inside = line.left > white[0][0] or line.bold
        if not (near and alike and inside) or any(crosses(line, g) for g in white):
            return
        zone.lines.insert(0, rest.pop())


def _grow(lines: Sequence[Line], start: int, page: Page) -> tuple[Zone | None, int]:
    zone = Zone(page)
    cover = Cover()
    pending: list[Line] = []
    across = 0
    end = start
    bottom = lines[start].bottom
    left, right = lines[start].left, lines[start].right
    for index in range(start, len(lines)):
        line = lines[index]
        parted = is_parted(line)
        white = cover.gutters(line.size) if zone.lines else []
        if not parted and _parts_rows(lines, index, zone, white):
            pending.append(line)
            bottom, across = line.bottom, 0
            continue
        if _breaks(lines, start, index, bottom):
            break
        if zone.lines and not parted:
            crossed = [g for g in white if crosses(line, g)]
            note = abs(line.size - zone.lines[-1].size) > 0.6
            begins = bool(white) and line.left < white[0][0]
            far = line.right - line.left > _HALF * (right - left)
            if note or ((begins or far) and any(_kept(zone, g) for g in crossed)):
                pending.append(line)
                across += not note
                if across >= _WIDE_RUN:
                    break
                continue
        cover.add(line)
        if not cover.gutters(line.size):
            break
        zone.lines += [one for one in pending if not any(crosses(one, g) for g in white)]
        zone.wide += [one for one in pending if any(crosses(one, g) for g in white)]
        pending, across = [], 0
        zone.lines.append(line)
        end = index + 1
        bottom = max(bottom, line.bottom)
        left, right = min(left, line.left), max(right, line.right)
    zone.lines.sort(key=lambda one: one.base)
    if sum(is_parted(line) for line in zone.lines) < 2:
        return None, start
    return zone, end


def _parts_rows(lines: Sequence[Line], index: int, zone: Zone, white: Sequence[Gutter]) -> bool:
    """Whether a line alone across the columns heads a group of rows: rows with the gutters of
    those above follow right below it, or below another such line."""
    last = lines[index - 1]
    for at in range(index, min(index + HEADINGS + 1, len(lines))):
        line = lines[at]
        if line.top - last.bottom > GROUP_GAP * line.size:
            return False
        last = line
        if is_parted(line):
            return at > index and _same_gutters(line, zone, white)
        if not is_heading(line, white):
            return False
    return False


def is_heading(line: Line, white: Sequence[Gutter]) -> bool:
    """One run of words from the first column over all the gutters that it passes."""
    passed = [g for g in white if g[1] <= line.right]
    begins = bool(passed) and line.left < white[0][0] and not is_parted(line)
    return begins and all(crosses(line, g) for g in passed)


def _same_gutters(row: Line, zone: Zone, white: Sequence[Gutter]) -> bool:
    """A row that leaves all gutters open, with cells where lines above it have theirs."""
    if any(crosses(row, gutter) for gutter in white):
        return False
    begins = {
        round(after.left) + step
        for line in zone.lines
        for before, after in pairwise(line.words)
        if after.left - before.right >= SPACE * line.size
        for step in (-1, 0, 1)
    }
    open_at = [
        round(after.left)
        for before, after in pairwise(row.words)
        if after.left - before.right >= SPACE * row.size
    ]
    return sum(place in begins for place in open_at) >= _SHARED


def _breaks(lines: Sequence[Line], start: int, index: int, bottom: float) -> bool:
    """Whether the white space above a line is wider than a table leaves between its rows: wider
    by far than any before it, and than those that follow."""
    gap = lines[index].top - bottom
    if gap <= 0 or index == start:
        return False
    if gap > _FAR:
        return True
    alone = index - start < 2 and len(lines) - index < 2
    if alone or gap < _WIDE_GAP * lines[index].size:
        return False
    return gap > 1.6 * _widest(lines[start:index]) and gap > 1.4 * _widest(
        lines[index : index + _AHEAD]
    )


def _widest(lines: Sequence[Line]) -> float:
    widest, bottom = 0.0, lines[0].bottom
    for line in lines[1:]:
        widest = max(widest, line.top - bottom)
        bottom = max(bottom, line.bottom)
    return widest


def _kept(zone: Zone, gutter: Gutter) -> bool:
    """Enough lines have words on both sides of it, well apart."""
    sides = 0
    for line in zone.lines:
        before = max((w.right for w in line.words if w.right <= gutter[0] + 1), default=None)
        after = min((w.left for w in line.words if w.left >= gutter[1] - 1), default=None)
        if before is not None and after is not None and after - before >= SPACE * line.size:
            sides += 1
    return sides >= KEPT


def columns(chain: Sequence[Zone]) -> list[Gutter]:
    lines = [line for zone in chain for line in zone.lines]
    cover = Cover(lines)
    size = usual_size(lines)
    strict = apart(cover.white(size), chain)
    white = cover.more(strict, size)
    kept = []
    for index, gutter in enumerate(white):
        left = white[index - 1][1] if index else 0.0
        right = white[index + 1][0] if index + 1 < len(white) else 1e9
        if is_column(gutter, lines, size, (left, right), forgiven=gutter not in strict):
            kept.append(gutter)
    return kept


def apart(kept: list[Gutter], chain: Sequence[Zone]) -> list[Gutter]:
    """Leave out a gutter whose columns are never both filled: what stands at the left of one
    column and at its right are one, a heading over figures."""
    kept = list(kept)
    index = 0
    while index < len(kept):
        left = kept[index - 1][1] if index else 0.0
        right = kept[index + 1][0] if index + 1 < len(kept) else 1e9
        if any(_beside(zone, kept[index], left, right) for zone in chain):
            index += 1
        else:
            del kept[index]
    return kept


def _beside(zone: Zone, gutter: Gutter, left: float, right: float) -> bool:
    """Whether text stands on both sides at one height."""
    before, after = [], []
    for line in zone.lines:
        for word in line.words:
            if left - 1 <= word.left and word.right <= gutter[0] + 1:
                before.append(word.base)
            elif gutter[1] - 1 <= word.left and word.right <= right + 1:
                after.append(word.base)
    near = 0.7 * zone.size
    marks = {round(base / near) for base in after}
    return any(round(base / near) + step in marks for base in before for step in (-1, 0, 1))
