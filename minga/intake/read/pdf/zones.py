"""Parts of a page where text stands in columns that no rule draws."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from minga.intake.read.pdf.lines import Line
from minga.intake.read.pdf.page import Page, Word

_FINE = 2  # bits a point
_SPACE = 0.9  # sizes of letters: a gap wider than this parts two pieces of a line
_GUTTER = 0.45  # sizes of letters: the narrowest gutter, where many lines keep to it
_GUTTER_POINTS = 3.0
_KEPT = 3  # lines that have to keep to a gutter before a line across it is an exception
_MANY = 6  # lines on both sides of a narrow gutter
_ALIGNED = 0.6  # share of them that begin, or end, at the same place
_WIDE_RUN = 3  # lines across all gutters, one after the other, end the zone
_FAR = 90.0  # points of nothing that end a zone
_ZEROS = re.compile("0+")


@dataclass(slots=True, eq=False)
class Zone:
    """Lines that keep to common gutters, and those across (`wide`). `cover` has a bit for every
    half point that some line covers; `edges` part the columns once they are known."""

    page: Page
    lines: list[Line] = field(default_factory=list)
    wide: list[Line] = field(default_factory=list)
    cover: int = 0
    edges: list[float] = field(default_factory=list)
    released: list[Line] = field(default_factory=list)  # no part of it after all

    @property
    def top(self) -> float:
        return min(line.top for line in (*self.lines, *self.wide))

    @property
    def bottom(self) -> float:
        return max(line.bottom for line in (*self.lines, *self.wide))

    @property
    def size(self) -> float:
        return usual_size(self.lines)


Gutter = tuple[float, float]


def usual_size(lines: Iterable[Line]) -> float:
    sizes = Counter(round(line.size, 1) for line in lines)
    return sizes.most_common(1)[0][0] if sizes else 10.0


def cover_of(words: Iterable[Word]) -> int:
    cover = 0
    for word in words:
        start, end = int(word.left * _FINE), int(word.right * _FINE) + 1
        cover |= ((1 << max(end - start, 1)) - 1) << max(start, 0)
    return cover


def gutters(cover: int, size: float) -> list[Gutter]:
    """The white columns inside what is covered."""
    bits = bin(cover)[2:]
    least = max(_GUTTER_POINTS, _GUTTER * size) * _FINE
    last = len(bits)
    found = [
        ((last - run.end()) / _FINE, (last - run.start()) / _FINE)
        for run in _ZEROS.finditer(bits.rstrip("0"))
        if run.end() - run.start() >= least
    ]
    found.reverse()
    return found


def is_parted(line: Line) -> bool:
    return any(b.left - a.right >= _SPACE * line.size for a, b in pairwise(line.words))


def find(lines: Sequence[Line], page: Page) -> tuple[list[Zone], list[Line]]:
    """The zones of a page, from the top, and the lines that are in none."""
    zones: list[Zone] = []
    rest: list[Line] = []
    covers = [cover_of(line.words) for line in lines]
    index = 0
    while index < len(lines):
        if is_parted(lines[index]):
            zone, end = _grow(lines, covers, index, page)
            if zone is not None:
                _reach_up(zone, rest)
                zones.append(zone)
                index = end
                continue
        rest.append(lines[index])
        index += 1
    return zones, rest


def _reach_up(zone: Zone, rest: list[Line]) -> None:
    """Take in the lines right above the first parted one: the upper lines of tall headings."""
    white = gutters(zone.cover, zone.size)
    first = zone.lines[0]
    while rest and white:
        line, top = rest[-1], zone.lines[0]
        near = 0 < top.base - line.base < 1.45 * line.size
        alike = abs(line.size - first.size) < 0.3 and line.bold == first.bold
        cover = cover_of(line.words)
        inside = line.left > white[0][0] or (line.bold and is_parted(line))
        if not (near and alike and inside) or _crossed(white, cover, line.size):
            return
        zone.lines.insert(0, rest.pop())
        zone.cover |= cover


def _grow(
    lines: Sequence[Line], covers: Sequence[int], start: int, page: Page
) -> tuple[Zone | None, int]:
    zone = Zone(page)
    white: list[Gutter] = []
    pending: list[int] = []
    end = start
    bottom = lines[start].bottom
    for index in range(start, len(lines)):
        line = lines[index]
        if line.top - bottom > _FAR:
            break
        crossed = _crossed(white, covers[index], line.size)
        if crossed and (len(zone.lines) > _KEPT or all(_kept(zone, g) for g in crossed)):
            pending.append(index)
            if sum(bool(_crossed(white, covers[i], line.size)) for i in pending) >= _WIDE_RUN:
                break
            continue
        if zone.lines and not is_parted(line) and abs(line.size - zone.lines[-1].size) > 0.6:
            pending.append(index)  # most likely a note under the table
            continue
        after = gutters(zone.cover | covers[index], line.size)
        if not after:
            break
        for i in pending:
            if _crossed(white, covers[i], line.size):
                zone.wide.append(lines[i])
            else:
                zone.lines.append(lines[i])
                zone.cover |= covers[i]
        pending = []
        zone.lines.append(line)
        zone.cover |= covers[index]
        white = gutters(zone.cover, line.size)
        end = index + 1
        bottom = max(bottom, line.bottom)
    if sum(is_parted(line) for line in zone.lines) < 2:
        return None, start
    return zone, end


def _crossed(white: Sequence[Gutter], cover: int, size: float) -> list[Gutter]:
    """The gutters that a line leaves nothing of."""
    crossed = []
    for left, right in white:
        width = int((right - left) * _FINE)
        part = (cover >> int(left * _FINE)) & ((1 << width) - 1)
        if part:
            widest = max(map(len, bin(part | (1 << width))[3:].split("1")), default=0)
            if widest < max(_GUTTER_POINTS, _GUTTER * size) * _FINE:
                crossed.append((left, right))
    return crossed


def _kept(zone: Zone, gutter: Gutter) -> bool:
    """Enough lines have words on both sides of it."""
    sides = sum(line.left < gutter[0] + 1 and line.right > gutter[1] - 1 for line in zone.lines)
    return sides >= _KEPT


def chains(pages: Sequence[tuple[Page, list[Zone], list[Line]]]) -> list[list[Zone]]:
    """Zones that go on over pages: the last of one page and the first of the next, where the
    columns of one are those of the other. Lines that only now are seen to belong to a zone leave
    those of their page (the third of each)."""
    result: list[list[Zone]] = []
    above: list[Zone] | None = None  # the chain that the page before ended in
    for page, zones, rest in pages:
        if above is not None and above[-1].page.number == page.number - 1:
            _lead(above, page, zones, rest)
        for index, zone in enumerate(zones):
            next_page = above is not None and above[-1].page.number == page.number - 1
            if index == 0 and next_page and above and _agree(above, zone):
                above.append(zone)
            else:
                above = [zone]
                result.append(above)
        if not zones or any(line.base > zones[-1].bottom for line in rest):
            above = None
    return result


def _lead(chain: Sequence[Zone], page: Page, zones: list[Zone], rest: list[Line]) -> None:
    """The first lines of a page may be the end of a row that it cut: they stand in columns of the
    table above, though none of them shows two."""
    first = zones[0].top if zones else 1e9
    leading = [line for line in rest if line.base < first]
    if not leading:
        return
    cover = 0
    for one in chain:
        cover |= one.cover
    size = chain[0].size
    white = gutters(cover, size)
    lefts = {
        round(line.left + d) for zone in chain for line in _starts(zone, white) for d in (-1, 0, 1)
    }
    for line in leading:
        first_column = bool(white) and line.left < white[0][0]
        if (
            abs(line.size - size) > 0.6
            or round(line.left) not in lefts
            or _crossed(white, cover_of(line.words), size)
            or (first_column and not zones)
        ):
            return
    taken = set(map(id, leading))
    rest[:] = [line for line in rest if id(line) not in taken]
    if not zones:
        zones.append(Zone(page))
    zones[0].lines[:0] = leading
    for line in leading:
        zones[0].cover |= cover_of(line.words)


def _starts(zone: Zone, white: Sequence[Gutter]) -> list[Word]:
    """The first word of each line in each column."""
    found = []
    for line in zone.lines:
        before: Word | None = None
        for word in line.words:
            if before is None or any(
                before.right <= g[0] + 1 and word.left >= g[1] - 1 for g in white
            ):
                found.append(word)
            before = word
    return found


def _agree(chain: Sequence[Zone], zone: Zone) -> bool:
    cover = 0
    for one in chain:
        cover |= one.cover
    size = zone.size
    if abs(chain[0].size - size) > 0.6:
        return False
    white = gutters(cover, size)
    across = [line for line in zone.lines if _crossed(white, cover_of(line.words), size)]
    if across and len(across) * 3 <= len(zone.lines):
        _step_aside(zone, across)
    own = gutters(zone.cover, size)
    both = gutters(cover | zone.cover, size)
    return len(both) >= max(len(white), len(own))


def _step_aside(zone: Zone, across: list[Line]) -> None:
    """Lines that only this page alone would take for lines of its columns."""
    out = set(map(id, across))
    zone.lines = [line for line in zone.lines if id(line) not in out]
    zone.cover = 0
    for line in zone.lines:
        zone.cover |= cover_of(line.words)
    low = max(line.base for line in zone.lines)
    zone.wide += [line for line in across if line.base <= low]
    zone.released += [line for line in across if line.base > low]


def settle(chain: Sequence[Zone]) -> list[Gutter]:
    """The gutters that all zones of a chain share, and that are more than chance."""
    cover = 0
    for zone in chain:
        cover |= zone.cover
    size = chain[0].size
    lines = [line for zone in chain for line in zone.lines]
    kept = [g for g in gutters(cover, size) if is_column(g, lines, size)]
    kept = _apart(kept, chain)
    left = min(line.left for line in lines)
    right = max(line.right for line in lines)
    edges = [left - 1, *((a + b) / 2 for a, b in kept), right + 1]
    for zone in chain:
        zone.edges = edges
    return kept


def _apart(kept: list[Gutter], chain: Sequence[Zone]) -> list[Gutter]:
    """Leave out a gutter whose columns are never both filled: what stands at the left of one
    column and at its right are one, a heading over figures."""
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
    before, after = [], []
    for line in zone.lines:
        for word in line.words:
            if left - 1 <= word.left and word.right <= gutter[0] + 1:
                before.append(word.base)
            elif gutter[1] - 1 <= word.left and word.right <= right + 1:
                after.append(word.base)
    after.sort()
    near = 0.7 * zone.size
    for base in before:
        at = bisect_left(after, base - near)
        if at < len(after) and after[at] <= base + near:
            return True
    return False


def is_column(gutter: Gutter, lines: Sequence[Line], size: float) -> bool:
    """Whether a white column parts columns rather than words that happen to stand so."""
    lefts: Counter[int] = Counter()
    rights: Counter[int] = Counter()
    sides = 0
    for line in lines:
        before = [w for w in line.words if w.right <= gutter[0] + 1]
        after = [w for w in line.words if w.left >= gutter[1] - 1]
        if after:
            lefts[round(min(w.left for w in after))] += 1
        if before:
            rights[round(max(w.right for w in before))] += 1
        sides += bool(before and after)
    if sides < 2:
        return False
    if gutter[1] - gutter[0] >= _SPACE * size:
        return True
    return sides >= _MANY and max(_share(lefts), _share(rights)) >= _ALIGNED


def _share(places: Counter[int]) -> float:
    """Of the places, how many are the most common one or beside it."""
    if not places:
        return 0.0
    at = places.most_common(1)[0][0]
    return sum(places[at + step] for step in (-1, 0, 1)) / places.total()
