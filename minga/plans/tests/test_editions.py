"""A plan published again: everything stays with its successor, and each edition is kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from minga.intake.documents import keep
from minga.intake.models import Document, Import
from minga.intake.reading import Reading, Source
from minga.people.models import Unit
from minga.plans import changes
from minga.plans.actions.apply import apply
from minga.plans.actions.undo import snapshot, undo
from minga.plans.draft import InitiativeDraft, ObjectiveDraft, PlanDraft
from minga.plans.models import Edition, Initiative, Lead, Plan, Succession

pytestmark = pytest.mark.django_db

OBJECTIVES = ("Vivir mejor en los barrios", "Moverse con facilidad")


def said(text: str) -> Source:
    return Source(text, (1,), 1)


def printed(*names: tuple[str, str], objectives: tuple[str, ...] = OBJECTIVES) -> PlanDraft:
    """(code of the objective, name) of each initiative."""
    numbers: dict[str, int] = {}
    initiatives = []
    for objective, name in names:
        numbers[objective] = numbers.get(objective, 0) + 1
        sources = {"name": said(name)}
        initiatives.append(InitiativeDraft(objective, numbers[objective], name, (), sources))
    return PlanDraft(
        "Plan de prueba",
        "",
        2027,
        2030,
        "es",
        ("Eje",),
        tuple(
            ObjectiveDraft(str(n), text, 1, "", said(text)) for n, text in enumerate(objectives, 1)
        ),
        tuple(initiatives),
        (),
    )


def document(name: str) -> Document:
    return keep(name.encode(), Reading(name, "text/plain", "utf-8", (), ()), by=None)


OLD = printed(
    ("1", "Huertos comunitarios en cada barrio"),
    ("1", "Construcción de parques infantiles y canchas deportivas"),
    ("2", "Red de ciclovías"),
    ("2", "Paradas accesibles"),
    ("2", "Señales luminosas en los cruces peatonales"),
)
NEW = printed(
    ("1", "Red de ciclovías"),
    ("1", "Huertos comunitarios y composteras en cada barrio"),
    ("2", "Construcción de parques infantiles"),
    ("2", "Canchas deportivas"),
    ("2", "Paradas accesibles"),
    ("2", "Vacunación de mascotas"),
)


def first() -> Plan:
    apply(OLD, document=document("uno.txt"), by=None, code="prueba")
    return Plan.objects.get(code="prueba")


def second(continues: dict[str, str] | None = None) -> Import:
    return apply(
        NEW, document=document("dos.txt"), by=None, code="prueba", continues=continues or {}
    )


def test_each_initiative_lives_on_in_its_successor() -> None:
    plan = first()
    before = {i.name: i.pk for i in plan.initiatives.all()}
    second()
    after = {i.name: (i.pk, i.code) for i in plan.initiatives.listed()}
    assert after["Red de ciclovías"] == (before["Red de ciclovías"], "1.1")
    assert after["Huertos comunitarios y composteras en cada barrio"] == (
        before["Huertos comunitarios en cada barrio"],
        "1.2",
    )
    assert after["Paradas accesibles"][0] == before["Paradas accesibles"]
    assert (
        after["Construcción de parques infantiles"][0]
        == before["Construcción de parques infantiles y canchas deportivas"]
    )
    assert len(after) == 6


def test_what_hangs_on_an_initiative_stays_with_it() -> None:
    plan = first()
    bikes = plan.initiatives.get(name="Red de ciclovías")
    unit = Unit.objects.create(name="Unidad de prueba")
    Lead.objects.create(initiative=bikes, unit=unit)
    second()
    assert [i.code for i in plan.initiatives.led_by(unit)] == ["1.1"]


def test_a_split_remembers_what_it_came_from() -> None:
    plan = first()
    second()
    heir = Succession.objects.get()
    assert (heir.kind, heir.after.name) == ("split", "Canchas deportivas")
    assert heir.before.plan == plan


def test_what_nobody_continues_is_withdrawn_and_kept() -> None:
    plan = first()
    second()
    gone = plan.initiatives.get(status=Initiative.Status.WITHDRAWN)
    assert gone.name == "Señales luminosas en los cruces peatonales"


def test_a_person_decides_who_continues_whom() -> None:
    plan = first()
    lights = plan.initiatives.get(name="Señales luminosas en los cruces peatonales")
    second({"2#4": str(lights.pk)})
    lights.refresh_from_db()
    assert lights.name == "Vacunación de mascotas" and lights.code == "2.4"


def test_both_editions_are_kept_as_printed() -> None:
    plan = first()
    second()
    one, two = plan.editions.all()
    assert [e.name for e in one.entries.all()] == [i.name for i in OLD.initiatives]
    assert [e.name for e in two.entries.all()] == [i.name for i in NEW.initiatives]
    assert one.entries.get(code="2.1").initiative == two.entries.get(code="1.1").initiative


def test_the_comparison_says_what_became_of_each() -> None:
    plan = first()
    second()
    found = changes.between(*plan.editions.all())
    kinds = {
        (c.kind, tuple(b.code for b in c.before), tuple(a.code for a in c.after)) for c in found
    }
    assert kinds == {
        ("moved", ("2.1",), ("1.1",)),
        ("reworded", ("1.1",), ("1.2",)),
        ("split", ("1.2",), ("2.1", "2.2")),
        ("same", ("2.2",), ("2.3",)),
        ("added", (), ("2.4",)),
        ("gone", ("2.3",), ()),
    }


def test_the_same_document_again_is_the_same_edition() -> None:
    plan = first()
    apply(OLD, document=document("uno.txt"), by=None, code="prueba")
    assert plan.editions.count() == 1


def test_undoing_an_edition_puts_the_earlier_one_back() -> None:
    plan = first()
    before = snapshot(plan)
    undo(second(), by=None)
    assert snapshot(plan) == before
    assert [e.number for e in Edition.objects.filter(plan=plan)] == [1]


def test_objectives_change_places_with_their_codes() -> None:
    plan = first()
    texts = {o.text: o.pk for o in plan.objectives.all()}
    turned = printed(("1", "Red de ciclovías"), objectives=(OBJECTIVES[1], OBJECTIVES[0]))
    apply(turned, document=document("dos.txt"), by=None, code="prueba", continues={})
    assert {o.text: (o.pk, o.code) for o in plan.objectives.all()} == {
        OBJECTIVES[1]: (texts[OBJECTIVES[1]], "1"),
        OBJECTIVES[0]: (texts[OBJECTIVES[0]], "2"),
    }


def test_a_new_objective_may_take_the_code_of_one_that_is_gone() -> None:
    plan = first()
    fresh = printed(
        ("2", "Paradas accesibles"), objectives=("Vivir mejor en los barrios", "Respirar")
    )
    apply(fresh, document=document("dos.txt"), by=None, code="prueba", continues={})
    assert plan.objectives.get(code="2").text == "Respirar"


def test_words_are_compared_one_by_one() -> None:
    pieces = list(changes.words("Red de ciclovías", "Red urbana de ciclovías"))
    assert [(p.kind, p.text.strip()) for p in pieces] == [
        ("same", "Red"),
        ("new", "urbana"),
        ("same", "de ciclovías"),
    ]


def test_everybody_can_browse_compare_and_cite(client: Client) -> None:
    first()
    second()
    for name, args, says in (
        ("plans:editions", ["prueba"], "dos.txt"),
        ("plans:edition", ["prueba", 1], "Red de ciclovías"),
        ("plans:compare", ["prueba", 2], "<del>"),
        ("plans:edition_entry", ["prueba", 1, "2.1"], "Hoy es la iniciativa 1.1"),
    ):
        page = client.get(reverse(name, args=args))
        assert page.status_code == 200 and says in page.content.decode(), name


def test_the_draft_of_an_edition_keeps_titles() -> None:
    plan = first()
    titled = replace(NEW, title="Plan de prueba, segunda edición")
    apply(titled, document=document("dos.txt"), by=None, code="prueba", continues={})
    assert plan.editions.last().title == "Plan de prueba, segunda edición"  # type: ignore[union-attr]


def test_the_command_brings_in_an_edition(tmp_path: Path) -> None:
    head = "Eje;Iniciativa;Responsable\n"
    for name, text in (
        ("uno.csv", "Moverse;Red de ciclovías;Movilidad\nMoverse;Paradas accesibles;Movilidad\n"),
        ("dos.csv", "Moverse;Paradas accesibles;Movilidad\nMoverse;Red de ciclovías;Movilidad\n"),
    ):
        (tmp_path / name).write_text(head + text)
    call_command("import", str(tmp_path / "uno.csv"), plan="prueba", yes=True, json=True)
    plan = Plan.objects.get(code="prueba")
    before = {i.name: i.pk for i in plan.initiatives.all()}
    second = str(tmp_path / "dos.csv")
    call_command("import", second, plan="prueba", yes=True, json=True, edition=True)
    assert {i.name: i.pk for i in plan.initiatives.all()} == before
    assert plan.initiatives.get(name="Paradas accesibles").code == "1.1"
    assert plan.editions.count() == 2
