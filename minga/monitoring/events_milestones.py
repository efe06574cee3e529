"""What milestones add to the timeline of an initiative, and who sees their files."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minga.base import history
from minga.base.models import Entry
from minga.base.templatetags.look import day
from minga.monitoring.models import Milestone
from minga.people.models import Visitor
from minga.plans.models import Initiative
from minga.plans.timeline import NEWEST, Change, Event

VERBS = {
    "added": gettext_lazy("Previó el hito «%(name)s»."),
    "edited": gettext_lazy("Cambió el hito «%(name)s»."),
    "moved": gettext_lazy("Movió el hito «%(name)s»."),
    "reach": gettext_lazy("Se alcanzó el hito «%(name)s»."),
    "drop": gettext_lazy("Descartó el hito «%(name)s»."),
    "reopen": gettext_lazy("Reabrió el hito «%(name)s»."),
}


def events(initiative: Initiative, user: Visitor) -> list[Event]:
    """What happened to its milestones, and the days to come; two queries."""
    found = {m.pk: m for m in Milestone.objects.visible_to(user).filter(initiative=initiative)}
    if not found:
        return []
    for milestone in found.values():
        milestone.initiative = initiative
    entries = Entry.objects.filter(
        record=history.label(Milestone), object_id__in=found, verb__in=VERBS
    ).select_related("by")[:NEWEST]
    told = [_event(entry, found[entry.object_id]) for entry in entries]
    today = datetime.date.today()
    told += [
        Event(
            _("Hito: %(name)s") % {"name": milestone.name},
            on=milestone.due,
            url=milestone.get_absolute_url(),
            to_come=True,
        )
        for milestone in found.values()
        if milestone.status == Milestone.Status.PLANNED and milestone.due >= today
    ]
    return told


def _event(entry: Entry, milestone: Milestone) -> Event:
    by = entry.by
    who: dict[str, Any] = {"who": str(by), "demo": by.is_demo} if by else {}
    changes = []
    if entry.verb == "moved":
        was, now = entry.before["due"], entry.after["due"]
        changes = [Change(_("Para cuándo"), _day(was), _day(now))]
    elif entry.verb == "reach":
        changes = [Change(_("Alcanzado el"), "", _day(entry.after["reached_on"]))]
    return Event(
        str(VERBS[entry.verb]) % {"name": milestone.name},
        at=entry.at,
        note=entry.note,
        changes=changes,
        url=milestone.get_absolute_url(),
        **who,
    )


def _day(said: str) -> str:
    return day(datetime.date.fromisoformat(said))


def seen(user: Visitor, ids: Collection[int]) -> set[int]:
    """Milestones, and so their files, that the person may see."""
    found = Milestone.objects.visible_to(user).filter(pk__in=ids)
    return set(found.values_list("pk", flat=True))
