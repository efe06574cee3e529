"""A table as an Excel workbook: texts are always texts, never formulas."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from minga.base.cells import guard
from minga.base.numbers import write_plain
from minga.base.steps import Refused
from minga.opendata.datasets import Book, Cell, Table
from minga.opendata.groups import blocks, spans

LONGEST = 32_767  # letters in a cell
MOST = 1_048_576  # rows in a sheet
PIECE = 64 * 1024
LISTED = 255  # letters that a list of words may have
SPARE = 1000  # rows below the last in which one may go on


def xlsx(table: Table) -> Iterator[bytes]:
    """Two sheets: with merged cells like the printed matrix, and with every row complete.

    It is built in a file, row by row: a workbook cannot be sent before it is finished.
    """
    if table.sheet:
        return xlsx_book(Book(table.title, [table]))
    return _pieces(lambda file: _write(table, file))


def xlsx_book(book: Book) -> Iterator[bytes]:
    """A sheet for each table, with every row complete."""
    return _pieces(lambda file: _write_book(book, file))


def _pieces(write: Callable[[Any], None]) -> Iterator[bytes]:
    with tempfile.TemporaryFile() as file:
        write(file)
        file.seek(0)
        while piece := file.read(PIECE):
            yield piece


def _write_book(book: Book, file: Any) -> None:
    from xlsxwriter import Workbook

    made = Workbook(file, {"constant_memory": True, "in_memory": False})
    made.set_properties({"title": book.title})
    plain = made.add_format({"valign": "top"})
    for table in book.tables:
        sheet = _sheet(made, table, table.sheet)
        at = 0
        for at, row in enumerate(table.in_words().rows, start=1):
            if at >= MOST:
                raise Refused(_("Son demasiadas filas para Excel: use CSV o JSON."))
            for place, cell in enumerate(row):
                _put(sheet, at, place, cell, plain)
        _lists(sheet, table, at + SPARE)
        sheet.autofilter(0, 0, at, len(table.columns) - 1)
    made.close()


def _lists(sheet: Any, table: Table, last: int) -> None:
    """A list to choose from in the cells of closed lists; what is typed beside it is only doubted,
    because codes are good too."""
    for place, column in enumerate(table.columns):
        words = list(column.words.values())
        if words and not any("," in word for word in words) and len(",".join(words)) <= LISTED:
            sheet.data_validation(
                *(1, place, min(last, MOST - 1), place),
                {"validate": "list", "source": words, "error_type": "information"},
            )


def _write(table: Table, file: Any) -> None:
    from xlsxwriter import Workbook

    book = Workbook(file, {"constant_memory": True, "in_memory": False})
    book.set_properties({"title": table.title})
    printed = _sheet(book, table, _("Matriz"))
    flat = _sheet(book, table, _("Datos"))
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    plain = book.add_format({"valign": "top"})
    merged = sum(table.groups)
    at = 0
    for block in blocks(table):
        heights = spans(table, block)
        for offset, row in enumerate(block):
            at += 1
            if at >= MOST:
                raise Refused(_("Son demasiadas filas para Excel: use CSV o JSON."))
            covered = _merge(table, heights, offset, at, printed)
            for place, cell in enumerate(row):
                _put(flat, at, place, cell, plain)
                if place < merged and place in covered:
                    printed.write_blank(at, place, None, wrapped)
                else:
                    _put(printed, at, place, cell, wrapped)
    flat.autofilter(0, 0, at, len(table.columns) - 1)
    book.close()


def _sheet(book: Any, table: Table, name: str) -> Any:
    """A sheet with its header, which stays in sight and is repeated on paper."""
    sheet = book.add_worksheet(name)
    heading = book.add_format({"text_wrap": True, "valign": "top", "bold": True, "bottom": 1})
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, column.width)
        sheet.write_string(0, place, str(column.label), heading)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    return sheet


def _merge(table: Table, heights: list[list[int]], offset: int, at: int, sheet: Any) -> set[int]:
    """Note the merged cells that begin on this row; returns the columns that one above covers.

    `merge_range` writes rows ahead, which is not possible row by row; the list that it fills is.
    """
    covered: set[int] = set()
    start = 0
    for width, group in zip(table.groups, heights, strict=True):
        rows = group[offset]
        places = range(start, start + width)
        if rows == 0:
            covered.update(places)
        elif rows > 1:
            sheet.merge.extend([at, place, at + rows - 1, place] for place in places)
        start += width
    return covered


def _put(sheet: Any, at: int, place: int, cell: Cell, form: Any) -> None:
    if isinstance(cell, str):
        if len(cell) >= LONGEST:
            raise Refused(_("Un texto es demasiado largo para Excel: use CSV o JSON."))
        if cell:
            said = cell.replace("\r\n", "\n").replace("\r", "\n")  # as Excel ends its lines
            sheet.write_string(at, place, guard(said), form)
    elif isinstance(cell, Decimal) and Decimal(repr(float(cell))) != cell:
        sheet.write_string(at, place, write_plain(cell), form)  # Excel holds 15 digits
    elif cell is not None:
        sheet.write_number(at, place, cell, form)
