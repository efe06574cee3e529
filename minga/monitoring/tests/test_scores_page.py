"""A score on its page: the account with its numbers, and a way to each of them."""

from __future__ import annotations

import datetime
from decimal import Decimal as D
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from minga.base.models import Visibility
from minga.base.testing import href, one, read, words
from minga.monitoring.models import Basis, Indicator, Target
from minga.monitoring.scoring.explain import bands, formula
from minga.monitoring.scoring.refresh import refresh
from minga.monitoring.tests.scored import measured, only, tell
from minga.people.models import User
from minga.plans.models import Initiative

pytestmark = pytest.mark.django_db


def test_it_opens_to_the_account_and_all_it_was_made_of(
    client: Client, indicator: Indicator
) -> None:
    reading = tell(indicator, 180)
    score = only(indicator)
    page = read(client, score.get_absolute_url())
    said = words(page, "main")
    assert "(180 − 100) / (200 − 100) = 0,8 = 80,00 %" in said
    assert "En alerta" in said and "desde 70 % y menos de 85 % ← 80,00 %" in said
    links = {href(a) for a in page.css("main a")}
    assert {reading.get_absolute_url(), indicator.get_absolute_url()} <= links
    assert score.rule.get_absolute_url() in links
    assert "Por confirmar" in said


def test_a_sum_of_a_running_year_says_what_it_is_measured_against(
    client: Client, indicator: Indicator
) -> None:
    indicator.accumulation, indicator.yearly = "periodic", "sum"
    indicator.save()
    tell(indicator, 30, at=3)
    said = words(read(client, only(indicator).get_absolute_url()), "main")
    assert "(30 − 100 × 3/12) / ((200 − 100) × 3/12) = 0,2 = 20,00 %" in said
    assert "La suma llega a marzo: se compara con 3/12 de la meta, que son 50." in said
    assert "De ella cuentan 3/12, que son 25." in said


def test_a_sum_of_a_running_year_is_no_fall_in_the_page_of_its_indicator(
    client: Client, indicator: Indicator
) -> None:
    indicator.accumulation, indicator.yearly = "periodic", "sum"
    indicator.save()
    tell(indicator, 30, at=3)
    page = read(client, indicator.get_absolute_url())
    assert "va en 30" in words(page, ".m-chart")
    assert "La suma llega a marzo" in words(page, "#metas")
    assert not page.css(".m-chart .c-line")


def test_a_sum_without_a_target_says_how_far_it_goes_too(
    client: Client, indicator: Indicator
) -> None:
    indicator.accumulation, indicator.yearly = "periodic", "sum"
    indicator.save()
    Target.objects.all().delete()
    tell(indicator, 30, at=3)
    said = words(read(client, indicator.get_absolute_url()), "main")
    assert "La suma llega a marzo." in said


def test_what_is_interpolated_or_preliminary_is_marked(
    client: Client, indicator: Indicator
) -> None:
    tell(indicator, 150, year=2025)
    tell(indicator, 160, year=2025, at=7, status="sent")
    approved = only(indicator, year=2025)
    waiting = only(indicator, Basis.PRELIMINARY, 2025)
    page = read(client, waiting.get_absolute_url())
    said = words(page, "main")
    assert "preliminar" in said and "espera" in said
    assert "calculada entre dos puntos" in said and "100 (31 dic 2023) → 200 (31 dic 2026)" in said
    assert approved.get_absolute_url() in {href(a) for a in page.css("main a")}
    other = read(client, approved.get_absolute_url())
    assert waiting.get_absolute_url() in {href(a) for a in other.css("main a")}
    assert not other.css(".m-top .m-tag")


def test_more_than_the_target_and_a_retreat_say_how_they_count(
    client: Client, indicator: Indicator
) -> None:
    tell(indicator, 250)
    over = words(read(client, only(indicator).get_absolute_url()), "main")
    assert "150,00 %" in over and "sobre la meta" in over and "cuenta como 100,00 %" in over
    tell(indicator, 90, at=7)
    back = words(read(client, only(indicator).get_absolute_url()), "main")
    assert "-10,00 %" in back and "retroceso" in back and "cuenta como 0,00 %" in back


def test_without_a_target_it_says_why_there_is_none(client: Client, indicator: Indicator) -> None:
    Target.objects.all().delete()
    tell(indicator, 180)
    said = words(read(client, only(indicator).get_absolute_url()), "main")
    assert "no se puede calcular" in said and "No hay meta para este año" in said
    assert "Sin dato" in said and "0,00 %" not in said


def test_of_what_a_visitor_may_not_see_there_is_no_score(
    client: Client, led: Initiative, head: User, partner: User
) -> None:
    inside = measured(led, "A", visibility=Visibility.INTERNAL)
    tell(inside, 50)
    here = only(inside).get_absolute_url()
    assert client.get(here).status_code == 404
    client.force_login(partner)
    assert client.get(here).status_code == 404
    client.force_login(head)
    assert client.get(here).status_code == 200
    assert client.get(here.replace("quito", "otro")).status_code == 404


def test_many_readings_cost_no_more_queries(client: Client, indicator: Indicator) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as made:
            read(client, only(indicator).get_absolute_url())
        return len(made)

    Indicator.objects.filter(pk=indicator.pk).update(accumulation="periodic", yearly="sum")
    for at in (1, 2, 3):
        tell(indicator, 10, at=at)
    few = cost()
    for at in range(1, 13):
        for category in "abcdef":
            tell(indicator, 10, at=at, category=category, follow=False)
    refresh([indicator.pk])
    assert cost() == few


@pytest.mark.parametrize(
    ("sheet", "value", "says"),
    [
        ({"direction": "reduce", "base_value": None}, 125, "100 / 125 = 0,8"),
        ({"direction": "increase", "base_value": None}, 80, "80 / 100 = 0,8"),
        ({"direction": "deliver"}, 80, "80 / 100 = 0,8"),
        ({"direction": "maintain"}, 80, "80 / 100 = 0,8"),
        ({"direction": "maintain"}, 125, "100 / 125 = 0,8"),
        ({"direction": "maintain", "tolerance": D(5)}, 97, "|97 − 100| ≤ 5"),
        ({"base_value": D(-100)}, 60, "(60 − (-100)) / (100 − (-100)) = 0,8"),
        ({"base_value": D(100)}, 120, "1 = 100,00 %"),
    ],
)
def test_each_direction_shows_its_own_account(
    led: Initiative, sheet: dict[str, object], value: int, says: str
) -> None:
    indicator = measured(led, "A", **sheet)
    tell(indicator, value)
    score = only(indicator)
    found = formula(score.inputs, score.raw)
    assert found and says in found.numbers


@pytest.mark.pure
def test_thresholds_are_told_with_their_bounds() -> None:
    both: list[dict[str, Any]] = [
        {"light": "ok", "from": "0.854", "closed": False},
        {"light": "warn", "from": "0.6999", "closed": True},
        {"light": "bad"},
    ]
    assert [band.says for band in bands(both)] == [
        "más de 85,4 %",
        "desde 69,99 % y hasta 85,4 %",
        "todo lo demás",
    ]
    assert [band.here for band in bands(both, D("0.854"))] == [False, True, False]


def test_a_preliminary_ratio_shows_its_sums(client: Client, ratio_indicator: Indicator) -> None:
    Target.objects.create(indicator=ratio_indicator, until=datetime.date(2026, 12, 31), value=D(40))
    for at, (numerator, denominator) in enumerate(((1, 2), (1, 8)), 1):
        tell(ratio_indicator, 0, at=at, numerator=D(numerator), denominator=D(denominator))
    Indicator.objects.filter(pk=ratio_indicator.pk).update(yearly="sum")
    refresh([ratio_indicator.pk])
    page = read(client, only(ratio_indicator).get_absolute_url())
    assert "2 / 10 × 100" in words(page, "dl")
    assert "20 %" in words(page, "dl")
    assert one(page, "h1").text().startswith("I-002, 2026: 50,00 %")
