"""Zones of one page after the other put together, and the columns that they share."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from minga.intake.read.pdf.gutters import (
    KEPT,
    MANY,
    Cover,
    Gutter,
    crosses,
    evidence,
    is_parted,
    usual_size,
)
from minga.intake.read.pdf.lines import Line
from minga.intake.read.pdf.page import Page, Word
from minga.intake.read.pdf.zones import GROUP_GAP, HEADINGS, Zone, apart, columns, is_heading

_RECENT = 8  # pages of a table that a further one is compared with
_FEW = 40  # lines of a table that is too small to be sure of its gutters


def chains(pages: Sequence[tuple[Page, list[Zone], list[Line]]]) -> list[list[Zone]]:
    """Zones that go on over pages: the last of one page and the first of the next, where the
    columns of one are those of the other. Lines that only now are seen to belong to a zone leave
    those of their page (the third of each)."""
    result: list[list[Zone]] = []
    above: list[Zone] | None = None  # the chain that the page before ended in,
    foot: list[Line] = []  # the headings of a group of rows below it,
    below: list[Line] = []  # among the lines of that page that are in no zone
    for page, zones, rest in pages:
        if above is not None and above[-1].page.number == page.number - 1:
            _lead(above, page, zones, rest)
        for index, zone in enumerate(zones):
            next_page = above is not None and above[-1].page.number == page.number - 1
            if index == 0 and next_page and above and _agree(above, zone):
                if foot:
                    _give_foot(above[-1], foot, below)
                above.append(zone)
            else:
                above = [zone]
                result.append(above)
        below = rest
        foot = _foot(zones[-1], rest) if zones else []
        if not zones or sum(line.base > zones[-1].bottom for line in rest) > len(foot):
            above = None
    return result


def _foot(zone: Zone, rest: Sequence[Line]) -> list[Line]:
    """The lines below a zone where all are set like headings inside it."""
    low = zone.bottom
    lines = [line for line in rest if line.base > low]
    if not zone.wide or not 0 < len(lines) <= HEADINGS:
        return []
    white = columns([zone])
    for line in lines:
        like = any(
            abs(one.left - line.left) <= 1
            and abs(one.size - line.size) < 0.3
            and one.bold == line.bold
            for one in zone.wide
        )
        near = line.top - low <= GROUP_GAP * line.size
        if not like or not near or not is_heading(line, white):
            return []
        low = line.bottom
    return lines


def _give_foot(zone: Zone, foot: Sequence[Line], rest: list[Line]) -> None:
    taken = set(map(id, foot))
    zone.foot = list(foot)
    rest[:] = [line for line in rest if id(line) not in taken]


def _lead(chain: Sequence[Zone], page: Page, zones: list[Zone], rest: list[Line]) -> None:
    """The first lines of a page may be the end of a row that it cut: they stand in columns of the
    table above, though none of them shows two."""
    first = zones[0].top if zones else 1e9
    leading = [line for line in rest if line.base < first]
    if not leading:
        return
    chain = [*chain[:1], *chain[1:][-_RECENT:]]
    size = chain[0].size
    white = columns(chain)
    lefts = {
        round(word.left) + step
        for zone in chain
        for line in zone.lines
        for word in _starts(line, white)
        for step in (-1, 0, 1)
    }
    fitting: list[Line] = []
    for line in leading:
        if (
            not white
            or abs(line.size - size) > 0.6
            or round(line.left) not in lefts
            or any(crosses(line, gutter) for gutter in white)
            or (fitting and line.top - fitting[-1].bottom > 3 * size)
        ):
            break
        fitting.append(line)
    shown = zones or any(is_parted(line) or line.left > white[0][0] for line in fitting)
    if not fitting or not shown or (zones and len(fitting) < len(leading)):
        return
    leading = fitting
    taken = set(map(id, leading))
    rest[:] = [line for line in rest if id(line) not in taken]
    if not zones:
        zones.append(Zone(page))
    zones[0].lines[:0] = leading


def _starts(line: Line, white: Sequence[Gutter]) -> list[Word]:
    """The first word of a line in each column."""
    found = line.words[:1]
    for before, word in pairwise(line.words):
        if any(before.right <= g[0] + 1 and word.left >= g[1] - 1 for g in white):
            found.append(word)
    return found


def _agree(chain: Sequence[Zone], zone: Zone) -> bool:
    chain = [*chain[:1], *chain[1:][-_RECENT:]]
    if abs(chain[0].size - zone.size) > 0.6:
        return False
    white = columns(chain)
    across = [
        line
        for line in zone.lines
        if not is_parted(line) and any(crosses(line, gutter) for gutter in white)
    ]
    if across and len(across) * 3 <= len(zone.lines):
        _step_aside(zone, across)
    shared = columns([*chain, zone])
    own = [g for g in columns([zone]) if _is_firm(g, zone.lines)]
    return len(shared) >= max(len(white), len(own))


def _is_firm(gutter: Gutter, lines: Sequence[Line]) -> bool:
    """Whether the lines of one page are enough to believe in a gutter."""
    found = evidence(gutter, lines, (0.0, 1e9))
    return found.both >= MANY and found.alike >= KEPT


def _step_aside(zone: Zone, across: list[Line]) -> None:
    """Lines that only this page alone would take for lines of its columns."""
    out = set(map(id, across))
    zone.lines = [line for line in zone.lines if id(line) not in out]
    low = max(line.base for line in zone.lines)
    zone.wide += [line for line in across if line.base <= low]
    zone.released += [line for line in across if line.base > low]


def settle(chain: Sequence[Zone]) -> list[Gutter]:
    """The gutters that all zones of a chain share, and that are more than chance."""
    kept = apart(columns(chain), chain)
    for zone in chain:
        inside = [line for line in zone.wide if not any(crosses(line, g) for g in kept)]
        zone.lines = sorted([*zone.lines, *inside], key=lambda line: line.base)
        zone.wide = [line for line in zone.wide if line not in inside]
        wide = [line for line in zone.lines if _is_across(line, kept)]
        zone.lines = [line for line in zone.lines if line not in wide]
        zone.wide = sorted([*zone.wide, *wide], key=lambda line: line.base)
        if zone.lines:
            _trim(zone, ends=zone is chain[-1])
        zone.wide += zone.foot
    lines = [line for zone in chain for line in zone.lines]
    if not lines:
        return []
    left = min(line.left for line in lines)
    right = max(line.right for line in lines)
    edges = [left - 1, *((a + b) / 2 for a, b in kept), right + 1]
    size = usual_size(lines)
    doubtful = [
        g
        for g in Cover(lines).gutters(size)
        if not any(a < g[1] and g[0] < b for a, b in kept) and _may_part(g, lines, edges)
    ]
    for zone in chain:
        zone.edges, zone.doubtful = edges, doubtful
    return kept


def _may_part(gutter: Gutter, lines: Sequence[Line], edges: Sequence[float]) -> bool:
    left = max(x for x in edges if x < gutter[1])
    right = min(x for x in edges if x > gutter[0])
    found = evidence(gutter, lines, (left, right))
    if len(lines) < _FEW:
        return found.parted >= 1 or found.both >= 2
    return found.least >= 2 and found.aligned >= 0.5


def _is_across(line: Line, kept: Sequence[Gutter]) -> bool:
    """One text over all the gutters it reaches, from the left."""
    reached = [g for g in kept if g[0] < line.right]
    return (
        bool(reached)
        and line.left < kept[0][0]
        and not is_parted(line)
        and all(crosses(line, g) for g in reached)
    )


def _trim(zone: Zone, *, ends: bool) -> None:
    """Lines across before the first line of columns, or after the last, are text around it."""
    first, last = zone.lines[0].base, zone.lines[-1].base
    if ends:  # the end of a note may be short enough to fit into a column
        parted = [line.base for line in zone.lines if is_parted(line)]
        below = [line.base for line in zone.wide if parted and line.base > parted[-1]]
        if below:
            last = min(below) - 0.1
            zone.released += [line for line in zone.lines if line.base > last]
            zone.lines = [line for line in zone.lines if line.base <= last]
    zone.released += [line for line in zone.wide if not first < line.base < last]
    zone.released.sort(key=lambda line: line.base)
    zone.wide = [line for line in zone.wide if first < line.base < last]
