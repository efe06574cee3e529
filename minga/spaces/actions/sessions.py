"""The life of a session: planned, called, opened with its quorum, closed, or cancelled."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from minga.base import history
from minga.base.days import refuse_far
from minga.base.steps import Refused, advance
from minga.commitments.models import Commitment
from minga.notices.tell import tell
from minga.people.models import User
from minga.plans.actions.settle import settle
from minga.spaces.invitations import send, users_of, when
from minga.spaces.models import (
    AgendaItem,
    Attendance,
    Carried,
    Delegate,
    Hosts,
    Member,
    Session,
    Space,
)
from minga.spaces.quorum import Quorum, quorum

FIELDS = ("starts", "ends", "place", "link", "extraordinary")
MOST_POINTS = 60
_NOT_ACTIVE = {
    Space.Status.PROPOSED: gettext_lazy(
        "El espacio todavía no está constituido: constitúyalo antes de reunirlo."
    ),
    Space.Status.PAUSED: gettext_lazy("El espacio está en pausa: reanúdelo primero."),
    Space.Status.CLOSED: gettext_lazy("El espacio está cerrado: ya no se reúne."),
}


class Conflict(Refused):
    """Someone else changed the session since the person began to write."""

    def __init__(self) -> None:
        super().__init__(
            _("Otra persona cambió esta sesión mientras usted escribía. Compare y elija.")
        )


@transaction.atomic
def plan(
    space: Space,
    *,
    starts: datetime.datetime,
    ends: datetime.datetime,
    by: User,
    agenda: Sequence[str] = (),
    place: str = "",
    link: str = "",
    extraordinary: bool = False,
) -> Session:
    """Foresee a session. Nobody is called yet."""
    space = Space.objects.select_for_update().get(pk=space.pk)  # its numbers follow each other
    _refuse_idle(space)
    _refuse_backwards(starts, ends)
    last = Session.objects.filter(space=space).aggregate(last=Max("number"))["last"] or 0
    session = Session.objects.create(
        space=space,
        number=last + 1,
        starts=starts,
        ends=ends,
        place=place.strip(),
        link=link.strip(),
        extraordinary=extraordinary,
    )
    _write_agenda(session, _points(agenda))
    history.record(session, "planned", by=by, after={"starts": starts.isoformat()})
    return session


@transaction.atomic
def change(
    session: Session,
    *,
    by: User,
    version: int,
    agenda: Sequence[str] | None = None,
    **changes: Any,
) -> bool:
    """Another day, place or agenda. Whoever was called gets the newer version."""
    if session.status not in Session.STEPS["cancel"].starts:
        raise Refused(_("La sesión ya empezó o se canceló: no se puede mover."))
    wanted = {name: changes.get(name, getattr(session, name)) for name in FIELDS}
    wanted["place"], wanted["link"] = wanted["place"].strip(), wanted["link"].strip()
    _refuse_backwards(wanted["starts"], wanted["ends"])
    after = {name: value for name, value in wanted.items() if value != getattr(session, name)}
    points = None if agenda is None else _points(agenda)
    if points == [item.text for item in session.agenda.all()]:
        points = None
    if not after and points is None:
        return False
    called = session.status == Session.Status.CALLED
    if called:
        _refuse_without(wanted["place"], wanted["link"], points)
    before = {name: history.plain(getattr(session, name)) for name in after}
    moved = Session.objects.filter(pk=session.pk, version=version, status=session.status).update(
        version=F("version") + 1, sequence=F("sequence") + int(called), **after
    )
    if not moved:
        raise Conflict
    session.refresh_from_db()
    told = {name: history.plain(value) for name, value in after.items()}
    if points is not None:
        before["agenda"] = [item.text for item in session.agenda.all()]
        told["agenda"] = points
        _write_agenda(session, points)
    history.record(session, "changed", by=by, before=before, after=told)
    if called:
        send(session)
        tell(users_of(session), "spaces.changed", session, by=by, letters=False, **_params(session))
    return True


@transaction.atomic
def call(session: Session, *, by: User) -> int:
    """Invite the delegates of today's members; returns how many letters leave.

    One that is over already is only written down: nobody is called to the past.
    """
    _refuse_idle(session.space)
    _refuse_without(session.place, session.link, [item.text for item in session.agenda.all()])
    if not Member.objects.filter(space=session.space).on(_day(session)).exists():
        raise Refused(_("Ese día el espacio no tiene miembros: añádalos antes de convocar."))
    advance(session, "call")
    _count(session)
    sent = send(session)
    history.record(session, "called", by=by, after={"letters": sent})
    if session.ends > timezone.now():
        tell(users_of(session), "spaces.called", session, by=by, letters=False, **_params(session))
    return sent


@transaction.atomic
def cancel(session: Session, *, reason: str, by: User) -> None:
    """It does not take place. Whoever was called is told why."""
    why = reason.strip()
    if not why:
        raise Refused(_("Escriba por qué se cancela: lo leerá quien estaba convocado."))
    called = session.status == Session.Status.CALLED
    advance(session, "cancel", reason=why, sequence=session.sequence + 1)
    _count(session)
    history.record(session, "cancelled", by=by, note=why)
    if called:
        people = users_of(session)
        send(session)
        tell(
            people,
            "spaces.cancelled",
            session,
            by=by,
            letters=False,
            reason=why,
            **_params(session),
        )


@dataclass(frozen=True, slots=True)
class Came:
    """What is said of one institution: whether it is there, and who speaks for it."""

    present: bool
    spoke_for: str = ""
    delegate: Delegate | None = None


@transaction.atomic
def attend(session: Session, came: Mapping[Member, Came], *, by: User) -> None:
    """Note who is there. Only the institutions that are named change: others may be writing too."""
    _hold(session, _("El acta ya no es un borrador: la asistencia no cambia."))
    if session.status in (Session.Status.PLANNED, Session.Status.CANCELLED):
        raise Refused(_("La asistencia se anota cuando la sesión está convocada."))
    held = {a.member_id: a for a in Attendance.objects.filter(session=session)}
    changed = {}
    for member, said in came.items():
        old = held.get(member.pk)
        if member.space_id != session.space_id:
            raise Refused(_("Esa institución no es miembro de este espacio."))
        Attendance.objects.update_or_create(
            session=session,
            member=member,
            defaults={
                "present": said.present,
                "spoke_for": " ".join(said.spoke_for.split())[:200],
                "delegate": said.delegate,
            },
        )
        if (old.present if old else False) != said.present:
            changed[member.actor.name] = said.present
    if changed:
        history.record(session, "attended", by=by, after=changed)


def quorum_of(session: Session) -> Quorum:
    """Of the institutions that have a vote that day, how many are there."""
    voting = Member.objects.filter(space=session.space_id).on(_day(session)).voting()
    there = Attendance.objects.filter(session=session, present=True, member__in=voting)
    space = session.space
    return quorum(
        space.quorum_rule, space.quorum_value, voting=voting.count(), present=there.count()
    )


def carried_into(session: Session) -> list[Commitment]:
    """What earlier sessions of the space left open, as it stands now."""
    earlier = Session.objects.filter(space=session.space_id, starts__lt=session.starts)
    found = Commitment.objects.open().filter(
        record=history.label(Session), object_id__in=earlier.values("pk")
    )
    return list(found.select_related("actor", "person").order_by(F("due").asc(nulls_last=True)))


@transaction.atomic
def open(session: Session, *, by: User) -> None:
    """Begin, with its quorum. What was open from before is written into the act as it stands."""
    _hold(session)
    _refuse_idle(session.space)
    counted = quorum_of(session)
    if not counted.voting:
        raise Refused(_("Un espacio vacío no puede tener quórum: añada instituciones con voto."))
    if not counted.met:
        says = ngettext(
            "Falta %(lacking)d institución con voto para el quórum: están %(present)d de"
            " %(voting)d y hacen falta %(needed)d. Anote quién llegó, o cambie la fecha.",
            "Faltan %(lacking)d instituciones con voto para el quórum: están %(present)d de"
            " %(voting)d y hacen falta %(needed)d. Anote quién llegó, o cambie la fecha.",
            counted.lacking,
        )
        raise Refused(
            says
            % {
                "lacking": counted.lacking,
                "present": counted.present,
                "voting": counted.voting,
                "needed": counted.needed,
            }
        )
    advance(session, "open", quorum_needed=counted.needed, quorum_present=counted.present)
    _count(session)
    Carried.objects.bulk_create(
        Carried(session=session, commitment=commitment, status=commitment.status)
        for commitment in carried_into(session)
    )
    after = {"present": counted.present, "needed": counted.needed}
    history.record(session, "opened", by=by, after=after)


@transaction.atomic
def close(session: Session, *, by: User) -> None:
    """It was held. From its first session on, a space makes its articulations real."""
    advance(session, "close")
    _count(session)
    history.record(session, "held", by=by)
    hosted = Hosts.objects.filter(space=session.space_id).values_list("articulation", flat=True)
    settle(list(hosted), by=by, why=str(session))


def _points(agenda: Iterable[str]) -> list[str]:
    found = [point for text in agenda if (point := " ".join(text.split())[:300])]
    if len(found) > MOST_POINTS:
        raise Refused(
            _("El orden del día llega a %d puntos: junte los que van juntos.") % MOST_POINTS
        )
    return found


def _write_agenda(session: Session, points: Sequence[str]) -> None:
    """Points that stay keep their identity: lines of the minutes may refer to them."""
    held: dict[str, list[AgendaItem]] = {}
    for item in AgendaItem.objects.filter(session=session):
        held.setdefault(item.text, []).append(item)
    for at, text in enumerate(points, 1):
        if held.get(text):
            item = held[text].pop(0)
            item.position = at
            item.save(update_fields=["position"])
        else:
            AgendaItem.objects.create(session=session, position=at, text=text)
    gone = [item.pk for items in held.values() for item in items]
    AgendaItem.objects.filter(pk__in=gone).delete()


def _refuse_idle(space: Space) -> None:
    if space.status != Space.Status.ACTIVE:
        raise Refused(str(_NOT_ACTIVE[Space.Status(space.status)]))


def _refuse_backwards(starts: datetime.datetime, ends: datetime.datetime) -> None:
    refuse_far(day=starts, ends=ends)
    if ends <= starts:
        raise Refused(_("La sesión termina antes de empezar. Escriba una hora de fin posterior."))


def _refuse_without(place: str, link: str, agenda: Sequence[str] | None) -> None:
    if not place and not link:
        raise Refused(_("Diga dónde es: un lugar, un enlace para participar, o los dos."))
    if agenda is not None and not agenda:
        raise Refused(_("Escriba al menos un punto del orden del día antes de convocar."))


def _hold(session: Session, otherwise: str = "") -> None:
    """Nobody else changes the session while this is done; and it is as it was seen."""
    now = Session.objects.select_for_update().get(pk=session.pk)
    session.status, session.minutes = now.status, now.minutes
    if otherwise and now.minutes != Session.Minutes.DRAFT:
        raise Refused(otherwise)


def _count(session: Session) -> None:
    Session.objects.filter(pk=session.pk).update(version=F("version") + 1)
    session.version += 1


def _day(session: Session) -> datetime.date:
    return localtime(session.starts).date()


def _params(session: Session) -> dict[str, Any]:
    return {"when": when(session), "place": session.place or session.link}
