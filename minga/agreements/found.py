"""What a search finds among agreements, and who sees which."""

from __future__ import annotations

from collections.abc import Collection

from minga.agreements.models import Agreement, Obligation
from minga.base.hits import Hit, excerpt
from minga.people.models import Visitor


def agreements(user: Visitor, question: str, *, after: int = 0, limit: int = 10) -> list[Hit]:
    found = (
        Agreement.objects.visible_to(user)
        .filter(pk__gt=after)
        .matching(question)
        .select_related("type", "plan")
        .order_by("pk")
    )
    return [
        Hit(
            key=agreement.pk,
            title=str(agreement),
            url=agreement.get_absolute_url(),
            where=f"{agreement.type} · {agreement.get_status_display()}",
            excerpt=excerpt(agreement.object, question),
        )
        for agreement in found[:limit]
    ]


def seen(user: Visitor, ids: Collection[int]) -> set[int]:
    """Agreements, and so their files, that the person may see."""
    found = Agreement.objects.visible_to(user).filter(pk__in=ids)
    return set(found.values_list("pk", flat=True))


def obligations_seen(user: Visitor, ids: Collection[int]) -> set[int]:
    agreements = Agreement.objects.visible_to(user)
    found = Obligation.objects.filter(pk__in=ids, agreement__in=agreements)
    return set(found.values_list("pk", flat=True))
