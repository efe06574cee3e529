"""A level that moves to another column half-way is moved back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from minga.intake.codes import depth
from minga.intake.folding import clean
from minga.intake.reading import Observation, Row
from minga.intake.regions import cells as look

_SAMPLE = 200
_QUOTED = 3


def move_back(
    rows: list[Row], printed: Sequence[str], table: str
) -> tuple[list[Row], list[Observation]]:
    """Move the texts of a level that went on in a neighbouring column back under its heading."""
    observations: list[Observation] = []
    width = len(printed)
    for column, neighbour in _moves(rows, printed, width):
        moved = [
            index
            for index, row in enumerate(rows)
            if look.text_at(row, neighbour) and not look.text_at(row, column)
        ]
        rows = list(rows)
        for index in moved:
            rows[index] = _moved(rows[index], neighbour, column)
        observations.append(_seen([rows[i] for i in moved], column, neighbour, table))
    for column, neighbour, usual in _coded(rows, width):
        rows, wrong = _by_depth(rows, column, neighbour, usual)
        if wrong:
            observations.append(_seen(wrong, column, neighbour, table))
    return rows, observations


def _moves(rows: Sequence[Row], printed: Sequence[str], width: int) -> list[tuple[int, int]]:
    """(column, neighbour) where the one ends before the other begins and they look the same."""
    found: list[tuple[int, int]] = []
    for column in range(width):
        last = _last(rows, column)
        if last < 0 or last > len(rows) - 2 or not printed[column]:
            continue
        for neighbour in (column + 1, column - 1):
            if not 0 <= neighbour < width or any(neighbour in pair for pair in found):
                continue
            first = _first(rows, neighbour)
            if last < first < len(rows) and _goes_on(
                rows, column, neighbour, first, named=bool(printed[neighbour])
            ):
                found.append((column, neighbour))
                break
    return found


def _goes_on(rows: Sequence[Row], column: int, neighbour: int, first: int, *, named: bool) -> bool:
    before = [t for row in rows[:first] if (t := look.text_at(row, column))][-_SAMPLE:]
    after = [t for row in rows[first:] if (t := look.text_at(row, neighbour))][:_SAMPLE]
    depths = {depth(text) for text in before[-20:]}
    if len(depths) == 1 and depths == {depth(text) for text in after[:20]} != {0}:
        return True
    if named:
        return False
    kind, share = look.common(map(look.kind, before))
    other, of_other = look.common(map(look.kind, after))
    return (
        len(before) > 1
        and kind in ("t", "T")
        and other in ("t", "T")
        and min(share, of_other) > 0.5
    )


def _first(rows: Sequence[Row], column: int) -> int:
    for index, row in enumerate(rows):
        if column < len(row.cells) and row.cells[column]:
            return index
    return len(rows)


def _last(rows: Sequence[Row], column: int) -> int:
    for index in range(len(rows) - 1, -1, -1):
        cells = rows[index].cells
        if column < len(cells) and cells[column]:
            return index
    return -1


def _coded(rows: Sequence[Row], width: int) -> list[tuple[int, int, int]]:
    """(column, neighbour, depth) where the codes of a column have one depth, some of its cells
    are blank, and the column beside it has codes of another depth."""
    depths: list[Counter[int]] = []
    blanks: list[int] = []
    for column in range(width):
        cells = [r.cells[column] if column < len(r.cells) else "" for r in rows[: 4 * _SAMPLE]]
        texts = [cell for cell in cells if cell][:_SAMPLE]
        depths.append(Counter(depth(clean(text)) for text in texts))
        blanks.append(len(cells) - len(texts))
    found = []
    for column in range(width):
        usual, count = depths[column].most_common(1)[0] if depths[column] else (0, 0)
        if not usual or not blanks[column] or count < max(3, 0.8 * depths[column].total()):
            continue
        for neighbour in (column - 1, column + 1):
            if not 0 <= neighbour < width:
                continue
            other = sum(n for d, n in depths[neighbour].items() if d not in (0, usual))
            if other > 1 and depths[neighbour][0] * 5 <= depths[neighbour].total():
                found.append((column, neighbour, usual))
    return found


def _by_depth(
    rows: list[Row], column: int, neighbour: int, usual: int
) -> tuple[list[Row], list[Row]]:
    """Texts whose code has the depth of a column but that stand in the one beside it."""
    wrong: list[Row] = []
    for index, row in enumerate(rows):
        if neighbour >= len(row.cells) or not row.cells[neighbour]:
            continue
        if column < len(row.cells) and row.cells[column]:
            continue
        if depth(look.text_at(row, neighbour)) == usual:
            if not wrong:
                rows = list(rows)
            rows[index] = _moved(row, neighbour, column)
            wrong.append(rows[index])
    return rows, wrong


def _moved(row: Row, source: int, target: int) -> Row:
    cells = [*row.cells, *[""] * (max(source, target) + 1 - len(row.cells))]
    cells[target], cells[source] = cells[source], ""
    unsure = {target if c == source else c for c in row.unsure} | {target}
    return replace(row, cells=tuple(cells), unsure=tuple(sorted(unsure)))


def _seen(rows: Sequence[Row], column: int, neighbour: int, table: str) -> Observation:
    quotes = [{"line": row.at, "text": look.text_at(row, column)} for row in rows[:_QUOTED]]
    return Observation(
        "shifted_row",
        "medium",
        "probable",
        tuple(dict.fromkeys(row.at for row in rows)),
        {"name": quotes[0]["text"], "columns": abs(column - neighbour)},
        {"quotes": quotes},
        table=table,
    )
