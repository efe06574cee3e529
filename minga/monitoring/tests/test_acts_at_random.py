"""Whatever people do through the actions, in whatever order, no figure goes astray."""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable
from decimal import Decimal as D
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from minga.base import history
from minga.base.steps import Refused
from minga.monitoring import book
from minga.monitoring.actions import decide, define, periods, targets
from minga.monitoring.actions.report import report
from minga.monitoring.book.undo import undo as take_back
from minga.monitoring.models import Indicator, Period, Reading, Workbook, end_of_year
from minga.monitoring.tests import books
from minga.monitoring.tests.scored import measured, month, same_when_made_anew
from minga.people.models import Role
from minga.plans.models import Plan
from minga.plans.testing import person
from minga.territory.models import Area

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


class World:
    """Three indicators, four months, and a coordinator who does anything."""

    def __init__(self, chance: random.Random) -> None:
        self.plan = Plan.objects.get(code="quito")
        self.by = person(Role.COORDINATOR)
        self.chance = chance
        led, other = self.plan.initiatives.filter(code__in=["2.3.1", "1.1.2"]).order_by("code")
        first = led.articulations.earliest("pk")
        self.indicators = [
            measured(led, "X1", weight=D("1.3333"), categories=["a", "b"]),
            measured(other, "X2", direction="reduce", base_value=D(300), by_area=True),
            measured(
                led, "X3", articulation=first, measure="ratio", numerator_name="n",
                denominator_name="d", factor=D(100), accumulation="periodic", yearly="mean",
            ),
        ]  # fmt: skip
        self.months = [month(self.plan, 2026, n) for n in (1, 2, 3)] + [month(self.plan, 2025, 7)]
        self.areas = list(Area.objects.own().order_by("pk")[:2])

    def indicator(self) -> Indicator:
        return Indicator.objects.get(pk=self.chance.choice(self.indicators).pk)

    def number(self) -> D:
        return (D(self.chance.randint(-50, 250)) / 3).quantize(D("0.000001"))

    def numbers(self, indicator: Indicator) -> dict[str, Any]:
        if indicator.measure == "ratio":
            return {"numerator": self.number(), "denominator": D(self.chance.randint(1, 9))}
        return {"value": self.number()}

    def reading(self, *status: str) -> Reading | None:
        found = list(Reading.objects.filter(status__in=status).order_by("pk"))
        return self.chance.choice(found) if found else None

    def report(self) -> None:
        indicator = self.indicator()
        report(
            indicator,
            Period.objects.get(pk=self.chance.choice(self.months).pk),
            category=self.chance.choice(["", *indicator.categories]),
            area=self.chance.choice([None, *self.areas]) if indicator.by_area else None,
            lower=True,
            by=self.by,
            send=self.chance.random() < 0.8,
            **self.numbers(indicator),
        )

    def approve(self) -> None:
        if found := self.reading("sent"):
            decide.approve(found, by=self.by)

    def give_back(self) -> None:
        if found := self.reading("sent"):
            decide.give_back(found, reason="No cuadra.", by=self.by)

    def rectify(self) -> None:
        if found := self.reading("approved"):
            numbers = self.numbers(found.indicator)
            decide.rectify(found, reason="Estaba mal.", by=self.by, **numbers)

    def rewrite(self) -> None:
        name, value = self.chance.choice(
            [
                ("weight", D(self.chance.randint(1, 50_000)) / 10_000),
                ("visibility", self.chance.choice(["internal", "public"])),
                ("base_value", self.chance.choice([None, D(0), D(130)])),
                ("base_date", self.chance.choice([None, datetime.date(2024, 6, 30)])),
                ("direction", self.chance.choice(["increase", "reduce", "maintain", "deliver"])),
                ("tolerance", self.chance.choice([None, D(40)])),
                ("accumulation", self.chance.choice(["cumulative", "periodic"])),
                ("yearly", self.chance.choice(["sum", "mean", "last"])),
                ("factor", self.chance.choice([D(1), D(100), D(1000)])),
                ("measure", self.chance.choice(["ratio", "value"])),
                ("frequency", self.chance.choice(["monthly", "yearly"])),
                ("owner", self.chance.choice([None, *self.units()])),
                ("categories", self.chance.choice([[], ["a"], ["a", "b"]])),
                ("numerator_name", "n"),
                ("denominator_name", "d"),
            ]
        )
        indicator = self.indicator()
        define.edit(indicator, {name: value}, by=self.by, version=indicator.version)

    def units(self) -> list[Any]:
        from minga.people.models import Unit

        return list(Unit.objects.order_by("pk")[:2])

    def aim_elsewhere(self) -> None:
        indicator = self.indicator()
        subject = self.chance.choice(
            [self.plan.objectives.get(code="2.3"), *self.plan.initiatives.order_by("pk")[:2]]
        )
        define.edit(indicator, {}, by=self.by, version=indicator.version, subject=subject)

    def live(self) -> None:
        indicator = self.indicator()
        act = define.retire if indicator.status == "active" else define.resume
        act(indicator, by=self.by)

    def aim(self) -> None:
        day = self.chance.choice(
            [end_of_year(2025), end_of_year(2026), end_of_year(2028), datetime.date(2026, 6, 30)]
        )
        targets.set_target(self.indicator(), day, self.number(), by=self.by)

    def undo(self) -> None:
        indicator = self.indicator()
        newest = define.undoable(history.of(indicator)[:1])
        if newest:
            act = targets.undo if newest.verb == "targets_set" else define.undo
            act(newest, by=self.by)

    def close(self) -> None:
        one = Period.objects.get(pk=self.chance.choice(self.months).pk)
        if one.status == "open":
            periods.close(one, by=self.by, anyway=True)
        else:
            periods.open_period(one, by=self.by)

    def bring(self) -> None:
        rows = [("X1", "2026-02", float(self.chance.randint(1, 90))), ("X2", "2025-07", 7.5)]
        sheets: dict[str, Any] = {
            "Lecturas": [books.READINGS, *rows],
            "Metas": [("indicator", "until", "target"), ("X1", "2027", float(self.number()))],
            "Indicadores": [
                ("code", "name", "unit", "direction", "frequency", "weight", "base_value"),
                ("X2", "Otro", "m", "reducir", "mensual", 2.5, float(self.chance.randint(0, 400))),
            ],
        }
        found = book.read(books.book(**sheets), "libro.xlsx")
        kept = book.keep(self.plan, found, mark=",", send=True, by=self.by)
        book.apply(kept, by=self.by)

    def take_back(self) -> None:
        brought = Workbook.objects.filter(undone_at=None).exclude(applied_at=None).first()
        if brought:
            take_back(brought, by=self.by)


ACTS: list[Callable[[World], None]] = [
    *(World.report, World.report, World.report, World.approve, World.approve, World.rectify),
    *(World.give_back, World.rewrite, World.rewrite, World.aim_elsewhere, World.live, World.aim),
    *(World.undo, World.undo, World.close, World.bring, World.take_back),
]


@settings(max_examples=30, suppress_health_check=list(HealthCheck), deadline=None)
@given(acts=st.lists(st.sampled_from(ACTS), min_size=6, max_size=30), seed=st.integers(0, 10**6))
def test_any_sequence_of_what_people_do_leaves_true_figures(
    plan: Plan, coordinator: Any, acts: list[Callable[[World], None]], seed: int
) -> None:
    with transaction.atomic():
        world = World(random.Random(seed))
        for act in acts:
            revision = Plan.objects.get(pk=plan.pk).revision
            before = Reading.objects.told().count()
            try:
                with transaction.atomic():
                    act(world)
            except Refused:
                continue
            if Reading.objects.told().count() != before:
                assert Plan.objects.get(pk=plan.pk).revision > revision
        same_when_made_anew(plan)
        transaction.set_rollback(True)
