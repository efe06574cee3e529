"""A session as iCalendar: published to whoever wants it, or sent to whom it calls.

The zone travels with the file (VTIMEZONE), the identity is that of the session (UID), and each
change that concerns the people called has a higher SEQUENCE: RFC 5545 and RFC 5546.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from minga.notices.letters import on_one_line
from minga.spaces.models import Session

if TYPE_CHECKING:
    from icalendar import Calendar, Event

PUBLISH, REQUEST, CANCEL = "PUBLISH", "REQUEST", "CANCEL"
MAKER = "-//Minga//Minga//ES"


@dataclass(frozen=True, slots=True)
class Invited:
    name: str
    email: str


def uid(session: Session) -> str:
    """The same in invitations and feeds, so that a calendar that has both shows one."""
    return f"{session.uuid}@minga"


def published(session: Session, *, link: bool = False) -> str:
    """To be downloaded. `link` says whether the address of the meeting may be told."""
    return _text(PUBLISH, [_event(session, link=link)])


def request(session: Session, invited: Invited) -> str:
    """An invitation, or a newer version of it.

    It names only the one it is for: the addresses of the others are theirs.
    """
    return _text(REQUEST, [_event(session, invited, link=True)])


def cancellation(session: Session, invited: Invited) -> str:
    """The session is off, or only this person is no longer expected."""
    event = _event(session, invited, link=False)
    event["STATUS"] = _plain("CANCELLED")
    return _text(CANCEL, [event])


def _text(method: str, events: Sequence[Event]) -> str:
    from icalendar import Calendar

    calendar: Calendar = Calendar()
    calendar.add("prodid", MAKER)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    for event in events:
        calendar.add_component(event)
    calendar.add_missing_timezones()
    return str(calendar.to_ical().decode())


def _event(session: Session, invited: Invited | None = None, *, link: bool) -> Event:
    from icalendar import Event, vCalAddress, vUri

    zone = ZoneInfo(settings.TIME_ZONE)
    event: Any = Event()
    with override(settings.LANGUAGE_CODE):
        event.add("uid", uid(session))
        event.add("sequence", session.sequence)
        event.add("dtstamp", timezone.now())
        event.add("dtstart", session.starts.astimezone(zone))
        event.add("dtend", session.ends.astimezone(zone))
        event.add("summary", on_one_line(str(session)))
        event.add("description", _description(session, link=link))
        off = session.status == Session.Status.CANCELLED
        tentative = session.status == Session.Status.PLANNED
        event.add("status", "CANCELLED" if off else "TENTATIVE" if tentative else "CONFIRMED")
        event.add("url", f"{settings.URL}{session.get_absolute_url()}")
        if session.place or (link and session.link):
            event.add("location", on_one_line(session.place) or session.link)
        if link and session.link:
            event.add("conference", vUri(session.link), parameters={"VALUE": "URI"})
        if invited is None:
            return event  # type: ignore[no-any-return]
        organiser = vCalAddress(f"mailto:{settings.DEFAULT_FROM_EMAIL}")
        organiser.params["CN"] = on_one_line(session.space.unit.name)
        event["organizer"] = organiser
        attendee = vCalAddress(f"mailto:{invited.email}")
        if invited.name:
            attendee.params["CN"] = on_one_line(invited.name)
        attendee.params["CUTYPE"] = "INDIVIDUAL"
        attendee.params["ROLE"] = "REQ-PARTICIPANT"
        attendee.params["PARTSTAT"] = "NEEDS-ACTION"
        attendee.params["RSVP"] = "TRUE"
        event.add("attendee", attendee, encode=0)
    return event  # type: ignore[no-any-return]


def _description(session: Session, *, link: bool) -> str:
    points = [f"{at}. {item.text}" for at, item in enumerate(session.agenda.all(), 1)]
    lines = [_("Orden del día:"), *points] if points else []
    if link and session.link:
        lines += ["", _("Para participar: %s") % session.link]
    if session.status == Session.Status.CANCELLED and session.reason:
        lines = [_("Se canceló: %s") % session.reason, "", *lines]
    return "\n".join(lines).strip()


def _plain(value: str) -> Any:
    from icalendar import vText

    return vText(value)
