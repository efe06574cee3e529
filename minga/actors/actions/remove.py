"""Taking actors out of the directory that had only just come into it."""

from __future__ import annotations

from collections.abc import Collection
from itertools import batched

from django.db import models, transaction

from minga.actors.models import Actor
from minga.actors.values import RECORD
from minga.base import search


@transaction.atomic
def remove_new(keys: Collection[int]) -> int:
    """Delete those that nobody changed and that are no part of anything; returns how many."""
    free: set[int] = set()
    for some in batched(keys, 500):
        found = Actor.objects.filter(pk__in=some, version=1, merged_into=None, unit=None)
        free |= set(found.values_list("pk", flat=True))
    while held := _held(free):
        free -= held
    for some in batched(sorted(free), 500):
        Actor.objects.filter(pk__in=some).update(parent=None)
    for some in batched(sorted(free), 500):
        Actor.objects.filter(pk__in=some).delete()
        search.forget(RECORD, some)
    return len(free)


def _held(free: set[int]) -> set[int]:
    """Those that something else refers to which cannot go with them."""
    held: set[int] = set()
    for relation in Actor._meta.related_objects:
        if getattr(relation, "on_delete", None) is not models.PROTECT:
            continue
        field = relation.field.name
        for some in batched(free, 500):
            rows = relation.related_model._base_manager.filter(**{f"{field}__in": some})
            for pk, actor in rows.values_list("pk", field):
                if relation.related_model is not Actor or pk not in free:
                    held.add(actor)
    return held
