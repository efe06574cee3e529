"""What waits for a person in the commitments: to do, to complete, to decide."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from django.db.models import F, Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext

from minga.actors.models import Actor
from minga.base.menu import address
from minga.base.templatetags.look import day
from minga.base.work import Act, Pile, Waiting, first
from minga.commitments.births import births_of
from minga.commitments.found import shortened
from minga.commitments.models import Commitment, CommitmentQuerySet
from minga.people.models import Membership, Role, Unit, User, is_coordinator

Status = Commitment.Status


def work(user: User, today: datetime.date, limit: int) -> list[Pile]:
    """The longest overdue first. One query a pile, and one for where they are from."""
    owed = Commitment.objects.owed_by(user)
    wanted: list[tuple[str, Promise, CommitmentQuerySet, Callable[..., list[Act]], str]] = [
        (
            "due",
            gettext_lazy("Compromisos por cumplir"),
            owed.filter(status=Status.PENDING),
            _to_report,
            f"state={Status.PENDING}&whose=mine",
        ),
        (
            "returned",
            gettext_lazy("Reportes que volvieron"),
            owed.filter(status=Status.RETURNED),
            _to_report,
            f"state={Status.RETURNED}&whose=mine",
        ),
        (
            "approve",
            gettext_lazy("Reportes que esperan su decisión"),
            to_decide(user, today),
            _to_decide,
            f"state={Status.REPORTED}",
        ),
    ]
    read = [_read(rows, limit) for _kind, _label, rows, _acts, _url in wanted]
    births = births_of([c for rows, _total in read for c in rows], user)
    return [
        Pile(
            kind,
            label,
            [_waiting(c, births[c.pk][0] if c.pk in births else "", today, acts(c)) for c in found],
            total,
            f"{address('commitments:index')}?{url}",
        )
        for (kind, label, _rows, acts, url), (found, total) in zip(wanted, read, strict=True)
    ]


def waiting(user: User) -> int:
    """How many things the person has to do something about, for the menu.

    At most two queries, each along an index of its own: every page asks this.
    """
    due = Commitment.objects.due().order_by()
    if not user.own_units:
        return due.filter(person=user).count()
    actors = Actor.objects.filter(unit__in=user.own_units)
    own = due.filter(person=user).exclude(actor__in=actors)
    return due.filter(actor__in=actors).count() + own.count()


def to_decide(user: User, today: datetime.date) -> CommitmentQuerySet:
    """Reports to the units that the person heads; for the coordination, where nobody heads."""
    reported = Commitment.objects.filter(status=Status.REPORTED)
    headed = user.units_as(Role.HEAD)
    if not is_coordinator(user):
        return reported.filter(unit__in=headed).exclude(reported_by=user)
    others = Membership.objects.held_on(today).filter(role=Role.HEAD, user__is_active=True)
    unheaded = Unit.objects.exclude(pk__in=others.values("unit")).values_list("pk", flat=True)
    return reported.filter(Q(unit=None) | Q(unit__in={*headed, *unheaded}))


def _read(rows: CommitmentQuerySet, limit: int) -> tuple[list[Commitment], int]:
    ordered = rows.select_related("actor", "person", "reported_by", "decided_by").order_by(
        F("due").asc(nulls_last=True), "pk"
    )
    return first(ordered, limit)


def _waiting(commitment: Commitment, born: str, today: datetime.date, acts: list[Act]) -> Waiting:
    why = ""
    if commitment.status == Status.RETURNED:
        why = commitment.reason
        if commitment.decided_by:
            why = f"{why} ({commitment.decided_by}, {day(commitment.decided_on)})"
    elif commitment.status == Status.REPORTED:
        why = shortened(commitment.report)
        if commitment.reported_by:
            why = f"{why} ({commitment.reported_by}, {day(commitment.reported_on)})"
    label = commitment.get_status_display()
    late = (today - commitment.due).days if commitment.due else 0
    if late > 0 and commitment.status != Status.REPORTED:
        label = ngettext("atrasado %(n)d día", "atrasado %(n)d días", late) % {"n": late}
    answers = str(commitment.person or commitment.actor)
    return Waiting(
        title=shortened(commitment.text),
        url=commitment.get_absolute_url(),
        where=f"{answers} · {born}" if born else answers,
        why=why,
        due=commitment.due,
        state="high" if late > 0 and commitment.status == Status.PENDING else commitment.status,
        state_label=label,
        acts=acts,
    )


def _to_report(commitment: Commitment) -> list[Act]:
    return [
        Act(
            gettext_lazy("Enviar el reporte"),
            reverse("commitments:act", args=[commitment.pk, "report"]),
            gettext_lazy("Qué se hizo"),
            required=True,
            file=True,
        )
    ]


def _to_decide(commitment: Commitment) -> list[Act]:
    return [
        Act(
            gettext_lazy("Aceptar: está cumplido"),
            reverse("commitments:act", args=[commitment.pk, "accept"]),
        ),
        Act(
            gettext_lazy("Devolver para corregir"),
            reverse("commitments:act", args=[commitment.pk, "give_back"]),
            gettext_lazy("Qué falta"),
            required=True,
        ),
    ]
