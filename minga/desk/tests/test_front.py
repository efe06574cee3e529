"""The front page: what a citizen reads first, every number of it computed."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.test import Client
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from minga.base.models import Visibility
from minga.base.testing import href, read, words
from minga.desk import front
from minga.desk.words import conclusion, place
from minga.people.models import User
from minga.plans.filters import Filter
from minga.plans.models import (
    Articulation,
    Initiative,
    Level,
    MechanismType,
    MechanismUse,
    Objective,
    Plan,
)
from minga.plans.tree import objectives, tree
from minga.territory.models import Area

VISITOR = AnonymousUser()


def made(levels: int, code: str = "otro") -> Plan:
    """A small plan with so many levels, an initiative at the lowest and no mechanism."""
    Plan.objects.exclude(code=code).update(status=Plan.Status.CLOSED)
    plan = Plan.objects.create(code=code, title="Otro plan", first_year=2030, last_year=2035)
    above = None
    for depth in range(1, levels + 1):
        level = Level.objects.create(plan=plan, depth=depth, name=f"Nivel {depth}")
        above = Objective.objects.create(
            plan=plan,
            level=level,
            parent=above,
            code=".".join("1" * depth),
            text=f"Texto de {depth}",
            position=depth,
        )
    assert above
    Initiative.objects.create(
        plan=plan, objective=above, number=1, code="1.x", position=1, name="Cuidar la fuente"
    )
    return plan


def test_it_says_whose_plan_it_is_and_until_when(client: Client, plan: Plan) -> None:
    assert words(read(client, "/"), "h1") == "Lo que Quito se propuso hacer con otros hasta 2033"


def test_it_says_what_the_published_plan_says(client: Client, plan: Plan) -> None:
    page = read(client, "/")
    rows = {words(tr, "th"): words(tr, "td.r") for tr in page.css(".m-says tbody tr")}
    assert rows["qué quiere lograr"] == "114 de 114"
    assert rows["por qué medio"] == "112 de 114"
    assert rows["cuándo"] == "0 de 114"
    assert len(rows) == 8


def test_the_objectives_come_with_their_counts(client: Client, plan: Plan) -> None:
    page = read(client, "/")
    assert words(page, "#h-goals") == "Tres objetivos, diez líneas de trabajo"
    assert [int(b.text(deep=False)) for b in page.css(".m-goal .big")] == [60, 42, 12]
    counts = [int(n.text()) for n in page.css(".m-goal .m-mini-list .num")]
    assert counts == [36, 24, 5, 12, 11, 8, 6, 9, 2, 1]


def test_the_picture_and_its_table_tell_the_same(client: Client, plan: Plan) -> None:
    page = read(client, "/")
    assert words(page, "#c-title") == "Seis de cada diez articulaciones prevén un convenio"
    table = page.css(".m-chart table tbody tr")
    cells = [[int(c.text().replace("–", "0")) for c in tr.css("td")] for tr in table]
    assert sum(row[0] for row in cells) == 122
    assert sum(sum(row[1:]) for row in cells) == 217 + 2  # two articulations foresee nothing
    drawn = [int(t.text().rpartition(": ")[2]) for t in page.css("svg.for-desk path title")]
    assert sorted(drawn) == sorted(n for row in cells for n in row[1:] if n)
    bars = [int(n.text()) for n in page.css(".for-phone .num")]
    assert bars == [sum(column) for column in zip(*(row[1:] for row in cells), strict=True)]


def test_each_bar_of_the_phone_opens_initiatives_with_that_mechanism(plan: Plan) -> None:
    drawn = front.picture(plan, VISITOR, list(objectives(plan).values()))
    assert drawn
    for line in drawn.bars:
        if line.url:
            wanted = Filter.read(QueryDict(line.url.partition("?")[2]))
            assert 0 < wanted.apply(plan, VISITOR).count() <= line.n


def test_every_example_finds_as_many_as_it_says(client: Client, plan: Plan) -> None:
    links = read(client, "/").css(".m-try a")
    assert len(links) == 5
    for link in links:
        n = int(link.text().rpartition("(")[2].strip(" )"))
        wanted = Filter.read(QueryDict(href(link).partition("?")[2]))
        assert wanted.apply(plan, VISITOR).count() == n > 1


def test_places_are_named_only_where_areas_are_recorded(client: Client, plan: Plan) -> None:
    Area.objects.filter(kind__in=["urban_parish", "rural_parish"]).delete()
    district = Area.objects.get(kind="district")
    assert "lugares que los textos nombran" not in words(read(client, "/"), "main")
    Area.objects.create(kind=Area.Kind.RURAL_PARISH, name="Calderón", parent=district)
    assert "lugares que los textos nombran" in words(read(client, "/"), "main")
    assert [a.text().split() for a in read(client, "/").css(".m-chips a")] == [["Calderón", "1"]]


def test_what_takes_place_somewhere_is_listed(client: Client, plan: Plan) -> None:
    area = Area.objects.create(kind=Area.Kind.RURAL_PARISH, name="Lloa chico")
    plan.initiatives.get(code="1.1.1").areas.add(area)
    Plan.objects.filter(pk=plan.pk).update(revision=plan.revision + 1)
    page = words(read(client, "/"), "main")
    assert "1 de 114 iniciativas dice en qué lugar ocurre" in page
    assert "Lloa chico 1" in page
    assert "De cada iniciativa ya se sabe" in page  # the published plan said less


def test_the_picture_can_be_saved_and_needs_no_style_sheet(client: Client, plan: Plan) -> None:
    response = client.get("/picture/quito.svg")
    assert response["Content-Type"].startswith("image/svg+xml")
    assert response["Content-Disposition"] == 'attachment; filename="quito.svg"'
    svg = ElementTree.fromstring(response.content)
    assert "style" not in {element.tag.rpartition("}")[2] for element in svg.iter()}
    assert all(p.get("fill") for p in svg.iter("{http://www.w3.org/2000/svg}path"))


def test_numbers_in_drawings_are_written_for_machines_in_every_language(
    client: Client, plan: Plan
) -> None:
    with translation.override("es"):
        drawing = client.get("/picture/quito.svg").content.decode()
    assert not re.search(r'\b(?:y|height|width|x)="\d+,\d', drawing)


@pytest.mark.parametrize("levels", [1, 2, 3])
def test_it_works_for_a_plan_of_other_levels_and_no_mechanisms(
    client: Client, db: None, levels: int
) -> None:
    made(levels)
    page = words(read(client, "/"), "main")
    assert "Lo que la ciudad se propuso hacer con otros hasta 2035" in page
    assert "Cómo piensa hacerlo" not in page
    assert client.get("/picture/otro.svg").status_code == 404
    title = ["Un objetivo", "Un objetivo, una línea de trabajo"][levels > 1]
    assert title in page


def test_many_objectives_are_drawn_by_their_highest_one(db: None) -> None:
    plan = made(2)
    level = Level.objects.get(plan=plan, depth=2)
    mechanism = MechanismType.objects.earliest("pk")
    top = plan.objectives.get(code="1")
    for n in range(2, 20):
        leaf = Objective.objects.create(
            plan=plan, level=level, parent=top, code=f"1.{n}", text="Otro", position=n + 5
        )
        initiative = Initiative.objects.create(
            plan=plan, objective=leaf, number=1, code=f"1.{n}.1", position=n, name="Algo"
        )
        articulation = Articulation.objects.create(initiative=initiative, number=1, objective="x")
        MechanismUse.objects.create(articulation=articulation, mechanism=mechanism, position=1)
    drawn = front.picture(plan, VISITOR, list(objectives(plan).values()))
    assert drawn
    assert [(node.end.label, node.value) for node in drawn.flow.left] == [("Texto de 1 1", 18)]
    assert len(drawn.rows) == 18  # the table keeps them all


def test_without_a_plan_it_says_how_to_begin(client: Client, db: None) -> None:
    Plan.objects.all().update(visibility=Visibility.INTERNAL)
    page = words(read(client, "/"), "main")
    assert "Todavía no hay ningún plan" in page
    assert "script/minga demo" in page


def test_visitors_count_only_what_they_see(client: Client, plan: Plan, coordinator: User) -> None:
    Initiative.objects.filter(code="1.1.1").update(visibility=Visibility.INTERNAL)
    assert "anuncia 113 iniciativas" in words(read(client, "/"), "main")
    client.force_login(coordinator)
    assert "anuncia 114 iniciativas" in words(read(client, "/"), "main")


def test_the_title_counts_in_every_number_of_objectives(plan: Plan) -> None:
    assert front.goals_title(tree(plan, VISITOR)) == "Tres objetivos, diez líneas de trabajo"


@pytest.mark.parametrize(
    "n, total, says",
    [
        (77, 122, "Seis de cada diez articulaciones prevén un convenio"),
        (10, 10, "Todas las articulaciones prevén un convenio"),
        (97, 100, "Casi todas las articulaciones prevén un convenio"),
        (50, 100, "La mitad de las articulaciones prevé un convenio"),
        (11, 100, "Una de cada diez articulaciones prevé un convenio"),
        (2, 100, "Ningún mecanismo domina: un convenio, el más previsto, está en 2 de 100"),
    ],
)
def test_the_conclusion_is_the_share_in_words(n: int, total: int, says: str) -> None:
    assert conclusion("convenio", n, total) == says


def test_the_article_follows_the_word() -> None:
    assert "prevén una alianza estratégica" in conclusion("alianza estratégica", 3, 5)
    assert "prevén una reunión bilateral" in conclusion("reunión bilateral", 3, 5)
    assert "prevén un acta de reunión" in conclusion("acta de reunión", 3, 5)


@pytest.mark.parametrize(
    "government, name",
    [
        ("Distrito Metropolitano de Quito", "Quito"),
        ("Gobierno Autónomo Descentralizado del Distrito Metropolitano de Quito", "Quito"),
        ("GAD de la Provincia del Azuay", "el Azuay"),
        ("Municipio de San Pedro de Alcántara", "San Pedro de Alcántara"),
        ("Gobierno de la Ciudad de Buenos Aires", "Buenos Aires"),
        ("", "la ciudad"),
    ],
)
def test_the_place_is_read_from_the_name_of_its_government(government: str, name: str) -> None:
    assert place(government) == name


@pytest.mark.parametrize("role", ["", "coordinator", "head", "delegate", "partner", "operator"])
def test_the_number_of_queries_is_small_for_every_role(
    request: pytest.FixtureRequest,
    client: Client,
    plan: Plan,
    role: str,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    if role:
        client.force_login(request.getfixturevalue(role))
    client.get("/")
    with django_assert_max_num_queries(10):
        client.get("/")
