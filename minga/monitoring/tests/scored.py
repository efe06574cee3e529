"""Readings and scores for tests: written as they would be stored, then followed."""

from __future__ import annotations

import datetime
from calendar import monthrange
from decimal import Decimal
from typing import Any

from minga.monitoring.models import (
    Basis,
    Figure,
    Frequency,
    Indicator,
    Period,
    Reading,
    Score,
    Standing,
    Target,
    end_of_year,
)
from minga.monitoring.scoring.recompute import recompute
from minga.monitoring.scoring.refresh import refresh
from minga.plans.models import Initiative, Plan


def month(plan: Plan, year: int, number: int) -> Period:
    starts = datetime.date(year, number, 1)
    ends = datetime.date(year, number, monthrange(year, number)[1])
    found, _made = Period.objects.get_or_create(
        plan=plan,
        frequency=Frequency.MONTHLY,
        starts=starts,
        defaults={"ends": ends, "due": ends, "status": "open"},
    )
    return found


def tell(
    indicator: Indicator,
    value: int | str,
    *,
    year: int = 2026,
    at: int = 6,
    status: str = "approved",
    follow: bool = True,
    **more: Any,
) -> Reading:
    """A reading of a month, and the scores after it."""
    made = Reading.objects.create(
        indicator=indicator,
        period=month(indicator.plan, year, at),
        value=Decimal(value),
        status=status,
        reason="No cuadra." if status == "returned" else "",
        **more,
    )
    if follow:
        refresh([indicator.pk])
    return made


def measured(initiative: Initiative, code: str, **more: Any) -> Indicator:
    """An indicator from 0 to 100 in 2026."""
    fields: dict[str, Any] = {
        "name": f"Indicador {code}",
        "unit": "unidades",
        "direction": Indicator.Direction.INCREASE,
        "frequency": Frequency.MONTHLY,
        "base_value": Decimal(0),
        "base_date": datetime.date(2023, 12, 31),
    } | more
    if not fields.keys() & {"objective", "articulation"}:
        fields["initiative"] = initiative
    made = Indicator.objects.create(plan=initiative.plan, code=code, **fields)
    Target.objects.create(indicator=made, until=end_of_year(2026), value=Decimal(100))
    return made


def only(indicator: Indicator, basis: str = Basis.APPROVED, year: int = 2026) -> Score:
    return Score.objects.get(indicator=indicator, basis=basis, year=year)


def all_figures(plan: Plan) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """Every figure of a plan: what it is of, and what it says."""
    rows = Figure.objects.filter(rule__plan=plan).values_list(
        *("rule", "year", "basis", "audience", "of", "key"),
        *("numerator", "denominator", "scored", "ok", "warn", "bad"),
    )
    return {row[:6]: row[6:] for row in rows}


def same_when_made_anew(plan: Plan) -> None:
    """What the deltas left is what comes out when everything is made anew."""
    kept = all_figures(plan)
    scores = _scores(plan)
    stands = _stands(plan)
    recompute(plan)
    assert kept == all_figures(plan)
    assert scores == _scores(plan)
    assert stands.items() >= _stands(plan).items()


def _scores(plan: Plan) -> set[tuple[Any, ...]]:
    rows = Score.objects.filter(indicator__plan=plan)
    return {(s.indicator_id, s.year, s.basis, s.raw, s.light, str(s.inputs)) for s in rows}


def _stands(plan: Plan) -> dict[int, Any]:
    return {s.pk: s.groups for s in Standing.objects.filter(indicator__plan=plan)}
