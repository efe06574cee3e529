"""Undoing an import leaves what people measure, pay, staff or evaluate of what it brought."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal

import pytest

from minga.agreements.actions import draft as agreements
from minga.evaluation.models import Evaluation, Solution
from minga.intake.models import Import
from minga.monitoring.models import (
    BudgetLine,
    BudgetTotal,
    Milestone,
    Period,
    Post,
    Priority,
    Reading,
    Report,
)
from minga.monitoring.tests.scored import measured, tell
from minga.people.models import Unit, User
from minga.plans.actions.undo import undo
from minga.plans.models import Articulation, Initiative, MechanismType, Plan
from minga.plans.tests.test_apply import draft, initiative
from minga.plans.tests.test_undo import applied

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 5, 1)


@pytest.fixture
def imported() -> Import:
    return applied()


def first() -> Initiative:
    return Initiative.objects.get(plan__code="prueba", number=1)


def unit() -> Unit:
    return Unit.objects.get_or_create(name="Secretaría de Movilidad")[0]


def _on_articulation(one: Initiative) -> None:
    tell(measured(one, "I-2", articulation=one.articulations.get(number=1)), 30)


WORK: dict[str, Callable[[Initiative], object]] = {
    "indicator": lambda one: tell(measured(one, "I-1"), 30),
    "indicator of an articulation": _on_articulation,
    "milestone": lambda one: Milestone.objects.create(
        initiative=one, name="Diseño", due=DAY, first_due=DAY
    ),
    "budget": lambda one: BudgetLine.objects.create(
        plan=one.plan, initiative=one, year=2026, codified=Decimal(5)
    ),
    "total": lambda one: BudgetTotal.objects.create(initiative=one, amount=Decimal(5)),
    "post": lambda one: Post.objects.create(
        plan=one.plan, unit=unit(), name="Técnica", initiative=one, year=2026
    ),
    "priority": lambda one: Priority.objects.create(initiative=one, year=2026, rank=1),
    "evaluation": lambda one: Evaluation.objects.create(
        plan=one.plan, initiative=one, title="¿Sirve?", kind="final", unit=unit()
    ),
    "solution": lambda one: Solution.objects.create(
        plan=one.plan, initiative=one, name="Carril", problem="Espera", unit=unit()
    ),
}


@pytest.mark.parametrize("what", WORK)
def test_what_was_worked_on_is_withdrawn_with_all_it_has(imported: Import, what: str) -> None:
    WORK[what](first())
    readings = Reading.objects.count()
    undone = undo(imported, by=None)
    assert undone.kept == ["1.1"] and undone.deleted == 1
    assert first().status == Initiative.Status.WITHDRAWN
    assert first().articulations.exists()
    assert Reading.objects.count() == readings


def test_an_articulation_that_is_measured_or_made_real_stays(
    imported: Import, coordinator: User
) -> None:
    second = applied(
        draft(
            initiative(1, "Ciclovías", "Coordinar", "Construir", "Medir", "Firmar", "Nada"),
            initiative(2, "Huertos"),
        ),
        "otro.txt",
    )
    parts = first().articulations
    tell(measured(first(), "I-3", articulation=parts.get(number=3)), 30)
    agreements.create(
        first().plan,
        by=coordinator,
        title="Convenio",
        unit=unit(),
        type=MechanismType.objects.get(code="convenio"),
        articulations=[parts.get(number=4)],
    )
    undo(second, by=None)
    assert Reading.objects.count() == 1
    assert set(
        Articulation.objects.filter(initiative=first()).values_list("number", flat=True)
    ) == {*(1, 2, 3, 4)}


PLAN_WORK: dict[str, Callable[[Plan], object]] = {
    "periods": lambda plan: Period.objects.create(
        plan=plan, frequency="monthly", starts=DAY, ends=datetime.date(2026, 5, 31),
        due=datetime.date(2026, 6, 15),
    ),
    "posts": lambda plan: Post.objects.create(plan=plan, unit=unit(), name="Técnica", year=2026),
    "report": lambda plan: Report.objects.create(
        plan=plan, number=1, title="Informe", starts=DAY, ends=DAY
    ),
    "evaluation": lambda plan: Evaluation.objects.create(
        plan=plan, title="¿Sirve?", kind="final", unit=unit()
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", PLAN_WORK)
def test_a_plan_that_people_work_on_stays(imported: Import, what: str) -> None:
    PLAN_WORK[what](Plan.objects.get(code="prueba"))
    undone = undo(imported, by=None)
    assert not undone.plan_gone
    assert Plan.objects.filter(code="prueba").exists()
