"""The arithmetic of money, milestones and people, by its values."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from minga.monitoring import means
from minga.monitoring.models import BudgetLine, BudgetTotal, Milestone, Post
from minga.plans.models import Initiative, Plan

DAY = datetime.date(2026, 6, 30)


def line(codified: int, currency: str = "USD") -> BudgetLine:
    return BudgetLine(year=2026, codified=Decimal(codified), currency=currency)


@pytest.mark.pure
def test_each_stage_is_at_most_the_one_before_it() -> None:
    values = {"codified": Decimal(100), "committed": Decimal(120), "accrued": Decimal(110)}
    assert list(means.broken_stages({**values, "paid": Decimal("110.01")}).values()) == [
        "El comprometido, 120,00, es más que el codificado, 100,00: corrija el que esté mal.",
        "El pagado, 110,01, es más que el devengado, 110,00: corrija el que esté mal.",
    ]
    fine = {"codified": 100, "committed": 100, "accrued": 0, "paid": 0}
    assert not means.broken_stages(fine)


@pytest.mark.pure
def test_what_is_not_known_is_passed_over() -> None:
    assert not means.broken_stages({"codified": Decimal(5), "committed": None, "accrued": None})
    broken = means.broken_stages({"codified": Decimal(5), "committed": None, "accrued": Decimal(6)})
    assert list(broken) == ["accrued"]
    assert "el codificado, 5,00" in broken["accrued"]


@pytest.mark.pure
def test_the_years_are_at_most_the_total_of_their_currency() -> None:
    initiative = Initiative()
    assert means.check_total(initiative, [line(999)]) == []
    initiative.budget_total = BudgetTotal(amount=Decimal("1000.00"), currency="USD")
    assert means.check_total(initiative, [line(600), line(400), line(5000, "EUR")]) == []
    assert means.check_total(initiative, [line(600), line(401)]) == [
        "Los años suman USD 1.001,00 y el monto total de la iniciativa es USD 1.000,00: corrija"
        " un año o el total."
    ]


@pytest.mark.pure
def test_posts_give_at_most_the_time_that_they_have() -> None:
    half = Post(name="Técnica", year=2026, count=3, share=Decimal("0.5"))
    assert means.full_time([half, half]) == 3
    assert means.check_shares([half, half]) == []
    more = Post(name="Técnica", year=2026, count=3, share=Decimal("0.6"))
    assert means.check_shares([half, more]) == [
        "Las partes de «Técnica» en 2026 suman 3,3 puestos de tiempo completo y hay 3: baje alguna"
        " parte, o dé otro nombre a los puestos que sean otros."
    ]


@pytest.mark.django_db
def test_the_advance_is_the_share_of_the_weights_reached_by_a_day(
    plan: Plan, led: Initiative
) -> None:
    assert means.advance(led, DAY) is None
    for name, weight, status, reached in (
        ("uno", 1, "reached", DAY),
        ("dos", 2, "reached", DAY + datetime.timedelta(1)),
        ("tres", 1, "planned", None),
        ("cuatro", 9, "dropped", None),
    ):
        Milestone.objects.create(
            initiative=led,
            name=name,
            due=DAY,
            first_due=DAY,
            weight=weight,
            status=status,
            reached_on=reached,
        )
    assert means.advance(led, DAY) == Decimal("0.25")
    assert means.advance(led, DAY + datetime.timedelta(1)) == Decimal("0.75")
    other = plan.initiatives.exclude(pk=led.pk).first()
    assert other
    assert means.advances([led.pk, other.pk], DAY) == {led.pk: Decimal("0.25")}
