"""What the plan says of each initiative, and the board where every number opens its rows."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from minga.base.models import Visibility
from minga.people.models import Unit, User
from minga.plans import board
from minga.plans.completeness import (
    HINT,
    MARKS,
    Completeness,
    Tally,
    completeness,
    missing,
    with_marks,
)
from minga.plans.filters import Filter
from minga.plans.models import Initiative, Lead, Plan
from minga.plans.tree import tree

VISITOR = AnonymousUser()
BOARD = "/plans/quito/completeness/"


def test_the_eight_marks_keep_their_order() -> None:
    assert list(MARKS) == [
        "mechanism",
        "lead",
        "counterpart",
        "dates",
        "area",
        "instrument",
        "indicator",
        "reading",
    ]


def test_it_counts_the_published_plan(plan: Plan) -> None:
    whole = completeness(plan, VISITOR).whole
    assert whole.initiatives == 114
    assert whole.have["purpose"] == 114
    assert whole.have["mechanism"] == 112
    assert whole.have["lead"] == 1  # 2.3.1, which the unit of the tests leads
    assert whole.have[HINT] == 4
    assert [whole.have[name] for name in ("dates", "area", "counterpart", "budget")] == [0] * 4


def test_the_objectives_add_up_to_the_whole(plan: Plan) -> None:
    found = completeness(plan, VISITOR)
    assert sum(t.initiatives for t in found.objectives.values()) == found.whole.initiatives
    assert len(found.objectives) == 10


def test_the_units_and_nobody_share_the_plan_out(plan: Plan, led: Initiative) -> None:
    units = completeness(plan, VISITOR).units
    assert units[led.leads.get().pk].initiatives == 1
    assert units[None].initiatives == 113
    assert units[None].have[HINT] == 4


def test_an_initiative_carries_its_marks(plan: Plan, led: Initiative) -> None:
    led.starts = datetime.date(2025, 1, 1)
    led.save()
    marked = with_marks(Initiative.objects.all())
    one: Any = marked.get(pk=led.pk)
    assert [getattr(one, f"mark_{name}") for name in MARKS] == [
        *(True, True, False, True, False, False, False, False)
    ]
    assert not one.mark_lead_hint
    hinted: Any = marked.get(code="3.1.5")
    assert hinted.mark_lead_hint


def test_a_mark_that_no_domain_offers_is_missing_everywhere(plan: Plan) -> None:
    assert missing(Initiative.objects.filter(plan=plan), "reading").count() == 114


def test_a_guess_is_a_hint_until_somebody_confirms_it(plan: Plan) -> None:
    hinted = plan.initiatives.get(code="3.1.5")
    lead = Lead.objects.create(initiative=hinted, unit=Unit.objects.earliest("pk"), confirmed=False)
    assert hinted in missing(plan.initiatives.all(), HINT)
    assert hinted in missing(plan.initiatives.all(), "lead")
    lead.confirmed = True
    lead.save()
    assert hinted not in missing(plan.initiatives.all(), HINT)
    assert hinted not in missing(plan.initiatives.all(), "lead")


def test_visitors_count_only_what_they_see(plan: Plan, coordinator: User) -> None:
    Initiative.objects.filter(plan=plan, code="1.1.1").update(visibility=Visibility.INTERNAL)
    assert completeness(plan, VISITOR).whole.initiatives == 113
    assert completeness(plan, coordinator).whole.initiatives == 114


def test_every_number_opens_its_rows(plan: Plan) -> None:
    found = completeness(plan, VISITOR)
    grown = tree(plan, VISITOR)
    rows = [*board.by_objective(plan, grown, found), *board.by_unit(plan, found)]
    rows.append(board.whole(plan, found))
    cells = [(row, cell) for row in rows for cell in row.cells]
    assert len(cells) == 8 * (10 + 2 + 1)
    for row, cell in cells:
        lacking = cell.of - cell.have
        assert opened(plan, cell.url) == (lacking or row.initiatives), (row.label, cell)
        if cell.hints:
            assert opened(plan, cell.hints_url) == cell.hints


def opened(plan: Plan, url: str) -> int:
    wanted = Filter.read(QueryDict(url.partition("?")[2]))
    return wanted.apply(plan, VISITOR).count()


def test_each_task_opens_as_many_initiatives_as_it_says(plan: Plan) -> None:
    found = completeness(plan, VISITOR)
    tasks = board.tasks(plan, VISITOR, tree(plan, VISITOR), found)
    assert [task.initiatives for task in tasks] == [4, 2, 109, 114, 114]
    assert "1.2.11 y 1.2.12" in tasks[1].what
    assert "116 y 121" in tasks[1].why
    for task in tasks:
        hints = 4 if task.url.endswith("=lead") else 0  # asked for in a task of their own
        assert opened(plan, task.url) == task.initiatives + hints


@pytest.mark.parametrize(
    "have, says",
    [
        ({"purpose": 9, "mechanism": 8}, "El plan dice qué y cómo. Falta quién, con quién,"),
        ({}, "Al plan le falta decir qué, cómo"),
        (
            dict.fromkeys(("purpose", "mechanism", "lead", "counterpart", "dates"), 9),
            "El plan dice qué, cómo, quién, con quién y cuándo. Falta dónde",
        ),
    ],
)
def test_the_title_says_what_is_missing(have: dict[str, int], says: str) -> None:
    names = ("purpose", "mechanism", "lead", "counterpart", "dates", "area")
    tally = Tally(9, {name: have.get(name, 0) for name in names})
    assert board.headline(Completeness({}, {}, tally)).startswith(says)


def test_anybody_may_read_the_board(client: Client, plan: Plan) -> None:
    page = client.get(BOARD).content.decode()
    assert "El plan dice qué y cómo. Falta quién" in page
    assert "Confirmar los ejecutores que ya están en el nombre" in page
    assert "Sin dato" in page


def test_a_plan_without_initiatives_says_what_to_do(client: Client, plan: Plan) -> None:
    plan.pk, plan.code = None, "vacio"
    plan.uuid = "0" * 32
    plan.save()
    page = client.get("/plans/vacio/completeness/").content.decode()
    assert "El plan todavía no tiene iniciativas" in page
    assert "minga import" in page


def test_an_internal_plan_is_not_shown_to_visitors(client: Client, plan: Plan) -> None:
    plan.visibility = Visibility.INTERNAL
    plan.save()
    assert client.get(BOARD).status_code == 404


@pytest.mark.parametrize("role", ["", "coordinator", "head", "delegate", "partner", "operator"])
def test_the_number_of_queries_is_small_for_every_role(
    request: pytest.FixtureRequest,
    client: Client,
    plan: Plan,
    role: str,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    if role:
        client.force_login(request.getfixturevalue(role))
    client.get(BOARD)
    with django_assert_max_num_queries(9):
        client.get(BOARD)
