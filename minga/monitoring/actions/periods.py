"""Periods: made for a year, opened and closed, with the day until which one reports."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Collection, Sequence

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from minga.base import history
from minga.base.days import refuse_far
from minga.base.steps import Refused, advance
from minga.monitoring import telling
from minga.monitoring.actions.after import follow
from minga.monitoring.models import MONTHS, Indicator, Period
from minga.monitoring.standing import Standing, standing_of, standings
from minga.people.models import User, is_coordinator
from minga.plans.models import Plan

DUE_AFTER = 15  # days after its end until which a period is reported, where nobody says other
# the lines of reminders: days from the due day, and what `Period.told` keeps once they are crossed
LINES = ((1, -7), (2, -1), (3, 1), (4, 7))


@transaction.atomic
def generate(plan: Plan, year: int, *, by: User) -> list[Period]:
    """The periods of a year, for each frequency that an indicator in use has."""
    _refuse_others(by)
    refuse_far(year=datetime.date(max(1, min(year, 9999)), 1, 1))
    active = Indicator.objects.measured().filter(plan=plan).order_by()
    used = set(active.values_list("frequency", flat=True).distinct())
    if not used:
        raise Refused(_("Ningún indicador está en uso: defina uno y su frecuencia primero."))
    there = set(
        Period.objects.filter(plan=plan, starts__year=year).values_list("frequency", "starts")
    )
    made = [
        Period(plan=plan, frequency=frequency, starts=starts, ends=ends, due=due_of(ends))
        for frequency in MONTHS
        if frequency in used
        for starts, ends in spans(year, MONTHS[frequency])
        if (frequency, starts) not in there
    ]
    if not made:
        raise Refused(_("Los períodos de %(year)d ya están todos.") % {"year": year})
    try:
        with transaction.atomic():
            Period.objects.bulk_create(made)
    except IntegrityError:
        raise Refused(_("Alguien los preparó al mismo tiempo: vea la página otra vez.")) from None
    history.record_all([(p, {}, {"due": p.due.isoformat()}) for p in made], "generated", by=by)
    follow({plan.pk}, ())
    return made


def spans(year: int, months: int) -> list[tuple[datetime.date, datetime.date]]:
    """First and last day of each part of a year of so many months."""
    return [
        (
            datetime.date(year, first, 1),
            datetime.date(year, last, calendar.monthrange(year, last)[1]),
        )
        for first in range(1, 13, months)
        for last in [first + months - 1]
    ]


def due_of(ends: datetime.date) -> datetime.date:
    return ends + datetime.timedelta(DUE_AFTER)


@transaction.atomic
def open_period(period: Period, *, by: User | None, today: datetime.date | None = None) -> None:
    """Readings are taken in from now on. Lines that it crossed already are not told of."""
    _refuse_others(by)
    before = period.status
    if before == Period.Status.OPEN:
        raise Refused(_("El período %(name)s ya está abierto.") % {"name": period.name})
    told = crossed(period.due, today or datetime.date.today())
    advance(period, "open", told=told)
    history.record(
        period, "opened", by=by, before={"status": before}, after={"status": period.status}
    )
    follow({period.plan_id}, ())


@transaction.atomic
def close(period: Period, *, by: User, anyway: bool = False) -> None:
    """No reading more. What is missing is said first; `anyway` closes with it missing."""
    _refuse_others(by)
    if period.status != Period.Status.OPEN:
        raise Refused(_("El período %(name)s no está abierto.") % {"name": period.name})
    advance(period, "close")  # the step first: nobody reports while what is missing is counted
    standing = standing_of(period)
    if standing.missing and not anyway:
        period.status = Period.Status.OPEN
        raise Refused(lacking(period, standing), code="missing")
    history.record(
        period,
        "closed",
        by=by,
        before={"status": Period.Status.OPEN.value},
        after={"status": period.status, "missing": standing.missing},
    )
    follow({period.plan_id}, ())


@transaction.atomic
def open_many(
    periods: Collection[Period], *, by: User, today: datetime.date | None = None
) -> list[Period]:
    """All of them at once, but those that are open already; who has to report is told once."""
    _refuse_others(by)
    found = _held(periods, "open")
    if not found:
        raise Refused(_("Esos períodos ya están abiertos: elija otros."))
    day = today or datetime.date.today()
    before = {period.pk: period.status for period in found}
    for period in found:
        period.status, period.told = Period.Status.OPEN, crossed(period.due, day)
    Period.objects.bulk_update(found, ["status", "told"])
    open_now = {"status": Period.Status.OPEN.value}
    history.record_all(
        [(period, {"status": before[period.pk]}, open_now) for period in found], "opened", by=by
    )
    follow({period.plan_id for period in found}, ())
    telling.of_periods(found, "opened", by=by)
    return found


@transaction.atomic
def close_many(periods: Collection[Period], *, by: User, anyway: bool = False) -> list[Period]:
    """The same of those that are open; where any of them lacks something, none without `anyway`."""
    _refuse_others(by)
    found = _held(periods, "close")
    if not found:
        raise Refused(_("Ninguno de esos períodos está abierto: elija otros."))
    keys = [period.pk for period in found]
    Period.objects.filter(pk__in=keys).update(status=Period.Status.CLOSED)
    known = standings(found)
    lacks = sum(bool(known[key].missing) for key in keys)
    if lacks and not anyway:
        said = ngettext(
            "A %(n)d período de %(all)d le faltan lecturas aprobadas.",
            "A %(n)d períodos de %(all)d les faltan lecturas aprobadas.",
            lacks,
        )
        raise Refused(said % {"n": lacks, "all": len(found)}, code="missing")
    for period in found:
        period.status = Period.Status.CLOSED
    was = {"status": Period.Status.OPEN.value}
    history.record_all(
        [
            (period, was, {"status": period.status, "missing": known[period.pk].missing})
            for period in found
        ],
        "closed",
        by=by,
    )
    follow({period.plan_id for period in found}, ())
    telling.of_periods(found, "closed", by=by)
    return found


def _held(periods: Collection[Period], verb: str) -> list[Period]:
    """Those that can take the step, held until the transaction ends, the earliest first."""
    step = Period.STEPS[verb]
    rows = Period.objects.filter(pk__in=[p.pk for p in periods], status__in=step.starts)
    found = list(rows.select_for_update(of=("self",)).select_related("plan").order_by("pk"))
    return sorted(found, key=lambda period: (period.starts, period.ends))


def lacking(period: Period, standing: Standing) -> str:
    """What a period still lacks, in a sentence."""
    return ngettext(
        "Al período %(name)s le falta la lectura aprobada de %(n)d indicador, de %(all)d.",
        "Al período %(name)s le falta la lectura aprobada de %(n)d indicadores, de %(all)d.",
        standing.missing,
    ) % {"name": period.name, "n": standing.missing, "all": standing.expected}


@transaction.atomic
def move_due(
    period: Period, due: datetime.date, *, by: User, today: datetime.date | None = None
) -> None:
    """Another last day to report; reminders begin anew for it."""
    _refuse_others(by)
    refuse_far(due=due)
    if due < period.ends:
        raise Refused(
            _("El período termina el %(ends)s: elija ese día u otro posterior.")
            % {"ends": period.ends.strftime("%d/%m/%Y")}
        )
    if due == period.due:
        raise Refused(_("Ese ya es el plazo: elija otro día."))
    before = period.due
    changed = Period.objects.filter(pk=period.pk, due=before).update(
        due=due, told=crossed(due, today or datetime.date.today())
    )
    if not changed:
        raise Refused(_("Alguien cambió el plazo mientras tanto: vea la página otra vez."))
    period.due = due
    history.record(
        period,
        "due_moved",
        by=by,
        before={"due": before.isoformat()},
        after={"due": due.isoformat()},
    )


def crossed(due: datetime.date, today: datetime.date) -> int:
    """The last line of reminders that is behind."""
    behind: Sequence[int] = [
        line for line, days in LINES if today >= due + datetime.timedelta(days)
    ]
    return max(behind, default=0)


def _refuse_others(by: User | None) -> None:
    if by is not None and not is_coordinator(by):
        raise Refused(_("Los períodos los abre y los cierra la coordinación del plan."))
