"""Answers as people read them: on a page, in a terminal, in a file."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from minga.analytics.ask import Answer
from minga.analytics.questions import Heading, words_of
from minga.base.cells import guard
from minga.base.numbers import write_number
from minga.base.templatetags.look import day

PIECE = 64 * 1024
PLACES = {"money": 2, "int": 0}
FORMATS: dict[str, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """`text` is empty where nobody said."""

    heading: Heading
    text: str

    @property
    def number(self) -> bool:
        return self.heading.kind not in ("text", "date", "year")


def said(value: Any, kind: str) -> str:
    """A value in the reader's language; nothing where there is none."""
    if value is None or value == "":
        return ""
    if kind == "year":
        return str(value)
    if kind == "date":
        return day(value)
    if kind == "percent":
        return _("%(n)s %%") % {"n": write_number(Decimal(value) * 100, 1)}
    if kind == "text":
        return str(value)
    return write_number(value, PLACES.get(kind))


def cells(answer: Answer) -> list[list[Cell]]:
    headings = answer.question.columns
    words = [words_of(heading.codes) for heading in headings]
    return [
        [
            Cell(heading, known.get(value) or said(value, heading.kind))
            for heading, known, value in zip(headings, words, row, strict=True)
        ]
        for row in answer.rows
    ]


def table(answer: Answer) -> Iterator[str]:
    """Lines for a terminal, each column as wide as it has to be."""
    headings = [str(heading.label) for heading in answer.question.columns]
    rows = [[cell.text or "–" for cell in row] for row in cells(answer)]
    widths = [min(60, max(map(len, column))) for column in zip(headings, *rows, strict=True)]
    right = [c.kind not in ("text", "date", "year") for c in answer.question.columns]
    for line in [headings, ["─" * width for width in widths], *rows]:
        yield "  ".join(
            text[:width].rjust(width) if number else text[:width].ljust(width)
            for text, width, number in zip(line, widths, right, strict=True)
        ).rstrip()


def as_csv(answer: Answer) -> Iterator[bytes]:
    """For machines: names of columns, plain numbers, shares from 0 to 1."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([heading.name for heading in answer.question.columns])
    for row in answer.rows:
        writer.writerow([_cell(value) for value in row])
    if answer.caution:
        writer.writerow([f"# {answer.caution}"])
    yield out.getvalue().encode()


def as_json(answer: Answer) -> Iterator[bytes]:
    names = [heading.name for heading in answer.question.columns]
    content = {
        "question": answer.question.name,
        "title": str(answer.question.title),
        "grain": str(answer.question.grain),
        "params": {name: _plain(value) for name, value in answer.params.items()},
        "facts_of": answer.made_at.isoformat() if answer.made_at else None,
        "cut": answer.cut,
        "stopped_after": answer.stopped,
        "columns": [{"name": h.name, "kind": h.kind} for h in answer.question.columns],
        "rows": [dict(zip(names, map(_plain, row), strict=True)) for row in answer.rows],
    }
    yield json.dumps(content, ensure_ascii=False).encode() + b"\n"


def as_xlsx(answer: Answer) -> Iterator[bytes]:
    from xlsxwriter import Workbook

    with tempfile.TemporaryFile() as file:
        book = Workbook(file, {"constant_memory": True})
        sheet = book.add_worksheet(_("Respuesta"))
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        forms = {
            "money": book.add_format({"num_format": "#,##0.00"}),
            "percent": book.add_format({"num_format": "0.0%"}),
            "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        }
        for place, heading in enumerate(answer.question.columns):
            sheet.set_column(place, place, 40 if heading.kind == "text" else 16)
            sheet.write_string(0, place, str(heading.label), bold)
        sheet.freeze_panes(1, 0)
        words = [words_of(heading.codes) for heading in answer.question.columns]
        for at, row in enumerate(answer.rows, 1):
            for place, (heading, value) in enumerate(
                zip(answer.question.columns, row, strict=True)
            ):
                form = forms.get(heading.kind)
                if isinstance(value, str):
                    sheet.write_string(at, place, guard(words[place].get(value, value)))
                elif heading.kind == "date" and value is not None:
                    sheet.write_datetime(at, place, value, form)
                elif value is not None:
                    sheet.write_number(at, place, value, form)
        if answer.caution:
            sheet.write_string(len(answer.rows) + 1, 0, answer.caution)
        notes = book.add_worksheet(_("De dónde"))
        notes.set_column(0, 0, 100)
        for at, text in enumerate(_notes(answer)):
            notes.write_string(at, 0, text)
        book.close()
        file.seek(0)
        while piece := file.read(PIECE):
            yield piece


WRITERS: dict[str, Callable[[Answer], Iterator[bytes]]] = {
    "csv": as_csv,
    "xlsx": as_xlsx,
    "json": as_json,
}


def _notes(answer: Answer) -> list[str]:
    asked = answer.question
    params = ", ".join(f"{name} = {_plain(value)}" for name, value in answer.params.items())
    written = day(answer.made_at) if answer.made_at else ""
    return [
        str(asked.title),
        str(asked.what),
        _("Cada fila: %(grain)s") % {"grain": asked.grain},
        _("Parámetros: %(params)s") % {"params": params or _("ninguno")},
        _("Datos del %(day)s") % {"day": written},
    ]


def _cell(value: Any) -> Any:
    return guard(value) if isinstance(value, str) else _plain(value)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)
