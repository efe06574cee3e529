"""Importing what was exported gives the same plan."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from minga.intake.documents import keep
from minga.intake.folding import clean
from minga.intake.read import read
from minga.intake.reading import Source
from minga.plans.actions.apply import apply
from minga.plans.draft import ArticulationDraft, InitiativeDraft, ObjectiveDraft, PlanDraft
from minga.plans.importer import draft_from, rules
from minga.plans.models import Plan
from minga.plans.tests.test_export import exported

pytestmark = pytest.mark.django_db


WORDS = [
    *("Red", "Ñandú", "agua,", "«casa»", '"', "'", "''", "=1+1", "+", "-", "@x", "\n", "\r\n"),
    *("\t", "😀", "🇪🇨", ";", "|", "<20", "&amp;", "1.1", "NULL", "%", "e\u0301", "\u00a0", "/"),
]
texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join)
names = texts.filter(lambda text: any(c.isalnum() for c in text))
codes = st.lists(st.sampled_from(sorted(rules.mechanisms())), max_size=3, unique=True)
articulations = st.lists(st.tuples(names, codes), max_size=3)
listed = st.lists(st.tuples(names, articulations), min_size=1, max_size=3)
plans = st.lists(
    st.tuples(names, st.lists(st.tuples(names, listed), min_size=1, max_size=2)),
    min_size=1,
    max_size=2,
)


def draft(made: list[Any]) -> PlanDraft:
    objectives, initiatives = [], []
    for d, (goal, below) in enumerate(made, 1):
        objectives.append(ObjectiveDraft(f"{d}", goal, 1, "", said(goal)))
        for m, (objective, list_of) in enumerate(below, 1):
            code = f"{d}.{m}"
            objectives.append(ObjectiveDraft(code, objective, 2, f"{d}", said(objective)))
            for i, (name, parts) in enumerate(list_of, 1):
                found = tuple(
                    ArticulationDraft(
                        a,
                        text,
                        tuple(used),
                        {"objective": said(text), "mechanisms": said(printed(used))},
                    )
                    for a, (text, used) in enumerate(parts, 1)
                )
                initiatives.append(InitiativeDraft(code, i, name, found, {"name": said(name)}))
    levels = ("Objetivos del Desarrollo", "Objetivos de Gestión")
    return PlanDraft(
        "Plan", "", None, None, "es", levels, tuple(objectives), tuple(initiatives), ()
    )


def said(text: str) -> Source:
    return Source(text, (1,), 1)


def printed(used: list[str]) -> str:
    return ", ".join(rules.mechanisms()[code].label for code in used)


def essence(plan: PlanDraft) -> list[Any]:
    """What a plan says, white space aside: importing tidies that."""
    return [
        [(o.code, clean(o.name), o.depth, o.parent) for o in plan.objectives],
        [
            (
                (i.objective, i.number, clean(i.name)),
                [(a.number, clean(a.objective), a.mechanisms) for a in i.articulations],
            )
            for i in plan.initiatives
        ],
    ]


def from_json(content: bytes) -> list[Any]:
    found = json.loads(content)
    return [
        [(o["code"], clean(o["text"]), o["level"], o["parent"] or "") for o in found["objectives"]],
        [
            (
                (i["objective"], i["number"], clean(i["name"])),
                [
                    (a["number"], clean(a["objective"]), tuple(a["mechanisms"]))
                    for a in i["articulations"]
                ],
            )
            for i in found["initiatives"]
        ],
    ]


@given(plans)
@settings(max_examples=40)
def test_importing_what_was_exported_gives_the_same_plan(made: list[Any]) -> None:
    wanted = draft(made)
    with transaction.atomic():
        document = keep(b"made", read(b"Iniciativa;Mecanismo\na;b\n", "made.csv"), by=None)
        apply(wanted, document=document, by=None, code="hecho")
        plan = Plan.objects.get(code="hecho")
        for form in ("csv", "xlsx", "html"):
            back = draft_from(read(exported(plan, form), f"plan.{form}"))
            assert essence(back) == essence(wanted), form
        assert from_json(exported(plan, "json")) == essence(wanted)
        transaction.set_rollback(True)
