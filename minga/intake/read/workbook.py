"""XLSX and XLS workbooks: each sheet is a table, merged ranges are kept as such."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext as _

from minga.base.cells import unguard
from minga.intake.read import MAX_ROWS, archive, old_workbook, sheet_marks, too_many
from minga.intake.read.archive import Package, damaged
from minga.intake.read.faults import place
from minga.intake.read.grid import MAX_CELLS, MAX_COLUMNS, too_many_cells, too_wide
from minga.intake.read.letters import printed
from minga.intake.read.sheet_marks import Marks
from minga.intake.reading import Observation, Reading, Row, Table, Unreadable

_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_OLD_MEDIA_TYPE = "application/vnd.ms-excel"
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_ODD = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u200b\u2011\u2060\ufeff]|_x[0-9A-Fa-f]{4}_")
_Merge = tuple[tuple[int, int], tuple[int, int]]


class _Old:
    """What is known of the sheets of an old workbook, whose size is bounded by its format."""

    def __init__(self, content: bytes, names: list[str]) -> None:
        self._marks = dict(zip(names, old_workbook.marks(content), strict=False))

    def marks(self, name: str) -> Marks:
        return self._marks.get(name) or Marks()

    def formatted(self, name: str) -> Iterator[tuple[int, int, str]]:
        return iter(())


class _New:
    """What the sheets of a workbook look like, from their XML."""

    def __init__(self, package: Package) -> None:
        self.package = package
        main = next(
            (r.target for r in package.relations().values() if r.kind == "officeDocument"), ""
        )
        if main not in package.names:
            main = "xl/workbook.xml"
        relations = package.relations(main)
        parts = {r.kind: r.target for r in relations.values() if not r.external}
        self.formats = sheet_marks.formats(package, parts.get("styles", ""))
        self.parts: dict[str, str] = {}
        root = package.tree(main)
        for node in root.iter("{*}sheet") if root is not None else ():
            identifier = next((v for k, v in node.items() if k.endswith("}id")), "")
            if identifier in relations:
                self.parts[node.get("name", "")] = relations[identifier].target

    def marks(self, name: str) -> Marks:
        """Refuses a sheet that would not fit, because its values are laid out in full."""
        marks = sheet_marks.marks(self.package, self._part(name))
        if marks.last_row > MAX_ROWS:
            raise Unreadable(too_many(marks.last_row))
        if marks.columns > MAX_COLUMNS:
            raise Unreadable(too_wide(marks.columns))
        if marks.last_row * marks.columns > MAX_CELLS:
            raise Unreadable(too_many_cells())
        return marks

    def formatted(self, name: str) -> Iterator[tuple[int, int, str]]:
        return sheet_marks.formatted(self.package, self._part(name), self.formats)

    def _part(self, name: str) -> str:
        part = self.parts.get(name, "")
        if part not in self.package.names:
            raise Unreadable(damaged())
        return part


def read(content: bytes, name: str, *, hidden: bool = False) -> Reading:
    with archive.opened(content) as package:
        return _read(content, name, hidden, package)


def read_old(content: bytes, name: str, *, hidden: bool = False) -> Reading:
    return _read(content, name, hidden, None)


def _read(content: bytes, name: str, hidden: bool, package: Package | None) -> Reading:
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    tables: list[Table] = []
    unseen: list[str] = []
    notes = list(package.notes()) if package else []
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        known = _New(package) if package else _Old(content, book.sheet_names)
        for sheet in book.sheets_metadata:
            if sheet.typ != SheetTypeEnum.WorkSheet:
                continue
            if sheet.visible != SheetVisibleEnum.Visible and not hidden:
                unseen.append(sheet.name)
                continue
            table, found = _table(book, sheet.name, known)
            if table.rows:
                tables.append(table)
                notes += found
    except Unreadable:
        raise
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # a panic of the reader is not an Exception
        raise Unreadable(_trouble(error)) from error
    if not tables:
        raise Unreadable(_nothing(unseen))
    media_type = _MEDIA_TYPE if package else _OLD_MEDIA_TYPE
    return Reading(name, media_type, "", (), tuple(tables), tuple(unseen), tuple(notes))


def _trouble(error: BaseException) -> str:
    return archive.protected() if "assword" in type(error).__name__ else damaged()


def _nothing(unseen: list[str]) -> str:
    if unseen:
        return _(
            "El libro solo tiene datos en hojas ocultas (%(sheets)s): muéstrelas o pida que se "
            "lean también las ocultas."
        ) % {"sheets": ", ".join(unseen[:5])}
    return _("El libro de Excel no tiene ninguna hoja visible con datos: revise el archivo.")


def _table(book: Any, name: str, known: _New | _Old) -> tuple[Table, list[Observation]]:
    marks = known.marks(name)
    formats = _Formats(known.formatted(name))
    sheet = book.get_sheet_by_name(name)
    merges = _Merges(sheet)
    faults = _by_row((at, (column, error)) for (at, column), error in marks.faults.items())
    unsure = _by_row(marks.unresolved)
    places = [*marks.faults, *marks.unresolved]
    width = max((column + 1 for _at, column in places), default=0)
    rows: list[Row] = []
    for at, values in _lines(sheet, max((*faults, *unsure), default=0)):
        cells: list[str | None] = [v if type(v) is str else _printed(v) for v in values]
        formats.apply(at, values, cells)
        if len(cells) < width:
            cells += [""] * (width - len(cells))
        for column, error in faults.get(at, ()):
            cells[column] = error
        wide = merges.apply(at, cells)
        if any(cells) or at in unsure:
            rows.append(Row(at, _said(cells), wide, tuple(unsure.get(at, ()))))
    return Table(name, tuple(rows)), list(_notes(name, marks))


def _lines(sheet: Any, least: int) -> Iterator[tuple[int, list[Any]]]:
    """The rows from the first on, whole from column A on, and at least as many as `least`."""
    at = 0
    if sheet.start is not None:
        left = [""] * sheet.start[1]
        for at, values in enumerate(sheet.iter_rows(), start=1):
            yield at, left + values if left else values
    for later in range(at + 1, least + 1):
        yield later, []


def _by_row[T](places: Iterable[tuple[int, T]]) -> dict[int, list[T]]:
    found: dict[int, list[T]] = {}
    for at, what in places:
        found.setdefault(at, []).append(what)
    return found


class _Formats:
    """Cells printed by their format, taken as the rows go by."""

    def __init__(self, cells: Iterator[tuple[int, int, str]]) -> None:
        self._cells = cells
        self._next = next(cells, None)

    def apply(self, at: int, values: list[Any], cells: list[str | None]) -> None:
        while self._next and self._next[0] <= at:
            row, column, way = self._next
            if row == at and column < len(values):
                text = sheet_marks.shown(values[column], way)
                if text is not None:
                    cells[column] = text
            self._next = next(self._cells, None)


class _Merges:
    """Merged ranges, each opened at its first row and closed after its last."""

    def __init__(self, sheet: Any) -> None:
        self._first, self._last = sheet.start or (0, 0), sheet.end or (0, 0)
        self._waiting: list[_Merge] = sorted(sheet.merged_cell_ranges or (), reverse=True)
        self._open: list[_Merge] = []

    def apply(self, at: int, cells: list[str | None]) -> bool:
        """Blank the cells that a merge covers; whether one takes the whole width of the sheet."""
        index, wide = at - 1, False
        while self._waiting and self._waiting[-1][0][0] <= index:
            self._open.append(self._waiting.pop())
        if not self._open:
            return False
        self._open = [merge for merge in self._open if merge[1][0] >= index]
        if len(self._open) > MAX_COLUMNS:  # more than can stand side by side
            raise Unreadable(damaged())
        for (top, left), (_bottom, right) in self._open:
            covered = None if index > top else ""
            start = left if index > top else left + 1
            for column in range(start, min(right + 1, len(cells))):
                cells[column] = covered
            wide = wide or (
                index == top
                and left <= self._first[1] < self._last[1] <= right
                and left < len(cells)
                and bool(cells[left])
            )
        return wide


def _notes(table: str, marks: Marks) -> Iterator[Observation]:
    if marks.unresolved:
        lines = tuple(dict.fromkeys(at for at, _column in marks.unresolved))
        at, column = marks.unresolved[0]
        params = {"cell": place(at, column), "count": len(marks.unresolved)}
        yield Observation("formula_without_result", "medium", "certain", lines, params, table=table)


def _said(cells: list[str | None]) -> tuple[str | None, ...]:
    """The cells as printed; nearly all rows hold nothing that has to be cleaned."""
    whole = "".join(filter(None, cells))
    if _ODD.search(whole):
        cells = [printed(_ESCAPED.sub(_letter, cell)) if cell else cell for cell in cells]
    if "'" in whole:
        cells = [unguard(cell) if cell and cell[0] == "'" else cell for cell in cells]
    return tuple(cells)


def _letter(escaped: re.Match[str]) -> str:
    """Letters that XML cannot hold are written by their number; a line end is one of them."""
    letter = chr(int(escaped[1], 16))
    return "" if letter == "\r" or "\ud800" <= letter <= "\udfff" else letter


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
