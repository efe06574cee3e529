"""What the register of spaces is narrowed by, and one page of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from minga.actors.models import Actor
from minga.base import history
from minga.base.filters import Narrowing, On, plain
from minga.commitments.models import Commitment
from minga.people.models import Unit, Visitor
from minga.plans.models import Plan
from minga.spaces.models import Member, Session, Space, SpaceQuerySet

PAGE = 25


@dataclass(frozen=True, slots=True)
class Filter(Narrowing):
    """Each part may be left open. Keys are text as the address has them."""

    q: str = ""
    status: str = ""
    kind: str = ""
    unit: str = ""
    actor: str = ""

    def apply(self, spaces: SpaceQuerySet) -> SpaceQuerySet:
        found = spaces
        if self.q:
            found = found.matching(self.q)
        if self.status:
            found = found.filter(status=self.status)
        if self.kind:
            found = found.filter(kind=self.kind)
        if self.unit:
            found = found.filter(unit=int(self.unit))
        if self.actor:
            sits = Member.objects.filter(actor=int(self.actor))
            found = found.filter(pk__in=sits.values("space"))
        return found


def read(said: Mapping[str, str]) -> Filter:
    """From an address; what means nothing is left out."""
    known = {name: plain(said.get(name, "")) for name in ("q", "plan")}
    for name in ("unit", "actor"):
        value = said.get(name, "")
        known[name] = value if value.isdecimal() and len(value) < 10 else ""
    for name, allowed in (("status", Space.Status.values), ("kind", Space.Kind.values)):
        value = said.get(name, "")
        known[name] = value if value in allowed else ""
    return Filter(**known)


def on(chosen: Filter, choices: Mapping[str, Any], user: Visitor) -> list[On]:
    """What the list is narrowed by, besides its state, in words."""
    found = []
    if chosen.q:
        found.append(chosen.worded("q", _("Dice"), f"«{chosen.q}»"))
    for name, label in (("kind", _("Clase")), ("unit", _("Convoca"))):
        value = getattr(chosen, name)
        if value:
            known = {str(key): str(said) for key, said in choices[name]}
            found.append(chosen.worded(name, label, known.get(value, value)))
    if chosen.actor:
        actor = Actor.objects.visible_to(user).filter(pk=int(chosen.actor)).first()
        found.append(chosen.worded("actor", _("Participa"), actor or "?"))
    return found


def choices(plan: Plan | None, user: Visitor) -> dict[str, list[tuple[str, Any]]]:
    seen = Space.objects.visible_to(user).filter(plan=plan)
    units = Unit.objects.filter(pk__in=seen.values("unit")).order_by("name")
    return {
        "kind": list(Space.Kind.choices),
        "unit": [(str(unit.pk), unit.label) for unit in units],
    }


def counted(plan: Plan | None, user: Visitor, chosen: Filter) -> list[tuple[str, Any, int]]:
    """Each state with how many there are, whatever state is chosen."""
    seen = replace(chosen, status="").apply(Space.objects.visible_to(user).filter(plan=plan))
    known = dict(seen.order_by().values_list("status").annotate(Count("pk")))
    return [(value, label, known.get(value, 0)) for value, label in Space.Status.choices]


def turn(found: SpaceQuerySet, user: Visitor, after: str) -> tuple[list[Space], str]:
    """The page that comes after a space, and after which one the next begins."""
    ordered = found.order_by("name", "pk")
    if after.isdecimal() and len(after) < 18:
        last = Space.objects.filter(pk=int(after)).values_list("name", "pk").first()
        if last:
            ordered = ordered.filter(Q(name__gt=last[0]) | Q(name=last[0], pk__gt=last[1]))
    keys = list(ordered.values_list("pk", flat=True)[: PAGE + 1])
    read = with_figures(Space.objects.filter(pk__in=keys[:PAGE]), user).select_related("unit")
    known = {space.pk: space for space in read}
    shown = [known[key] for key in keys[:PAGE] if key in known]
    return shown, str(shown[-1].pk) if len(keys) > PAGE else ""


def with_figures(spaces: SpaceQuerySet, user: Visitor) -> SpaceQuerySet:
    """Each with `next_session`, `last_session` and `open_commitments`."""
    seen = Session.objects.visible_to(user).filter(space=OuterRef("pk")).order_by()
    to_come = seen.filter(
        status__in=(Session.Status.PLANNED, Session.Status.CALLED, Session.Status.OPENED),
        ends__gte=timezone.now(),
    ).order_by("starts")
    held = seen.filter(status=Session.Status.HELD).order_by("-starts")
    of_space = Session.objects.filter(space=OuterRef(OuterRef("pk"))).order_by().values("pk")
    owed = (
        Commitment.objects.visible_to(user)
        .open()
        .filter(record=history.label(Session), object_id__in=of_space)
        .order_by()
        .values("record")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return spaces.annotate(
        next_session=Subquery(to_come.values("starts")[:1]),
        last_session=Subquery(held.values("starts")[:1]),
        open_commitments=Subquery(owed),
    )
