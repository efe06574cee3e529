"""XLSX workbooks: each visible sheet is a table, merged ranges are kept as such."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext as _

from minga.base.cells import unguard
from minga.intake.read import MAX_ROWS, too_many
from minga.intake.read.kinds import damaged
from minga.intake.reading import Reading, Row, Table, Unreadable

_MAX_UNPACKED = 400 * 1024 * 1024
_MAX_COLUMNS = 500
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_ROW_NUMBER = re.compile(rb'<(?:\w+:)?row\b[^>]*?\br="(\d+)"')
_WIDE_COLUMN = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{2,3})\d+"')


def read(content: bytes, name: str) -> Reading:
    _check(content)
    from python_calamine import CalamineWorkbook, SheetVisibleEnum

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        tables = tuple(
            _table(book.get_sheet_by_name(sheet.name), sheet.name)
            for sheet in book.sheets_metadata
            if sheet.visible == SheetVisibleEnum.Visible
        )
    except Unreadable:
        raise
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # a panic of the reader is not an Exception
        raise Unreadable(damaged()) from error
    tables = tuple(table for table in tables if table.rows)
    if not tables:
        raise Unreadable(
            _("El libro de Excel no tiene ninguna hoja visible con datos: revise el archivo.")
        )
    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return Reading(name, media_type, "", (), tables)


def _check(content: bytes) -> None:
    """Refuse what would unpack into more than we hold, before it is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            if sum(member.file_size for member in members) > _MAX_UNPACKED:
                raise Unreadable(
                    _("El libro de Excel ocupa demasiado al abrirse: deje solo la hoja del plan.")
                )
            if archive.testzip() is not None:
                raise Unreadable(damaged())
            for member in members:
                if _SHEET.fullmatch(member.filename):
                    _check_size(archive.read(member))
    except Unreadable:
        raise
    except Exception as error:
        raise Unreadable(damaged()) from error


def _check_size(sheet: bytes) -> None:
    """The reader lays a sheet out in full, so one far cell would cost all the memory."""
    last = max(map(int, _ROW_NUMBER.findall(sheet)), default=0)
    if last > MAX_ROWS:
        raise Unreadable(too_many(last))
    widest = max(map(_column, set(_WIDE_COLUMN.findall(sheet))), default=0)
    if widest > _MAX_COLUMNS:
        raise Unreadable(
            _("Una hoja tiene %(columns)s columnas: borre las que sobran, el límite es %(limit)s.")
            % {"columns": widest, "limit": _MAX_COLUMNS}
        )


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _table(sheet: Any, name: str) -> Table:
    values = sheet.to_python(skip_empty_area=False)
    grid: list[list[str | None]] = [
        [value if type(value) is str else _printed(value) for value in row] for row in values
    ]
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        for index in range(top, min(bottom, len(grid) - 1) + 1):
            row = grid[index]
            covered = None if index > top else ""
            for column in range(left, min(right, len(row) - 1) + 1):
                if (index, column) != (top, left):
                    row[column] = covered
    return Table(
        name,
        tuple(
            Row(at, tuple(unguard(cell) if cell and cell[0] == "'" else cell for cell in row))
            for at, row in enumerate(grid, start=1)
            if any(row)
        ),
    )


def _printed(value: Any) -> str:
    """A number as a person would have typed it; 1.10 typed as a number is already 1.1."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return str(value)
