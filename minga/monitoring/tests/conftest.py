"""What the tests of monitoring measure: an indicator of the led initiative, one of an objective."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from minga.actors.models import Actor
from minga.monitoring.models import Frequency, Indicator, Target, end_of_year
from minga.monitoring.tests import books
from minga.people.models import User
from minga.plans.models import Initiative, Plan


@pytest.fixture
def indicator(plan: Plan, led: Initiative, mobility: Actor) -> Indicator:
    """Trips by public transport: monthly, cumulative, from 100 to 200 in 2026 and 300 in 2027."""
    made = Indicator.objects.create(
        plan=plan,
        code="I-001",
        name="Viajes en transporte público",
        initiative=led,
        unit="viajes",
        direction=Indicator.Direction.INCREASE,
        accumulation=Indicator.Accumulation.CUMULATIVE,
        frequency=Frequency.MONTHLY,
        owner_id=mobility.unit_id,
        base_value=Decimal(100),
        base_date=datetime.date(2023, 12, 31),
    )
    for year, value in ((2026, 200), (2027, 300)):
        Target.objects.create(indicator=made, until=end_of_year(year), value=Decimal(value))
    return made


@pytest.fixture
def ratio_indicator(plan: Plan, mobility: Actor) -> Indicator:
    """A percentage of objective 2.3, measured once a year by numerator and denominator."""
    return Indicator.objects.create(
        plan=plan,
        code="I-002",
        name="Hogares a menos de 500 metros de una parada",
        objective=plan.objectives.get(code="2.3"),
        measure=Indicator.Measure.RATIO,
        numerator_name="hogares cerca de una parada",
        denominator_name="hogares",
        factor=Decimal(100),
        unit="%",
        direction=Indicator.Direction.INCREASE,
        accumulation=Indicator.Accumulation.PERIODIC,
        frequency=Frequency.YEARLY,
        owner_id=mobility.unit_id,
    )


@pytest.fixture
def yearly_on_objective(ratio_indicator: Indicator) -> Indicator:
    """The same, by what it is."""
    return ratio_indicator


@pytest.fixture
def filled(
    indicator: Indicator, ratio_indicator: Indicator, led: Initiative, coordinator: User
) -> Plan:
    books.fill(indicator, ratio_indicator, led, coordinator)
    return indicator.plan
