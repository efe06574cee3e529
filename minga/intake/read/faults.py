"""Cells that hold the error of a formula: blanked, marked as unsure and told."""

from __future__ import annotations

import re
from dataclasses import replace

from minga.intake.reading import Observation, Reading, Row, Table

# as spreadsheets print them in es, ca, pt, fr and en: #¡REF!, #DIV/0!, #N/A, #NOM?, Err:502…
_FAULT = re.compile(r"#[¡¿]?[A-ZÀ-Ý]+(?:/0)?[!?]|#N/[AD]|#(?:SPILL|CALC|DESBORDAMIENTO)!|Err:\d{3}")
_TOLD = 200  # cells told one by one in a table; the next ones together


def marked(reading: Reading) -> Reading:
    """The reading with its errors out of the cells and in the notes."""
    tables, notes = [], list(reading.notes)
    for table in reading.tables:
        found = _found(table)
        tables.append(_without(table, found) if found else table)
        notes += _notes(table.name, found)
    if len(notes) == len(reading.notes):
        return reading
    return replace(reading, tables=tuple(tables), notes=tuple(notes))


def place(at: int, column: int) -> str:
    """A cell as spreadsheets name it, by its row (from 1) and its column (from 0).

    >>> place(14, 3), place(2, 27)
    ('D14', 'AB2')
    """
    letters, column = "", column + 1
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(65 + letter) + letters
    return f"{letters}{at}"


def _found(table: Table) -> list[tuple[int, int, int, str]]:
    """Index and place of the row, column and error of each."""
    return [
        (index, row.at, column, cell.strip())
        for index, row in enumerate(table.rows)
        if _may_hold_one(row)
        for column, cell in enumerate(row.cells)
        if cell and _FAULT.fullmatch(cell.strip())
    ]


def _may_hold_one(row: Row) -> bool:
    said = "".join(filter(None, row.cells))
    return "#" in said or "Err:" in said


def _without(table: Table, found: list[tuple[int, int, int, str]]) -> Table:
    columns: dict[int, set[int]] = {}
    for index, _at, column, _error in found:
        columns.setdefault(index, set()).add(column)
    rows = list(table.rows)
    for index, blank in columns.items():
        row = rows[index]
        cells = tuple("" if column in blank else cell for column, cell in enumerate(row.cells))
        rows[index] = replace(row, cells=cells, unsure=tuple(sorted({*row.unsure, *blank})))
    return replace(table, rows=tuple(rows))


def _notes(table: str, found: list[tuple[int, int, int, str]]) -> list[Observation]:
    def note(lines: tuple[int, ...], cell: str, error: str) -> Observation:
        params = {"cell": cell, "error": error}
        return Observation("error_cell", "medium", "certain", lines, params, table=table)

    notes = [note((at,), place(at, column), error) for _i, at, column, error in found[:_TOLD]]
    if more := found[_TOLD:]:
        lines = tuple(dict.fromkeys(at for _index, at, _column, _error in more))
        _index, at, column, error = more[0]
        notes.append(note(lines, place(at, column), error))
    return notes
