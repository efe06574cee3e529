"""Who takes part in initiatives: one role at a time, or all that the documents of a plan name."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import uuid4

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from minga.actors import actions as actors
from minga.actors.actions.remove import remove_new
from minga.actors.actions.roles import told
from minga.actors.models import Actor, ActorRole
from minga.actors.values import index
from minga.base import history
from minga.base.models import Entry
from minga.base.steps import Refused
from minga.people.models import User
from minga.plans import parties
from minga.plans.models import Initiative, Plan

NEW = "new"


@transaction.atomic
def add_role(
    initiative: Initiative,
    actor: Actor,
    role: str,
    *,
    by: User,
    starts: datetime.date | None = None,
    ends: datetime.date | None = None,
    note: str = "",
) -> ActorRole:
    made = actors.add_role(actor, initiative, role, by=by, starts=starts, ends=ends, note=note)
    _renew(initiative.plan_id)
    return made


@transaction.atomic
def end_role(initiative: Initiative, role: ActorRole, *, by: User, on: datetime.date) -> None:
    actors.end_role(role, initiative, by=by, on=on)
    _renew(initiative.plan_id)


@transaction.atomic
def remove_role(initiative: Initiative, role: ActorRole, *, by: User) -> None:
    actors.remove_role(role, initiative, by=by)
    _renew(initiative.plan_id)


@dataclass(frozen=True, slots=True)
class Taken:
    token: str
    actors: int
    roles: int


@transaction.atomic
def take(plan: Plan, chosen: Mapping[str, int | str], *, by: User) -> Taken:
    """Register who a person confirmed among the names that documents say.

    `chosen` leads from the key of a name (see parties.named_in) to the actor that it is, or NEW.
    """
    plan = Plan.objects.select_for_update().get(pk=plan.pk)
    named = {one.key: one for one in parties.named_in(plan)}
    wanted = {key: whom for key, whom in chosen.items() if key in named}
    if not wanted:
        raise Refused(_("No eligió ningún nombre. Marque uno o más y continúe."))
    keys = [whom for whom in wanted.values() if isinstance(whom, int)]
    known = Actor.objects.filter(merged_into=None).in_bulk(keys)
    if len(known) < len(set(keys)):
        raise Refused(_("Uno de los actores elegidos ya se unió a otro: mire la lista de nuevo."))
    new = {key: Actor(name=named[key].name[:300]) for key, whom in wanted.items() if whom == NEW}
    Actor.objects.bulk_create(new.values())
    index(new.values())
    whose = {key: new[key] if whom == NEW else known[int(whom)] for key, whom in wanted.items()}
    roles = _missing(whose, named)
    ActorRole.objects.bulk_create(roles, batch_size=500)
    token = uuid4().hex
    _remember(plan, list(new.values()), roles, token, by)
    _renew(plan.pk)
    return Taken(token, len(new), len(roles))


def _missing(whose: dict[str, Actor], named: dict[str, parties.Named]) -> list[ActorRole]:
    """The roles that are not there yet, each once though a name is written in two ways."""
    held = set(
        ActorRole.objects.filter(
            record=parties.RECORD, actor__in=[a.pk for a in whose.values()], ends=None
        ).values_list("actor", "object_id", "role")
    )
    made = []
    for key, actor in whose.items():
        for initiative, said in named[key].initiatives:
            role = parties.GIVES.get(said)
            if role is None or (actor.pk, initiative, role) in held:
                continue
            held.add((actor.pk, initiative, role))
            made.append(
                ActorRole(
                    actor=actor,
                    record=parties.RECORD,
                    object_id=initiative,
                    role=role,
                    imported_from=named[key].name[:200],
                )
            )
    return made


def _remember(plan: Plan, new: list[Actor], roles: list[ActorRole], token: str, by: User) -> None:
    things = Initiative.objects.in_bulk([role.object_id for role in roles])
    history.record_all(((a, {}, {"name": a.name}) for a in new), "created", by=by)
    _record(roles, things, "role_added", by)
    history.record(
        plan,
        "parties_taken",
        by=by,
        after={
            "token": token,
            "actors": [actor.pk for actor in new],
            "roles": [role.pk for role in roles],
        },
    )


def _record(roles: list[ActorRole], things: Mapping[int, Initiative], verb: str, by: User) -> None:
    """Tell of roles in the histories of the initiatives and of the actors."""
    pairs = [
        (whom, told(role, thing, to=whom))
        for role in roles
        if (thing := things.get(role.object_id))
        for whom in (thing, role.actor)
    ]
    came = verb == "role_added"
    history.record_all(
        ((whom, {}, said) if came else (whom, said, {}) for whom, said in pairs), verb, by=by
    )


@transaction.atomic
def undo_take(plan: Plan, token: str, *, by: User) -> Taken:
    """Take that back: the roles nobody changed, and the actors that have nothing else to do."""
    plan = Plan.objects.select_for_update().get(pk=plan.pk)
    entries = Entry.objects.filter(record=history.label(plan), object_id=plan.pk)
    taken = entries.filter(verb="parties_taken", after__token=token).first()
    if taken is None or entries.filter(verb="parties_undone", before__token=token).exists():
        raise Refused(_("Esto ya se deshizo."))
    roles = list(
        ActorRole.objects.filter(pk__in=taken.after["roles"], starts=None, ends=None)
        .exclude(imported_from="")
        .select_related("actor")
    )
    things = Initiative.objects.in_bulk([role.object_id for role in roles])
    _record(roles, things, "role_removed", by)
    ActorRole.objects.filter(pk__in=[role.pk for role in roles]).delete()
    gone = remove_new(taken.after["actors"])
    history.record(plan, "parties_undone", by=by, before={"token": token})
    _renew(plan.pk)
    return Taken(token, gone, len(roles))


def _renew(plan: int) -> None:
    Plan.objects.filter(pk=plan).update(revision=F("revision") + 1)
