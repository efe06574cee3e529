"""Whatever plan is published, in whatever format, is read back as it was: plans made at random."""

from __future__ import annotations

import pytest
from django.utils import translation

from minga.intake.read import read
from minga.opendata.formats import FORMATS
from minga.plans.draft import PlanDraft
from minga.plans.importer import draft_from
from minga.plans.tests.random_plans import HEADINGS, Made, held, made, table

pytestmark = pytest.mark.pure

STEP = 7919  # far from each other, and another heading each time


def back(plan: Made, form: str) -> PlanDraft:
    with translation.override(plan.language):
        published = b"".join(FORMATS[form].write(table(plan, paper=FORMATS[form].paper)))
    return draft_from(read(published, f"plan.{form}"))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("form", "plans"), [("csv", 80), ("xlsx", 30), ("html", 80), ("docx", 35), ("pdf", 35)]
)
def test_any_plan_comes_back(form: str, plans: int) -> None:
    wrong = []
    for seed in range(0, plans * STEP, STEP):
        plan = made(seed)
        found = back(plan, form)
        if held(found) != plan.held() or found.doubts:
            wrong.append(seed)
    assert wrong == []


@pytest.mark.slow
@pytest.mark.parametrize("levels", HEADINGS, ids=" ".join)
def test_levels_of_any_name_come_back(levels: tuple[str, ...]) -> None:
    plan = made(len(levels), levels)
    for form in ("csv", "docx", "pdf"):
        assert held(back(plan, form)) == plan.held(), form
