"""The page of an indicator: who reads it, and what it shows of its years and values."""

from __future__ import annotations

import datetime
from decimal import Decimal

from django.test import Client
from pytest_django import DjangoAssertNumQueries

from minga.base.models import Visibility
from minga.base.testing import one, read, words
from minga.monitoring.actions import define as actions
from minga.monitoring.models import Indicator, Period, Reading
from minga.monitoring.tests.scored import tell
from minga.monitoring.tests.sheets import a_reading, new, sheet
from minga.people.models import User
from minga.plans.models import Articulation, Initiative, Plan


def test_the_public_reads_the_sheet_and_nothing_of_what_is_internal(
    client: Client, indicator: Indicator
) -> None:
    page = read(client, indicator.get_absolute_url())
    assert words(page, "h1") == "Viajes en transporte público"
    Indicator.objects.update(visibility=Visibility.INTERNAL)
    assert client.get(indicator.get_absolute_url()).status_code == 404
    Indicator.objects.update(visibility=Visibility.PUBLIC)
    Initiative.objects.filter(indicators=indicator).update(visibility=Visibility.INTERNAL)
    assert client.get(indicator.get_absolute_url()).status_code == 404


def test_it_says_what_it_lacks(client: Client, ratio_indicator: Indicator) -> None:
    said = words(read(client, ratio_indicator.get_absolute_url()), ".m-empty")
    assert said == ("Para poder medir con él le falta: la línea base, metas, una lectura reciente.")


def test_the_years_show_what_is_wanted_and_what_is_interpolated(
    client: Client, indicator: Indicator
) -> None:
    rows = {
        words(row, "th"): words(row, "td")
        for row in read(client, indicator.get_absolute_url()).css("#metas tbody tr")
    }
    assert rows["2026"] == "200,00 sin acto"
    assert rows["2024"] == "133,33 interpolada"
    assert rows["2028"] == "sin meta"


def test_a_value_that_waits_for_approval_is_labelled(client: Client, indicator: Indicator) -> None:
    reading = a_reading(indicator)
    assert "preliminar" not in words(read(client, indicator.get_absolute_url()), ".m-factline")
    Reading.objects.filter(pk=reading.pk).update(status="sent")
    said = words(read(client, indicator.get_absolute_url()), ".m-factline")
    assert "120,00 viajes (Enero 2026) preliminar" in said


def test_it_asks_the_same_however_much_there_is(
    client: Client,
    head: User,
    indicator: Indicator,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(head)
    url = indicator.get_absolute_url()
    client.get(url)
    a_reading(indicator)
    with CaptureQueriesContext(connection) as asked:
        client.get(url)
    few = len(asked)
    for number in range(1, 12):
        actions.edit(indicator, {"weight": Decimal(number + 1)}, by=head, version=number)
        period = Period.objects.create(
            plan=indicator.plan,
            frequency="monthly",
            starts=datetime.date(2025, number, 1),
            ends=datetime.date(2025, number, 28),
            due=datetime.date(2025, number, 28),
        )
        Reading.objects.create(
            indicator=indicator, period=period, value=number, status="approved", reported_by=head
        )
    client.get(url)  # what is kept of the plan is made anew after a change
    with django_assert_max_num_queries(few):
        client.get(url)


def test_an_articulation_is_measured_too(client: Client, plan: Plan, coordinator: User) -> None:
    articulation = Articulation.objects.filter(initiative__plan=plan).first()
    assert articulation
    client.force_login(coordinator)
    client.post(new(plan, f"articulation={articulation.pk}"), sheet(code="A-1"))
    made = Indicator.objects.get()
    assert made.articulation == articulation
    assert "Articulación de" in words(read(client, made.get_absolute_url()), ".m-factline")


def test_a_year_that_was_scored_shows_its_value_its_light_and_why(
    client: Client, indicator: Indicator
) -> None:
    this = datetime.date.today().year
    Indicator.objects.update(base_date=datetime.date(this - 1, 12, 31))
    indicator.targets.all().delete()
    indicator.targets.create(until=datetime.date(this, 12, 31), value=200)
    tell(indicator, 150, year=this, at=1)
    score = indicator.scores.get()
    page = read(client, indicator.get_absolute_url())
    (row,) = [row for row in page.css("#metas tbody tr") if words(row, "th") == str(this)]
    said = " ".join(row.text(separator=" ").split())
    assert "150,00" in said and "50,0 %" in said
    assert one(row, "a").attributes["href"] == score.get_absolute_url()
    title = words(page, "figure.m-chart h2")
    assert title.startswith(f"En {this}") and "150,00 viajes" in title
    assert page.css("figure.m-chart details table")
