"""What a search finds among the documents: by their names, which are few."""

from __future__ import annotations

from django.urls import reverse

from minga.base.hits import Hit
from minga.base.search import stems
from minga.intake.models import Document
from minga.people.models import Visitor

NEWEST = 1000  # documents looked through


def documents(user: Visitor, question: str, *, after: int = 0, limit: int = 10) -> list[Hit]:
    wanted = stems(question)
    if not wanted:
        return []
    hits = []
    for document in Document.objects.visible_to(user).filter(pk__gt=after).order_by("pk")[:NEWEST]:
        words = stems(document.name)
        held = all(w in words for w in wanted[:-1])
        if held and any(word.startswith(wanted[-1]) for word in words):
            hits.append(
                Hit(
                    key=document.pk,
                    title=document.name,
                    url=f"{reverse('intake:index')}#{document.uuid}",
                    where=document.media_type,
                )
            )
    return hits[:limit]
