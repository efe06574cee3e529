"""The board: completeness first, then compliance; every number with its denominator and rows."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from minga.base.kept import forget_all
from minga.monitoring.actions import decide
from minga.monitoring.board import rows
from minga.monitoring.models import Figure, Indicator
from minga.monitoring.tests.boarded import SECRET, scored_plan, waiting
from minga.monitoring.tests.scored import measured, tell
from minga.people.models import User
from minga.plans.models import Initiative, Plan

BOARD = "/monitoring/quito/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def board(plan: Plan, led: Initiative) -> dict[str, Indicator]:
    return scored_plan(plan, led)


def shown(client: Client, query: str = "", url: str = BOARD) -> HTMLParser:
    response = client.get(url + query)
    assert response.status_code == 200
    return HTMLParser(response.content)


def words(page: HTMLParser, of: str = "main") -> str:
    node = page.css_first(of)
    assert node
    return " ".join(node.text().split())


def group(page: HTMLParser, name: str) -> str:
    for row in page.css(".m-groups tr"):
        if name in row.text():
            return " ".join(row.text().split())
    raise AssertionError(name)


def test_on_the_first_day_it_says_what_to_mend_first(client: Client, plan: Plan) -> None:
    page = shown(client)
    said = words(page)
    assert "todavía no se puede decir" in said
    assert "Sin dato en las 114 iniciativas" in said
    assert page.css_first('.m-empty a[href="/monitoring/quito/indicators/"]')
    assert "112 de 114" in said
    assert said.index("qué tan completo") < said.index("cuánto se cumple")
    assert not page.css(".m-chart")


def test_a_coordinator_is_led_to_the_first_indicator(
    client: Client, plan: Plan, coordinator: User
) -> None:
    client.force_login(coordinator)
    assert shown(client).css_first('.m-empty a[href="/monitoring/quito/indicators/new/"]')


def test_it_says_what_is_missing_next(client: Client, plan: Plan, led: Initiative) -> None:
    one = measured(led, "A-1")
    one.targets.all().delete()
    forget_all()
    assert "Nadie ha reportado todavía" in words(shown(client))
    tell(one, 5, status="sent")
    assert "ninguna meta" in words(shown(client))


def test_where_all_readings_wait_it_leads_to_the_preliminary_board(
    client: Client, plan: Plan, led: Initiative
) -> None:
    tell(measured(led, "A-1"), 5, status="sent")
    page = shown(client, "?year=2026")
    link = page.css_first('.m-empty a[href*="basis=preliminary"]')
    assert link
    assert "5,0 %" in words(shown(client, link.attributes["href"] or ""))


def test_a_visitor_sees_only_what_is_public(client: Client, board: dict[str, Indicator]) -> None:
    page = shown(client, "?year=2026")
    # (90 x 1 + 40 x 3) / 4: the internal one and the one that waits do not count
    assert "52,5 %" in words(page, "h1")
    assert "2 de 4" in group(page, "Todo el plan")
    assert SECRET not in page.html  # type: ignore[operator]


def test_the_government_sees_all(client: Client, board: dict[str, Indicator], head: User) -> None:
    client.force_login(head)
    page = shown(client, "?year=2026")
    assert "44,0 %" in words(page, "h1")
    assert "3 de 5" in group(page, "Todo el plan")


def test_preliminary_readings_count_only_where_asked_and_are_labelled(
    client: Client, board: dict[str, Indicator]
) -> None:
    page = shown(client, "?year=2026&basis=preliminary")
    assert "56,0 %" in words(page, "h1")
    assert "preliminar" in words(page, "#h-done + p")
    assert "3 de 4" in group(page, "Todo el plan")


def test_an_objective_without_scores_is_never_zero(
    client: Client, board: dict[str, Indicator]
) -> None:
    said = group(shown(client, "?year=2026"), "3.2")
    assert "Sin dato" in said and " 0,0 %" not in said


def test_after_one_approval_the_next_page_has_the_new_figures(
    client: Client, board: dict[str, Indicator], head: User
) -> None:
    assert "52,5 %" in words(shown(client, "?year=2026"), "h1")
    decide.approve(waiting(board["waits"]), by=head)
    page = shown(client, "?year=2026")
    assert "56,0 %" in words(page, "h1")
    assert "3 de 4" in group(page, "Todo el plan")


@pytest.mark.parametrize(
    ("by", "name", "says"),
    [
        ("objective", "2.3", "90,0 %"),
        ("unit", "Movilidad", "90,0 %"),
        ("unit", "Ninguna unidad", "40,0 %"),
        ("area", "Sin territorio dicho", "52,5 %"),
    ],
)
def test_it_is_told_by_objective_unit_and_area(
    client: Client, board: dict[str, Indicator], by: str, name: str, says: str
) -> None:
    assert says in group(shown(client, f"?year=2026&by={by}"), name)


def test_every_mechanism_counts_what_it_carries(
    client: Client, board: dict[str, Indicator]
) -> None:
    page = shown(client, "?year=2026&by=mechanism")
    used = board["good"].initiative.articulations.first().mechanisms.first()  # type: ignore[union-attr]
    assert str(used) in words(page, ".m-groups")


@pytest.mark.parametrize("by", ["objective", "unit", "area", "mechanism"])
@pytest.mark.parametrize("who", [None, "head"])
@pytest.mark.parametrize("basis", ["approved", "preliminary"])
def test_every_number_opens_exactly_its_rows(
    client: Client,
    board: dict[str, Indicator],
    request: pytest.FixtureRequest,
    by: str,
    who: str | None,
    basis: str,
) -> None:
    if who:
        client.force_login(request.getfixturevalue(who))
    page = shown(client, f"?year=2026&by={by}&basis={basis}")
    doors = {
        a.attributes["href"]: a.text()
        for a in page.css(".m-groups a")
        if "/board/rows/" in (a.attributes["href"] or "")
    }
    assert len(doors) > 4
    for url, said in doors.items():
        assert url
        opened = HTMLParser(client.get(url).content)
        found = len(opened.css("table tbody tr"))
        told = re.search(r"(\d+)(?: de \d+)?\s*(?:indicadores|:|$)", said)
        if "%" in said:
            continue
        assert told and found == int(told[1]), (url, said)


def test_what_the_rows_add_is_the_figure(client: Client, board: dict[str, Indicator]) -> None:
    plan = board["good"].plan
    wanted = rows.Wanted("plan", 0, 2026, "approved")
    user = client.get(BOARD).wsgi_request.user
    lines, more = rows.lines(plan, wanted, user)
    share = rows.share(plan, wanted, user)
    assert share and not more
    assert sum((line.part or Decimal(0) for line in lines), Decimal(0)) == share.numerator
    assert sum((line.weight for line in lines), Decimal(0)) == share.denominator


def test_rows_of_nothing_are_not_found(client: Client, plan: Plan) -> None:
    for query in ("", "?of=plan", "?of=objective&key=999999&year=2026", "?of=x&key=0&year=2026"):
        assert client.get(f"{BOARD}board/rows/{query}").status_code == 404


def test_odd_addresses_open_the_usual_board(client: Client, board: dict[str, Indicator]) -> None:
    for query in ("?year=x", "?year=99999", "?by=%00", "?basis=all", "?year=²026"):
        assert "h1" in (shown(client, query).html or "")


def test_a_plan_that_is_not_public_has_no_board(client: Client, plan: Plan) -> None:
    Plan.objects.filter(pk=plan.pk).update(visibility="internal")
    assert client.get(BOARD).status_code == 404
    assert client.get(f"{BOARD}board.pdf").status_code == 404


def test_each_chart_has_its_table_and_its_downloads(
    client: Client, board: dict[str, Indicator]
) -> None:
    page = shown(client, "?year=2026")
    charts = page.css("figure.m-chart")
    assert len(charts) == 4
    for chart in charts:
        assert chart.css_first("details table tbody tr")
        assert chart.css_first("h3").text().strip()  # type: ignore[union-attr]
        links = [a.attributes["href"] or "" for a in chart.css(".foot a")]
        assert [".png" in links[0], ".xlsx" in links[1]] == [True, True]
        assert client.get(links[1]).status_code == 200


@pytest.mark.slow
def test_the_board_costs_the_same_with_many(
    plan: Plan, led: Initiative, board: dict[str, Indicator], head: User, coordinator: User
) -> None:
    few = [_queries(user) for user in (None, head, coordinator)]
    for n, initiative in enumerate(plan.initiatives.all()[:30]):
        tell(measured(initiative, f"B-{n:02}"), n * 3, year=2024 + n % 3)
    many = [_queries(user) for user in (None, head, coordinator)]
    assert many == few
    assert max(max(counts) for counts in many) <= 40
    assert Figure.objects.count() > 100


def _queries(user: User | None) -> list[int]:
    client = Client()
    if user:
        client.force_login(user)
    found = []
    key = "?of=plan&key=0&year=2026"
    for url in (
        f"{BOARD}?year=2026",
        f"{BOARD}?year=2026&by=unit",
        f"{BOARD}?year=2026&by=mechanism&basis=preliminary",
        f"{BOARD}board/rows/{key}",
        f"{BOARD}board/rows/{key}&light=none",
        f"{BOARD}board.xlsx?year=2026",
    ):
        forget_all()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(url).status_code == 200
        found.append(len(queries))
    return found


def test_it_leads_to_all_that_is_of_monitoring(client: Client, plan: Plan, delegate: User) -> None:
    book = "a[href='/monitoring/quito/workbook/']"
    page = HTMLParser(client.get(BOARD).content)
    assert page.css("main a[href='/evaluation/']") and page.css("main a[href='/analysis/']")
    assert not page.css(book)
    client.force_login(delegate)
    assert HTMLParser(client.get(BOARD).content).css(book)
