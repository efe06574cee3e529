"""What a search finds of the territory."""

from __future__ import annotations

from minga.base.hits import Hit
from minga.people.models import Visitor
from minga.territory.models import Area


def areas(user: Visitor, question: str, *, after: int = 0, limit: int = 10) -> list[Hit]:
    found = (
        Area.objects.visible_to(user)
        .filter(pk__gt=after)
        .matching(question)
        .select_related("parent")
        .defer("shape", "parent__shape")
        .order_by("pk")
    )
    return [
        Hit(
            key=area.pk,
            title=area.name,
            url=area.get_absolute_url(),
            where=" · ".join(filter(None, (area.get_kind_display(), str(area.parent or "")))),
        )
        for area in found[:limit]
    ]
