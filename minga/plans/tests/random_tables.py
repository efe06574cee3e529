"""Tables of any shape, drawn from the words of the matrix; the same seed draws the same table."""

from __future__ import annotations

import html
import io
import random
from dataclasses import dataclass
from functools import cache
from typing import Any

from minga.plans.tests import renderings_pdf

Row = tuple[str, ...]
RULED = ("grid", "merged", "fills")
STYLES = (*RULED, "rows", "none", "none", "header", "zebra")
_LENGTHS = {"short": (1, 3), "mid": (3, 12), "long": (8, 45)}
_WEIGHTS = {"short": 1.3, "mid": 2.0, "long": 4.0, "figure": 1.2, "code": 0.7}


@dataclass(frozen=True)
class Drawn:
    content: bytes
    header: Row
    rows: list[Row]
    style: str


@cache
def _words() -> list[str]:
    return [w for row in renderings_pdf.repaired() for cell in row if cell for w in cell.split()]


def _text(rng: random.Random, count: int) -> str:
    words = _words()
    start = rng.randrange(len(words) - count - 1)
    said = " ".join(words[start : start + count])
    said = said[0].upper() + said[1:]
    return said.rstrip(".,;") + "." if rng.random() < 0.5 else said


def _cell(rng: random.Random, kind: str) -> str:
    if kind == "figure":
        return f"{rng.randint(0, 9_999_999):,}".replace(",", ".") + rng.choice(["", ",50"])
    if kind == "code":
        return f"{rng.randint(1, 9)}.{rng.randint(1, 30)}"
    return _text(rng, rng.randint(*_LENGTHS[kind]))


def _rows(rng: random.Random) -> tuple[Row, list[Row], list[str]]:
    width = rng.randint(2, 8)
    kinds = [rng.choice(list(_WEIGHTS)) for _ in range(width)]
    levels = rng.choice([0, 0, 1, 2]) if width > 3 else 0
    blank = rng.choice([0, 0, 0.1, 0.3])
    rows: list[Row] = []
    for index in range(rng.randint(10, 60)):
        row = []
        for column, kind in enumerate(kinds):
            if column < levels:
                begins = index == 0 or rng.random() < 0.15
                row.append(_text(rng, rng.randint(3, 20)) if begins else "")
            else:
                empty = column > levels and rng.random() < blank
                row.append("" if empty else _cell(rng, kind))
        rows.append(tuple(row))
    header = tuple(f"{_text(rng, rng.randint(1, 3)).rstrip('.')} {c + 1}" for c in range(width))
    return header, rows, kinds


def drawn(seed: int, styles: tuple[str, ...] = STYLES) -> Drawn | None:
    """None where the words do not fit into the page."""
    from reportlab.lib.pagesizes import A4, landscape, letter
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import LongTable, Paragraph, SimpleDocTemplate, Spacer

    rng = random.Random(seed)
    style = rng.choice(styles)
    header, rows, kinds = _rows(rng)
    font = rng.choice([6.5, 7, 8, 9, 10])
    family = rng.choice(["Helvetica", "Times"])
    body = ParagraphStyle(
        "body",
        fontName="Helvetica" if family == "Helvetica" else "Times-Roman",
        fontSize=font,
        leading=font * rng.choice([1.15, 1.2, 1.25, 1.35]),
        alignment=rng.choice([0, 0, 0, 4]),
    )
    right = ParagraphStyle("right", parent=body, alignment=2)
    heavy = ParagraphStyle("heavy", parent=body, fontName=f"{family}-Bold", alignment=0)
    size = rng.choice([A4, landscape(A4), landscape(A4), letter])
    side = rng.choice([4, 6, 6])
    widths = _widths(header, rows, kinds, size[0] - 72, font, side)
    if widths is None:
        return None
    cells = [[Paragraph(html.escape(text), heavy) for text in header]]
    for row in rows:
        cells.append(
            [
                Paragraph(html.escape(text), right if kind == "figure" else body) if text else ""
                for text, kind in zip(row, kinds, strict=True)
            ]
        )
    looks = renderings_pdf.table_style(
        [tuple(text or None for text in row) for row in rows] if style == "merged" else rows,
        style,
        rng.choice([2, 3, 4, 6]),
        rng.choice(["TOP", "TOP", "TOP", "MIDDLE", "BOTTOM"]),
    )
    looks += [("LEFTPADDING", (0, 0), (-1, -1), side), ("RIGHTPADDING", (0, 0), (-1, -1), side)]
    plain = ParagraphStyle("plain", parent=body, fontSize=10, leading=12.5, spaceAfter=7)
    story: list[Any] = [Paragraph(html.escape(_text(rng, 60)), plain)]
    story.append(LongTable(cells, colWidths=widths, repeatRows=rng.choice([0, 1]), style=looks))
    story += [Spacer(1, 8), Paragraph("Fuente: " + html.escape(_text(rng, 20)), plain)]
    file = io.BytesIO()
    document = SimpleDocTemplate(file, pagesize=size, leftMargin=36, rightMargin=36, invariant=1)
    document.build(story, onFirstPage=renderings_pdf.running, onLaterPages=renderings_pdf.running)
    return Drawn(file.getvalue(), header, rows, style)


def _widths(
    header: Row, rows: list[Row], kinds: list[str], whole: float, font: float, side: float
) -> list[float] | None:
    weights = [_WEIGHTS[kind] for kind in kinds]
    widths = []
    for column, weight in enumerate(weights):
        longest = max(len(w) for row in [header, *rows] for w in [*row[column].split(), ""])
        widths.append(max(whole * weight / sum(weights), longest * font * 0.62 + 2 * side))
    share = whole / sum(widths)
    return [width * share for width in widths] if share >= 0.95 else None
