"""A space that the unit of the head and the delegate convenes, with the members that sit there."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from minga.actors.models import Actor
from minga.people.models import Unit, User
from minga.plans.models import Articulation, Plan
from minga.spaces.actions import members, sessions
from minga.spaces.actions import space as spaces
from minga.spaces.models import Member, Session, Space

MESA = "Mesa Interinstitucional para la promoción de modos de transporte sostenibles en el DMQ"


@pytest.fixture
def articulation(plan: Plan) -> Articulation:
    return Articulation.objects.get(initiative__plan=plan, initiative__code="2.3.10")


@pytest.fixture
def proposed(plan: Plan, articulation: Articulation, delegate: User) -> Space:
    return spaces.create(
        by=delegate,
        plan=plan,
        unit=Unit.objects.get(name="Secretaría de Movilidad"),
        name=MESA,
        kind=Space.Kind.ROUND_TABLE,
        articulations=[articulation],
        initiative=articulation.initiative,
    )


@pytest.fixture
def others(plan: Plan) -> list[Actor]:
    return [Actor.objects.create(name=f"Colectivo de demostración {n}") for n in (1, 2)]


@pytest.fixture
def seats(
    proposed: Space, mobility: Actor, university: Actor, others: list[Actor], delegate: User
) -> list[Member]:
    """Four institutions; the first three have somebody with an address."""
    found = [
        members.add_member(proposed, actor, by=delegate)
        for actor in (mobility, university, *others)
    ]
    for at, email in enumerate(["movilidad@example.org", "uni@example.org", "col@example.org"]):
        members.add_delegate(found[at], name=f"Delegada {at}", email=email, by=delegate)
    members.add_delegate(found[3], name="Delegado sin correo", by=delegate)
    return found


@pytest.fixture
def table(proposed: Space, seats: list[Member], delegate: User) -> Space:
    """The space, constituted."""
    spaces.constitute(proposed, on=datetime.date.today(), by=delegate)
    return proposed


@pytest.fixture
def session(table: Space, delegate: User) -> Session:
    """In a week, from nine to eleven in the morning, not called yet."""
    day = datetime.date.today() + datetime.timedelta(days=7)
    return sessions.plan(
        table,
        starts=timezone.make_aware(datetime.datetime.combine(day, datetime.time(9))),
        ends=timezone.make_aware(datetime.datetime.combine(day, datetime.time(11))),
        place="Sala de demostración",
        link="https://example.org/sala",
        agenda=["Apertura", "Plan de ciclovías"],
        by=delegate,
    )


@pytest.fixture
def called(session: Session, delegate: User) -> Session:
    sessions.call(session, by=delegate)
    return session


@pytest.fixture
def opened(called: Session, seats: list[Member], delegate: User) -> Session:
    """With three of four institutions there."""
    here = {seat: sessions.Came(True, f"Alguien de {seat.actor.name}") for seat in seats[:3]}
    sessions.attend(called, here, by=delegate)
    sessions.open(called, by=delegate)
    return called


@pytest.fixture
def held(opened: Session, delegate: User) -> Session:
    sessions.close(opened, by=delegate)
    return opened
