"""Sessions in a calendar: those of one space, or those that concern one person."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from minga.base.dated import Dated
from minga.people.models import User
from minga.spaces.ical import uid
from minga.spaces.models import Delegate, Member, Session, Space


def dates(
    user: User | None,
    about: tuple[str, int] | None,
    first: datetime.date,
    last: datetime.date,
    most: int | None = None,
) -> Iterator[Dated]:
    """What was called, even if it was cancelled then; two queries."""
    found = Session.objects.exclude(status=Session.Status.PLANNED)
    if about is not None:
        if about[0] != "spaces.space":
            return
        found = found.filter(space=about[1])
        if user is not None:
            found = found.visible_to(user)
    elif user is None:
        return
    else:
        today = datetime.date.today()
        sits = Member.objects.on(today).filter(actor__unit__in=user.own_units).values("space")
        speaks = Delegate.objects.on(today).filter(user=user).values("member__space")
        convenes = Space.objects.filter(unit__in=user.own_units).values("pk")
        mine = Q(space__in=sits) | Q(space__in=speaks) | Q(space__in=convenes)
        found = found.visible_to(user).filter(mine)
    zone = timezone.get_default_timezone()
    begin = datetime.datetime.combine(first, datetime.time.min, zone)
    end = datetime.datetime.combine(last, datetime.time.max, zone)
    found = found.filter(starts__lte=end, ends__gte=begin)
    shown = found.select_related("space").prefetch_related("agenda").order_by("starts", "pk")
    for session in shown[:most]:
        points = [f"{at}. {item.text}" for at, item in enumerate(session.agenda.all(), 1)]
        off = session.status == Session.Status.CANCELLED
        yield Dated(
            uid=uid(session),
            summary=str(session),
            starts=session.starts,
            ends=session.ends,
            url=session.get_absolute_url(),
            place=session.place,
            description="\n".join([_("Orden del día:"), *points] if points else []),
            sequence=session.sequence,
            cancelled=off,
            kind=_("Sesión"),
        )
