"""The pages of the territory, and changing it by hand."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from minga.base.models import Entry, Visibility
from minga.base.steps import Refused
from minga.base.testing import next_page, read, words
from minga.people.models import User
from minga.plans.models import Initiative, Plan
from minga.territory import actions, listed
from minga.territory.listed import DATA
from minga.territory.models import Area

pytestmark = pytest.mark.django_db
ABOUT = {"short_title": "Plan de Quito 2024-2033", "status": "in_force", "escalate_after": "20"}

SQUARE = {
    "type": "Polygon",
    "coordinates": [[[-78.5, -0.2], [-78.4, -0.2], [-78.4, -0.1], [-78.5, -0.1], [-78.5, -0.2]]],
}


@pytest.fixture
def district(plan: Plan) -> Area:
    return Area.objects.get(kind="district")


@pytest.fixture
def calderon(plan: Plan) -> Area:
    return Area.objects.get(code="170155")


def test_a_table_shows_all_areas_and_says_that_there_are_no_shapes(
    client: Client, plan: Plan
) -> None:
    shown = read(client, "/territory/")
    assert "estas 68 áreas" in words(shown, "h1")
    assert len(shown.css("tbody tr")) == 68
    assert "Todavía no hay formas" in words(shown, ".m-empty")
    assert shown.css_first("svg.m-map") is None


def test_an_area_counts_what_happens_in_it_and_inside_of_it(
    client: Client, calderon: Area, district: Area, led: Initiative
) -> None:
    other = Initiative.objects.exclude(pk=led.pk).filter(plan=led.plan)[0]
    led.areas.set([calderon, district])
    other.areas.set([calderon])
    shown = read(client, f"/territory/{district.pk}/")
    assert "Iniciativas: 2" in words(shown, "#h-t1")
    shown = read(client, f"/territory/{Area.objects.get(code='17').pk}/")
    assert "Iniciativas: 2" in words(shown, "#h-t1")
    tumbaco = Area.objects.get(code="170184")
    shown = read(client, f"/territory/{tumbaco.pk}/")
    assert "Iniciativas: 0" in words(shown, "#h-t1")
    assert "Nada que ocurra solo aquí" in words(shown, ".m-empty")


def test_a_visitor_counts_only_what_is_public(
    client: Client, calderon: Area, led: Initiative, coordinator: User
) -> None:
    led.areas.set([calderon])
    Initiative.objects.filter(pk=led.pk).update(visibility=Visibility.INTERNAL)
    address = f"/territory/{calderon.pk}/"
    assert "Iniciativas: 0" in words(read(client, address), "#h-t1")
    client.force_login(coordinator)
    assert "Iniciativas: 1" in words(read(client, address), "#h-t1")


def test_the_map_links_each_shape_and_says_what_happens_there(
    client: Client, calderon: Area, led: Initiative
) -> None:
    Area.objects.filter(pk=calderon.pk).update(shape=SQUARE)
    led.areas.set([calderon])
    shown = read(client, "/territory/?kind=rural_parish")
    assert "En 4 de 68 áreas" in words(shown, "h1")  # the parish and what it lies in
    (link,) = shown.css("svg.m-map a")
    assert link.attributes["href"] == f"/territory/{calderon.pk}/"
    assert link.attributes["class"] == "is-used"
    assert link.attributes["aria-label"] == "Calderón (parroquia rural). Iniciativas: 1"
    assert "33" in words(shown, "#h-map + *, .small.quiet")
    assert read(client, f"/territory/{calderon.pk}/").css_first("svg.m-map path") is not None


def test_the_table_of_a_country_goes_on_from_page_to_page(client: Client, plan: Plan) -> None:
    actions.bring(listed.read(DATA / "ecuador.csv"), national=True)
    names: list[str] = []
    address = "/territory/?kind=canton"
    while address:
        shown = read(client, address)
        names += [node.text() for node in shown.css("tbody th a")]
        after = next_page(shown).partition("#")[0]
        address = f"/territory/{after}" if after else ""
    assert len(names) == len(set(names)) + 2 == 222  # Bolívar and Olmedo are two each


def test_pages_ask_the_database_as_often_for_many_areas_as_for_few(
    client: Client, plan: Plan, coordinator: User, district: Area
) -> None:
    for user in (None, coordinator):
        if user:
            client.force_login(user)
        counts = []
        for lines in ([], listed.read(DATA / "ecuador.csv")):
            actions.bring(lines, national=True)
            for address in ("/territory/", f"/territory/{district.pk}/"):
                client.get(address)
                with CaptureQueriesContext(connection) as asked:
                    client.get(address)
                counts.append(len(asked))
        assert counts[:2] == counts[2:]
        assert max(counts) <= 22


def test_only_the_coordinator_changes_the_territory(
    client: Client, calderon: Area, coordinator: User, head: User
) -> None:
    address = f"/territory/{calderon.pk}/edit/"
    assert client.get(address).status_code == 302
    client.force_login(head)
    assert client.get(address).status_code == 404
    assert client.post("/territory/new/", {"name": "X", "kind": "zone"}).status_code == 404
    client.force_login(coordinator)
    said = {"name": "Carapungo", "kind": "rural_parish", "code": "170155", "parent": "1701"}
    assert client.post(address, said).status_code == 302
    calderon.refresh_from_db()
    assert calderon.name == "Carapungo"
    assert calderon.parent and calderon.parent.code == "1701"
    entry = Entry.objects.get(record="territory.area", object_id=calderon.pk, verb="edited")
    assert entry.before["parent"] == "Distrito Metropolitano de Quito"
    assert entry.by == coordinator
    assert "Carapungo" in words(read(client, "/search/?q=carapungo"), "main")


def test_a_parent_inside_of_the_area_is_refused_in_one_sentence(
    client: Client, calderon: Area, coordinator: User
) -> None:
    client.force_login(coordinator)
    canton = Area.objects.get(code="1701")
    said = {"name": "Quito", "kind": "canton", "code": "1701", "parent": "170155"}
    shown = client.post(f"/territory/{canton.pk}/edit/", said)
    assert "no puede pertenecer a «Calderón»" in shown.content.decode()
    canton.refresh_from_db()
    assert canton.parent and canton.parent.code == "17"
    with pytest.raises(Refused):
        actions.edit(canton, by=coordinator, parent=canton)


def test_an_area_is_added_where_it_was_asked_for(
    client: Client, calderon: Area, coordinator: User
) -> None:
    client.force_login(coordinator)
    form = read(client, f"/territory/new/?in={calderon.pk}")
    said: dict[str, Any] = {"name": "Llano Grande", "kind": "neighbourhood", "code": ""}
    parent = form.css_first("input[name=parent]")
    assert parent is not None and parent.attributes["value"] == "170155 · Calderón"
    said["parent"] = parent.attributes["value"]
    assert client.post("/territory/new/", said).status_code == 302
    made = Area.objects.select_related("parent").get(name="Llano Grande")
    assert made.parent == calderon
    twice = client.post("/territory/new/", said).content.decode()
    assert "Ya hay un área de la misma clase" in twice
    said |= {"name": "Otro", "code": "170101"}
    assert "ya es de «Belisario Quevedo»" in client.post("/territory/new/", said).content.decode()
    said |= {"code": "", "parent": "ninguna parte"}
    assert "No hay un área con el código" in client.post("/territory/new/", said).content.decode()


def test_a_search_finds_areas_by_name_and_code(client: Client, calderon: Area) -> None:
    for question in ("calderon", "170155"):
        shown = read(client, f"/search/?q={question}&in=territory.area")
        assert shown.css_first(f'a[href="/territory/{calderon.pk}/"]') is not None


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def test_files_have_all_areas_and_the_shapes_there_are(client: Client, calderon: Area) -> None:
    Area.objects.filter(pk=calderon.pk).update(shape=SQUARE)
    table = body(client.get("/territory/areas.csv")).decode()
    assert table.splitlines()[0] == "code,name,kind,parent,source,uuid"
    assert "170155,Calderón,rural_parish,Distrito Metropolitano de Quito," in table
    answer = client.get("/territory/areas.geojson")
    assert answer["Content-Type"] == "application/geo+json"
    (feature,) = orjson.loads(body(answer))["features"]
    assert feature["geometry"] == SQUARE
    assert feature["properties"]["code"] == "170155"
    assert client.get("/territory/areas.exe").status_code == 404


def test_forms_of_the_plan_offer_what_lies_in_its_territory(
    client: Client, plan: Plan, led: Initiative, coordinator: User
) -> None:
    actions.bring(listed.read(DATA / "ecuador.csv"), national=True)
    client.force_login(coordinator)
    address = f"/plans/quito/{led.code}/edit/?field=areas"
    assert len(read(client, address).css("input[name=areas]")) == 66
    cuenca = Area.objects.get(code="0101")
    led.areas.add(cuenca)
    boxes = read(client, address).css("input[name=areas]")
    assert len(boxes) == 67  # what was chosen is never lost
    assert boxes[0].attributes["value"] == str(cuenca.pk)
    led.areas.clear()
    said = client.post("/plans/quito/about/", ABOUT | {"area": "0101"})
    assert said.status_code == 302
    plan.refresh_from_db()
    assert (plan.area, plan.escalate_after) == (cuenca, 20)
    assert (
        len(read(client, address).css("input[name=areas]")) == 38
    )  # canton, head, 21 rural, 15 urban
    client.post("/plans/quito/about/", ABOUT | {"area": ""})
    assert len(read(client, address).css("input[name=areas]")) == 68  # never the whole country


def test_names_that_a_document_prints_are_those_of_its_territory(plan: Plan) -> None:
    from minga.plans.actions.said import Places

    actions.bring(listed.read(DATA / "ecuador.csv"), national=True)
    assert Places(plan).known["calderon"] == Area.objects.get(code="170155").pk
    plan.area = None
    assert "calderon" not in Places(plan).known
