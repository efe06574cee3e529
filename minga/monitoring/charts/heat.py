"""A table that is shaded: what was reached by each, in each year, as a number, a shade, a light."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from minga.monitoring.charts import draw
from minga.monitoring.charts.chart import Chart, Column, Table

SHADES = 5
HIGH = 30
LABELS = 268
HEAD = 24


@dataclass(frozen=True, slots=True)
class Heat:
    """A share from 0 to 1 and its light; None is "sin dato"."""

    value: Decimal | None = None
    light: str = "none"
    preliminary: bool = False


@dataclass(frozen=True, slots=True)
class HeatRow:
    label: str
    cells: Sequence[Heat]
    top: bool = False  # it heads those that follow


def heat(
    rows: Sequence[HeatRow],
    years: Sequence[int],
    *,
    name: str,
    title: str,
    subtitle: str,
    heading: str,
    lights: Mapping[str, str],
    notes: Sequence[str] = (),
) -> Chart:
    """Each row has a cell for each year, in their order."""
    columns = [Column(heading)]
    for year in years:
        columns += [
            Column(f"{year} (%)", number=True, decimals=1),
            Column(_("Semáforo %(year)s") % {"year": year}),
        ]
    lines = []
    for row in rows:
        said: list[str | Decimal | None] = [row.label]
        for cell in row.cells:
            words = lights[cell.light if cell.value is not None else "none"]
            if cell.preliminary and cell.value is not None:
                words = f"{words} ({_('preliminar')})"
            said += [None if cell.value is None else cell.value * 100, words]
        lines.append(said)
    return Chart(
        name=name,
        title=title,
        subtitle=subtitle,
        svg=_wide(rows, years),
        svg_narrow=_narrow(rows, years),
        table=Table(columns, lines),
        notes=notes,
    )


def _wide(rows: Sequence[HeatRow], years: Sequence[int]) -> str:
    step = min(104.0, (draw.WIDE - LABELS - 8) / max(len(years), 1))
    left = draw.WIDE - step * len(years)
    parts = _heads(years, left, step)
    y = float(HEAD)
    for row in rows:
        if row.top:
            y += 8
        x = 0 if row.top else 12
        said = draw.fit(row.label, left - x - 8)
        parts.append(draw.text(x, y + 20, said, bold=row.top))
        for at, cell in enumerate(row.cells):
            parts += _cell(cell, left + at * step, y, step)
        y += HIGH
    return draw.svg((draw.WIDE, y + 2), parts)


def _narrow(rows: Sequence[HeatRow], years: Sequence[int]) -> str:
    """The name over its cells, and the years over every group."""
    step = min(84.0, draw.NARROW / max(len(years), 1))
    parts: list[str] = []
    y = 0.0
    for row in rows:
        if row.top:
            y += 10 if y else 0
        lines = draw.wrap(row.label, draw.NARROW)
        for words in lines:
            y += 18
            parts.append(draw.text(0, y - 4, words, bold=row.top))
        if row.top:
            parts += _heads(years, 0, step, y)
            y += 18
        for at, cell in enumerate(row.cells):
            parts += _cell(cell, at * step, y, step)
        y += HIGH + 6
    if rows and not any(row.top for row in rows):
        parts = [*_heads(years, 0, step, y), *parts]
        y += 18
    return draw.svg((draw.NARROW, y + 2), parts)


def _heads(years: Sequence[int], left: float, step: float, y: float = 0) -> list[str]:
    return [
        draw.text(
            left + (at + 0.5) * step,
            y + 14,
            str(year),
            kind="c-text-2",
            anchor="middle",
            size=draw.SMALL,
        )
        for at, year in enumerate(years)
    ]


def _cell(cell: Heat, x: float, y: float, step: float) -> list[str]:
    wide, middle = step - 3, x + step / 2
    if cell.value is None:
        return [draw.box(x + 1.5, y + 1.5, wide - 1, HIGH - 4, "c-gap")]
    shade = min(int(min(max(cell.value, Decimal(0)), Decimal(1)) * SHADES), SHADES - 1)
    hollow = cell.preliminary
    kind = "c-cell-hollow" if hollow else f"c-shade-{shade}"
    ink = "c-text" if hollow or shade < 3 else "c-on"
    said = draw.share(cell.value) if step >= 50 else draw.share(cell.value)[:-2]
    parts = [draw.box(x + 1, y + 1, wide, HIGH - 3, kind)]
    if step < 40:
        return [*parts, draw.text(middle, y + 20, said, kind=ink, anchor="middle", size=11)]
    # the light stands on paper of its own: green on indigo is no light
    parts += [
        draw.box(x + 4, y + 7, 15, 15, "c-paper"),
        draw.light(cell.light, x + 6.5, y + 9.5, 10),
        draw.text(middle + 9, y + 20, said, kind=ink, anchor="middle"),
    ]
    return parts
