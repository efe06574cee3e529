"""What there is to measure, by group: the denominators of the board. Never made of scores."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import Coalesce

from minga.base.kept import kept
from minga.monitoring.models import BudgetLine, Figure, Indicator, Milestone, Reading, Target
from minga.people.models import Visitor
from minga.plans.completeness import MARKS, Tally, audience, condition
from minga.plans.models import Alignment, Articulation, Initiative, Plan
from minga.plans.tree import objectives
from minga.territory.models import Area

NOBODY = 0
Of = Figure.Of


def counted(plan: Plan, visitor: Visitor) -> Any:
    """The indicators that count: in use, seen, and of nothing withdrawn or discarded."""
    return (
        Indicator.objects.visible_to(visitor)
        .measured()
        .filter(plan=plan)
        .exclude(initiative__status=Initiative.Status.WITHDRAWN)
        .exclude(articulation__initiative__status=Initiative.Status.WITHDRAWN)
        .exclude(articulation__status=Articulation.Status.DISCARDED)
        .order_by()
    )


def measured(plan: Plan, visitor: Visitor, of: str) -> Mapping[int, int]:
    """How many indicators each group has, by key; the plan's own is under ("plan", 0)."""
    makers = {
        Of.PLAN.value: _whole,
        Of.OBJECTIVE.value: _by_objective,
        Of.UNIT.value: _by_unit,
        Of.AREA.value: _by_area,
        Of.MECHANISM.value: _by_mechanism,
    }
    return kept(
        ("measured", plan.pk, plan.revision_without_readings, audience(visitor), of),
        lambda: makers[of](plan, visitor),
    )


def _whole(plan: Plan, visitor: Visitor) -> dict[int, int]:
    return {NOBODY: counted(plan, visitor).count()}


def _by_unit(plan: Plan, visitor: Visitor) -> dict[int, int]:
    rows = counted(plan, visitor).values_list("owner").annotate(n=Count("pk"))
    return {owner or NOBODY: n for owner, n in rows}


def _by_objective(plan: Plan, visitor: Visitor) -> dict[int, int]:
    """Each counts once for the objectives it belongs to and for all above them."""
    above = {o.pk: o.parent_id for o in objectives(plan).values()}
    own = counted(plan, visitor).annotate(
        own=Coalesce("objective", "initiative__objective", "articulation__initiative__objective"),
        part_of=Coalesce("initiative", "articulation__initiative"),
    )
    found: Counter[int] = Counter()
    for key, n in own.values_list("own").annotate(n=Count("pk")):
        for objective in _up(key, above):
            found[objective] += n
    aligned: dict[int, set[int]] = defaultdict(set)
    for initiative, objective in Alignment.objects.filter(initiative__plan=plan).values_list(
        "initiative", "objective"
    ):
        aligned[initiative].add(objective)
    also = (
        own.filter(part_of__in=list(aligned)).values_list("part_of", "own").annotate(n=Count("pk"))
    )
    for initiative, key, n in also:
        already = set(_up(key, above))
        more = {up for objective in aligned[initiative] for up in _up(objective, above)}
        for objective in more - already:
            found[objective] += n
    return dict(found)


def _up(key: int | None, above: Mapping[int, int | None]) -> Iterable[int]:
    while key is not None:
        yield key
        key = above.get(key)


def _by_area(plan: Plan, visitor: Visitor) -> dict[int, int]:
    part_of = Coalesce("initiative", "articulation__initiative")
    rows = counted(plan, visitor).annotate(part_of=part_of).values_list("part_of")
    indicators = dict(rows.annotate(n=Count("pk")))
    places: dict[int, set[int]] = defaultdict(set)
    through = Initiative.areas.through.objects.filter(initiative__plan=plan)
    for initiative, area in through.values_list("initiative", "area"):
        if initiative in indicators:
            places[initiative].add(area)
    above: dict[int, int | None] = (
        dict(Area.objects.order_by().values_list("pk", "parent")) if places else {}
    )
    found: Counter[int] = Counter()
    for initiative, n in indicators.items():
        areas = places.get(initiative or 0, set())
        for area in _within(areas, above, plan.area_id) or {NOBODY}:
            found[area] += n
    return dict(found)


def _within(areas: Iterable[int], above: Mapping[int, int | None], whole: int | None) -> set[int]:
    """The areas and those around them, up to that of the plan: as the figures count them."""
    found: set[int] = set()
    for area in areas:
        chain = list(_up(area, above))
        if whole is not None:
            chain = chain[: chain.index(whole) + 1] if whole in chain else chain[:1]
        found.update(chain)
    return found


def _by_mechanism(plan: Plan, visitor: Visitor) -> dict[int, int]:
    found: Counter[int] = Counter()
    listed = ~Q(initiative__articulations__status=Articulation.Status.DISCARDED)
    ways = (
        (Q(initiative__isnull=False) & listed, "initiative__articulations__uses__mechanism"),
        (Q(articulation__isnull=False), "articulation__uses__mechanism"),
    )
    for those, mechanism in ways:
        rows = Indicator.objects.filter(pk__in=counted(plan, visitor).values("pk")).filter(those)
        grouped = rows.order_by().exclude(**{mechanism: None}).values_list(mechanism)
        found.update(dict(grouped.annotate(n=Count("pk", distinct=True))))
    return dict(found)


def marks(plan: Plan, visitor: Visitor) -> Tally:
    """How many listed initiatives have each of the eight marks, ungrouped: two queries.

    What a reading cannot change is not counted again after one; whether one is fresh also depends
    on the day, and a sent one is as good as an approved one.
    """
    seen, unread = audience(visitor), [name for name in MARKS if name != "reading"]
    all_, have = kept(
        ("board marks", plan.pk, plan.revision_without_readings, seen),
        lambda: _with(plan, visitor, unread),
    )
    today = datetime.date.today()
    _all, told = kept(
        ("board mark reading", plan.pk, plan.revision_without_approvals, today, seen),
        lambda: _with(plan, visitor, ["reading"]),
    )
    return Tally(all_, {**have, **told})


def _with(plan: Plan, visitor: Visitor, names: Iterable[str]) -> tuple[int, dict[str, int]]:
    """How many listed initiatives there are, and how many have these marks; one query."""
    seen = Initiative.objects.filter(plan=plan).visible_to(visitor).listed().order_by()
    known = {name: wanted for name in names if (wanted := condition(name)) is not None}
    found = seen.aggregate(
        all=Count("pk"),
        **{f"has_{name}": Count("pk", filter=Q(wanted)) for name, wanted in known.items()},
    )
    return found["all"], {name: found.get(f"has_{name}", 0) for name in names}


def on_initiatives(plan: Plan, visitor: Visitor) -> dict[str, int]:
    """How many listed initiatives have a milestone and a line of budget; one query."""

    def make() -> dict[str, int]:
        seen = Initiative.objects.filter(plan=plan).visible_to(visitor).listed().order_by()
        steps = Milestone.objects.filter(initiative=OuterRef("pk"))
        steps = steps.exclude(status=Milestone.Status.DROPPED)
        lines = BudgetLine.objects.filter(initiative=OuterRef("pk"))
        return seen.aggregate(
            milestones=Count("pk", filter=Q(Exists(steps))),
            budget=Count("pk", filter=Q(Exists(lines))),
        )

    key = ("board initiatives", plan.pk, plan.revision_without_readings, audience(visitor))
    return kept(key, make)


def on_indicators(plan: Plan, visitor: Visitor) -> dict[str, int]:
    """How many indicators there are, and how many have a target, a reading, one that waits."""

    def make() -> dict[str, int]:
        told = Reading.objects.told().filter(indicator=OuterRef("pk"))
        return counted(plan, visitor).aggregate(  # type: ignore[no-any-return]
            all=Count("pk"),
            target=Count(
                "pk", filter=Q(Exists(Target.objects.current().filter(indicator=OuterRef("pk"))))
            ),
            told=Count("pk", filter=Q(Exists(told))),
            approved=Count(
                "pk", filter=Q(Exists(Reading.objects.approved().filter(indicator=OuterRef("pk"))))
            ),
        )

    return kept(("board indicators", plan.pk, plan.revision, audience(visitor)), make)
