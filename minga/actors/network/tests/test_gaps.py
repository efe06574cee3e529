"""What coordination still lacks, as lists that can be downloaded."""

from __future__ import annotations

import pytest
from django.test import Client

from minga.actors.models import Actor, ActorRole
from minga.base.testing import read, words
from minga.plans.models import Articulation, Initiative, Lead, Plan


def test_each_number_opens_its_rows(client: Client, plan: Plan) -> None:
    page = read(client, "/actors/gaps/")
    links = [a.attributes["href"] or "" for a in page.css("tbody th a")]
    assert len(links) == 4
    for link in links:
        read(client, link)


def test_an_initiative_with_somebody_else_has_its_counterpart(
    client: Client, led: Initiative, university: Actor
) -> None:
    before = words(read(client, "/actors/gaps/no-counterpart/"), "h1")
    assert before == "114 iniciativas no tienen contraparte"
    ActorRole.objects.create(
        actor=university, record="plans.initiative", object_id=led.pk, role="advises"
    )
    after = read(client, "/actors/gaps/no-counterpart/")
    assert words(after, "h1") == "113 iniciativas no tienen contraparte"


def test_a_formal_articulation_has_its_instrument(client: Client, led: Initiative) -> None:
    assert "122" in words(read(client, "/actors/gaps/no-instrument/"), "h1")
    Articulation.objects.filter(initiative=led).update(status="formalised")
    assert "121" in words(read(client, "/actors/gaps/no-instrument/"), "h1")


def test_an_objective_of_one_unit(client: Client, led: Initiative, plan: Plan) -> None:
    page = read(client, "/actors/gaps/one-unit/")
    assert "Secretaría de Movilidad" in words(page, "tbody")
    other = Lead.objects.filter(initiative=led).get().unit
    unit = type(other).objects.exclude(pk=other.pk).filter(external=False).first()
    assert unit
    Lead.objects.create(initiative=plan.initiatives.get(code="2.3.2"), unit=unit)
    page = read(client, "/actors/gaps/one-unit/")
    assert "2.3 " not in words(page, "main") + " "


def test_who_carries_more_than_the_others(client: Client, plan: Plan, university: Actor) -> None:
    others = [Actor.objects.create(name=f"Actor {n}") for n in range(12)]
    for at, initiative in enumerate(plan.initiatives.all()[:12]):
        for one in (university, others[at]):
            ActorRole.objects.create(
                actor=one, record="plans.initiative", object_id=initiative.pk, role="advises"
            )
    page = read(client, "/actors/gaps/overloaded/")
    assert words(page, "h1") == "1 actor lleva demasiado"
    assert university.name in words(page, "tbody")
    assert "0 actores" in words(read(client, "/actors/gaps/overloaded/?least=50"), "h1")


@pytest.mark.parametrize("kind", ["no-counterpart", "no-instrument", "one-unit", "overloaded"])
@pytest.mark.parametrize("fmt", ["csv", "json", "xlsx"])
def test_each_list_can_be_taken_away(kind: str, fmt: str, client: Client, plan: Plan) -> None:
    answer = client.get(f"/actors/gaps/{kind}.{fmt}")
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def test_hidden_initiatives_are_not_counted_for_visitors(client: Client, plan: Plan) -> None:
    Initiative.objects.filter(code="1.1.1").update(visibility="internal")
    assert "113" in words(read(client, "/actors/gaps/no-counterpart/"), "h1")


def test_there_is_no_other_list(client: Client, plan: Plan) -> None:
    assert client.get("/actors/gaps/nothing/").status_code == 404
    assert client.get("/actors/gaps/nothing.csv").status_code == 404
    assert client.get("/actors/gaps/one-unit/?after=x").status_code == 200
