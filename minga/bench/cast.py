"""Who there is on the large plan of `minga bench coordination`: units, people, actors, roles."""

from __future__ import annotations

import datetime
import random
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, cycle, islice
from typing import Any

PEOPLE = {"coordinator": 4, "head": 40, "delegate": 100, "partner": 50, "operator": 6}
UNITS, PARTNERS = 40, 20


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many of each there are, for so many initiatives."""

    initiatives: int

    @property
    def actors(self) -> int:
        return max(self.initiatives, 2 * (UNITS + PARTNERS))

    @property
    def agreements(self) -> int:
        return self.initiatives * 5 // 2

    @property
    def obligations(self) -> int:
        return self.initiatives * 4

    @property
    def commitments(self) -> int:
        """Together with the obligations ten for each initiative."""
        return self.initiatives * 6

    @property
    def roles(self) -> int:
        return self.initiatives * 3

    @property
    def spaces(self) -> int:
        return max(self.initiatives // 40, 20)


@dataclass(slots=True)
class Cast:
    """Who there is to fill a plan with, and the chance that decides."""

    chance: random.Random
    sizes: Sizes
    today: datetime.date
    pieces: list[str]
    units: list[Any] = field(default_factory=list)
    partners: list[Any] = field(default_factory=list)
    people: dict[str, list[Any]] = field(default_factory=dict)
    of_unit: dict[int, list[Any]] = field(default_factory=dict)
    actors: list[Any] = field(default_factory=list)  # those with most to do first
    unit_actor: dict[int, Any] = field(default_factory=dict)
    articulations: list[int] = field(default_factory=list)
    plan: Any = None

    def uuid(self) -> uuid.UUID:
        return uuid.UUID(int=self.chance.getrandbits(128), version=4)

    def phrase(self, opening: str, count: int = 2) -> str:
        return f"{opening} {' y '.join(self.chance.choices(self.pieces, k=count))}"

    def day(self, first: int, last: int) -> datetime.date:
        """So many days from today."""
        return self.today + datetime.timedelta(self.chance.randint(first, last))

    def visibility(self) -> str:
        (chosen,) = self.chance.choices(("public", "partners", "internal"), (86, 8, 6))
        return str(chosen)

    def skewed(self, things: Sequence[Any], count: int) -> Iterator[Any]:
        """So many of them, the first ones far more often than the last."""
        weights = list(accumulate(1 / (place + 3) ** 0.85 for place in range(len(things))))
        left = count
        while left > 0:
            some = min(left, 20_000)
            yield from self.chance.choices(things, cum_weights=weights, k=some)
            left -= some

    def some(self, share: float) -> bool:
        return self.chance.random() < share


def units(cast: Cast) -> None:
    from minga.people.models import Unit

    cast.units = list(Unit.objects.order_by("pk"))
    more = range(len(cast.units) + 1, UNITS + 1)
    made = [Unit(name=f"Unidad de prueba {n}", uuid=cast.uuid()) for n in more]
    cast.units += Unit.objects.bulk_create(made)
    cast.partners = Unit.objects.bulk_create(
        Unit(name=f"Organización de prueba {n}", external=True, uuid=cast.uuid())
        for n in range(1, PARTNERS + 1)
    )


def people(cast: Cast) -> None:
    from minga.people.models import Membership, User

    held = []
    for role, count in PEOPLE.items():
        cast.people[role] = User.objects.bulk_create(
            User(email=f"{role}{n}@example.org", name=f"Persona de prueba {role} {n}")
            for n in range(1, count + 1)
        )
        among = cast.partners if role == "partner" else cast.units
        places = cycle(among) if role in ("head", "delegate", "partner") else cycle([None])
        for place, (person, unit) in enumerate(zip(cast.people[role], places, strict=False)):
            also = [among[(place + 7) % len(among)]] if unit and place % 10 == 3 else []
            for each in (unit, *also):
                held.append(Membership(user=person, unit=each, role=role))
                if each:
                    cast.of_unit.setdefault(each.pk, []).append(person)
    Membership.objects.bulk_create(held)


def actors(cast: Cast) -> None:
    """Units and partners first, then all kinds of others; some belong to another."""
    from minga.actors.models import Actor, Contact, Identifier
    from minga.actors.units import actors_of
    from minga.base import bulk, search

    known = actors_of([*cast.units, *cast.partners])
    cast.unit_actor = known
    types = [t for t in Actor.Type.values if t != Actor.Type.GOVERNMENT]
    others = [
        Actor(
            uuid=cast.uuid(),
            name=f"{cast.phrase('Corporación', 1)} {n}".title(),
            acronym=f"C{n}" if n % 4 == 0 else "",
            type=kind,
            nature=nature,
            about=cast.phrase("Trabaja en", 3) if n % 3 == 0 else "",
            visibility="internal" if n % 50 == 0 else "public",
            version=1,
        )
        for n, (kind, nature) in enumerate(
            zip(
                cast.skewed(types, cast.sizes.actors - len(known)),
                cycle(Actor.Nature.values),
                strict=False,
            ),
            1,
        )
    ]
    bulk.create(Actor, others)
    with_parent = [a for a in others if cast.some(0.05)]
    for actor in with_parent:
        actor.parent = others[cast.chance.randrange(40)]
    Actor.objects.bulk_update([a for a in with_parent if a.parent != a], ["parent"], batch_size=500)
    partners = [known[unit.pk] for unit in cast.partners]
    cast.actors = [*others[:5], *partners, *others[5:]]
    bulk.create(
        Identifier,
        (Identifier(actor=a, scheme="other", value=f"R-{a.pk}") for a in others if a.pk % 3 == 0),
    )
    bulk.create(
        Contact,
        (
            Contact(actor=a, name="Persona de prueba", email=f"contacto{a.pk}@example.org")
            for a in others
            if a.pk % 2 == 0
        ),
    )
    said = ((a.pk, f"{a.name} {a.acronym} {a.about}") for a in [*known.values(), *others])
    search.index("actors.actor", said)


def roles(cast: Cast) -> None:
    """What actors do in initiatives: in some nobody, in some a dozen."""
    from minga.actors.models import ActorRole
    from minga.base import bulk
    from minga.plans.models import Initiative

    initiatives = list(Initiative.objects.order_by("pk").values_list("pk", flat=True))
    shuffled = cast.chance.sample(initiatives, len(initiatives))
    kinds = ActorRole.Role.values
    wanted = cast.sizes.roles
    everybody = [*(cast.unit_actor[u.pk] for u in cast.units[:10]), *cast.actors]
    drawn = zip(
        cast.skewed(shuffled, 2 * wanted),
        cast.skewed(everybody, 2 * wanted),
        cast.skewed(kinds, 2 * wanted),
        strict=True,
    )
    once = dict.fromkeys((actor.pk, thing, role) for thing, actor, role in drawn)
    bulk.create(
        ActorRole,
        (
            ActorRole(
                actor_id=actor, record="plans.initiative", object_id=thing, role=role, starts=starts
            )
            for (actor, thing, role), starts in zip(
                islice(once, wanted), days(cast, wanted), strict=False
            )
        ),
    )


def days(cast: Cast, count: int) -> Iterator[datetime.date | None]:
    for _n in range(count):
        yield cast.day(-900, -1) if cast.some(0.4) else None
