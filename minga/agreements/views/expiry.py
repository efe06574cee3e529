"""When agreements end: along time, and day by day."""

from __future__ import annotations

import calendar as days
import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max
from django.db.models.functions import TruncMonth
from django.http import HttpRequest, HttpResponse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from minga.agreements.dates import of_agreement
from minga.agreements.filters import Filter
from minga.agreements.terms import later
from minga.agreements.views.register import plan_of, seen
from minga.base.dated import Dated
from minga.base.page import page
from minga.base.templatetags.look import sentence

MONTHS, QUARTERS = 24, 20  # shown
A_DAY = 4  # agreements named in one day of the calendar
WIDTH, HEIGHT, FOOT, LEFT, LINE = 960, 220, 34, 8, 20


@dataclass(frozen=True, slots=True)
class Bar:
    """What ends in a month or quarter, and where its bar stands."""

    label: str
    short: str
    count: int
    url: str
    x: float
    y: float
    width: float
    height: float
    middle: float
    above: float
    marked: bool  # its label is drawn
    # the same on a phone, lying down
    top: int
    line: int
    length: float
    tip: float


@dataclass(frozen=True, slots=True)
class Day:
    on: datetime.date
    inside: bool  # of the month
    today: bool
    events: Sequence[Dated]
    more: int


@require_safe
def expiry(request: HttpRequest) -> HttpResponse:
    """How many present terms end in each month, or quarter; two queries."""
    plan = plan_of(request)
    by_quarter = request.GET.get("by") == "quarter"
    today = datetime.date.today()
    live = seen(request, plan).live()
    rows = (
        live.order_by()
        .annotate(month=TruncMonth("term_ends"))
        .values_list("month")
        .annotate(n=Count("pk"))
    )
    counts: dict[datetime.date | None, int] = dict(rows)
    endless = counts.pop(None, 0)
    step = 3 if by_quarter else 1
    first = today.replace(day=1)
    if by_quarter:
        first = first.replace(month=(first.month - 1) // 3 * 3 + 1)
    starts = [later(first, step * n) for n in range(QUARTERS if by_quarter else MONTHS)]
    end = later(starts[-1], step)
    grouped = [
        sum(n for month, n in counts.items() if month and start <= month < later(start, step))
        for start in starts
    ]
    context = {
        "plan": plan,
        "by_quarter": by_quarter,
        "bars": _bars(starts, grouped, by_quarter),
        "width": WIDTH,
        "height": HEIGHT,
        "base": HEIGHT - FOOT,
        "foot": HEIGHT - FOOT + 20,
        "phone_height": LINE * len(starts) + 8,
        "total": sum(counts.values()) + endless,
        "shown": sum(grouped),
        "past": sum(n for month, n in counts.items() if month and month < first),
        "beyond": sum(n for month, n in counts.items() if month and month >= end),
        "endless": endless,
        "says": _says(starts, grouped, by_quarter),
    }
    return page(request, "agreements/expiry.html", context)


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """A month: terms that end, and days on which the notice of an end begins."""
    plan = plan_of(request)
    today = datetime.date.today()
    first = _month(request.GET.get("month", ""), today)
    weeks = days.Calendar().monthdatescalendar(first.year, first.month)
    start, end = weeks[0][0], weeks[-1][-1]
    live = seen(request, plan).live().exclude(term_ends=None)
    longest = live.aggregate(days=Max("notice_days"))["days"] or 0
    until = end + datetime.timedelta(days=longest)
    found: dict[datetime.date, list[Dated]] = defaultdict(list)
    for agreement in live.filter(term_ends__range=(start, until)).order_by("term_ends", "pk"):
        for dated in of_agreement(agreement, start, end):
            found[dated.starts].append(dated)
    context = {
        "plan": plan,
        "month": sentence(date_format(first, "F Y")),
        "first": first,
        "before": later(first, -1) if first.year > 1 else None,
        "after": later(first, 1),
        "names": [date_format(day, "l") for day in weeks[0]],
        "weeks": [[_day(day, first, today, found[day]) for day in week] for week in weeks],
        "listed": [
            (day, found[day]) for day in sorted(found) if day.month == first.month and found[day]
        ],
        "total": sum(len(some) for day, some in found.items() if day.month == first.month),
    }
    return page(request, "agreements/calendar.html", context)


def _day(on: datetime.date, first: datetime.date, today: datetime.date, events: list[Dated]) -> Day:
    shown = events[:A_DAY] if len(events) > A_DAY else events
    return Day(on, on.month == first.month, on == today, shown, len(events) - len(shown))


def _month(said: str, today: datetime.date) -> datetime.date:
    year, _dash, month = said.partition("-")
    try:
        asked = datetime.date(int(year), int(month), 1)
    except (ValueError, OverflowError):
        return today.replace(day=1)
    return asked if 1900 <= asked.year <= 2200 else today.replace(day=1)


def _bars(starts: Sequence[datetime.date], counts: Sequence[int], quarters: bool) -> list[Bar]:
    highest = max([*counts, 1])
    slot = (WIDTH - 2 * LEFT) / len(starts)
    room = HEIGHT - FOOT - 22
    bars = []
    for place, (start, n) in enumerate(zip(starts, counts, strict=True)):
        height = round(room * n / highest, 1)
        x, width = LEFT + slot * place + slot * 0.14, slot * 0.72
        length = round(180 * n / highest, 1)
        bars.append(
            Bar(
                label=_named(start, quarters),
                short=_short(start, quarters),
                count=n,
                url="" if quarters else Filter(month=f"{start:%Y-%m}").query(),
                x=round(x, 1),
                y=round(HEIGHT - FOOT - height, 1),
                width=round(width, 1),
                height=height,
                middle=round(x + width / 2, 1),
                above=round(HEIGHT - FOOT - height - 6, 1),
                top=LINE * place + 4,
                line=LINE * place + 15,
                length=length,
                tip=126 + length,
                marked=start.month == 1 or place == 0 or (not quarters and start.month % 3 == 1),
            )
        )
    return bars


def _named(start: datetime.date, quarters: bool) -> str:
    if not quarters:
        return sentence(date_format(start, "F Y"))
    said = {"n": (start.month - 1) // 3 + 1, "year": start.year}
    return _("Trimestre %(n)d de %(year)d") % said


def _short(start: datetime.date, quarters: bool) -> str:
    if quarters:
        return f"{start.year}" if start.month == 1 else f"T{(start.month - 1) // 3 + 1}"
    return date_format(start, "b Y") if start.month == 1 else date_format(start, "b")


def _says(starts: Sequence[datetime.date], counts: Sequence[int], quarters: bool) -> str:
    """The conclusion of the chart, in one sentence."""
    total, most = sum(counts), max(counts)
    if not total:
        return _("Ningún plazo termina en estos años")
    said: dict[str, Any] = {
        "n": total,
        "most": most,
        "when": _named(starts[counts.index(most)], quarters).lower(),
    }
    if total == 1:
        return _("Un plazo termina: en %(when)s") % said
    if counts.count(most) > 1:
        return _("%(n)d plazos terminan, nunca más de %(most)d a la vez") % said
    return _("%(n)d plazos terminan; los más, %(most)d, en %(when)s") % said
