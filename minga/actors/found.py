"""What a search finds in the directory."""

from __future__ import annotations

from minga.actors.models import Actor
from minga.base.hits import Hit, excerpt
from minga.people.models import Visitor


def actors(user: Visitor, question: str, *, after: int = 0, limit: int = 10) -> list[Hit]:
    found = list(
        Actor.objects.visible_to(user)
        .filter(pk__gt=after)
        .matching(question)
        .select_related("parent")
        .order_by("pk")[:limit]
    )
    above = Actor.objects.visible_to(user).filter(children__in=[actor.pk for actor in found])
    parents = set(above.order_by().values_list("pk", flat=True))
    return [
        Hit(
            key=actor.pk,
            title=actor.name,
            url=actor.get_absolute_url(),
            where=" · ".join(
                filter(
                    None,
                    (
                        str(actor.get_type_display()),
                        str(actor.parent) if actor.parent_id in parents else "",
                    ),
                )
            ),
            excerpt=excerpt(actor.about, question),
        )
        for actor in found
    ]


def guard(user: Visitor, ids: set[int]) -> set[int]:
    """Of these actors, those that the visitor may see, and so their files."""
    return set(Actor.objects.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True))
