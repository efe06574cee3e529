"""Giving a plan what its document does not print: short names, units declared in its prose."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import F

from minga.actors.models import Actor
from minga.actors.units import actors_of
from minga.actors.values import index
from minga.base import history
from minga.intake.models import Document
from minga.people.models import Unit, User
from minga.plans import levels
from minga.plans.models import Objective, Plan

KNOWN = Path(__file__).parents[1] / "data" / "known"
OF_PLAN = ("short_title", "government", "first_year", "last_year")


@cache
def known() -> dict[str, dict[str, Any]]:
    """The descriptions that come along, by the hash of each document that they describe."""
    found: dict[str, dict[str, Any]] = {}
    for file in sorted(KNOWN.glob("*.toml")):
        description = tomllib.loads(file.read_text(encoding="utf-8"))
        found |= dict.fromkeys(description["sha256"], description)
    return found


def describe_known(plan: Plan, documents: Iterable[Document], *, by: User | None) -> bool:
    """Describe a plan whose very document is known; returns whether anything was filled."""
    described = [
        describe(plan, description, by=by)
        for document in documents
        if (description := known().get(document.sha256))
    ]
    return any(described)


@transaction.atomic
def describe(plan: Plan, description: dict[str, Any], *, by: User | None) -> bool:
    """Fill what is still empty; what people wrote stays. Returns whether anything was filled.

    `description` holds [plan], [[unit]] and [[objective]] as in data/known/*.toml. Each unit
    becomes an actor of the government of the plan, tied to objectives only as the document says.
    """
    changed = _fill(plan, {name: description["plan"].get(name) for name in OF_PLAN})
    Unit.objects.bulk_create(
        (Unit(name=u["name"], short_name=u["short_name"]) for u in description["unit"]),
        ignore_conflicts=True,
    )
    units = Unit.objects.in_bulk([u["name"] for u in description["unit"]], field_name="name")
    changed |= _objectives(plan, description["objective"], units)
    changed |= _actors(plan, units.values(), description["plan"].get("government_level", ""))
    if changed:
        Plan.objects.filter(pk=plan.pk).update(revision=F("revision") + 1)
        history.record(plan, "described", by=by)
    competences = description["plan"].get("competences")
    if competences and not plan.competences.exists():
        levels.load(plan, competences, by=by)
        changed = True
    return changed


def _fill(thing: Plan | Objective, values: dict[str, Any]) -> bool:
    empty = [name for name, value in values.items() if value and not getattr(thing, name)]
    for name in empty:
        setattr(thing, name, values[name])
    if empty:
        thing.save(update_fields=empty)
    return bool(empty)


def _objectives(plan: Plan, wanted: list[dict[str, Any]], units: dict[str, Unit]) -> bool:
    objectives = {o.code: o for o in plan.objectives.all()}
    changed = False
    links = set()
    for one in wanted:
        objective = objectives.get(one["code"])
        if objective is None:
            continue
        changed |= _fill(objective, {name: one.get(name) for name in ("short_name", "plain_words")})
        links |= {(objective.pk, units[name].pk) for name in one.get("declared_units", ())}
    through = Objective.declared_units.through
    held = through.objects.filter(objective__plan=plan).values_list("objective", "unit")
    missing = links - set(held)
    through.objects.bulk_create(
        (through(objective_id=objective, unit_id=unit) for objective, unit in sorted(missing)),
        ignore_conflicts=True,
    )
    return changed or bool(missing)


def _actors(plan: Plan, units: Iterable[Unit], level: str) -> bool:
    """The units as actors that belong to the government of the plan."""
    known = actors_of(units)
    if not plan.government or not known:
        return False
    same = Actor.objects.filter(name=plan.government, merged_into=None)
    above = same.exclude(unit__in=units).first()
    if above is None:
        above = Actor.objects.create(
            name=plan.government,
            type=Actor.Type.GOVERNMENT,
            nature=Actor.Nature.PUBLIC,
            government=level,
        )
        index([above])
    fresh = [a for a in known.values() if a.parent_id is None and a.pk != above.parent_id]
    for actor in fresh:
        actor.parent = above
        actor.government = actor.government or level
    Actor.objects.bulk_update(fresh, ["parent", "government"])
    return bool(fresh)
