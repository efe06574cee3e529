"""Changing many initiatives at once."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from minga.base import history
from minga.base.models import Entry
from minga.people.models import Unit, User
from minga.plans.actions.bulk import bulk_edit, undo_bulk, would_change
from minga.plans.actions.edit import edit
from minga.plans.models import Initiative, Lead, Plan
from minga.plans.testing_plans import make_plan
from minga.territory.models import Area

WAYS: list[tuple[str, str]] = [
    ("lead", "Secretaría de Salud"),
    ("area", "Distrito Metropolitano de Quito"),
    ("kind", "programa"),
    ("visibility", "internal"),
    ("step", "start"),
]


def value_of(do: str, said: str) -> Any:
    kinds: dict[str, Any] = {"lead": Unit, "area": Area}
    return kinds[do].objects.get(name=said) if do in kinds else said


def facts(plan: Plan) -> list[Any]:
    return [
        (i.code, i.kind, i.visibility, i.status, {u.pk for u in i.leads.all()},
         {a.pk for a in i.areas.all()})
        for i in plan.initiatives.prefetch_related("leads", "areas")
    ]  # fmt: skip


@pytest.mark.parametrize(("do", "said"), WAYS)
def test_it_changes_counts_and_undoes(plan: Plan, coordinator: User, do: str, said: str) -> None:
    value = value_of(do, said)
    some = plan.initiatives.filter(objective__code="1.2")
    before = facts(plan)
    would = would_change(some, do=do, value=value)
    result = bulk_edit(some, by=coordinator, do=do, value=value)
    assert result.changed == would > 0
    assert result.changed + result.same == 24
    assert facts(plan) != before
    assert would_change(some, do=do, value=value) == 0
    assert Entry.objects.filter(verb="edited_together").count() == result.changed
    assert undo_bulk(plan, result.token, by=coordinator) == result.changed
    assert facts(plan) == before


def test_it_does_nothing_twice(plan: Plan, coordinator: User) -> None:
    some = plan.initiatives.all()
    unit = Unit.objects.get(name="Secretaría de Salud")
    bulk_edit(some, by=coordinator, do="lead", value=unit)
    revision = Plan.objects.get(pk=plan.pk).revision
    assert bulk_edit(some, by=coordinator, do="lead", value=unit).changed == 0
    assert Plan.objects.get(pk=plan.pk).revision == revision


def test_a_unit_is_added_to_those_already_there(
    plan: Plan, coordinator: User, led: Initiative
) -> None:
    unit = Unit.objects.get(name="Secretaría de Salud")
    bulk_edit(plan.initiatives.all(), by=coordinator, do="lead", value=unit)
    assert {u.name for u in led.leads.all()} == {"Secretaría de Movilidad", unit.name}
    entry = history.of(led).first()
    assert entry
    assert entry.before["leads"] == ["Secretaría de Movilidad"]


def test_the_second_person_is_told_after_a_bulk_edit_too(
    plan: Plan, coordinator: User, led: Initiative
) -> None:
    bulk_edit(plan.initiatives.all(), by=coordinator, do="kind", value="plan")
    led.refresh_from_db()
    assert led.version == 2


def test_undoing_leaves_alone_what_was_changed_since(plan: Plan, coordinator: User) -> None:
    some = plan.initiatives.filter(objective__code="3.1")
    result = bulk_edit(some, by=coordinator, do="kind", value="convenio")
    one = some[0]
    edit(one, by=coordinator, version=one.version, kind="proyecto")
    assert undo_bulk(plan, result.token, by=coordinator) == result.changed - 1
    one.refresh_from_db()
    assert one.kind == "proyecto"


def test_another_person_cannot_undo_it(plan: Plan, coordinator: User, head: User) -> None:
    result = bulk_edit(plan.initiatives.all(), by=coordinator, do="kind", value="plan")
    assert undo_bulk(plan, result.token, by=head) == 0


@pytest.mark.parametrize(("do", "said"), WAYS)
def test_statements_do_not_grow_with_the_initiatives(
    plan: Plan, coordinator: User, do: str, said: str
) -> None:
    big = make_plan(1500)
    counts = []
    for some in (plan.initiatives.filter(objective__code="3.2"), big.initiatives.all()):
        with CaptureQueriesContext(connection) as captured:
            bulk_edit(some, by=coordinator, do=do, value=value_of(do, said))
        counts.append(len(captured))
    few, many = counts
    assert many <= few + 12  # databases take so many rows a statement


# the pages


def bulk(client: Client, **data: Any) -> Any:
    return client.post("/plans/quito/bulk/", data)


def test_it_asks_then_counts_then_does_then_undoes(
    client: Client, plan: Plan, coordinator: User
) -> None:
    client.force_login(coordinator)
    unit = Unit.objects.get(name="Secretaría de Salud")
    Lead.objects.create(initiative=plan.initiatives.get(code="1.1.1"), unit=unit)
    asked = client.get("/plans/quito/bulk/?do=lead&sel=1.1.1&sel=1.1.2").content.decode()
    assert "Asignar unidad responsable" in asked
    assert "Estrategia de espacios saludables" in asked
    sel = ["1.1.1", "1.1.2"]
    counted = bulk(client, do="lead", sel=sel, value=unit.pk).content.decode()
    assert "Va a cambiar 1 iniciativa" in counted
    assert "1 ya está así" in counted
    assert Lead.objects.filter(unit=unit).count() == 1
    response = bulk(client, do="lead", sel=sel, value=unit.pk, sure="1")
    assert response["Location"] == "/plans/quito/"
    assert Lead.objects.filter(unit=unit).count() == 2
    html = client.get("/plans/quito/").content.decode()
    assert "Cambió 1 iniciativa." in html
    undo = re.search(r'action="(/plans/quito/bulk/undo/[^"]+)"', html)
    assert undo
    client.post(undo[1])
    assert Lead.objects.filter(unit=unit).count() == 1


def test_all_of_a_filter_can_be_changed(client: Client, plan: Plan, coordinator: User) -> None:
    client.force_login(coordinator)
    data = {"all": "1", "mechanism": "odd", "do": "kind", "value": "otro", "sure": "1"}
    assert bulk(client, **data)["Location"] == "/plans/quito/?mechanism=odd"
    assert plan.initiatives.filter(kind="otro").count() == 13


def test_none_chosen_says_what_to_do(client: Client, plan: Plan, coordinator: User) -> None:
    client.force_login(coordinator)
    response = client.get("/plans/quito/bulk/?do=kind", follow=True)
    assert "No eligió ninguna iniciativa" in response.content.decode()
    assert client.get("/plans/quito/bulk/?do=fly&sel=1.1.1").status_code == 404


def test_what_was_not_counted_is_counted_first(
    client: Client, plan: Plan, coordinator: User
) -> None:
    client.force_login(coordinator)
    said = {"do": "kind", "sel": ["1.1.1"], "value": "otro", "counted": "plan", "sure": "1"}
    html = bulk(client, **said).content.decode()
    assert "Va a cambiar 1 iniciativa" in html
    assert 'name="counted" value="otro"' in html
    assert not plan.initiatives.filter(kind="otro").exists()


def test_an_empty_choice_is_refused(client: Client, plan: Plan, coordinator: User) -> None:
    client.force_login(coordinator)
    html = bulk(client, do="lead", sel=["1.1.1"], value="").content.decode()
    assert "Elija la unidad responsable." in html


def test_a_delegate_changes_only_what_the_unit_leads(
    client: Client, plan: Plan, delegate: User, led: Initiative
) -> None:
    client.force_login(delegate)
    data = {"all": "1", "do": "kind", "value": "otro", "sure": "1"}
    bulk(client, **data)
    assert list(plan.initiatives.filter(kind="otro")) == [led]


def test_outsiders_find_nothing(client: Client, plan: Plan, partner: User) -> None:
    address = "/plans/quito/bulk/?do=kind&sel=1.1.1"
    assert client.get(address)["Location"].startswith("/accounts/login/")
    client.force_login(partner)
    assert client.get(address).status_code == 404
    assert client.post("/plans/quito/bulk/undo/?token=x").status_code == 404
