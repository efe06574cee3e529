"""Where initiatives take place, as the pages of the territory show it."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable

from django.utils.translation import gettext_lazy as _

from minga.base.hits import Hit
from minga.people.models import Visitor
from minga.plans.completeness import audience
from minga.plans.models import Initiative, InitiativeQuerySet, Plan
from minga.territory.happens import Happening


def _seen(user: Visitor) -> InitiativeQuerySet:
    plans = Plan.objects.visible_to(user)
    return Initiative.objects.visible_to(user).listed().filter(plan__in=plans)


def _pairs(user: Visitor) -> Iterable[tuple[int, int]]:
    through = Initiative.areas.through._base_manager
    seen = _seen(user).order_by().values("pk")
    return through.filter(initiative__in=seen).values_list("area", "initiative").iterator(5000)


def _hits(user: Visitor, areas: Collection[int], after: int, limit: int) -> list[Hit]:
    there = Initiative.areas.through._base_manager.filter(area__in=areas).values("initiative")
    found = _seen(user).filter(pk__in=there, pk__gt=after).select_related("plan", "objective")
    return [
        Hit(
            key=initiative.pk,
            title=str(initiative),
            url=initiative.get_absolute_url(),
            where=f"{initiative.objective} · {initiative.plan.label}",
        )
        for initiative in found.order_by("pk")[:limit]
    ]


def _stamp(user: Visitor) -> Hashable:
    plans = Plan.objects.visible_to(user).order_by("pk").values_list("pk", "revision")
    return audience(user), tuple(plans)


INITIATIVES = Happening(_("Iniciativas"), _pairs, _stamp, _hits)
