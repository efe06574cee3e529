"""Rows told from how the text of the columns stands, where no rule parts them."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from minga.intake.read.pdf.blocks import ALIKE, Block, Found, blocks_of, sparse_columns
from minga.intake.read.pdf.lines import Line, lines_of
from minga.intake.read.pdf.page import Word
from minga.intake.read.pdf.uneven import by_bottom, by_middle

_PARTED = 1.17  # times the usual step: more than this parts two cells
_LOOSE = 1.6  # sizes of letters: lines further apart than this are no running text
_TIGHT = 1.45  # sizes of letters: lines as near as this are those of one cell
_RUNNING = 0.25  # share of the lines that begin in lower case in running text


@dataclass(frozen=True, slots=True)
class Habits:
    """How the rows of a table are set: size of the letters, step between the lines of a cell (0
    where every line is a row), and how the cells of a row stand to one another."""

    size: float
    step: float
    mode: str = "top"
    dense: bool = False  # no gap parts the rows


def habits(pages: Iterable[Iterable[Word]], edges: Sequence[float]) -> Habits:
    """Told by all pages of a table together, columns being known."""
    set_in = [_columns(words, edges) for words in pages]
    size = _usual(line.size for columns in set_in for lines in columns for line in lines)
    every = [lines for columns in set_in for lines in columns]
    step = _step(every, size)
    if step is None or _is_line_a_row(every, step, size):
        return Habits(size, 0.0)
    blocks = [_allblocks_of(columns, step) for columns in set_in]
    dense = all(_is_dense(*page) for page in zip(set_in, blocks, strict=True))
    return Habits(size, step, _mode(blocks), dense)


def find(words: Iterable[Word], edges: Sequence[float], known: Habits) -> list[Found]:
    """The rows that words stand in."""
    columns = _columns(words, edges)
    if not known.step:
        return _each_line(columns, known.size)
    blocks = _allblocks_of(columns, known.step)
    if known.dense:
        return _dense(columns, known.size)
    if known.mode == "middle":
        return by_middle(blocks, known.step, len(columns))
    if known.mode == "bottom":
        return by_bottom(blocks, known.step, len(columns))
    return _by_top(blocks, known.step, len(columns))


def _allblocks_of(columns: Sequence[Sequence[Line]], step: float) -> list[Block]:
    return [
        block
        for column, lines in enumerate(columns)
        for block in blocks_of(column, lines, step * _PARTED + 0.4)
    ]


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
    # no two lines of a column are nearer to each other than those of one cell
    least = min(steps)
    if least > _TIGHT * size:
        least = next((step for step in sorted(steps) if _near(steps, step) >= 2), least)
    near = {s: n for s, n in steps.items() if abs(s - least) <= 0.6}
    return sum(s * n for s, n in near.items()) / sum(near.values())


def _is_line_a_row(columns: Sequence[Sequence[Line]], step: float, size: float) -> bool:
    """Lines that stand as near as those of a cell may be rows of one line each, and those far
    apart lines of one cell: running text goes on in lower case."""
    lines = [line for column in columns for line in column]
    lower = sum(_begins_lower(line) for line in lines) / len(lines)
    if step > _LOOSE * size:
        return lower < _RUNNING
    usual = sum(abs(b.base - a.base - step) < 1 for column in columns for a, b in pairwise(column))
    return lower < _RUNNING / 2 and usual * 2 > len(lines)


def _begins_lower(line: Line) -> bool:
    return line.words[0].text[:1].islower()


def _near(steps: Counter[float], step: float) -> int:
    return steps[step - 0.5] + steps[step] + steps[step + 0.5]


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


def _mode(pages: Iterable[Sequence[Block]]) -> str:
    """How the cells of a row stand to one another: told by those of different height."""
    counts = {"top": 0, "middle": 0, "bottom": 0}
    for blocks in pages:
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


def _by_top(blocks: Sequence[Block], step: float, width: int) -> list[Found]:
    """Cells of a row begin at the same height."""
    sparse = sparse_columns(blocks, width)
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
        if groups and block.first - groups[-1][0].first <= ALIKE:
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
