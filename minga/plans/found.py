"""What a search finds in the plans."""

from __future__ import annotations

from minga.base import search
from minga.base.hits import Hit, excerpt
from minga.people.models import Visitor
from minga.plans.models import Initiative, Objective, Plan


def initiatives(user: Visitor, question: str, *, after: int = 0, limit: int = 10) -> list[Hit]:
    found = (
        Initiative.objects.visible_to(user)
        .filter(plan__in=Plan.objects.visible_to(user), pk__gt=after)
        .matching(question)
        .select_related("plan", "objective")
        .prefetch_related("articulations")
        .order_by("pk")
    )
    return [
        Hit(
            key=initiative.pk,
            title=str(initiative),
            url=initiative.get_absolute_url(),
            where=f"{initiative.objective} · {initiative.plan.label}",
            excerpt=next(
                filter(
                    None,
                    (excerpt(a.objective, question) for a in initiative.articulations.all()),
                ),
                "",
            ),
        )
        for initiative in found[:limit]
    ]


def objectives(user: Visitor, question: str, *, after: int = 0, limit: int = 10) -> list[Hit]:
    found = (
        Objective.objects.filter(
            search.matching("plans.objective", question),
            plan__in=Plan.objects.visible_to(user),
            pk__gt=after,
        )
        .select_related("plan", "level")
        .order_by("pk")
    )
    return [
        Hit(
            key=objective.pk,
            title=str(objective),
            url=objective.get_absolute_url(),
            where=f"{objective.level.name} · {objective.plan.label}",
            excerpt=excerpt(objective.text, question) if objective.short_name else "",
        )
        for objective in found[:limit]
    ]
