"""The plan as a page: its tree, its list, its filters, its pages."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from minga.base.testing import flat, href, one, read
from minga.people.models import User
from minga.plans.menu import current
from minga.plans.models import Initiative, Plan
from minga.plans.testing_plans import make_plan

pytestmark = pytest.mark.django_db


def codes(html: str) -> list[str]:
    return re.findall(r'class="code m-code">([\d.]+)<', html)


def get(client: Client, address: str, **headers: str) -> str:
    response = client.get(address, headers=headers)
    assert response.status_code == 200
    return flat(response.content.decode())


def queries(client: Client, address: str) -> int:
    client.get(address)  # what is kept is kept now
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return len(captured)


def test_it_shows_the_tree_with_its_counts(client: Client, plan: Plan) -> None:
    html = get(client, "/plans/quito/")
    assert "114 iniciativas" in html
    assert re.search(r'1\.2</span><span>Economía[^<]*</span><span class="num">24<', html)


def test_it_shows_the_initiatives_of_an_objective(client: Client, plan: Plan) -> None:
    html = get(client, "/plans/quito/?objective=1.2")
    assert codes(html) == [f"1.2.{n}" for n in range(1, 25)]
    assert "<strong>24 iniciativas</strong>de 24 declaradas, todas previstas." in html
    assert "<title>1.2 Economía, trabajo y oportunidades" in html


def test_an_unknown_objective_is_not_found(client: Client, plan: Plan) -> None:
    assert client.get("/plans/quito/?objective=9.9").status_code == 404
    assert client.get("/plans/nowhere/").status_code == 404


def test_pages_follow_one_another_and_miss_nothing(client: Client, plan: Plan) -> None:
    for sort in ("", "name", "complete", "incomplete"):
        seen: list[str] = []
        address = f"/plans/quito/?sort={sort}"
        while address:
            html = get(client, address)
            seen += codes(html)
            following = re.search(r'href="([^"]+)" rel="next"', html)
            address = following[1].replace("&amp;", "&") if following else ""
        assert len(seen) == len(set(seen)) == 114, sort


def test_the_order_is_as_asked(client: Client, plan: Plan, led: Initiative) -> None:
    assert codes(get(client, "/plans/quito/"))[:2] == ["1.1.1", "1.1.2"]
    assert codes(get(client, "/plans/quito/?sort=complete"))[0] == "2.3.1"
    assert codes(get(client, "/plans/quito/?sort=incomplete"))[:2] == ["1.2.11", "1.2.12"]
    names = re.findall(r"data-key>([^<]+)<", get(client, "/plans/quito/?sort=name"))
    assert names == sorted(names, key=str.lower)


def test_a_page_that_is_gone_begins_again(client: Client, plan: Plan) -> None:
    assert codes(get(client, "/plans/quito/?after=9.9.9&seen=x"))[0] == "1.1.1"


def test_a_search_says_what_it_found(client: Client, plan: Plan) -> None:
    html = get(client, "/plans/quito/?q=desnutricion")
    assert "<title>«desnutricion»: 1 iniciativa" in html
    assert codes(html) == ["1.1.3"]


def test_an_empty_answer_says_what_to_do(client: Client, plan: Plan) -> None:
    html = get(client, "/plans/quito/?q=zanahoria&objective=1.2")
    assert "Ninguna iniciativa dice «zanahoria»" in html
    assert 'href="/plans/quito/?q=zanahoria"' in html


def test_an_empty_plan_says_where_initiatives_come_from(client: Client, coordinator: User) -> None:
    Plan.objects.create(code="vacio", title="Plan vacío")
    assert "todavía no tiene iniciativas" in get(client, "/plans/vacio/")
    client.force_login(coordinator)
    assert "minga import ARCHIVO --plan vacio" in get(client, "/plans/vacio/")


def test_saved_filters_count_their_initiatives(client: Client, plan: Plan) -> None:
    html = get(client, "/plans/quito/?objective=2.3")
    assert re.search(r'\?mechanism=none">Sin mecanismo<span class="num">2<', html)
    assert re.search(r'\?several=1">Más de una articulación<span class="num">7<', html)


def test_texts_are_escaped(client: Client, plan: Plan) -> None:
    plan.initiatives.filter(code="1.1.1").update(name="<script>alert(1)</script>")
    html = get(client, "/plans/quito/?q=%3Cscript%3E")
    assert "<script>alert" not in get(client, "/plans/quito/")
    assert "«<script>" not in html


def test_htmx_gets_only_the_list(client: Client, plan: Plan) -> None:
    html = get(client, "/plans/quito/?q=desnutricion", **{"HX-Target": "list"})
    assert html.lstrip().startswith('<div id="list"')
    assert "<html" not in html


def test_only_who_may_edit_can_choose_rows(
    client: Client, plan: Plan, coordinator: User, delegate: User, led: Initiative
) -> None:
    assert "m-pick" not in get(client, "/plans/quito/")
    client.force_login(delegate)
    picks = re.findall(r'name="sel" value="([^"]+)"', get(client, "/plans/quito/?objective=2.3"))
    assert picks == ["2.3.1"]
    client.force_login(coordinator)
    assert len(re.findall(r'name="sel"', get(client, "/plans/quito/"))) == 25


def test_what_is_internal_is_seen_only_inside(client: Client, plan: Plan, delegate: User) -> None:
    plan.initiatives.filter(code="1.1.1").update(visibility="internal")
    assert "1.1.1" not in codes(get(client, "/plans/quito/"))
    assert client.get("/plans/quito/1.1.1/").status_code == 404
    client.force_login(delegate)
    assert "1.1.1" in codes(get(client, "/plans/quito/"))


@pytest.mark.parametrize("who", ["", "coordinator", "delegate", "partner", "operator"])
def test_queries_do_not_grow_with_the_rows(
    client: Client, plan: Plan, who: str, request: pytest.FixtureRequest
) -> None:
    if who:
        client.force_login(request.getfixturevalue(who))
    make_plan(300)
    few = queries(client, "/plans/quito/?objective=3.3")
    assert few <= 12
    for address in (
        "/plans/quito/",
        "/plans/generado/",
        "/plans/generado/?mechanism=convenio",
        "/plans/generado/?sort=complete",
        "/plans/generado/?missing=lead&kind=plan",
    ):
        assert queries(client, address) == few, address
    assert queries(client, "/plans/generado/?after=1.1.9&seen=9") == few + 1


def test_one_plan_is_opened_at_once_and_several_are_listed(client: Client, plan: Plan) -> None:
    assert client.get("/plans/")["Location"] == "/plans/quito/"
    Plan.objects.create(code="otro", title="Otro plan")
    assert "2 planes publicados" in get(client, "/plans/")
    Plan.objects.update(visibility="internal")
    assert "Todavía no hay ningún plan" in get(client, "/plans/")


@pytest.mark.parametrize(
    "address",
    [
        "/plans/quito/?after=%00&q=%00&objective=%00&seen=%C2%B2",
        "/plans/quito/?unit=%C2%B2&after=1.1.1&seen=" + "9" * 5000,
        "/plans/quito/?unit=" + "9" * 5000 + "",
        "/plans/quito/%00/",
        "/plans/quito/%00/edit/",
        "/plans/quito/bulk/?do=kind&sel=%00",
    ],
)
def test_no_address_breaks_it(client: Client, plan: Plan, coordinator: User, address: str) -> None:
    client.force_login(coordinator)
    assert client.get(address).status_code in (200, 302, 404)


def test_a_plan_without_years_does_not_take_the_place_of_the_one_in_force(
    plan: Plan, coordinator: User
) -> None:
    Plan.objects.create(code="otro", title="Otro", status=plan.status)
    assert current(coordinator) == plan


def test_the_menu_of_another_plan_leads_to_what_belongs_to_it(client: Client, plan: Plan) -> None:
    other = make_plan(3)
    Plan.objects.filter(pk=other.pk).update(first_year=1999, visibility="public")
    links = [href(a) for a in read(client, f"/plans/{other.code}/").css(".m-nav a")]
    assert f"/spaces/?plan={other.code}" in links
    assert "/spaces/" in [href(a) for a in read(client, "/plans/quito/").css(".m-nav a")]
    there = read(client, f"/spaces/?plan={other.code}")
    assert one(there, "input[name=plan]").attributes["value"] == other.code
    assert f"/agreements/?plan={other.code}" in [href(a) for a in there.css(".m-nav a")]
