"""Writing iCalendar (RFC 5545): one way for feeds that people subscribe to and for invitations."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import get_language

from minga.base.dated import Dated

if TYPE_CHECKING:
    from icalendar import Calendar, Event, Timezone

MEDIA_TYPE = "text/calendar; charset=utf-8"
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]+")  # RFC 5545 allows none of them in a text


def zone() -> ZoneInfo:
    """Where the city's clocks are; what is written carries this zone and its rules."""
    return ZoneInfo(settings.TIME_ZONE)


def calendar(
    name: str, events: Iterable[Dated | Event], *, method: str = "PUBLISH", about: str = ""
) -> Calendar:
    """A calendar with its zone. `method` is PUBLISH for a feed, REQUEST or CANCEL in a letter."""
    from icalendar import Calendar

    made = Calendar()
    made.add("prodid", f"-//Minga//Calendar//{(get_language() or 'es')[:2].upper()}")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", method)
    if method == "PUBLISH":
        made.add("x-wr-calname", text(name))
        made.add("x-wr-timezone", settings.TIME_ZONE)
        if about:
            made.add("x-wr-caldesc", text(about))
        made.add("refresh-interval", datetime.timedelta(hours=4), {"VALUE": "DURATION"})
        made.add("x-published-ttl", "PT4H")
    inside = [event(one) if isinstance(one, Dated) else one for one in events]
    if any(isinstance(one.get("dtstart").dt, datetime.datetime) for one in inside):
        made.add_component(_timezone(settings.TIME_ZONE))
    for one in inside:
        made.add_component(one)
    return made


def event(dated: Dated) -> Event:
    """What a domain told, as an event: at its time in the city's zone, or as whole days."""
    from icalendar import Event

    made = Event()
    made.add("uid", dated.uid)
    starts = _moment(dated.starts)
    made.add("dtstamp", (dated.changed or _midnight(dated.starts)).astimezone(datetime.UTC))
    if dated.changed:
        made.add("last-modified", dated.changed.astimezone(datetime.UTC))
    made.add("dtstart", starts)
    made.add("dtend", _end(dated))
    made.add("summary", text(dated.summary))
    made.add("sequence", dated.sequence)
    made.add("status", "CANCELLED" if dated.cancelled else "CONFIRMED")
    if not isinstance(starts, datetime.datetime):
        made.add("transp", "TRANSPARENT")  # the term of a thing makes nobody busy
    if dated.place:
        made.add("location", text(dated.place))
    if dated.description:
        made.add("description", text(dated.description))
    if dated.kind:
        made.add("categories", [text(str(dated.kind))])
    if dated.url:
        made.add("url", absolute(dated.url))
    return made


def absolute(url: str) -> str:
    return f"{settings.URL}{url}" if url.startswith("/") else url


def text(value: str) -> str:
    """Line ends are written as \\n by the library; other control characters have no place."""
    return CONTROL.sub(" ", value.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _moment(value: datetime.date) -> datetime.date:
    if not isinstance(value, datetime.datetime):
        return value
    if value.tzinfo is None:
        return value.replace(tzinfo=zone())
    return value.astimezone(zone())


def _end(dated: Dated) -> datetime.date:
    """The end of whole days is the day after the last one, as the standard counts."""
    if isinstance(dated.starts, datetime.datetime):
        return _moment(dated.ends or dated.starts + datetime.timedelta(hours=1))
    last = dated.ends or dated.starts
    if isinstance(last, datetime.datetime):
        last = last.date()
    return max(last, dated.starts) + datetime.timedelta(1)


def _midnight(value: datetime.date) -> datetime.datetime:
    day = value.date() if isinstance(value, datetime.datetime) else value
    return datetime.datetime.combine(day, datetime.time(), tzinfo=zone())


@lru_cache(maxsize=4)
def _timezone(name: str) -> Timezone:
    """The rules of the zone, made once: the library works them out from the tz database."""
    from icalendar import Timezone

    first = datetime.date(2000, 1, 1)
    return Timezone.from_tzid(name, first_date=first, last_date=datetime.date(2050, 1, 1))
