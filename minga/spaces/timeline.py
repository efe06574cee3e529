"""What happened to a space and to its sessions, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minga.base import history
from minga.base.models import Entry
from minga.people.models import Visitor
from minga.plans.timeline import Event
from minga.spaces.events import ON_TIMELINE
from minga.spaces.models import Session, Space
from minga.spaces.saying import OF_SESSION, OF_SPACE

NEWEST = 60
MILESTONES = {
    "called": gettext_lazy("Se convocó la sesión %(number)d."),
    "cancelled": gettext_lazy("Se canceló la sesión %(number)d."),
    "held": gettext_lazy("Se realizó la sesión %(number)d."),
    "published": gettext_lazy("Se publicó el acta de la sesión %(number)d."),
}


def of_space(space: Space, user: Visitor, *, inside: bool) -> list[Event]:
    """The newest things that happened to it and in its sessions, oldest first; two queries.

    Who does not take part does not read who wrote it; partners, only what the space lived.
    """
    seen = Session.objects.visible_to(user).filter(space=space).order_by("-starts")[:NEWEST]
    sessions = {session.pk: session for session in seen}
    # the names of what is internal stand in its history
    of_government = user.is_authenticated and user.works_for_the_government
    verbs = OF_SPACE if of_government else ON_TIMELINE
    entries = Entry.objects.filter(
        Q(record=history.label(Space), object_id=space.pk, verb__in=verbs)
        | Q(record=history.label(Session), object_id__in=sessions, verb__in=MILESTONES)
    ).select_related("by")[:NEWEST]
    found = []
    for entry in reversed(entries):
        if entry.record == history.label(Space):
            found.append(_event(entry, OF_SPACE, names=inside))
            continue
        session = sessions[entry.object_id]
        session.space = space
        told = {"number": session.number}
        found.append(
            Event(
                str(MILESTONES[entry.verb]) % told,
                at=entry.at,
                note=entry.note,
                url=session.get_absolute_url(),
                **(_who(entry) if inside else {}),
            )
        )
    return found


def of_session(entries: Sequence[Entry]) -> list[Event]:
    return [_event(entry, OF_SESSION, names=True) for entry in reversed(entries)]


def _event(entry: Entry, verbs: Any, *, names: bool) -> Event:
    told = [str(entry.after.get(name) or entry.before.get(name) or "") for name in ("member",)]
    if names:
        told.append(str(entry.after.get("delegate") or entry.before.get("delegate") or ""))
    for listed in (entry.after.get("articulations"), entry.before.get("articulations")):
        told += [str(one) for one in listed or ()]
    if letters := entry.after.get("letters"):
        told.append(_("cartas enviadas: %d") % letters)
    says = str(verbs.get(entry.verb, entry.verb))
    about = ", ".join(text for text in told if text)
    return Event(
        f"{says.rstrip('.')}: {about}." if about else says,
        at=entry.at,
        note=entry.note,
        **(_who(entry) if names else {}),
    )


def _who(entry: Entry) -> dict[str, Any]:
    return {"who": str(entry.by), "demo": entry.by.is_demo} if entry.by else {}
