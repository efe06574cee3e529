"""minga score: everything anew, printed."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from minga.monitoring.models import Figure, Score
from minga.monitoring.tests.scored import all_figures, measured, tell
from minga.plans.models import Initiative, Plan

pytestmark = pytest.mark.django_db


def said(*arguments: str) -> str:
    out = StringIO()
    call_command("score", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def scored(led: Initiative) -> None:
    tell(measured(led, "A"), 80)
    tell(measured(led, "B"), 100)
    tell(measured(led, "C"), 50, status="sent")


def test_it_prints_each_year_with_its_objectives(scored: None) -> None:
    lines = said("--plan", "quito").splitlines()
    assert lines[0].endswith("3 indicadores")
    assert any("2026" in line and "90,00 %" in line for line in lines)
    assert any("preliminar" in line and "76,67 %" in line for line in lines)
    assert any(line.split()[0] == "2.3" for line in lines if line.split())


def test_it_mends_what_went_astray(plan: Plan, scored: None) -> None:
    before = all_figures(plan)
    Figure.objects.update(numerator=0, ok=7)
    Figure.objects.filter(of="unit").delete()
    Score.objects.filter(indicator__code="A").delete()
    said()
    assert all_figures(plan) == before


def test_machines_get_the_same_as_json(scored: None) -> None:
    found = json.loads(said("--json", "--year", "2026"))
    assert found["plan"] == "quito" and found["indicators"] == 3
    [year] = found["years"]
    whole = year["approved"]["plan"]
    assert whole["value"] == "0.900000" and whole["scored"] == 2 and whole["warn"] == 1
    assert [o["code"] for o in year["approved"]["objectives"]] == ["2", "2.3"]
    assert year["preliminary"]["plan"]["scored"] == 3


def test_a_plan_without_readings_says_so(plan: Plan) -> None:
    assert "sin dato" in said()
    with pytest.raises(CommandError, match="2026"):
        said("--year", "2026")
    with pytest.raises(CommandError, match="No hay un plan"):
        said("--plan", "otro")
