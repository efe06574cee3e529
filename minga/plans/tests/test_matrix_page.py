"""The printed matrix, live: every articulation in its place, under the cells that span it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from selectolax.lexbor import LexborHTMLParser

from minga.base.models import Visibility
from minga.people.models import User
from minga.plans.matrix import Page, matrix_page
from minga.plans.models import Articulation, Initiative, Level, MechanismType, Objective, Plan
from minga.plans.tree import tree

GOLD = Path(__file__).parents[3] / "tests" / "gold" / "matrix.csv"
MATRIX = "/plans/quito/matrix/"
VISITOR = AnonymousUser()


def expanded(html: bytes) -> list[list[str]]:
    """The table with every merged cell repeated in each row and column it covers."""
    rows: list[list[str]] = []
    hanging: dict[int, tuple[int, str]] = {}
    for tr in LexborHTMLParser(html).css("table.m-matrix > tbody > tr"):
        cells = iter(tr.css("th[role], td[role]"))
        row: list[str] = []
        while len(row) < 5:
            height, text = hanging.pop(len(row), (0, ""))
            if not height:
                cell = next(cells)
                text = " ".join(cell.text(separator=" ").split())
                height = int(cell.attributes.get("rowspan") or 1)
            if height > 1:
                hanging[len(row)] = (height - 1, text)
            row.append(text)
        assert not list(cells)
        rows.append(row)
    assert not hanging
    return rows


def test_it_says_what_the_document_says_row_by_row(client: Client, plan: Plan) -> None:
    with GOLD.open(encoding="utf-8", newline="") as file:
        wanted = list(csv.DictReader(file))
    labels = dict(MechanismType.objects.values_list("code", "label_es"))
    shown = expanded(client.get(MATRIX).content)
    assert len(shown) == len(wanted) == 122
    for row, gold in zip(shown, wanted, strict=True):
        development, management, initiative, objective, mechanisms = row
        assert development.startswith(f"{gold['development_code']} ")
        assert management.startswith(f"{gold['management_code']} ")
        code = f"{gold['management_code']}.{gold['initiative_number']}"
        assert initiative.startswith(f"{code} {gold['initiative']}")
        assert objective == gold["articulation_objective"]
        codes = [code for code in gold["mechanisms"].split(";") if code]
        named = " ".join(labels[code] for code in codes)
        assert mechanisms == (named or "Sin mecanismo en el documento")


def test_it_shows_how_many_are_declared(client: Client, plan: Plan) -> None:
    assert "36 de 36 declaradas" in client.get(MATRIX).content.decode()


def test_what_is_not_an_instrument_and_what_is_missing_look_different(
    client: Client, plan: Plan
) -> None:
    page = LexborHTMLParser(client.get(MATRIX).content)
    odd = {li.text() for li in page.css(".m-mech.is-odd") if li.tag == "li"}
    assert "consultoría" in odd
    assert len(page.css("td.mec .m-none")) == 2


def test_it_filters_like_the_plan(client: Client, plan: Plan) -> None:
    page = client.get(f"{MATRIX}?q=desnutricion").content
    assert [row[2].split()[0] for row in expanded(page)] == ["1.1.3"]
    assert "«desnutricion»" in page.decode()


def test_one_objective_alone(client: Client, plan: Plan) -> None:
    rows = expanded(client.get(f"{MATRIX}?objective=3.2").content)
    assert [row[2].split()[0] for row in rows] == ["3.2.1", "3.2.2"]


@pytest.mark.parametrize("query", ["objective=9.9", "objective=1.1%00x"])
def test_an_objective_that_does_not_exist_is_not_found(
    client: Client, plan: Plan, query: str
) -> None:
    assert client.get(f"{MATRIX}?{query}").status_code == 404


@pytest.mark.parametrize("after", ["-1", "x", "99999999999999999999", "²"])
def test_a_page_that_makes_no_sense_is_the_first(client: Client, plan: Plan, after: str) -> None:
    assert len(expanded(client.get(MATRIX, {"after": after}).content)) == 122


def test_what_nothing_fulfils_says_how_to_go_on(client: Client, plan: Plan) -> None:
    page = client.get(f"{MATRIX}?q=marciano").content.decode()
    assert "Ninguna iniciativa cumple todo eso a la vez" in page
    assert "Ver la matriz completa" in page


def turned(plan: Plan, size: int) -> list[Page]:
    pages: list[Page] = []
    after: int | None = 0
    while after is not None:
        wanted = Initiative.objects.filter(plan=plan)
        pages.append(
            matrix_page(wanted, plan, VISITOR, tree(plan, VISITOR), after=after, size=size)
        )
        after = pages[-1].after
    return pages


@pytest.mark.parametrize("size", [1, 7, 50, 122, 200])
def test_the_pages_together_are_the_whole_and_cut_no_initiative(plan: Plan, size: int) -> None:
    pages = turned(plan, size)
    named = [row.named for page in pages for row in page.rows if row.named]
    assert [n.code for n in named] == [i.code for i in plan.initiatives.order_by("position")]
    texts = [row.objective for page in pages for row in page.rows]
    printed = Articulation.objects.filter(initiative__plan=plan)
    ordered = printed.order_by("initiative__position", "number")
    assert texts == [a.objective for a in ordered]
    for page in pages:
        assert page.rows[0].named  # a page never begins inside an initiative
        assert len(page.rows) <= max(size, 3)


@pytest.mark.parametrize("size", [1, 7, 50])
def test_merged_cells_cover_every_page_exactly(plan: Plan, size: int) -> None:
    for page in turned(plan, size):
        for last in (False, True):
            headings = [h for row in page.rows for h in row.headings if h.last is last]
            assert sum(h.rows for h in headings) == len(page.rows)
        assert sum(row.named.rows for row in page.rows if row.named) == len(page.rows)


def test_a_cell_that_began_on_the_page_before_says_so(plan: Plan) -> None:
    first, second, *_ = turned(plan, 50)
    assert not any(h.continued for row in first.rows for h in row.headings)
    assert [h.continued for h in second.rows[0].headings] == [True, True]
    assert not any(h.continued for row in second.rows[1:] for h in row.headings)


def test_an_initiative_right_under_the_highest_level_takes_the_free_column(plan: Plan) -> None:
    top = plan.objectives.get(code="1")
    Initiative.objects.create(
        plan=plan, objective=top, number=1, code="1.0.1", position=999, name="Directa"
    )
    (page,) = turned(plan, 200)
    direct = page.rows[-1]
    assert [(h.objective.code, h.columns) for h in direct.headings] == [("1", 2)]
    assert "Sin mecanismo" in direct.mechanisms
    assert len(page.rows) == 123


def test_a_plan_with_one_level_has_one_column_of_objectives(client: Client, db: None) -> None:
    plan = Plan.objects.create(code="llano", title="Plan llano")
    level = Level.objects.create(plan=plan, depth=1, name="Eje")
    axis = Objective.objects.create(plan=plan, level=level, code="A", text="Agua", position=1)
    Initiative.objects.create(
        plan=plan, objective=axis, number=1, code="A.1", position=1, name="Cuidar la fuente"
    )
    page = LexborHTMLParser(client.get("/plans/llano/matrix/").content)
    assert [th.text() for th in page.css(".m-matrix thead th")] == [
        "Eje",
        "Iniciativas",
        "Objetivo de articulación",
        "Mecanismos de articulación",
    ]
    assert len(page.css(".m-matrix tbody tr > *")) == 4


def test_visitors_see_only_what_is_public(client: Client, plan: Plan, coordinator: User) -> None:
    Initiative.objects.filter(code="1.1.1").update(visibility=Visibility.INTERNAL)
    assert b"1.1.1</span>" not in client.get(MATRIX).content
    client.force_login(coordinator)
    assert b"1.1.1</span>" in client.get(MATRIX).content


@pytest.mark.parametrize("role", ["", "coordinator", "head", "delegate", "partner", "operator"])
def test_the_number_of_queries_does_not_grow_with_the_rows(
    request: pytest.FixtureRequest,
    client: Client,
    plan: Plan,
    role: str,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    if role:
        client.force_login(request.getfixturevalue(role))
    client.get(MATRIX)
    for query in ("", "?objective=3.3", "?q=salud", "?after=60"):
        client.get(f"{MATRIX}{query}")
        with django_assert_max_num_queries(14):
            client.get(f"{MATRIX}{query}")
