"""Undoing an import: the plan is as before, and what people did since stays."""

from __future__ import annotations

from dataclasses import replace

import pytest

from minga.base.steps import Refused
from minga.intake.documents import keep
from minga.intake.models import Document, Finding, Import
from minga.intake.reading import Reading
from minga.people.models import User
from minga.plans.actions.apply import apply
from minga.plans.actions.edit import step
from minga.plans.actions.undo import snapshot, undo
from minga.plans.models import Articulation, Initiative, MechanismUse, Objective, Plan
from minga.plans.tests.test_apply import draft, initiative

pytestmark = pytest.mark.django_db


def document(name: str) -> Document:
    return keep(name.encode(), Reading(name, "text/plain", "utf-8", (), ()), by=None)


FIRST = draft(initiative(1, "Red de ciclovías", "Coordinar", "Construir"), initiative(2, "Huertos"))


def applied(read: object = FIRST, name: str = "plan.txt") -> Import:
    return apply(read, document=document(name), by=None, code="prueba")  # type: ignore[arg-type]


def test_undoing_the_first_import_leaves_no_plan() -> None:
    imported = applied()
    undone = undo(imported, by=None)
    assert undone.plan_gone and undone.deleted == 2
    assert not Plan.objects.filter(code="prueba").exists()
    assert not Initiative.objects.filter(imported=imported).exists()
    assert imported.status == Import.Status.UNDONE
    assert not Finding.objects.filter(imported=imported).exists()


def test_what_was_undone_can_be_applied_again() -> None:
    imported = applied()
    undo(imported, by=None)
    again = applied()
    assert again.pk == imported.pk and again.status == Import.Status.APPLIED
    plan = Plan.objects.get(code="prueba")
    assert plan.initiatives.count() == 2
    assert Finding.objects.about("prueba").get().subjects.count() == 1


def test_undoing_a_change_puts_the_old_text_back() -> None:
    applied()
    plan = Plan.objects.get(code="prueba")
    before = snapshot(plan)
    second = draft(
        initiative(1, "Red de ciclovías y senderos", "Coordinar", "Mantener"),
        initiative(2, "Huertos", "Sembrar"),
        initiative(3, "Reciclaje"),
    )
    imported = applied(second, "otro.txt")
    assert plan.initiatives.count() == 3
    undo(imported, by=None)
    assert snapshot(plan) == before


def test_mechanisms_come_back_too() -> None:
    applied()
    plan = Plan.objects.get(code="prueba")
    part = FIRST.initiatives[0].articulations[0]
    sources = {**part.sources, "mechanisms": replace(part.sources["mechanisms"], text="Contrato")}
    changed = replace(part, mechanisms=("contrato",), sources=sources)
    one = replace(FIRST.initiatives[0], articulations=(changed,))
    imported = applied(replace(FIRST, initiatives=(one, FIRST.initiatives[1])), "otro.txt")
    uses = MechanismUse.objects.filter(articulation__initiative__plan=plan)
    assert [u.mechanism.code for u in uses.filter(articulation__number=1)] == ["contrato"]
    undo(imported, by=None)
    assert [u.mechanism.code for u in uses.filter(articulation__number=1)] == [
        "convenio",
        "acuerdo",
    ]
    assert Articulation.objects.get(initiative__plan=plan, number=2).status == "planned"


def test_what_a_person_worked_on_is_withdrawn_not_deleted(coordinator: User) -> None:
    imported = applied()
    worked_on = Initiative.objects.get(plan__code="prueba", number=1)
    step(worked_on, "start", by=coordinator)
    undone = undo(imported, by=coordinator)
    assert undone.kept == ["1.1"] and undone.deleted == 1
    worked_on.refresh_from_db()
    assert worked_on.status == Initiative.Status.WITHDRAWN


def test_what_a_person_wrote_since_stays(coordinator: User) -> None:
    applied()
    imported = applied(
        draft(initiative(1, "Ciclovías", "Coordinar", "Construir"), initiative(2, "Huertos")), "b"
    )
    mine = Initiative.objects.get(plan__code="prueba", number=1)
    Initiative.objects.filter(pk=mine.pk).update(name="Ciclovías para todas")
    undo(imported, by=coordinator)
    mine.refresh_from_db()
    assert mine.name == "Ciclovías para todas"


def test_only_the_last_import_is_undone() -> None:
    first = applied()
    applied(draft(initiative(1, "Ciclovías"), initiative(2, "Huertos")), "otro.txt")
    with pytest.raises(Refused, match="primero ese"):
        undo(first, by=None)
    assert Objective.objects.filter(plan__code="prueba").count() == 1
