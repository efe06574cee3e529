"""Who belongs to a space, by institution, and who speaks for each."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from minga.actors.actions import still
from minga.actors.models import Actor
from minga.base import history
from minga.base.days import refuse_far
from minga.base.steps import Refused
from minga.notices.letters import checked
from minga.people.models import User
from minga.spaces.actions.space import renew
from minga.spaces.invitations import send_coming
from minga.spaces.models import Attendance, Delegate, Member, Space

Day = datetime.date | None


@transaction.atomic
def add_member(
    space: Space,
    actor: Actor,
    *,
    by: User,
    position: str = Member.Position.MEMBER,
    votes: bool = True,
    starts: Day = None,
) -> Member:
    """An institution enters. A guest has no vote."""
    _hold(space)
    still(actor)
    if Member.objects.filter(space=space, actor=actor, ends=None).exists():
        raise Refused(_("%s ya es miembro de este espacio.") % actor.name)
    member = Member.objects.create(
        space=space,
        actor=actor,
        position=position,
        votes=votes and position != Member.Position.GUEST,
        starts=starts,
    )
    history.record(space, "member_added", by=by, after={"member": actor.name})
    renew(space, by=by)
    return member


@transaction.atomic
def change_member(
    member: Member, *, position: str, votes: bool, starts: Day, ends: Day, by: User
) -> None:
    """Its place, its vote, its term."""
    _hold(member.space)
    _refuse_backwards(starts, ends)
    changes: dict[str, Any] = {
        "position": position,
        "votes": votes and position != Member.Position.GUEST,
        "starts": starts,
        "ends": ends,
    }
    others = Member.objects.filter(space=member.space, actor=member.actor, ends=None)
    if ends is None and others.exclude(pk=member.pk).exists():
        raise Refused(_("%s ya es miembro de este espacio.") % member.actor.name)
    before = {name: history.plain(getattr(member, name)) for name in changes}
    if before == {name: history.plain(value) for name, value in changes.items()}:
        return
    Member.objects.filter(pk=member.pk).update(**changes)
    for name, value in changes.items():
        setattr(member, name, value)
    _record(member, "member_changed", by=by, before=before)
    _follow(member, by=by)


@transaction.atomic
def remove_member(member: Member, *, on: datetime.date, by: User) -> None:
    """It leaves. One that never attended anything was a mistake, and goes without a trace."""
    _hold(member.space)
    if Member.objects.filter(pk=member.pk, ends__lte=on).exists():
        raise Refused(_("%s ya no es miembro de este espacio.") % member.actor.name)
    attended = Attendance.objects.filter(member=member).exists()
    if member.space.status == Space.Status.PROPOSED and not attended:
        space, name = member.space, member.actor.name
        member.delete()
        history.record(space, "member_removed", by=by, before={"member": name})
        renew(space, by=by)
        return
    if member.starts and on < member.starts:
        raise Refused(_("La salida es anterior a la entrada. Escriba un día posterior."))
    Member.objects.filter(pk=member.pk).update(ends=on)
    member.ends = on
    current = Delegate.objects.filter(Q(starts=None) | Q(starts__lte=on), member=member)
    current.filter(Q(ends=None) | Q(ends__gt=on)).update(ends=on)
    _record(member, "member_removed", by=by, before={})
    _follow(member, by=by)


@transaction.atomic
def add_delegate(
    member: Member,
    *,
    name: str,
    by: User,
    email: str = "",
    alternate: bool = False,
    starts: Day = None,
    ends: Day = None,
) -> Delegate:
    """Somebody speaks for the institution. Whoever has an account with that address is known."""
    _refuse_closed(member.space)
    values = _delegate(name, email, alternate, starts, ends)
    delegate = Delegate.objects.create(member=member, **values)
    _record(member, "delegate_added", by=by, after={"delegate": delegate.name})
    send_coming(member.space)
    return delegate


@transaction.atomic
def change_delegate(
    delegate: Delegate,
    *,
    name: str,
    email: str,
    alternate: bool,
    starts: Day,
    ends: Day,
    by: User,
) -> None:
    member = delegate.member
    _refuse_closed(member.space)
    values = _delegate(name, email, alternate, starts, ends)
    before = {"delegate": delegate.name}
    Delegate.objects.filter(pk=delegate.pk).update(**values)
    for field, value in values.items():
        setattr(delegate, field, value)
    _record(member, "delegate_changed", by=by, before=before, after={"delegate": delegate.name})
    send_coming(member.space)


@transaction.atomic
def end_delegate(delegate: Delegate, *, on: datetime.date, by: User) -> None:
    """From the day after, somebody else speaks for the institution."""
    member = delegate.member
    _refuse_closed(member.space)
    if delegate.starts and on < delegate.starts:
        raise Refused(_("La salida es anterior a la entrada. Escriba un día posterior."))
    Delegate.objects.filter(pk=delegate.pk).update(ends=on)
    delegate.ends = on
    _record(member, "delegate_ended", by=by, before={"delegate": delegate.name})
    send_coming(member.space)


def _delegate(name: str, email: str, alternate: bool, starts: Day, ends: Day) -> dict[str, Any]:
    name = " ".join(name.split())
    if not name:
        raise Refused(_("Escriba el nombre de quien representa a la institución."))
    _refuse_backwards(starts, ends)
    address = checked(email) if email.strip() else ""
    user = User.objects.filter(email__iexact=address, is_active=True).first() if address else None
    return {
        "name": name[:200],
        "email": address,
        "user": user,
        "alternate": alternate,
        "starts": starts,
        "ends": ends,
    }


def _refuse_backwards(starts: Day, ends: Day) -> None:
    refuse_far(starts=starts, ends=ends)
    if starts and ends and ends < starts:
        raise Refused(
            _(
                "La fecha de fin es anterior a la de inicio. Escriba una posterior o déjela en"
                " blanco si no tiene fin."
            )
        )


def _hold(space: Space) -> None:
    """Two who change its members at once take turns, and the second sees what the first did."""
    space.status = Space.objects.select_for_update().get(pk=space.pk).status
    _refuse_closed(space)


def _refuse_closed(space: Space) -> None:
    if space.status == Space.Status.CLOSED:
        raise Refused(_("El espacio está cerrado: ya no cambian sus miembros."))


def _record(member: Member, verb: str, *, by: User, before: Any = None, after: Any = None) -> None:
    told = {"member": member.actor.name}
    history.record(member.space, verb, by=by, before=before, after={**told, **(after or {})})


def _follow(member: Member, *, by: User) -> None:
    renew(member.space, by=by)
    send_coming(member.space)
