"""Small PDFs drawn for the tests, by another library than the one that reads them."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Any

from minga.intake.read import read
from minga.intake.reading import Reading

Draw = Callable[[Any], None]
A4 = (595.0, 842.0)


def drawn(*pages: Draw, size: tuple[float, float] = A4) -> Reading:
    return read(pdf(*pages, size=size), "plan.pdf")


def pdf(*pages: Draw, size: tuple[float, float] = A4) -> bytes:
    """Each page is drawn by its function; heights count from the bottom."""
    from reportlab.pdfgen.canvas import Canvas

    file = io.BytesIO()
    canvas = Canvas(file, pagesize=size, invariant=1)
    for page in pages:
        canvas.setFont("Helvetica", 10)
        page(canvas)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def table(
    canvas: Any,
    rows: Sequence[Sequence[str | None]],
    *,
    left: float = 60,
    top: float = 700,
    widths: Sequence[float] = (120, 160, 120),
    high: float = 30,
    last_closed: bool = True,
) -> float:
    """A table with rules; None goes on with the cell above. Gives the height where it ends."""
    xs = [left]
    for width in widths:
        xs.append(xs[-1] + width)
    y = top
    for row in rows:
        for column, cell in enumerate(row):
            if cell is None:
                continue
            canvas.line(xs[column], y, xs[column + 1], y)
            for number, line in enumerate(cell.split("\n")):
                canvas.drawString(xs[column] + 4, y - 12 - 12 * number, line)
        y -= high
    if last_closed:
        canvas.line(xs[0], y, xs[-1], y)
    for x in xs:
        canvas.line(x, top, x, y)
    return y


def cells(reading: Reading) -> list[tuple[str | None, ...]]:
    return [row.cells for one in reading.tables for row in one.rows]
