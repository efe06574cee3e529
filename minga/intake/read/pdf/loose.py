"""Tables without rules, or with rules one way only, and text that is set in columns."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from minga.intake.read.pdf import chains, grid, prose, rows, zones
from minga.intake.read.pdf.blocks import Found
from minga.intake.read.pdf.grid import Grid
from minga.intake.read.pdf.gutters import Cover, Gutter, crosses, usual_size
from minga.intake.read.pdf.lines import Line, lines_of
from minga.intake.read.pdf.page import Page, Rule, Word, around
from minga.intake.read.pdf.pieces import Piece, Slot, Strip, of_grid
from minga.intake.read.pdf.prose import Text
from minga.intake.read.pdf.zones import Zone

_PAGEFUL = 12  # lines
_NARROW = 15  # sizes of letters: columns of running text are wider
_ENUMERATOR = 6  # letters of the longest mark of an item
_LEADERS = (".....", ". . . .", "………")
_FILLED = 0.72  # of the width of its column that a usual line of running text takes
_BANDS = 2  # white bands a page: from here on it is a table
_LONG = 3.2  # lines of a usual paragraph set in columns


def items(pages: Sequence[tuple[Page, list[Line]]]) -> dict[int, list[Piece | Text]]:
    """For each page, the tables and paragraphs made of the lines that no grid holds."""
    found: list[tuple[Page, list[Zone], list[Line]]] = []
    result: dict[int, list[Piece | Text]] = {}
    for page, lines in pages:
        columns = _columns_of(page, lines)
        if columns is not None:
            result[page.number] = list(_set_in_columns(columns))
            found.append((page, [], []))
        else:
            found.append((page, *zones.find(lines, page)))
    chained = chains.chains(found)
    for page, _, rest in found:
        result.setdefault(page.number, []).extend(_texts(rest, page))
    for chain in chained:
        kept = chains.settle(chain)
        is_table = bool(kept) and _is_table(chain)
        known = rows.habits((_words(zone) for zone in chain), chain[0].edges) if is_table else None
        for zone in chain:
            page_items = result[zone.page.number]
            page_items += _texts(zone.released, zone.page)
            if known is not None:
                page_items.append(_piece(zone, kept, known))
            elif kept and _is_columns(chain):
                page_items += _set_in_columns(zone)
            else:
                lines = sorted([*zone.lines, *zone.wide], key=lambda line: line.base)
                page_items += _texts(lines, zone.page)
    for page_items in result.values():
        _doubt_neighbours(page_items)
        page_items.sort(key=lambda item: item.top)
    return result


def _doubt_neighbours(items: Sequence[Piece | Text]) -> None:
    """Text right above or below a table, set like its cells, may be part of its rows."""
    texts = [item for item in items if isinstance(item, Text)]
    for piece in items:
        if isinstance(piece, Text) or not piece.strips:
            continue
        for strip in (piece.strips[0], piece.strips[-1]):
            size = max((line.size for slot in strip.slots for line in slot.lines), default=0.0)
            for text in texts:
                near = _distance(text, strip) < 0.5 * size
                inside = text.left >= piece.edges[0] - 2 and abs(text.size - size) < 0.3
                if near and inside and text.right <= piece.edges[-1] + 2:
                    for slot in strip.slots:
                        slot.unsure = slot.unsure or bool(slot.lines)


def _distance(text: Text, strip: Strip) -> float:
    top, bottom = text.lines[0].top, text.lines[-1].bottom
    return max(strip.box[1] - bottom, top - strip.box[3])


def _columns_of(page: Page, lines: list[Line]) -> Zone | None:
    """The whole page as running text in columns, whose lines need not stand level."""
    if len(lines) < _PAGEFUL:
        return None
    size = usual_size(lines)
    cover = Cover(lines)
    for forgiven in (0, 2 + len(lines) // 8):
        white = [g for g in cover.white(size, forgiven) if g[1] - g[0] >= size]
        if not white or len(white) > 3:
            continue
        wide = [line for line in lines if any(crosses(line, g) for g in white)]
        out = set(map(id, wide))
        zone = Zone(page, [line for line in lines if id(line) not in out], wide)
        left, right = min(line.left for line in lines), max(line.right for line in lines)
        zone.edges = [left - 1, *((a + b) / 2 for a, b in white), right + 1]
        narrow = min(b - a for a, b in pairwise(zone.edges)) < _NARROW * size
        if zone.lines and not narrow and not _is_list([zone]) and _is_columns([zone]):
            return zone
    return None


def _texts(lines: Sequence[Line], page: Page) -> list[Text]:
    """Paragraphs of lines that may stand apart from one another."""
    return prose.paragraphs(lines, page.number)


def _is_table(chain: Sequence[Zone]) -> bool:
    if _is_list(chain) or _has_leaders(chain):
        return False
    return not _is_columns(chain)


def _is_list(chain: Sequence[Zone]) -> bool:
    """Marks at the left, text at the right: items of a list."""
    edges = chain[0].edges
    if len(edges) != 3:
        return False
    marks = [
        [word for word in line.words if word.middle < edges[1]]
        for zone in chain
        for line in zone.lines
    ]
    said = ["".join(word.text for word in mark) for mark in marks if mark]
    return all(
        (
            len(text) <= _ENUMERATOR
            and (not text.isalnum() or (len(text) == 1 and text.isalpha()))
            and text[:1] != "("
        )
        or text in prose.BULLETS
        for text in said
    )


def _has_leaders(chain: Sequence[Zone]) -> bool:
    """Lines of a table of contents."""
    lines = [line for zone in chain for line in zone.lines]
    dotted = sum(
        "....." in line.text or ". . . ." in line.text or "…" * 3 in line.text for line in lines
    )
    return dotted * 2 > len(lines)


def _is_columns(chain: Sequence[Zone]) -> bool:
    """Running text set in columns of the same width, each line as wide as its column."""
    edges = chain[0].edges
    widths = [b - a for a, b in pairwise(edges)]
    if len(widths) > 4 or max(widths) > 1.3 * min(widths):
        return False
    fills: list[float] = []
    blocks = 0
    count = 0
    for zone in chain:
        for left, right in pairwise(edges):
            lines = lines_of(_between(zone, left, right))
            inner = max((line.right for line in lines), default=right) - left
            fills += [(line.right - line.left) / max(inner, 1.0) for line in lines]
            blocks += len(prose.paragraphs(lines, 0))
            count += len(lines)
    if not fills or median(fills) <= _FILLED or count / max(blocks, 1) < _LONG:
        return False
    return sum(_white_bands(zone) for zone in chain) < _BANDS * len(chain)


def _white_bands(zone: Zone) -> int:
    """How often nothing stands at a height where a line could: between the rows of a table, but
    hardly ever between running text of several columns."""
    size = zone.size
    lines = sorted(zone.lines, key=lambda line: line.top)
    usual = usual_white(zone)
    count, bottom = 0, lines[0].bottom
    for line in lines[1:]:
        count += line.top - bottom > usual + 0.2 * size
        bottom = max(bottom, line.bottom)
    return count


def usual_white(zone: Zone) -> float:
    """The white between two lines of running text."""
    step = min(
        (
            prose.usual_step(lines_of(_between(zone, left, right)))
            for left, right in pairwise(zone.edges)
        ),
        default=1.2,
    )
    heights = [line.bottom - line.top for line in zone.lines]
    return max(step * zone.size - median(heights), 0.0)


def _between(zone: Zone, left: float, right: float) -> list[Word]:
    return [w for line in zone.lines for w in line.words if left <= w.middle < right]


def _set_in_columns(zone: Zone) -> list[Text]:
    """Each column from its top to its end, between the lines that go across."""
    found: list[Text] = []
    stops = sorted(line.base for line in zone.wide)
    parts: list[list[Line]] = [[] for _ in range(len(stops) + 1)]
    for line in zone.lines:
        parts[sum(stop < line.base for stop in stops)].append(line)
    for index, part in enumerate(parts):
        for left, right in pairwise(zone.edges):
            words = [w for line in part for w in line.words if left <= w.middle < right]
            texts = prose.paragraphs(lines_of(words), zone.page.number)
            for text in texts:  # the order in which it is read, not the height, is the place
                text.place = min(line.top for line in part)
            found += texts
        if index < len(stops):
            wide = [line for line in zone.wide if line.base == stops[index]]
            found += prose.paragraphs(wide, zone.page.number)
    return found


def _words(zone: Zone) -> list[Word]:
    return [word for line in zone.lines for word in line.words]


def _piece(zone: Zone, gutters: Sequence[Gutter], known: rows.Habits) -> Piece:
    across = _rules(zone)
    if len(across) > 1:
        banded = _bands(zone, across, gutters, known)
        if banded is not None:
            return banded
    strips = _strips(zone, known, across)
    _doubt(strips, zone)
    for line in _wide_texts(zone):
        strips.append(_wide_strip(zone.page, line, zone.edges))
    strips.sort(key=lambda strip: strip.box[1])
    return Piece(
        zone.page, strips, zone.edges, zone.top, zone.bottom, ruled=False, gutters=list(gutters)
    )


def _strips(zone: Zone, known: rows.Habits, across: Sequence[Rule] = ()) -> list[Strip]:
    parts: list[list[Word]] = [[] for _ in range(len(across) + 1)]
    for word in _words(zone):
        parts[sum(rule.place < word.base - 0.3 * word.size for rule in across)].append(word)
    strips: list[Strip] = []
    for part in parts:
        for row in rows.find(part, zone.edges, known) if part else ():
            strips.append(_strip(zone.page, row, zone.edges))
    return strips


def _strip(page: Page, row: Found, edges: Sequence[float]) -> Strip:
    slots = []
    for column in range(len(edges) - 1):
        lines = row.lines.get(column, [])
        slots.append(Slot(lines, column in row.covered and not lines, column in row.unsure))
    return Strip(slots, page, (edges[0], row.top, edges[-1], row.bottom))


def _doubt(strips: Sequence[Strip], zone: Zone) -> None:
    """Cells whose text leaves a space open that may part two columns, and a last row that may be
    a note under the table."""
    columns = {bisect_right(zone.edges, (left + right) / 2) - 1 for left, right in zone.doubtful}
    for strip in strips:
        for column, slot in enumerate(strip.slots):
            slot.unsure = slot.unsure or (column in columns and bool(slot.lines))
    if strips and sum(bool(slot.lines) for slot in strips[-1].slots) == 1:
        strips[-1].slots[0].unsure = True


def _wide_texts(zone: Zone) -> list[list[Line]]:
    """The lines across, those of one text together."""
    found: list[list[Line]] = []
    others = sorted(line.base for line in zone.lines)
    for line in sorted(zone.wide, key=lambda one: one.base):
        if found:
            last = found[-1][-1]
            between = any(last.base < base < line.base for base in others)
            if not between and line.base - last.base < 1.6 * line.size:
                found[-1].append(line)
                continue
        found.append([line])
    return found


def _wide_strip(page: Page, lines: list[Line], edges: Sequence[float]) -> Strip:
    box = around(word for line in lines for word in line.words)
    width = len(edges) - 1
    alone = Slot(lines, columns=width)
    return Strip([alone, *(Slot() for _ in range(width - 1))], page, box, wide=True)


def _rules(zone: Zone) -> list[Rule]:
    """The level rules that go through a zone."""
    left, right = zone.edges[0], zone.edges[-1]
    top, bottom = zone.top - 14, zone.bottom + 14
    return sorted(
        (
            rule
            for rule in zone.page.across
            if top <= rule.place <= bottom
            and min(rule.end, right) - max(rule.start, left) > 0.12 * (right - left)
        ),
        key=lambda rule: rule.place,
    )


def _bands(
    zone: Zone, across: Sequence[Rule], gutters: Sequence[Gutter], known: rows.Habits
) -> Piece | None:
    """Rows parted by rules; None where the rules part groups of rows rather than rows."""
    page, edges = zone.page, list(zone.edges)
    left, right = min(r.start for r in across), max(r.end for r in across)
    edges[0], edges[-1] = min(edges[0], left), max(edges[-1], right)
    ys = grid.places([rule.place for rule in across])
    top, bottom = zone.top - 2, zone.bottom + 2
    open_top, open_bottom = top < ys[0] - 4, bottom > ys[-1] + 4
    ys = [top] * open_top + ys + [bottom] * open_bottom
    words = [word for line in (*zone.lines, *zone.wide) for word in line.words]
    across = _reaching(across, edges)
    down = _walls(words, edges, ys)
    found = grid.laid(page, across, down, edges, ys, words)
    if _are_groups(found, known):
        return None
    piece = of_grid(found)
    piece.gutters, piece.edges = list(gutters), zone.edges
    if open_top or open_bottom:  # the first or the last rule may just not be drawn
        piece.open_top = piece.open_bottom = None
    return piece


def _reaching(across: Sequence[Rule], edges: Sequence[float]) -> list[Rule]:
    """Columns that no rule touches, such as labels beside boxes, have the rows of the others."""
    bare = [
        (left, right)
        for left, right in pairwise(edges)
        if not any(r.start < right - 3 and r.end > left + 3 for r in across)
    ]
    return [*across, *(Rule(r.place, left, right) for r in across for left, right in bare)]


def _walls(words: Sequence[Word], edges: Sequence[float], ys: Sequence[float]) -> list[Rule]:
    """A wall at each edge, left out where a text goes across."""
    walls: list[Rule] = []
    for top, bottom in pairwise(ys):
        inside = [w for w in words if top <= w.base - 0.3 * w.size < bottom]
        for x in edges:
            if not any(w.left < x - 1 and w.right > x + 1 for w in inside):
                walls.append(Rule(x, top, bottom))
    return walls


def _are_groups(found: Grid, known: rows.Habits) -> bool:
    """Whether the bands hold several rows each."""
    several = single = 0
    for r in range(found.rows):
        cells = [c for c in found.cells if c.top == r == c.bottom]
        words = [word for cell in cells for word in cell.words]
        if not words:
            continue
        inside = rows.find(words, found.xs, known)
        many = sum(len(row.lines) > 1 for row in inside)
        several += many > 1
        single += many <= 1
    return several > single or (several > 0 and single <= 1)
