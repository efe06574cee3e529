"""How many articulations of each objective foresee each mechanism."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef

from minga.base.kept import kept
from minga.people.models import Visitor
from minga.plans.completeness import audience
from minga.plans.models import Articulation, Initiative, MechanismUse, Plan


@dataclass(frozen=True, slots=True)
class Uses:
    """Numbers of articulations, by the ids of objectives and mechanisms."""

    articulations: Mapping[int, int]  # of each objective that has initiatives
    without: Mapping[int, int]  # those that foresee no mechanism
    uses: Mapping[tuple[int, int], int]  # (objective, mechanism)

    @property
    def total(self) -> int:
        return sum(self.articulations.values())

    @property
    def mentions(self) -> int:
        return sum(self.uses.values())

    def of(self, mechanism: int) -> int:
        return sum(n for (_o, m), n in self.uses.items() if m == mechanism)

    @property
    def mechanisms(self) -> list[int]:
        """Most foreseen first."""
        ids = {m for _o, m in self.uses}
        return sorted(ids, key=lambda m: (-self.of(m), m))


def uses(plan: Plan, user: Visitor) -> Uses:
    """Two aggregate queries, once for each revision of the plan and each kind of reader."""
    return kept(("uses", plan.pk, plan.revision, audience(user)), lambda: _count(plan, user))


def _count(plan: Plan, user: Visitor) -> Uses:
    seen = Initiative.objects.filter(plan=plan).visible_to(user).listed()
    mine = Articulation.objects.filter(initiative__in=seen).listed()
    has_any = Exists(MechanismUse.objects.filter(articulation=OuterRef("pk")))
    rows = (
        mine.order_by()
        .values_list("initiative__objective")
        .annotate(Count("pk"), without=Count("pk", filter=~has_any))
    )
    articulations, without = {}, {}
    for objective, n, none in rows:
        articulations[objective] = n
        if none:
            without[objective] = none
    pairs = (
        MechanismUse.objects.filter(articulation__in=mine)
        .order_by()
        .values_list("articulation__initiative__objective", "mechanism")
        .annotate(n=Count("pk"))
    )
    return Uses(articulations, without, {(o, m): n for o, m, n in pairs})
