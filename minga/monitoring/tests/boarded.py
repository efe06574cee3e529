"""A plan with scores for tests of boards and reports: some public, one internal, one waiting."""

from __future__ import annotations

import datetime
from decimal import Decimal

from minga.base.models import Visibility
from minga.monitoring.models import BudgetLine, Indicator, Milestone, Reading
from minga.monitoring.tests.scored import measured, tell
from minga.people.models import Unit
from minga.plans.models import Initiative, Plan

SECRET = "Lo que nadie de fuera sabe"


def scored_plan(plan: Plan, led: Initiative) -> dict[str, Indicator]:
    """In 2026: a public one at 90 %, one at 40 %, an internal one at 10 %, one that waits at 70 %,
    one of objective 2.3 with nothing."""
    unit = Unit.objects.get(name="Secretaría de Movilidad")
    other = plan.initiatives.get(code="1.1.1")
    made = {
        "good": measured(led, "A-1", owner=unit),
        "poor": measured(other, "A-2", weight=Decimal(3)),
        "secret": measured(led, "A-3", name=SECRET, visibility=Visibility.INTERNAL),
        "waits": measured(led, "A-4", owner=unit),
        "empty": measured(led, "A-5", objective=plan.objectives.get(code="2.3")),
    }
    tell(made["good"], 90)
    tell(made["good"], 50, year=2025)
    tell(made["poor"], 40)
    tell(made["secret"], 10)
    tell(made["waits"], 70, status="sent")
    Milestone.objects.create(
        initiative=led,
        name="Firmar el convenio",
        due=datetime.date(2026, 5, 1),
        first_due=datetime.date(2026, 4, 1),
    )
    BudgetLine.objects.create(
        plan=plan, initiative=led, year=2026, source="Municipal", codified=Decimal(1000)
    )
    plan.refresh_from_db()
    return made


def waiting(indicator: Indicator) -> Reading:
    return indicator.readings.get(status="sent")
