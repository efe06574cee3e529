"""Who takes part in initiatives: roles that people gave, and names that documents say."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.functional import Promise

from minga.actors import names
from minga.actors.alike import like
from minga.actors.models import Actor, ActorRole
from minga.people.models import Visitor
from minga.plans.models import Initiative, Plan

RECORD = "plans.initiative"
Role = ActorRole.Role
# what a document says of somebody, as a role
GIVES: dict[str, Role] = {
    "responsible": Role.EXECUTES,
    "coordinator": Role.COORDINATES,
    "partner": Role.CO_RESPONSIBLE,
    "funder": Role.FUNDS,
    "actor": Role.CO_RESPONSIBLE,
}


def of_units(units: set[int]) -> models.QuerySet[Any, Any]:
    """The initiatives in which an actor of these units has a role."""
    actors = Actor.objects.of_units(units).order_by().values("pk")
    held = ActorRole.objects.filter(record=RECORD, actor__in=actors).on(datetime.date.today())
    return held.values("object_id")


def guard(user: Visitor, ids: set[int]) -> set[int]:
    """Of these initiatives, those that the visitor may see, and so who takes part in them."""
    seen = Initiative.objects.visible_to(user).filter(plan__in=Plan.objects.visible_to(user))
    return set(seen.filter(pk__in=ids).values_list("pk", flat=True))


@dataclass(frozen=True, slots=True)
class Part:
    """A role in an initiative, as its page shows it."""

    role: ActorRole
    name: str
    url: str  # "" where the visitor may not see the actor
    over: bool

    @property
    def label(self) -> str:
        return self.role.get_role_display()


def roles_of(initiative: Initiative, user: Visitor) -> list[Part]:
    """Who does what in an initiative, those of today first; only actors that the visitor sees."""
    today = datetime.date.today()
    roles = (
        ActorRole.objects.of(RECORD, initiative.pk)
        .filter(actor__in=Actor.objects.visible_to(user).order_by().values("pk"))
        .select_related("actor")
        .order_by("actor__name", "role", "pk")
    )
    parts = [
        Part(
            role,
            role.actor.name,
            role.actor.get_absolute_url(),
            bool(role.ends and role.ends < today),
        )
        for role in roles
    ]
    return sorted(parts, key=lambda part: part.over)


# --- names that documents say


@dataclass(slots=True)
class Named:
    """One name that documents say, however it is written, and who it may be."""

    key: str
    name: str  # as it is written most often
    spellings: Counter[str] = field(default_factory=Counter)
    roles: Counter[str] = field(default_factory=Counter)
    initiatives: list[tuple[int, str]] = field(default_factory=list)  # key, what it says there
    taken: int = 0  # of these, how often somebody with a role there stands for it
    proposed: list[Actor] = field(default_factory=list)
    same: bool = False  # the first proposed has this very name

    @property
    def times(self) -> int:
        return len(self.initiatives)

    @property
    def open(self) -> bool:
        return self.taken < self.times

    @property
    def said(self) -> list[tuple[str | Promise, int]]:
        from minga.plans.saying import ROLES

        return [(ROLES[role], n) for role, n in self.roles.most_common() if role in ROLES]


def named_in(plan: Plan, initiatives: Iterable[tuple[int, dict[str, Any]]] = ()) -> list[Named]:
    """Each distinct name that the documents of a plan say, the commonest first."""
    rows = initiatives or (
        Initiative.objects.listed()
        .filter(plan=plan, details__has_key="parties")
        .order_by("position")
        .values_list("pk", "details")
    )
    found: dict[str, Named] = {}
    for pk, details in rows:
        for party in details.get("parties", ()):
            key = names.exact(party["name"])
            if not key:
                continue
            one = found.setdefault(key, Named(key, party["name"]))
            one.spellings[party["name"]] += 1
            one.roles[party["role"]] += 1
            one.initiatives.append((pk, party["role"]))
    for one in found.values():
        one.name = one.spellings.most_common(1)[0][0]
    _mark_taken(plan, found)
    return sorted(found.values(), key=lambda one: (not one.open, -one.times, one.key))


def _mark_taken(plan: Plan, found: dict[str, Named]) -> None:
    within = Initiative.objects.filter(plan=plan).order_by().values("pk")
    held: dict[str, set[tuple[int, str]]] = defaultdict(set)
    roles = ActorRole.objects.filter(record=RECORD, object_id__in=within).exclude(imported_from="")
    for name, pk, role in roles.values_list("imported_from", "object_id", "role"):
        held[names.exact(name)].add((pk, role))
    for key, one in found.items():
        one.taken = sum((pk, GIVES[role]) in held[key] for pk, role in one.initiatives)


def propose(found: Iterable[Named]) -> None:
    """Say which actors of the directory each name may be."""
    listed = list(found)
    known = like(one.name for one in listed)
    for one in listed:
        one.proposed = known[one.name]
        one.same = bool(one.proposed) and names.exact(one.proposed[0].name) == one.key
