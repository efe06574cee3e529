"""Six more shapes that cities publish: two tables in a file, a table an objective, paired forms…"""

from __future__ import annotations

import io
from html import escape
from typing import Any

from docx.shared import Pt
from odf.opendocument import OpenDocumentText
from odf.style import Style, TextProperties
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import H, P
from reportlab.lib.units import mm
from reportlab.platypus import Spacer
from reportlab.platypus import Table as Drawn

from tests.documents.making.common import Bank, Fields, save, save_truth, steady
from tests.documents.making.docx import blank, keep, write
from tests.documents.making.pdf import BOLD, TITLE, printed_by_reportlab, small, spans
from tests.documents.making.text import separated
from tests.documents.making.xlsx import Book


def two_tables_in_a_file() -> None:
    """UTF-16, tabs; the axes in a first table, the actions that name them by number below."""
    name = "deux-tableaux"
    bank = Bank("fr", name)
    actions = bank.actions()
    lines = [["Commune de Ville-Exemple"], [], ["N° axe", "Axe", "Élu référent"]]
    for axis in sorted({a.axis for a in actions}):
        named = next(a.axis_name for a in actions if a.axis == axis)
        lines.append([str(axis), named, f"Adjointe ou adjoint n° {axis}"])
    lines += [[], ["N° axe", "N° action", "Libellé de l'action", "Service porteur", "Début", "Fin"]]
    rows: list[Fields] = []
    for number, action in enumerate(actions, 1):
        lead, first = bank.one("organisations"), bank.die.randint(2024, 2027)
        last = first + bank.die.randint(0, 3)
        lines.append([str(action.axis), str(number), action.name, lead, str(first), str(last)])
        rows.append({
            "path": action.path[:1], "code": str(number), "name": action.name,
            "responsible": [lead], "start": str(first), "end": str(last),
        })  # fmt: skip
    save(f"{name}.csv", separated(lines, "\t").encode("utf-16"))
    save_truth(name, "fr", rows, file=f"{name}.csv")


def a_table_an_objective() -> None:
    """PDF: priority and objective stand above each of many small tables with the same header."""
    name = "objective-tables"
    bank = Bank("en", name)
    header = ["Ref", "Action", "Owner", "Deadline", "Success measure", "RAG status"]
    widths = [12 * mm, 60 * mm, 34 * mm, 20 * mm, 38 * mm, 16 * mm]
    story: list[Any] = [small("Exampletown Delivery Plan 2026/27", TITLE), Spacer(1, 6)]
    text = "This plan turns the priorities of the council into actions. It is reviewed each term."
    story.append(small(text))
    rows: list[Fields] = []
    before: list[str] = []
    data: list[list[Any]] = []
    grid = [("GRID", (0, 0), (-1, -1), 0.4, "black"), ("VALIGN", (0, 0), (-1, -1), "TOP")]
    actions = bank.actions()
    for number, action in enumerate(actions):
        if before[:1] != action.path[:1]:
            story += [Spacer(1, 10), small(f"Priority {action.axis}: {action.axis_name}", TITLE)]
        if before != action.path:
            story += [Spacer(1, 6), small(f"Objective {action.axis}.{action.line}", BOLD)]
            story += [small(action.line_name, BOLD), Spacer(1, 3)]
            data = [[small(h, BOLD) for h in header]]
        before = action.path
        lead, measure = bank.one("organisations"), bank.one("indicators")[0]
        month, year = bank.die.choice(["Mar", "Jun", "Sep", "Dec"]), bank.die.randint(2026, 2027)
        rag = bank.die.choice(["Green", "Amber", "Red"])
        code = f"{action.axis}.{action.line}{'abcdefgh'[action.number - 1]}"
        data.append([small(t) for t in (code, action.name, lead, f"{month} {year}", measure, rag)])
        if number + 1 == len(actions) or actions[number + 1].path != action.path:
            story.append(Drawn(data, colWidths=widths, repeatRows=1, style=grid))
        end = {"Mar": "03", "Jun": "06", "Sep": "09", "Dec": "12"}[month]
        rows.append({
            "path": action.path, "code": code, "name": action.name, "responsible": [lead],
            "end": f"{year}-{end}", "indicators": [{"name": measure}], "status_printed": rag,
        })  # fmt: skip
    save(f"{name}.pdf", printed_by_reportlab(story, "Delivery plan – page {}"))
    save_truth(name, "en", rows, file=f"{name}.pdf", headings={"indicators": "Success measure"})


def paired_forms() -> None:
    """Forms with two pairs of label and value in a row, and rows where one value takes it all."""
    name = "fichas-dobles"
    bank = Bank("es", name)
    document = blank()
    document.add_heading("Fichas de acciones del plan local de Villa Ejemplo", 1)
    states = [("Pendiente", "planned"), ("En marcha", "under_way"), ("Finalizada", "done")]
    rows: list[Fields] = []
    for action in bank.actions([1, 2, 5], per_line=4):
        lead, partners = bank.one("organisations"), bank.some("partners", 2)
        word, state = bank.die.choice(states)
        first = bank.die.randint(2025, 2027)
        last = first + bank.die.randint(0, 2)
        euros = bank.die.randint(2, 500) * 1000
        pairs = [
            ("Código", action.code, "Estado", word),
            ("Eje", f"{action.axis}. {action.axis_name}", "Prioridad", bank.die.choice("AMB")),
            ("Inicio", str(first), "Fin", str(last)),
            ("Responsable", lead, "Coste estimado", f"{euros:,} €".replace(",", ".")),
        ]
        table = document.add_table(rows=0, cols=4, style="Table Grid")
        whole = {"Línea estratégica": action.line_name, "Título de la acción": action.name}
        for row_of in (*pairs[:1], *whole.items(), *pairs[1:], ("Colaboran", "\n".join(partners))):
            row = table.add_row()
            if len(row_of) == 2:
                row.cells[1].merge(row.cells[3])
            for cell, text in zip(row.cells, row_of, strict=False):
                write(cell, text)
            for cell in row.cells[::2] if len(row_of) == 4 else row.cells[:1]:
                cell.paragraphs[0].runs[0].bold = True
                cell.paragraphs[0].runs[0].font.size = Pt(9)
        document.add_paragraph()
        rows.append({
            "path": action.path, "code": action.code, "name": action.name, "responsible": [lead],
            "partners": partners, "start": str(first), "end": str(last),
            "status": state, "status_printed": word,
            "budget": [{"period": "", "source": "", "amount": str(euros)}],
            "attributes": {"Prioridad": pairs[1][3]},
        })  # fmt: skip
    keep(document, f"{name}.docx")
    save_truth(name, "es", rows, file=f"{name}.docx")


def headings_in_cells() -> None:
    """XLSX: objectives in rows of their own, in the columns of the actions and not merged."""
    name = "filas-de-grupo"
    bank = Bank("es", name)
    book = Book(f"{name}.xlsx")
    bold = book.style(bold=True)
    sheet = book.sheet("Hoja1")
    header = ["Nº", "Proyecto", "Dependencia responsable", "Meta del cuatrienio", "Costo total ($)"]
    sheet.write_row(0, 0, header, bold)
    at = 1
    rows: list[Fields] = []
    before: list[str] = []
    for action in bank.actions([2, 3, 4], per_line=5):
        for depth, code in ((1, f"{action.axis}"), (2, f"{action.axis}.{action.line}")):
            if before[:depth] != action.path[:depth]:
                sheet.write_string(at, 0, code, bold)
                sheet.write_string(at, 1, action.path[depth - 1].upper(), bold)
                at += 1
        before = action.path
        lead, cost = bank.one("organisations"), bank.die.randint(10, 9000) * 100_000
        goal = f"{bank.die.randint(2, 60)} {bank.one('indicators')[1]}"
        sheet.write_row(at, 0, [action.code, action.name, lead, goal, cost])
        rows.append({
            "path": [p.upper() for p in action.path], "code": action.code, "name": action.name,
            "responsible": [lead], "budget": [{"period": "", "source": "", "amount": str(cost)}],
        })  # fmt: skip
        at += 1
    book.close()
    save_truth(name, "es", rows, file=f"{name}.xlsx")


def lists_on_a_page() -> None:
    """HTML: headings are the levels, each action is an item whose label is bold."""
    name = "lista-na-pagina"
    bank = Bank("pt", name)
    body: list[str] = []
    rows: list[Fields] = []
    actions = bank.actions()
    by_axis, by_line = spans(actions, 1), spans(actions, 2)
    for i, action in enumerate(actions):
        if i in by_line:
            body += ["</ol>"] * (i > 0)
        if i in by_axis:
            body.append(f"<h2>Eixo {action.axis}: {escape(action.axis_name)}</h2>")
        if i in by_line:
            body.append(f"<h3>{escape(action.line_name)}</h3><ol>")
        lead, year = bank.one("organisations"), bank.die.randint(2026, 2029)
        body.append(
            f"<li>{escape(action.name)}<ul><li><b>Responsável:</b> {escape(lead)}</li>"
            f"<li><b>Prazo:</b> {year}</li></ul></li>"
        )
        rows.append({
            "path": action.path, "name": action.name, "responsible": [lead], "end": str(year),
        })  # fmt: skip
    title = "Plano de Cidade Sustentável de Vila Exemplo"
    html = (
        f'<!doctype html><html lang="pt"><head><meta charset="utf-8"><title>{title}</title></head>'
        "<body><header><nav><ul><li><a href='#1'>Início</a></li><li><a href='#2'>Contato</a></li>"
        f"</ul></nav></header><main><h1>{title}</h1><p>Aprovado pela Câmara em 2025.</p>"
        + "\n".join(body)
        + "</ol></main><footer><p>© Prefeitura de Vila Exemplo</p></footer></body></html>"
    )
    save(f"{name}.html", html.encode())
    save_truth(name, "pt", rows, file=f"{name}.html", title=title)


def a_text_document() -> None:
    """ODT: a long table after a preface; levels merged downwards, progress in words and figures."""
    name = "text-amb-taula"
    bank = Bank("ca", name)
    actions = bank.actions([0, 1, 3])
    document = OpenDocumentText()
    bold = Style(name="B", family="text")
    bold.addElement(TextProperties(fontweight="bold"))
    document.automaticstyles.addElement(bold)
    document.text.addElement(H(outlinelevel=1, text="Pla estratègic de Vila Exemple"))
    document.text.addElement(P(text="Aquest pla recull els compromisos del govern municipal."))
    document.text.addElement(H(outlinelevel=2, text="Matriu de seguiment"))
    table = Table(name="Matriu")
    header = ["Àmbit", "Objectiu específic", "Codi", "Mesura", "Òrgan impulsor", "Grau d'execució"]
    top = TableRow()
    for text in header:
        cell = TableCell(valuetype="string")
        cell.addElement(P(text=text))
        top.addElement(cell)
    table.addElement(top)
    by_axis, by_line = spans(actions, 1), spans(actions, 2)
    rows: list[Fields] = []
    for i, action in enumerate(actions):
        lead, progress = bank.one("organisations"), bank.die.choice(["0", "25", "50", "75", "100"])
        code = f"{'ABC'[action.axis - 1]}{action.line}.{action.number}"
        drawn = TableRow()
        for at, text in ((by_axis, action.axis_name), (by_line, action.line_name)):
            if i not in at:
                drawn.addElement(CoveredTableCell())
                continue
            cell = TableCell(valuetype="string", numberrowsspanned=at[i], numbercolumnsspanned=1)
            cell.addElement(P(text=text))
            drawn.addElement(cell)
        for text in (code, action.name, lead, f"{progress} %"):
            cell = TableCell(valuetype="string")
            cell.addElement(P(text=text))
            drawn.addElement(cell)
        table.addElement(drawn)
        rows.append({
            "path": action.path, "code": code, "name": action.name, "responsible": [lead],
            "progress": progress,
        })  # fmt: skip
    document.text.addElement(table)
    out = io.BytesIO()
    document.write(out)
    save(f"{name}.odt", steady(out.getvalue()))
    save_truth(name, "ca", rows, ["Àmbit", "Objectiu específic"], file=f"{name}.odt")


MAKE = [
    two_tables_in_a_file, a_table_an_objective, paired_forms, headings_in_cells, lists_on_a_page,
    a_text_document,
]  # fmt: skip
