"""Telling people: a notice in the application, and a letter for those who want one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models

from minga.base import history
from minga.notices.models import Mute, Notice
from minga.people.models import User


def tell(
    people: Iterable[User], kind: str, about: models.Model, *, by: User | None = None, **params: Any
) -> int:
    """Tell each of `people` once, but whoever did it and who muted `about`; returns how many.

    `kind` is a key of some domain's `notices`, which says it in each language from `params`.
    `about` needs get_absolute_url. To be called inside the transaction of the change.
    """
    wanted = {person.pk: person for person in people if person != by and person.is_active}
    record = history.label(about)
    muted = Mute.objects.filter(record=record, object_id=about.pk, user__in=wanted)
    for user in muted.values_list("user", flat=True):
        wanted.pop(user, None)
    url = about.get_absolute_url()  # type: ignore[attr-defined]
    Notice.objects.bulk_create(
        Notice(
            to=person,
            kind=kind,
            record=record,
            object_id=about.pk,
            url=url,
            params={name: history.plain(value) for name, value in params.items()},
        )
        for person in wanted.values()
    )
    return len(wanted)
