"""Once a day: periods that ended are opened, and those who have not reported are reminded."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.db.models import Q

from minga.base import history
from minga.commitments.telling import people_by_unit
from minga.monitoring.actions.after import follow
from minga.monitoring.actions.periods import LINES
from minga.monitoring.models import Period
from minga.monitoring.standing import by_unit
from minga.monitoring.telling import reporters_of
from minga.notices.tell import tell_all
from minga.people.models import Role, User

AT_ONCE = 100
Told = list[tuple[list[User], Period, dict[str, object]]]


def daily(today: datetime.date) -> None:
    """Open what ended, then tell of the last line that each open period crossed.

    A period is opened by itself on the day after its end, while its due day is not behind: one of
    a past year waits for the coordination to open it. What is told is kept with each period in
    the same transaction: run twice it tells nothing twice, and days on which it did not run are
    made up for with the last line alone.
    """
    _open(today)
    for line, days in reversed(LINES):
        while _remind(line, days, today):
            pass


def _open(today: datetime.date) -> None:
    with transaction.atomic():
        ended = Period.objects.filter(
            status=Period.Status.PLANNED, ends__lt=today, due__gte=today
        ).select_for_update(skip_locked=True)
        found = list(ended)
        Period.objects.filter(pk__in=[p.pk for p in found]).update(status=Period.Status.OPEN)
        before, after = ({"status": str(s)} for s in (Period.Status.PLANNED, Period.Status.OPEN))
        history.record_all([(p, before, after) for p in found], "opened", by=None)
        follow({p.plan_id for p in found}, ())


@transaction.atomic
def _remind(line: int, days: int, today: datetime.date) -> int:
    """Some of the periods that crossed this line; how many they were."""
    crossed = Q(due__lte=today - datetime.timedelta(days), told__lt=line)
    rows = Period.objects.open().filter(crossed).select_related("plan").order_by("pk")
    found = list(rows.select_for_update(of=("self",), skip_locked=True)[:AT_ONCE])
    if not found:
        return 0
    Period.objects.filter(pk__in=[p.pk for p in found]).update(told=line)
    late = days > 0
    standing = by_unit(found)
    units = {unit for known in standing.values() for unit in known if unit}
    people = reporters_of(units)
    if late:  # the heads hear of it too
        for headed, heads in people_by_unit(units, [Role.HEAD]).items():
            people[headed] = list({p.pk: p for p in [*people.get(headed, []), *heads]}.values())
    told: Told = []
    for period in found:
        counts: dict[int, list[int]] = {}
        known: dict[int, User] = {}
        for unit, one in standing[period.pk].items():
            for person in people.get(unit or 0, []) if one.unreported else []:
                known[person.pk] = person
                lacks, of = counts.get(person.pk, (0, 0))
                counts[person.pk] = [lacks + one.unreported, of + one.expected]
        for pk, (lacks, of) in counts.items():
            params = {"period": period.name, "due": period.due, "n": lacks, "all": of}
            told.append(([known[pk]], period, params))
    tell_all(told, "monitoring.late" if late else "monitoring.due_soon")
    return len(found)
