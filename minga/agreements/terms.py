"""The term and amount that an agreement has now: the first text, and what changed it later."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from minga.agreements.models import Agreement, Amendment, Contribution, Obligation

MONTHS = {
    Obligation.Recurrence.MONTHLY: 1,
    Obligation.Recurrence.QUARTERLY: 3,
    Obligation.Recurrence.HALF_YEARLY: 6,
    Obligation.Recurrence.YEARLY: 12,
}


@dataclass(frozen=True, slots=True)
class Terms:
    """`ends` is None where it is indefinite, and in a draft that does not say it yet."""

    starts: datetime.date | None
    ends: datetime.date | None
    indefinite: bool
    amount: Decimal


def current(
    agreement: Agreement, amendments: Iterable[Amendment], contributions: Iterable[Contribution]
) -> Terms:
    """What follows from the text and its amendments in their order. It asks no database."""
    ends, indefinite = agreement.ends, agreement.indefinite
    amount = sum((c.amount for c in contributions), Decimal(0))
    for amendment in sorted(amendments, key=lambda a: a.number):
        if amendment.ends or amendment.indefinite:
            ends, indefinite = amendment.ends, amendment.indefinite
        amount += amendment.amount or 0
    return Terms(agreement.starts, ends, indefinite, amount)


def later(day: datetime.date, months: int) -> datetime.date:
    """The same day so many months later, or the last of a month that is too short."""
    at = day.year * 12 + day.month - 1 + months
    year, month = divmod(at, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return datetime.date(year, month + 1, min(day.day, last))


def occurrences(
    first: datetime.date, recurrence: str, after: datetime.date | None, until: datetime.date
) -> Iterator[datetime.date]:
    """The days on which something is due, later than `after` and not later than `until`.

    Each is counted from the first, so that the 31st comes back after a short month.
    """
    step = MONTHS.get(Obligation.Recurrence(recurrence), 0)
    if not step:
        if first <= until and (after is None or first > after):
            yield first
        return
    times = 0
    if after and after >= first:
        times = ((after.year - first.year) * 12 + after.month - first.month) // step
    while (day := later(first, step * times)) <= until:
        if after is None or day > after:
            yield day
        times += 1


def renewals(
    agreement: Agreement, amendments: Iterable[Amendment], today: datetime.date
) -> list[datetime.date]:
    """The ends of the renewals that an automatic renewal needs so that the term is not over.

    Counted from the last end that the parties wrote themselves, so that a short month does not
    shorten the ones that follow.
    """
    step = agreement.renewal_months or 0
    written, renewed = agreement.ends, 0
    for amendment in sorted(amendments, key=lambda a: a.number):
        if amendment.kind == Amendment.Kind.RENEWAL:
            renewed += 1
        elif amendment.ends or amendment.indefinite:
            written, renewed = amendment.ends, 0
    if not step or written is None:
        return []
    found: list[datetime.date] = []
    while (found[-1] if found else later(written, step * renewed)) < today:
        renewed += 1
        found.append(later(written, step * renewed))
    return found
