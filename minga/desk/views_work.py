"""My work, and the calendars that a person reads elsewhere."""

from __future__ import annotations

import calendar as months
import datetime
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from minga.base.dated import Dated
from minga.base.domain import offered
from minga.base.done import done, or_why_not
from minga.base.page import page
from minga.desk import feeds, work
from minga.desk.models import Feed
from minga.notices.ical import MEDIA_TYPE
from minga.notices.models import Notice
from minga.notices.saying import say
from minga.people.models import Unit, User
from minga.people.visitors import person
from minga.spaces.models import Space

UNREAD = 5  # notices beside my work
SOON = datetime.timedelta(14)
YEARS = 50  # back and ahead that the calendar goes
NEW = "new_feed"  # where the session keeps an address until it is shown, once


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Where signing in leads: to my work, for whom there can be some."""
    user = request.user
    return redirect("desk:work" if isinstance(user, User) and work.has_work(user) else "desk:front")


@require_safe
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    user = person(request)
    today = datetime.date.today()
    units = list(Unit.objects.filter(pk__in=user.own_units)) if user.own_units else []
    asked = request.GET.get("unit", "")
    unit = next((u for u in units if str(u.pk) == asked), None) if len(units) > 1 else None
    teller = work.only_of(user, unit.pk) if unit else user
    found = work.kinds(teller, today) if work.has_work(user) else []
    unread = list(Notice.objects.filter(to=user, read_at=None)[: UNREAD + 1])
    told = offered("notices")
    return page(
        request,
        "desk/work.html",
        {
            "has_work": work.has_work(user),
            "kinds": found,
            "total": sum(kind.total for kind in found if kind.name != "start"),
            "late": work.late(found, today),
            "today": today,
            "units": units if len(units) > 1 else [],
            "unit": unit,
            "here": request.get_full_path(),
            "notices": [(notice, say(notice, told)) for notice in unread[:UNREAD]],
            "more_notices": len(unread) > UNREAD,
            "soon": _soon(user, today),
        },
    )


def _soon(user: User, today: datetime.date) -> list[Dated]:
    """The next few days of mine; some of what is read may have been cancelled."""
    told = feeds.upcoming(user, None, today, today + SOON, 3 * UNREAD)
    return [dated for dated in told if not dated.cancelled][:UNREAD]


@dataclass(frozen=True, slots=True)
class Day:
    date: datetime.date
    events: list[Dated]


@require_safe
@login_required
def calendar(request: HttpRequest) -> HttpResponse:
    """A month of what comes, and the addresses at which other programs read it."""
    user = person(request)
    today = datetime.date.today()
    first = _month(request.GET.get("month", ""), today)
    last = first.replace(day=months.monthrange(first.year, first.month)[1])
    days: dict[datetime.date, list[Dated]] = {}
    for dated in feeds.upcoming(user, None, first, last):
        days.setdefault(max(feeds.day_of(dated), first), []).append(dated)
    own = list(Feed.objects.filter(user=user).select_related("user"))
    response = page(
        request,
        "desk/calendar.html",
        {
            "days": [Day(date, events) for date, events in sorted(days.items())],
            "today": today,
            "month": first,
            "before": _other(first, -1),
            "after": _other(first, 1),
            "feeds": [(feed, name) for feed, name in _named(own)],
            "spaces": _spaces(user),
            "fresh": request.session.pop(NEW, ""),
        },
    )
    patch_cache_control(response, private=True, no_store=True)
    return response


@login_required
@require_POST
def make_feed(request: HttpRequest) -> HttpResponse:
    """`about` is "" for one's own calendar, or the key of a space."""
    about = request.POST.get("about", "")
    if about and not (about.isdecimal() and len(about) < 16):
        raise Http404
    with or_why_not(request):
        _feed, token = feeds.make(person(request), ("spaces.space", int(about)) if about else None)
        request.session[NEW] = request.build_absolute_uri(reverse("desk:feed", args=[token]))
    return redirect(f"{reverse('desk:calendar')}#direcciones")


@login_required
@require_POST
def revoke_feed(request: HttpRequest, pk: int) -> HttpResponse:
    feeds.revoke(get_object_or_404(Feed.objects.filter(user=person(request)), pk=pk))
    done(request, _("La dirección ya no existe: quien la lea no encontrará nada."))
    return redirect(f"{reverse('desk:calendar')}#direcciones")


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """The calendar itself: whoever has the address reads it, without signing in."""
    today = datetime.date.today()
    found = get_object_or_404(Feed.objects.at(token).select_related("user"))
    content = feeds.content(found, today)
    if content is None:
        raise Http404
    if found.read_on != today:
        Feed.objects.filter(pk=found.pk).update(read_on=today)
    # who has it already is told so before it is written
    response: HttpResponseBase | None = get_conditional_response(request, etag=content.tag)
    if response is None:
        response = HttpResponse(content.written(), content_type=MEDIA_TYPE)
        response["Content-Disposition"] = 'inline; filename="minga.ics"'
    response["ETag"] = content.tag
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    patch_cache_control(response, private=True, max_age=300)
    return response


def _named(own: list[Feed]) -> list[tuple[Feed, str]]:
    """Each with its name; the spaces with one query."""
    spaces = Space.objects.in_bulk([f.object_id for f in own if f.object_id is not None])
    mine = _("Lo mío: plazos, sesiones y convenios")
    return [
        (f, mine if f.object_id is None else str(spaces.get(f.object_id, _("Un espacio"))))
        for f in own
    ]


def _spaces(user: User) -> list[Space]:
    """Those whose calendar the person may want: the active ones he or she may see."""
    return list(Space.objects.visible_to(user).active().order_by("name", "pk")[:200])


def _month(said: str, today: datetime.date) -> datetime.date:
    """The first day of a month written as 2026-12; of this one, where nothing is meant."""
    try:
        month = datetime.datetime.strptime(said, "%Y-%m").date()
    except ValueError:
        return today.replace(day=1)
    return month if abs(month.year - today.year) <= YEARS else today.replace(day=1)


def _other(first: datetime.date, step: int) -> datetime.date:
    return (first + datetime.timedelta(40 if step > 0 else -1)).replace(day=1)
