"""Tables side by side in one sheet, and columns that hold nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from minga.intake.reading import Row, Table
from minga.intake.regions import cells as look

_SAMPLE = 200
_TAIL = 3  # rows by which one table has to be longer than the one beside it


def strips(table: Table) -> Iterator[tuple[Table, tuple[int, ...]]]:
    """Each table that stands beside others, with the columns (from 1) it was printed in; they are
    left out where nothing had to be cut."""
    width = max((len(row.cells) for row in table.rows), default=0)
    blank = _blank_columns(table.rows, width)
    if not blank or min(blank) == width - len(blank):
        yield table, ()
        return
    parts = _joint(table.rows, _runs(width, blank))
    for number, columns in enumerate(parts, 1):
        name = table.name if len(parts) == 1 else f"{table.name}, {number}"
        yield _cut(table, columns, name), tuple(column + 1 for column in columns)


def _blank_columns(rows: Sequence[Row], width: int) -> set[int]:
    used: set[int] = set()
    for row in rows[:_SAMPLE]:
        used.update(column for column, cell in enumerate(row.cells) if cell)
    blank = set(range(width)) - used
    if blank:
        for row in rows[_SAMPLE:]:
            cells = row.cells
            found = [column for column in blank if column < len(cells) and cells[column]]
            if found:
                blank.difference_update(found)
                if not blank:
                    break
    return blank


def _runs(width: int, blank: set[int]) -> list[list[int]]:
    runs: list[list[int]] = []
    for column in range(width):
        if column in blank:
            continue
        if runs and runs[-1][-1] == column - 1:
            runs[-1].append(column)
        else:
            runs.append([column])
    return runs


def _joint(rows: Sequence[Row], runs: list[list[int]]) -> list[list[int]]:
    """Runs of columns that belong to one table are put together again."""
    joint = [runs[0]]
    for run in runs[1:]:
        if len(run) > 1 and len(joint[-1]) > 1 and _stand_apart(rows, joint[-1], run):
            joint.append(run)
        else:
            joint[-1] = [*joint[-1], *run]
    return joint


def _stand_apart(rows: Sequence[Row], left: Sequence[int], right: Sequence[int]) -> bool:
    """Two tables repeat a header side by side, or one goes on where the other has ended."""
    for row in rows[:_SAMPLE]:
        one = [text for c in left if (text := look.text_at(row, c))]
        other = [text for c in right if (text := look.text_at(row, c))]
        if len(one) > 1 and len(other) > 1:
            if one == other:
                return True
            break
    ones = [index for index, row in enumerate(rows) if _holds(row, left)]
    others = [index for index, row in enumerate(rows) if _holds(row, right)]
    if not ones or not others:
        return False
    tail = abs(ones[-1] - others[-1])
    return tail >= _TAIL and tail * 4 >= max(len(ones), len(others))


def _holds(row: Row, columns: Sequence[int]) -> bool:
    cells = row.cells
    return sum(1 for column in columns if column < len(cells) and cells[column]) > 1


def _cut(table: Table, columns: Sequence[int], name: str) -> Table:
    rows: list[Row] = []
    pages: set[int] = set()
    opens = False
    new = {column: place for place, column in enumerate(columns)}
    for index, row in enumerate(table.rows):
        opens = opens or index in table.pages
        width = len(row.cells)
        cells = tuple(row.cells[c] if c < width else "" for c in columns)
        if not any(cells):
            continue
        if opens:
            pages.add(len(rows))
            opens = False
        unsure = tuple(new[c] for c in row.unsure if c in new)
        rows.append(Row(row.at, cells, row.wide, unsure, row.page, row.box))
    return Table(name, tuple(rows), frozenset(pages), headed=table.headed)
