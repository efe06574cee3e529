"""How an initiative is measured, on its own page and in its timeline."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from minga.base.models import Visibility
from minga.base.testing import read, words
from minga.monitoring.actions import define as actions
from minga.monitoring.actions import targets
from minga.monitoring.models import Frequency, Indicator, Period, Reading, end_of_year
from minga.people.models import User
from minga.plans.models import Initiative, Plan

PRINTED = {
    "indicators": [
        {
            "name": "Estudio",
            "unit": "%",
            "baseline": None,
            "baseline_period": "",
            "targets": [{"period": "2027", "printed": "80 %", "number": "80"}],
        }
    ]
}


def test_its_indicators_and_those_of_its_articulations_stand_there(
    client: Client, led: Initiative, indicator: Indicator, ratio_indicator: Indicator
) -> None:
    Indicator.objects.filter(pk=ratio_indicator.pk).update(
        objective=None, articulation=led.articulations.get()
    )
    page = read(client, led.get_absolute_url())
    names = [" ".join(a.text().split()) for a in page.css("#medir th.name > a")]
    assert names == [indicator.name, ratio_indicator.name]
    assert "Articulación de" in words(page, "#medir")
    assert "Sin indicador" not in words(page, "#medir")


def test_without_one_who_leads_it_is_shown_the_way(
    client: Client, led: Initiative, head: User, delegate: User
) -> None:
    way = f"a[href='/monitoring/quito/indicators/new/?initiative={led.code}']"
    assert "Sin indicador" in words(read(client, led.get_absolute_url()), "#medir")
    for user, shown in ((delegate, False), (head, True)):
        client.force_login(user)
        assert bool(read(client, led.get_absolute_url()).css(way)) is shown


def test_what_the_document_prints_is_folded_once_there_are_records(
    client: Client, led: Initiative, plan: Plan, head: User
) -> None:
    Initiative.objects.filter(pk=led.pk).update(details=PRINTED)
    page = read(client, led.get_absolute_url())
    assert page.css("#medir #h-ind") and not page.css("#medir details #h-ind")
    values = {"name": "X", "unit": "%", "direction": "increase", "frequency": "yearly"}
    actions.define(plan, led, values, by=head)
    page = read(client, led.get_absolute_url())
    assert page.css("#medir details #h-ind")
    assert "Como lo da el documento" in words(page, "#medir details summary")


def test_the_timeline_tells_what_was_defined_set_and_approved(
    client: Client, led: Initiative, plan: Plan, head: User
) -> None:
    values = {"name": "Viajes", "unit": "viajes", "direction": "increase", "frequency": "monthly"}
    made = actions.define(plan, led, values, by=head)
    targets.set_target(made, end_of_year(2027), Decimal(5), by=head)
    period = Period.objects.create(
        plan=plan,
        frequency=Frequency.MONTHLY,
        starts=datetime.date(2026, 1, 1),
        ends=datetime.date(2026, 1, 31),
        due=datetime.date(2026, 2, 9),
    )
    reading = Reading.objects.create(indicator=made, period=period, value=3, status="sent")
    said = words(read(client, led.get_absolute_url()), "#linea")
    assert "I-001 Viajes: definió el indicador." in said and "I-001 Viajes: fijó metas." in said
    assert "Se aprobó" not in said
    Reading.objects.filter(pk=reading.pk).update(
        status="approved", decided_at=timezone.now(), decided_by=head
    )
    said = words(read(client, led.get_absolute_url()), "#linea")
    assert "Se aprobó una lectura de «Viajes» en" in said and "3,00 viajes" in said


def test_what_is_internal_is_told_only_inside(
    client: Client, led: Initiative, plan: Plan, head: User
) -> None:
    values = {"name": "Secreto", "unit": "%", "direction": "increase", "frequency": "yearly"}
    actions.define(plan, led, {**values, "visibility": Visibility.INTERNAL}, by=head)
    assert "Secreto" not in words(read(client, led.get_absolute_url()), "main")
    client.force_login(head)
    assert "Secreto" in words(read(client, led.get_absolute_url()), "#linea")


@pytest.mark.parametrize("role", ["nobody", "head", "coordinator"])
def test_the_page_asks_the_same_for_one_as_for_twenty(
    client: Client,
    request: pytest.FixtureRequest,
    led: Initiative,
    indicator: Indicator,
    role: str,
) -> None:
    if role != "nobody":
        client.force_login(request.getfixturevalue(role))
    url = led.get_absolute_url()
    period = Period.objects.create(
        plan=led.plan,
        frequency=Frequency.MONTHLY,
        starts=datetime.date(2026, 1, 1),
        ends=datetime.date(2026, 1, 31),
        due=datetime.date(2026, 2, 9),
    )

    def add(one: Indicator) -> None:
        Reading.objects.create(
            indicator=one, period=period, value=3, status="approved", decided_at=timezone.now()
        )

    def asked() -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        return len(queries)

    add(indicator)
    few = asked()
    for number in range(20):
        made = Indicator.objects.create(
            plan=led.plan,
            code=f"Z-{number}",
            name="Otro",
            initiative=None if number % 2 else led,
            articulation=led.articulations.get() if number % 2 else None,
            unit="%",
            direction="increase",
            frequency="monthly",
        )
        add(made)
    assert asked() == few
