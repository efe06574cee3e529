"""Rows told from how the text of the columns stands, where no rule parts them."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from minga.intake.read.pdf.lines import Line, lines_of
from minga.intake.read.pdf.page import Word

_PARTED = 1.17  # times the usual step: more than this parts two cells
_LOOSE = 1.6  # sizes of letters: lines further apart than this are no running text
_SPARSE = 0.6  # of the fullest column: one with fewer cells holds headings
_ALIKE = 2.2  # points


@dataclass(slots=True, eq=False)
class Block:
    """Lines of one column that follow one another at the usual step."""

    column: int
    lines: list[Line]

    @property
    def first(self) -> float:
        return self.lines[0].base

    @property
    def last(self) -> float:
        return self.lines[-1].base

    @property
    def top(self) -> float:
        return self.lines[0].top

    @property
    def bottom(self) -> float:
        return self.lines[-1].bottom

    @property
    def middle(self) -> float:
        return (self.first + self.last) / 2


@dataclass(slots=True, eq=False)
class Found:
    """A row: its lines by column, the columns covered from above, and those in doubt."""

    lines: dict[int, list[Line]] = field(default_factory=dict)
    covered: set[int] = field(default_factory=set)
    unsure: set[int] = field(default_factory=set)

    @property
    def top(self) -> float:
        return min((line.top for lines in self.lines.values() for line in lines), default=0.0)

    @property
    def bottom(self) -> float:
        return max((line.bottom for lines in self.lines.values() for line in lines), default=0.0)


def find(words: Iterable[Word], edges: Sequence[float]) -> list[Found]:
    """The rows that words stand in, columns being known."""
    columns = _columns(words, edges)
    size = _usual(line.size for lines in columns for line in lines)
    step = _step(columns, size)
    if step is None or step > _LOOSE * size:
        return _each_line(columns, size)
    blocks = [
        block
        for column, lines in enumerate(columns)
        for block in _blocks(column, lines, step * _PARTED + 0.4)
    ]
    if _is_dense(columns, blocks):
        return _dense(columns, size)
    mode = _mode(blocks)
    if mode == "middle":
        return _by_middle(blocks, step, len(columns))
    if mode == "bottom":
        return _by_bottom(blocks, step, len(columns))
    return _by_top(blocks, step, len(columns))


def _columns(words: Iterable[Word], edges: Sequence[float]) -> list[list[Line]]:
    parts: list[list[Word]] = [[] for _ in range(len(edges) - 1)]
    for word in words:
        column = bisect_right(edges, word.middle) - 1
        parts[min(max(column, 0), len(parts) - 1)].append(word)
    return [lines_of(part) for part in parts]


def _usual(values: Iterable[float]) -> float:
    counts = Counter(round(value, 1) for value in values)
    return counts.most_common(1)[0][0] if counts else 10.0


def _step(columns: Sequence[Sequence[Line]], size: float) -> float | None:
    """The usual step between the lines of a cell, None where no cell seems to have two."""
    steps = Counter(
        round((b.base - a.base) * 2) / 2
        for lines in columns
        for a, b in pairwise(lines)
        if abs(a.size - b.size) < 0.6 and 0.8 * size < b.base - a.base < 3 * size
    )
    if not steps:
        return None
    enough = max(2, 0.08 * steps.total())
    least = next((step for step in sorted(steps) if _near(steps, step) >= enough), min(steps))
    near = {s: n for s, n in steps.items() if abs(s - least) <= 0.6}
    return sum(s * n for s, n in near.items()) / sum(near.values())


def _near(steps: Counter[float], step: float) -> int:
    return steps[step - 0.5] + steps[step] + steps[step + 0.5]


def _blocks(column: int, lines: Sequence[Line], parted: float) -> list[Block]:
    blocks: list[Block] = []
    for line in lines:
        last = blocks[-1].lines[-1] if blocks else None
        if last and line.base - last.base <= parted and abs(line.size - last.size) < 1.5:
            blocks[-1].lines.append(line)
        else:
            blocks.append(Block(column, [line]))
    return blocks


def _each_line(columns: Sequence[Sequence[Line]], size: float) -> list[Found]:
    """Every line is a row."""
    found: list[Found] = []
    base = 0.0
    for line, column in sorted(
        ((line, c) for c, lines in enumerate(columns) for line in lines),
        key=lambda pair: pair[0].base,
    ):
        if not found or line.base - base > 0.4 * size or column in found[-1].lines:
            found.append(Found())
            base = line.base
        found[-1].lines[column] = [line]
    return found


def _is_dense(columns: Sequence[Sequence[Line]], blocks: Sequence[Block]) -> bool:
    """No gap parts the cells: there are hardly more blocks than columns, for many lines."""
    lines = sum(map(len, columns))
    filled = sum(1 for column in columns if column)
    return lines >= 4 * filled and len(blocks) < 0.25 * lines and len(blocks) <= 2.5 * filled


def _dense(columns: Sequence[Sequence[Line]], size: float) -> list[Found]:
    """Without gaps a row begins where the first column has text; nobody can be sure."""
    each = _each_line(columns, size)
    filled = [sum(c in row.lines for row in each) for c in range(len(columns))]
    if min(filled) >= 0.9 * len(each):
        return each
    full = next((c for c, n in enumerate(filled) if n < 0.9 * len(each)), 0)
    found: list[Found] = []
    before: Found | None = None
    for row in each:
        begins = full in row.lines and (before is None or full not in before.lines)
        begins = begins or (before is not None and len(row.lines) > len(before.lines))
        if not found or begins:
            found.append(Found())
        for column, lines in row.lines.items():
            found[-1].lines.setdefault(column, []).extend(lines)
        before = row
    for row in found:
        row.unsure = set(row.lines)
    return found


def _mode(blocks: Sequence[Block]) -> str:
    """How the cells of a row stand to one another: told by those of different height."""
    counts = {"top": 0, "middle": 0, "bottom": 0}
    ordered = sorted(blocks, key=lambda b: b.first)
    for i, one in enumerate(ordered):
        for other in ordered[i + 1 :]:
            if other.first > one.last + 1:
                break
            if other.column == one.column or len(other.lines) == len(one.lines):
                continue
            counts["top"] += abs(one.first - other.first) <= 1.0
            counts["bottom"] += abs(one.last - other.last) <= 1.0
            counts["middle"] += abs(one.middle - other.middle) <= 1.5
    best = max(counts, key=lambda mode: counts[mode])
    return best if counts[best] > counts["top"] * 1.3 else "top"


def _sparse(blocks: Sequence[Block], width: int) -> set[int]:
    counts = Counter(block.column for block in blocks)
    fullest = max(counts.values(), default=0)
    return {c for c in range(width) if counts[c] < _SPARSE * fullest}


def _by_top(blocks: Sequence[Block], step: float, width: int) -> list[Found]:
    """Cells of a row begin at the same height."""
    sparse = _sparse(blocks, width)
    starts = _starts(blocks)
    gap = _row_gap(starts, sparse, step)
    rows: list[Found] = []
    low = -1e9  # where the text of the row ends, headings left out
    for group in starts:
        at = group[0].first
        if rows and not _begins(group, rows[-1], low, at, gap, step, sparse):
            for block in group:
                rows[-1].lines.setdefault(block.column, []).extend(block.lines)
                rows[-1].unsure.add(block.column)
            low = max([low, *(b.last for b in group if b.column not in sparse)])
            continue
        row = Found()
        for block in group:
            row.lines[block.column] = list(block.lines)
        if rows:
            _cover(row, rows, at, step)
            alone = len(group) == 1 and group[0].column not in sparse
            if alone:
                row.unsure.add(group[0].column)
        rows.append(row)
        low = max([low, *(b.last for b in group if b.column not in sparse)])
    return rows


def _starts(blocks: Sequence[Block]) -> list[list[Block]]:
    groups: list[list[Block]] = []
    for block in sorted(blocks, key=lambda b: b.first):
        if groups and block.first - groups[-1][0].first <= _ALIKE:
            groups[-1].append(block)
        else:
            groups.append([block])
    return groups


def _row_gap(starts: Sequence[Sequence[Block]], sparse: set[int], step: float) -> float:
    """The usual distance from the last line of a row to the first of the next."""
    gaps: Counter[float] = Counter()
    low: float | None = None
    for group in starts:
        if len(group) > 1 and low is not None and group[0].first > low:
            gaps[round(group[0].first - low)] += 1
        lasts = [block.last for block in group if block.column not in sparse]
        low = max([*lasts, *([low] if low is not None else [])], default=low)
    return gaps.most_common(1)[0][0] if gaps else step * 1.5


def _begins(
    group: Sequence[Block], row: Found, low: float, at: float, gap: float, step: float,
    sparse: set[int],
) -> bool:  # fmt: skip
    """Whether text that begins here begins a row, or is a further paragraph of one."""
    full = [block for block in group if block.column not in sparse]
    if at - low < step * 1.05:  # beside text of the row above
        own = [row.lines[b.column][-1].base for b in full if b.column in row.lines]
        return len(full) > 1 and (not own or at - max(own) >= gap - 1.5)
    if len(group) > 1:
        return True
    return not full or at - low >= gap - 1.5


def _cover(row: Found, rows: Sequence[Found], at: float, step: float) -> None:
    """Text that began in a row above and goes on beside this one stands in a merged cell."""
    seen: set[int] = set(row.lines)
    for above in reversed(rows[-40:]):
        for column, lines in above.lines.items():
            if column in seen:
                continue
            seen.add(column)
            if lines[-1].base > at - 0.4 * step:
                row.covered.add(column)


def _by_bottom(blocks: Sequence[Block], step: float, width: int) -> list[Found]:
    """Cells of a row end at the same height."""
    sparse = _sparse(blocks, width)
    groups: list[list[Block]] = []
    for block in sorted(blocks, key=lambda b: b.last):
        if groups and block.last - groups[-1][0].last <= _ALIKE:
            groups[-1].append(block)
        else:
            groups.append([block])
    rows: list[Found] = []
    pending: list[Block] = []
    for group in groups:
        if len(group) == 1 and group[0].column not in sparse:
            pending += group
            continue
        rows.append(_row_of(group))
        for block in pending:
            above = rows[-2] if len(rows) > 1 else None
            if above is not None and block.last - above.bottom < 0:
                target = above
            else:
                target = rows[-1]
            _put(target, block)
        pending = []
    for block in pending:
        rows.append(_row_of([block]))
        rows[-1].unsure.add(block.column)
    return rows


def _row_of(group: Sequence[Block]) -> Found:
    row = Found()
    for block in group:
        _put(row, block, sure=True)
    return row


def _put(row: Found, block: Block, *, sure: bool = False) -> None:
    lines = row.lines.setdefault(block.column, [])
    if lines:
        sure = False
    lines.extend(block.lines)
    lines.sort(key=lambda line: line.base)
    if not sure:
        row.unsure.add(block.column)


def _by_middle(blocks: Sequence[Block], step: float, width: int) -> list[Found]:
    """Cells of a row have the same middle; the highest of them says where the row ends."""
    sparse = _sparse(blocks, width)
    groups: list[list[Block]] = []
    low = -1e9
    for block in sorted((b for b in blocks if b.column not in sparse), key=lambda b: b.top):
        if not groups or block.top > low - 0.25 * step:
            groups.append([])
        groups[-1].append(block)
        low = max(low, block.bottom) if len(groups[-1]) > 1 else block.bottom
    rows: list[Found] = []
    for group in groups:
        rows += _inside(group)
    _headings([b for b in blocks if b.column in sparse], rows, step)
    return rows


def _inside(group: Sequence[Block]) -> list[Found]:
    """The rows of blocks that stand beside one another: one, or several beside a merged cell."""
    columns: dict[int, list[Block]] = {}
    for block in group:
        columns.setdefault(block.column, []).append(block)
    several = [c for c, parts in columns.items() if len(parts) > 1]
    count = max(map(len, columns.values()))
    even = [c for c in several if len(columns[c]) == count]
    top, bottom = min(b.first for b in group), max(b.last for b in group)
    middle = (top + bottom) / 2
    if count > 1 and len(even) > 1 and len(even) == len(several):
        rows = [Found() for _ in range(count)]
        for column, parts in columns.items():
            if column in even:
                for row, block in zip(rows, parts, strict=True):
                    row.lines[column] = list(block.lines)
                continue
            rows[0].lines[column] = list(parts[0].lines)
            for row in rows[1:]:
                row.covered.add(column)
            if abs(parts[0].middle - middle) > 3:
                rows[0].unsure.add(column)
        return rows
    row = Found()
    for column, parts in columns.items():
        row.lines[column] = [line for block in parts for line in block.lines]
        centre = (parts[0].first + parts[-1].last) / 2
        if len(parts) > 1 or abs(centre - middle) > 3:
            row.unsure.add(column)
    return [row]


def _headings(blocks: Sequence[Block], rows: list[Found], step: float) -> None:
    """Put the few texts of a column of headings into the rows they hold for."""
    if not rows:
        return
    middles = [(row.top + row.bottom) / 2 for row in rows]
    by_column: dict[int, list[Block]] = {}
    for block in sorted(blocks, key=lambda b: b.first):
        by_column.setdefault(block.column, []).append(block)
    for column, parts in by_column.items():
        singles = [_single(block, rows, middles) for block in parts]
        if all(single is not None for single in singles):
            for block, at in zip(parts, singles, strict=True):
                rows[at or 0].lines.setdefault(column, []).extend(block.lines)
            continue
        _tile(column, parts, rows, step)


def _single(block: Block, rows: Sequence[Found], middles: Sequence[float]) -> int | None:
    """The one row whose middle is that of the block, none of whose neighbours it reaches."""
    middle = (block.top + block.bottom) / 2
    for index in range(len(rows)):
        if abs(middles[index] - middle) > 2:
            continue
        above = rows[index - 1].bottom if index else -1e9
        below = rows[index + 1].top if index + 1 < len(rows) else 1e9
        if above < block.top + 1 and below > block.bottom - 1:
            return index
    return None


def _tile(column: int, parts: Sequence[Block], rows: list[Found], step: float) -> None:
    """Merged cells one below the other: each has its text in the middle of its rows."""
    bounds = [rows[0].top - 0.3 * step]
    bounds += [(a.bottom + b.top) / 2 for a, b in pairwise(rows)]
    bounds.append(rows[-1].bottom + 0.3 * step)
    start = 0
    for block in parts:
        middle = (block.top + block.bottom) / 2
        fits = [
            end
            for end in range(start, len(rows))
            if abs((bounds[start] + bounds[end + 1]) / 2 - middle) <= 0.3 * step
            and bounds[end + 1] >= block.bottom - 2
        ]
        if start >= len(rows):
            rows[-1].lines.setdefault(column, []).extend(block.lines)
            rows[-1].unsure.add(column)
            continue
        end = fits[0] if fits else max(
            (i for i, row in enumerate(rows) if row.top <= block.bottom), default=start
        )  # fmt: skip
        rows[start].lines.setdefault(column, []).extend(block.lines)
        for index in range(start, end + 1):
            if index > start:
                rows[index].covered.add(column)
            if len(fits) != 1:
                rows[index].unsure.add(column)
        start = end + 1
    for row in rows[start:]:
        row.unsure.add(column)
