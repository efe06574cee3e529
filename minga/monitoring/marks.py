"""What monitoring tells of how complete an initiative is: an indicator, a fresh reading."""

from __future__ import annotations

import datetime

from django.db.models import Exists, OuterRef, Q

from minga.monitoring.models import MONTHS, Indicator, IndicatorQuerySet, Period, Reading

PERIODS = 2  # a reading is fresh for so many periods after the end of its own


def has_indicator() -> Q:
    """It, or one of its articulations, is measured by an indicator in use."""
    return _measured_by(Indicator.objects.measured())


def has_reading() -> Q:
    """One of those indicators has a fresh reading, sent or approved.

    The reading is looked for from its indicator: from its state, it would be among millions.
    """
    told = Reading.objects.filter(fresh(), indicator=OuterRef("pk"))
    return _measured_by(Indicator.objects.measured().filter(Exists(told)))


def _measured_by(indicators: IndicatorQuerySet) -> Q:
    own = indicators.filter(initiative=OuterRef("pk"))
    # as a set: one by one, all indicators would be looked through for each initiative
    parts = indicators.filter(articulation__isnull=False).values("articulation__initiative")
    return Q(Exists(own)) | Q(pk__in=parts)


def fresh(today: datetime.date | None = None) -> Q:
    """Readings, sent or approved, whose period ended at most two periods of its frequency ago.

    On 20 May a monthly indicator needs the reading of March or of a later month; a yearly one that
    of two years ago or of last year.
    """
    day = today or datetime.date.today()
    recent = Q()
    for frequency, months in MONTHS.items():
        recent |= Q(frequency=frequency, ends__gte=_back(day, PERIODS * months))
    # the few periods first: from its indicator, a reading is then one step in the index
    periods = Period.objects.filter(recent).order_by().values("pk")
    return Q(period__in=periods, status__in=(Reading.Status.SENT, Reading.Status.APPROVED))


def _back(day: datetime.date, months: int) -> datetime.date:
    """The first day that is still within so many months of `day`."""
    count = day.year * 12 + day.month - 1 - months
    year, month = divmod(count, 12)
    following = datetime.date(year + (month == 11), (month + 1) % 12 + 1, 1)
    last = (following - datetime.timedelta(1)).day
    return datetime.date(year, month + 1, min(day.day, last))
