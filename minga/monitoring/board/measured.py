"""The chart of one indicator: what was reached each year, against what was wanted."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from minga.base.numbers import write_number
from minga.monitoring.charts import Base, Chart, Point, line
from minga.monitoring.models import Indicator, Target
from minga.monitoring.years import Year, by_year, years_of


def chart_of(indicator: Indicator, years: Sequence[Year] | None = None) -> Chart | None:
    """None where there is nothing to draw: no value and no target. Two queries without `years`."""
    if years is None:
        targets = list(Target.objects.current().filter(indicator=indicator))
        years = by_year(indicator, targets, years_of(indicator.plan))
    told = [year for year in years if year.value is not None or year.wanted]
    if not told:
        return None
    base = None
    if indicator.base_value is not None:
        on = str(indicator.base_date.year) if indicator.base_date else _("base")
        base = Base(on, indicator.base_value)
    first, last = told[0].year, told[-1].year
    points = [
        Point(
            str(year.year),
            year.value,
            year.wanted.value if year.wanted else None,
            bool(year.wanted and year.wanted.interpolated),
            year.preliminary,
            year.paced,
        )
        for year in years
        if first <= year.year <= last
    ]
    if base and any(point.label == base.label for point in points):
        base = Base(_("base"), base.value)
    notes = []
    if any(point.target is not None for point in points):
        notes.append(_("Línea de guiones: la meta; donde ningún acto la fijó, interpolada."))
    if any(point.preliminary for point in points):
        notes.append(_("Círculo hueco: preliminar, espera aprobación."))
    notes += [f"{point.label}: {point.running}" for point in points if point.running]
    made = line(
        points,
        name="indicator",
        title=_finding(indicator, points),
        subtitle=f"{indicator.code} {indicator.name}: {indicator.unit}.",
        unit=indicator.unit,
        decimals=indicator.decimals,
        base=base,
        period=_("Año"),
        notes=notes,
    )
    address = reverse("monitoring:indicator_chart", args=[indicator.plan.code, indicator.pk, "png"])
    return made.at(address[:-4])


def _finding(indicator: Indicator, points: Sequence[Point]) -> str:
    known = [point for point in points if point.value is not None]
    if not known:
        wanted = [point for point in points if point.target is not None]
        said = {"year": wanted[-1].label, "n": _said(indicator, wanted[-1].target)}
        return _("Sin dato todavía; la meta de %(year)s es %(n)s") % said
    last = known[-1]
    said = {"year": last.label, "n": _said(indicator, last.value)}
    if last.target is None:
        return _("En %(year)s llega a %(n)s; ese año no tiene meta") % said
    said["target"] = _said(indicator, last.target)
    if last.running:
        return _("La suma de %(year)s va en %(n)s; la meta del año es %(target)s") % said
    if indicator.direction == Indicator.Direction.REDUCE:
        return _("En %(year)s está en %(n)s; la meta es bajar a %(target)s") % said
    return _("En %(year)s llega a %(n)s, de una meta de %(target)s") % said


def _said(indicator: Indicator, value: Decimal | None) -> str:
    unit = indicator.unit if len(indicator.unit) <= 24 else ""
    return f"{write_number(value, indicator.decimals)} {unit}".strip()
