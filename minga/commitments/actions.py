"""What happens to a commitment: made, reported, accepted or given back, moved, handed over."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from django.db import models, transaction
from django.utils.translation import gettext as _

from minga.actors.actions import still
from minga.actors.models import Actor
from minga.base import bulk, history, search
from minga.base.days import refuse_far
from minga.base.models import Visibility
from minga.base.steps import Refused, advance
from minga.commitments.models import Commitment, Rescheduling
from minga.commitments.telling import tell_deciders, tell_owners
from minga.files.actions import attach
from minga.files.models import Attachment
from minga.people.models import Membership, Unit, User, is_coordinator
from minga.plans.models import Articulation, Plan

Evidence = Iterable[tuple[BinaryIO, str]]  # content and name of each file
Status = Commitment.Status


@dataclass(frozen=True, slots=True)
class New:
    """A commitment to be made. `born_in` is the session or obligation that it comes from."""

    text: str
    actor: Actor
    due: datetime.date | None
    born_in: models.Model
    unit: Unit | None  # that asks for it, and will say whether it was kept
    plan: Plan | None
    articulation: Articulation | None = None
    person: User | None = None
    visibility: str = Visibility.PUBLIC


def make(
    text: str,
    *,
    actor: Actor,
    due: datetime.date | None,
    born_in: models.Model,
    unit: Unit | None,
    plan: Plan | None,
    articulation: Articulation | None = None,
    person: User | None = None,
    visibility: str = Visibility.PUBLIC,
    by: User | None,
    past: bool = False,
) -> Commitment:
    """Somebody promised something: the actor, and if known the person, by a day or without one."""
    new = New(text, actor, due, born_in, unit, plan, articulation, person, visibility)
    return make_all([new], by=by, past=past)[0]


@transaction.atomic
def make_all(
    wanted: Sequence[New],
    *,
    by: User | None,
    past: bool = False,
    tells: bool = True,
    today: datetime.date | None = None,
) -> list[Commitment]:
    """Many at once, with a number of statements that hardly grows.

    With `past` a day may be over already: what is written down late, and what fell due while
    nothing was running. Without `tells` the owners hear of each only when its day comes near:
    they were told of the whole.
    """
    day = today or datetime.date.today()
    for new in wanted:
        if not new.text.strip():
            raise Refused(_("Escriba qué se hará."))
        if not past:
            _refuse_past(new.due, day)
    _refuse_strangers([(new.actor, new.person) for new in wanted])
    made = [
        Commitment(
            text=new.text.strip(),
            actor=new.actor,
            person=new.person,
            due=new.due,
            first_due=new.due,
            unit=new.unit,
            record=history.label(new.born_in),
            object_id=new.born_in.pk,
            plan=new.plan,
            articulation=new.articulation,
            visibility=new.visibility,
            made_on=day,
            told=told_already(new.due, day) if tells else Commitment.Told.NOTHING,
        )
        for new in wanted
    ]
    bulk.create(Commitment, made)
    index(made)
    history.record_all([(c, {}, _as_made(c)) for c in made], "made", by=by)
    if tells:
        tell_owners([c for c in made if c.due], "commitments.made", by=by)
        tell_owners([c for c in made if not c.due], "commitments.made_without_day", by=by)
    return made


@transaction.atomic
def report(commitment: Commitment, *, text: str, by: User, evidence: Evidence = ()) -> None:
    """Say what was done, with the files that show it."""
    if not text.strip():
        raise Refused(_("Escriba qué se hizo: quien lo pidió lo leerá para decidir."))
    today = datetime.date.today()
    advance(commitment, "report", report=text.strip(), reported_on=today, reported_by=by)
    names = [
        attach(content, name, commitment, Attachment.Kind.EVIDENCE, by=by).file.name
        for content, name in evidence
    ]
    after: dict[str, Any] = {"report": commitment.report}
    if names:
        after["files"] = names
    history.record(commitment, "reported", by=by, after=after)
    tell_deciders([commitment], "commitments.reported", by=by)


@transaction.atomic
def accept(commitment: Commitment, *, by: User) -> None:
    """It was kept. Nobody says so of what they reported themselves, but for the coordination."""
    if commitment.reported_by_id == by.pk and not is_coordinator(by):
        raise Refused(
            _(
                "Usted reportó este compromiso: tiene que aceptarlo otra persona de la jefatura"
                " o la coordinación del plan."
            )
        )
    advance(commitment, "accept", reason="", **_decided(by))
    history.record(commitment, "accepted", by=by)
    tell_owners([commitment], "commitments.kept", by=by)


@transaction.atomic
def give_back(commitment: Commitment, *, reason: str, by: User) -> None:
    """The report does not show it yet: the owner reads why, and reports again."""
    why = _because(reason, _("Escriba qué falta, para que se pueda completar."))
    told = told_already(commitment.due, datetime.date.today())
    advance(commitment, "give_back", reason=why, told=told, **_decided(by))
    history.record(commitment, "given_back", by=by, before={"report": commitment.report}, note=why)
    tell_owners([commitment], "commitments.returned", by=by, reason=why)


@transaction.atomic
def reopen(commitment: Commitment, *, reason: str, by: User) -> None:
    """What was closed has to be done after all."""
    why = _because(reason, _("Escriba por qué se abre de nuevo."))
    before = {"status": commitment.status, "report": commitment.report}
    advance(
        commitment,
        "reopen",
        reason=why,
        report="",
        reported_on=None,
        reported_by=None,
        decided_on=None,
        decided_by=None,
        escalated_on=None,
        told=told_already(commitment.due, datetime.date.today()),
    )
    history.record(commitment, "reopened", by=by, before=before, note=why)
    tell_owners([commitment], "commitments.reopened", by=by, reason=why)


@transaction.atomic
def cancel(commitment: Commitment, *, reason: str, by: User) -> None:
    """It does not have to be done any more."""
    why = _because(reason, _("Escriba por qué se anula."))
    advance(commitment, "cancel", reason=why, **_decided(by))
    history.record(commitment, "cancelled", by=by, note=why)
    tell_owners([commitment], "commitments.cancelled", by=by, reason=why)


@transaction.atomic
def reschedule(commitment: Commitment, *, due: datetime.date, reason: str, by: User) -> None:
    """Move the day. All earlier days stay to be seen, each with its reason."""
    why = _because(reason, _("Escriba por qué se mueve el plazo."))
    today = datetime.date.today()
    refuse_far(due=due)
    _refuse_past(due, today)
    before = commitment.due
    if due == before:
        raise Refused(_("Ese ya es el plazo: elija otro día."))
    _refuse_closed(commitment)
    _claim(
        commitment, due=due, told=told_already(due, today), escalated_on=None, was={"due": before}
    )
    Rescheduling.objects.create(commitment=commitment, before=before, after=due, reason=why, by=by)
    history.record(
        commitment,
        "rescheduled",
        by=by,
        before={"due": _plain(before)},
        after={"due": _plain(due)},
        note=why,
    )
    tell_owners([commitment], "commitments.rescheduled", by=by, reason=why)


@transaction.atomic
def hand_over(
    commitment: Commitment, *, by: User, actor: Actor | None = None, person: User | None = None
) -> None:
    """Somebody else answers for it: another actor, or another person of the same one."""
    owner = actor or commitment.actor
    if owner.pk == commitment.actor_id and person == commitment.person:
        raise Refused(_("Ya responde quien usted eligió: elija a otra persona u organización."))
    _refuse_closed(commitment)
    still(owner)
    _refuse_strangers([(owner, person)])
    before = {"actor": str(commitment.actor), "person": _name(commitment.person)}
    was = {"actor": commitment.actor_id, "person": commitment.person_id}
    _claim(commitment, actor=owner, person=person, was=was)
    index([commitment])
    history.record(
        commitment,
        "handed_over",
        by=by,
        before=before,
        after={"actor": str(owner), "person": _name(person)},
    )
    made = "commitments.made" if commitment.due else "commitments.made_without_day"
    tell_owners([commitment], made, by=by)


@transaction.atomic
def reword(commitment: Commitment, *, text: str, by: User) -> None:
    """Say it better, as long as nobody has reported on it."""
    said = text.strip()
    if not said:
        raise Refused(_("Escriba qué se hará."))
    if said == commitment.text:
        return
    if commitment.status != Status.PENDING:
        raise Refused(_("Ya hay un reporte sobre este texto: haga otro compromiso."))
    before = commitment.text
    _claim(commitment, text=said, was={"text": before})
    index([commitment])
    history.record(commitment, "reworded", by=by, before={"text": before}, after={"text": said})


def show(
    commitments: models.QuerySet[Commitment],
    visibility: str,
    *,
    verb: str = "shown",
    by: User | None,
) -> None:
    """Who sees where something was promised sees the promise, and nobody else."""
    changed = list(commitments.exclude(visibility=visibility))
    history.record_all(
        [(c, {"visibility": c.visibility}, {"visibility": visibility}) for c in changed],
        verb,
        by=by,
    )
    Commitment.objects.filter(pk__in=[c.pk for c in changed]).update(visibility=visibility)


def told_already(due: datetime.date | None, today: datetime.date) -> int:
    """Which reminders whoever hears of this day today needs no more."""
    if due is None:
        return Commitment.Told.NOTHING
    left = (due - today).days
    if left <= Commitment.SOON[1]:
        return Commitment.Told.TOMORROW
    return Commitment.Told.SOON if left <= Commitment.SOON[0] else Commitment.Told.NOTHING


def _claim(commitment: Commitment, *, was: dict[str, Any], **changes: Any) -> None:
    """Change an open commitment, unless somebody changed the same meanwhile."""
    moved = Commitment.objects.open().filter(pk=commitment.pk, **was).update(**changes)
    if not moved:
        raise Refused(_("Esto ya no se puede hacer: el registro cambió mientras tanto."))
    for name, value in changes.items():
        setattr(commitment, name, value)


def index(commitments: Iterable[Commitment]) -> None:
    """Put the words that a search finds them by: the text, and who answers."""
    words = ((c.pk, f"{c.text} {c.actor} {c.actor.acronym}") for c in commitments)
    search.index("commitments.commitment", words)


def _decided(by: User) -> dict[str, Any]:
    return {"decided_on": datetime.date.today(), "decided_by": by}


def _because(reason: str, otherwise: str) -> str:
    if not reason.strip():
        raise Refused(otherwise)
    return reason.strip()


def _refuse_past(due: datetime.date | None, today: datetime.date) -> None:
    if due and due < today:
        raise Refused(_("El plazo ya pasó: elija un día de hoy en adelante."))


def _refuse_closed(commitment: Commitment) -> None:
    if commitment.status not in Commitment.OPEN:
        raise Refused(_("El compromiso está cerrado: ábralo de nuevo antes de cambiarlo."))


def _refuse_strangers(owners: Iterable[tuple[Actor, User | None]]) -> None:
    """A person answers for a commitment of the unit that he or she belongs to."""
    wanted = {(actor.unit_id, person.pk): (actor, person) for actor, person in owners if person}
    if not wanted:
        return
    held = Membership.objects.held_on(datetime.date.today()).filter(
        user__in={user for _unit, user in wanted}
    )
    known = set(held.values_list("unit", "user"))
    for (unit, user), (actor, person) in wanted.items():
        if unit is None or (unit, user) not in known:
            raise Refused(
                _("%(person)s no tiene un papel en %(actor)s: elija a alguien de allí.")
                % {"person": person, "actor": actor}
            )


def _as_made(commitment: Commitment) -> dict[str, Any]:
    return {
        "text": commitment.text,
        "actor": str(commitment.actor),
        "person": _name(commitment.person),
        "due": _plain(commitment.due),
    }


def _name(person: User | None) -> str | None:
    return str(person) if person else None


def _plain(day: datetime.date | None) -> str | None:
    return day.isoformat() if day else None
