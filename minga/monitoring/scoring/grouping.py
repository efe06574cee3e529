"""In which groups an indicator is counted: the plan, objectives, its unit, areas, mechanisms.

An indicator of an objective counts for it and for those above. One of an initiative or of an
articulation counts for the objective that lists the initiative, for those it is aligned with, and
for all above them, each once; for the areas of the initiative and those around them, up to the
area of the plan; and for the mechanisms of its articulations (of an articulation, for its own).
The unit is the one that owns the indicator. Key 0 is a unit, area or mechanism that nobody said.

Retired indicators, those of withdrawn initiatives and of discarded articulations are not counted.
Readings by area make the value of the year; they give the areas no score of their own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db import connection
from django.db.models.functions import Coalesce

from minga.base.models import Visibility
from minga.monitoring.models import Figure, Indicator, Standing
from minga.plans.models import Alignment, Articulation, Initiative, MechanismUse, Objective

Group = tuple[str, int]
NOBODY = 0
AROUND = (
    "with recursive around(id, parent_id) as (select id, parent_id from territory_area"
    " where id in ({}) union select a.id, a.parent_id from territory_area a"
    " join around on a.id = around.parent_id) select id, parent_id from around"
)


def standings(indicators: Collection[int]) -> dict[int, Standing]:
    """As what each of these indicators is to be counted now. Seven queries, however many."""
    rows = list(
        Indicator.objects.filter(pk__in=indicators)
        .annotate(part_of=Coalesce("initiative", "articulation__initiative"))
        .values(
            *("pk", "plan", "plan__area", "objective", "part_of", "owner", "weight"),
            *("status", "visibility", "articulation", "articulation__status"),
        )
    )
    plans = {row["plan"]: row["plan__area"] for row in rows}
    world = _World({row["part_of"] for row in rows if row["part_of"]}, plans)
    found = {}
    for row in rows:
        initiative = world.initiatives.get(row["part_of"])
        counted = (
            row["status"] == Indicator.Status.ACTIVE
            and not (initiative and initiative.withdrawn)
            and row["articulation__status"] != Articulation.Status.DISCARDED
        )
        public = row["visibility"] == Visibility.PUBLIC and (not initiative or initiative.public)
        groups = sorted(world.groups(row)) if counted else []
        found[row["pk"]] = Standing(
            indicator_id=row["pk"],
            weight=row["weight"],
            public=public,
            groups=[list(group) for group in groups],
        )
    return found


@dataclass(frozen=True, slots=True)
class _Initiative:
    objective: int
    public: bool
    withdrawn: bool


class _World:
    """What surrounds some initiatives of some plans (each with its area)."""

    def __init__(self, initiatives: Collection[int], plans: Mapping[int, int | None]) -> None:
        rows = Initiative.objects.filter(pk__in=initiatives).order_by()
        self.initiatives = {
            pk: _Initiative(
                objective,
                visibility == Visibility.PUBLIC,
                status == Initiative.Status.WITHDRAWN,
            )
            for pk, objective, visibility, status in rows.values_list(
                "pk", "objective", "visibility", "status"
            )
        }
        self.aligned: dict[int, set[int]] = defaultdict(set)
        for initiative, objective in Alignment.objects.filter(
            initiative__in=initiatives
        ).values_list("initiative", "objective"):
            self.aligned[initiative].add(objective)
        self.above: dict[int, int | None] = dict(
            Objective.objects.filter(plan__in=plans).order_by().values_list("pk", "parent")
        )
        self._areas(initiatives, plans)
        self._mechanisms(initiatives)

    def _areas(self, initiatives: Collection[int], plans: Mapping[int, int | None]) -> None:
        self.plans = plans
        self.areas: dict[int, set[int]] = defaultdict(set)
        through = Initiative.areas.through.objects.filter(initiative__in=initiatives)
        for initiative, area in through.values_list("initiative", "area"):
            self.areas[initiative].add(area)
        self.around: dict[int, int | None] = {}
        needed = sorted(set().union(*self.areas.values()))
        if needed:
            marks = ", ".join(["%s"] * len(needed))
            with connection.cursor() as cursor:
                cursor.execute(AROUND.format(marks), needed)
                self.around = dict(cursor.fetchall())

    def _mechanisms(self, initiatives: Collection[int]) -> None:
        self.mechanisms: dict[int, set[int]] = defaultdict(set)
        self.own: dict[int, set[int]] = defaultdict(set)
        uses = (
            MechanismUse.objects.filter(articulation__initiative__in=initiatives)
            .exclude(articulation__status=Articulation.Status.DISCARDED)
            .order_by()
            .values_list("articulation__initiative", "articulation", "mechanism")
        )
        for initiative, articulation, mechanism in uses:
            self.mechanisms[initiative].add(mechanism)
            self.own[articulation].add(mechanism)

    def groups(self, row: Mapping[str, int]) -> set[Group]:
        """All groups of one indicator, each once."""
        of = Figure.Of
        found: set[Group] = {(of.PLAN.value, 0), (of.UNIT.value, row["owner"] or NOBODY)}
        initiative = row["part_of"]
        objectives = {row["objective"]} if row["objective"] else set()
        areas: set[int] = set()
        mechanisms: set[int] = set()
        if initiative:
            objectives |= {self.initiatives[initiative].objective, *self.aligned[initiative]}
            areas = self._within(self.areas[initiative], self.plans[row["plan"]])
            part = row["articulation"]
            mechanisms = self.own[part] if part else self.mechanisms[initiative]
        found |= {(of.OBJECTIVE.value, key) for key in _up(objectives, self.above)}
        found |= {(of.AREA.value, key) for key in areas or {NOBODY}}
        return found | {(of.MECHANISM.value, key) for key in mechanisms or {NOBODY}}

    def _within(self, areas: Iterable[int], whole: int | None) -> set[int]:
        """The areas and those around them: up to that of the plan, or all if it has none."""
        found: set[int] = set()
        for area in areas:
            chain = list(_chain(area, self.around))
            if whole is None:
                found.update(chain)
            else:
                found.update(chain[: chain.index(whole) + 1] if whole in chain else chain[:1])
        return found


def _up(keys: Iterable[int], above: Mapping[int, int | None]) -> set[int]:
    return {key for start in keys for key in _chain(start, above)}


def _chain(key: int | None, above: Mapping[int, int | None]) -> Iterable[int]:
    while key is not None:
        yield key
        key = above.get(key)
