"""What a search finds among commitments."""

from __future__ import annotations

from minga.base.hits import Hit, excerpt
from minga.commitments.models import Commitment
from minga.people.models import Visitor

LONG = 160  # letters of a text that stand for its title


def commitments(user: Visitor, question: str, *, after: int = 0, limit: int = 10) -> list[Hit]:
    found = (
        Commitment.objects.visible_to(user)
        .filter(pk__gt=after)
        .matching(question)
        .select_related("actor")
        .order_by("pk")
    )
    return [
        Hit(
            key=commitment.pk,
            title=shortened(commitment.text),
            url=commitment.get_absolute_url(),
            where=f"{commitment.actor} · {commitment.get_status_display()}",
            excerpt=excerpt(commitment.text, question) if len(commitment.text) > LONG else "",
        )
        for commitment in found[:limit]
    ]


def shortened(text: str) -> str:
    return text if len(text) <= LONG else f"{text[:LONG].rsplit(' ', 1)[0]}…"
