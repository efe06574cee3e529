"""The list of indicators: filters, what each row says, page after page, what is found."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from selectolax.lexbor import LexborHTMLParser

from minga.base.models import Visibility
from minga.base.testing import next_page, read, words
from minga.monitoring import listing
from minga.monitoring.actions import define as actions
from minga.monitoring.models import (
    Frequency,
    Indicator,
    Period,
    Reading,
    Target,
    end_of_year,
)
from minga.monitoring.saying import period_name
from minga.people.models import User
from minga.plans.models import Plan

URL = "/monitoring/quito/indicators/"


def codes(page: LexborHTMLParser) -> list[str]:
    return [" ".join(node.text().split()) for node in page.css("th.name > .m-under > .m-code")]


@pytest.fixture
def sixty(plan: Plan, indicator: Indicator, ratio_indicator: Indicator) -> list[Indicator]:
    """Sixty more, of many initiatives; each with a target, every third with a reading."""
    initiatives = list(plan.initiatives.all()[:30])
    made = Indicator.objects.bulk_create(
        Indicator(
            plan=plan,
            code=f"Z-{n:03}",
            name=f"Otro {n:02}",
            initiative=initiatives[n % 30],
            unit="%",
            direction="increase",
            frequency=Frequency.MONTHLY,
        )
        for n in range(60)
    )
    Target.objects.bulk_create(
        Target(indicator=one, until=end_of_year(datetime.date.today().year), value=7)
        for one in made
    )
    last = a_period(plan)
    Reading.objects.bulk_create(
        Reading(indicator=one, period=last, value=n, status="approved")
        for n, one in enumerate(made)
        if n % 3 == 0
    )
    return made


def a_period(plan: Plan, months_ago: int = 1) -> Period:
    first = datetime.date.today().replace(day=1)
    for _month in range(months_ago):
        first = (first - datetime.timedelta(1)).replace(day=1)
    last = (first + datetime.timedelta(31)).replace(day=1) - datetime.timedelta(1)
    return Period.objects.create(
        plan=plan, frequency=Frequency.MONTHLY, starts=first, ends=last, due=last
    )


def test_page_after_page_shows_each_once(client: Client, sixty: list[Indicator]) -> None:
    url, seen = URL, []
    while url:
        page = read(client, url)
        shown = codes(page)
        assert len(shown) <= listing.PAGE
        seen += shown
        url = next_page(page)
    assert seen == sorted(seen) and len(set(seen)) == len(seen) == 62


def test_each_filter_narrows_it(
    client: Client, indicator: Indicator, ratio_indicator: Indicator, sixty: list[Indicator]
) -> None:
    unit = indicator.owner_id
    assert codes(read(client, f"{URL}?unit={unit}")) == ["I-001", "I-002"]
    assert codes(read(client, f"{URL}?unit={unit}&frequency=yearly")) == ["I-002"]
    assert codes(read(client, f"{URL}?unit={unit}&lacks=target")) == ["I-002"]
    assert codes(read(client, f"{URL}?unit={unit}&lacks=base")) == ["I-002"]
    assert codes(read(client, f"{URL}?unit={unit}&lacks=owner")) == []
    assert len(codes(read(client, f"{URL}?unit=none&lacks=owner"))) == listing.PAGE
    assert codes(read(client, f"{URL}?unit={unit}&objective=2.3")) == ["I-001", "I-002"]
    assert codes(read(client, f"{URL}?unit={unit}&objective=2")) == ["I-001", "I-002"]
    assert codes(read(client, f"{URL}?unit={unit}&objective=1")) == []
    page = read(client, f"{URL}?lacks=reading")
    assert "42 indicadores" in words(page, ".m-on")


def test_words_and_codes_are_found(client: Client, plan: Plan, head: User) -> None:
    values = {"name": "Accidentes de tránsito", "unit": "casos", "direction": "reduce"}
    objective = plan.objectives.get(code="2.3")
    made = actions.define(plan, objective, {**values, "frequency": "yearly"}, by=head)
    assert codes(read(client, f"{URL}?q=accidente")) == ["I-001"]
    assert codes(read(client, f"{URL}?q=I-001")) == ["I-001"]
    found = read(client, "/search/?q=accidente+tránsito")
    assert found.css(f"a[href='{made.get_absolute_url()}']")
    actions.edit(made, {"name": "Heridos"}, by=head, version=1)
    assert codes(read(client, f"{URL}?q=accidente")) == []
    actions.remove(made, by=head)
    assert codes(read(client, f"{URL}?q=heridos")) == []


def test_what_means_nothing_is_left_out(client: Client, indicator: Indicator) -> None:
    for query in ("unit=x", "frequency=daily", "lacks=all", "status=active", "unit=99999999999"):
        assert codes(read(client, f"{URL}?{query}")) == ["I-001"]
    assert codes(read(client, f"{URL}?objective=none")) == []
    assert codes(read(client, f"{URL}?q=%00")) == []
    assert client.get("/monitoring/none/indicators/").status_code == 404


def test_the_chips_count_what_is_lacking(
    client: Client, indicator: Indicator, ratio_indicator: Indicator
) -> None:
    chips = [" ".join(node.text().split()) for node in read(client, URL).css("form .m-chip")]
    assert chips == ["Todos 2", "Metas 1", "Línea base 1", "Lectura reciente 2"]


def test_a_row_says_the_last_reading_the_target_and_the_light(
    client: Client, indicator: Indicator, plan: Plan
) -> None:
    assert "Sin dato" in words(read(client, URL), "tbody td")
    period = a_period(plan)
    Reading.objects.create(indicator=indicator, period=period, value=150, status="sent")
    cells = [" ".join(td.text(separator=" ").split()) for td in read(client, URL).css("tbody td")]
    assert cells[0] == f"150,00 viajes {period_name(period)} preliminar"
    assert cells[1] == "200,00 viajes"
    assert cells[2] == "Sin dato"  # nothing was scored
    assert cells[3].endswith("Mensual")


def test_the_parts_of_a_reading_are_put_together(client: Client, plan: Plan) -> None:
    made = Indicator.objects.create(
        plan=plan,
        code="P-1",
        name="Proporción",
        initiative=plan.initiatives.first(),
        measure=Indicator.Measure.RATIO,
        factor=100,
        unit="%",
        direction="increase",
        frequency=Frequency.MONTHLY,
        categories=["a", "b"],
    )
    period = a_period(plan)
    for category, numerator, denominator in (("a", 1, 10), ("b", 9, 30)):
        Reading.objects.create(
            indicator=made,
            period=period,
            category=category,
            value=Decimal(numerator * 100) / denominator,
            numerator=numerator,
            denominator=denominator,
            status="approved",
        )
    assert "25,00 %" in words(read(client, URL), "tbody td")


def test_retired_ones_are_listed_where_they_are_asked_for(
    client: Client, indicator: Indicator, ratio_indicator: Indicator, head: User
) -> None:
    actions.retire(indicator, by=head)
    page = read(client, URL)
    assert codes(page) == ["I-002"] and page.css(f"a[href='{URL}?status=retired']")
    assert codes(read(client, f"{URL}?status=retired")) == ["I-001"]


def test_strangers_see_only_what_is_public(
    client: Client, delegate: User, indicator: Indicator
) -> None:
    Indicator.objects.update(visibility=Visibility.INTERNAL)
    assert codes(read(client, URL)) == []
    client.force_login(delegate)
    assert codes(read(client, URL)) == ["I-001"]


def test_an_empty_list_says_what_to_do(client: Client, head: User, delegate: User) -> None:
    assert "Todavía no hay indicadores" in words(read(client, URL), ".m-empty")
    client.force_login(delegate)
    assert not read(client, URL).css(".m-empty .btn")
    client.force_login(head)
    assert read(client, URL).css(".m-empty .btn")


@pytest.mark.parametrize("role", ["nobody", "head", "coordinator", "partner"])
def test_it_asks_the_same_for_three_as_for_sixty(
    client: Client, request: pytest.FixtureRequest, sixty: list[Indicator], role: str
) -> None:
    if role != "nobody":
        client.force_login(request.getfixturevalue(role))

    def asked(url: str) -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        return len(queries)

    few, many = asked(f"{URL}?unit={sixty[0].owner_id or 'none'}&q=Otro+0"), asked(URL)
    Indicator.objects.filter(pk__in=[one.pk for one in sixty[3:]]).delete()
    assert asked(URL) == many
    assert few <= many + 1  # the search is one more


def test_the_page_of_an_objective_leads_to_its_indicators(
    client: Client, plan: Plan, ratio_indicator: Indicator
) -> None:
    way = f"a[href='/monitoring/{plan.code}/indicators/?objective=2.3']"
    assert read(client, f"/plans/{plan.code}/?objective=2.3").css(way)
    assert not read(client, f"/plans/{plan.code}/").css("a[href*='/indicators/?objective']")
