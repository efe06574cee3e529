"""What each day does by itself: alerts, renewals, lapses, and what falls due within the year."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable, Iterator
from itertools import batched

from django.db import transaction
from django.db.models import Exists, F, Max, OuterRef, Q

from minga.agreements import telling
from minga.agreements.actions import amend, life, obligations
from minga.agreements.actions.ground import touch
from minga.agreements.models import Agreement, AgreementQuerySet, Alert, Obligation
from minga.agreements.terms import later, renewals
from minga.base import history
from minga.base.templatetags.look import day
from minga.people.models import User

AT_ONCE = 200  # agreements read together
log = logging.getLogger(__name__)


def daily(today: datetime.date) -> None:
    """Do what the days up to `today` ask for; doing it again changes nothing.

    Each agreement is a transaction of its own: one that fails is logged and does not stop the
    others. Renewals come first, so that nobody is warned of an end that is not one.
    """
    _each(_over(today), lambda agreement, _people: end_or_renew(agreement, today))
    _each(_to_alert(today), lambda agreement, people: alert(agreement, people))
    _each(_to_come(today), lambda agreement, _people: _make_due(agreement, today))


def end_or_renew(agreement: Agreement, today: datetime.date) -> None:
    """The term is over: renew as often as the days that passed ask for, or lapse."""
    held = Agreement.objects.over(today).filter(pk=agreement.pk).update(version=F("version") + 1)
    if not held:
        return  # extended, or ended by a person, since it was read
    agreement.refresh_from_db(fields=["status", "term_ends", "version"])
    renews = (
        agreement.status == Agreement.Status.IN_FORCE
        and agreement.renewal == Agreement.Renewal.AUTOMATIC
    )
    ends = renewals(agreement, agreement.amendments.all(), today) if renews else []
    if not ends:
        life.lapse(agreement, today=today)
        return
    for end in ends:
        amend.renew(agreement, end, today=today)
    obligations.make_due(agreement, by=None, today=today)
    touch(agreement, by=None)
    telling.say(telling.everybody(agreement), "renewed", agreement, ends=day(agreement.term_ends))


def alert(agreement: Agreement, people: list[User]) -> None:
    """Tell once for each term that it ends; the row is the claim."""
    assert agreement.term_ends
    _row, made = Alert.objects.get_or_create(agreement=agreement, term_ends=agreement.term_ends)
    if not made:
        return
    ends = {"ends": history.plain(agreement.term_ends)}
    history.record(agreement, "alerted", by=None, after=ends)
    telling.say(people, "lapsing", agreement, ends=day(agreement.term_ends))


def _make_due(agreement: Agreement, today: datetime.date) -> None:
    obligations.make_due(agreement, by=None, today=today)


def _over(today: datetime.date) -> Iterator[Agreement]:
    return _read(Agreement.objects.over(today))


def _to_alert(today: datetime.date) -> Iterator[Agreement]:
    """Those inside their own days of notice, whose present term nobody was told of."""
    longest = Agreement.objects.live().aggregate(days=Max("notice_days"))["days"] or 0
    told = Alert.objects.filter(agreement=OuterRef("pk"), term_ends=OuterRef("term_ends"))
    soon = Agreement.objects.ending_within(longest, today).filter(~Exists(told))
    for agreement in _read(soon):
        if agreement.term_ends and (agreement.term_ends - today).days <= agreement.notice_days:
            yield agreement


def _to_come(today: datetime.date) -> Iterator[Agreement]:
    """In force, with an obligation that has not become commitments for the year ahead.

    One that recurs every month was made last at most a month before the horizon, and so on.
    """
    horizon = later(today, obligations.AHEAD)
    rows = Obligation.objects.filter(agreement=OuterRef("pk"), closed=False)
    behind = Q(last_due=None) & (Q(due=None) | Q(due__lte=horizon))
    Recurrence = Obligation.Recurrence
    for recurrence, months in (
        (Recurrence.MONTHLY, 1),
        (Recurrence.QUARTERLY, 3),
        (Recurrence.HALF_YEARLY, 6),
        (Recurrence.YEARLY, 12),
    ):
        behind |= Q(recurrence=recurrence, last_due__lte=later(horizon, -months))
    more = Q(agreement__term_ends=None) | Q(agreement__term_ends__gt=F("last_due"))
    open_ones = rows.filter(behind).filter(Q(last_due=None) | more)
    return _read(Agreement.objects.in_force().filter(Exists(open_ones)))


def _read(wanted: AgreementQuerySet) -> Iterator[Agreement]:
    """All of them, some at a time and by key, with what telling people needs."""
    last = 0
    rows = wanted.select_related("administrator", "unit", "plan").prefetch_related("parties__actor")
    while some := list(rows.filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        yield from some
        last = some[-1].pk


def _each(agreements: Iterator[Agreement], do: Callable[[Agreement, list[User]], None]) -> None:
    for some in batched(agreements, AT_ONCE):
        people = telling.everybody_of(some)
        for agreement in some:
            try:
                with transaction.atomic():
                    do(agreement, people[agreement.pk])
            except Exception:
                log.exception("agreement %s was left for tomorrow", agreement.pk)
