"""Editing an initiative where it stands, telling the second of two people, and taking it back."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client

from minga.base import history
from minga.base.models import Entry
from minga.base.steps import Refused
from minga.people.models import Unit, User
from minga.plans.actions import edit as actions
from minga.plans.models import Articulation, Initiative, Lead, MechanismType, Plan
from minga.territory.models import Area


@pytest.fixture
def initiative(plan: Plan) -> Initiative:
    return plan.initiatives.get(code="1.1.12")


def last(thing: Any) -> Entry:
    entry = history.of(thing).first()
    assert entry
    return entry


def revision(plan: Plan) -> int:
    return Plan.objects.values_list("revision", flat=True).get(pk=plan.pk)


def mechanisms(*codes: str) -> list[MechanismType]:
    return [MechanismType.objects.get(code=code) for code in codes]


# what an edit does


def test_it_writes_only_what_differs_and_remembers_it(
    initiative: Initiative, coordinator: User
) -> None:
    before = revision(initiative.plan)
    assert actions.edit(
        initiative, by=coordinator, version=1, name=initiative.name, kind="programa"
    )
    entry = last(initiative)
    assert (entry.verb, entry.by) == ("edited", coordinator)
    assert (entry.before, entry.after) == ({"kind": ""}, {"kind": "programa"})
    initiative.refresh_from_db()
    assert (initiative.kind, initiative.kind_confirmed, initiative.version) == ("programa", True, 2)
    assert revision(initiative.plan) == before + 1


def test_nothing_different_changes_nothing(initiative: Initiative, coordinator: User) -> None:
    before = revision(initiative.plan)
    assert not actions.edit(initiative, by=coordinator, version=1, name=initiative.name)
    assert not history.of(initiative).exists()
    assert revision(initiative.plan) == before


def test_choosing_the_guessed_kind_confirms_it(plan: Plan, coordinator: User) -> None:
    guessed = plan.initiatives.filter(kind="plan", kind_confirmed=False)[0]
    assert actions.edit(guessed, by=coordinator, version=1, kind="plan")
    guessed.refresh_from_db()
    assert guessed.kind_confirmed


def test_a_guessed_lead_is_confirmed_by_choosing_it(
    initiative: Initiative, coordinator: User
) -> None:
    unit = Unit.objects.get(name="Secretaría de Salud")
    Lead.objects.create(initiative=initiative, unit=unit, confirmed=False)
    assert actions.edit(initiative, by=coordinator, version=1, leads=[unit])
    assert initiative.lead_set.get().confirmed


def test_sets_are_remembered_by_name(initiative: Initiative, coordinator: User) -> None:
    unit = Unit.objects.get(name="Secretaría de Salud")
    area = Area.objects.get(name="Distrito Metropolitano de Quito")
    other = initiative.plan.objectives.get(code="1.2")
    actions.edit(
        initiative, by=coordinator, version=1, leads=[unit], areas=[area], aligned_with=[other]
    )
    entry = last(initiative)
    assert entry.after["leads"] == ["Secretaría de Salud"]
    assert entry.after["areas"] == ["Distrito Metropolitano de Quito"]
    assert entry.after["aligned_with"] == ["1.2 Economía, trabajo y oportunidades"]
    assert list(initiative.leads.all()) == [unit]
    assert list(initiative.aligned_with.all()) == [other]


def test_the_new_name_is_found_and_the_old_is_not(
    initiative: Initiative, coordinator: User
) -> None:
    actions.edit(initiative, by=coordinator, version=1, name="Canchas para todos")
    assert initiative in Initiative.objects.matching("canchas")
    assert initiative not in Initiative.objects.matching("modelo de gestión intervenciones uso")


def test_it_refuses_an_end_before_the_start(initiative: Initiative, coordinator: User) -> None:
    with pytest.raises(Refused, match="anterior a la de inicio"):
        actions.edit(
            initiative,
            by=coordinator,
            version=1,
            starts=datetime.date(2026, 5, 1),
            ends=datetime.date(2026, 4, 30),
        )


def test_it_refuses_an_empty_name(initiative: Initiative, coordinator: User) -> None:
    with pytest.raises(Refused, match="Escriba el nombre"):
        actions.edit(initiative, by=coordinator, version=1, name="  ")


def test_the_second_of_two_people_is_told(
    plan: Plan, coordinator: User, initiative: Initiative
) -> None:
    stale = Initiative.objects.get(pk=initiative.pk)
    actions.edit(initiative, by=coordinator, version=1, kind="plan")
    with pytest.raises(actions.Conflict):
        actions.edit(stale, by=coordinator, version=1, kind="proyecto")
    with pytest.raises(actions.Conflict):
        actions.edit(initiative, by=coordinator, version=1, kind="proyecto")
    initiative.refresh_from_db()
    assert initiative.kind == "plan"


def test_an_articulation_changes_with_its_mechanisms_in_order(
    initiative: Initiative, coordinator: User
) -> None:
    articulation = initiative.articulations.get(number=2)
    printed = articulation.mechanisms_text
    wanted = mechanisms("consorcio", "convenio")
    assert actions.edit_articulation(
        articulation, by=coordinator, version=1, objective="Jugar juntos", mechanisms=wanted
    )
    articulation = Articulation.objects.get(pk=articulation.pk)
    assert [use.mechanism.code for use in articulation.uses.all()] == ["consorcio", "convenio"]
    assert articulation.mechanisms_text == printed
    assert last(articulation).before["mechanisms"] == ["alianza_estrategica", "convenio"]
    assert initiative in Initiative.objects.matching("jugar")
    assert articulation.initiative.version == 2


def test_an_articulation_also_tells_the_second(initiative: Initiative, coordinator: User) -> None:
    articulation = initiative.articulations.get(number=2)
    actions.edit(initiative, by=coordinator, version=1, kind="plan")
    with pytest.raises(actions.Conflict):
        actions.edit_articulation(
            articulation, by=coordinator, version=1, objective="Otra cosa", mechanisms=[]
        )


def test_a_step_moves_it_once(initiative: Initiative, coordinator: User) -> None:
    stale = Initiative.objects.get(pk=initiative.pk)
    actions.step(initiative, "start", by=coordinator)
    assert last(initiative).verb == "start"
    with pytest.raises(Refused):
        actions.step(stale, "start", by=coordinator)
    initiative.refresh_from_db()
    assert (initiative.status, initiative.version) == ("under_way", 2)


# taking it back


def test_undoing_brings_back_each_value(initiative: Initiative, coordinator: User) -> None:
    unit = Unit.objects.get(name="Secretaría de Salud")
    actions.edit(
        initiative,
        by=coordinator,
        version=1,
        name="Otro nombre",
        starts=datetime.date(2026, 5, 1),
        leads=[unit],
    )
    actions.undo(last(initiative), by=coordinator)
    back = Initiative.objects.get(pk=initiative.pk)
    assert back.name.startswith("Modelo de gestión")
    assert back.starts is None
    assert not back.leads.exists()
    assert last(back).verb == "undone"
    actions.undo(last(back), by=coordinator)
    assert Initiative.objects.get(pk=initiative.pk).name == "Otro nombre"


def test_undoing_an_articulation_brings_back_its_mechanisms(
    initiative: Initiative, coordinator: User
) -> None:
    articulation = initiative.articulations.get(number=2)
    actions.edit_articulation(
        articulation, by=coordinator, version=1, objective="Jugar", mechanisms=[]
    )
    actions.undo(last(articulation), by=coordinator)
    assert articulation.uses.count() == 2
    articulation.refresh_from_db()
    assert articulation.objective.startswith("Establecer un modelo")


def test_it_does_not_undo_what_someone_changed_after(
    initiative: Initiative, coordinator: User
) -> None:
    actions.edit(initiative, by=coordinator, version=1, kind="plan")
    entry = last(initiative)
    actions.edit(initiative, by=coordinator, version=2, kind="proyecto")
    with pytest.raises(Refused, match="Ya no se puede deshacer"):
        actions.undo(entry, by=coordinator)


# the pages


def post(client: Client, address: str, **data: Any) -> Any:
    return client.post(address, data)


def test_a_stranger_is_sent_to_sign_in_and_an_outsider_finds_nothing(
    client: Client, plan: Plan, partner: User, delegate: User
) -> None:
    addresses = [
        "/plans/quito/1.1.1/edit/",
        "/plans/quito/1.1.1/articulations/1/edit/",
    ]
    for address in addresses:
        assert client.get(address)["Location"].startswith("/accounts/login/?next=")
    for person in (partner, delegate):
        client.force_login(person)
        for address in addresses:
            assert client.get(address).status_code == 404
        assert post(client, "/plans/quito/1.1.1/step/", verb="start").status_code == 404
        assert post(client, "/plans/quito/1.1.1/undo/", entry=1).status_code == 404


def test_a_delegate_edits_what_the_unit_leads(
    client: Client, delegate: User, led: Initiative
) -> None:
    client.force_login(delegate)
    response = post(client, "/plans/quito/2.3.1/edit/?field=kind", version=1, kind="programa")
    assert response["Location"] == "/plans/quito/2.3.1/"
    led.refresh_from_db()
    assert led.kind == "programa"
    html = client.get("/plans/quito/2.3.1/").content.decode()
    assert "Guardado: 2.3.1." in html
    assert "<ins>programa</ins>" in html


def test_every_part_has_its_form(client: Client, coordinator: User, led: Initiative) -> None:
    client.force_login(coordinator)
    for part in ("name", "kind", "leads", "period", "areas", "aligned_with", "visibility"):
        response = client.get(f"/plans/quito/2.3.1/edit/?field={part}")
        assert response.status_code == 200, part
    assert client.get("/plans/quito/2.3.1/edit/?field=version").status_code == 404
    whole = client.get("/plans/quito/2.3.1/edit/").content.decode()
    assert all(f'name="{name}"' in whole for name in ("name", "kind", "leads", "areas", "starts"))


def test_the_whole_file_is_saved_at_once(
    client: Client, coordinator: User, led: Initiative
) -> None:
    client.force_login(coordinator)
    unit = Unit.objects.get(name="Secretaría de Salud")
    area = Area.objects.get(name="Distrito Metropolitano de Quito")
    post(
        client,
        "/plans/quito/2.3.1/edit/",
        version=1,
        name="Seguridad vial",
        kind="programa",
        leads=[unit.pk],
        starts="2026-01-01",
        ends="2027-12-31",
        areas=[area.pk],
        visibility="public",
    )
    led.refresh_from_db()
    assert led.name == "Seguridad vial"
    assert led.ends == datetime.date(2027, 12, 31)
    assert list(led.leads.all()) == [unit]
    assert list(led.areas.all()) == [area]


def test_a_mistake_is_shown_beside_its_field(
    client: Client, coordinator: User, led: Initiative
) -> None:
    client.force_login(coordinator)
    response = post(
        client,
        "/plans/quito/2.3.1/edit/?field=period",
        version=1,
        starts="2026-05-01",
        ends="2025-01-01",
    )
    html = response.content.decode()
    assert "No se pudo guardar: hay 1 dato por corregir" in html
    assert "La fecha de fin es anterior a la de inicio" in html
    assert 'value="2025-01-01"' in html


def test_htmx_gets_the_form_for_its_place(
    client: Client, coordinator: User, led: Initiative
) -> None:
    client.force_login(coordinator)
    response = client.get(
        "/plans/quito/2.3.1/edit/?field=kind",
        headers={"HX-Request": "true", "HX-Target": "f-kind"},
    )
    assert response["HX-Retarget"] == "#f-kind"
    assert response.content.decode().lstrip().startswith('<div class="m-editor"')


def test_an_articulation_is_edited_on_its_page(
    client: Client, coordinator: User, initiative: Initiative
) -> None:
    client.force_login(coordinator)
    address = "/plans/quito/1.1.12/articulations/2/edit/"
    html = client.get(address).content.decode()
    assert "Establecer un modelo de gestión" in html
    (consortium,) = mechanisms("consorcio")
    response = post(
        client, address, version=1, objective="Jugar", mechanism_1="", mechanism_2=consortium.pk
    )
    assert response["Location"] == "/plans/quito/1.1.12/"
    articulation = initiative.articulations.get(number=2)
    assert list(articulation.mechanisms.all()) == [consortium]
    assert client.get("/plans/quito/1.1.12/articulations/9/edit/").status_code == 404


def test_a_step_is_a_button_and_can_be_taken_back(
    client: Client, coordinator: User, led: Initiative
) -> None:
    client.force_login(coordinator)
    assert client.get("/plans/quito/2.3.1/step/").status_code == 405
    assert post(client, "/plans/quito/2.3.1/step/", verb="fly").status_code == 404
    post(client, "/plans/quito/2.3.1/step/", verb="start")
    led.refresh_from_db()
    assert led.status == "under_way"
    html = client.get("/plans/quito/2.3.1/").content.decode()
    assert f"/plans/quito/2.3.1/undo/?entry={last(led).pk}" in html
    post(client, "/plans/quito/2.3.1/undo/", entry=last(led).pk)
    led.refresh_from_db()
    assert led.status == "planned"


def test_an_impossible_step_says_so(client: Client, coordinator: User, led: Initiative) -> None:
    client.force_login(coordinator)
    response = client.post("/plans/quito/2.3.1/step/", {"verb": "finish"}, follow=True)
    assert "Esto ya no se puede hacer" in response.content.decode()


def test_only_the_newest_change_can_be_undone(
    client: Client, coordinator: User, led: Initiative
) -> None:
    actions.edit(led, by=coordinator, version=1, kind="plan")
    first = last(led).pk
    actions.edit(led, by=coordinator, version=2, name="Otro")
    client.force_login(coordinator)
    response = client.post("/plans/quito/2.3.1/undo/", {"entry": first}, follow=True)
    assert "Ya no se puede deshacer" in response.content.decode()
    led.refresh_from_db()
    assert led.kind == "plan"
