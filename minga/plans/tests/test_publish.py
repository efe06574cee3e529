"""The matrix as an annex: it looks official, and importing it gives the same plan."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from minga.intake.documents import keep
from minga.intake.read import read
from minga.plans.actions.apply import apply
from minga.plans.draft import PlanDraft
from minga.plans.importer import draft_from, rules
from minga.plans.models import Plan
from minga.plans.tests import gold
from minga.plans.tests.test_export import draft, essence, exported

pytestmark = pytest.mark.django_db

PAPER = ["docx", "pdf"]
MANY = "Promover, con la ciudadanía y el sector público-privado, la gestión de agua. "


def back(plan: Plan, form: str) -> PlanDraft:
    return draft_from(read(exported(plan, form), f"{plan.code}.{form}"))


def stored(made: PlanDraft, code: str = "hecho") -> Plan:
    document = keep(b"made", read(b"Iniciativa;Mecanismo\na;b\n", "made.csv"), by=None)
    apply(made, document=document, by=None, code=code)
    return Plan.objects.get(code=code)


# --- import(export(plan)) is the same plan


@pytest.mark.parametrize("form", [*PAPER, "xlsx"])
def test_the_real_plan_comes_back(plan: Plan, form: str) -> None:
    found = back(plan, form)
    assert gold.rows_of(found) == gold.matrix()
    assert {o.code: o.name for o in found.objectives} == dict(
        plan.objectives.values_list("code", "text")
    )
    assert found.levels == tuple(plan.levels.values_list("name", flat=True))
    assert not found.doubts


@pytest.mark.parametrize("form", PAPER)
def test_the_title_page_comes_back(plan: Plan, form: str) -> None:
    found = back(plan, form)
    assert (found.title, found.government) == (plan.title, plan.government)
    assert (found.first_year, found.last_year) == (2024, 2033)
    assert found.language == "es"


WORDS = [
    *("Red", "Ñandú", "agua,", "«casa»", '"', "'", "=1+1", "+", "-", "@x", "\n", "#let", "$x$"),
    *("\t", ";", "|", "<20", "&amp;", "1.1", "NULL", "%", "e\u0301", "\u00a0", "/", "y/o", "*a*"),
    *("público-privada", "http://ejemplo.ec/una/ruta?x=1&y=2", "Otorrinolaringología", "ǅ", "ß"),
]
texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=7).map(" ".join)
names = texts.filter(lambda text: any(c.isalpha() for c in text))
codes = st.lists(st.sampled_from(sorted(rules.mechanisms())), max_size=4, unique=True)
articulations = st.lists(st.tuples(names, codes), min_size=1, max_size=6)
listed = st.lists(st.tuples(names, articulations), min_size=1, max_size=4)
plans = st.lists(
    st.tuples(names, st.lists(st.tuples(names, listed), min_size=1, max_size=2)),
    min_size=1,
    max_size=2,
)


@pytest.mark.slow
@pytest.mark.parametrize("form", PAPER)
@given(made=plans)
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_plan_comes_back(made: list[Any], form: str) -> None:
    wanted = draft(made)
    with transaction.atomic():
        assert essence(back(stored(wanted), form)) == essence(wanted)
        transaction.set_rollback(True)
