"""What the questions say of compliance is what the application keeps, to the last digit."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from minga.analytics.ask import Answer
from minga.monitoring.models import Figure, Rule, Score
from minga.plans.models import Objective, Plan
from minga.territory.models import Area

pytestmark = pytest.mark.django_db
Answers = Callable[..., Answer]


def test_scores_worked_out_in_sql_are_those_that_are_kept(answers: Answers, plan: Plan) -> None:
    from django.contrib.auth.models import AnonymousUser

    kept: dict[tuple[int, int, str], tuple[Decimal | None, Decimal | None]] = {
        (s.indicator_id, s.year, s.basis): (s.raw, s.capped)
        for s in Score.objects.visible_to(AnonymousUser()).filter(rule__kind=Rule.Kind.TARGET)
    }
    for (indicator, year, _basis), said in list(kept.items()):
        kept.setdefault((indicator, year, "preliminary"), said)
    found = {
        (indicator, year, basis): (raw, capped)
        for _who, _plan, indicator, year, basis, _v, _t, raw, capped in answers(
            "yearly_scores"
        ).rows
    }
    assert len(found) > 150
    assert sum(raw is not None and raw < 0 for raw, _c in found.values()) > 3
    assert sum(raw is not None and raw > 1 for raw, _c in found.values()) > 10
    assert sum(raw is None for raw, _c in found.values()) > 10
    assert found == kept


@pytest.mark.parametrize("basis", ["approved", "preliminary"])
@pytest.mark.parametrize(
    ("of", "name"),
    [
        ("objective", "compliance_by_objective"),
        ("unit", "compliance_by_unit"),
        ("area", "compliance_by_area"),
        ("mechanism", "compliance_by_mechanism"),
    ],
)
def test_what_is_added_up_in_sql_is_the_figure_that_is_kept(
    answers: Answers, plan: Plan, of: str, name: str, basis: str
) -> None:
    kept = sorted(
        (f.year, f.numerator, f.denominator, f.scored)
        for f in Figure.objects.filter(
            rule__plan=plan, rule__kind="target", of=of, basis=basis, audience="public"
        )
    )
    found = answers(name, plan=plan.code, basis=basis)
    columns = [heading.name for heading in found.question.columns]
    places = [columns.index(n) for n in ("year", "part", "weight", "indicators")]
    assert len(kept) > 5
    assert sorted(tuple(row[at] for at in places) for row in found.rows) == kept
    shares = [row[columns.index("compliance")] for row in found.rows]
    assert all(0 <= share <= 1 for share in shares)


def test_an_objective_and_an_area_are_called_by_their_names(answers: Answers, plan: Plan) -> None:
    rows = answers("compliance_by_objective", plan=plan.code).rows
    assert {row[0] for row in rows} <= set(
        Objective.objects.filter(plan=plan).values_list("code", flat=True)
    )
    names = {row[0] for row in answers("compliance_by_area", plan=plan.code).rows} - {""}
    assert names and names <= set(Area.objects.values_list("name", flat=True))
