"""The same printed matrix in other formats, made from the text that ships with Minga."""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Sequence

import docx
import openpyxl
import xlsxwriter
from odf.element import Element
from odf.opendocument import OpenDocumentSpreadsheet, OpenDocumentText
from odf.table import CoveredTableCell, TableCell, TableRow
from odf.table import Table as OdfTable
from odf.teletype import addTextToElement
from odf.text import H, P

from minga.intake.read import read
from minga.intake.reading import Reading
from minga.plans.importer.rules import DATA

NAME = "pmdot-apendice-12.txt"
Span = tuple[int, int, int]  # first row, last row, column


def printed() -> bytes:
    return (DATA / NAME).read_bytes()


def reading() -> Reading:
    return read(printed(), NAME)


def rows() -> list[list[str]]:
    """Every row of the matrix as printed, page headers included."""
    table = reading().tables[0]
    return [[cell or "" for cell in row.cells] for row in table.rows]


def spans(grid: Sequence[Sequence[str]], columns: Sequence[int]) -> list[Span]:
    """The merges a person sees: a filled cell and the blanks below it, within one page."""
    header = grid[0]
    found = []
    for column in columns:
        first = 0
        for index in range(1, len(grid) + 1):
            ends = index == len(grid) or grid[index][column] or list(grid[index]) == list(header)
            if ends:
                if index - first > 1 and grid[first][column]:
                    found.append((first, index - 1, column))
                first = index
    return found


def prose() -> list[str]:
    return [paragraph.text for paragraph in reading().prose]


def xlsx_by_openpyxl(columns: Sequence[int] = (0, 1)) -> bytes:
    grid = rows()
    book = openpyxl.Workbook()
    book.active.title = "Introducción"
    for paragraph in prose():
        book.active.append([paragraph])
    sheet = book.create_sheet("Matriz")
    for row in grid:
        sheet.append([cell or None for cell in row])
    for first, last, column in spans(grid, columns):
        sheet.merge_cells(
            start_row=first + 1, end_row=last + 1, start_column=column + 1, end_column=column + 1
        )
    hidden = book.create_sheet("Borrador")
    hidden.append(["Iniciativas", "Mecanismos de Articulación"])
    hidden.append(["Una iniciativa que nadie ve", "Convenios"])
    hidden.sheet_state = "hidden"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def xlsx_by_xlsxwriter(columns: Sequence[int] = (0, 1)) -> bytes:
    """One sheet: the prose above the matrix."""
    grid = rows()
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Plan")
        above = prose()
        for number, paragraph in enumerate(above):
            sheet.write_string(number, 0, paragraph)
        top = len(above)
        for number, row in enumerate(grid):
            for column, cell in enumerate(row):
                if cell:
                    sheet.write_string(top + number, column, cell)
        for first, last, column in spans(grid, columns):
            sheet.merge_range(
                top + first, column, top + last, column, grid[first][column], book.add_format()
            )
    return file.getvalue()


def html_with_rowspans(columns: Sequence[int] = (0, 1)) -> bytes:
    grid = rows()
    heights = {(first, column): last - first + 1 for first, last, column in spans(grid, columns)}
    covered = {
        (index, column)
        for first, last, column in spans(grid, columns)
        for index in range(first + 1, last + 1)
    }
    lines = ["<!doctype html><html><head><title>x</title><style>td{color:red}</style></head><body>"]
    lines += [f"<p>{html.escape(paragraph)}</p>" for paragraph in prose()]
    lines.append("<script>var iniciativas = 99;</script><table>")
    for index, row in enumerate(grid):
        cells = []
        for column, cell in enumerate(row):
            if (index, column) in covered:
                continue
            height = heights.get((index, column), 1)
            span = f' rowspan="{height}"' if height > 1 else ""
            # the printed text holds paragraphs of its own: they are markup here
            said = cell if cell.startswith("<p>") else html.escape(cell)
            cells.append(f"<td{span}>{said}</td>")
        lines.append(f"<tr>{''.join(cells)}</tr>")
    lines.append("</table></body></html>")
    return "\n".join(lines).encode()


def csv_text(separator: str = ";", encoding: str = "utf-8-sig", *, headers: bool = True) -> bytes:
    grid = rows()
    file = io.StringIO()
    writer = csv.writer(file, delimiter=separator)
    for paragraph in prose():
        writer.writerow([paragraph])
    for number, row in enumerate(grid):
        if headers or number == 0 or row != grid[0]:
            writer.writerow(row)
    return file.getvalue().encode(encoding, "replace")


def markdown() -> bytes:
    grid = rows()
    lines = [f"{paragraph}\n" for paragraph in prose()]
    for number, row in enumerate(grid):
        if number and row == grid[0]:
            lines.append("")
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |")
        if row == grid[0]:
            lines.append("|---" * len(row) + "|")
    return "\n".join(lines).encode()


def covered(grid: Sequence[Sequence[str]], columns: Sequence[int]) -> set[tuple[int, int]]:
    """The places (row, column) that a merged cell above takes."""
    return {
        (index, column)
        for first, last, column in spans(grid, columns)
        for index in range(first + 1, last + 1)
    }


def docx_by_python_docx(columns: Sequence[int] = (0, 1)) -> bytes:
    grid = rows()
    document = docx.Document()
    for paragraph in reading().prose:
        if paragraph.level:
            document.add_heading(paragraph.text, paragraph.level)
        else:
            document.add_paragraph(paragraph.text)
    width = len(grid[0])
    table = document.add_table(len(grid), width)
    cells = table._cells  # each look-up of one cell walks the whole table
    for index, row in enumerate(grid):
        for column, cell in enumerate(row):
            if cell:
                cells[index * width + column].text = cell
    for first, last, column in spans(grid, columns):
        cells[first * width + column].merge(cells[last * width + column])
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _paragraph(text: str, element: Element | None = None) -> Element:
    """With its spaces and line ends, which are elements in this format."""
    element = element or P()
    addTextToElement(element, text)
    return element


def _odf_table(grid: Sequence[Sequence[str]], columns: Sequence[int]) -> OdfTable:
    heights = {(first, column): last - first + 1 for first, last, column in spans(grid, columns)}
    hidden = covered(grid, columns)
    table = OdfTable(name="Matriz")
    for index, row in enumerate(grid):
        line = TableRow()
        for column, text in enumerate(row):
            if (index, column) in hidden:
                line.addElement(CoveredTableCell())
                continue
            height = heights.get((index, column), 1)
            cell = TableCell(numberrowsspanned=height) if height > 1 else TableCell()
            if text:
                cell.addElement(_paragraph(text))
            line.addElement(cell)
        table.addElement(line)
    return table


def ods_by_odfpy(columns: Sequence[int] = (0, 1)) -> bytes:
    book = OpenDocumentSpreadsheet()
    introduction = OdfTable(name="Introducción")
    for paragraph in prose():
        line, cell = TableRow(), TableCell(valuetype="string")
        cell.addElement(_paragraph(paragraph))
        line.addElement(cell)
        introduction.addElement(line)
    book.spreadsheet.addElement(introduction)
    book.spreadsheet.addElement(_odf_table(rows(), columns))
    file = io.BytesIO()
    book.write(file)
    return file.getvalue()


def odt_by_odfpy(columns: Sequence[int] = (0, 1)) -> bytes:
    document = OpenDocumentText()
    for paragraph in reading().prose:
        level = paragraph.level
        document.text.addElement(
            _paragraph(paragraph.text, H(outlinelevel=level) if level else P())
        )
    document.text.addElement(_odf_table(rows(), columns))
    file = io.BytesIO()
    document.write(file)
    return file.getvalue()
