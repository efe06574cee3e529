"""What a search finds among indicators, and who sees which."""

from __future__ import annotations

from collections.abc import Collection

from minga.base.hits import Hit, excerpt
from minga.monitoring.models import Indicator
from minga.monitoring.sheet import measured
from minga.people.models import Visitor
from minga.plans.models import Plan


def indicators(user: Visitor, question: str, *, after: int = 0, limit: int = 10) -> list[Hit]:
    found = (
        Indicator.objects.visible_to(user)
        .filter(plan__in=Plan.objects.visible_to(user), pk__gt=after)
        .matching(question)
        .select_related("plan", "objective", "initiative", "articulation__initiative")
        .order_by("pk")
    )
    return [
        Hit(
            key=indicator.pk,
            title=str(indicator),
            url=indicator.get_absolute_url(),
            where=f"{measured(indicator.subject)} · {indicator.plan.label}",
            excerpt=excerpt(indicator.definition, question),
        )
        for indicator in found[:limit]
    ]


def seen(user: Visitor, ids: Collection[int]) -> set[int]:
    """Indicators, and so their files, that the person may see."""
    found = Indicator.objects.visible_to(user).filter(
        pk__in=ids, plan__in=Plan.objects.visible_to(user)
    )
    return set(found.values_list("pk", flat=True))
