"""Units of the government are actors too, and so are the organisations people have accounts in."""

from __future__ import annotations

from collections.abc import Iterable

from minga.actors.models import Actor
from minga.actors.values import index
from minga.people.models import Unit


def actor_of(unit: Unit) -> Actor:
    """The actor that a unit is; made when it is asked for the first time."""
    return actors_of([unit])[unit.pk]


def actors_of(units: Iterable[Unit]) -> dict[int, Actor]:
    """The actor of each unit, by the key of the unit; none twice, whoever asks at once."""
    wanted = {unit.pk: unit for unit in units}
    known = {a.unit_id for a in Actor.objects.filter(unit__in=wanted)}
    new = [_actor(unit) for pk, unit in wanted.items() if pk not in known]
    Actor.objects.bulk_create(new, ignore_conflicts=True)
    found = list(Actor.objects.filter(unit__in=wanted))
    index(actor for actor in found if actor.unit_id not in known)
    return {actor.unit_id: actor for actor in found if actor.unit_id}


def _actor(unit: Unit) -> Actor:
    if unit.external:
        return Actor(name=unit.name, acronym=unit.acronym, unit=unit)
    return Actor(
        name=unit.name,
        acronym=unit.acronym,
        unit=unit,
        type=Actor.Type.GOVERNMENT,
        nature=Actor.Nature.PUBLIC,
    )
