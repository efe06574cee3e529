"""Several periods are opened or closed at once: all or none, and each person is told once."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from minga.base import history
from minga.base.steps import Refused
from minga.base.testing import read, words
from minga.monitoring.actions.periods import close_many, open_many
from minga.monitoring.models import Indicator, Period
from minga.monitoring.tests.readings_cast import month
from minga.notices.models import Notice
from minga.notices.saying import say
from minga.people.models import User
from minga.plans.models import Plan

PERIODS = "/monitoring/quito/periods/"
TODAY = datetime.date(2026, 4, 20)


@pytest.fixture
def past(plan: Plan, indicator: Indicator) -> list[Period]:
    """Four months of two years that nobody opened, and one that is to come."""
    month(plan, 12, year=2099, status="planned")
    return [
        month(plan, number, year=year, status="planned")
        for year in (2024, 2025)
        for number in (1, 2)
    ]


def statuses(periods: list[Period]) -> list[str]:
    return [Period.objects.get(pk=period.pk).status for period in periods]


def test_many_are_opened_with_one_history_each_and_one_notice_a_person(
    past: list[Period], coordinator: User, delegate: User, head: User
) -> None:
    open_many(past, by=coordinator, today=TODAY)
    assert statuses(past) == ["open"] * 4
    assert [history.of(period)[0].after for period in past] == [{"status": "open"}] * 4
    assert {Period.objects.get(pk=p.pk).told for p in past} == {4}  # no reminder of what is behind
    [notice] = Notice.objects.filter(kind="monitoring.periods_opened")
    assert notice.to == delegate
    assert say(notice) == (
        f"{coordinator} abrió períodos en los que le falta reportar: 4, del 2024-01 al 2025-02"
    )
    with pytest.raises(Refused, match="ya están abiertos"):
        open_many(past, by=coordinator)
    with pytest.raises(Refused, match="la coordinación del plan"):
        open_many(past, by=head)


def test_where_one_lacks_something_none_is_closed(past: list[Period], coordinator: User) -> None:
    open_many(past[:3], by=coordinator, today=TODAY)
    with pytest.raises(Refused, match="A 3 períodos de 3 les faltan lecturas aprobadas"):
        close_many(past, by=coordinator)
    assert statuses(past) == ["open", "open", "open", "planned"]
    close_many(past, by=coordinator, anyway=True)
    assert statuses(past) == ["closed", "closed", "closed", "planned"]
    assert history.of(past[0])[0].after == {"status": "closed", "missing": 1}
    with pytest.raises(Refused, match="Ninguno de esos períodos está abierto"):
        close_many(past, by=coordinator)


def test_the_page_opens_all_that_ended_and_asks_before_it_closes(
    client: Client, past: list[Period], coordinator: User
) -> None:
    client.force_login(coordinator)
    shown = read(client, f"{PERIODS}?ended=1")
    assert words(shown, "h1") == "4 períodos terminaron y nadie los abrió"
    assert len(shown.css("tbody tr")) == 4
    answer = client.post(
        f"{PERIODS}many/", {"verb": "open", "all": "1", "next": f"{PERIODS}?ended=1"}
    )
    assert answer.headers["Location"] == f"{PERIODS}?ended=1"
    assert statuses(past) == ["open"] * 4
    assert Period.objects.get(starts__year=2099).status == "planned"
    assert "Todos los que terminaron se abrieron" in words(
        read(client, f"{PERIODS}?ended=1"), "main"
    )
    asked = client.post(f"{PERIODS}many/", {"verb": "close", "all": "1", "year": "2024"})
    assert "¿Cerrar 2 períodos?" in asked.content.decode()
    sel = [str(period.pk) for period in past[:2]]
    client.post(f"{PERIODS}many/", {"verb": "close", "sel": sel, "anyway": "1"})
    assert statuses(past) == ["closed", "closed", "open", "open"]


def test_nothing_chosen_or_nobody_who_may_changes_nothing(
    client: Client, past: list[Period], coordinator: User, head: User
) -> None:
    client.force_login(coordinator)
    for said in ({"verb": "open"}, {"verb": "open", "sel": ["x", "9" * 30]}):
        assert client.post(f"{PERIODS}many/", said).status_code == 302
    assert client.post(f"{PERIODS}many/", {"verb": "due"}).status_code == 302
    assert (
        client.post(f"{PERIODS}many/", {"verb": "open", "all": "1", "year": "0000"}).status_code
        == 302
    )
    client.force_login(head)
    assert client.post(f"{PERIODS}many/", {"verb": "open", "all": "1"}).status_code == 404
    assert not read(client, f"{PERIODS}?year=2024").css(".m-pick")
    assert statuses(past) == ["planned"] * 4


def test_opening_asks_the_same_for_few_and_for_many(past: list[Period], coordinator: User) -> None:
    counts = []
    for some in (past[:1], past[1:]):
        with CaptureQueriesContext(connection) as queries:
            open_many(some, by=coordinator)
        counts.append(len(queries))
    assert counts[1] <= counts[0]
