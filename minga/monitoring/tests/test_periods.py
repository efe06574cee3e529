"""Periods are made for a year, opened, closed with what is missing said, and moved."""

from __future__ import annotations

import datetime
from itertools import pairwise

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from minga.base import history
from minga.base.steps import Refused
from minga.base.testing import read, words
from minga.monitoring.actions.decide import approve
from minga.monitoring.actions.periods import close, generate, move_due, open_period, spans
from minga.monitoring.models import Indicator, Period, Score
from minga.monitoring.tests.readings_cast import month, sent, several
from minga.people.models import User
from minga.plans.models import Plan

D = datetime.date


def test_a_year_has_the_periods_of_the_frequencies_in_use(
    indicator: Indicator, ratio_indicator: Indicator, plan: Plan, coordinator: User
) -> None:
    made = generate(plan, 2028, by=coordinator)
    assert [p.name for p in made] == [*(f"2028-{n:02}" for n in range(1, 13)), "2028"]
    leap = made[1]
    assert (leap.starts, leap.ends, leap.due) == (D(2028, 2, 1), D(2028, 2, 29), D(2028, 3, 15))
    assert {p.status for p in made} == {"planned"}
    with pytest.raises(Refused, match="ya están todos"):
        generate(plan, 2028, by=coordinator)
    made[3].delete()
    assert [p.name for p in generate(plan, 2028, by=coordinator)] == ["2028-04"]


def test_without_indicators_there_is_nothing_to_make(plan: Plan, coordinator: User) -> None:
    with pytest.raises(Refused, match="Ningún indicador está en uso"):
        generate(plan, 2028, by=coordinator)


@pytest.mark.pure
@pytest.mark.parametrize("months", [1, 3, 4, 6, 12])
def test_the_parts_of_a_year_leave_no_day_out(months: int) -> None:
    parts = spans(2027, months)
    assert len(parts) == 12 // months
    assert (parts[0][0], parts[-1][1]) == (D(2027, 1, 1), D(2027, 12, 31))
    for (_starts, ends), (following, _ends) in pairwise(parts):
        assert following - ends == datetime.timedelta(1)


def test_only_the_coordination_acts_on_periods(
    indicator: Indicator, plan: Plan, head: User
) -> None:
    period = month(plan, 3)
    for act in (
        lambda: generate(plan, 2028, by=head),
        lambda: open_period(period, by=head),
        lambda: close(period, by=head),
        lambda: move_due(period, D(2026, 5, 1), by=head),
    ):
        with pytest.raises(Refused, match="la coordinación del plan"):
            act()


def test_closing_says_what_is_missing_and_closes_once_it_is_not(
    indicator: Indicator, plan: Plan, coordinator: User, delegate: User, head: User
) -> None:
    period = month(plan, 3)
    reading = sent(indicator, period, 120, by=delegate)
    with pytest.raises(Refused, match="le falta la lectura aprobada de 1 indicador, de 1"):
        close(period, by=coordinator)
    assert Period.objects.get(pk=period.pk).status == "open"
    approve(reading, by=head)
    close(period, by=coordinator)
    assert Period.objects.get(pk=period.pk).status == "closed"
    with pytest.raises(Refused, match="no está abierto"):
        close(period, by=coordinator)
    open_period(period, by=coordinator)
    assert [e.verb for e in history.of(period)] == ["opened", "closed"]


def test_it_closes_with_something_missing_where_that_is_meant(
    indicator: Indicator, plan: Plan, coordinator: User
) -> None:
    period = month(plan, 3)
    close(period, by=coordinator, anyway=True)
    assert history.of(period)[0].after == {"status": "closed", "missing": 1}


def test_the_due_day_moves_but_not_before_its_end(plan: Plan, coordinator: User) -> None:
    period = month(plan, 3)
    Period.objects.filter(pk=period.pk).update(told=4)
    with pytest.raises(Refused, match="El período termina el 31/03/2026"):
        move_due(period, D(2026, 3, 30), by=coordinator)
    move_due(period, D(2026, 5, 1), by=coordinator, today=D(2026, 4, 20))
    period.refresh_from_db()
    assert (period.due, period.told) == (D(2026, 5, 1), 0)  # reminders begin anew
    with pytest.raises(Refused, match="Ese ya es el plazo"):
        move_due(period, D(2026, 5, 1), by=coordinator)


def test_the_pages_lead_from_none_to_an_open_one(
    client: Client, indicator: Indicator, coordinator: User
) -> None:
    client.force_login(coordinator)
    url = "/monitoring/quito/periods/"
    assert "no se puede reportar" in words(read(client, url), ".m-empty")
    response = client.post(url, {"year": "2026"})
    assert response.headers["Location"] == f"{url}?year=2026"
    assert len(read(client, response.headers["Location"]).css("tbody tr")) == 12
    period = Period.objects.earliest("starts")
    assert client.post(f"{url}{period.pk}/open/").status_code == 302
    asked = client.post(f"{url}{period.pk}/close/")
    assert "le falta la lectura aprobada de 1 indicador" in asked.content.decode()
    client.post(f"{url}{period.pk}/close/", {"anyway": "1"})
    period.refresh_from_db()
    assert period.status == "closed"
    moved = client.post(f"{url}{period.pk}/due/", {"due": "2026-01-02"})
    assert "elija ese día u otro posterior" in moved.content.decode()
    again = client.post(url, {"year": "2026"})
    assert "Los períodos de 2026 ya están todos" in again.content.decode()
    assert "cuatro cifras" in client.post(url, {"year": "dos mil"}).content.decode()


def test_everybody_sees_the_periods_and_only_the_coordination_acts(
    client: Client, indicator: Indicator, plan: Plan, head: User, delegate: User
) -> None:
    period = month(plan, 3)
    url = f"/monitoring/quito/periods/{period.pk}/"
    assert "Cerrar" not in client.get(url).content.decode()
    assert client.get("/monitoring/quito/periods/?year=2026").status_code == 200
    assert client.post(f"{url}close/").status_code == 302  # to sign in
    for who in (head, delegate):
        client.force_login(who)
        assert client.get(url).status_code == 200
        for verb in ("open", "close", "due"):
            assert client.post(f"{url}{verb}/").status_code == 404
        assert client.post("/monitoring/quito/periods/", {"year": "2028"}).status_code == 404
    assert client.get(f"/monitoring/otro/periods/{period.pk}/").status_code == 404


def test_the_page_asks_the_same_for_few_and_for_many(
    client: Client, indicator: Indicator, plan: Plan, coordinator: User, delegate: User
) -> None:
    client.force_login(coordinator)
    counts = []
    period = month(plan, 1)
    for number in (2, 12):
        for n in range(Period.objects.count() + 1, number + 1):
            month(plan, n)
        client.get("/monitoring/quito/periods/?year=2026")
        with CaptureQueriesContext(connection) as queries:
            client.get("/monitoring/quito/periods/?year=2026")
            client.get(period.get_absolute_url())
        counts.append(len(queries))
        for one in several(indicator, 5) if number == 2 else ():
            sent(one, period, 5, by=delegate)
    assert counts[0] == counts[1]


def test_a_stranger_does_not_count_what_is_hidden(
    client: Client, plan: Plan, indicator: Indicator, coordinator: User
) -> None:
    period = month(plan, 3)
    Indicator.objects.filter(pk=indicator.pk).update(visibility="internal")
    sent(indicator, period, 5, by=coordinator)
    pages = ("/monitoring/quito/periods/?year=2026", f"/monitoring/quito/periods/{period.pk}/")
    for url in pages:
        assert "1 de 1" not in words(read(client, url), "main")
        assert "Secretaría de Movilidad" not in words(read(client, url), "main")
    [score] = Score.objects.filter(indicator=indicator)[:1]
    rule = f"/monitoring/quito/rules/{score.rule_id}/"
    assert not client.get(rule).context["years"]
    client.force_login(coordinator)
    assert "1 de 1" in words(read(client, pages[0]), "main")
    assert list(client.get(rule).context["years"]) == [2026]
