"""A commitment of the university, asked for by the unit of the head and the delegate."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest

from minga.actors.models import Actor
from minga.commitments.actions import make
from minga.commitments.models import Commitment
from minga.people.models import User
from minga.plans.models import Plan

TODAY = datetime.date.today()
WEEK = datetime.timedelta(7)
Promise = Callable[..., Commitment]


@pytest.fixture
def promise(plan: Plan, university: Actor, mobility: Actor, coordinator: User) -> Promise:
    """Make one; by default the university promises something to mobility, due in 30 days."""

    def promise(text: str = "Entregar el estudio de ciclovías", **fields: Any) -> Commitment:
        unit = mobility.unit
        wanted: dict[str, Any] = {
            "actor": university,
            "due": TODAY + datetime.timedelta(30),
            "born_in": plan.initiatives.get(code="2.3.1"),
            "unit": unit,
            "plan": plan,
            "by": coordinator,
        }
        return make(text, **{**wanted, **fields})

    return promise


@pytest.fixture
def owed(promise: Promise) -> Commitment:
    return promise()
