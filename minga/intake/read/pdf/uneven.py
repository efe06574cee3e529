"""Rows whose cells end at the same height, or have the same middle."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from minga.intake.read.pdf.blocks import ALIKE, Block, Found, sparse_columns


def by_bottom(blocks: Sequence[Block], step: float, width: int) -> list[Found]:
    """Cells of a row end at the same height."""
    sparse = sparse_columns(blocks, width)
    groups: list[list[Block]] = []
    for block in sorted(blocks, key=lambda b: b.last):
        if groups and block.last - groups[-1][0].last <= ALIKE:
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
            above = rows[-2] if len(rows) > 1 else rows[-1]
            target = above if block.last < above.bottom else rows[-1]
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


def by_middle(blocks: Sequence[Block], step: float, width: int) -> list[Found]:
    """Cells of a row have the same middle; the highest of them says where the row ends."""
    sparse = sparse_columns(blocks, width)
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
