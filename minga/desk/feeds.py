"""Calendars at secret addresses: making and revoking them, and what they hold today."""

from __future__ import annotations

import datetime
import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from minga.base.dated import Dated
from minga.base.domain import offered, offers
from minga.base.steps import Refused
from minga.desk.models import Feed, hashed
from minga.people.models import User

BACK, AHEAD = datetime.timedelta(90), datetime.timedelta(400)
FORM = 1  # add one when calendars are written otherwise
MOST = 20  # addresses of one person


@transaction.atomic
def make(user: User, about: tuple[str, int] | None = None) -> tuple[Feed, str]:
    """A new address, and its secret, which nobody can read again later."""
    if about and not visible(user, about):
        raise Refused(_("Ese espacio no está entre los que usted puede ver: elija otro."))
    if Feed.objects.filter(user=user).count() >= MOST:
        raise Refused(
            _("Ya tiene %(n)d direcciones: revoque una que no use y vuelva a intentarlo.")
            % {"n": MOST}
        )
    token = secrets.token_urlsafe(32)
    record, key = about or ("", None)
    feed = Feed.objects.create(
        user=user,
        record=record,
        object_id=key,
        token=hashed(token),
    )
    return feed, token


def revoke(feed: Feed) -> None:
    """Gone at once: whoever reads it next finds nothing."""
    feed.delete()


def visible(user: User, about: tuple[str, int]) -> bool:
    """Whether the person may see that thing today, as its domain says."""
    record, key = about
    guard = offered("guards").get(record)
    return bool(guard and key in guard(user, [key]))


def name_of(feed: Feed) -> str:
    if feed.about is None:
        return _("Minga: %(name)s") % {"name": feed.user}
    thing = apps.get_model(feed.record)._base_manager.filter(pk=feed.object_id).first()
    return str(thing) if thing else ""


@dataclass(frozen=True, slots=True)
class Content:
    """What a calendar holds at a moment; writing it takes far longer than finding it."""

    name: str
    dated: list[Dated]
    language: str

    @property
    def tag(self) -> str:
        """Changes with anything that is written."""
        told = repr((FORM, settings.URL, self.name, self.language, self.dated))
        return f'"{hashlib.sha256(told.encode()).hexdigest()[:32]}"'

    def written(self) -> bytes:
        from minga.notices import ical

        with override(self.language):
            about = _("Solo lo que usted puede ver hoy. No comparta esta dirección.")
            written: bytes = ical.calendar(self.name, self.dated, about=about).to_ical()
            return written


def content(feed: Feed, today: datetime.date) -> Content | None:
    """All in the language of its owner; None where the owner sees that thing no more."""
    with override(feed.user.language):
        if feed.about and not visible(feed.user, feed.about):
            return None
        dated = upcoming(feed.user, feed.about, today - BACK, today + AHEAD)
        told = [replace(one, kind=str(one.kind)) for one in dated]
        return Content(name_of(feed), told, feed.user.language)


def upcoming(
    user: User,
    about: tuple[str, int] | None,
    first: datetime.date,
    last: datetime.date,
    most: int | None = None,
) -> list[Dated]:
    """What all domains tell between two days, in order, each thing once.

    With `most` only the first of it is sure to be all: so many things of each domain.
    """
    told: Iterable[Dated] = (
        dated
        for _name, almanac in offers("dates")
        for dated in almanac(user, about, first, last, most)
    )
    return sorted({dated.uid: dated for dated in told}.values(), key=_when)


def day_of(dated: Dated) -> datetime.date:
    from minga.notices.ical import zone

    if isinstance(dated.starts, datetime.datetime):
        return dated.starts.astimezone(zone()).date()
    return dated.starts


def _when(dated: Dated) -> tuple[datetime.date, float, str]:
    """Whole days before what has an hour."""
    hour = dated.starts.timestamp() if isinstance(dated.starts, datetime.datetime) else 0.0
    return day_of(dated), hour, dated.uid
