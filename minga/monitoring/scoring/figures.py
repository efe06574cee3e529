"""What the boards read: how far a plan, its objectives, units, areas and mechanisms got."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from minga.monitoring.models import Basis, Figure, Rule
from minga.people.models import User, Visitor
from minga.plans.models import Plan

PLACES = Decimal("0.000001")
Key = tuple[str, int]  # ("objective", its key); ("plan", 0); ("unit", 0) is nobody


@dataclass(frozen=True, slots=True)
class Share:
    """Scores of a group rolled up: sums of weight x capped score and of weight."""

    numerator: Decimal
    denominator: Decimal
    scored: int
    lights: Mapping[str, int] = field(default_factory=dict)  # {"ok": 12, "warn": 3, "bad": 1}

    @property
    def value(self) -> Decimal | None:
        """From 0 to 1; None where nothing has a score, which is never 0."""
        if not self.denominator:
            return None
        return (self.numerator / self.denominator).quantize(PLACES, ROUND_HALF_UP)


def audience_of(visitor: Visitor) -> Figure.Audience:
    """The government sees all; partners and citizens what is public."""
    works = isinstance(visitor, User) and visitor.works_for_the_government
    return Figure.Audience.ALL if works else Figure.Audience.PUBLIC


def figures(plan: Plan, year: int, basis: str, visitor: Visitor) -> dict[Key, Share]:
    """The figures of one year, each by ("plan" | "objective" | "unit" | "area" | "mechanism", key).

    One query. Key 0 is the plan itself, or what has no unit, area or mechanism. A group in which
    nothing has a score has no figure. With the preliminary basis, what waits for approval counts.
    """
    found = Figure.objects.filter(
        rule__plan=plan,
        rule__kind=Rule.Kind.TARGET,
        year=year,
        basis=Basis(basis),
        audience=audience_of(visitor),
    )
    return {(figure.of, figure.key): _share(figure) for figure in found}


def by_year(plan: Plan, of: str, basis: str, visitor: Visitor) -> dict[tuple[int, int], Share]:
    """The figures of all years of one kind of group, by (key, year). One query."""
    found = Figure.objects.filter(
        rule__plan=plan,
        rule__kind=Rule.Kind.TARGET,
        of=of,
        basis=Basis(basis),
        audience=audience_of(visitor),
    )
    return {(figure.key, figure.year): _share(figure) for figure in found}


def years(plan: Plan, visitor: Visitor | None = None) -> list[int]:
    """The years that have a figure, also preliminary; the last first. One query."""
    found = Figure.objects.filter(
        rule__plan=plan, rule__kind=Rule.Kind.TARGET, of=Figure.Of.PLAN
    ).order_by("-year")
    if visitor is not None:
        found = found.filter(audience=audience_of(visitor))
    return list(found.values_list("year", flat=True).distinct())


def _share(figure: Figure) -> Share:
    return Share(figure.numerator, figure.denominator, figure.scored, figure.lights)
