"""The page of an objective shows what measures it and how far it got; so does an initiative's."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from minga.base.kept import forget_all
from minga.base.models import Visibility
from minga.base.testing import read, words
from minga.monitoring.models import Indicator, Target, end_of_year
from minga.monitoring.tests import scored
from minga.people.models import User
from minga.plans.models import Initiative, Plan

PAGE = "/plans/quito/?objective=2.3"
THIS = datetime.date.today().year


def measured(led: Initiative, code: str, **more: Any) -> Indicator:
    """From 0 to 100 this year."""
    made = scored.measured(led, code, **more)
    Target.objects.update_or_create(
        indicator=made, until=end_of_year(THIS), defaults={"value": Decimal(100)}
    )
    return made


def tell(indicator: Indicator, value: int, **more: Any) -> None:
    scored.tell(indicator, value, year=THIS, **more)


@pytest.fixture
def own(plan: Plan, led: Initiative) -> Indicator:
    """Of objective 2.3: at 50 in March and 60 in April, of 100."""
    made = measured(led, "A-1", objective=plan.objectives.get(code="2.3"))
    tell(made, 50, at=3)
    tell(made, 60, at=4)
    return made


def test_it_shows_the_last_value_the_target_the_way_and_the_figure(
    client: Client, own: Indicator, led: Initiative
) -> None:
    tell(measured(led, "A-2"), 40)
    page = read(client, PAGE)
    assert f"50,0 % de sus metas de {THIS}, en 2 indicadores con puntaje" in words(page, "#medir")
    assert [a.text() for a in page.css("#medir th.name a")] == [own.name]
    row = words(page, "#medir tbody tr")
    assert "60,00 unidades" in row and f"Abril {THIS}" in row and "100,00 unidades" in row
    assert "No cumple" in row
    assert f"De 50,00 unidades en {THIS}-03 a 60,00 unidades en {THIS}-04" in row
    assert page.css("#medir svg.c-spark")
    assert page.css('#medir a[href="/monitoring/quito/indicators/?objective=2.3"]')
    figure = page.css_first("#medir p a")
    assert figure and client.get(figure.attributes["href"] or "").status_code == 200


def test_an_initiative_shows_its_own_figure(client: Client, led: Initiative) -> None:
    one = measured(led, "A-2")
    tell(one, 40)
    tell(measured(led, "A-3"), 80, status="sent")
    said = words(read(client, led.get_absolute_url()), "#medir")
    assert f"60,0 % de sus metas de {THIS}, en 2 indicadores con puntaje preliminar" in said


def test_without_any_it_says_so_and_shows_the_way_to_who_may_define_one(
    client: Client, plan: Plan, head: User, delegate: User
) -> None:
    way = "#medir a[href='/monitoring/quito/indicators/new/?objective=2.3']"
    assert "Todavía nada" in words(read(client, PAGE), "#medir")
    for user, shown in ((delegate, False), (head, True)):
        client.force_login(user)
        assert bool(read(client, PAGE).css(way)) is shown
    assert not read(client, "/plans/quito/").css("#medir")


def test_what_is_internal_is_not_told(client: Client, own: Indicator, head: User) -> None:
    Indicator.objects.update(visibility=Visibility.INTERNAL)
    forget_all()
    assert own.name not in words(read(client, PAGE), "#medir")
    client.force_login(head)
    assert own.name in words(read(client, PAGE), "#medir")


def test_it_asks_the_same_for_few_and_for_many(
    client: Client, own: Indicator, plan: Plan, led: Initiative
) -> None:
    counts = []
    for n in (2, 12):
        for at in range(n, 2 * n):
            made = measured(led, f"B-{at}", objective=plan.objectives.get(code="2.3"))
            tell(made, at)
        forget_all()
        with CaptureQueriesContext(connection) as queries:
            page = read(client, PAGE)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert len(page.css("#medir tbody tr")) == 5
