"""What part of the register of commitments is asked for, and its pages."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q
from django.http import QueryDict
from django.utils.translation import gettext as _

from minga.actors.models import Actor
from minga.base.filters import Narrowing, On
from minga.base.templatetags.look import sentence
from minga.commitments.births import origins
from minga.commitments.models import Commitment, CommitmentQuerySet
from minga.people.models import Unit, User, Visitor
from minga.plans.models import Plan
from minga.plans.tree import objectives

PAGE = 25
Status = Commitment.Status
# of the state filter, besides the states themselves
OPEN, LATE, ALL = "", "late", "all"


@dataclass(frozen=True, slots=True)
class Filter(Narrowing):
    """Each part as the address says it; "" leaves it open, but `state`: then the open ones."""

    q: str = ""
    state: str = ""
    whose: str = ""  # "mine": owed by whoever asks
    actor: str = ""
    unit: str = ""
    origin: str = ""
    objective: str = ""

    @classmethod
    def read(cls, asked: QueryDict) -> Filter:
        """What the address says, without what means nothing."""
        said = cls.said(asked)
        if said["state"] not in {OPEN, LATE, ALL, *Status.values}:
            said["state"] = ""
        if said["whose"] != "mine":
            said["whose"] = ""
        if said["origin"] not in dict(origins()):
            said["origin"] = ""
        for name in ("actor", "unit"):
            if not said[name].isdecimal() or len(said[name]) > 15:
                said[name] = ""
        return cls(**said)

    @property
    def statuses(self) -> Sequence[str]:
        if self.state == LATE:
            return (Status.PENDING, Status.RETURNED)
        if self.state == ALL:
            return Status.values
        return (self.state,) if self.state else Commitment.OPEN

    def apply(self, user: Visitor, plan: Plan | None, today: datetime.date) -> CommitmentQuerySet:
        """All that it asks for among what the visitor may see, whatever the state."""
        found = Commitment.objects.visible_to(user)
        if self.whose:
            found = found.owed_by(user)
        if self.q:
            found = found.matching(self.q)
        if self.actor:
            found = found.filter(actor=int(self.actor))
        if self.unit:
            found = found.filter(unit=int(self.unit))
        if self.origin:
            found = found.filter(record=self.origin)
        if self.objective:
            found = found.filter(
                articulation__initiative__objective__in=_below(plan, self.objective)
            )
        if self.state == LATE:
            found = found.filter(due__lt=today)
        return found

    def on(self, choices: Choices) -> list[On]:
        """Each part that narrows, in words."""
        labels = {
            "q": (_("Dice"), self.q),
            "state": (_("Estado"), dict(choices.states).get(self.state, "")),
            "whose": (_("De quién"), _("los míos y de mi unidad")),
            "actor": (_("Responde"), choices.actor),
            "unit": (_("Lo pidió"), dict(choices.units).get(self.unit, "")),
            "origin": (_("Origen"), str(dict(choices.origins).get(self.origin, ""))),
            "objective": (_("Objetivo"), dict(choices.objectives).get(self.objective, "")),
        }
        return [
            self.worded(name, label, sentence(value))
            for name, (label, value) in labels.items()
            if getattr(self, name)
        ]


@dataclass(frozen=True, slots=True)
class Choices:
    """What the filters offer."""

    states: list[tuple[str, str]]
    units: list[tuple[str, str]]
    origins: list[tuple[str, Any]]
    objectives: list[tuple[str, str]]
    actor: str
    mine: bool


def choices(user: Visitor, plan: Plan | None, chosen: Filter) -> Choices:
    asking = Unit.objects.filter(external=False).values_list("pk", "name")
    actor = None
    if chosen.actor:
        actor = Actor.objects.visible_to(user).filter(pk=int(chosen.actor)).first()
    return Choices(
        states=[
            (OPEN, _("abiertos")),
            (LATE, _("atrasados")),
            *((value, str(label)) for value, label in Status.choices),
            (ALL, _("todos, también los cerrados")),
        ],
        units=[(str(pk), name) for pk, name in asking],
        origins=origins(),
        objectives=[(o.code, f"{o.code} {o.label}") for o in _objectives(plan)],
        actor=actor.name if actor else _("un actor que no puede ver"),
        mine=isinstance(user, User) and bool(user.own_units),
    )


@dataclass(frozen=True, slots=True)
class Page:
    rows: list[Commitment]
    after: str  # the place of the last row, where more follow


def turn(found: CommitmentQuerySet, statuses: Sequence[str], after: str) -> Page:
    """The page after the place `after`: those due first come first, those without a day last.

    Each state is asked for by itself, because then an index gives them in this order.
    """
    ordered = _beyond(found, after).order_by(F("due").asc(nulls_last=True), "pk")
    keys: list[tuple[datetime.date, int]] = []
    for status in statuses:
        part = ordered.filter(status=status).values_list("due", "pk")[: PAGE + 1]
        keys += [(due or datetime.date.max, pk) for due, pk in part]
    keys.sort()
    wanted = keys[:PAGE]
    related = ("actor", "person", "unit", "plan")
    read = Commitment.objects.select_related(*related).in_bulk([pk for _due, pk in wanted])
    rows = [read[pk] for _due, pk in wanted if pk in read]
    return Page(rows, _place(rows[-1]) if len(keys) > PAGE and rows else "")


def _place(last: Commitment) -> str:
    return f"{last.due.isoformat() if last.due else 'none'}.{last.pk}"


def _beyond(found: CommitmentQuerySet, after: str) -> CommitmentQuerySet:
    day, _dot, key = after.partition(".")
    if not key.isdecimal() or len(key) > 15:
        return found
    if day == "none":
        return found.filter(due=None, pk__gt=int(key))
    try:
        due = datetime.date.fromisoformat(day)
    except ValueError:
        return found
    later = Q(due__gt=due) | Q(due=due, pk__gt=int(key)) | Q(due=None)
    return found.filter(Q(due__gte=due) | Q(due=None), later)


def _objectives(plan: Plan | None) -> list[Any]:
    return list(objectives(plan).values()) if plan else []


def _below(plan: Plan | None, code: str) -> list[int]:
    """The objective with this code and all below it."""
    found: set[int] = set()
    for objective in _objectives(plan):  # in the order of the document: parents come first
        if objective.code == code or objective.parent_id in found:
            found.add(objective.pk)
    return sorted(found)
