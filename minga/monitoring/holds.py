"""What is measured, paid, staffed or told of: an import that is undone leaves it where it is."""

from __future__ import annotations

from collections.abc import Collection

from minga.monitoring.models import (
    BudgetLine,
    BudgetTotal,
    Indicator,
    Milestone,
    Period,
    Post,
    Priority,
    Report,
    Rule,
)


def plans(keys: Collection[int]) -> set[int]:
    found: set[int] = set()
    for model in (Indicator, Period, Post, Report, BudgetLine):
        held = model._base_manager.filter(plan__in=keys)
        found |= set(held.order_by().values_list("plan", flat=True).distinct())
    by_people = Rule.objects.filter(plan__in=keys, by__isnull=False)
    return found | set(by_people.values_list("plan", flat=True))


def initiatives(keys: Collection[int]) -> set[int]:
    found: set[int] = set()
    for model in (Indicator, Milestone, BudgetLine, BudgetTotal, Post, Priority):
        held = model._base_manager.filter(initiative__in=keys)
        found |= set(held.order_by().values_list("initiative", flat=True).distinct())
    return found


def articulations(keys: Collection[int]) -> set[int]:
    held = Indicator.objects.filter(articulation__in=keys).order_by()
    return set(held.values_list("articulation", flat=True).distinct())
