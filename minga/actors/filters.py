"""The filters of the directory: read from the address, put into words, applied."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.http import QueryDict
from django.utils.translation import gettext as _

from minga.actors.models import Actor, ActorQuerySet, ActorRole
from minga.base.domain import offered, offers
from minga.base.filters import Chip, Narrowing, On
from minga.base.words import quoted
from minga.people.models import User, Visitor
from minga.territory.models import Area

NONE = "none"
Options = list[tuple[str, str]]


def key(said: str) -> int | None:
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 18 else None


@dataclass(frozen=True, slots=True)
class Filter(Narrowing):
    """Which actors are wanted. Empty fields want all; values that make no sense are dropped.

    type and nature: a value or "none"; area: a key; part: "1", those that take part in something.
    """

    q: str = ""
    type: str = ""
    nature: str = ""
    government: str = ""
    area: str = ""
    part: str = ""

    @classmethod
    def read(cls, query: QueryDict) -> Filter:
        said = cls.said(query)
        for name, values in (
            ("type", Actor.Type.values),
            ("nature", Actor.Nature.values),
            ("government", Actor.Government.values),
        ):
            if said[name] not in {NONE, *values}:
                said[name] = ""
        said["area"] = said["area"] if key(said["area"]) else ""
        said["part"] = said["part"] if said["part"] in ("1", NONE) else ""
        return cls(**said)

    def apply(self, user: Visitor) -> ActorQuerySet:
        found = Actor.objects.visible_to(user)
        for name in ("type", "nature", "government"):
            if value := getattr(self, name):
                found = found.filter(**{name: "" if value == NONE else value})
        if self.area:
            found = found.filter(pk__in=_in_area(int(self.area)))
        if self.part:
            found = found.filter(_takes_part(user)) if self.part == "1" else found.exclude(
                _takes_part(user)
            )  # fmt: skip
        if self.q:
            found = found.matching(self.q)
        return found

    def on(self, areas: Options) -> Iterator[On]:
        named: list[tuple[str, str, Any]] = [
            ("q", _("Texto"), None),
            ("type", _("Tipo"), [*Actor.Type.choices, (NONE, _("sin tipo"))]),
            ("nature", _("Índole"), [*Actor.Nature.choices, (NONE, _("sin índole"))]),
            ("government", _("Nivel de gobierno"), Actor.Government.choices),
            ("area", _("Territorio"), areas),
            ("part", _("Participa"), [("1", _("en algo")), (NONE, _("en nada todavía"))]),
        ]
        for name, label, options in named:
            if value := getattr(self, name):
                words = quoted(value) if options is None else str(dict(options).get(value, value))
                yield self.worded(name, label, words)

    def chips(self, user: Visitor) -> list[Chip]:
        """The commonest filters over the whole directory, with how many each finds."""
        seen = Actor.objects.visible_to(user).order_by()
        natures = dict(seen.values_list("nature").annotate(n=Count("pk")))
        types = dict(seen.values_list("type").annotate(n=Count("pk")))
        wanted: list[tuple[Any, Filter, int]] = [
            (_("Participan en algo"), Filter(part="1"), seen.filter(_takes_part(user)).count())
        ]
        wanted += [
            (label, Filter(nature=v), natures.get(v, 0)) for v, label in Actor.Nature.choices
        ]
        common = sorted(Actor.Type.choices, key=lambda choice: -types.get(choice[0], 0))[:6]
        wanted += [(label, Filter(type=v), types.get(v, 0)) for v, label in common]
        wanted.append((_("sin tipo"), Filter(type=NONE), types.get("", 0)))
        return [Chip(str(label), f.query(), n, f == self) for label, f, n in wanted if n]


def _takes_part(user: Visitor) -> Q:
    """Holds something that the visitor may see, in any domain."""
    taking: Any = Q(pk__in=[])
    for _name, moves in offers("moves"):
        taking |= Q(pk__in=moves.takes_part(user))  # type: ignore[attr-defined]
    return Q(taking)


def _in_area(area: int) -> Any:
    """Actors of an area and of what lies inside it."""
    found = Area.objects.within(area).order_by().values("pk")
    return Actor.areas.through.objects.filter(area__in=found).order_by().values("actor")


def areas_in_use() -> Options:
    """The areas that some actor works in, and those around them."""
    used = set(Actor.areas.through.objects.order_by().values_list("area", flat=True).distinct())
    if not used:
        return []
    parents = dict(Area.objects.values_list("pk", "parent"))
    wanted = set(used)
    for area in used:
        above = parents.get(area)
        while above and above not in wanted:
            wanted.add(above)
            above = parents.get(above)
    rows = Area.objects.filter(pk__in=wanted) if len(wanted) < 500 else Area.objects.all()
    return [(str(a.pk), f"{a.name} ({a.get_kind_display()})") for a in rows if a.pk in wanted]


def roles_today(actors: list[int], user: Visitor) -> dict[int, int]:
    """How many roles each actor holds today in things that the visitor may see."""
    held = ActorRole.objects.filter(actor__in=actors).on(datetime.date.today()).order_by()
    if isinstance(user, User) and user.works_for_the_government:
        return dict(held.values_list("actor").annotate(n=Count("pk")))
    things: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for actor, record, key in held.values_list("actor", "record", "object_id"):
        things[record].append((actor, key))
    guards = offered("guards")
    found: Counter[int] = Counter()
    for record in things.keys() & guards.keys():
        seen = guards[record](user, {key for _actor, key in things[record]})
        found.update(actor for actor, key in things[record] if key in seen)
    return found
