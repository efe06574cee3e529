"""The documents of `minga bench documents`: the shipped matrix, drawn by libraries that are not
those it is read with: `python -m minga.bench.draw ROWS FOLDER`."""

from __future__ import annotations

import html
import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

Row = tuple[str, ...]
HEADER = (
    "Objetivos del Desarrollo",
    "Objetivos de Gestión",
    "Iniciativas",
    "Objetivo de Articulación",
    "Mecanismos de Articulación",
)
MERGED = 3  # columns whose cells are one over the rows of the same thing
WIDTHS = (90, 90, 105, 152, 90)  # in points, as all of these; the longest word fits
PAPER = (595.0, 842.0)
LEFT, TOP, BOTTOM = 34.0, 790.0, 50.0
FONT, SIZE, STEP, PAD = "Helvetica", 8.0, 9.6, 4.0
TITLE = "Plan Metropolitano de Desarrollo y Ordenamiento Territorial 2024-2033"


def matrix() -> list[Row]:
    """Every articulation of the shipped plan, its cells complete and as they are printed."""
    import django

    django.setup()
    from minga.intake.read import read
    from minga.plans.importer import draft_from, rules

    name = "pmdot-apendice-12.txt"
    draft = draft_from(read((rules.DATA / name).read_bytes(), name))
    above = {o.code: o for o in draft.objectives}
    return [
        (
            above[above[i.objective].parent].source.text,
            *(above[i.objective].source.text, i.name, a.objective),
            a.sources["mechanisms"].text,
        )
        for i in draft.initiatives
        for a in i.articulations
    ]


def heights(rows: Sequence[Row]) -> list[list[int]]:
    """For each row and merged column how many rows its cell takes; 0 where one above covers it."""
    found = [[0] * MERGED for _row in rows]
    for place in range(MERGED):
        top = 0
        for at, row in enumerate(rows):
            if at == 0 or row[: place + 1] != rows[at - 1][: place + 1]:
                top = at
            found[top][place] += 1
    return found


def pdf(rows: Sequence[Row], file: Path) -> None:
    """Upright and ruled, its header on every page; a row is cut where the page ends."""
    from reportlab.pdfgen.canvas import Canvas

    page = _Page(Canvas(str(file), pagesize=PAPER, invariant=1))
    page.title()
    page.row(HEADER)
    for row, tall in zip(rows, heights(rows), strict=True):
        opens = [place >= MERGED or tall[place] > 0 for place in range(len(row))]
        page.row([text if new else "" for text, new in zip(row, opens, strict=True)], opens)
    page.end()
    page.canvas.save()


class _Page:
    """Draws rows down the page, line by line."""

    def __init__(self, canvas: Any) -> None:
        self.canvas = canvas
        self.y = TOP
        self.edges = [LEFT + sum(WIDTHS[:place]) for place in range(len(WIDTHS) + 1)]

    def title(self) -> None:
        self.canvas.setFont(FONT, 14)
        self.canvas.drawString(LEFT, self.y - 14, TITLE)
        self.y -= 30

    def row(self, cells: Sequence[str], opens: Sequence[bool] = (True,) * len(WIDTHS)) -> None:
        from reportlab.lib.utils import simpleSplit

        texts = [
            simpleSplit(cell, FONT, SIZE, width - 2 * PAD)
            for cell, width in zip(cells, WIDTHS, strict=True)
        ]
        left = max(map(len, texts))
        if self.y - STEP - 2 * PAD < BOTTOM:
            self.turn()
        self.rule(opens)
        at = 0
        while True:
            fit = min(left - at, int((self.y - BOTTOM - 2 * PAD) // STEP))
            self.lines([lines[at : at + fit] for lines in texts], fit)
            at += fit
            if at >= left:
                return
            self.turn()

    def rule(self, opens: Sequence[bool]) -> None:
        for place, new in enumerate(opens):
            if new:
                self.canvas.line(self.edges[place], self.y, self.edges[place + 1], self.y)

    def lines(self, texts: Sequence[Sequence[str]], count: int) -> None:
        bottom = self.y - count * STEP - 2 * PAD
        self.canvas.setFont(FONT, SIZE)
        for edge, lines in zip(self.edges, texts, strict=False):
            for number, line in enumerate(lines, 1):
                self.canvas.drawString(edge + PAD, self.y - PAD - number * STEP + 2, line)
        for edge in self.edges:
            self.canvas.line(edge, self.y, edge, bottom)
        self.y = bottom

    def turn(self) -> None:
        self.end()
        self.canvas.showPage()
        self.y = TOP
        self.row(HEADER)
        self.rule((True,) * len(WIDTHS))

    def end(self) -> None:
        self.rule((True,) * len(WIDTHS))
        self.canvas.setFont(FONT, SIZE)
        number = f"Página {self.canvas.getPageNumber()}"
        self.canvas.drawCentredString(PAPER[0] / 2, BOTTOM / 2, number)


def docx(rows: Sequence[Row], file: Path) -> None:
    from docx import Document

    document = Document()
    document.add_heading(TITLE, level=1)
    table = document.add_table(rows=len(rows) + 1, cols=len(HEADER), style="Table Grid")
    grid = [list(row.cells) for row in table.rows]
    for place, text in enumerate(HEADER):
        grid[0][place].text = text
    for at, (row, tall) in enumerate(zip(rows, heights(rows), strict=True), 1):
        for place, text in enumerate(row):
            if place >= MERGED or tall[place]:
                grid[at][place].text = text
            if place < MERGED and tall[place] > 1:
                grid[at][place].merge(grid[at + tall[place] - 1][place])
    document.save(str(file))


def xlsx(rows: Sequence[Row], file: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    for row in (HEADER, *rows):
        sheet.append(row)
    for at, tall in enumerate(heights(rows), 2):
        for place in range(MERGED):
            if tall[place] > 1:
                sheet.merge_cells(
                    start_row=at, start_column=place + 1,
                    end_row=at + tall[place] - 1, end_column=place + 1,
                )  # fmt: skip
    book.save(file)


def ods(rows: Sequence[Row], file: Path) -> None:
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import CoveredTableCell, Table, TableCell, TableRow
    from odf.text import P

    book = OpenDocumentSpreadsheet()
    sheet = Table(name="Matriz")
    book.spreadsheet.addElement(sheet)
    for tall, row in [([1] * MERGED, HEADER), *zip(heights(rows), rows, strict=True)]:
        line = TableRow()
        for place, text in enumerate(row):
            high = tall[place] if place < MERGED else 1
            if high == 0:
                line.addElement(CoveredTableCell())
                continue
            spanned = {"numberrowsspanned": high, "numbercolumnsspanned": 1} if high > 1 else {}
            cell = TableCell(valuetype="string", **spanned)
            if text:
                cell.addElement(P(text=text))
            line.addElement(cell)
        sheet.addElement(line)
    book.save(str(file))


def markup(rows: Sequence[Row], file: Path) -> None:
    lines = [
        f'<!doctype html><html lang="es"><meta charset="utf-8"><title>{TITLE}</title>',
        f"<h1>{TITLE}</h1><table>",
        "<tr>" + "".join(f"<th>{text}</th>" for text in HEADER) + "</tr>",
    ]
    for row, tall in zip(rows, heights(rows), strict=True):
        cells = [
            f'<td rowspan="{tall[place]}">{html.escape(text)}</td>'
            for place, text in enumerate(row[:MERGED])
            if tall[place]
        ]
        cells += [f"<td>{html.escape(text)}</td>" for text in row[MERGED:]]
        lines.append(f"<tr>{''.join(cells)}</tr>")
    file.write_text("\n".join([*lines, "</table></html>"]), encoding="utf-8")


DRAW: dict[str, Callable[[Sequence[Row], Path], None]] = {
    "pdf": pdf,
    "docx": docx,
    "xlsx": xlsx,
    "ods": ods,
    "html": markup,
}


def main(most: int, folder: Path) -> None:
    began = time.perf_counter()
    rows = matrix()[:most]
    (folder / "truth.json").write_text(json.dumps(rows), encoding="utf-8")
    for form, draw in DRAW.items():
        draw(rows, folder / f"matrix.{form}")
    print(json.dumps({"seconds": time.perf_counter() - began, "rows": len(rows)}))  # noqa: T201


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
