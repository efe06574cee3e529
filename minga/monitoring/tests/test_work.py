"""What waits for a person in monitoring stands in "my work", with what can be done in place."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from minga.base.testing import read
from minga.monitoring.actions.decide import give_back
from minga.monitoring.models import Indicator, Period, Reading
from minga.monitoring.tests.readings_cast import month, sent, several
from minga.monitoring.work import waiting
from minga.people.models import Membership, Role, User
from minga.plans.models import Plan

TODAY = datetime.date(2026, 4, 20)


@pytest.fixture
def march(plan: Plan) -> Period:
    return month(plan, 3)


def piles(user: User) -> dict[str, list[str]]:
    told = [pile for pile in waiting(user, TODAY, 10) if pile.total and pile.kind != "start"]
    return {pile.kind: [item.title for item in pile.items] for pile in told}


def test_a_period_waits_until_all_of_it_is_reported(
    indicator: Indicator, march: Period, delegate: User, partner: User
) -> None:
    first, second = several(indicator, 2)
    assert piles(delegate) == {"due": ["Marzo 2026: 2 de 2 por reportar"]}
    assert piles(partner) == {}
    sent(first, march, 1, by=delegate)
    assert piles(delegate) == {"due": ["Marzo 2026: 1 de 2 por reportar"]}
    [item] = waiting(delegate, TODAY, 10)[0].items
    assert (item.state_label, item.url) == (
        "atrasado 5 días",
        f"/monitoring/quito/report/?period={march.pk}",
    )
    sent(second, march, 1, by=delegate)
    assert piles(delegate) == {}


def test_what_was_returned_says_why(
    indicator: Indicator, march: Period, delegate: User, head: User
) -> None:
    give_back(sent(indicator, march, 1, by=delegate), reason="Falta la fuente.", by=head)
    [item] = waiting(delegate, TODAY, 10)[1].items
    assert item.why.startswith(f"Falta la fuente. ({head}, ")


def test_the_head_approves_in_place(
    client: Client, indicator: Indicator, march: Period, delegate: User, head: User
) -> None:
    reading = sent(indicator, march, 1, by=delegate)
    client.force_login(head)
    shown = read(client, "/my-work/")
    [form] = [f for f in shown.css("form") if "approve" in (f.attributes["action"] or "")]
    answer = client.post(form.attributes["action"] or "", {"next": "/my-work/"})
    assert answer.headers["Location"] == "/my-work/"
    assert Reading.objects.get(pk=reading.pk).status == "approved"


def test_the_coordination_approves_where_nobody_heads(
    indicator: Indicator, march: Period, delegate: User, coordinator: User
) -> None:
    sent(indicator, march, 1, by=delegate)
    assert piles(coordinator) == {}
    Membership.objects.filter(role=Role.HEAD).delete()
    assert "approve" in piles(coordinator)


def test_it_asks_the_same_for_few_and_for_many(
    indicator: Indicator, plan: Plan, march: Period, delegate: User, head: User
) -> None:
    assert head.roles
    counts = []
    for n in (1, 12):
        for one in several(indicator, n)[n > 1 :]:
            sent(one, march, 1, by=delegate)
        if n > 1:
            month(plan, 4)
        with CaptureQueriesContext(connection) as queries:
            waiting(head, TODAY, 10)
        counts.append(len(queries))
    assert counts[0] == counts[1]
