"""Cells that may not say what was printed, and figures and dates that could not be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from minga.intake.reading import Observation
from minga.plans.importer import values
from minga.plans.importer.matrix import Matrix
from minga.plans.importer.rows import keys_by_line
from minga.plans.importer.sheet import Sheet
from minga.plans.importer.writing import Writing

_LONGEST = 300
_QUOTES = 20


def all_of(matrix: Matrix, writing: Writing) -> Iterator[Observation]:
    for sheet in matrix.sheets:
        yield from _unsure(sheet, matrix)
        yield from _unread(sheet, matrix, writing)


def _unsure(sheet: Sheet, matrix: Matrix) -> Iterator[Observation]:
    """One for each cell that the reader was not certain of."""
    keys: dict[int, list[str]] | None = None
    for piece in sheet.pieces:
        for row in piece.rows:
            for column in row.unsure:
                keys = keys_by_line(matrix.entries) if keys is None else keys
                text = row.cells[column] if column < len(row.cells) else ""
                heading = sheet.printed[column] if column < len(sheet.printed) else ""
                yield Observation(
                    "unsure_cell",
                    "medium",
                    "to_confirm",
                    (row.at,),
                    {"column": heading, "place": column + 1, "text": (text or "")[:_LONGEST]},
                    {"quotes": [{"line": row.at, "text": (text or "")[:_LONGEST]}]},
                    tuple(keys.get(row.at, ())),
                    sheet.table_of(piece),
                )


def _unread(sheet: Sheet, matrix: Matrix, writing: Writing) -> Iterator[Observation]:
    """One for each column of figures or dates that holds some that could not be read."""
    for money in sheet.budgets:
        by = writing.numbers_in(sheet, money.column)

        def is_unread(text: str, by: str = by) -> bool:
            return values.number(text, by) is None

        yield from _listed(sheet, matrix, money.column, "figure", is_unread)
    for measure in sheet.measures:
        for column, _period in (*measure.baselines, *measure.targets):
            by = writing.numbers_in(sheet, column)

            def is_undecided(text: str, by: str = by) -> bool:
                return values.is_undecided(text, by)

            yield from _listed(sheet, matrix, column, "figure", is_undecided)
    for role in ("start", "end"):
        if role in sheet.one:

            def is_no_day(text: str) -> bool:
                return values.day(text, writing.dates) is None and (
                    values.day(text, writing.dates, last=True) is None
                )

            yield from _listed(sheet, matrix, sheet.one[role], "date", is_no_day)


def _listed(
    sheet: Sheet, matrix: Matrix, column: int, what: str, fails: Callable[[str], bool]
) -> Iterator[Observation]:
    found = [
        (piece, text)
        for piece in sheet.pieces
        if (text := piece.cells[column]) and any(c.isdigit() for c in text) and fails(text)
    ]
    if not found:
        return
    keys = keys_by_line(matrix.entries)
    params: dict[str, Any] = {
        "what": what,
        "column": sheet.printed[column],
        "text": found[0][1][:80],
        "count": len(found),
    }
    yield Observation(
        "unread_value",
        "medium",
        "certain",
        tuple(sorted({piece.at for piece, _text in found})),
        params,
        {
            "quotes": [
                {"line": piece.at, "text": text[:_LONGEST]} for piece, text in found[:_QUOTES]
            ]
        },
        tuple(dict.fromkeys(key for piece, _text in found for key in keys.get(piece.at, ()))),
        sheet.table_of(found[0][0]),
    )
