"""Giving a plan what its document does not print: short names, units declared in its prose."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F

from minga.base import history
from minga.people.models import Unit, User
from minga.plans.models import Objective, Plan


@transaction.atomic
def describe(plan: Plan, description: dict[str, Any], *, by: User | None) -> None:
    """Fill what is still empty; what people wrote stays.

    `description` holds [plan], [[unit]] and [[objective]] as in desk/data/quito.toml.
    """
    for name in ("short_title", "government", "first_year", "last_year"):
        if not getattr(plan, name) and description["plan"].get(name):
            setattr(plan, name, description["plan"][name])
    plan.save(update_fields=["short_title", "government", "first_year", "last_year"])
    Unit.objects.bulk_create(
        (Unit(name=u["name"], short_name=u["short_name"]) for u in description["unit"]),
        ignore_conflicts=True,
    )
    units = {unit.name: unit for unit in Unit.objects.all()}
    objectives = {o.code: o for o in plan.objectives.all()}
    links = []
    for wanted in description["objective"]:
        objective = objectives.get(wanted["code"])
        if objective is None:
            continue
        objective.short_name = objective.short_name or wanted["short_name"]
        objective.plain_words = objective.plain_words or wanted.get("plain_words", "")
        links += [(objective, units[name]) for name in wanted.get("declared_units", ())]
    Objective.objects.bulk_update(objectives.values(), ["short_name", "plain_words"])
    through = Objective.declared_units.through
    through.objects.bulk_create(
        (through(objective_id=o.pk, unit_id=u.pk) for o, u in links), ignore_conflicts=True
    )
    Plan.objects.filter(pk=plan.pk).update(revision=F("revision") + 1)
    history.record(plan, "described", by=by)
