"""A line as small as a word; the number stands beside it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from minga.monitoring.charts import draw
from minga.monitoring.charts.line import Point

WIDE, HIGH = 112.0, 28.0


def sparkline(rows: Sequence[Point], says: str = "") -> SafeString:
    """The values from zero, the target dashed; the last dot is hollow while it is preliminary.

    `says` is heard instead of the drawing, where nothing beside it says the same.
    """
    values = [float(v) for row in rows for v in (row.value, row.target) if v is not None]
    if not any(row.value is not None for row in rows):
        return SafeString("")
    low, high = min([0.0, *values]), max([0.0, *values]) or 1.0

    def place(at: int, value: Decimal) -> tuple[float, float]:
        x = 5 + (WIDE - 10) * at / max(len(rows) - 1, 1)
        return x, HIGH - 5 - (HIGH - 10) * (float(value) - low) / (high - low or 1)

    told = [(at, row) for at, row in enumerate(rows) if row.value is not None]
    wanted = [place(at, row.target) for at, row in enumerate(rows) if row.target is not None]
    last_at, last = told[-1]
    x, y = place(last_at, last.value or Decimal(0))
    parts = [
        draw.path(wanted, "c-target"),
        draw.path([place(at, row.value or Decimal(0)) for at, row in told], "c-line"),
        draw.tag("circle", class_="c-hollow" if last.preliminary else "c-dot", cx=x, cy=y, r=3.5),
    ]
    drawing = draw.svg((WIDE, HIGH), parts).replace('"c-svg"', '"c-spark"')
    heard = format_html('<span class="visually-hidden">{}</span>', says) if says else ""
    return mark_safe(drawing + heard)  # noqa: S308 (every text in it is escaped)
