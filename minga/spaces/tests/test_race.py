"""Several people in one room at the same moment, with real threads and commits."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from minga.actors.models import Actor
from minga.agreements.tests.test_race import both
from minga.notices.models import Mail
from minga.people.models import Role, User
from minga.plans.models import Plan
from minga.plans.testing import person
from minga.spaces.actions import members, minutes, sessions
from minga.spaces.actions import space as spaces
from minga.spaces.models import Line, Session, Space

ROUNDS = 40


@pytest.fixture
def room(transactional_db: None) -> Session:
    """An open session of a space with one member."""
    head = person(Role.HEAD)
    mobility = Actor.objects.get(name="Secretaría de Movilidad")
    assert mobility.unit
    plan = Plan.objects.get(code="quito")
    space = spaces.create(by=head, plan=plan, unit=mobility.unit, name="Mesa de prueba")
    member = members.add_member(space, mobility, by=head)
    members.add_delegate(member, name="Ana", email="ana@example.org", by=head)
    spaces.constitute(space, on=datetime.date.today(), by=head)
    session = _plan(space, head)
    sessions.call(session, by=head)
    sessions.attend(session, {member: sessions.Came(True)}, by=head)
    sessions.open(session, by=head)
    return session


def _plan(space: Space, by: User) -> Session:
    begin = timezone.now() + datetime.timedelta(days=3)
    return sessions.plan(
        space,
        starts=begin,
        ends=begin + datetime.timedelta(hours=1),
        place="Sala",
        agenda=["Uno"],
        by=by,
    )


@pytest.mark.slow
def test_two_who_write_at_the_same_time_lose_no_line(room: Session) -> None:
    head, delegate = person(Role.HEAD), person(Role.DELEGATE)

    def write(at: int, who: User) -> None:
        session = Session.objects.select_related("space").get(pk=room.pk)
        minutes.add_line(session, kind="decision", text=f"{who.pk} {at}", by=who)

    assert both(ROUNDS, write, head, delegate) == {"done": 2 * ROUNDS}
    lines = Line.objects.filter(session=room)
    wanted = {f"{who.pk} {at}" for who in (head, delegate) for at in range(ROUNDS)}
    assert set(lines.values_list("text", flat=True)) == wanted
    assert len(set(lines.values_list("position", flat=True))) == 2 * ROUNDS


@pytest.mark.slow
def test_two_who_call_write_one_letter_and_two_who_plan_get_two_numbers(room: Session) -> None:
    head, delegate = person(Role.HEAD), person(Role.DELEGATE)
    space = Space.objects.get(pk=room.space_id)

    def plan(at: int, who: User) -> None:
        _plan(Space.objects.get(pk=space.pk), who)

    assert both(10, plan, head, delegate) == {"done": 20}
    keys = list(Session.objects.filter(space=space, status="planned").values_list("pk", flat=True))
    numbers = Session.objects.filter(space=space).values_list("number", flat=True)
    assert sorted(numbers) == list(range(1, 22))
    before = Mail.objects.exclude(calendar="").count()

    def call(at: int, who: User) -> None:
        session = Session.objects.select_related("space__unit").get(pk=keys[at])
        sessions.call(session, by=who)

    assert both(20, call, head, delegate) == {"done": 20, "refused": 20}
    assert Mail.objects.exclude(calendar="").count() - before == 20
