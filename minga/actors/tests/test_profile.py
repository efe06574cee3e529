"""The profile of an actor: who sees what, and how it is changed."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from minga.actors import actions
from minga.actors.models import Actor, ActorRole
from minga.actors.tests.conftest import Make
from minga.base import history
from minga.base.kept import forget_all
from minga.base.steps import Refused
from minga.base.testing import read, words
from minga.people.models import User
from minga.people.tests.people import says
from minga.plans.models import Plan

RUC = "1790011674001"


def form(client: Client, url: str, **data: str) -> dict[str, str]:
    """What the form of a page holds, with some of it changed."""
    page = read(client, url)
    held = {}
    for box in page.css("main form.m-form input, main form.m-form textarea"):
        kind, name = box.attributes.get("type"), box.attributes.get("name")
        if not name or (kind in ("checkbox", "radio") and "checked" not in box.attributes):
            continue
        held[name] = box.attributes.get("value") or box.text() or ""
    for box in page.css("main form.m-form select"):
        chosen = box.css_first("option[selected]")
        held[box.attributes["name"] or ""] = (chosen.attributes["value"] or "") if chosen else ""
    return {**held, **data}


# who sees what


def test_contacts_are_for_the_government_but_for_public_ones(
    client: Client, foundation: Actor, operator: User, partner: User
) -> None:
    url = foundation.get_absolute_url()
    assert "info@demo.invalid" in says(client.get(url))
    assert "ana@demo.invalid" not in says(client.get(url))
    client.force_login(partner)
    assert "ana@demo.invalid" not in says(client.get(url))
    client.force_login(operator)
    assert "ana@demo.invalid" in says(client.get(url))


def test_partners_see_the_contacts_of_their_own(
    client: Client, university: Actor, partner: User, coordinator: User
) -> None:
    actions.edit(
        university,
        by=coordinator,
        version=university.version,
        contacts=[["Rector Demo", "", "rector@demo.invalid", "", False]],
    )
    assert "rector@demo.invalid" not in says(client.get(university.get_absolute_url()))
    client.force_login(partner)
    assert "rector@demo.invalid" in says(client.get(university.get_absolute_url()))


def test_a_contact_does_not_leak_through_the_history(
    client: Client, foundation: Actor, coordinator: User
) -> None:
    actions.edit(foundation, by=coordinator, version=1, contacts=[["Otra", "", "", "099", False]])
    page = says(client.get(foundation.get_absolute_url()))
    assert "no se muestran" in page
    assert "ana@demo.invalid" not in page and "099" not in page


def test_the_units_of_the_document_are_tied_to_objectives_and_no_further(
    client: Client, plan: Plan
) -> None:
    actor = Actor.objects.get(name="Secretaría de Salud")
    page = read(client, actor.get_absolute_url())
    text = words(page, "main")
    assert "1.1 Derechos y justicia social" in text
    assert "Declarada por el documento para el objetivo, no por iniciativa" in text
    assert "Iniciativas que dirige" not in text


def test_the_profile_tells_what_the_unit_leads(client: Client, mobility: Actor) -> None:
    page = words(read(client, mobility.get_absolute_url()), "main")
    assert "Iniciativas que dirige" in page and "2.3.1" in page


@pytest.mark.parametrize(
    "who", ["nobody", "coordinator", "head", "delegate", "partner", "operator"]
)
def test_the_profile_asks_the_same_of_1_role_and_of_30(
    client: Client, plan: Plan, mobility: Actor, who: str, request: pytest.FixtureRequest
) -> None:
    if who != "nobody":
        client.force_login(request.getfixturevalue(who))
    some = list(plan.initiatives.order_by("position")[:30])

    def asked(count: int) -> int:
        for initiative in some[:count]:
            ActorRole.objects.get_or_create(
                actor=mobility, record="plans.initiative", object_id=initiative.pk, role="funds"
            )
        client.get(mobility.get_absolute_url())
        forget_all()
        with CaptureQueriesContext(connection) as seen:
            assert client.get(mobility.get_absolute_url()).status_code == 200
        return len(seen)

    assert asked(1) == asked(30) < 60


# changing it


def test_a_coordinator_adds_an_actor_with_only_a_name(client: Client, coordinator: User) -> None:
    client.force_login(coordinator)
    response = client.post("/actors/add/", form(client, "/actors/add/", name=" Minga  Verde "))
    made = Actor.objects.get(name="Minga Verde")
    assert response["Location"] == made.get_absolute_url()
    (entry,) = history.of(made)
    assert (entry.verb, entry.by, entry.after) == ("created", coordinator, {"name": "Minga Verde"})


@pytest.mark.parametrize(("who", "status"), [("partner", 404), ("operator", 404), ("head", 200)])
def test_who_may_add(client: Client, who: str, status: int, request: pytest.FixtureRequest) -> None:
    client.force_login(request.getfixturevalue(who))
    assert client.get("/actors/add/").status_code == status


def test_a_delegate_edits_outsiders_and_the_own_unit_only(
    client: Client, delegate: User, foundation: Actor, mobility: Actor, university: Actor
) -> None:
    client.force_login(delegate)
    health = Actor.objects.get(name="Secretaría de Salud")
    for actor, status in ((foundation, 200), (mobility, 200), (university, 200), (health, 404)):
        assert client.get(f"{actor.get_absolute_url()}edit/").status_code == status


def test_one_part_is_edited_where_it_stands(
    client: Client, foundation: Actor, coordinator: User
) -> None:
    client.force_login(coordinator)
    url = f"{foundation.get_absolute_url()}edit/?field=kind"
    client.post(url, form(client, url, type="universidad_y_academia"))
    foundation.refresh_from_db()
    assert (foundation.type, foundation.version) == ("universidad_y_academia", 2)
    part = client.get(url, headers={"HX-Request": "true"})
    assert part["HX-Retarget"] == "#f-kind"
    assert b"<html" not in part.content


def test_the_second_of_two_people_is_told_and_may_insist(
    client: Client, foundation: Actor, coordinator: User, head: User
) -> None:
    client.force_login(head)
    url = f"{foundation.get_absolute_url()}edit/?field=name"
    mine = form(client, url, name="Lo mío")
    actions.edit(foundation, by=coordinator, version=1, name="Lo del otro")
    page = says(client.post(url, mine))
    assert "Otra persona cambió este actor" in page and "Lo del otro" in page
    client.post(url, {**mine, "mine": "2"})
    foundation.refresh_from_db()
    assert (foundation.name, foundation.version) == ("Lo mío", 3)


def test_two_people_who_change_different_data_do_not_meet(
    client: Client, foundation: Actor, coordinator: User, head: User
) -> None:
    client.force_login(head)
    url = f"{foundation.get_absolute_url()}edit/?field=about"
    mine = form(client, url, about="Limpia quebradas.")
    actions.edit(foundation, by=coordinator, version=1, acronym="RV")
    assert client.post(url, mine).status_code == 302
    foundation.refresh_from_db()
    assert (foundation.about, foundation.acronym) == ("Limpia quebradas.", "RV")


def test_the_last_change_is_taken_back(
    client: Client, foundation: Actor, coordinator: User
) -> None:
    before = history.of(foundation).count()
    contacts = [["Nueva", "", "", "1", True], ["Central", "", "info@demo.invalid", "", True]]
    actions.edit(foundation, by=coordinator, version=1, name="Otro nombre", contacts=contacts)
    client.force_login(coordinator)
    entry = history.of(foundation).first()
    assert entry
    client.post(f"{foundation.get_absolute_url()}undo/", {"entry": entry.pk})
    foundation.refresh_from_db()
    assert foundation.name == "Fundación Río Vivo"
    assert [c.name for c in foundation.contacts.all()] == ["Ana Demo", "Central"]
    assert history.of(foundation).count() == before + 2


def test_an_old_change_is_not_taken_back(
    client: Client, foundation: Actor, coordinator: User
) -> None:
    actions.edit(foundation, by=coordinator, version=1, name="Uno")
    entry = history.of(foundation).first()
    assert entry
    actions.edit(foundation, by=coordinator, version=2, name="Dos")
    with pytest.raises(Refused, match="alguien cambió lo mismo después"):
        actions.undo(entry, by=coordinator)
    foundation.refresh_from_db()
    assert foundation.name == "Dos"


def test_a_contact_is_added_and_taken_away_through_the_page(
    client: Client, foundation: Actor, coordinator: User
) -> None:
    client.force_login(coordinator)
    url = f"{foundation.get_absolute_url()}edit/?field=contacts"
    client.post(url, form(client, url, contact_2_name="Luz", contact_2_email="no es correo"))
    assert foundation.contacts.count() == 2, "a malformed address is refused"
    data = form(client, url, contact_2_name="Luz; Demo", contact_2_email="luz@demo.invalid")
    blank = {f"contact_0_{name}": "" for name in ("name", "position", "email", "phone")}
    client.post(url, {**data, **blank})
    assert [c.name for c in foundation.contacts.all()] == ["Central", "Luz, Demo"]


# what is refused


def test_a_number_of_another_is_refused_with_the_way_to_it(
    client: Client, foundation: Actor, coordinator: User
) -> None:
    client.force_login(coordinator)
    data = form(client, "/actors/add/", name="Otra", ruc=RUC)
    response = client.post("/actors/add/", data)
    assert "ya es de Fundación Río Vivo" in says(response)
    assert f'href="{foundation.get_absolute_url()}"' in response.content.decode()
    assert not Actor.objects.filter(name="Otra").exists()


def test_a_doubtful_number_is_taken_once_a_person_says_so(
    client: Client, coordinator: User
) -> None:
    client.force_login(coordinator)
    data = form(client, "/actors/add/", name="Carnada", ruc="1793213150001")
    page = client.post("/actors/add/", data)
    assert "no corresponde" in says(page) and b'name="sure"' in page.content
    client.post("/actors/add/", {**data, "sure": "on"})
    actor = Actor.objects.get(name="Carnada")
    assert actions.edit(actor, by=coordinator, version=1, about="No se pregunta otra vez.")


def test_a_number_written_wrong_is_refused(client: Client, coordinator: User) -> None:
    client.force_login(coordinator)
    page = client.post("/actors/add/", form(client, "/actors/add/", name="X", ruc="17900"))
    assert "Un RUC tiene 13 dígitos" in says(page)
    assert not Actor.objects.filter(name="X").exists()


def test_a_parent_below_its_child_is_refused(client: Client, make: Make, coordinator: User) -> None:
    top = make("Universidad Andina Demo")
    middle = make("Facultad Demo", parent=top.pk)
    bottom = make("Instituto Demo", parent=middle.pk)
    for parent in (top, middle, bottom):
        with pytest.raises(Refused, match="no puede pertenecer a algo que le pertenece"):
            actions.edit(top, by=coordinator, version=1, parent=parent.pk)
    client.force_login(coordinator)
    url = f"{top.get_absolute_url()}edit/?field=parent"
    page = says(client.post(url, form(client, url, parent="Instituto Demo")))
    assert "no puede pertenecer a algo que le pertenece" in page
    top.refresh_from_db()
    assert top.parent is None


def test_a_parent_that_nobody_is_called_is_refused(
    client: Client, foundation: Actor, coordinator: User
) -> None:
    client.force_login(coordinator)
    url = f"{foundation.get_absolute_url()}edit/?field=parent"
    assert "No hay un actor llamado" in says(client.post(url, form(client, url, parent="Nadie")))
    client.post(url, form(client, url, parent="secretaria de movilidad"))
    foundation.refresh_from_db()
    assert str(foundation.parent) == "Secretaría de Movilidad"


def test_strange_letters_break_nothing(client: Client, coordinator: User) -> None:
    client.force_login(coordinator)
    for url in ("/actors/?q=%00&after=99999999999999999999", "/actors/?after=x&area=999"):
        assert client.get(url).status_code == 200
    assert client.get("/actors/add/?name=%00").status_code == 200
    assert client.get("/actors/duplicates/?one=999999&other=1").status_code == 404
