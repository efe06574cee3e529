"""Whatever people do, the figures are those that come out when everything is made anew."""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable
from decimal import Decimal as D

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from minga.base.models import Visibility
from minga.monitoring.actions.rules import new_version
from minga.monitoring.models import Basis, Figure, Indicator, Reading, Rule, Target
from minga.monitoring.scoring.figures import figures
from minga.monitoring.scoring.refresh import refresh
from minga.monitoring.tests.scored import all_figures, measured, same_when_made_anew, tell
from minga.people.models import Role, Unit, User
from minga.plans import follow
from minga.plans.actions.about import describe_plan
from minga.plans.actions.bulk import bulk_edit, undo_bulk
from minga.plans.actions.edit import edit, edit_articulation, step, undo
from minga.plans.models import Initiative, MechanismType, Plan
from minga.plans.testing import person
from minga.territory.models import Area

pytestmark = pytest.mark.django_db


def keys(plan: Plan, of: str) -> set[int]:
    rows = Figure.objects.filter(rule__plan=plan, of=of, audience="all", basis="approved")
    return set(rows.values_list("key", flat=True))


def change(initiative: Initiative, by: User, **changes: object) -> None:
    fresh = Initiative.objects.get(pk=initiative.pk)
    edit(fresh, by=by, version=fresh.version, **changes)


def test_a_new_place_or_objective_moves_the_figures(
    plan: Plan, led: Initiative, coordinator: User
) -> None:
    tell(measured(led, "A"), 50)
    parish = Area.objects.filter(kind=Area.Kind.RURAL_PARISH).earliest("pk")
    other = plan.objectives.get(code="1.1")
    change(led, coordinator, areas=[parish], aligned_with=[other])
    assert parish.pk in keys(plan, "area") and 0 not in keys(plan, "area")
    assert {other.pk, other.parent_id} <= keys(plan, "objective")
    change(led, coordinator, areas=[], aligned_with=[])
    assert keys(plan, "area") == {0} and other.pk not in keys(plan, "objective")
    same_when_made_anew(plan)


def test_other_mechanisms_move_the_figures_and_undo_moves_them_back(
    plan: Plan, led: Initiative, coordinator: User
) -> None:
    from minga.base import history

    tell(measured(led, "A"), 50)
    before = all_figures(plan)
    articulation = led.articulations.select_related("initiative__plan").get()
    kind = MechanismType.objects.exclude(pk__in=articulation.uses.values("mechanism")).earliest(
        "pk"
    )
    edit_articulation(
        articulation,
        by=coordinator,
        version=led.version,
        objective=articulation.objective,
        mechanisms=[kind],
    )
    assert keys(plan, "mechanism") == {kind.pk}
    undo(history.of(articulation)[0], by=coordinator)
    assert all_figures(plan) == before


def test_what_becomes_internal_leaves_the_public_figures(
    plan: Plan, led: Initiative, coordinator: User
) -> None:
    tell(measured(led, "A"), 50)
    change(led, coordinator, visibility=Visibility.INTERNAL)
    assert not figures(plan, 2026, Basis.APPROVED, AnonymousUser())
    assert figures(plan, 2026, Basis.APPROVED, coordinator)


def test_a_withdrawn_initiative_leaves_and_comes_back(
    plan: Plan, led: Initiative, coordinator: User
) -> None:
    tell(measured(led, "A"), 50)
    before = all_figures(plan)
    some = Initiative.objects.filter(pk=led.pk)
    done = bulk_edit(some, by=coordinator, do="step", value="withdraw")
    assert not all_figures(plan)
    undo_bulk(plan, done.token, by=coordinator)
    assert all_figures(plan) == before


def test_another_area_of_the_plan_ends_the_areas_elsewhere(
    plan: Plan, led: Initiative, coordinator: User
) -> None:
    parish = Area.objects.filter(kind=Area.Kind.URBAN_PARISH).earliest("pk")
    led.areas.add(parish)
    tell(measured(led, "A"), 50)
    assert plan.area_id in keys(plan, "area")
    describe_plan(plan, by=coordinator, area=parish)
    assert keys(plan, "area") == {parish.pk}


def test_initiatives_that_go_take_their_figures_along(plan: Plan, led: Initiative) -> None:
    """As when an import is undone: the rows go first, and then the plan is said to have changed."""
    tell(measured(led, "A"), 50)
    second = plan.initiatives.get(code="1.1.2")
    tell(measured(second, "B"), 100)
    second.delete()
    follow.plan_changed(plan.pk)
    assert set(Figure.objects.values_list("scored", flat=True)) == {1}
    same_when_made_anew(plan)


class World:
    """Two initiatives with three indicators, and people who do things at random."""

    def __init__(self, chance: random.Random) -> None:
        self.plan = Plan.objects.get(code="quito")
        self.by = person(Role.COORDINATOR)
        self.chance = chance
        self.initiatives = list(self.plan.initiatives.filter(code__in=["2.3.1", "1.1.2"]))
        first, second = self.initiatives
        self.indicators = [
            measured(first, "X1", weight=D("1.3333")),
            measured(second, "X2", direction="reduce", base_value=D(300)),
            measured(first, "X3", objective=first.objective, base_value=None, by_area=True),
        ]

    def indicator(self) -> Indicator:
        return Indicator.objects.get(pk=self.chance.choice(self.indicators).pk)

    def initiative(self) -> Initiative:
        return Initiative.objects.get(pk=self.chance.choice(self.initiatives).pk)

    def number(self) -> D:
        return D(self.chance.randint(-50, 250)) / 3

    def report(self) -> None:
        indicator, at = self.indicator(), self.chance.randint(1, 4)
        status = self.chance.choice(["draft", "sent", "returned", "approved"])
        year = self.chance.choice([2025, 2026])
        held = Reading.objects.filter(indicator=indicator, period__starts__year=year)
        held.filter(period__starts__month=at, category="").exclude(status="rectified").delete()
        value = str(self.number().quantize(D("0.000001")))
        tell(indicator, value, year=year, at=at, status=status)

    def decide(self) -> None:
        waiting = Reading.objects.filter(status__in=["sent", "returned"]).order_by("pk").first()
        if waiting:
            Reading.objects.filter(pk=waiting.pk).update(status="approved")
            refresh([waiting.indicator_id])

    def forget(self) -> None:
        reading = Reading.objects.order_by("-pk").first()
        if reading:
            reading.delete()
            refresh([reading.indicator_id])

    def aim(self) -> None:
        indicator = self.indicator()
        Target.objects.filter(indicator=indicator).update(value=self.chance.randint(-5, 200))
        refresh([indicator.pk])

    def rewrite(self) -> None:
        indicator = self.indicator()
        values = {
            "weight": D(self.chance.randint(1, 50_000)) / 10_000,
            "visibility": self.chance.choice(["internal", "public"]),
            "status": self.chance.choice(["active", "active", "retired"]),
            "owner": self.chance.choice([None, *Unit.objects.all()[:3]]),
            "base_value": self.chance.choice([None, D(0), D(100)]),
        }
        name = self.chance.choice(sorted(values))
        Indicator.objects.filter(pk=indicator.pk).update(**{name: values[name]})
        refresh([indicator.pk])

    def edit(self) -> None:
        areas = list(Area.objects.own().filter(parent__isnull=False).order_by("pk"))
        values = {
            "areas": self.chance.sample(areas, self.chance.randint(0, 3)),
            "aligned_with": self.chance.sample(
                list(self.plan.objectives.all()), self.chance.randint(0, 3)
            ),
            "visibility": self.chance.choice(["internal", "partners", "public"]),
        }
        name = self.chance.choice(sorted(values))
        change(self.initiative(), self.by, **{name: values[name]})

    def live(self) -> None:
        initiative = self.initiative()
        if initiative.next_steps:
            step(initiative, self.chance.choice(initiative.next_steps), by=self.by)

    def together(self) -> None:
        some = Initiative.objects.filter(pk__in=[i.pk for i in self.initiatives])
        area = Area.objects.own().order_by("?").first()
        done = bulk_edit(some, by=self.by, do="area", value=area)
        if self.chance.random() < 0.5:
            undo_bulk(self.plan, done.token, by=self.by)

    def rule(self) -> None:
        held = Rule.objects.filter(plan=self.plan, kind="target").first()
        if held:
            new_version(
                held,
                by=self.by,
                since=datetime.date(self.chance.choice([2025, 2026]), 6, 1),
                source="Otra",
                thresholds=[{"light": "ok", "from": "0.5", "closed": False}, {"light": "bad"}],
                thresholds_source="Otra",
            )


ACTS: list[Callable[[World], None]] = [
    *(World.report, World.report, World.report, World.decide, World.forget, World.aim),
    *(World.rewrite, World.edit, World.live, World.together, World.rule),
]


@pytest.mark.slow
@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(acts=st.lists(st.sampled_from(ACTS), min_size=4, max_size=25), seed=st.integers(0, 10**6))
def test_any_sequence_of_actions_leaves_what_making_all_anew_gives(
    acts: list[Callable[[World], None]], seed: int
) -> None:
    with transaction.atomic():
        world = World(random.Random(seed))
        for act in acts:
            act(world)
        same_when_made_anew(world.plan)
        transaction.set_rollback(True)
