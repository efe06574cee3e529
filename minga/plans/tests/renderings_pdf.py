"""The matrix drawn as PDF in many shapes, by libraries other than the one that reads it."""

from __future__ import annotations

import html
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from minga.plans.tests import gold, renderings
from minga.plans.tests.rendering_turned import turned
from minga.plans.tests.rendering_typst import HEADER as HEADER
from minga.plans.tests.rendering_typst import Cells, by_typst

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

MERGED = (0, 1, 2)
RUNNING = "Plan Metropolitano de Desarrollo y Ordenamiento Territorial"


@dataclass(frozen=True)
class Drawing:
    """A document and the rows that a person sees in it, the header once."""

    content: bytes
    rows: tuple[Cells, ...]


@cache
def repaired() -> tuple[Cells, ...]:
    """The matrix as it was meant: one row an articulation, objectives and initiatives merged."""
    names = _names()
    labels = _labels()
    rows: list[Cells] = []
    above: tuple[str, ...] = ()
    for row in gold.matrix():
        keys = (row["development_code"], row["management_code"], row["initiative_number"])
        texts = (names[keys[0]], names[keys[1]], row["initiative"])
        cells = [
            None if above[: level + 1] == keys[: level + 1] else text
            for level, text in enumerate(texts)
        ]
        mechanisms = [labels[code] for code in row["mechanisms"].split(";") if code]
        said = ", ".join(mechanisms)
        rows.append((*cells, row["articulation_objective"], said[:1].upper() + said[1:]))
        above = keys
    return tuple(rows)


def printed() -> tuple[Cells, ...]:
    """The matrix as its pages printed it, with the rows that their ends cut."""
    return tuple(tuple(row) for row in renderings.rows() if tuple(row) != HEADER)


def _names() -> dict[str, str]:
    """Objectives by their code; one of them is printed in two pieces."""
    names: dict[str, str] = {}
    for row in printed():
        for cell in row[:2]:
            text = (cell or "").removeprefix("<p>").removesuffix("</p>")
            code, _, name = text.partition(" ")
            if code.strip(".").replace(".", "").isdigit():
                last = code.strip(".")
                names[last] = f"{code} {name}"
            elif name and text[0].islower():
                names[last] += f" {text}"
    return names


def _labels() -> dict[str, str]:
    import tomllib

    data = tomllib.loads(
        (Path(__file__).parent.parent / "data" / "mechanisms.toml").read_text(encoding="utf-8")
    )
    return {one["code"]: one["label_es"] for one in data["mechanism"]}


def blanked(rows: Sequence[Cells]) -> tuple[Cells, ...]:
    """Merged cells drawn as empty ones."""
    return tuple(tuple(cell or "" for cell in row) for row in rows)


# --- reportlab ---------------------------------------------------------------------------------


def by_reportlab(
    rows: Sequence[Cells],
    lines: str = "grid",
    *,
    size: tuple[float, float] | None = None,
    widths: Sequence[float] = (120, 120, 170, 240, 110),
    font: float = 8,
    padding: float = 3,
    cut: bool = False,
    align: str = "TOP",
    prose: bool = True,
    repeat: bool = True,
) -> bytes:
    """`lines` is "grid", "merged" (no line inside a merged cell), "rows", "header", "none",
    "fills" or "zebra"."""
    from reportlab.lib.pagesizes import A4, landscape
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import LongTable, PageBreak, Paragraph, SimpleDocTemplate, Spacer

    body = ParagraphStyle("body", fontName="Helvetica", fontSize=font, leading=font * 1.2)
    heavy = ParagraphStyle("heavy", parent=body, fontName="Helvetica-Bold")
    plain = ParagraphStyle("plain", fontName="Helvetica", fontSize=10, leading=12.5, spaceAfter=7)
    title = ParagraphStyle("title", parent=plain, fontName="Helvetica-Bold", fontSize=16)
    title.leading = 20
    file = io.BytesIO()
    document = SimpleDocTemplate(
        file, pagesize=size or landscape(A4), leftMargin=36, rightMargin=36, topMargin=54,
        bottomMargin=48, invariant=1,
    )  # fmt: skip
    story: list[Any] = []
    if prose:
        story += [Paragraph(html.escape("Inserción estratégica territorial"), title)]
        for text in renderings.prose()[5:12]:
            story.append(Paragraph(html.escape(" ".join(text.split())), plain))
        story += [PageBreak()]
    cells = [[Paragraph(text, heavy) for text in HEADER]]
    cells += [[Paragraph(html.escape(cell), body) if cell else "" for cell in row] for row in rows]
    table = LongTable(
        cells, colWidths=list(widths), repeatRows=1 if repeat else 0, splitInRow=int(cut),
        style=table_style(rows, lines, padding, align),
    )  # fmt: skip
    story += [table, Spacer(1, 8), Paragraph("Fuente: Secretaría General de Planificación.", plain)]
    document.build(story, onFirstPage=running, onLaterPages=running)
    return file.getvalue()


def running(canvas: Any, document: Any) -> None:
    width, height = document.pagesize
    canvas.saveState()
    canvas.setFont("Helvetica", 7.5)
    canvas.drawString(36, height - 30, RUNNING)
    canvas.drawRightString(width - 36, height - 30, "Apéndice 12")
    canvas.line(36, height - 34, width - 36, height - 34)
    canvas.drawCentredString(width / 2, 24, f"Página {canvas.getPageNumber()}")
    canvas.restoreState()


def table_style(rows: Sequence[Cells], lines: str, padding: float, align: str) -> list[Any]:
    from reportlab.lib import colors

    style: list[Any] = [
        ("VALIGN", (0, 0), (-1, -1), align),
        ("TOPPADDING", (0, 0), (-1, -1), padding),
        ("BOTTOMPADDING", (0, 0), (-1, -1), padding),
    ]
    black = (0.5, colors.black)
    if lines == "grid":
        style.append(("GRID", (0, 0), (-1, -1), *black))
    if lines == "merged":
        style += [("BOX", (0, 0), (-1, -1), *black), ("LINEAFTER", (0, 0), (-1, -1), *black)]
        style.append(("LINEBELOW", (0, 0), (-1, 0), *black))
        for index, row in enumerate(rows, start=1):
            style += [
                ("LINEABOVE", (column, index), (column, index), *black)
                for column, cell in enumerate(row)
                if cell is not None
            ]
    if lines == "rows":
        style.append(("LINEBELOW", (0, 0), (-1, -1), *black))
    if lines == "header":
        style += [("LINEABOVE", (0, 0), (-1, 0), *black), ("LINEBELOW", (0, 0), (-1, 0), *black)]
    if lines == "fills":
        style.append(("BACKGROUND", (0, 0), (-1, 0), colors.lightblue))
        style.append(("INNERGRID", (0, 0), (-1, -1), 1.0, colors.white))
        style.append(("BACKGROUND", (0, 1), (-1, -1), colors.whitesmoke))
    if lines == "zebra":
        style.append(("BACKGROUND", (0, 0), (-1, 0), colors.lightgrey))
        style.append(("ROWBACKGROUNDS", (0, 1), (-1, -1), [colors.white, colors.whitesmoke]))
    return style


def drawn_by_hand(rows: Sequence[Cells], *, closed: bool = False, header: bool = True) -> bytes:
    """Cells cut by the page wherever a line of text no longer fits; no border where a cell goes
    on, unless `closed`. Lines are thin boxes, as office programs draw them."""
    from reportlab.lib.pagesizes import A5
    from reportlab.lib.utils import simpleSplit
    from reportlab.pdfgen.canvas import Canvas

    widths, size, step, pad = (70, 70, 80, 100, 62), 6.5, 8.0, 3.0
    left, top, bottom = 19.0, A5[1] - 40, 40.0
    file = io.BytesIO()
    canvas: Any = Canvas(file, pagesize=A5, invariant=1)
    xs = [left]
    for width in widths:
        xs.append(xs[-1] + width)

    def wrapped(row: Sequence[str | None], font: str = "Helvetica") -> list[list[str]]:
        return [
            simpleSplit(cell or "", font, size, width - 2 * pad)
            for cell, width in zip(row, widths, strict=True)
        ]

    def across(y: float, columns: Sequence[int]) -> None:
        for column in columns:
            canvas.rect(xs[column], y - 0.25, widths[column], 0.5, stroke=0, fill=1)

    def say(lines: Sequence[Sequence[str]], y: float, font: str = "Helvetica") -> None:
        canvas.setFont(font, size)
        for column, said in enumerate(lines):
            for number, line in enumerate(said):
                canvas.drawString(xs[column] + pad, y - pad - size - number * step, line)

    y = top
    begun = top

    def begin(*, first: bool = False) -> float:
        canvas.setFont("Helvetica", 6)
        canvas.drawString(left, A5[1] - 24, RUNNING)
        canvas.drawCentredString(A5[0] / 2, 18, str(canvas.getPageNumber()))
        start: float = top
        if header or first:
            lines = wrapped(HEADER, "Helvetica-Bold")
            across(start, range(5))
            say(lines, start, "Helvetica-Bold")
            start -= max(map(len, lines)) * step + 2 * pad
            across(start, range(5))
        return start

    def end(y: float, open_columns: Sequence[int]) -> None:
        across(y, range(5) if closed else [c for c in range(5) if c not in open_columns])
        for x in xs:
            canvas.rect(x - 0.25, y, 0.5, top - y, stroke=0, fill=1)
        canvas.showPage()

    y = begun = begin(first=True)
    for row in rows:
        lines = wrapped(row)
        fresh = [c for c in range(5) if row[c] is not None]
        if y - (step + 2 * pad) < bottom:
            end(y, [c for c in range(5) if c not in fresh])
            y = begun = begin()
        if y != begun or closed or y == top:
            across(y, range(5) if y == begun and closed else fresh)
        while True:
            room = max(int((y - bottom - 2 * pad) / step), 1)
            say([said[:room] for said in lines], y)
            y -= max(min(room, max(map(len, lines), default=0)), 1) * step + 2 * pad
            lines = [said[room:] for said in lines]
            if not any(lines):
                break
            end(y, range(5))
            y = begun = begin()
            if closed:
                across(y, range(5))
    end(y, ())
    canvas.save()
    return file.getvalue()


def print_(page: Page, content: str, *, tagged: bool) -> bytes:
    """What a browser prints."""
    page.set_content(content)
    return page.pdf(
        format="A4", landscape=True, tagged=tagged, print_background=True,
        margin={"top": "15mm", "bottom": "15mm", "left": "15mm", "right": "15mm"},
    )  # fmt: skip


STYLES = {
    "ruled": "table{border-collapse:collapse} td,th{border:1px solid #333;padding:3px}",
    "spaced": "table{border-spacing:2px} td,th{border:1px solid #333;padding:3px}",
    "rows": "table{border-collapse:collapse} td,th{border-bottom:1px solid #333;padding:4px 6px}",
    "unruled": "table{border-collapse:collapse} td,th{padding:4px 8px;vertical-align:top}",
    "fills": "table{border-spacing:1px} td,th{background:#e4eef6;padding:3px}",
}


def as_html(rows: Sequence[Cells], style: str) -> str:
    """A page that a browser can print, with the merged cells as row spans."""
    lines = [
        "<!doctype html><html lang=es><head><meta charset=utf-8><title>Matriz</title><style>",
        "body{font:9px 'Liberation Sans',sans-serif} h1{font-size:18px} p{font-size:11px}",
        f"th{{text-align:left}} {STYLES[style]}</style></head><body>",
        "<h1>Inserción estratégica territorial</h1>",
    ]
    lines += [f"<p>{html.escape(text)}</p>" for text in renderings.prose()[5:9]]
    lines.append("<h2>Matriz de inserción</h2><ul><li>Primera nota</li><li>Segunda nota</li></ul>")
    heads = "".join(f"<th>{text}</th>" for text in HEADER)
    lines.append(f"<table><thead><tr>{heads}</tr></thead><tbody>")
    for index, row in enumerate(rows):
        said = []
        for column, cell in enumerate(row):
            if cell is None:
                continue
            high = 1
            while index + high < len(rows) and rows[index + high][column] is None:
                high += 1
            span = f" rowspan={high}" if high > 1 else ""
            said.append(f"<td{span}>{html.escape(cell)}</td>")
        lines.append(f"<tr>{''.join(said)}</tr>")
    lines.append("</tbody></table><p>Fuente: Secretaría General de Planificación.</p></body>")
    return "\n".join(lines)


# --- typst -------------------------------------------------------------------------------------


DRAWINGS: dict[str, Callable[[], Drawing]] = {
    "ruled": lambda: Drawing(by_reportlab(blanked(repaired())), blanked(repaired())),
    "ruled, as printed": lambda: Drawing(by_reportlab(printed()), printed()),
    "merged": lambda: Drawing(by_reportlab(repaired(), "merged"), repaired()),
    "only lines between rows": lambda: Drawing(
        by_reportlab(blanked(repaired()), "rows"), blanked(repaired())
    ),
    "only a line under the header": lambda: Drawing(
        by_reportlab(blanked(repaired()), "header"), blanked(repaired())
    ),
    "no line": lambda: Drawing(
        by_reportlab(blanked(repaired()), "none"), blanked(repaired())
    ),
    "no line, header once": lambda: Drawing(
        by_reportlab(blanked(repaired()), "none", repeat=False), blanked(repaired())
    ),
    "no line, cells in the middle": lambda: Drawing(
        by_reportlab(blanked(repaired()), "none", align="MIDDLE"), blanked(repaired())
    ),
    "no line, cells at the bottom": lambda: Drawing(
        by_reportlab(blanked(repaired()), "none", align="BOTTOM"), blanked(repaired())
    ),
    "coloured boxes": lambda: Drawing(
        by_reportlab(blanked(repaired()), "fills"), blanked(repaired())
    ),
    "every second row coloured": lambda: Drawing(
        by_reportlab(blanked(repaired()), "zebra"), blanked(repaired())
    ),
    "portrait, rows cut by the page": lambda: Drawing(
        by_reportlab(
            blanked(repaired()), cut=True, size=(420, 595), widths=(72, 72, 78, 80, 46 + 10),
            font=6.5,
        ),
        blanked(repaired()),
    ),
    "cells cut by the page, left open": lambda: Drawing(drawn_by_hand(repaired()), repaired()),
    "cells cut by the page, header once": lambda: Drawing(
        drawn_by_hand(repaired(), header=False), repaired()
    ),
    "cells cut by the page, closed": lambda: Drawing(
        drawn_by_hand(repaired(), closed=True), repaired()
    ),
    "page turned": lambda: Drawing(
        turned(by_reportlab(blanked(repaired())), 1, 1), blanked(repaired())
    ),
    "page turned the other way": lambda: Drawing(
        turned(by_reportlab(repaired(), "merged"), 3, 3), repaired()
    ),
    "text turned on an upright page": lambda: Drawing(
        turned(by_reportlab(blanked(repaired()), "rows"), 1, 0), blanked(repaired())
    ),
    "typst": lambda: Drawing(by_typst(repaired()), repaired()),
}  # fmt: skip


def by_chromium(browser: Browser) -> dict[str, Drawing]:
    """Every style, tagged and not."""
    drawings: dict[str, Drawing] = {}
    page = browser.new_page()
    for style in STYLES:
        for tagged in (True, False):
            name = f"chromium, {style}{', tagged' if tagged else ''}"
            content = print_(page, as_html(repaired(), style), tagged=tagged)
            drawings[name] = Drawing(content, repaired())
    page.close()
    return drawings
