"""The spaces that a plan names: found by their names, confirmed or dismissed, and taken back."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from minga.people.models import Unit, User
from minga.plans.models import Initiative, Plan
from minga.spaces.actions.proposals import proposed
from minga.spaces.models import NotASpace, Space
from minga.spaces.naming import named

# the code of the initiative, by which words, which kind
IN_THE_MATRIX = {
    ("1.1.2", "Concejos", "consejo"),  # "Coordinación con Concejos Zonales de Salud"
    ("1.1.5", "Mesa", "mesa"),  # "Conformación de la Mesa de trabajo Intersectorial …"
    ("1.2.20", "Comité", "comite"),  # "Comité Industria MICE"
    ("2.3.10", "Mesa", "mesa"),  # "Mesa Interinstitucional para …"
    ("2.4.1", "Red de Comités", "red"),  # a network of committees is one of people
    ("2.4.2", "Mesa", "mesa"),  # "Mesa Agenda de Investigación Ambiental"
    ("2.4.3", "Mesas", "mesa"),  # "Mesas técnicas del Ilaló …"
    ("2.4.5", "Mesa", "mesa"),  # "Mesa de quebradas y ríos"
}


@pytest.mark.pure
@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Conformación y fortalecimiento del Consejo Cantonal de la Juventud", "consejo"),
        ("Creación de una comisión mixta de seguimiento", "comision"),
        ("Asamblea del agua", "asamblea"),
        ("Red interinstitucional de cuidados", "red"),
        ("Crear la Red de mujeres emprendedoras", "red"),
        ("Taula de la Pesca", "mesa"),
        ("Creació del Consell de Ciutat", "consejo"),
        ("Conselho Municipal de Saúde", "consejo"),
        ("Mise en place d'un comité de pilotage", "comite"),
        ("Establishment of the Food Policy Council", "consejo"),
        ("Migration Working Group Round Table", ""),
    ],
)
def test_a_space_is_known_by_its_first_telling_word(name: str, kind: str) -> None:
    found = named(name)
    assert (found.kind if found else "") == kind


@pytest.mark.pure
@pytest.mark.parametrize(
    "name",
    [
        "Red de alcantarillado del sur",
        "Gestión de la Red Metropolitana de Cultura",
        "Ampliación de la red vial",
        "Fortalecer una red de equipamientos para la integración",
        "Regeneración del Comité del Pueblo",
        "Coordinación con el Concejo Metropolitano",
        "Construcción de la casa del consejo",
        "",
        "Mesas electorales",
    ],
)
def test_what_only_sounds_like_one_is_left_alone(name: str) -> None:
    assert named(name) is None


@pytest.mark.pure
def test_its_name_begins_where_the_space_does() -> None:
    found = named("Conformación de la Mesa de trabajo Intersectorial")
    assert found is not None
    assert found.name == "Mesa de trabajo Intersectorial"


def test_the_eight_that_the_matrix_names_are_proposed(plan: Plan) -> None:
    found = proposed(plan)
    by_name = {(p.initiative.code, p.words, p.kind) for p in found if p.by_name}
    assert by_name == IN_THE_MATRIX
    others = [p for p in found if not p.by_name]
    assert {p.words for p in others} == {"reunión bilateral", "mesa técnica permanente"}
    assert all(p.articulations for p in found)


def chosen(plan: Plan, *codes: str) -> list[int]:
    return list(Initiative.objects.filter(plan=plan, code__in=codes).values_list("pk", flat=True))


def test_the_coordinator_confirms_many_and_takes_it_back(
    client: Client, plan: Plan, coordinator: User
) -> None:
    client.force_login(coordinator)
    page = client.get("/spaces/proposals/?plan=quito").content.decode()
    assert "Comité Industria MICE" in page
    keys = chosen(plan, "1.2.20", "2.4.5")
    unit = Unit.objects.get(name="Secretaría de Movilidad")
    refused = client.post("/spaces/proposals/?plan=quito", {"sel": keys, "do": "confirm"})
    if Space.objects.exists():  # the plan names a unit for both
        pytest.fail("a unit was guessed that the document does not declare")
    assert "Elija qué unidad convoca en 1.2.20, 2.4.5" in refused.content.decode()
    data: dict[str, Any] = {"sel": keys, "do": "confirm"}
    data |= {f"unit_{key}": unit.pk for key in keys}
    answer = client.post("/spaces/proposals/?plan=quito", data, follow=True)
    assert {s.name for s in Space.objects.all()} == {
        "Comité Industria MICE",
        "Mesa de quebradas y ríos del DMQ",
    }
    assert all(s.status == "proposed" and s.articulations.exists() for s in Space.objects.all())
    states = Initiative.objects.get(plan=plan, code="2.4.5").articulations.values_list("status")
    assert {state for (state,) in states} == {"under_way"}
    (undo,) = [m.extra_tags for m in answer.context["messages"]]
    client.post(undo)
    assert not Space.objects.exists()
    states = Initiative.objects.get(plan=plan, code="2.4.5").articulations.values_list("status")
    assert {state for (state,) in states} == {"planned"}
    assert len([p for p in proposed(plan) if p.by_name]) == 8


def test_what_is_dismissed_is_not_proposed_again_until_that_is_undone(
    client: Client, plan: Plan, coordinator: User
) -> None:
    client.force_login(coordinator)
    keys = chosen(plan, "1.2.20")
    url = "/spaces/proposals/?plan=quito"
    answer = client.post(url, {"sel": keys, "do": "dismiss"}, follow=True)
    assert "Comité Industria MICE" not in answer.content.decode()
    assert NotASpace.objects.get().by == coordinator
    (undo,) = [m.extra_tags for m in answer.context["messages"]]
    client.post(undo)
    assert "Comité Industria MICE" in client.get(url).content.decode()


def test_nothing_chosen_is_said(client: Client, plan: Plan, coordinator: User) -> None:
    client.force_login(coordinator)
    answer = client.post("/spaces/proposals/", {"do": "confirm"})
    assert "No eligió ninguna propuesta" in answer.content.decode()


def test_only_the_coordinator_decides(client: Client, plan: Plan, head: User) -> None:
    client.force_login(head)
    assert client.get("/spaces/proposals/").status_code == 404
    assert client.post("/spaces/proposals/", {"do": "dismiss"}).status_code == 404
