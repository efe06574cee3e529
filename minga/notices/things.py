"""The names of what notices were about, for a person who may still see it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Max
from django.utils.translation import gettext as _

from minga.base.domain import offered
from minga.notices.models import Notice
from minga.people.models import User


@dataclass(frozen=True, slots=True)
class Thing:
    name: str
    url: str = ""


def things(user: User, keys: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Thing]:
    """Each (record, id) as this person may know it: by its guard, or as they were told of it."""
    wanted = set(keys)
    found: dict[tuple[str, int], Thing] = {}
    guards = offered("guards")
    for record in {record for record, _id in wanted} & guards.keys():
        seen = guards[record](user, [pk for label, pk in wanted if label == record])
        for pk, thing in apps.get_model(record)._base_manager.in_bulk(seen).items():
            url = getattr(thing, "get_absolute_url", str)()
            found[record, pk] = Thing(str(thing), url)
    found = {key: thing for key, thing in found.items() if key in wanted}
    left = wanted - found.keys()
    for notice in _last_told(user, left):
        key = (notice.record, notice.object_id)
        if key in left:
            found[key] = Thing(notice.params.get("about", ""), notice.url)
    gone = Thing(_("algo que usted ya no puede ver"))
    return {key: found.get(key, gone) for key in wanted}


def _last_told(user: User, keys: set[tuple[str, int]]) -> Iterable[Notice]:
    if not keys:
        return []
    last = (
        Notice.objects.filter(
            to=user,
            record__in={record for record, _id in keys},
            object_id__in={pk for _record, pk in keys},
        )
        .order_by()
        .values("record", "object_id")
        .annotate(last=Max("pk"))
        .values("last")
    )
    return Notice.objects.filter(pk__in=last)
