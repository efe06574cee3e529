"""The minutes: written line by line, reviewed, approved, and published as an act."""

from __future__ import annotations

import datetime
import io
from typing import Any

from django.db import models, transaction
from django.db.models import F, Max
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from minga.actors.models import Actor
from minga.base import history, search
from minga.base.days import refuse_far
from minga.base.models import Visibility
from minga.base.steps import Refused, advance
from minga.commitments.actions import make, show
from minga.commitments.models import Commitment
from minga.commitments.telling import coordinators
from minga.files.actions import attach
from minga.files.models import Attachment
from minga.notices.tell import tell
from minga.people.models import Role, User, people_of
from minga.plans.models import Articulation
from minga.spaces.act import act_of
from minga.spaces.invitations import users_of
from minga.spaces.models import AgendaItem, Line, Member, Session, Space

COMMITMENT = Line.Kind.COMMITMENT


class Conflict(Refused):
    """Someone else changed the line since the person began to write."""

    def __init__(self) -> None:
        super().__init__(
            _("Otra persona cambió esta línea mientras usted escribía. Compare y elija.")
        )


@transaction.atomic
def add_line(
    session: Session,
    *,
    kind: str,
    text: str,
    by: User,
    item: AgendaItem | None = None,
    actor: Actor | None = None,
    person: User | None = None,
    due: datetime.date | None = None,
    articulation: Articulation | None = None,
) -> Line:
    """One more line. A commitment has an owner among the members, and enters their register.

    Until the act is published it is internal: what is only a draft binds nobody in public.
    """
    _hold(session)
    words = _words(text)
    commitment = None
    if kind == COMMITMENT:
        commitment = make(
            words,
            actor=_owner(session, actor),
            due=_due(session, due),
            born_in=session,
            unit=session.space.unit,
            plan=session.space.plan,
            articulation=articulation,
            person=person,
            visibility=Visibility.INTERNAL,
            by=by,
            past=True,  # minutes are often written days later
        )
    lines = Line.objects.filter(session=session)
    last = lines.aggregate(last=Max("position"))["last"] or 0
    return Line.objects.create(
        session=session,
        item=item,
        position=last + 1,
        kind=kind,
        text=words,
        commitment=commitment,
        by=by,
    )


@transaction.atomic
def edit_line(
    line: Line,
    *,
    version: int,
    kind: str,
    text: str,
    by: User,
    item: AgendaItem | None = None,
    actor: Actor | None = None,
    person: User | None = None,
    due: datetime.date | None = None,
    articulation: Articulation | None = None,
) -> None:
    """Say a line better, or as another kind; `version` is the one the person saw."""
    session = line.session
    _hold(session)
    words = _words(text)
    commitment = line.commitment
    changes: dict[str, Any] = {"kind": kind, "text": words, "item": item, "by": by}
    if kind == COMMITMENT and commitment is None:
        commitment = make(
            words,
            actor=_owner(session, actor),
            due=_due(session, due),
            born_in=session,
            unit=session.space.unit,
            plan=session.space.plan,
            articulation=articulation,
            person=person,
            visibility=Visibility.INTERNAL,
            by=by,
            past=True,
        )
    elif kind == COMMITMENT and commitment is not None:
        _correct(
            commitment,
            by=by,
            text=words,
            actor=_owner(session, actor),
            due=_due(session, due),
            person=person,
            articulation=articulation,
        )
    dropped = commitment if kind != COMMITMENT else None
    changes["commitment"] = commitment if kind == COMMITMENT else None
    before = {"kind": line.kind, "text": line.text}
    moved = Line.objects.filter(pk=line.pk, version=version).update(
        version=F("version") + 1, **changes
    )
    if not moved:
        raise Conflict
    if dropped:
        _drop(dropped)
    line.refresh_from_db()
    after = {"kind": kind, "text": words}
    if after != before:
        history.record(session, "line_edited", by=by, before=before, after=after)


@transaction.atomic
def remove_line(line: Line, *, version: int, by: User) -> None:
    """Take a line out of the draft; what it said stays in the history."""
    session = line.session
    _hold(session)
    commitment = line.commitment
    gone, _by_model = Line.objects.filter(pk=line.pk, version=version).delete()
    if not gone:
        raise Conflict
    if commitment:
        _drop(commitment)
    before = {"kind": line.kind, "text": line.text}
    history.record(session, "line_removed", by=by, before=before)


@transaction.atomic
def move_line(line: Line, *, up: bool, by: User) -> None:
    """One place up or down. At the end of the list nothing happens."""
    _hold(line.session)
    lines = list(Line.objects.filter(session=line.session))
    at = next((i for i, other in enumerate(lines) if other.pk == line.pk), None)
    if at is None:
        raise Conflict
    to = at - 1 if up else at + 1
    if not 0 <= to < len(lines):
        return
    lines[at], lines[to] = lines[to], lines[at]
    for position, other in enumerate(lines, 1):
        other.position = position
    Line.objects.bulk_update(lines, ["position"])


@transaction.atomic
def submit(session: Session, *, by: User) -> None:
    """The draft is ready: who approves it is told."""
    _refuse_unheld(session)
    if not Line.objects.filter(session=session).exists():
        raise Refused(_("El acta está vacía: escriba al menos una línea antes de enviarla."))
    advance(session, "submit", field="minutes")
    history.record(session, "submitted", by=by)
    heads = list(people_of({session.space.unit_id}, Role.HEAD))
    tell(heads or coordinators(), "spaces.to_approve", session, by=by)


@transaction.atomic
def give_back(session: Session, *, reason: str, by: User) -> None:
    """Something is missing: whoever wrote reads what, and all returns stay to be seen."""
    why = reason.strip()
    if not why:
        raise Refused(_("Escriba qué hay que corregir: quien redactó el acta lo leerá."))
    advance(session, "give_back", field="minutes", reason=why)
    history.record(session, "given_back", by=by, note=why)
    tell(_writers(session), "spaces.returned", session, by=by, reason=why)


@transaction.atomic
def approve(session: Session, *, by: User) -> None:
    """From here on its lines do not change."""
    _refuse_unheld(session)
    today = datetime.date.today()
    advance(session, "approve", field="minutes", approved_on=today, approved_by=by, reason="")
    history.record(session, "approved", by=by)
    tell(_writers(session), "spaces.approved", session, by=by)


def publish(session: Session, *, by: User) -> Attachment:
    """The act as a file, the page of it, and its commitments for all who may see the space.

    The file is set before anything is changed, for it takes a second: approved lines are frozen.
    """
    if session.minutes != Session.Minutes.APPROVED:
        raise Refused(_("El acta se publica cuando está aprobada."))
    today = datetime.date.today()
    content = act_of(session, today)
    name = _("acta-%(space)d-%(number)d.pdf") % {
        "space": session.space_id,
        "number": session.number,
    }
    with transaction.atomic():
        advance(session, "publish", field="minutes", published_on=today)
        attached = attach(io.BytesIO(content), name, session, Attachment.Kind.ACT, by=by)
        born = Commitment.objects.born_in(history.label(Session), session.pk)
        seen_by = Space.objects.values_list("visibility", flat=True).get(pk=session.space_id)
        show(born, seen_by, verb="published", by=by)
        history.record(session, "published", by=by, after={"sha256": attached.file.sha256})
        tell(_members_people(session), "spaces.published", session, by=by)
    return attached


def _correct(commitment: Commitment, *, by: User, **wanted: Any) -> None:
    """A draft is only a draft: its commitment is written anew, unless somebody already answered."""
    changes = {n: value for n, value in wanted.items() if value != getattr(commitment, n)}
    if not changes:
        return
    if "due" in changes:
        changes["first_due"] = changes["due"]
    moved = Commitment.objects.filter(pk=commitment.pk, status=Commitment.Status.PENDING).update(
        **changes
    )
    if not moved:
        raise Refused(
            _("Ya reportaron este compromiso: no se puede escribir de nuevo. Añada otra línea.")
        )
    before = {n: history.plain(getattr(commitment, n)) for n in changes}
    after = {n: history.plain(value) for n, value in changes.items()}
    history.record(commitment, "edited", by=by, before=before, after=after)
    search.index("commitments.commitment", [(commitment.pk, wanted["text"])])


def _drop(commitment: Commitment) -> None:
    """It was never in an act, so nobody owes it."""
    if commitment.status != Commitment.Status.PENDING:
        raise Refused(_("Ya reportaron este compromiso: su línea se queda en el acta."))
    search.forget("commitments.commitment", [commitment.pk])
    try:
        commitment.delete()
    except models.ProtectedError:  # something else refers to it by now
        raise Refused(_("Otra cosa depende ya de este compromiso: su línea se queda.")) from None


def _owner(session: Session, actor: Actor | None) -> Actor:
    if actor is None:
        raise Refused(_("Un compromiso tiene dueño: elija la institución que responde."))
    day = localtime(session.starts).date()
    members = Member.objects.filter(space=session.space_id).on(day)
    if not members.filter(actor=actor).exists():
        raise Refused(_("%s no es miembro del espacio: elija a quien lo sea.") % actor)
    return actor


def _due(session: Session, due: datetime.date | None) -> datetime.date:
    if due is None:
        raise Refused(_("Un compromiso tiene plazo: escriba para cuándo."))
    refuse_far(due=due)
    if due < localtime(session.starts).date():
        raise Refused(_("El plazo es anterior a la sesión. Escriba un día posterior."))
    return due


def _words(text: str) -> str:
    words = text.strip()
    if not words:
        raise Refused(_("Escriba qué se dijo, se decidió o se hará."))
    return words


def _hold(session: Session) -> None:
    """Lines change only in a draft; nobody can submit it meanwhile."""
    now = Session.objects.select_for_update().get(pk=session.pk)
    if now.minutes != Session.Minutes.DRAFT:
        raise Refused(_("El acta ya no es un borrador: sus líneas no cambian."))
    if now.status not in Session.TAKES_MINUTES:
        raise Refused(_("El acta se escribe cuando la sesión está abierta."))


def _refuse_unheld(session: Session) -> None:
    if session.status != Session.Status.HELD:
        raise Refused(_("La sesión sigue abierta: ciérrela antes de enviar su acta."))


def _writers(session: Session) -> list[User]:
    """Whoever wrote a line, and who sent the draft; else the delegates of the unit."""
    from minga.base.models import Entry

    sent = Entry.objects.filter(
        record=history.label(session), object_id=session.pk, verb="submitted"
    ).values("by")
    wrote = Line.objects.filter(session=session).values("by")
    people = User.objects.filter(models.Q(pk__in=sent) | models.Q(pk__in=wrote), is_active=True)
    return list(people) or list(people_of({session.space.unit_id}, Role.DELEGATE))


def _members_people(session: Session) -> list[User]:
    day = localtime(session.starts).date()
    units = Member.objects.filter(space=session.space_id).on(day).values_list("actor__unit")
    known = {unit for (unit,) in units if unit}
    people = {u.pk: u for u in people_of(known, Role.HEAD, Role.DELEGATE, Role.PARTNER)}
    people |= {u.pk: u for u in users_of(session)}
    return list(people.values())
