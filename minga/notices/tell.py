"""Telling people: a notice in the application, and a letter for those who want one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import models

from minga.base import history
from minga.notices.letters import compose
from minga.notices.models import Mute, Notice
from minga.people.models import Mailing, User

LONGEST_NAME = 200


def tell(
    people: Iterable[User],
    kind: str,
    about: models.Model,
    *,
    by: User | None = None,
    letters: bool = True,
    **params: Any,
) -> int:
    """Tell each of `people` once, but whoever did it and who muted `about`; returns how many.

    `kind` is a key of some domain's `notices`, which says it in each language from `params`, and
    from `about` and `by`, their names. `about` needs get_absolute_url. To be called inside the
    transaction of the change: nobody is told of what did not happen. Without `letters` it only
    stands in the application: for what has a letter of its own.
    """
    return tell_all([(people, about, params)], kind, by=by, letters=letters)


def tell_all(
    told: Sequence[tuple[Iterable[User], models.Model, dict[str, Any]]],
    kind: str,
    *,
    by: User | None = None,
    letters: bool = True,
) -> int:
    """The same of many things of one kind, with as many questions as of one."""
    if not told:
        return 0
    record = history.label(told[0][1])
    mutes = Mute.objects.filter(record=record, object_id__in=[about.pk for _p, about, _m in told])
    muted = set(mutes.values_list("object_id", "user"))
    notices = []
    for people, about, more in told:
        params = {"about": str(about)[:LONGEST_NAME], "by": str(by or "Minga"), **more}
        plain = {name: history.plain(value) for name, value in params.items()}
        wanted = {person.pk: person for person in people if person != by and person.is_active}
        notices += [
            Notice(
                to=person,
                kind=kind,
                record=record,
                object_id=about.pk,
                url=about.get_absolute_url(),  # type: ignore[attr-defined]
                params=plain,
                for_digest=letters and person.mail == Mailing.DAILY,
            )
            for person in wanted.values()
            if (about.pk, person.pk) not in muted
        ]
    compose([notice for notice in notices if letters and notice.to.mail == Mailing.IMMEDIATE])
    Notice.objects.bulk_create(notices, batch_size=500)
    return len(notices)
