"""What waits for a person in monitoring: to report, to correct, to approve."""

from __future__ import annotations

import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from minga.base.menu import address
from minga.base.numbers import write_number
from minga.base.templatetags.look import day
from minga.base.work import Act, Pile, Waiting, first
from minga.monitoring.models import Period, Reading, ReadingQuerySet
from minga.monitoring.saying import of_cell, period_name
from minga.monitoring.standing import standings
from minga.monitoring.start import pile
from minga.people.models import Membership, Role, Unit, User, is_coordinator
from minga.plans.menu import current
from minga.plans.models import Plan

Status = Reading.Status
APPROVE = gettext_lazy("Aprobar")
GIVE_BACK = gettext_lazy("Devolver para corregir")
REASON = gettext_lazy("Qué hay que corregir")


def waiting(user: User, today: datetime.date, limit: int) -> list[Pile]:
    """One query a pile of readings, three for the periods, whatever there is; what comes next is
    asked once for each revision of the plan."""
    own = user.own_units
    plan = current(user)
    mine = Reading.objects.filter(indicator__owner__in=own, status=Status.RETURNED)
    return [
        _due(user, today, limit),
        _readings("returned", gettext_lazy("Lecturas devueltas para corregir"), mine, user, limit),
        _readings(
            "approve", gettext_lazy("Lecturas por aprobar"), to_approve(user, today), user, limit
        ),
        *([pile(plan, user, today)] if plan else []),
    ]


def to_approve(user: User, today: datetime.date) -> ReadingQuerySet:
    """Of the units that the person heads; for the coordination, of those that nobody heads."""
    sent = Reading.objects.filter(status=Status.SENT, period__status=Period.Status.OPEN)
    headed = Q(indicator__owner__in=user.units_as(Role.HEAD))
    if not is_coordinator(user):
        return sent.filter(headed)
    held = Membership.objects.held_on(today).filter(role=Role.HEAD, user__is_active=True)
    unheaded = Unit.objects.exclude(pk__in=held.values("unit"))
    return sent.filter(headed | Q(indicator__owner__in=unheaded) | Q(indicator__owner=None))


def _due(user: User, today: datetime.date, limit: int) -> Pile:
    """The open periods in which the person's units have something left to report."""
    label = gettext_lazy("Lecturas por reportar")
    if not user.own_units:
        return Pile("due", label, [], 0)
    plans = Plan.objects.visible_to(user)
    periods = list(
        Period.objects.open()
        .filter(plan__in=plans)
        .filter(plan__indicators__owner__in=user.own_units)
        .distinct()
        .select_related("plan")
        .order_by("due", "pk")
    )
    known = standings(periods, user.own_units)
    found = [(period, known[period.pk]) for period in periods if known[period.pk].unreported]
    items = []
    for period, standing in found[:limit]:
        late = (today - period.due).days
        said = ngettext("atrasado %(n)d día", "atrasado %(n)d días", late) % {"n": late}
        items.append(
            Waiting(
                title=_("%(period)s: %(n)d de %(all)d por reportar")
                % {
                    "period": period_name(period),
                    "n": standing.unreported,
                    "all": standing.expected,
                },
                url=f"{address('monitoring:reporting', period.plan.code)}?period={period.pk}",
                where=period.plan.label,
                due=period.due,
                state="high" if late > 0 else "pending",
                state_label=said if late > 0 else _("abierto"),
            )
        )
    return Pile("due", label, items, len(found))


def _readings(kind: str, label: Promise, rows: ReadingQuerySet, user: User, limit: int) -> Pile:
    seen = rows.filter(indicator__plan__in=Plan.objects.visible_to(user))
    ordered = seen.select_related(
        "indicator__plan", "period", "area", "reported_by", "decided_by"
    ).order_by("period__due", "pk")
    found, total = first(ordered, limit)
    url = ""
    if found:
        status = Status.RETURNED if kind == "returned" else Status.SENT
        base = address("monitoring:readings", found[0].indicator.plan.code)
        url = f"{base}?status={status}"
    return Pile(
        kind,
        label,
        [
            Waiting(
                title=str(reading.indicator),
                url=reading.get_absolute_url(),
                where=" · ".join(filter(None, (period_name(reading.period), of_cell(reading)))),
                why=_why(reading),
                due=reading.period.due if kind == "returned" else None,
                state=reading.status,
                state_label=reading.get_status_display(),
                acts=_acts(reading) if kind == "approve" else (),
            )
            for reading in found
        ],
        total,
        url,
    )


def _why(reading: Reading) -> str:
    """What came back and why, or what there is to decide on."""
    if reading.status == Status.RETURNED:
        if reading.decided_by is None:
            return reading.reason
        return f"{reading.reason} ({reading.decided_by}, {day(reading.decided_at)})"
    value = f"{write_number(reading.value)} {reading.indicator.unit}"
    if reading.reported_by is None:
        return value
    return f"{value} ({reading.reported_by}, {day(reading.reported_at)})"


def _acts(reading: Reading) -> list[Act]:
    code = reading.indicator.plan.code
    return [
        Act(APPROVE, reverse("monitoring:decide", args=[code, reading.pk, "approve"])),
        Act(
            GIVE_BACK,
            reverse("monitoring:decide", args=[code, reading.pk, "give_back"]),
            REASON,
            "reason",
            required=True,
        ),
    ]
