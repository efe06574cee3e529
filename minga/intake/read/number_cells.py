"""Which cells of a workbook are numbers of their own, and not texts that look like one."""

from __future__ import annotations

import io

from minga.intake.read import archive, kinds
from minga.intake.read.grid import MAX_COLUMNS
from minga.intake.read.letters import whole
from minga.intake.read.word import let_go
from minga.intake.reading import Unreadable

Numbers = dict[str, dict[tuple[int, int], float]]  # by sheet, row (from 1) and column (from 0)

_URN = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_OFFICE, _TABLE = _URN % "office", _URN % "table"
_GRID, _ROW = f"{_TABLE}table", f"{_TABLE}table-row"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_KINDS = ("float", "percentage", "currency")
_ROWS = 1000  # of those that repeat one another


def number_cells(content: bytes) -> Numbers:
    """Of a workbook that can be read; files of other kinds have none."""
    kind = kinds.of_bytes(content)
    if kind in (kinds.WORKBOOK, kinds.OLD_WORKBOOK):
        return _of_excel(content)
    return _of_open_document(content) if kind == kinds.SHEETS else {}


def _of_excel(content: bytes) -> Numbers:
    from python_calamine import CalamineWorkbook, SheetTypeEnum

    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    found: Numbers = {}
    for name in (s.name for s in book.sheets_metadata if s.typ == SheetTypeEnum.WorkSheet):
        sheet = book.get_sheet_by_name(name)
        left = sheet.start[1] if sheet.start else 0
        found[name] = {
            (at, column): float(value)
            for at, values in enumerate(sheet.iter_rows(), start=1)
            for column, value in enumerate(values, start=left)
            if type(value) is float or type(value) is int
        }
    return found


def _of_open_document(content: bytes) -> Numbers:
    found: Numbers = {}
    cells: dict[tuple[int, int], float] = {}
    at = 0
    with archive.opened(content) as package:
        for event, node in package.events("content.xml", ("start", "end"), [_GRID, _ROW]):
            if node.tag == _GRID:
                if event == "start":
                    at, cells = 0, found.setdefault(node.get(f"{_TABLE}name", ""), {})
                continue
            if event == "start":
                continue
            times = whole(node.get(f"{_TABLE}number-rows-repeated"), 1) or 1
            column = 0
            for cell in node:
                if cell.tag not in _CELLS:
                    continue
                wide = whole(cell.get(f"{_TABLE}number-columns-repeated"), 1) or 1
                if cell.get(f"{_OFFICE}value-type") in _KINDS:
                    value = _value(cell.get(f"{_OFFICE}value", ""))
                    for row in range(min(times, _ROWS)):
                        for next_to in range(min(wide, MAX_COLUMNS)):
                            cells[at + row + 1, column + next_to] = value
                column += wide
            at += times
            let_go(node)
    return found


def _value(said: str) -> float:
    try:
        return float(said)
    except ValueError:
        raise Unreadable(archive.damaged()) from None
