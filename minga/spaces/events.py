"""What spaces add to the timeline of an initiative: constituted, met, published, to come."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minga.base import history
from minga.base.models import Entry
from minga.people.models import Visitor
from minga.plans.models import Initiative
from minga.plans.timeline import NEWEST, Event
from minga.spaces.models import Hosts, Session, Space

ON_TIMELINE = {
    "proposed": gettext_lazy("Se propuso el espacio «%(name)s»."),
    "constituted": gettext_lazy("Se constituyó «%(name)s»."),
    "paused": gettext_lazy("Se puso en pausa «%(name)s»."),
    "resumed": gettext_lazy("Se reanudó «%(name)s»."),
    "closed": gettext_lazy("Se cerró «%(name)s»."),
}
OF_SESSION = {
    "called": gettext_lazy("Se convocó la sesión %(number)d de «%(name)s»."),
    "cancelled": gettext_lazy("Se canceló la sesión %(number)d de «%(name)s»."),
    "held": gettext_lazy("Se realizó la sesión %(number)d de «%(name)s»."),
    "published": gettext_lazy("Se publicó el acta de la sesión %(number)d de «%(name)s»."),
}


def events(initiative: Initiative, user: Visitor) -> list[Event]:
    """Three queries: the spaces, their sessions, and what happened to both."""
    linked = Hosts.objects.filter(articulation__initiative=initiative).values("space")
    spaces = {
        space.pk: space
        for space in Space.objects.visible_to(user).filter(
            Q(pk__in=linked) | Q(initiative=initiative)
        )
    }
    if not spaces:
        return []
    # the newest: a space that meets for years has hundreds
    seen = Session.objects.visible_to(user).filter(space__in=spaces)
    sessions = {s.pk: s for s in seen.order_by("-starts")[:NEWEST]}
    for session in sessions.values():
        session.space = spaces[session.space_id]
    happened = Entry.objects.filter(
        Q(record=history.label(Space), object_id__in=spaces, verb__in=ON_TIMELINE)
        | Q(record=history.label(Session), object_id__in=sessions, verb__in=OF_SESSION)
    )
    told = [
        _event(entry, spaces, sessions)
        for entry in happened.select_related("by").order_by("-at", "-pk")[:NEWEST]
    ]
    told += [
        Event(
            _("Sesión %(number)d de «%(name)s».") % _said(session.space, session),
            on=localtime(session.starts).date(),
            url=session.get_absolute_url(),
            to_come=True,
        )
        for session in sessions.values()
        if session.status in (Session.Status.CALLED, Session.Status.PLANNED)
    ]
    return told


def _event(entry: Entry, spaces: dict[int, Space], sessions: dict[int, Session]) -> Event:
    session = None
    if entry.record == history.label(Session):
        session = sessions[entry.object_id]
        space, says = session.space, OF_SESSION[entry.verb]
        url = session.get_absolute_url()
        if entry.verb == "published":
            url = f"{url}act/"
    else:
        space, says = spaces[entry.object_id], ON_TIMELINE[entry.verb]
        url = space.get_absolute_url()
    return Event(
        str(says) % _said(space, session),
        at=entry.at,
        who=str(entry.by) if entry.by else "",
        demo=entry.by.is_demo if entry.by else False,
        note=entry.note,
        url=url,
    )


def _said(space: Space, session: Session | None) -> dict[str, Any]:
    return {"name": space.name, "number": session.number if session else 0}
