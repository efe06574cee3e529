"""A table as a PDF that can be printed and heard: tagged, as PDF/UA-1 asks."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import orjson
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from minga.base.steps import Refused
from minga.opendata.annex.sizes import INSET, LINE, widths
from minga.opendata.annex.words import EM, pieces, tidy, width
from minga.opendata.datasets import Cell, Cover, Row, Table
from minga.opendata.groups import spans

HERE = Path(__file__).parent
# the first is ours; the others come with the typesetter, for signs that ours does not have
FONTS = ["Source Sans 3", "Libertinus Serif", "New Computer Modern Math", "DejaVu Sans Mono"]
MOST = 5_000  # rows: they take 5 s and 1 GB
LETTERS = 10_000_000  # the cells of all rows together
SECONDS = 120
PIECE = 64 * 1024
KEPT_WHOLE = 150  # mm: an initiative that is not higher never goes over the end of a page
SURELY = 0.55  # of the height that we think a row has
LANDSCAPE = {"a4": 267, "a3": 390}  # mm between the margins
TITLE_MARGINS = 34  # mm more than those of the matrix
DEEP = 8  # columns of objectives that fit on A4
_UNKNOWN = re.compile(r'the text `"(.+?)"` could not be displayed')


def pdf(table: Table) -> Iterator[bytes]:
    """A page cannot be made before the next rows are known, so all of them are held."""
    rows = list(islice(table.rows, MOST + 1))
    letters = sum(len(cell) for row in rows for cell in row if isinstance(cell, str))
    if len(rows) > MOST or letters > LETTERS:
        raise Refused(
            _("El plan es demasiado grande para un PDF, que llega a %(most)s filas: use DOCX.")
            % {"most": MOST}
        )
    content = typeset(_document(table, rows))
    for start in range(0, len(content), PIECE):
        yield content[start : start + PIECE]


def typeset(document: dict[str, Any]) -> bytes:
    """In a process of its own: the typesetter keeps most of the memory that it took."""
    try:
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-P", str(HERE / "typeset.py")],
            input=orjson.dumps(document),
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Refused(_("El PDF tardó demasiado: use DOCX, XLSX o CSV.")) from None
    if done.returncode == 0:
        return done.stdout
    problem = done.stderr.decode(errors="replace")
    if unknown := _UNKNOWN.search(problem):
        raise Refused(
            _("El PDF no puede mostrar el signo «%(sign)s»: use DOCX, o quítelo del texto.")
            % {"sign": unknown[1]}
        )
    raise RuntimeError(problem.strip()[-2000:])


def _document(table: Table, rows: list[Row]) -> dict[str, Any]:
    cover = table.cover or Cover(table.title)
    table = replace(table, groups=table.groups or (1,))
    deep = sum(table.groups[:-1]) > DEEP
    paper = "a3" if deep else "a4"
    measures = widths(table, LANDSCAPE[paper], rows)
    shape = _Shape(table, [measure - INSET for measure in measures])
    cells = list(shape.cells(rows))
    wide = LANDSCAPE[paper]
    return {
        "title": tidy(f"{cover.title}: {cover.subtitle}" if cover.subtitle else cover.title),
        "printed_title": pieces(cover.title, wide - TITLE_MARGINS, 3 * EM),
        "author": tidy(cover.author),
        "printed_author": pieces(cover.author, wide),
        "subtitle": cover.subtitle or table.title,
        "period": cover.period,
        "facts": [pieces(f"{label}: {value}", wide) for label, value in cover.facts],
        "fonts": FONTS,
        "language": get_language() or "es",
        "text_language": cover.language or get_language() or "es",
        "paper": paper,
        "footer": pieces(cover.title, wide),
        "page": _("página {page} de {pages}"),
        "widths": measures,
        "headings": [str(column.label) for column in table.columns],
        "cells": cells,
        "running": shape.running,
        "continued": [pieces(_("%s (continúa)") % text, wide) for text in shape.continued],
    }


class _Shape:
    """Turns rows into the cells of the template, and keeps what each page has to continue."""

    def __init__(self, table: Table, rooms: Sequence[float]) -> None:
        self.table = table
        self.rooms = rooms
        self.merged = sum(table.groups)
        self.continued: list[str] = []
        self.running: list[int | None] = []  # for each row, what goes on when a page opens at it
        self.top: Cell = None
        self.rests: dict[tuple[int, int], int] = {}  # by row and place: see `_held`

    def cells(self, rows: list[Row]) -> Iterator[Any]:
        heights = spans(self.table, rows) if rows else []
        for at, row in enumerate(rows):
            yield from self._merged(heights, at, rows)
            self._run(heights, at, row)
            for place in range(self.merged, len(row)):
                cell: dict[str, Any] = {"said": self._cell(row, place)}
                if self._height(row, range(len(row))) < KEPT_WHOLE:
                    cell["breakable"] = False
                if place == len(row) - 1:
                    cell["row"] = True
                yield cell

    def _merged(self, heights: list[list[int]], at: int, rows: list[Row]) -> Iterator[Any]:
        start = 0
        for depth, (group, here) in enumerate(zip(self.table.groups, heights, strict=True)):
            places = range(start, start + group)
            start += group
            if rest := self.rests.pop((at, places[0]), 0):
                yield {"said": "", "rows": rest, "open": "top"}
            if not here[at]:
                continue
            own = rows[at : at + here[at]]
            whole = {"breakable": False} if self._together(own, places) < KEPT_WHOLE else {}
            inner = depth == len(heights) - 1
            first: dict[str, Any] = whole if inner else self._held(own, places, at)
            for place in places:
                cell = {"said": self._cell(rows[at], place), "rows": len(own)}
                cell |= first if place == places[0] else whole if inner else {}
                if depth == 0 and place == places[-1] and self._opens(rows[at], cell):
                    cell["heading"] = True
                yield cell

    def _opens(self, row: Row, cell: dict[str, Any]) -> bool:
        """Whether it is a new thing of the outermost group, which gets a bookmark."""
        before, self.top = self.top, row[0]
        said = [cell["said"]] if isinstance(cell["said"], str) else cell["said"]
        # a word that may be parted names no bookmark
        named = any(p.strip() if isinstance(p, str) else len(p) == 1 for p in said)
        return named and row[0] != before

    def _held(self, rows: list[Row], places: range, at: int) -> dict[str, Any]:
        """Keeps as many rows on one page as the text of a thing is high, so that no page cuts it.

        Only a cell can hold rows together: so its code has a cell over these rows, and an empty
        one without a line between over the rest.
        """
        if len(places) < 2:
            return {}
        wanted = max(self._height(rows[0], [place]) for place in places)
        held, high, low = 0, 0.0, 0.0
        for row in rows:
            height = self._height(row, range(places[-1] + 1, len(row)))
            if low >= wanted or max(high + height, wanted) >= KEPT_WHOLE:
                break
            held, high, low = held + 1, high + height, low + height * SURELY
        if held < 2:
            return {}
        if held < len(rows):
            self.rests[at + held, places[0]] = len(rows) - held
        return {
            "rows": held,
            "breakable": False,
            **({"open": "bottom"} if held < len(rows) else {}),
        }

    def _run(self, heights: list[list[int]], at: int, row: Row) -> None:
        """The objective right above the things of the innermost group, unless it begins here."""
        if len(heights) < 2 or heights[-2][at]:
            end = sum(self.table.groups[:-1])
            start = end - self.table.groups[-2] if len(heights) > 1 else end
            said = " ".join(str(cell) for cell in row[start:end] if cell)
            self.continued.append(said if len(said) < 150 else said[:150].rsplit(" ", 1)[0] + "…")
            self.running.append(None)
        else:
            self.running.append(len(self.continued) - 1)

    def _cell(self, row: Row, place: int) -> Any:
        cell = row[place]
        return "" if cell is None else pieces(str(cell), self.rooms[place])

    def _together(self, rows: list[Row], places: range) -> float:
        """How high the rows of one thing are, its own cells included."""
        return max(self._height(rows[0], places), sum(self._height(row) for row in rows))

    def _height(self, row: Row, places: Iterable[int] = ()) -> float:
        """About how high a row is, in mm; rather more than less."""
        places = places or range(self.merged, len(row))
        lines = (width(str(row[p] or "")) * EM * 1.1 / self.rooms[p] for p in places)
        return (max(lines, default=0) + 1) * LINE
