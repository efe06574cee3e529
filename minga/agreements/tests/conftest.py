"""Agreements that the tests speak of."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from minga.actors.models import Actor
from minga.agreements.actions import draft, life
from minga.agreements.actions.sign import sign
from minga.agreements.models import Agreement
from minga.people.models import User
from minga.plans.models import Articulation, Initiative, MechanismType

TODAY = datetime.date.today()


def days(n: int) -> datetime.date:
    return TODAY + datetime.timedelta(days=n)


@pytest.fixture
def articulation(led: Initiative) -> Articulation:
    """Of the initiative that mobility leads."""
    found = led.articulations.first()
    assert found
    return found


@pytest.fixture
def kind(db: None) -> MechanismType:
    return MechanismType.objects.get(code="convenio")


@pytest.fixture
def agreement(
    articulation: Articulation,
    kind: MechanismType,
    mobility: Actor,
    university: Actor,
    delegate: User,
) -> Agreement:
    """A draft of mobility and the university, for a year, with some money."""
    assert mobility.unit
    made = draft.create(
        articulation.initiative.plan,
        by=delegate,
        title="Convenio para estudiar los viajes a pie",
        type=kind,
        unit=mobility.unit,
        articulations=[articulation],
        object="Contar a quienes caminan y publicar lo contado.",
        starts=days(-30),
        ends=days(335),
        notice_days=60,
    )
    draft.add_party(made, university, by=delegate, signatory="Rectorado")
    own = made.parties.get(actor=mobility)
    draft.contribute(own, by=delegate, amount=Decimal("1500.50"), source="Presupuesto")
    return read(made)


@pytest.fixture
def to_sign(agreement: Agreement, head: User, delegate: User) -> Agreement:
    life.send_to_review(agreement, by=delegate)
    life.clear(agreement, by=head)
    return read(agreement)


@pytest.fixture
def in_force(to_sign: Agreement, head: User) -> Agreement:
    return brought_into_force(to_sign, head)


def brought_into_force(agreement: Agreement, head: User) -> Agreement:
    for party in agreement.parties.select_related("actor"):
        party.agreement = agreement
        sign(party, by=head, on=days(-20), note="consta en el archivo")
    life.bring_into_force(agreement, by=head)
    return read(agreement)


def read(agreement: Agreement) -> Agreement:
    """The same, as it is stored now."""
    return Agreement.objects.select_related("unit", "plan", "type", "administrator").get(
        pk=agreement.pk
    )
