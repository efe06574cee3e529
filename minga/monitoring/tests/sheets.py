"""What a person writes in the sheet of an indicator, where, and a first reading of it."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from minga.monitoring.models import Indicator, Period, Reading
from minga.plans.models import Plan

SHEET: dict[str, Any] = {
    "name": "Viajes en transporte público",
    "unit": "viajes",
    "direction": "increase",
    "frequency": "monthly",
    "measure": "value",
    "accumulation": "cumulative",
    "yearly": "last",
    "factor": "1",
    "weight": "1",
    "decimals": "0",
    "visibility": "public",
}


def sheet(**more: Any) -> dict[str, Any]:
    return {**SHEET, **more}


def new(plan: Plan, query: str) -> str:
    return f"/monitoring/{plan.code}/indicators/new/?{query}"


def a_reading(indicator: Indicator, **more: Any) -> Reading:
    period = Period.objects.create(
        plan=indicator.plan,
        frequency=indicator.frequency,
        starts=datetime.date(2026, 1, 1),
        ends=datetime.date(2026, 1, 31),
        due=datetime.date(2026, 2, 15),
    )
    return Reading.objects.create(
        indicator=indicator, period=period, value=Decimal(120), status="approved", **more
    )
