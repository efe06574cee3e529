"""What monitoring tells of how complete an initiative is."""

from __future__ import annotations

import datetime
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from minga.base.testing import read, words
from minga.monitoring import marks
from minga.monitoring.actions import define as actions
from minga.monitoring.models import Frequency, Indicator, Period, Reading
from minga.people.models import User
from minga.plans.completeness import completeness, condition, with_marks
from minga.plans.models import Initiative, Plan

TODAY = datetime.date.today()


def marked(initiative: Initiative) -> tuple[bool, bool]:
    found = with_marks(Initiative.objects.filter(pk=initiative.pk)).get()
    return found.mark_indicator, found.mark_reading  # type: ignore[attr-defined]


def read_on(indicator: Indicator, ends: datetime.date, status: str = "approved") -> Reading:
    period, _made = Period.objects.get_or_create(
        plan=indicator.plan,
        frequency=indicator.frequency,
        starts=ends.replace(day=1) if ends.day > 1 else ends - datetime.timedelta(20),
        defaults={"ends": ends, "due": ends},
    )
    return Reading.objects.create(indicator=indicator, period=period, value=1, status=status)


def test_an_indicator_in_use_counts_and_a_retired_one_does_not(
    led: Initiative, indicator: Indicator, head: User
) -> None:
    assert marked(led) == (True, False)
    actions.retire(indicator, by=head)
    assert marked(led) == (False, False)


def test_one_of_an_articulation_counts_and_one_of_the_objective_does_not(
    led: Initiative, indicator: Indicator, ratio_indicator: Indicator
) -> None:
    Indicator.objects.filter(pk=indicator.pk).delete()
    assert marked(led) == (False, False)
    Indicator.objects.filter(pk=ratio_indicator.pk).update(
        objective=None, articulation=led.articulations.get()
    )
    ratio_indicator.refresh_from_db()
    read_on(ratio_indicator, TODAY - datetime.timedelta(200))
    assert marked(led) == (True, True)


@pytest.mark.parametrize(
    "status, counts",
    [
        ("draft", False),
        ("sent", True),
        ("returned", False),
        ("approved", True),
        ("rectified", False),
    ],
)
def test_a_reading_counts_once_it_is_sent(
    led: Initiative, indicator: Indicator, status: str, counts: bool
) -> None:
    reading = read_on(indicator, TODAY - datetime.timedelta(5))
    Reading.objects.filter(pk=reading.pk).update(status=status, reason="x")
    assert marked(led) == (True, counts)


@pytest.mark.parametrize("frequency", Frequency.values)
def test_it_is_fresh_for_two_periods(led: Initiative, indicator: Indicator, frequency: str) -> None:
    from minga.monitoring.models import MONTHS

    Indicator.objects.update(frequency=frequency)
    indicator.refresh_from_db()
    border = marks._back(TODAY, 2 * MONTHS[frequency])
    reading = read_on(indicator, border)
    assert marked(led)[1]
    Period.objects.filter(pk=reading.period_id).update(ends=border - datetime.timedelta(1))
    assert not marked(led)[1]


@pytest.mark.pure
@pytest.mark.parametrize(
    "day, months, border",
    [
        ("2026-05-20", 2, "2026-03-20"),
        ("2026-04-30", 2, "2026-02-28"),
        ("2024-04-30", 2, "2024-02-29"),
        ("2026-01-31", 2, "2025-11-30"),
        ("2026-12-31", 24, "2024-12-31"),
    ],
)
def test_months_are_counted_back_on_the_calendar(day: str, months: int, border: str) -> None:
    assert marks._back(datetime.date.fromisoformat(day), months).isoformat() == border


def test_each_mark_is_one_statement_that_uses_its_indexes(plan: Plan) -> None:
    for name, index in (("indicator", "indicator"), ("reading", "reading_of_indicator")):
        wanted = condition(name)
        assert wanted is not None
        with CaptureQueriesContext(connection) as asked:
            list(Initiative.objects.filter(wanted, plan=plan).values_list("pk"))
        assert len(asked) == 1
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                sql = asked[0]["sql"]
                cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
                steps = " ".join(row[3] for row in cursor.fetchall())
            steps = re.sub(r"LIST SUBQUERY \d+ SCAN U0", "", steps)  # the few periods, once
            assert not re.search(r"SCAN (U0|V0|W0|monitoring)", steps), steps
            assert index in steps, steps


def test_the_tallies_follow(
    client: Client, plan: Plan, led: Initiative, head: User, indicator: Indicator
) -> None:
    Plan.objects.filter(pk=plan.pk).update(revision=plan.revision + 1)
    plan.refresh_from_db()
    assert completeness(plan, head).whole.have["indicator"] == 1
    said = words(read(client, "/plans/quito/completeness/"), "#h-done + p")
    assert said.startswith("1 de 114 iniciativas tiene un indicador.")
    actions.retire(indicator, by=head)
    page = read(client, "/plans/quito/completeness/")
    assert "Sin dato" in words(page, "section[aria-labelledby=h-done]")
