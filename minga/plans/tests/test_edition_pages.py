"""The pages of the editions: what changed, for councillors; and where an initiative is printed."""

from __future__ import annotations

import csv
from io import StringIO

import pytest
from django.test import Client

from minga.intake.models import Document
from minga.people.models import User
from minga.plans.actions.apply import apply
from minga.plans.models import Plan
from minga.plans.tests.test_editions import document, printed

pytestmark = pytest.mark.django_db

OLD = printed(
    ("1", "Huertos comunitarios en cada barrio"),
    ("1", "Composteras de barrio"),
    ("2", "Red de ciclovías"),
    ("2", "Paradas accesibles"),
)
NEW = printed(
    ("1", "Huertos comunitarios en cada barrio"),
    ("2", "Red urbana de ciclovías"),
    ("1", "Paradas accesibles"),
    ("2", "Trenes nocturnos entre ciudades vecinas"),
)


@pytest.fixture
def plan() -> Plan:
    apply(OLD, document=document("2024.txt"), by=None, code="prueba")
    apply(NEW, document=document("2028.txt"), by=None, code="prueba", continues={})
    Document.objects.update(visibility="public")
    return Plan.objects.get(code="prueba")


def test_changes_stand_under_their_kind_with_the_objective_in_words(
    client: Client, plan: Plan, coordinator: User
) -> None:
    client.force_login(coordinator)
    page = client.get("/plans/prueba/editions/2/changes/").content.decode()
    heads = ["Cambian de objetivo", "Cambian de redacción", "Nuevas", "Ya no están"]
    places = [page.index(f">{head}</h2>") for head in heads]
    assert places == sorted(places)
    assert "Pasa de «2 Moverse con facilidad» a «1 Vivir mejor en los barrios»." in page
    assert "urbana</ins>" in page


def test_the_changes_can_be_downloaded(client: Client, plan: Plan, coordinator: User) -> None:
    client.force_login(coordinator)
    answer = client.get("/plans/prueba/editions/2/changes/?format=csv")
    assert 'filename="prueba-1-2.csv"' in answer["Content-Disposition"]
    rows = list(csv.DictReader(StringIO(answer.content.decode())))
    assert [row["Qué cambió"] for row in rows] == [
        "Cambian de objetivo",
        "Cambian de redacción",
        "Nuevas",
        "Ya no están",
    ]
    assert rows[1]["Iniciativa antes"] == "Red de ciclovías"
    assert rows[1]["Iniciativa ahora"] == "Red urbana de ciclovías"
    one = client.get("/plans/prueba/editions/2/changes/?format=csv&kind=gone").content.decode()
    assert "Composteras" in one and "Trenes" not in one


def test_the_initiative_links_to_the_editions_that_print_it(
    client: Client, plan: Plan, coordinator: User
) -> None:
    client.force_login(coordinator)
    moved = plan.initiatives.get(name="Paradas accesibles")
    page = client.get(moved.get_absolute_url()).content.decode()
    assert "/plans/prueba/editions/1/2.2/" in page
    assert f"/plans/prueba/editions/2/{moved.code}/" in page


def test_visitors_see_no_edition_of_a_document_that_is_not_public(
    client: Client, plan: Plan
) -> None:
    Plan.objects.filter(pk=plan.pk).update(visibility="public")
    plan.initiatives.update(visibility="public")
    Document.objects.filter(name="2024.txt").update(visibility="internal")
    assert client.get("/plans/prueba/editions/1/").status_code == 404
    assert client.get("/plans/prueba/editions/2/changes/").status_code == 404
    assert "/editions/1/" not in client.get("/plans/prueba/editions/2/").content.decode()
    moved = plan.initiatives.get(name="Paradas accesibles")
    assert "/editions/1/" not in client.get(moved.get_absolute_url()).content.decode()
