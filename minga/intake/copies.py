"""The same table twice in one document, as workbooks have it: merged to print, and flat to sort."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import replace

from minga.intake.folding import clean, fold
from minga.intake.reading import Observation, Reading, Row, Table

ALIKE = 0.5  # share of the rows that are the same where one table is a copy of another
TELLING = 3  # headings: with fewer, two tables are alike by chance

Cells = tuple[str, ...]


def without_copies(
    reading: Reading, skipped: Collection[str] = ()
) -> tuple[Reading, tuple[str, ...]]:
    """The reading with each table once, and the names of those left out.

    The first of them is kept. Where the other says something else in some rows, a note tells it:
    somebody may have changed the one that is not read. `skipped` are tables not to be read anyway.
    """
    tables: list[Table] = []
    copies: list[str] = []
    notes = list(reading.notes)
    kept: dict[int, Counter[Cells]] = {}  # by the place in `tables`
    said: dict[tuple[Cells, Cells], int] = {}
    for table in reading.tables:
        heading = _heading(table) if table.name not in skipped else ()
        rows = Counter(cells for _row, cells in _complete(table)) if heading else Counter()
        shared = Counter(said[heading, cells] for cells in rows if (heading, cells) in said)
        for place, _count in shared.most_common(1):
            if _alike(kept[place], rows):
                copies.append(table.name)
                if lines := tuple(_others(kept[place], table)):
                    notes.append(_differ(tables[place], table, lines))
                break
        else:
            kept[len(tables)] = rows
            for cells in rows:
                said.setdefault((heading, cells), len(tables))
            tables.append(table)
    if not copies:
        return reading, ()
    return replace(reading, tables=tuple(tables), notes=tuple(notes)), tuple(copies)


def _heading(table: Table) -> Cells:
    cells = tuple(fold(cell or "") for cell in table.rows[0].cells) if table.rows else ()
    return cells if sum(map(bool, cells)) >= TELLING else ()


def _complete(table: Table) -> Iterator[tuple[Row, Cells]]:
    """The rows below the first, each with what the merged cells above it say."""
    above: list[str] = []
    for row in table.rows:
        cells = [
            (above[place] if place < len(above) else "") if cell is None else cell
            for place, cell in enumerate(row.cells)
        ]
        above = cells
        if row is not table.rows[0] and any(cells):
            yield row, tuple(map(clean, cells))


def _alike(one: Counter[Cells], other: Counter[Cells]) -> bool:
    return (one & other).total() >= ALIKE * max(one.total(), other.total())


def _others(kept: Counter[Cells], copy: Table) -> Iterator[int]:
    """The rows of the copy that the table does not have, or where it lacks some, its first."""
    left = Counter(kept)
    whole = True
    for row, cells in _complete(copy):
        if left[cells] <= 0:
            whole = False
            yield row.at
        left[cells] -= 1
    if whole and left.total() > 0:
        yield copy.rows[0].at


def _differ(kept: Table, copy: Table, lines: tuple[int, ...]) -> Observation:
    return Observation(
        "other",
        "high",
        "to_confirm",
        lines,
        {"reason": "copies", "kept": kept.name, "copy": copy.name, "count": len(lines)},
        table=copy.name,
    )
