"""What an actor does in a thing, from one day to another."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from minga.actors.actions.join import still
from minga.actors.models import Actor, ActorRole
from minga.base import history
from minga.base.days import refuse_far
from minga.base.models import Visibility
from minga.base.steps import Refused
from minga.people.models import User


@transaction.atomic
def add_role(
    actor: Actor,
    thing: models.Model,
    role: str,
    *,
    by: User | None,
    starts: datetime.date | None = None,
    ends: datetime.date | None = None,
    note: str = "",
    imported_from: str = "",
) -> ActorRole:
    """Give an actor a role in a thing; the histories of both tell it."""
    _in_order(starts, ends)
    if role not in ActorRole.Role.values:
        raise Refused({"role": _("Elija el papel.")})
    still(actor)
    held = ActorRole.objects.of(history.label(thing), thing.pk).filter(actor=actor, role=role)
    for other in held:
        if _meet(other, starts, ends):
            raise Refused(
                _("%(actor)s ya %(role)s aquí en esas fechas.")
                % {"actor": actor.name, "role": other.get_role_display()}
            )
    made = ActorRole.objects.create(
        actor=actor,
        record=history.label(thing),
        object_id=thing.pk,
        role=role,
        starts=starts,
        ends=ends,
        note=note,
        imported_from=imported_from,
    )
    for one in (thing, actor):
        history.record(one, "role_added", by=by, after=told(made, thing, to=one))
    return made


@transaction.atomic
def end_role(role: ActorRole, thing: models.Model, *, by: User, on: datetime.date) -> None:
    """Say until when an actor does something in a thing; it stays in the history."""
    _in_order(role.starts, on)
    before = history.plain(role.ends)
    changed = ActorRole.objects.filter(pk=role.pk, ends=role.ends).update(ends=on)
    if not changed:
        raise Refused(_("Esto ya no se puede hacer: el registro cambió mientras tanto."))
    role.ends = on
    for one in (thing, role.actor):
        after = told(role, thing, to=one)
        history.record(one, "role_ended", by=by, before={"ends": before}, after=after)


@transaction.atomic
def remove_role(role: ActorRole, thing: models.Model, *, by: User | None) -> None:
    """Take away a role that was never so."""
    gone, _each = ActorRole.objects.filter(pk=role.pk).delete()
    if not gone:
        raise Refused(_("Esto ya no se puede hacer: el registro cambió mientras tanto."))
    for one in (thing, role.actor):
        history.record(one, "role_removed", by=by, before=told(role, thing, to=one))


def _in_order(starts: datetime.date | None, ends: datetime.date | None) -> None:
    refuse_far(starts=starts, ends=ends)
    if starts and ends and ends < starts:
        raise Refused(
            {
                "ends": _(
                    "La fecha de fin es anterior a la de inicio. Escriba una posterior o déjela en"
                    " blanco si es indefinida."
                )
            }
        )


def _meet(role: ActorRole, starts: datetime.date | None, ends: datetime.date | None) -> bool:
    first, last = datetime.date.min, datetime.date.max
    return (role.starts or first) <= (ends or last) and (starts or first) <= (role.ends or last)


def told(role: ActorRole, thing: models.Model, *, to: models.Model) -> dict[str, Any]:
    """A role as the history of the thing or of the actor keeps it.

    Whoever sees the thing need not know of an actor that is not public.
    """
    named = to == role.actor or role.actor.visibility == Visibility.PUBLIC
    kept = {
        "actor": role.actor.name if named else "",
        "role": role.role,
        "in": str(thing),
        "record": role.record,
        "id": role.object_id,
        "starts": history.plain(role.starts),
        "ends": history.plain(role.ends),
    }
    return {name: value for name, value in kept.items() if value}
