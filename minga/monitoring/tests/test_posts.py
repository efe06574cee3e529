"""Posts by unit and year, never a person; and the five priorities of a year."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import models
from django.test import Client

from minga.actors.models import Actor
from minga.base import history
from minga.base.steps import Refused
from minga.monitoring.actions import posts as actions
from minga.monitoring.actions import priorities
from minga.monitoring.forms.means import PostForm
from minga.monitoring.models import Post, Priority
from minga.people.models import User
from minga.plans.models import Initiative, Plan

LIST = "/monitoring/quito/posts/"
YEAR = "/monitoring/quito/priorities/2026/"


@pytest.fixture
def said(mobility: Actor) -> dict[str, Any]:
    return {
        "unit": mobility.unit_id,
        "name": "Técnica de movilidad",
        "year": "2026",
        "count": "3",
        "share": "0,5",
        "initiative": "2.3.1",
    }


def post(mobility: Actor, by: User, **values: Any) -> Post:
    plan = Plan.objects.get(code="quito")
    kept = {"name": "Técnica", "year": 2026, "count": 2, "share": Decimal("0.5"), **values}
    return actions.add(plan, by=by, unit=mobility.unit, **kept)


@pytest.mark.django_db
def test_the_head_of_a_unit_writes_its_posts(
    client: Client, head: User, said: dict[str, Any], led: Initiative
) -> None:
    client.force_login(head)
    client.post(f"{LIST}add/", {**said, "share": "50 %"})
    made = Post.objects.get()
    assert (made.count, made.share, made.initiative) == (3, Decimal("0.5"), led)
    page = client.get(LIST + "?year=2026").content.decode()
    assert "1,50 puestos de tiempo completo en 2026" in page
    assert "1,50 de tiempo completo en 2026" in client.get(led.get_absolute_url()).content.decode()


@pytest.mark.django_db
def test_others_do_not(client: Client, delegate: User, partner: User, plan: Plan) -> None:
    for person in (delegate, partner):
        client.force_login(person)
        assert client.get(f"{LIST}add/").status_code == 404


@pytest.mark.django_db
def test_a_head_writes_only_those_of_his_or_her_unit(
    client: Client, head: User, coordinator: User, said: dict[str, Any], university: Actor
) -> None:
    client.force_login(head)
    client.post(f"{LIST}add/", {**said, "unit": university.unit_id})
    assert not Post.objects.exists()
    made = actions.add(
        Plan.objects.get(),
        by=coordinator,
        unit=university.unit,
        name="Docente",
        year=2026,
        count=1,
        share=Decimal(1),
    )
    assert client.get(f"{LIST}{made.pk}/edit/").status_code == 404
    assert client.post(f"{LIST}{made.pk}/remove/").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"name": ""}, "Escriba el puesto, no quién lo ocupa"),
        ({"share": "1,5"}, "La parte del tiempo va de más de 0 a 1"),
        ({"share": "150 %"}, "La parte del tiempo va de más de 0 a 1"),
        ({"share": "0"}, "La parte del tiempo va de más de 0 a 1"),
        ({"share": "media"}, "no es un número"),
        ({"count": "0"}, "al menos 1"),
        ({"count": "dos"}, "con cifras enteras"),
        ({"year": "26"}, "Escriba el año con cuatro cifras"),
        ({"initiative": "99.9"}, "No hay una iniciativa «99.9» en el plan"),
    ],
)
def test_a_wrong_row_is_refused_in_one_sentence(
    client: Client, head: User, said: dict[str, Any], wrong: dict[str, str], says: str
) -> None:
    client.force_login(head)
    assert says in client.post(f"{LIST}add/", {**said, **wrong}).content.decode()
    assert not Post.objects.exists()


@pytest.mark.django_db
def test_posts_give_no_more_time_than_they_have(head: User, mobility: Actor) -> None:
    post(mobility, head)
    other = post(mobility, head)
    with pytest.raises(Refused, match="hay 2: baje alguna parte"):
        actions.edit(other, by=head, share=Decimal("0.6"))
    with pytest.raises(Refused, match="hay 2"):
        post(mobility, head, share=Decimal("0.0001"))
    post(mobility, head, year=2027)
    post(mobility, head, name="Otra técnica")


@pytest.mark.django_db
def test_a_removed_row_comes_back_as_it_was(client: Client, head: User, mobility: Actor) -> None:
    client.force_login(head)
    made = post(mobility, head)
    was = Post.objects.values().get()
    page = client.post(f"{LIST}{made.pk}/remove/", follow=True).content.decode()
    undo = f"{LIST}undo/{history.of(made)[0].pk}/"
    assert undo in page
    client.post(undo)
    assert Post.objects.values().get() == was


@pytest.mark.django_db
def test_no_field_holds_a_person(head: User, plan: Plan) -> None:
    for field in Post._meta.get_fields():
        assert field.related_model is not User, field.name
    texts = [
        f.name for f in Post._meta.fields if isinstance(f, models.CharField | models.TextField)
    ]
    assert texts == ["visibility", "name"]
    assert "nunca el de una persona" in str(PostForm(plan=plan, user=head)["name"].help_text)


@pytest.mark.django_db
def test_the_coordination_says_the_priorities_of_a_year(
    client: Client, coordinator: User, delegate: User, plan: Plan
) -> None:
    client.force_login(delegate)
    assert client.get(YEAR).status_code == 404
    client.force_login(coordinator)
    client.post(YEAR, {"rank1": "2.3.1", "rank3": "1.1.1"})
    ranked = Priority.objects.values_list("rank", "initiative__code", "year")
    assert list(ranked) == [(1, "2.3.1", 2026), (3, "1.1.1", 2026)]
    client.post(YEAR, {"rank1": "1.1.1", "rank2": "2.3.1"})
    assert list(ranked.all()) == [(1, "1.1.1", 2026), (2, "2.3.1", 2026)]
    assert history.of(plan)[0].verb == "prioritised"
    assert 'value="1.1.1"' in client.get(YEAR).content.decode()


@pytest.mark.django_db
def test_an_initiative_is_a_priority_once(client: Client, coordinator: User, plan: Plan) -> None:
    client.force_login(coordinator)
    page = client.post(YEAR, {"rank1": "2.3.1", "rank2": "2.3.1"}).content.decode()
    assert "2.3.1 ya es la prioridad 1: una iniciativa va una sola vez." in page
    assert "No hay una iniciativa «x»" in client.post(YEAR, {"rank5": "x"}).content.decode()
    assert not Priority.objects.exists()
    with pytest.raises(Refused, match="de 1 a 5"):
        priorities.choose(plan, 2026, {6: plan.initiatives.first()}, by=coordinator)
