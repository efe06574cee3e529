"""The people and the plan that tests speak of: Quito's real one, and one person a role."""

from __future__ import annotations

import pytest
from django.utils import translation

from minga.actors.models import Actor
from minga.base.kept import forget_all
from minga.people.models import Role, Unit, User
from minga.plans.models import Initiative, Lead, Plan


def fill() -> None:
    """The real plan, the cast, and one initiative led by the unit of the head and delegate."""
    from minga.desk.management.commands.demo import demo_people, load_quito

    plan = load_quito(quiet=True)
    demo_people()
    User.objects.update(is_demo=False)
    Lead.objects.create(
        initiative=plan.initiatives.get(code="2.3.1"),
        unit=Unit.objects.get(name="Secretaría de Movilidad"),
    )


@pytest.fixture(autouse=True)
def fresh() -> None:
    """No answer kept from the test before, and the language that it did not choose."""
    forget_all()
    translation.activate("es")


@pytest.fixture
def plan(db: None) -> Plan:
    return Plan.objects.get(code="quito")


@pytest.fixture
def led(plan: Plan) -> Initiative:
    """The initiative that the unit of the head and the delegate leads."""
    return plan.initiatives.get(code="2.3.1")


def person(role: Role) -> User:
    return User.objects.get(memberships__role=role)


@pytest.fixture
def coordinator(db: None) -> User:
    return person(Role.COORDINATOR)


@pytest.fixture
def head(db: None) -> User:
    return person(Role.HEAD)


@pytest.fixture
def delegate(db: None) -> User:
    return person(Role.DELEGATE)


@pytest.fixture
def partner(db: None) -> User:
    return person(Role.PARTNER)


@pytest.fixture
def operator(db: None) -> User:
    return person(Role.OPERATOR)


@pytest.fixture
def mobility(db: None) -> Actor:
    """The unit of the head and the delegate, as an actor."""
    return Actor.objects.get(name="Secretaría de Movilidad")


@pytest.fixture
def university(db: None) -> Actor:
    """The organisation of the partner, as an actor."""
    return Actor.objects.get(name="Universidad de demostración")
