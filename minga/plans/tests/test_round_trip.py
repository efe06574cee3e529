"""Whatever plan is published, in whatever format, is read back as it was: plans made at random."""

from __future__ import annotations

import pytest
from django.utils import translation

from minga.intake.read import read
from minga.opendata.formats import FORMATS
from minga.plans.draft import PlanDraft
from minga.plans.importer import draft_from
from minga.plans.tests.random_plans import HEADINGS, Listed, Made, held, made, table

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


@pytest.mark.parametrize("form", ["xlsx", "html", "docx", "pdf"])
def test_only_the_first_of_each_objective_may_have_articulations(form: str) -> None:
    listed: list[Listed] = [
        (
            (("1", "Cuidar"), (f"1.{goal}", f"Ordenar la zona {goal}")),
            number,
            f"Recuperar la quebrada {goal}.{number}",
            (("Trabajar con los barrios", ("convenio",)),) if number == 1 else (),
        )
        for goal in (1, 2, 3)
        for number in (1, 2, 3)
    ]
    plan = Made(("Eje", "Objetivo"), "es", listed)
    assert held(back(plan, form)) == plan.held()
