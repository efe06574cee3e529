"""Two people at the same moment, with real threads and real commits, on either database."""

from __future__ import annotations

from decimal import Decimal

import pytest

from minga.base.testing import together
from minga.monitoring import book
from minga.monitoring.actions import budget
from minga.monitoring.actions.report import report
from minga.monitoring.actions.targets import set_target
from minga.monitoring.models import Indicator, Workbook, end_of_year
from minga.monitoring.tests import books
from minga.monitoring.tests.scored import measured, month
from minga.people.models import Role
from minga.plans.models import Plan
from minga.plans.testing import person

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("transactional_db")]
LINES = ("initiative", "year", "source", "codified")


def kept(plan: Plan, **sheets: object) -> Workbook:
    found = book.read(books.book(**sheets), "libro.xlsx")  # type: ignore[arg-type]
    return book.keep(plan, found, mark=",", send=False, by=person(Role.COORDINATOR))


def test_two_workbooks_do_not_pass_the_total_together() -> None:
    plan, by = Plan.objects.get(code="quito"), person(Role.COORDINATOR)
    led = plan.initiatives.get(code="2.3.1")
    budget.set_total(led, by=by, amount=Decimal(100))
    mine, theirs = (
        [kept(plan, Presupuesto=[LINES, (led.code, 2026, f"{who}{n}", 30)]) for n in range(4)]
        for who in "ab"
    )
    together(4, *(lambda at, some=some: book.apply(some[at], by=by) for some in (mine, theirs)))
    assert sum(line.codified for line in led.budget_lines.all()) == 90


def test_two_workbooks_that_say_the_same_make_it_once() -> None:
    plan, by = Plan.objects.get(code="quito"), person(Role.COORDINATOR)
    led = plan.initiatives.get(code="2.3.1")
    sheet = ("code", "name", "initiative", "unit", "direction", "frequency")
    mine, theirs = (
        [
            kept(
                plan,
                Indicadores=[sheet, (f"N-{n}", "Viajes", led.code, "viajes", "increase", "yearly")],
                Presupuesto=[LINES, (led.code, 2026, f"fuente {n}", 30)],
            )
            for n in range(6)
        ]
        for _who in "ab"
    )
    said = together(
        6, *(lambda at, some=some: book.apply(some[at], by=by) for some in (mine, theirs))
    )
    assert all("en este momento" in one for one in said)
    assert Indicator.objects.filter(plan=plan, code__startswith="N-").count() == 6
    assert led.budget_lines.count() == 6
    for one in Workbook.objects.filter(applied_at=None):
        book.apply(one, by=by)  # whoever was refused tries it again


def test_a_target_and_a_reading_do_not_wait_for_each_other() -> None:
    plan, by = Plan.objects.get(code="quito"), person(Role.COORDINATOR)
    some = [measured(plan.initiatives.get(code="2.3.1"), f"N-{n}") for n in range(25)]
    when = month(plan, 2026, 3)
    together(
        len(some),
        lambda at: report(some[at], when, value=Decimal(at), by=by, send=True),
        lambda at: set_target(some[at], end_of_year(2027), Decimal(300), by=by),
    )
    assert not Indicator.objects.exclude(readings__isnull=False).filter(code__startswith="N-")
