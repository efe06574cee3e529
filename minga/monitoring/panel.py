"""How an initiative or an objective is measured, on its own page."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language

from minga.base.kept import kept
from minga.base.work import first
from minga.monitoring import listing
from minga.monitoring.access import may_define, may_define_on
from minga.monitoring.board.compliance import light_of
from minga.monitoring.events import of_initiative
from minga.monitoring.means.panel import context as means_of
from minga.monitoring.models import Basis, Figure, Indicator, Rule
from minga.monitoring.scoring.figures import audience_of
from minga.monitoring.sheet import LIGHTS
from minga.people.models import Visitor
from minga.plans.completeness import audience
from minga.plans.models import Initiative, Objective
from minga.plans.panels import Panel

FEW = 5  # indicators on the page of an objective; the list has all


@dataclass(frozen=True, slots=True)
class Reached:
    """What part of its targets something reached in a year, in how many indicators with a score."""

    value: Decimal
    year: int
    scored: int
    light: str
    preliminary: bool = False
    url: str = ""

    @property
    def percent(self) -> Decimal:
        return self.value * 100

    @property
    def light_label(self) -> Promise:
        return LIGHTS[self.light]


def panel(initiative: Initiative, user: Visitor) -> Panel | None:
    """Its indicators and those of its articulations; for who may define one, also the way there."""
    found = list(
        of_initiative(initiative, user)
        .measured()
        .select_related("owner", "initiative", "articulation__initiative")
        .order_by("code")
    )
    may = may_define(user) and may_define_on(user, initiative)
    means = means_of(initiative, user)
    if not found and not may and not means:
        return None
    listing.know_plan(found, initiative.plan)
    rows = listing.rows(found, trends=True) if found else []
    context = {
        "indicators": rows,
        "reached": reached(rows),
        "may_define": may,
        "initiative": initiative,
        "means": means,
    }
    told = {
        "indicators": bool(found),
        "budget": bool(means),  # it says itself where there is none
        "money": bool(means.get("lines") or means.get("total")),
    }
    covers = tuple(what for what, there in told.items() if there)
    return Panel("monitoring/panel.html", context, covers=covers)


def reached(rows: Sequence[listing.Row]) -> Reached | None:
    """As the figures of the board are made: weights times scores, each cut to 0..1."""
    told = [
        (row.indicator.weight, row.score, row.score.capped)
        for row in rows
        if row.score and row.score.capped is not None
    ]
    if not told:
        return None
    weights = sum((weight for weight, _score, _capped in told), Decimal(0))
    value = sum((weight * capped for weight, _score, capped in told), Decimal(0)) / weights
    score = told[0][1]
    return Reached(
        value,
        score.year,
        len(told),
        light_of(value, score.rule),
        any(score.basis == Basis.PRELIMINARY for _weight, score, _capped in told),
    )


def of_objective(objective: Objective, user: Visitor) -> Panel:
    """What measures it, and how far it got with all below it; asked once for each revision."""
    plan = objective.plan
    key = (
        *("objective measured", plan.pk, plan.revision, objective.pk),
        *(datetime.date.today(), audience(user), get_language()),
    )
    told = kept(key, lambda: _of_objective(objective, user))
    context = {**told, "objective": objective, "plan": plan, "may_define": may_define(user)}
    return Panel("monitoring/panel_objective.html", context, covers=("indicators",))


def _of_objective(objective: Objective, user: Visitor) -> dict[str, object]:
    plan = objective.plan
    under = (
        Indicator.objects.visible_to(user)
        .measured()
        .filter(listing.of_objectives(listing.inside(plan, objective.code)), plan=plan)
    )
    own = under.filter(objective=objective).select_related("owner", "objective__level")
    shown, total = first(own.order_by("code"), FEW)
    listing.know_plan(shown, plan)
    return {
        "rows": listing.rows(shown, trends=True) if shown else [],
        "own": total,
        "all": under.count(),
        "reached": _figure(objective, user),
    }


def _figure(objective: Objective, user: Visitor) -> Reached | None:
    """Of this year, or of the last one that has a figure."""
    plan, this = objective.plan, datetime.date.today().year
    figure = (
        Figure.objects.filter(
            rule__plan=plan,
            rule__kind=Rule.Kind.TARGET,
            basis=Basis.APPROVED,
            audience=audience_of(user),
            of=Figure.Of.OBJECTIVE,
            key=objective.pk,
            year__lte=this,
            denominator__gt=0,
        )
        .select_related("rule")
        .order_by("-year")
        .first()
    )
    if figure is None:
        return None
    value = figure.numerator / figure.denominator
    said = {"of": figure.of, "key": figure.key, "year": figure.year, "basis": figure.basis}
    url = f"{reverse('monitoring:board_rows', args=[plan.code])}?{urlencode(said)}"
    return Reached(value, figure.year, figure.scored, light_of(value, figure.rule), url=url)
