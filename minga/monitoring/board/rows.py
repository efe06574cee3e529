"""The rows that a figure is made of: each indicator with its weight, its score, its share of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q, TextField
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext as _

from minga.base.filters import plain
from minga.monitoring.board.asked import BASES
from minga.monitoring.board.compliance import in_order, named
from minga.monitoring.models import LIGHTS, Basis, Figure, Indicator, Rule, Score, Standing
from minga.monitoring.scoring.figures import Share, audience_of, figures
from minga.monitoring.sheet import Measured, measured, value_text
from minga.people.models import Visitor
from minga.plans.models import Articulation, Plan

PAGE = 50
NONE = "none"
WITH = ("objective", "initiative", "articulation__initiative", "owner")


@dataclass(frozen=True, slots=True)
class Wanted:
    """One figure, as an address names it; with a light, only the rows that have it."""

    of: str
    key: int
    year: int
    basis: str
    light: str = ""

    def query(self, **changes: str) -> str:
        said = {
            "of": self.of,
            "key": self.key,
            "year": self.year,
            "basis": self.basis,
            "light": self.light,
        } | changes
        return f"?{urlencode({name: value for name, value in said.items() if value != ''})}"


@dataclass(frozen=True, slots=True)
class Line:
    """An indicator that counts for a figure, or that has no score yet."""

    indicator: Indicator
    measured: Measured
    score: Score | None
    weight: Decimal

    @property
    def light(self) -> str:
        return (self.score and self.score.light) or NONE

    @property
    def url(self) -> str:
        if self.score is None:
            return ""
        return reverse("monitoring:score", args=[self.indicator.plan.code, self.score.pk])

    @property
    def value_text(self) -> str:
        return self._said("value")

    @property
    def target_text(self) -> str:
        return self._said("target")

    def _said(self, name: str) -> str:
        told = self.score.inputs.get(name) if self.score else None
        return value_text(self.indicator, Decimal(str(told))) if told is not None else ""

    @property
    def percent(self) -> Decimal | None:
        return self.score.raw * 100 if self.score and self.score.raw is not None else None

    @property
    def part(self) -> Decimal | None:
        """What it adds to the numerator: its weight times its score, cut to 0..1."""
        if self.score is None or self.score.capped is None:
            return None
        return self.weight * self.score.capped

    @property
    def preliminary(self) -> bool:
        return bool(self.score and self.score.basis == Basis.PRELIMINARY)


def read(said: Mapping[str, str]) -> Wanted | None:
    """What an address asks for; None where that is nothing."""
    of, key = said.get("of", ""), said.get("key", "0")
    year, basis = said.get("year", ""), said.get("basis", Basis.APPROVED.value)
    light = plain(said.get("light", ""))
    numbers = key.isascii() and key.isdecimal() and len(key) < 10
    years = year.isascii() and year.isdecimal() and len(year) == 4
    if of not in Figure.Of.values or not numbers or not years or basis not in BASES:
        return None
    return Wanted(of, int(key), int(year), basis, light if light in (*LIGHTS, NONE) else "")


def name_of(plan: Plan, wanted: Wanted) -> str | None:
    """What the group is called; None if there is none such in the plan."""
    if wanted.of == Figure.Of.PLAN:
        return _("Todo el plan")
    if wanted.of == Figure.Of.OBJECTIVE:
        found = {objective.pk: str(objective) for objective, _depth in in_order(plan)}
        return found.get(wanted.key)
    return named(wanted.of, [wanted.key])[wanted.key]


def share(plan: Plan, wanted: Wanted, visitor: Visitor) -> Share | None:
    """The figure itself, as the board shows it."""
    return figures(plan, wanted.year, wanted.basis, visitor).get((wanted.of, wanted.key))


def scores(plan: Plan, wanted: Wanted, visitor: Visitor) -> Any:
    """The scores that count for the figure, by the code of their indicators: exactly those."""
    told = Score.objects.filter(
        indicator__plan=plan,
        rule__plan=plan,
        rule__kind=Rule.Kind.TARGET,
        year=wanted.year,
        indicator__in=members(plan, wanted, visitor).values("pk"),
    )
    if wanted.basis == Basis.APPROVED:
        told = told.filter(basis=Basis.APPROVED)
    else:
        newer = Score.objects.filter(
            indicator=OuterRef("indicator"),
            rule=OuterRef("rule"),
            year=OuterRef("year"),
            basis=Basis.PRELIMINARY,
        )
        told = told.filter(Q(basis=Basis.PRELIMINARY) | ~Exists(newer))
    return told.exclude(capped=None)


def members(plan: Plan, wanted: Wanted, visitor: Visitor) -> Any:
    """The standings of the indicators that are counted in the group, as the figures count them."""
    found = Standing.objects.filter(indicator__plan=plan).exclude(groups=[])
    if audience_of(visitor) == Figure.Audience.PUBLIC:
        found = found.filter(public=True)
    text = f'["{wanted.of}", {wanted.key}]'
    return found.annotate(listed=Cast("groups", TextField())).filter(listed__contains=text)


def lines(plan: Plan, wanted: Wanted, visitor: Visitor, after: str = "") -> tuple[list[Line], bool]:
    """A page of them, by code, and whether there are more; three queries at most."""
    if wanted.light == NONE:
        return _without(plan, wanted, visitor, after)
    told = scores(plan, wanted, visitor)
    if wanted.light:
        told = told.filter(light=wanted.light)
    if after:
        told = told.filter(indicator__code__gt=after)
    with_ = [f"indicator__{name}" for name in WITH]
    shown = list(
        told.select_related("indicator__standing", *with_).order_by("indicator__code")[: PAGE + 1]
    )
    return _lined(plan, [(one.indicator, one) for one in shown[:PAGE]]), len(shown) > PAGE


def _without(plan: Plan, wanted: Wanted, visitor: Visitor, after: str) -> tuple[list[Line], bool]:
    """Those of the group that have no score: they are in no standing, so they are looked up."""
    from minga.monitoring.board.counts import counted
    from minga.monitoring.scoring.grouping import standings

    if wanted.of in (Figure.Of.PLAN, Figure.Of.UNIT):
        found = counted(plan, visitor)
        if wanted.of == Figure.Of.UNIT:
            found = found.filter(owner=wanted.key or None)
        have = scores(plan, wanted, visitor).values("indicator")
        return _paged(plan, found.exclude(pk__in=have), after)
    scored = set(scores(plan, wanted, visitor).values_list("indicator", flat=True))
    rest = [pk for pk in counted(plan, visitor).values_list("pk", flat=True) if pk not in scored]
    stands = standings(rest)
    group = [wanted.of, wanted.key]
    inside = [pk for pk in rest if group in stands[pk].groups]
    return _paged(plan, Indicator.objects.filter(pk__in=inside), after)


def _paged(plan: Plan, found: Any, after: str) -> tuple[list[Line], bool]:
    if after:
        found = found.filter(code__gt=after)
    shown = list(found.select_related(*WITH).order_by("code")[: PAGE + 1])
    return _lined(plan, [(one, None) for one in shown[:PAGE]]), len(shown) > PAGE


def _lined(plan: Plan, found: Sequence[tuple[Indicator, Score | None]]) -> list[Line]:
    """All are of one plan: their addresses need no query."""
    made = []
    for one, score in found:
        one.plan = plan
        subject = one.subject
        of = subject.initiative if isinstance(subject, Articulation) else subject
        of.plan = plan
        weight = one.standing.weight if score else one.weight
        made.append(Line(one, measured(subject), score, weight))
    return made
