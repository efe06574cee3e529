"""Cells that may not say what was printed, and figures and dates that could not be read."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any

from minga.intake.reading import Observation
from minga.plans.importer import values
from minga.plans.importer.matrix import Matrix
from minga.plans.importer.rows import keys_by_line
from minga.plans.importer.sheet import Sheet
from minga.plans.importer.writing import Writing

_DIGIT = re.compile(r"\d")
_LONGEST = 300
_QUOTES = 20


def all_of(matrix: Matrix, writing: Writing, known: Iterable[Observation]) -> Iterator[Observation]:
    """`known` is what was seen already: what a repair tells is told once."""
    told = [(seen.table, frozenset(seen.lines)) for seen in known]
    for sheet in matrix.sheets:
        yield from _unsure(sheet, matrix, told)
        yield from _unread(sheet, matrix, writing)


def _unsure(
    sheet: Sheet, matrix: Matrix, told: Collection[tuple[str, frozenset[int]]]
) -> Iterator[Observation]:
    """One for each cell that may not say what was printed."""
    if not sheet.unsure:
        return
    keys = keys_by_line(matrix.entries)
    for piece in sheet.pieces:
        table = sheet.table_of(piece)
        for column in sorted(piece.unsure):
            lines = piece.lines(column)
            if any(of in (piece.table, "") and seen.issuperset(lines) for of, seen in told):
                continue
            text = (piece.cells[column] or "")[:_LONGEST]
            yield Observation(
                "unsure_cell",
                "medium",
                "to_confirm",
                lines,
                {"column": sheet.printed[column], "place": sheet.places[column], "text": text},
                {"quotes": [{"line": lines[0], "text": text}]},
                tuple(keys.get(piece.at, ())),
                table,
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
        if (text := piece.cells[column]) and _DIGIT.search(text) and fails(text)
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
