"""Who sees and does what, and that no page asks more as there is more."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from minga.actors.models import Actor
from minga.actors.units import actor_of
from minga.base.domain import offered
from minga.base.kept import forget_all
from minga.people.models import Role, Unit, User
from minga.plans.models import Plan
from minga.spaces.actions import members, minutes, sessions
from minga.spaces.actions import space as spaces
from minga.spaces.models import Member, Session, Space

pytestmark = pytest.mark.django_db


def answer(client: Client, user: User | None, url: str, method: str = "get") -> int:
    client.logout()
    if user:
        client.force_login(user)
    return int(getattr(client, method)(url).status_code)


def test_visitors_see_public_spaces_once_they_are_constituted(
    client: Client, proposed: Space, seats: list[Member], delegate: User, partner: User
) -> None:
    url = proposed.get_absolute_url()
    assert answer(client, None, url) == 404
    assert proposed.name not in client.get("/spaces/").content.decode()
    spaces.constitute(proposed, on=datetime.date.today(), by=delegate)
    assert answer(client, None, url) == 200
    assert proposed.name in client.get("/spaces/").content.decode()
    assert "uni@example.org" not in client.get(url).content.decode()
    Space.objects.update(visibility="partners")
    assert answer(client, None, url) == 404
    assert answer(client, partner, url) == 200
    Space.objects.update(visibility="internal")
    assert answer(client, partner, url) == 404
    assert answer(client, delegate, url) == 200


def test_a_partner_sees_only_the_spaces_where_it_sits(
    client: Client, table: Space, seats: list[Member], partner: User
) -> None:
    Space.objects.update(visibility="partners")
    Member.objects.filter(pk=seats[1].pk).delete()
    assert answer(client, partner, table.get_absolute_url()) == 404


def test_the_draft_of_an_act_is_for_those_who_take_part(
    client: Client, held: Session, delegate: User, head: User, partner: User
) -> None:
    minutes.add_line(held, kind="decision", text="Todavía un borrador", by=delegate)
    url = held.get_absolute_url()
    assert answer(client, None, url) == 200
    text = client.get(url).content.decode()
    assert "Todavía un borrador" not in text
    assert "Alguien de" not in text
    assert "example.org/sala" not in text
    assert answer(client, None, f"{url}act/") == 404
    for user in (partner, delegate, head):
        client.force_login(user)
        assert "Todavía un borrador" in client.get(url).content.decode()


STEPS = ["call", "open", "close", "cancel", "submit", "give_back", "approve", "publish"]
FOR_HEADS = {"give_back", "approve", "publish"}


@pytest.mark.parametrize("verb", STEPS)
def test_delegates_write_and_heads_approve(
    client: Client,
    held: Session,
    delegate: User,
    head: User,
    partner: User,
    operator: User,
    verb: str,
) -> None:
    url = f"{held.get_absolute_url()}{verb}/"
    assert answer(client, None, url, "post") == 302  # to sign in
    assert answer(client, partner, url, "post") == 404
    assert answer(client, operator, url, "post") == 404
    wanted = 404 if verb in FOR_HEADS else 200  # it is refused, and says why
    assert answer(client, delegate, url, "post") == wanted
    assert answer(client, head, url, "post") == 200


def test_another_units_head_writes_nothing(
    client: Client, held: Session, seats: list[Member], head: User
) -> None:
    other = Unit.objects.create(name="Otra unidad")
    Space.objects.update(unit=other)
    here, room = held.space.get_absolute_url(), held.get_absolute_url()
    for url in (
        f"{here}edit/",
        f"{here}members/",
        f"{here}members/{seats[0].pk}/",
        f"{here}articulations/",
        f"{here}sessions/new/",
        f"{here}close/",
        f"{room}edit/",
    ):
        assert answer(client, head, url) == 404, url
    for url in (f"{room}lines/", f"{room}attendance/", f"{here}members/{seats[0].pk}/delegates/"):
        assert answer(client, head, url, "post") == 404, url


def grow(plan: Plan, delegate: User, count: int) -> Space:
    """A space with so many of everything, among so many spaces."""
    unit = Unit.objects.get(name="Secretaría de Movilidad")
    today = datetime.date.today()
    space = None
    for at in range(count):
        space = spaces.create(by=delegate, plan=plan, unit=unit, name=f"Mesa {count} {at}")
    assert space is not None
    for at in range(count):
        actor = Actor.objects.create(name=f"Actor {count} {at}")
        member = members.add_member(space, actor, by=delegate)
        members.add_delegate(
            member, name=f"Ana {at}", email=f"a{count}x{at}@example.org", by=delegate
        )
    spaces.constitute(space, on=today, by=delegate)
    begin = timezone.now() - datetime.timedelta(days=400)
    for at in range(count):
        day = begin + datetime.timedelta(days=at)
        held = sessions.plan(
            space,
            starts=day,
            ends=day + datetime.timedelta(hours=2),
            place="Sala",
            agenda=["Uno", "Dos"],
            by=delegate,
        )
        sessions.call(held, by=delegate)
    everybody = {member: sessions.Came(True, "Ana") for member in space.members.all()}
    for session in (Session.objects.get(space=space, number=n) for n in (1, count)):
        session.space = space
        sessions.attend(session, everybody, by=delegate)
        sessions.open(session, by=delegate)
        for at in range(count):
            minutes.add_line(
                session,
                kind="commitment",
                text=f"Hacer {at}",
                actor=Actor.objects.get(name=f"Actor {count} {at}"),
                due=today,
                by=delegate,
            )
        if session.number == 1:
            sessions.close(session, by=delegate)
            minutes.submit(session, by=delegate)
            minutes.approve(session, by=delegate)
            minutes.publish(session, by=delegate)
    return space


@pytest.mark.slow
def test_queries_do_not_grow_with_the_rows_for_any_role(client: Client, plan: Plan) -> None:
    delegate = User.objects.get(memberships__role=Role.DELEGATE)
    people: dict[str, User | None] = {"visitor": None}
    for role in (Role.COORDINATOR, Role.HEAD, Role.DELEGATE, Role.PARTNER):
        people[str(role)] = User.objects.get(memberships__role=role)

    def measured(space: Space, last: int) -> dict[tuple[str, str], int]:
        here = space.get_absolute_url()
        found = {}
        for name, user in people.items():
            client.logout()
            if user:
                client.force_login(user)
            pages = {"register": "/spaces/", "space": here, "room": f"{here}sessions/{last}/"}
            pages["act"] = f"{here}sessions/1/act/"
            if name == "coordinator":
                pages |= {"members": f"{here}members/", "proposals": "/spaces/proposals/"}
            for page, url in pages.items():
                forget_all()
                client.get(url)
                with CaptureQueriesContext(connection) as asked:
                    assert client.get(url).status_code == 200
                found[name, page] = len(asked)
        return found

    few = measured(grow(plan, delegate, 3), 3)
    many = measured(grow(plan, delegate, 30), 30)
    assert many == few


def test_every_offer_of_the_manifest_answers(held: Session, delegate: User, head: User) -> None:
    minutes.add_line(held, kind="information", text="Algo", by=delegate)
    minutes.submit(held, by=delegate)
    work: Any = offered("work")["spaces"]
    piles = {str(p.label): p.total for p in work(head, datetime.date.today(), 5)}
    assert piles["Actas por aprobar"] == 1
    minutes.give_back(held, reason="Falta algo.", by=head)
    (returned,) = [p for p in work(delegate, datetime.date.today(), 5) if p.kind == "returned"]
    assert returned.items[0].why == "Falta algo."
    dates: Any = offered("dates")["spaces"]
    today = datetime.date.today()
    span = (today, today + datetime.timedelta(days=60))
    (day,) = dates(None, ("spaces.space", held.space_id), *span)
    assert day.uid == f"{held.uuid}@minga"
    assert [d.uid for d in dates(delegate, None, *span)] == [day.uid]


def test_the_profile_of_an_actor_and_the_search_find_the_space(
    table: Space, university: Actor, partner: User
) -> None:
    shares: Any = offered("shares")["spaces"]
    assert [s.title for s in shares(university, partner, 5).items] == [table.name]
    convened: Any = offered("shares")["convened"]
    assert convened(university, partner, 5) is None
    assert [s.title for s in convened(actor_of(table.unit), partner, 5).items] == [table.name]
    find: Any = offered("finds")["spaces.space"]
    assert [hit.title for hit in find(partner, "transporte sostenible")] == [table.name]


@pytest.mark.parametrize("what", ["spaces", "sessions"])
def test_open_data_gives_what_the_visitor_may_see(
    client: Client, held: Session, plan: Plan, what: str
) -> None:
    answer: Any = client.get(f"/spaces/{what}.csv")
    text = b"".join(answer.streaming_content).decode()
    assert held.space.name in text
    Space.objects.update(visibility="internal")
    answer = client.get(f"/spaces/{what}.csv")
    assert held.space.name not in b"".join(answer.streaming_content).decode()
    assert client.get(f"/spaces/{what}.pdf").status_code == 404
