"""How far each got on the way to all that was wanted: one bar each, the goal a dashed line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from minga.monitoring.charts import draw
from minga.monitoring.charts.chart import Chart, Column, Table

STEP = {draw.WIDE: 36, draw.NARROW: 54}
LABELS = 250  # units that names may take on the wide drawing


@dataclass(frozen=True, slots=True)
class Bullet:
    """A share of what was wanted, from 0 to 1; None is "sin dato"."""

    label: str
    value: Decimal | None
    light: str = "none"
    scored: int = 0
    measured: int = 0
    preliminary: bool = False


def bullet(
    rows: Sequence[Bullet],
    *,
    name: str,
    title: str,
    subtitle: str,
    heading: str,
    lights: dict[str, str],
    bounds: Sequence[Decimal] = (),
    notes: Sequence[str] = (),
) -> Chart:
    """`heading` names what the rows are, `lights` says each light in words, `bounds` are where a
    light begins."""
    columns = [
        Column(heading),
        Column(_("Cumplimiento (%)"), number=True, decimals=1),
        Column(_("Semáforo")),
        Column(_("Indicadores con puntaje"), number=True),
        Column(_("Indicadores"), number=True),
        Column(_("Nota")),
    ]
    lines = [
        [
            row.label,
            None if row.value is None else row.value * 100,
            lights[row.light],
            row.scored,
            row.measured,
            _("preliminar") if row.preliminary else "",
        ]
        for row in rows
    ]
    return Chart(
        name=name,
        title=title,
        subtitle=subtitle,
        svg=_drawn(rows, draw.WIDE, bounds),
        svg_narrow=_drawn(rows, draw.NARROW, bounds),
        table=Table(columns, lines),
        notes=notes,
        kind="bar",
        series=(1,),
    )


def _drawn(rows: Sequence[Bullet], wide: int, bounds: Sequence[Decimal]) -> str:
    phone = wide == draw.NARROW
    left = 0 if phone else LABELS + 10
    right = wide - 112
    step, room = STEP[wide], right - left
    high = step * len(rows) + 24
    parts = []
    for at, row in enumerate(rows):
        top = at * step + (22 if phone else 9)
        if phone:
            parts.append(draw.text(0, top - 7, draw.fit(row.label, wide)))
            parts.append(draw.line(right, top - 3, right, top + 19, "c-target"))
        else:
            for n, words in enumerate(lines := draw.wrap(row.label, LABELS)):
                parts.append(draw.text(0, top + 12 - 8 * (len(lines) - 1) + 16 * n, words))
        parts += _bar(row, left, top, room, bounds)
        parts += _said(row, right + 12, top)
    if not phone:
        parts.append(draw.line(right, 2, right, high - 22, "c-target"))
    parts += [
        draw.text(right, high - 6, "100 %", kind="c-text-2", anchor="middle", size=draw.SMALL),
        draw.text(left, high - 6, "0", kind="c-text-2", size=draw.SMALL),
    ]
    for bound in bounds:
        x = left + room * float(bound)
        if right - x > 46:
            said = draw.share(bound)
            parts.append(
                draw.text(x, high - 6, said, kind="c-text-2", anchor="middle", size=draw.SMALL)
            )
    return draw.svg((wide, high), parts)


def _bar(row: Bullet, left: float, top: float, room: float, bounds: Sequence[Decimal]) -> list[str]:
    if row.value is None:
        return [draw.box(left + 0.5, top + 0.5, room - 1, 15, "c-gap")]
    filled = room * float(min(max(row.value, Decimal(0)), Decimal(1)))
    kind = "c-bar-hollow" if row.preliminary else "c-bar"
    return [
        draw.box(left, top, room, 16, "c-track"),
        *(
            draw.line(left + room * float(b), top, left + room * float(b), top + 16, "c-bound")
            for b in bounds
        ),
        draw.box(left + (0.75 if row.preliminary else 0), top + 4, filled, 8, kind),
    ]


def _said(row: Bullet, x: float, top: float) -> list[str]:
    if row.value is None:
        return [
            draw.light("none", x, top + 2, 12),
            draw.text(x + 18, top + 13, _("Sin dato"), kind="c-text-2"),
        ]
    of = _("%(n)d de %(all)d") % {"n": row.scored, "all": row.measured}
    return [
        draw.light(row.light, x, top + 2, 12),
        draw.text(x + 18, top + 13, draw.share(row.value), bold=True),
        draw.text(x + 98, top + 13, of, kind="c-text-2", anchor="end", size=draw.SMALL),
    ]
