"""What waits for a person in the spaces: minutes to approve, to correct, to send; sessions."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy

from minga.base.work import Act, Pile, Waiting, first
from minga.people.models import Membership, Role, User, is_coordinator
from minga.spaces.invitations import when
from minga.spaces.models import Session, SessionQuerySet
from minga.spaces.saying import STEPS

AHEAD = 30  # days before a session, in which it has to be called
Status, Minutes = Session.Status, Session.Minutes


def work(user: User, today: datetime.date, limit: int) -> list[Pile]:
    """One query a pile."""
    ours, heads = _ours(user, today), _heads(user, today)
    soon = timezone.now() + datetime.timedelta(days=AHEAD)
    held = ours.filter(status=Status.HELD, minutes=Minutes.DRAFT)
    wanted: list[tuple[str, Promise, SessionQuerySet, Callable[[Session], list[Act]]]] = [
        (
            "returned",
            gettext_lazy("Actas devueltas"),
            held.exclude(reason=""),
            lambda session: [_act("submit", session)],
        ),
        (
            "due",
            gettext_lazy("Actas por enviar a aprobación"),
            held.filter(reason=""),
            lambda session: [_act("submit", session)],
        ),
        (
            "due",
            gettext_lazy("Sesiones por convocar"),
            ours.filter(status=Status.PLANNED, starts__lte=soon),
            lambda session: [_act("call", session)],
        ),
        (
            "approve",
            gettext_lazy("Actas por aprobar"),
            heads.filter(minutes=Minutes.REVIEW),
            _to_approve,
        ),
        (
            "approve",
            gettext_lazy("Actas por publicar"),
            heads.filter(minutes=Minutes.APPROVED),
            lambda session: [_act("publish", session)],
        ),
    ]
    piles = []
    for kind, label, rows, acts in wanted:
        found, total = first(rows.select_related("space").order_by("starts", "pk"), limit)
        items = [_waiting(session, acts(session)) for session in found]
        piles.append(Pile(kind, label, items, total, reverse("spaces:index")))
    return piles


def _ours(user: User, today: datetime.date) -> SessionQuerySet:
    """Of the units that the person writes for; for the coordination, where nobody does."""
    return _of(user, today, (Role.HEAD, Role.DELEGATE))


def _heads(user: User, today: datetime.date) -> SessionQuerySet:
    return _of(user, today, (Role.HEAD,))


def _of(user: User, today: datetime.date, roles: tuple[str, ...]) -> SessionQuerySet:
    own = Q(space__unit__in=user.units_as(*roles))
    if is_coordinator(user):
        someone = Membership.objects.held_on(today).filter(
            role__in=roles, unit=OuterRef("space__unit"), user__is_active=True
        )
        own |= Q(~Exists(someone))
    return Session.objects.filter(own)


def _to_approve(session: Session) -> list[Act]:
    return [
        _act("approve", session),
        Act(
            gettext_lazy("Devolver para corregir"),
            _url("give_back", session),
            gettext_lazy("Qué hay que corregir"),
            name="reason",
            required=True,
        ),
    ]


def _act(verb: str, session: Session) -> Act:
    return Act(STEPS[verb], _url(verb, session))


def _url(verb: str, session: Session) -> str:
    return reverse("spaces:step_session", args=[session.space_id, session.number, verb])


def _waiting(session: Session, acts: list[Act]) -> Waiting:
    planned = session.status == Status.PLANNED
    return Waiting(
        title=str(session),
        url=session.get_absolute_url(),
        where=when(session),
        why=session.reason if session.minutes == Minutes.DRAFT else "",
        due=localtime(session.starts).date() if planned else None,
        state=session.status if planned else session.minutes,
        state_label=session.get_status_display() if planned else session.get_minutes_display(),
        acts=acts,
    )
