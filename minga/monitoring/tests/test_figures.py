"""Figures: scores rolled up by groups, kept by deltas, and equal to those made anew."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from decimal import Decimal as D

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from minga.base.models import Visibility
from minga.monitoring.models import Basis, Indicator, Reading
from minga.monitoring.scoring.figures import Key, Share, figures, years
from minga.monitoring.scoring.refresh import refresh
from minga.monitoring.tests.scored import all_figures, measured, same_when_made_anew, tell
from minga.people.models import User
from minga.plans.models import Articulation, Initiative, Objective, Plan
from minga.territory.models import Area

pytestmark = pytest.mark.django_db


def all_of(plan: Plan, who: User | AnonymousUser, basis: str = Basis.APPROVED) -> dict[Key, Share]:
    return figures(plan, 2026, basis, who)


def test_one_score_counts_in_each_of_its_groups_once(
    plan: Plan, led: Initiative, indicator: Indicator, coordinator: User
) -> None:
    other = plan.objectives.get(code="2.4")
    led.alignments.create(objective=other)
    area = Area.objects.filter(kind=Area.Kind.URBAN_PARISH).earliest("pk")
    led.areas.add(area)
    tell(indicator, 180)
    found = all_of(plan, coordinator)
    codes = dict(plan.objectives.values_list("pk", "code"))
    assert {codes[key] for of, key in found if of == "objective"} == {"2", "2.3", "2.4"}
    assert found["plan", 0].value == D("0.8")
    assert found["unit", indicator.owner_id or 0].lights == {"warn": 1}
    around = [a for a in Area.objects.around(area) if plan.area in Area.objects.around(a)]
    assert {key for of, key in found if of == "area"} == {a.pk for a in around}
    uses = {use for a in led.articulations.all() for use in a.uses.values_list("mechanism")}
    assert {(key,) for of, key in found if of == "mechanism"} == (uses or {(0,)})
    assert {(s.numerator, s.denominator, s.scored) for s in found.values()} == {(D("0.8"), D(1), 1)}


def test_shares_are_of_weights_and_capped(plan: Plan, led: Initiative, coordinator: User) -> None:
    heavy, light_ = measured(led, "A", weight=D(3)), measured(led, "B")
    tell(heavy, 50)
    tell(light_, 250)  # 250 % counts as 100 %
    share = all_of(plan, coordinator)["plan", 0]
    assert share.value == D("0.625") and share.denominator == 4
    assert share.scored == 2 and share.lights == {"ok": 1, "bad": 1}


def test_what_has_no_score_is_not_in_the_figures(plan: Plan, led: Initiative) -> None:
    tell(measured(led, "A", direction="deliver"), 5)
    lost = measured(led, "B")
    lost.targets.all().delete()
    tell(lost, 5)
    assert {row[2] for row in all_figures(plan).values()} == {1}


def test_citizens_see_the_figures_of_what_is_public(
    plan: Plan, led: Initiative, coordinator: User, partner: User
) -> None:
    tell(measured(led, "A"), 80)
    tell(measured(led, "B", visibility=Visibility.INTERNAL), 20)
    assert all_of(plan, coordinator)["plan", 0].value == D("0.5")
    for who in (AnonymousUser(), partner):
        assert all_of(plan, who)["plan", 0].value == D("0.8")
    assert years(plan, AnonymousUser()) == [2026]


def test_preliminary_figures_count_what_waits_beside_what_was_approved(
    plan: Plan, led: Initiative, coordinator: User
) -> None:
    first, second = measured(led, "A"), measured(led, "B")
    tell(first, 40)
    tell(second, 60)
    tell(second, 100, at=7, status="sent")
    assert all_of(plan, coordinator)["plan", 0].value == D("0.5")
    assert all_of(plan, coordinator, Basis.PRELIMINARY)["plan", 0].value == D("0.7")


def test_figures_are_one_query(
    plan: Plan,
    led: Initiative,
    coordinator: User,
    django_assert_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    tell(measured(led, "A"), 40)
    assert coordinator.roles
    with django_assert_num_queries(1):
        all_of(plan, coordinator)


def test_a_group_that_lost_its_last_score_has_no_figure(plan: Plan, led: Initiative) -> None:
    indicator = measured(led, "A")
    reading = tell(indicator, 40)
    reading.delete()
    refresh([indicator.pk])
    assert not all_figures(plan)


def test_a_retired_indicator_stops_counting_and_keeps_its_score(
    plan: Plan, led: Initiative
) -> None:
    indicator = measured(led, "A")
    tell(indicator, 40)
    Indicator.objects.filter(pk=indicator.pk).update(status="retired")
    refresh([indicator.pk])
    assert not all_figures(plan) and indicator.scores.exists()
    same_when_made_anew(plan)


def test_a_new_weight_or_owner_moves_just_what_was_counted(
    plan: Plan, led: Initiative, coordinator: User
) -> None:
    indicator = measured(led, "A")
    tell(indicator, 40)
    tell(measured(led, "B"), 100)
    Indicator.objects.filter(pk=indicator.pk).update(weight=D("2.5"), owner=None)
    refresh([indicator.pk])
    assert all_of(plan, coordinator)["plan", 0].value == D("0.571429")
    same_when_made_anew(plan)


def test_of_an_articulation_only_its_own_mechanisms_count(plan: Plan, coordinator: User) -> None:
    initiative = plan.initiatives.with_several_articulations().first()
    assert initiative
    first = initiative.articulations.earliest("number")
    made = measured(initiative, "A", articulation=first)
    tell(made, 50)
    own = set(first.uses.values_list("mechanism", flat=True)) or {0}
    found = all_of(plan, coordinator)
    assert {key for of, key in found if of == "mechanism"} == own
    Articulation.objects.filter(pk=first.pk).update(status="discarded")
    refresh([made.pk])
    assert not all_figures(plan)


def test_an_objective_has_no_area_nor_mechanism(
    plan: Plan, ratio_indicator: Indicator, coordinator: User
) -> None:
    ratio_indicator.targets.create(until="2026-12-31", value=D(50))
    tell(ratio_indicator, 0, numerator=D(1), denominator=D(4))
    found = all_of(plan, coordinator)
    assert {key for of, key in found if of in ("area", "mechanism")} == {0}
    codes = dict(plan.objectives.values_list("pk", "code"))
    assert {codes[key] for of, key in found if of == "objective"} == {"2", "2.3"}


def cost_of_one_more(indicator: Indicator) -> int:
    reading = Reading.objects.filter(indicator=indicator).latest("pk")
    Reading.objects.filter(pk=reading.pk).update(value=reading.value + 1)
    with CaptureQueriesContext(connection) as made:
        refresh([indicator.pk])
    return len(made)


def many(led: Initiative, n: int) -> list[Indicator]:
    made = [measured(led, f"M{n}-{at}") for at in range(n)]
    for indicator in made:
        tell(indicator, 10 + len(indicator.code), follow=False)
    refresh([indicator.pk for indicator in made])
    return made


def test_one_approval_costs_the_same_in_a_small_plan_and_in_a_large_one(led: Initiative) -> None:
    few = cost_of_one_more(many(led, 3)[0])
    assert cost_of_one_more(many(led, 300)[0]) == few
    assert few <= 20, few


def test_a_thousand_cost_as_many_queries_as_three(led: Initiative) -> None:
    def cost(n: int) -> int:
        with CaptureQueriesContext(connection) as made:
            refresh([indicator.pk for indicator in many(led, n)])
        return len([one for one in made if "monitoring_score" in one["sql"]])

    cost(1)
    assert cost(3) == cost(60)


def test_the_figures_hold_for_every_level_of_objectives(plan: Plan, coordinator: User) -> None:
    leaves = Objective.objects.filter(plan=plan, objectives=None)
    for n, objective in enumerate(leaves):
        initiative = objective.initiatives.earliest("position")
        tell(measured(initiative, f"L{n}"), 10 * n)
    found = all_of(plan, coordinator)
    for top in plan.objectives.filter(parent=None):
        below = [found["objective", o.pk] for o in top.objectives.all()]
        whole = found["objective", top.pk]
        assert whole.numerator == sum(s.numerator for s in below)
        assert whole.scored == sum(s.scored for s in below)
