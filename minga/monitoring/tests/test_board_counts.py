"""What the board counts is kept while nothing changes it, and is never out of date."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from minga.base import kept as keeping
from minga.base.steps import Refused
from minga.monitoring import listing
from minga.monitoring.actions import decide
from minga.monitoring.actions.report import report
from minga.monitoring.board import counts
from minga.monitoring.board.asked import BYS
from minga.monitoring.models import Figure, Indicator
from minga.monitoring.tests.boarded import scored_plan, waiting
from minga.monitoring.tests.scored import month
from minga.monitoring.tests.test_acts_at_random import ACTS, World
from minga.people.models import User, Visitor
from minga.plans.actions import edit
from minga.plans.completeness import completeness
from minga.plans.models import Initiative, Plan

pytestmark = pytest.mark.django_db

ADDRESS = "/monitoring/quito/?by=mechanism&year=2026"


def _all(plan: Plan, visitor: Visitor) -> dict[str, Any]:
    seen = Indicator.objects.visible_to(visitor).filter(plan=plan)
    return {
        "list": listing.tally(seen, listing.Filter(), plan, visitor),
        "plan": completeness(plan, visitor),
        "marks": counts.marks(plan, visitor),
        "initiatives": counts.on_initiatives(plan, visitor),
        "indicators": counts.on_indicators(plan, visitor),
        **{of: counts.measured(plan, visitor, of) for of in (Figure.Of.PLAN.value, *BYS)},
    }


@contextmanager
def _nothing_kept() -> Iterator[None]:
    held = dict(keeping._kept)
    keeping.forget_all()
    yield
    keeping.forget_all()
    keeping._kept.update(held)


def _hide(world: World) -> None:
    initiative = world.chance.choice(list(world.plan.initiatives.order_by("pk")[:2]))
    wanted = world.chance.choice(["public", "internal"])
    edit.edit(initiative, visibility=wanted, by=world.by, version=initiative.version)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
def test_whatever_people_do_what_is_kept_is_what_is_counted_from_nothing(
    plan: Plan, coordinator: User, seed: int
) -> None:
    world = World(random.Random(seed))
    for _n in range(30):
        act = world.chance.choice([*ACTS, _hide])
        try:
            with transaction.atomic():
                act(world)
        except Refused:
            continue
        now = Plan.objects.get(pk=plan.pk)
        for visitor in (AnonymousUser(), coordinator):
            found = _all(now, visitor)
            with _nothing_kept():
                assert found == _all(now, visitor)


@pytest.fixture
def board(plan: Plan, led: Initiative) -> dict[str, Indicator]:
    return scored_plan(plan, led)


def _counted(client: Client) -> list[str]:
    """What the page counts among all initiatives and indicators."""
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(ADDRESS).status_code == 200
    tables = ('FROM "plans_initiative"', 'FROM "monitoring_indicator"')
    said = [query["sql"] for query in asked]
    return [sql for sql in said if "COUNT(" in sql and any(table in sql for table in tables)]


def test_the_page_after_an_approval_counts_nothing_again(
    client: Client, board: dict[str, Indicator], coordinator: User
) -> None:
    assert len(_counted(client)) > 4
    decide.approve(waiting(board["waits"]), by=coordinator)
    assert _counted(client) == []


def test_after_a_reading_is_sent_only_the_mark_of_readings_is_counted_again(
    client: Client, board: dict[str, Indicator], plan: Plan, coordinator: User
) -> None:
    _counted(client)
    about = board["good"]
    report(
        about, month(plan, 2026, 9), value=about.base_value, lower=True, by=coordinator, send=True
    )
    (again,) = _counted(client)
    assert "monitoring_reading" in again
    decide.give_back(about.readings.get(status="sent"), reason="No.", by=coordinator)
    assert len(_counted(client)) == 1
