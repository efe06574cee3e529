"""The published document brings its description: units tied to objectives as it ties them."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from minga.actors.models import Actor
from minga.base import history
from minga.intake.models import Document
from minga.people.models import Unit
from minga.plans.actions.describe import describe_known, known
from minga.plans.models import Lead, Objective, Plan

FILE = Path(__file__).parents[1] / "data" / "pmdot-apendice-12.txt"


def test_the_twelve_units_are_actors_of_the_government(plan: Plan) -> None:
    government = Actor.objects.get(name=plan.government)
    units = Actor.objects.filter(parent=government, unit__external=False)
    assert units.count() == 12
    assert {(a.type, a.nature, a.government) for a in (government, *units)} == {
        ("gobierno_autonomo", "publico", "metropolitan")
    }


def test_they_are_tied_to_objectives_and_to_no_initiative(plan: Plan) -> None:
    declared = Objective.declared_units.through.objects.filter(objective__plan=plan)
    assert declared.values("objective").distinct().count() == 10
    assert Lead.objects.count() == 1, "only what the tests themselves gave"


def test_describing_again_changes_nothing(plan: Plan) -> None:
    document = Document.objects.get(sha256__in=known())
    before = (
        Plan.objects.values().get(pk=plan.pk),
        Actor.objects.count(),
        history.of(plan).count(),
    )
    assert not describe_known(plan, [document], by=None)
    assert before == (
        Plan.objects.values().get(pk=plan.pk),
        Actor.objects.count(),
        history.of(plan).count(),
    )


def test_what_people_wrote_stays(plan: Plan) -> None:
    plan.objectives.filter(code="1.1").update(short_name="Lo nuestro", plain_words="")
    Actor.objects.filter(name="Secretaría de Salud").update(parent=None)
    document = Document.objects.get(sha256__in=known())
    assert describe_known(plan, [document], by=None)
    assert plan.objectives.get(code="1.1").short_name == "Lo nuestro"
    assert str(Actor.objects.get(name="Secretaría de Salud").parent) == plan.government


def run(*files: Path, **options: Any) -> dict[str, Any]:
    said = io.StringIO()
    call_command("import", *files, yes=True, json=True, stdout=said, **options)
    found: dict[str, Any] = json.loads(said.getvalue())
    return found


@pytest.mark.slow
def test_the_import_command_brings_it_for_exactly_this_document(tmp_path: Path, plan: Plan) -> None:
    Unit.objects.filter(name="Secretaría de Salud").update(short_name="Salud")
    first = run(FILE, plan="otra-ciudad")
    other = Plan.objects.get(code="otra-ciudad")
    assert other.objectives.get(code="2.3").short_name == "Movilidad"
    assert other.objectives.get(code="2.3").declared_units.count() == 3
    assert (first["created"] > 0, run(FILE, plan="otra-ciudad")["changes"]) == (True, 0)
    assert history.of(other).filter(verb="described").count() == 1
    altered = tmp_path / "alterado.txt"
    altered.write_bytes(FILE.read_bytes() + b"\n")
    run(altered, plan="tercera")
    assert Plan.objects.get(code="tercera").objectives.get(code="2.3").short_name == ""
