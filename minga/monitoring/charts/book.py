"""Tables and their charts as a workbook: numbers stay numbers, texts are never formulas."""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from minga.base.cells import guard
from minga.monitoring.charts.chart import Chart, Column, Table, Value
from minga.opendata.workbook import LONGEST

_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")  # in the name of a sheet
NAMED = 31  # letters of it


def book(
    title: str,
    sheets: Sequence[tuple[str, Chart | Table]],
    about: Sequence[tuple[str, str]] = (),
    *,
    made_at: datetime.datetime | None = None,
) -> bytes:
    """One sheet for each, with a native chart where there is one; the first sheet says what it
    is, if anything is said `about` it. With `made_at`, the same content is always the same file."""
    from xlsxwriter import Workbook

    file = io.BytesIO()
    made = Workbook(file, {"in_memory": True})
    made.set_properties({"title": title} | ({"created": made_at} if made_at else {}))
    bold = made.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    wrapped = made.add_format({"text_wrap": True, "valign": "top"})
    names: set[str] = set()
    if about:
        sheet = made.add_worksheet(_named(_("Acerca de"), names))
        sheet.set_column(0, 0, 26)
        sheet.set_column(1, 1, 90)
        for at, (label, said) in enumerate([(_("Qué es"), title), *about]):
            _put(sheet, at, 0, label, Column(""), bold)
            _put(sheet, at, 1, said, Column(""), wrapped)
    for name, shown in sheets:
        _sheet(made, _named(name, names), shown, bold, wrapped)
    made.close()
    return file.getvalue()


def _named(name: str, taken: set[str]) -> str:
    """As a sheet may be called, and no other is."""
    plain = " ".join(_FORBIDDEN.sub(" ", name).split())[:NAMED] or "-"
    found, n = plain, 2
    while found.casefold() in taken:
        found = f"{plain[: NAMED - 4]} {n}"
        n += 1
    taken.add(found.casefold())
    return found


def _sheet(made: Any, name: str, shown: Chart | Table, bold: Any, wrapped: Any) -> None:
    table = shown.table if isinstance(shown, Chart) else shown
    sheet = made.add_worksheet(name)
    first = 0
    if isinstance(shown, Chart):
        for at, said in enumerate([shown.title, shown.subtitle, *shown.notes]):
            sheet.write_string(at, 0, guard(said), bold if at == 0 else made.add_format())
            first = at + 2
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, 44 if place == 0 else 16)
        sheet.write_string(first, place, guard(column.label), bold)
    for at, row in enumerate(table.rows, first + 1):
        for place, value in enumerate(row):
            _put(sheet, at, place, value, table.columns[place], wrapped)
    sheet.freeze_panes(first + 1, 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    if isinstance(shown, Chart) and shown.kind and table.rows:
        _native(made, sheet, name, shown, first)


def _put(sheet: Any, at: int, place: int, value: Value, column: Column, form: Any) -> None:
    """A datum that is not there leaves its cell empty: a word there would spoil every sum."""
    if value is None or value == "":
        return
    if isinstance(value, str):
        sheet.write_string(at, place, guard(value[: LONGEST - 1]), form)
        return
    sheet.write_number(at, place, value, form)


def _native(made: Any, sheet: Any, name: str, chart: Chart, first: int) -> None:
    """A chart of the workbook itself, which follows its cells; gaps stay gaps."""
    drawn = made.add_chart({"type": chart.kind})
    last = first + len(chart.table.rows)
    for n, place in enumerate(chart.series):
        line: dict[str, Any] = {"color": "#2c3f94" if n == 0 else "#57534a", "width": 2}
        series: dict[str, Any] = {
            "name": [name, first, place],
            "categories": [name, first + 1, 0, last, 0],
            "values": [name, first + 1, place, last, place],
        }
        if chart.kind == "line":
            series["line"] = line | ({"dash_type": "dash"} if n else {})
            series["marker"] = {"type": "circle" if n == 0 else "none"}
        else:
            series["fill"] = {"color": line["color"]}
        drawn.add_series(series)
    drawn.set_title({"name": chart.title[:200], "name_font": {"size": 12}})
    drawn.set_y_axis({"min": 0} if chart.kind == "line" and not _negative(chart) else {})
    if chart.kind == "bar":
        drawn.set_y_axis({"reverse": True})
        drawn.set_legend({"none": True})
    drawn.show_blanks_as("gap")
    drawn.set_size({"width": 760, "height": 120 + 28 * max(len(chart.table.rows), 8)})
    sheet.insert_chart(last + 2, 0, drawn, {"description": chart.label[:250]})


def _negative(chart: Chart) -> bool:
    values = [row[place] for row in chart.table.rows for place in chart.series]
    return any(value is not None and not isinstance(value, str) and value < 0 for value in values)
