"""The scores of some indicators, made from what is stored of them, in a few queries."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from minga.monitoring.models import Basis, Indicator, Reading, Rule, Score, Target, end_of_year
from minga.monitoring.scoring import lights, target, yearly
from minga.monitoring.scoring.rules import Rules
from minga.monitoring.targets import Wanted, wanted

SHEET = (
    *("pk", "plan", "measure", "accumulation", "yearly", "frequency", "factor", "direction"),
    *("tolerance", "base_value", "base_date"),
)


@dataclass(frozen=True, slots=True)
class Goal:
    """A target in force."""

    until: datetime.date
    value: Decimal
    pk: int


def scores_of(indicators: Collection[int]) -> dict[int, list[Score]]:
    """The scores that these indicators have now, not stored, for every year with a reading.

    Four queries, however many; one more when a plan gets its first rules.
    """
    sheets = list(Indicator.objects.filter(pk__in=indicators).order_by("pk").values(*SHEET))
    rules = Rules({sheet["plan"] for sheet in sheets}, Rule.Kind.TARGET)
    reads = _reads(indicators)
    goals = _goals(indicators)
    return {
        sheet["pk"]: list(_scores(sheet, rules, reads[sheet["pk"]], goals[sheet["pk"]]))
        for sheet in sheets
    }


def _reads(indicators: Collection[int]) -> Mapping[int, Mapping[int, list[yearly.Read]]]:
    found: dict[int, dict[int, list[yearly.Read]]] = defaultdict(lambda: defaultdict(list))
    rows = Reading.objects.told().filter(indicator__in=indicators).order_by()
    names = ("pk", "period__ends", "period__frequency", "area", "category", "value")
    columns = (*names, "numerator", "denominator", "status", "indicator")
    for row in rows.values_list(*columns).iterator(chunk_size=5000):
        *values, status, indicator = row
        read = yearly.Read(*values, status == Reading.Status.APPROVED)  # type: ignore[call-arg]
        found[indicator][read.ends.year].append(read)
    return found


def _goals(indicators: Collection[int]) -> Mapping[int, list[Goal]]:
    found: dict[int, list[Goal]] = defaultdict(list)
    rows = Target.objects.current().filter(indicator__in=indicators).order_by("until")
    for indicator, until, value, pk in rows.values_list("indicator", "until", "value", "pk"):
        found[indicator].append(Goal(until, value, pk))
    return found


def _scores(
    sheet: Mapping[str, Any],
    rules: Rules,
    reads: Mapping[int, Iterable[yearly.Read]],
    goals: list[Goal],
) -> Iterator[Score]:
    names = ("measure", "accumulation", "yearly", "frequency", "factor")
    way = yearly.Way(**{name: sheet[name] for name in names})
    for year, told in reads.items():
        rule = rules.of(sheet["plan"], year)
        if rule is None:
            continue
        approved = yearly.value_of(way, told, Basis.APPROVED)
        if approved:
            yield _score(rule, sheet, year, Basis.APPROVED, approved, goals)
        if all(read.approved for read in told):
            continue
        waiting = yearly.value_of(way, told, Basis.PRELIMINARY)
        if waiting and (approved is None or waiting.value != approved.value):
            yield _score(rule, sheet, year, Basis.PRELIMINARY, waiting, goals)


def _score(
    rule: Rule,
    sheet: Mapping[str, Any],
    year: int,
    basis: Basis,
    made: yearly.Year,
    goals: list[Goal],
) -> Score:
    goal = _goal_of(rule, sheet, year, goals)
    pace = _pace(sheet, made, goal)
    outcome = target.score(
        sheet["direction"],
        made.value,
        goal.value if goal else None,
        sheet["base_value"],
        sheet["tolerance"],
        pace=pace,
    )
    places = int(rule.params.get("places", 4))
    return Score(
        rule=rule,
        indicator_id=sheet["pk"],
        year=year,
        basis=basis.value,
        raw=outcome.raw,
        capped=outcome.capped,
        light=lights.light(outcome.raw, rule.thresholds, places),
        inputs=_inputs(sheet, year, made, goal, goals, outcome)
        | ({"pace": list(pace)} if pace else {}),
    )


def _pace(sheet: Mapping[str, Any], made: yearly.Year, goal: Wanted | None) -> target.Pace | None:
    """Of a sum that does not end in the month of its target."""
    if not goal or not made.told or sheet["direction"] == Indicator.Direction.DELIVER:
        return None
    same = made.told == goal.until.month
    return None if same else target.Pace(made.told, goal.until.month)


def _goal_of(rule: Rule, sheet: Mapping[str, Any], year: int, goals: list[Goal]) -> Wanted | None:
    points = [(goal.until, goal.value) for goal in goals]
    found = wanted(sheet["base_value"], sheet["base_date"], points, end_of_year(year))
    if found and found.interpolated and not rule.params.get("interpolate"):
        return None
    return found


def _inputs(
    sheet: Mapping[str, Any],
    year: int,
    made: yearly.Year,
    goal: Wanted | None,
    goals: list[Goal],
    outcome: target.Outcome,
) -> dict[str, Any]:
    """All that the score was made of, as texts and keys; what there is not is left out."""
    days = {day for day, _value in goal.between} if goal and goal.between else set()
    used = [
        g.pk
        for g in goals
        if g.until in days or (goal and not goal.interpolated and g.until.year == year)
    ]
    ratio = sheet["measure"] == Indicator.Measure.RATIO
    found = {
        "direction": sheet["direction"],
        "value": _text(made.value),
        "numerator": _text(made.numerator),
        "denominator": _text(made.denominator),
        "factor": _text(sheet["factor"]) if ratio else None,
        "base": _text(sheet["base_value"]),
        "target": _text(goal.value) if goal else None,
        "tolerance": _text(sheet["tolerance"]),
        "interpolated": bool(goal and goal.interpolated),
        "between": [[day.isoformat(), _text(value)] for day, value in goal.between]
        if goal and goal.between
        else None,
        "targets": used if not goal or goal.interpolated else used[-1:],
        "accumulation": sheet["accumulation"],
        "yearly": sheet["yearly"],
        "told": made.told if made.told and made.told < 12 else None,
        "readings": list(made.readings),
        "preliminary": made.preliminary,
        "why": outcome.why.value if outcome.why else None,
    }
    return {name: value for name, value in found.items() if value is not None}


def _text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value.normalize():f}"
