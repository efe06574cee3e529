"""Calendars drawn as a column a period, with a cross in each one that an initiative takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from minga.intake.evidence import is_mark
from minga.intake.folding import clean
from minga.intake.reading import Row
from minga.plans.importer.values import span

type Crossed = tuple[int, str, date, date]  # column, heading, first and last day

_FEWEST = 2


def columns(printed: Sequence[str], rows: Sequence[Row], free: Sequence[int]) -> list[Crossed]:
    """Those of some columns that are headed by a period and hold nothing but crosses and blanks."""
    found = [
        (column, printed[column], first, last)
        for column in free
        for first, last in [span(printed[column])]
        if first and last and _are_crosses(rows, column)
    ]
    return found if len(found) >= _FEWEST else []


def taken(cells: Sequence[str | None], calendar: Sequence[Crossed]) -> Iterator[Crossed]:
    """The periods that a row has a cross in."""
    for one in calendar:
        if cells[one[0]]:
            yield one


def _are_crosses(rows: Sequence[Row], column: int) -> bool:
    cells = (row.cells[column] for row in rows if column < len(row.cells))
    return all(is_mark(clean(cell)) for cell in cells if cell)
