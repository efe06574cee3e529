"""Year by year: what an indicator shall reach, and the score that it got."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise

from minga.base.menu import address
from minga.monitoring.models import Basis, Indicator, Rule, Score, Target, end_of_year
from minga.monitoring.scoring.explain import paced
from minga.monitoring.sheet import LIGHTS
from minga.monitoring.targets import Wanted, wanted
from minga.plans.models import Plan

AHEAD = 4  # years shown after this one where the plan does not say its period
MOST = 30


@dataclass(frozen=True, slots=True)
class Year:
    """One year of one indicator."""

    year: int
    wanted: Wanted | None
    target: Target | None  # that an act set for its end
    score: Score | None
    url: str  # of the score

    @property
    def light(self) -> str:
        return (self.score and self.score.light) or "none"

    @property
    def light_label(self) -> Promise:
        return LIGHTS[self.light]

    @property
    def value(self) -> Decimal | None:
        """What the score was computed with."""
        told = self.score.inputs.get("value") if self.score else None
        return None if told is None else Decimal(str(told))

    @property
    def paced(self) -> str:
        """Of a sum that is not whole yet: what it is measured against."""
        return paced(self.score.inputs) if self.score else ""

    @property
    def preliminary(self) -> bool:
        return bool(self.score and self.score.basis == Basis.PRELIMINARY)

    @property
    def percent(self) -> Decimal | None:
        return self.score.raw * 100 if self.score and self.score.raw is not None else None


def years_of(plan: Plan) -> range:
    """The years of the plan's period, or this one and the next four."""
    this = datetime.date.today().year
    first, last = plan.first_year or this, plan.last_year or this + AHEAD
    return range(first, min(max(first, last), first + MOST - 1) + 1)


def by_year(indicator: Indicator, targets: Sequence[Target], years: Iterable[int]) -> list[Year]:
    """One query: the scores by the rule in force."""
    scores = scores_of([indicator.pk], years)[indicator.pk]
    points = [(target.until, target.value) for target in targets]
    ends = {target.until: target for target in targets}
    return [
        Year(
            year,
            wanted(indicator.base_value, indicator.base_date, points, end_of_year(year)),
            ends.get(end_of_year(year)),
            score := scores.get(year),
            address("monitoring:score", indicator.plan.code, score.pk) if score else "",
        )
        for year in years
    ]


def wanted_in(indicator: Indicator, targets: Iterable[Target], day: datetime.date) -> Wanted | None:
    points = ((target.until, target.value) for target in targets)
    return wanted(indicator.base_value, indicator.base_date, points, day)


def scores_of(indicators: Collection[int], years: Iterable[int]) -> dict[int, dict[int, Score]]:
    """By indicator and year, by the newest version that ruled it; preliminary if there is one."""
    rows = (
        Score.objects.filter(
            indicator__in=indicators,
            year__in=list(years),
            rule__kind=Rule.Kind.TARGET,
        )
        .select_related("rule")
        .order_by("rule__version", "basis")  # "approved" before "preliminary"
    )
    found: dict[int, dict[int, Score]] = defaultdict(dict)
    for score in rows:
        if score.rule.since <= end_of_year(score.year):
            found[score.indicator_id][score.year] = score
    return found
