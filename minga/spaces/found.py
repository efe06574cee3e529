"""What a search finds among the spaces, and who sees the files of a space and of a session."""

from __future__ import annotations

from collections.abc import Collection

from minga.base.hits import Hit, excerpt
from minga.people.models import Visitor
from minga.spaces.models import Session, Space


def spaces(user: Visitor, question: str, *, after: int = 0, limit: int = 10) -> list[Hit]:
    found = (
        Space.objects.visible_to(user)
        .filter(pk__gt=after)
        .matching(question)
        .select_related("unit")
        .order_by("pk")
    )
    return [
        Hit(
            key=space.pk,
            title=space.name,
            url=space.get_absolute_url(),
            where=f"{space.get_kind_display()} · {space.unit.label}",
            excerpt=excerpt(space.mandate, question),
        )
        for space in found[:limit]
    ]


def visible_spaces(user: Visitor, ids: Collection[int]) -> set[int]:
    return set(Space.objects.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True))


def visible_sessions(user: Visitor, ids: Collection[int]) -> set[int]:
    """Who may read the minutes sees the files of a session."""
    return set(Session.objects.told_to(user).filter(pk__in=ids).values_list("pk", flat=True))
