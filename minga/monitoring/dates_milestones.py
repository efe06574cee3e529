"""The days of milestones in a calendar."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from minga.base.dated import Dated
from minga.monitoring.models import Milestone
from minga.people.models import User
from minga.plans.models import Lead


def dated(
    user: User | None,
    about: tuple[str, int] | None,
    first: datetime.date,
    last: datetime.date,
    most: int | None = None,
) -> Iterator[Dated]:
    """For a person, those of what his or her units lead; or those of one initiative."""
    rows = Milestone.objects.filter(due__range=(first, last))
    if about is not None:
        if about[0] != "plans.initiative":
            return
        rows = rows.filter(initiative=about[1])
    elif user is None:
        return
    rows = rows.visible_to(user or AnonymousUser())
    if user is not None and about is None:
        mine = Lead.objects.filter(unit__in=user.own_units, confirmed=True)
        rows = rows.filter(initiative__in=mine.values("initiative"))
    found = rows.exclude(status=Milestone.Status.REACHED).with_moves()
    for milestone in found.select_related("initiative__plan").order_by("due", "pk")[:most]:
        yield Dated(
            uid=f"milestone-{milestone.uuid}",
            summary=_("Hito: %(name)s") % {"name": milestone.name},
            starts=milestone.due,
            url=milestone.get_absolute_url(),
            description=str(milestone.initiative),
            sequence=getattr(milestone, "moves", 0),
            cancelled=milestone.status == Milestone.Status.DROPPED,
            kind=_("Hito"),
        )
