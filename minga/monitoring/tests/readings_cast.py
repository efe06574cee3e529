"""Periods and readings that the tests of reporting speak of."""

from __future__ import annotations

import datetime
from decimal import Decimal

from minga.monitoring.actions.report import report
from minga.monitoring.models import Frequency, Indicator, Period, Reading
from minga.people.models import User
from minga.plans.models import Plan

MARCH = datetime.date(2026, 3, 1)


def month(plan: Plan, number: int, *, status: str = "open", year: int = 2026) -> Period:
    """A month of the plan, to be reported until the 15th of the next."""
    starts = datetime.date(year, number, 1)
    following = (starts + datetime.timedelta(31)).replace(day=1)
    ends = following - datetime.timedelta(1)
    return Period.objects.create(
        plan=plan,
        frequency=Frequency.MONTHLY,
        starts=starts,
        ends=ends,
        due=ends + datetime.timedelta(15),
        status=status,
    )


def year(plan: Plan, number: int = 2026, *, status: str = "open") -> Period:
    ends = datetime.date(number, 12, 31)
    return Period.objects.create(
        plan=plan,
        frequency=Frequency.YEARLY,
        starts=datetime.date(number, 1, 1),
        ends=ends,
        due=ends + datetime.timedelta(15),
        status=status,
    )


def several(indicator: Indicator, n: int) -> list[Indicator]:
    """The same indicator and others like it, n in all."""
    made = [
        Indicator(
            plan=indicator.plan,
            code=f"I-1{at:02}",
            name=f"Indicador {at}",
            initiative=indicator.initiative,
            unit="viajes",
            direction=indicator.direction,
            accumulation=indicator.accumulation,
            frequency=indicator.frequency,
            owner=indicator.owner,
        )
        for at in range(1, n)
    ]
    Indicator.objects.bulk_create(made)
    return [indicator, *made]


def sent(indicator: Indicator, period: Period, value: int, *, by: User) -> Reading:
    return report(indicator, period, value=Decimal(value), by=by, send=True)
