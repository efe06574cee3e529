"""How many of all have something: one bar each, dashed where none has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from minga.base.numbers import write_number
from minga.monitoring.charts import draw
from minga.monitoring.charts.chart import Chart, Column, Table

STEP = {draw.WIDE: 30, draw.NARROW: 44}
LABELS = 180


@dataclass(frozen=True, slots=True)
class Bar:
    """So many of so many."""

    label: str
    value: Decimal | int | None
    of: Decimal | int = 0


def bars(
    rows: Sequence[Bar],
    *,
    name: str,
    title: str,
    subtitle: str,
    heading: str,
    counted: str,
    decimals: int | None = None,
    notes: Sequence[str] = (),
) -> Chart:
    """`counted` names what is counted. All bars have one scale: the largest whole, or value."""
    columns = [
        Column(heading),
        Column(counted, number=True, decimals=decimals),
        Column(_("De"), number=True, decimals=decimals),
    ]
    return Chart(
        name=name,
        title=title,
        subtitle=subtitle,
        svg=_drawn(rows, draw.WIDE, decimals),
        svg_narrow=_drawn(rows, draw.NARROW, decimals),
        table=Table(columns, [[row.label, row.value, row.of or ""] for row in rows]),
        notes=notes,
        kind="bar",
        series=(1,),
    )


def _drawn(rows: Sequence[Bar], wide: int, decimals: int | None) -> str:
    phone = wide == draw.NARROW
    left = 0 if phone else LABELS + 10
    room = wide - left - 104
    most = max([Decimal(1), *(Decimal(n) for row in rows for n in (row.of, row.value or 0))])
    parts: list[str] = []
    for at, row in enumerate(rows):
        top = at * STEP[wide] + (20 if phone else 6)
        if phone:
            parts.append(draw.text(0, top - 6, draw.fit(row.label, wide)))
        else:
            parts.append(draw.text(0, top + 13, draw.fit(row.label, LABELS)))
        whole = room * float(Decimal(row.of or most) / most)
        if row.value:
            parts.append(draw.box(left, top, whole, 16, "c-track"))
            parts.append(draw.box(left, top, room * float(Decimal(row.value) / most), 16, "c-bar"))
        else:
            parts.append(draw.box(left + 0.5, top + 0.5, whole - 1, 15, "c-gap"))
        parts.append(draw.text(left + room + 8, top + 13, _said(row, decimals)))
    return draw.svg((wide, STEP[wide] * len(rows) + 4), parts)


def _said(row: Bar, decimals: int | None) -> str:
    if row.value is None:
        return _("Sin dato")
    value = write_number(row.value, decimals)
    if not row.of:
        return value
    return _("%(n)s de %(all)s") % {"n": value, "all": write_number(row.of, decimals)}
