"""The rules that a plan holds: the shipped ones, and which version rules a year."""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from minga.monitoring.models import Rule, end_of_year
from minga.plans.models import Plan

SHIPPED = Path(__file__).parents[1] / "data" / "rules"


@cache
def shipped() -> tuple[dict[str, Any], ...]:
    """The rules that come along, as the fields of their first version."""
    found = []
    for file in sorted(SHIPPED.glob("*.toml")):
        rule = tomllib.loads(file.read_text(encoding="utf-8"))
        texts = {name: rule[name].strip() for name in ("source", "thresholds_source")}
        found.append(rule | texts)
    return tuple(found)


def ensure_rules(plans: Iterable[int]) -> None:
    """Give each plan, by its key, the shipped rules of the kinds that it lacks."""
    wanted = set(plans)
    held = set(Rule.objects.filter(plan__in=wanted).values_list("plan", "kind"))
    Rule.objects.bulk_create(
        (
            Rule(plan_id=plan, version=1, **rule)
            for plan in sorted(wanted)
            for rule in shipped()
            if (plan, rule["kind"]) not in held
        ),
        ignore_conflicts=True,
    )


class Rules:
    """All versions of the rules of some plans, loaded once."""

    def __init__(self, plans: Iterable[int], kind: str) -> None:
        wanted = set(plans)
        found = self._load(wanted, kind)
        if wanted - {rule.plan_id for rule in found}:
            ensure_rules(wanted)
            found = self._load(wanted, kind)
        self._versions: dict[int, list[Rule]] = {}
        for rule in found:
            self._versions.setdefault(rule.plan_id, []).append(rule)

    @staticmethod
    def _load(plans: set[int], kind: str) -> list[Rule]:
        return list(Rule.objects.filter(plan__in=plans, kind=kind).order_by("-version"))

    def of(self, plan: int, year: int) -> Rule | None:
        return newest(self._versions.get(plan, ()), end_of_year(year))

    def all(self) -> list[Rule]:
        return [rule for versions in self._versions.values() for rule in versions]


def newest(versions: Iterable[Rule], day: datetime.date) -> Rule | None:
    """The newest version that already ruled on a day; `versions` stand from the newest."""
    return next((rule for rule in versions if rule.since <= day), None)


def rule_of(plan: Plan, kind: str, year: int) -> Rule | None:
    """The newest version whose `since` is not after the end of the year.

    A plan gets the shipped rules when one is first asked for.
    """
    return Rules([plan.pk], kind).of(plan.pk, year)
