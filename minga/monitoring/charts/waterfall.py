"""What each part adds to a whole, step by step; dashed is what it could still add."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from minga.base.numbers import write_number
from minga.monitoring.charts import draw
from minga.monitoring.charts.chart import Chart, Column, Table

STEP = {draw.WIDE: 36, draw.NARROW: 54}
LABELS = 250


@dataclass(frozen=True, slots=True)
class Step:
    """What is added (or, negative, taken away), of how much could be."""

    label: str
    value: Decimal
    most: Decimal | None = None
    note: str = ""


def waterfall(
    rows: Sequence[Step],
    *,
    name: str,
    title: str,
    subtitle: str,
    heading: str,
    total: str,
    decimals: int = 1,
    notes: Sequence[str] = (),
) -> Chart:
    """The values are shares, shown as points of 100; `total` names their sum."""
    whole = sum((row.value for row in rows), Decimal(0))
    columns = [
        Column(heading),
        Column(_("Aporta (puntos)"), number=True, decimals=decimals),
        Column(_("Puede aportar (puntos)"), number=True, decimals=decimals),
        Column(_("Suma hasta aquí"), number=True, decimals=decimals),
        Column(_("Nota")),
    ]
    lines: list[list[str | Decimal | None]] = []
    sum_ = Decimal(0)
    for row in rows:
        sum_ += row.value
        most = None if row.most is None else row.most * 100
        lines.append(
            [row.label, row.value * 100, "" if most is None else most, sum_ * 100, row.note]
        )
    lines.append([total, whole * 100, "", whole * 100, ""])
    return Chart(
        name=name,
        title=title,
        subtitle=subtitle,
        svg=_drawn(rows, whole, total, draw.WIDE, decimals),
        svg_narrow=_drawn(rows, whole, total, draw.NARROW, decimals),
        table=Table(columns, lines),
        notes=notes,
        kind="bar",
        series=(1,),
    )


def _drawn(rows: Sequence[Step], whole: Decimal, total: str, wide: int, decimals: int) -> str:
    phone = wide == draw.NARROW
    left = 0 if phone else LABELS + 10
    room = wide - left - 64
    step = STEP[wide]
    reach = max([Decimal(1), whole, *_reaches(rows)])
    parts: list[str] = []

    def x(value: Decimal) -> float:
        return left + room * float(max(value, Decimal(0)) / reach)

    at = Decimal(0)
    for n, row in enumerate([*rows, Step(total, whole)]):
        last = n == len(rows)
        top = n * step + (22 if phone else 8)
        before = Decimal(0) if last else at
        after = whole if last else at + row.value
        parts += _label(row.label, top, wide, bold=last)
        start, end = sorted((x(before), x(after)))
        if row.most is not None and row.most > row.value:
            parts.append(draw.box(end, top + 0.5, x(before + row.most) - end, 15, "c-gap"))
        kind = "c-bar" if last else "c-bar-less" if row.value < 0 else "c-bar-soft"
        parts.append(draw.box(start, top, max(end - start, 1.5), 16, kind))
        said = write_number(row.value * 100, decimals)
        if not last and row.value > 0:
            said = f"+{said}"
        edge = max(end, x(before + row.most) if row.most else 0)
        parts.append(draw.text(edge + 6, top + 13, said.replace("-", "−"), bold=last))
        if not last:
            parts.append(draw.line(x(after), top + 16, x(after), top + step, "c-bound"))
        at = after
    return draw.svg((wide, step * (len(rows) + 1) + 6), parts)


def _reaches(rows: Sequence[Step]) -> list[Decimal]:
    """How far to the right anything is drawn."""
    found, at = [], Decimal(0)
    for row in rows:
        found.append(at + max(row.value, row.most or row.value))
        at += row.value
        found.append(at)
    return found


def _label(said: str, top: float, wide: int, *, bold: bool) -> list[str]:
    if wide == draw.NARROW:
        return [draw.text(0, top - 7, draw.fit(said, wide), bold=bold)]
    lines = draw.wrap(said, LABELS)
    return [
        draw.text(0, top + 13 - 8 * (len(lines) - 1) + 16 * n, words, bold=bold)
        for n, words in enumerate(lines)
    ]
