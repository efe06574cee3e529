"""Posts of a unit and the share of their time that goes to one matter. Never whose they are."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from minga.base import history
from minga.base.models import Entry
from minga.base.steps import Refused
from minga.monitoring.actions.means import (
    held,
    refuse_stale,
    refuse_unknown,
    refuse_year,
    restored,
    touch,
    write,
)
from minga.monitoring.means import check_shares
from minga.monitoring.models import Post
from minga.people.models import User
from minga.plans.models import Plan

EDITED = ("unit", "name", "initiative", "competence", "year", "count", "share")


@transaction.atomic
def add(plan: Plan, *, by: User, **values: Any) -> Post:
    """Posts of a unit in a year: `count` of them, `share` of the time of each."""
    refuse_unknown(values, EDITED)
    touch(plan.pk)
    made = Post(plan=plan, **_clean(values))
    _check(made)
    made.save()
    history.record(made, "added", by=by, after=held(made))
    return made


@transaction.atomic
def edit(post: Post, *, by: User, seen: str = "", **changes: Any) -> bool:
    refuse_unknown(changes, EDITED)
    touch(post.plan_id)
    refuse_stale(post, seen)
    before, after = write(post, _clean(changes))
    if not after:
        return False
    _check(post)
    post.save(update_fields=list(after))
    history.record(post, "edited", by=by, before=before, after=after)
    return True


@transaction.atomic
def bring_back(entry: Entry, *, by: User) -> Post:
    touch(entry.before["plan_id"])
    post = restored(Post, entry)
    _check(post)
    post.save(force_insert=True)
    history.record(post, "undone", by=by, after=held(post))
    return post


def _clean(values: dict[str, Any]) -> dict[str, Any]:
    if "name" in values:
        values["name"] = " ".join(values["name"].split())
    return values


def _check(post: Post) -> None:
    check_alone(post)
    same = Post.objects.filter(unit=post.unit_id, name=post.name, year=post.year)
    over = check_shares([post, *same.exclude(pk=post.pk)])
    if over:
        raise Refused({"share": over[0]})


def check_alone(post: Post) -> None:
    """What a row has to hold, whatever others there are."""
    if not post.name:
        raise Refused({"name": _("Escriba el puesto, no quién lo ocupa: «Técnica de movilidad».")})
    refuse_year(post.year)
    if not post.count or post.count < 1:
        raise Refused({"count": _("Escriba cuántos puestos son: al menos 1.")})
    if post.share is None or not 0 < post.share <= 1:
        raise Refused({"share": _("La parte del tiempo va de más de 0 a 1: media jornada es 0,5.")})
