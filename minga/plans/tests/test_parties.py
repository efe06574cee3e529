"""Who takes part: the names that documents say, confirmed by a person, and single roles."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from minga.actors import actions as actors
from minga.actors.models import Actor, ActorRole
from minga.base import history
from minga.base.kept import forget_all
from minga.base.steps import Refused
from minga.base.testing import read, words
from minga.people.models import User
from minga.people.tests.people import says
from minga.plans import parties
from minga.plans.actions import parties as actions
from minga.plans.models import Initiative, Plan

HERE = "/plans/quito/parties/"


def names(plan: Plan, said: dict[str, list[tuple[str, str]]]) -> None:
    """Let the document say who takes part: {"1.1.1": [("partner", "Cruz Roja")]}."""
    for code, some in said.items():
        plan.initiatives.filter(code=code).update(
            details={"parties": [{"role": role, "name": name} for role, name in some]}
        )


@pytest.fixture
def named(plan: Plan) -> Plan:
    names(
        plan,
        {
            "1.1.1": [("responsible", "Secretaría de Salud"), ("partner", "Cruz Roja Demo")],
            "1.1.2": [("partner", "CRUZ ROJA DEMO"), ("funder", "Banco Demo S.A.")],
            "1.1.3": [("partner", "Cruz Roja Demo"), ("actor", "Cruz Roja Demo")],
        },
    )
    return plan


def revision(plan: Plan) -> int:
    return Plan.objects.values_list("revision", flat=True).get(pk=plan.pk)


# what documents say


def test_each_name_is_listed_once_with_how_often_and_in_which_role(named: Plan) -> None:
    found = {one.name: one for one in parties.named_in(named)}
    assert list(found) == ["Cruz Roja Demo", "Banco Demo S.A.", "Secretaría de Salud"]
    red = found["Cruz Roja Demo"]
    assert (red.times, dict(red.roles)) == (4, {"partner": 3, "actor": 1})
    assert len(red.spellings) == 2


def test_an_actor_of_like_name_is_proposed(named: Plan, coordinator: User) -> None:
    bank = actors.add(by=coordinator, name="Banco Demo")
    found = parties.named_in(named)
    parties.propose(found)
    told = {one.name: one for one in found}
    assert told["Secretaría de Salud"].proposed[0].unit
    assert told["Secretaría de Salud"].same
    assert (told["Banco Demo S.A."].proposed, told["Banco Demo S.A."].same) == ([bank], False)
    assert told["Cruz Roja Demo"].proposed == []


def test_nothing_happens_before_a_person_confirms(
    client: Client, named: Plan, coordinator: User
) -> None:
    client.force_login(coordinator)
    before = (Actor.objects.count(), ActorRole.objects.count())
    page = read(client, HERE)
    assert "3 nombres del documento por confirmar" in words(page, "h1")
    client.post(HERE, {})
    assert (Actor.objects.count(), ActorRole.objects.count()) == before


def ticked(client: Client, **more: str) -> dict[str, Any]:
    """The form of the page with every name ticked."""
    page = read(client, HERE)
    said: dict[str, Any] = {"sel": []}
    for box in page.css("input[name=sel]"):
        said["sel"].append(box.attributes["value"])
    for box in page.css("input[name^=key-], input[name^=is-][checked]"):
        said[box.attributes["name"] or ""] = box.attributes["value"]
    return {**said, **more}


def test_what_is_confirmed_becomes_actors_with_roles_and_can_be_undone(
    client: Client, named: Plan, coordinator: User
) -> None:
    client.force_login(coordinator)
    actors_before = set(Actor.objects.values_list("pk", flat=True))
    at = revision(named)
    response = client.post(HERE, ticked(client), follow=True)
    assert "Se registraron 5 papeles y 2 actores nuevos" in says(response)
    assert revision(named) > at
    red = Actor.objects.get(name="Cruz Roja Demo")
    held = red.roles.values_list("role", "imported_from")
    assert sorted(held) == [("co_responsible", "Cruz Roja Demo")] * 3, "once in each initiative"
    health = Actor.objects.get(name="Secretaría de Salud")
    assert [role.role for role in health.roles.all()] == ["executes"]
    first = named.initiatives.get(code="1.1.1")
    assert history.of(first).filter(verb="role_added", by=coordinator).count() == 2
    assert client.get("/actors/?q=cruz+roja").content.count(b"Cruz Roja Demo")
    assert "Todos los que nombra el documento están registrados" in says(client.get(HERE))
    entry = history.of(named).get(verb="parties_taken")
    for _twice in range(2):
        client.post(f"{HERE}undo/?token={entry.after['token']}")
    assert set(Actor.objects.values_list("pk", flat=True)) == actors_before
    assert not ActorRole.objects.exclude(imported_from="").exists()
    assert history.of(named).filter(verb="parties_undone").count() == 1


def test_what_got_something_else_to_do_stays(named: Plan, coordinator: User) -> None:
    key = parties.named_in(named)[0].key
    taken = actions.take(named, {key: actions.NEW}, by=coordinator)
    red = Actor.objects.get(name="Cruz Roja Demo")
    kept = actions.add_role(named.initiatives.all()[9], red, "advises", by=coordinator)
    actions.undo_take(named, taken.token, by=coordinator)
    assert list(red.roles.all()) == [kept]


def test_taking_twice_adds_nothing(named: Plan, coordinator: User) -> None:
    key = parties.named_in(named)[0].key
    actions.take(named, {key: actions.NEW}, by=coordinator)
    red = Actor.objects.get(name="Cruz Roja Demo")
    again = actions.take(named, {key: red.pk}, by=coordinator)
    assert (again.actors, again.roles) == (0, 0)


def test_an_actor_that_is_gone_is_refused(named: Plan, coordinator: User) -> None:
    key = parties.named_in(named)[0].key
    with pytest.raises(Refused, match="ya se unió a otro"):
        actions.take(named, {key: 999_999}, by=coordinator)
    with pytest.raises(Refused, match="No eligió ningún nombre"):
        actions.take(named, {"nobody said this": actions.NEW}, by=coordinator)
    assert not Actor.objects.filter(name="Cruz Roja Demo").exists()


@pytest.mark.parametrize("who", ["head", "delegate", "partner", "operator"])
def test_only_the_coordinator_confirms(
    client: Client, who: str, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(who))
    assert client.get(HERE).status_code == client.post(HERE).status_code == 404
    assert client.post(f"{HERE}undo/").status_code == 404


def test_it_asks_the_same_of_2_names_and_of_40(
    client: Client, plan: Plan, coordinator: User
) -> None:
    client.force_login(coordinator)

    def asked(count: int) -> int:
        names(plan, {"1.1.1": [("partner", f"Nombre {n}") for n in range(count)]})
        client.get(HERE)
        forget_all()
        with CaptureQueriesContext(connection) as seen:
            assert client.get(HERE).status_code == 200
        return len(seen)

    assert asked(2) == asked(40) < 30


# roles in one initiative


def test_the_delegate_adds_an_actor_with_a_role(
    client: Client, led: Initiative, university: Actor, delegate: User
) -> None:
    client.force_login(delegate)
    at = revision(led.plan)
    url = f"{led.get_absolute_url()}actors/"
    found = read(client, f"{url}?q=universidad")
    assert found.css_first(f"a[href='?actor={university.pk}']")
    assert "Universidad de demostración" in words(
        read(client, f"{url}?actor={university.pk}"), "h1"
    )
    response = client.post(
        url, {"actor": university.pk, "role": "advises", "starts": "2026-01-01", "note": "x"}
    )
    assert response["Location"] == f"{led.get_absolute_url()}#quien"
    (part,) = parties.roles_of(led, delegate)
    assert (part.name, part.role.role, part.over) == (university.name, "advises", False)
    assert revision(led.plan) == at + 1
    timeline = words(read(client, led.get_absolute_url()), "#linea")
    assert "Registró quién participa" in timeline and "asesora" in timeline
    assert "Participa: asesora en 2.3.1" in says(client.get(university.get_absolute_url()))


def test_it_ends_after_it_starts(
    client: Client, led: Initiative, university: Actor, delegate: User
) -> None:
    client.force_login(delegate)
    url = f"{led.get_absolute_url()}actors/"
    said = {"actor": university.pk, "role": "advises", "starts": "2026-05-01"}
    assert "La fecha de fin es anterior" in says(client.post(url, {**said, "ends": "2026-04-30"}))
    client.post(url, said)
    role = ActorRole.objects.get(actor=university)
    page = client.post(f"{url}{role.pk}/end/", {"ends": "2026-04-30"})
    assert "La fecha de fin es anterior" in says(page)
    client.post(f"{url}{role.pk}/end/", {"ends": "2026-06-30"})
    role.refresh_from_db()
    assert role.ends == datetime.date(2026, 6, 30)
    (part,) = parties.roles_of(led, delegate)
    assert part.over


def test_the_same_role_at_the_same_time_is_one(
    led: Initiative, university: Actor, coordinator: User
) -> None:
    day = datetime.date(2025, 1, 1)
    actions.add_role(led, university, "funds", by=coordinator, starts=day, ends=day)
    actions.add_role(
        led, university, "funds", by=coordinator, starts=day + datetime.timedelta(days=1)
    )
    with pytest.raises(Refused, match="ya financia aquí en esas fechas"):
        actions.add_role(led, university, "funds", by=coordinator)


def test_a_removed_role_is_put_back_by_its_undo(
    client: Client, led: Initiative, university: Actor, delegate: User
) -> None:
    role = actions.add_role(
        led, university, "funds", by=delegate, starts=datetime.date(2026, 1, 1), note="ñ & más"
    )
    client.force_login(delegate)
    page = client.post(f"{led.get_absolute_url()}actors/{role.pk}/remove/", follow=True)
    assert not ActorRole.objects.filter(actor=university).exists()
    form = read_undo(page.content.decode())
    client.post(form)
    back = ActorRole.objects.get(actor=university)
    assert (back.role, back.starts, back.note) == ("funds", role.starts, "ñ & más")


def read_undo(html: str) -> str:
    from selectolax.lexbor import LexborHTMLParser

    form = LexborHTMLParser(html).css_first(".m-messages form")
    assert form
    return form.attributes["action"] or ""


def test_who_does_not_lead_it_adds_nobody(
    client: Client, plan: Plan, led: Initiative, university: Actor, delegate: User, partner: User
) -> None:
    other = plan.initiatives.get(code="1.1.1")
    role = actions.add_role(led, university, "funds", by=delegate)
    for who, initiative in ((delegate, other), (partner, led)):
        client.force_login(who)
        url = f"{initiative.get_absolute_url()}actors/"
        said = {"actor": university.pk, "role": "funds"}
        assert client.post(url, said).status_code == 404
        assert client.post(f"{url}{role.pk}/remove/").status_code == 404
        assert client.post(f"{url}{role.pk}/end/", {"ends": "2026-01-01"}).status_code == 404


def test_a_partner_sees_what_it_takes_part_in(
    client: Client, led: Initiative, university: Actor, partner: User, coordinator: User
) -> None:
    Initiative.objects.filter(pk=led.pk).update(visibility="partners")
    client.force_login(partner)
    assert client.get(led.get_absolute_url()).status_code == 404
    actions.add_role(led, university, "co_responsible", by=coordinator)
    assert client.get(led.get_absolute_url()).status_code == 200
    assert "2.3.1" in says(client.get(university.get_absolute_url()))
    client.logout()
    assert "2.3.1" not in says(client.get(university.get_absolute_url()))
