"""PDF documents: drawn by Chromium and by reportlab, ruled and not, upright and turned."""

from __future__ import annotations

import io
from html import escape
from typing import Any

import pikepdf
from playwright.sync_api import sync_playwright
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table

from tests.documents.making.common import Action, Bank, Fields, save, save_truth

SMALL = ParagraphStyle("small", fontName="Helvetica", fontSize=8, leading=9.6)
BOLD = ParagraphStyle("bold", parent=SMALL, fontName="Helvetica-Bold")
TITLE = ParagraphStyle("title", parent=BOLD, fontSize=15, leading=20)


def small(text: str, style: ParagraphStyle = SMALL) -> Paragraph:
    return Paragraph(escape(text), style)


def steady(content: bytes) -> bytes:
    """Without the moment it was made."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        del pdf.docinfo
        pdf.save(out, deterministic_id=True, compress_streams=True)
    return out.getvalue()


def print_page(html: str, **how: Any) -> bytes:
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page()
        page.set_content(html)
        content = page.pdf(format="A4", **how)
        browser.close()
    return content


def spans(actions: list[Action], depth: int) -> dict[int, int]:
    """How many rows an objective takes, by its first row."""
    found: dict[int, int] = {}
    first = 0
    for i, action in enumerate(actions):
        if i == 0 or actions[i - 1].path[:depth] != action.path[:depth]:
            first = i
        found[first] = found.get(first, 0) + 1
    return found


def action_plan() -> None:
    """Ruled and landscape; levels merged over pages, rows cut by page ends, header and footer."""
    name = "pla-accio"
    bank = Bank("ca", name)
    actions = bank.actions()
    states = [("No iniciada", "planned"), ("En curs", "under_way"), ("Feta", "done")]
    states += [("Aturada", "stopped")]
    header = ["Eix", "Línia estratègica", "Núm.", "Acció", "Descripció", "Responsable",
              "Agents implicats", "Calendari", "Estat"]  # fmt: skip
    about_ca = [
        "Inclou la redacció del projecte, l'execució de les obres i una avaluació final amb les "
        "persones usuàries, de la qual es farà difusió a l'espai web del pla.",
        "Actuació en curs des del mandat anterior.",
        "Es preveu en tres fases: diagnosi compartida amb les entitats del barri, prova pilot "
        "durant un curs sencer i extensió a la resta del municipi si els resultats de la prova "
        "són favorables. Caldrà coordinar-la amb els serveis supramunicipals i reservar-hi "
        "crèdit en el pressupost de cada exercici.",
    ]
    by_axis, by_line = spans(actions, 1), spans(actions, 2)
    body, rows = [], []
    for i, action in enumerate(actions):
        first = bank.die.randint(2025, 2027)
        last = first + bank.die.randint(0, 3)
        printed = f"{first}" if first == last else f"{first}-{last}"
        word, state = bank.die.choice(states)
        lead, partners = bank.one("organisations"), bank.some("partners", 3)
        body.append("<tr>")
        if i in by_axis:
            body.append(f'<td rowspan="{by_axis[i]}">{action.axis}. {escape(action.axis_name)}')
        if i in by_line:
            code = f"{action.axis}.{action.line}"
            body.append(f'<td rowspan="{by_line[i]}">{code} {escape(action.line_name)}')
        listed = "; ".join(map(escape, partners))
        about = bank.die.choice(about_ca) if bank.chance(0.7) else ""
        cells = [action.code, escape(action.name), about, escape(lead), listed, printed, word]
        body += [f"<td>{cell}" for cell in cells]
        rows.append({
            "path": action.path, "code": action.code, "name": action.name, "responsible": [lead],
            "partners": partners, "start": str(first), "end": str(last),
            "status": state, "statusprinted_by_reportlab": word,
            "attributes": {"Descripció": about} if about else {},
        })  # fmt: skip
    html = (
        "<meta charset=utf-8><style>body{font:10px Liberation Sans}"
        "table{border-collapse:collapse;width:100%}td,th{border:1px solid #333;padding:4px;"
        "vertical-align:top;text-align:left}th{background:#dde}</style>"
        "<h1>Pla d'acció de Vila Exemple 2025-2030</h1><p>Document aprovat pel Ple municipal. "
        "Les accions s'agrupen en eixos i línies estratègiques.</p><table><thead><tr>"
        + "".join(f"<th>{h}" for h in header)
        + "</thead><tbody>"
        + "\n".join(body)
        + "</tbody></table>"
    )
    style = 'style="font-size:8px;width:100%;margin:0 12mm"'
    content = print_page(
        html, landscape=True, display_header_footer=True,
        margin={"top": "20mm", "bottom": "16mm", "left": "12mm", "right": "12mm"},
        header_template=f"<div {style}>Ajuntament de Vila Exemple · Pla d'acció 2025-2030</div>",
        footer_template=f'<div {style}>Pàgina <span class="pageNumber"></span> de '
        '<span class="totalPages"></span></div>',
    )  # fmt: skip
    save(f"{name}.pdf", steady(content))
    save_truth(name, "ca", rows, ["Eix", "Línia estratègica"], file=f"{name}.pdf")


def unruled() -> None:
    """Portrait, not a line drawn; two levels of headings as full-width rows between the actions."""
    name = "tableau-sans-filets"
    bank = Bank("fr", name)
    header = ["N°", "Action", "Service pilote", "Échéance", "Budget (€)"]
    data: list[list[Any]] = [[small(h, BOLD) for h in header]]
    style: list[Any] = [("VALIGN", (0, 0), (-1, -1), "TOP")]
    rows: list[Fields] = []
    before: list[str] = []
    for action in bank.actions():
        groups = [f"Axe {action.axis}. {action.axis_name}"] * (before[:1] != action.path[:1])
        if before != action.path:
            groups.append(f"Objectif {action.axis}.{action.line} – {action.line_name}")
        before = action.path
        for text in groups:
            style.append(("SPAN", (0, len(data)), (-1, len(data))))
            data.append([small(text, BOLD), "", "", "", ""])
        lead, year = bank.one("organisations"), bank.die.randint(2025, 2028)
        month = bank.die.choice(["", "juin ", "décembre "])
        amount = bank.die.choice([None, 2_500, 18_000, 75_400, 640_000])
        data.append([
            small(action.code), small(action.name), small(lead), small(f"{month}{year}"),
            small(f"{amount:,}".replace(",", " ") if amount else ""),
        ])  # fmt: skip
        end = {"": f"{year}", "juin ": f"{year}-06", "décembre ": f"{year}-12"}[month]
        budget = [{"period": "", "source": "", "amount": str(amount)}] if amount else []
        rows.append({
            "path": action.path, "code": action.code, "name": action.name, "responsible": [lead],
            "end": end, "budget": budget,
        })  # fmt: skip
    table = Table(
        data, colWidths=[14 * mm, 72 * mm, 44 * mm, 26 * mm, 22 * mm], repeatRows=1, style=style
    )
    title = "Programme d'actions de Ville-Exemple"
    save(f"{name}.pdf", printed_by_reportlab([small(title, TITLE), Spacer(1, 8), table], "Page {}"))
    save_truth(name, "fr", rows, file=f"{name}.pdf", title=title)


def printed_by_reportlab(story: list[Any], footer: str, size: tuple[float, float] = A4) -> bytes:
    out = io.BytesIO()

    def foot(canvas: Canvas, document: Any) -> None:
        canvas.setFont("Helvetica", 7)
        canvas.drawCentredString(size[0] / 2, 9 * mm, footer.format(document.page))

    SimpleDocTemplate(
        out, pagesize=size, invariant=1,
        leftMargin=15 * mm, rightMargin=15 * mm, topMargin=15 * mm, bottomMargin=16 * mm,
    ).build(story, onFirstPage=foot, onLaterPages=foot)  # fmt: skip
    return steady(out.getvalue())


def turned() -> None:
    """Portrait pages turned by /Rotate 90; merged levels are written once and go on below."""
    name = "paginas-viradas"
    bank = Bank("pt", name)
    actions = bank.actions()
    header = ["Eixo", "Objetivo", "Ação", "Responsável", "Início", "Fim", "Situação"]
    states = [("Não iniciada", "planned"), ("Em andamento", "under_way"), ("Concluída", "done")]
    rows: list[Fields] = []
    story: list[Any] = [small("Plano de Ação Climática de Vila Exemplo", TITLE), Spacer(1, 8)]
    size = 11
    for top in range(0, len(actions), size):
        page = actions[top : top + size]
        data: list[list[Any]] = [[small(h, BOLD) for h in header]]
        style: list[Any] = [
            ("GRID", (0, 0), (-1, -1), 0.5, "black"), ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ]  # fmt: skip
        for action in page:
            word, state = bank.die.choice(states)
            lead, month = bank.one("organisations"), bank.die.randint(1, 12)
            first, last = bank.die.randint(2025, 2026), bank.die.randint(2027, 2030)
            cells = [action.name, lead, f"{month:02}/{first}", f"12/{last}", word]
            data.append([small(""), small(""), *map(small, cells)])
            rows.append({
                "path": action.path, "name": action.name, "responsible": [lead],
                "start": f"{first}-{month:02}", "end": f"{last}-12",
                "status": state, "statusprinted_by_reportlab": word,
            })  # fmt: skip
        for depth in (1, 2):
            for i, count in spans(page, depth).items():
                before = actions[top + i - 1] if top + i else None
                style.append(("SPAN", (depth - 1, i + 1), (depth - 1, i + count)))
                if before is None or before.path[:depth] != page[i].path[:depth]:
                    data[i + 1][depth - 1] = small(page[i].path[depth - 1])
        widths = [38 * mm, 48 * mm, 82 * mm, 44 * mm, 17 * mm, 17 * mm, 21 * mm]
        story += [Table(data, colWidths=widths, style=style), PageBreak()]
    upright = printed_by_reportlab(story[:-1], "Prefeitura de Vila Exemplo – {}", landscape(A4))
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(upright)) as pdf:
        for sheet in pdf.pages:
            wide, high = float(sheet.mediabox[2]), float(sheet.mediabox[3])
            sheet.contents_add(b"q 0 1 -1 0 %.2f 0 cm" % high, prepend=True)
            sheet.contents_add(b"Q")
            sheet.mediabox = pikepdf.Array([0, 0, high, wide])
            sheet.rotate(90, relative=False)
        pdf.save(out, deterministic_id=True)
    save(f"{name}.pdf", out.getvalue())
    save_truth(name, "pt", rows, ["Eixo", "Objetivo"], file=f"{name}.pdf")


def forms_over_pages() -> None:
    """Forms of label and value, one after another, cut wherever a page ends."""
    name = "fichas-de-proyecto"
    bank = Bank("es", name)
    forms, rows = [], []
    for number, action in enumerate(bank.actions([2, 3, 4], per_line=4), 1):
        measure, unit, base = bank.indicator()
        amount = bank.die.randint(4, 900) * 250
        first = bank.die.randint(2025, 2026)
        last = first + bank.die.randint(0, 3)
        lead, partners = bank.one("organisations"), bank.some("partners", 3, 1)
        about = (
            "El proyecto responde a las necesidades recogidas en los talleres del barrio, "
            "donde vecinas y vecinos señalaron la falta de recursos estables. Prevé una fase de "
            "diseño participado, la ejecución por etapas y una evaluación al cierre, con "
            "publicación de los resultados y revisión de los compromisos adquiridos."
        )
        form = {
            "Código": f"PR-{number:02}",
            "Nombre del proyecto": action.name,
            "Eje": f"{action.axis}. {action.axis_name}",
            "Programa": action.line_name,
            "Descripción": about if number % 2 else about.split(". ")[0] + ".",
            "Entidad responsable": lead,
            "Entidades participantes": "<br>".join("• " + escape(p) for p in partners),
            "Plazo de ejecución": f"{first}-{last}",
            "Presupuesto (USD)": f"{amount:,.2f}",
            "Indicador": measure,
            "Unidad": unit,
            "Línea base": str(base),
            "Meta 2027": str(base + 15),
        }
        lines = "".join(f"<tr><th>{k}<td>{v}" for k, v in form.items())
        forms.append(f"<h2>Ficha de proyecto n.º {number}</h2><table>{lines}</table>")
        rows.append({
            "path": action.path, "code": form["Código"], "name": action.name,
            "responsible": [lead], "partners": partners, "start": str(first), "end": str(last),
            "budget": [{"period": "", "source": "", "amount": str(amount)}],
            "indicators": [
                {"name": measure, "unit": unit, "baseline": str(base),
                 "targets": {"2027": str(base + 15)}}
            ],
            "attributes": {"Descripción": form["Descripción"]},
        })  # fmt: skip
    html = (
        "<meta charset=utf-8><style>body{font:11px DejaVu Sans}h2{font-size:12px}"
        "table{border-collapse:collapse;width:100%;margin-bottom:7mm}"
        "td,th{border:1px solid #888;padding:4px;text-align:left;vertical-align:top}"
        "th{width:32%;background:#eee}</style><h1>Banco de proyectos de Villa Ejemplo</h1>"
        "<p>Anexo 3 del Plan de Desarrollo 2025-2029.</p>"
    ) + "".join(forms)
    footer = '<div style="font-size:8px;width:100%;text-align:center"><span class="pageNumber">'
    content = print_page(
        html, display_header_footer=True, header_template="<span></span>",
        footer_template=footer + "</span></div>",
        margin={"top": "18mm", "bottom": "18mm", "left": "20mm", "right": "20mm"},
    )  # fmt: skip
    save(f"{name}.pdf", steady(content))
    save_truth(name, "es", rows, file=f"{name}.pdf")


MAKE = [action_plan, unruled, turned, forms_over_pages]
