"""The page of an initiative: what it wants with others, its file, its life, its source."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from minga.people.models import User
from minga.plans.actions.edit import edit
from minga.plans.models import Initiative, Lead, Plan
from minga.plans.testing_plans import make_plan
from minga.plans.timeline import where


def get(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_it_shows_the_articulations_with_the_printed_cell_beside(
    client: Client, plan: Plan
) -> None:
    html = get(client, "/plans/quito/1.1.12/")
    assert "3 articulaciones" in html
    assert "Impreso en la línea 73, mecanismos" in html
    assert "<q>Alianzas Estratégicas y Convenios</q>" in html
    assert "Impresa en pmdot-apendice-12.txt, líneas 72 a 74." in html


def test_it_links_its_findings(client: Client, plan: Plan) -> None:
    html = get(client, "/plans/quito/1.1.12/")
    assert "Celda de iniciativa en blanco" in html
    assert "/plans/quito/findings/?initiative=1.1.12#f" in html


def test_what_the_name_says_is_to_be_confirmed(client: Client, plan: Plan) -> None:
    found = plan.initiatives.exclude(lead_printed="").first()
    assert found
    html = get(client, f"/plans/quito/{found.code}/")
    assert f'<span class="m-unsure">{found.lead_printed}</span>' in html
    guessed = plan.initiatives.filter(kind="plan", kind_confirmed=False).first()
    assert guessed
    assert '<span class="m-unsure">Plan</span>' in get(client, f"/plans/quito/{guessed.code}/")


def test_a_printed_text_stays_beside_what_replaced_it(
    client: Client, plan: Plan, coordinator: User
) -> None:
    initiative = plan.initiatives.get(code="1.1.1")
    printed = initiative.name
    edit(initiative, by=coordinator, version=1, name="Espacios sanos")
    html = get(client, "/plans/quito/1.1.1/")
    assert "Espacios sanos</h1>" in html
    assert f"<q>{printed}</q>" in html
    assert f"<del>{printed}</del>" in html


def test_a_stranger_sees_no_way_to_edit(
    client: Client, plan: Plan, led: Initiative, delegate: User, partner: User
) -> None:
    assert "/edit/" not in get(client, "/plans/quito/2.3.1/")
    client.force_login(partner)
    assert "/edit/" not in get(client, "/plans/quito/2.3.1/")
    client.force_login(delegate)
    assert "/edit/?field=kind" in get(client, "/plans/quito/2.3.1/")
    assert "/edit/" not in get(client, "/plans/quito/2.3.2/")


def test_it_is_not_found_in_another_plan(client: Client, plan: Plan) -> None:
    Plan.objects.create(code="otro", title="Otro")
    assert client.get("/plans/otro/1.1.1/").status_code == 404
    assert client.get("/plans/quito/9.9.9/").status_code == 404


def test_a_hidden_document_does_not_show_its_cells(client: Client, plan: Plan) -> None:
    initiative = plan.initiatives.get(code="1.1.12")
    assert initiative.imported
    initiative.imported.document.visibility = "internal"
    initiative.imported.document.save()
    html = get(client, "/plans/quito/1.1.12/")
    assert "Alianzas Estratégicas y Convenios" not in html
    assert "Descargar el documento" not in html


@pytest.mark.parametrize("who", ["", "coordinator", "delegate", "partner", "operator"])
def test_queries_do_not_grow_with_what_is_shown(
    client: Client,
    plan: Plan,
    coordinator: User,
    who: str,
    request: pytest.FixtureRequest,
) -> None:
    rich = plan.initiatives.get(code="1.1.12")
    units = list(plan.objectives.get(code="1.1").declared_units.all())
    edit(rich, by=coordinator, version=1, leads=units, kind="plan")
    edit(rich, by=coordinator, version=2, aligned_with=list(plan.objectives.all()[:3]))
    make_plan(60)
    if who:
        client.force_login(request.getfixturevalue(who))
    counts = {}
    for address in ("/plans/quito/1.1.12/", "/plans/generado/1.1.1/"):
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        counts[address] = len(captured)
    rich_one, plain_one = counts.values()
    # an initiative with a history also reads the names of its mechanisms, once
    assert plain_one <= rich_one <= plain_one + 2, counts
    assert rich_one <= 30  # what measures it, and what it takes, ask for themselves


@pytest.mark.parametrize(
    ("lines", "media_type", "says"),
    [
        ([72], "text/plain", "línea 72"),
        ([72, 73], "text/plain", "líneas 72 y 73"),
        ([72, 73, 74], "text/csv", "líneas 72 a 74"),
        ([3, 5, 9], "text/html", "filas 3, 5 y 9"),
        ([4], "application/vnd.ms-excel", "fila 4"),
        ([], "text/plain", ""),
    ],
)
def test_it_says_where_in_words(lines: list[int], media_type: str, says: str) -> None:
    assert where(lines, media_type) == says


@pytest.mark.parametrize("who", ["", "coordinator", "head", "delegate", "partner", "operator"])
def test_who_edits_one_is_who_edits_it_among_all(
    plan: Plan, led: Initiative, who: str, request: pytest.FixtureRequest
) -> None:
    user = request.getfixturevalue(who) if who else AnonymousUser()
    guessed = plan.initiatives.get(code="1.1.2")
    Lead.objects.create(initiative=guessed, unit=led.leads.get(), confirmed=False)
    edited = set(Initiative.objects.editable_by(user))
    assert {one for one in plan.initiatives.all() if one.editable_for(user)} == edited
    assert (led in edited) == (who in ("coordinator", "head", "delegate"))
