"""The formats of open data: each turns a table into bytes, a piece at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import batched
from typing import Any

import orjson

from minga.base.cells import RISKY, guard
from minga.opendata.annex.docx import docx
from minga.opendata.annex.pdf import pdf
from minga.opendata.datasets import Cell, Dataset, Table
from minga.opendata.html import html
from minga.opendata.workbook import xlsx, xlsx_book
from minga.people.models import Visitor

ROWS = 200  # at a time


def delimited(table: Table) -> Iterator[bytes]:
    """CSV as RFC 4180 has it, in UTF-8.

    Without a byte order mark: programs take it for a part of the first column's name. Who opens
    files by double click is better served by XLSX.
    """
    yield ",".join(Fields()[column.name] for column in table.columns).encode() + b"\r\n"
    for rows in batched(table.rows, ROWS):
        field = Fields().__getitem__
        yield "".join([",".join(map(field, row)) + "\r\n" for row in rows]).encode()


class Fields(dict[Cell, str]):
    """Cells as CSV writes them. A matrix repeats most of its cells: each is written once."""

    def __missing__(self, cell: Cell) -> str:
        if isinstance(cell, str):
            text = guard(cell) if cell[:1] in RISKY else cell
            if '"' in text or "," in text or "\n" in text or "\r" in text:
                text = '"' + text.replace('"', '""') + '"'
        else:
            text = "" if cell is None else str(cell)
        self[cell] = text
        return text


def records(table: Table) -> Iterator[bytes]:
    """JSON: what each column means, and an object for each row."""
    head = {
        "title": table.title,
        "columns": [{"name": c.name, "label": str(c.label), "what": c.says} for c in table.columns],
    }
    yield orjson.dumps(head)[:-1] + b',"rows":['
    names = [column.name for column in table.columns]
    comma = b""
    for rows in batched(table.rows, ROWS):
        objects = [dict(zip(names, row, strict=True)) for row in rows]
        yield comma + orjson.dumps(objects, default=_number)[1:-1]
        comma = b","
    yield b"]}\n"


def _number(cell: Decimal) -> float | str:
    """A number of JSON, or its digits where that would not hold them all."""
    near = float(cell)
    return near if Decimal(repr(near)) == cell else f"{cell:f}"


@dataclass(frozen=True, slots=True)
class Format:
    media_type: str
    write: Callable[[Table], Iterator[bytes]]
    paper: bool = False


FORMATS = {
    "csv": Format("text/csv; charset=utf-8", delimited),
    "xlsx": Format("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx),
    "html": Format("text/html; charset=utf-8", html),
    "json": Format("application/json", records),
    "docx": Format(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document", docx, paper=True
    ),
    "pdf": Format("application/pdf", pdf, paper=True),
}


def stream(dataset: Dataset, form: str, subject: Any, user: Visitor) -> Iterator[bytes]:
    """The dataset in one of FORMATS, as bytes; memory stays flat whatever its size, but for PDF."""
    if form == "json" and dataset.document:
        return dataset.document(subject, user)
    if form == "xlsx" and dataset.book:
        return xlsx_book(dataset.book(subject, user))
    table = dataset.printed if FORMATS[form].paper and dataset.printed else dataset.table
    return FORMATS[form].write(table(subject, user))
