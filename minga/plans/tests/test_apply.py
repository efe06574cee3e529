"""Applying a draft: all or nothing, in sets, nothing twice, nothing of people's lost."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from minga.base.models import Entry
from minga.base.steps import Refused
from minga.intake.documents import keep
from minga.intake.models import Document, Finding, Import
from minga.intake.reading import Observation, Reading, Source
from minga.people.models import User
from minga.plans.actions.apply import apply
from minga.plans.actions.edit import step
from minga.plans.draft import ArticulationDraft, InitiativeDraft, ObjectiveDraft, PlanDraft
from minga.plans.models import Articulation, Initiative, MechanismUse, Plan

pytestmark = pytest.mark.django_db


def said(text: str, line: int = 1) -> Source:
    return Source(text, (line,), 1)


def initiative(number: int, name: str, *objectives: str) -> InitiativeDraft:
    return InitiativeDraft(
        "1",
        number,
        name,
        tuple(
            ArticulationDraft(
                k,
                text,
                ("convenio", "acuerdo"),
                {"objective": said(text, number), "mechanisms": said("Convenios y Acuerdos")},
            )
            for k, text in enumerate(objectives, 1)
        ),
        {"name": said(name, number)},
    )


def draft(*initiatives: InitiativeDraft) -> PlanDraft:
    return PlanDraft(
        title="Plan de prueba",
        government="",
        first_year=2027,
        last_year=2030,
        language="es",
        levels=("Objetivo",),
        objectives=(ObjectiveDraft("1", "Vivir mejor", 1, "", said("1 Vivir mejor"), declared=2),),
        initiatives=initiatives,
        observations=(
            Observation("missing_mechanism", "high", "certain", (7,), {"name": "x"}, {}, ("1#1",)),
        ),
    )


PLAN = draft(
    initiative(1, "Sembrar árboles", "Con los barrios", "Con las escuelas"),
    initiative(2, "Limpiar el río", "Con los vecinos"),
)


def document(content: bytes = b"a plan") -> Document:
    return keep(content, Reading("plan.txt", "text/plain", "utf-8", (), ()), by=None)


def applied(wanted: PlanDraft, content: bytes = b"a plan") -> Import:
    return apply(wanted, document=document(content), by=None, code="prueba")


def test_it_stores_the_whole_plan() -> None:
    done = applied(PLAN)
    assert done.tally["initiatives"] == 2
    plan = Plan.objects.get(code="prueba")
    assert [i.code for i in plan.initiatives.all()] == ["1.1", "1.2"]
    assert Articulation.objects.filter(initiative__plan=plan).count() == 3
    assert MechanismUse.objects.filter(articulation__initiative__plan=plan).count() == 6
    tree = plan.initiatives.get(code="1.1")
    assert tree.source["name"] == {"text": "Sembrar árboles", "lines": [1], "column": 1}
    assert tree.imported is not None
    assert tree.imported.document.path.read_bytes() == b"a plan"


def test_the_same_document_twice_changes_nothing() -> None:
    first = applied(PLAN)
    revision = Plan.objects.get(code="prueba").revision
    entries = Entry.objects.count()
    again = applied(PLAN)
    assert (first.tally["changes"], again.tally["changes"]) == (7, 0)
    assert again.pk == first.pk
    assert Plan.objects.get(code="prueba").revision == revision
    assert Entry.objects.count() == entries
    assert Finding.objects.about("prueba").count() == 1


def test_a_new_text_replaces_the_old_and_is_remembered() -> None:
    applied(PLAN)
    second = draft(
        initiative(1, "Sembrar mil árboles", "Con los barrios", "Con las escuelas"),
        PLAN.initiatives[1],
    )
    done = applied(second, b"second edition")
    tree = Initiative.objects.get(plan__code="prueba", code="1.1")
    assert tree.name == "Sembrar mil árboles"
    entry = Entry.objects.get(record="plans.initiative", object_id=tree.pk)
    assert (entry.before, entry.after) == (
        {"name": "Sembrar árboles"},
        {"name": "Sembrar mil árboles"},
    )
    assert done.tally["changes"] == 2  # the name, and the finding of the new document
    assert Initiative.objects.matching("mil").get() == tree


def test_what_people_wrote_stays_while_the_document_says_the_same() -> None:
    applied(PLAN)
    Initiative.objects.filter(code="1.2", plan__code="prueba").update(name="Recuperar el río")
    assert applied(PLAN).tally["changes"] == 0
    assert Initiative.objects.get(code="1.2", plan__code="prueba").name == "Recuperar el río"


def test_what_the_document_no_longer_holds_is_withdrawn_not_deleted() -> None:
    applied(PLAN)
    applied(draft(initiative(1, "Sembrar árboles", "Con los barrios")), b"shorter")
    gone = Initiative.objects.get(plan__code="prueba", code="1.2")
    assert gone.status == Initiative.Status.WITHDRAWN
    dropped = Articulation.objects.get(initiative__code="1.1", number=2, initiative__plan=gone.plan)
    assert dropped.status == Articulation.Status.DISCARDED


def test_what_an_import_withdrew_comes_back_with_the_next() -> None:
    applied(PLAN)
    applied(draft(initiative(1, "Sembrar árboles", "Con los barrios")), b"shorter")
    applied(PLAN, b"whole again")
    back = Initiative.objects.get(plan__code="prueba", code="1.2")
    assert back.status == Initiative.Status.PLANNED
    again = Articulation.objects.get(initiative__code="1.1", number=2, initiative__plan=back.plan)
    assert again.status == Articulation.Status.PLANNED


def test_what_a_person_withdrew_stays_so(coordinator: User) -> None:
    applied(PLAN)
    step(Initiative.objects.get(plan__code="prueba", code="1.2"), "withdraw", by=coordinator)
    applied(PLAN)
    assert Initiative.objects.get(plan__code="prueba", code="1.2").status == "withdrawn"


def test_it_refuses_to_withdraw_much_unless_it_is_meant() -> None:
    many = draft(*(initiative(n, f"Iniciativa {n}", "Con todos") for n in range(1, 41)))
    few = draft(*many.initiatives[:20])
    applied(many)
    with pytest.raises(Refused, match="20 iniciativas"):
        applied(few, b"cut")
    standing = Initiative.objects.filter(plan__code="prueba", status="planned")
    assert standing.count() == 40
    done = apply(few, document=document(b"cut"), by=None, code="prueba", withdraw=True)
    assert (done.tally["withdrawn"], standing.count()) == (20, 20)


def test_a_decided_finding_survives_a_second_import() -> None:
    done = applied(PLAN)
    done.findings.update(decision="accepted")
    applied(replace(PLAN, observations=()))
    assert done.findings.get().decision == "accepted"


def test_an_open_finding_goes_when_it_is_no_longer_seen() -> None:
    done = applied(PLAN)
    applied(replace(PLAN, observations=()))
    assert not done.findings.exists()


def test_it_refuses_a_code_that_could_not_stand_in_an_address() -> None:
    with pytest.raises(Refused, match="código"):
        apply(PLAN, document=document(), by=None, code="Año 1")
    assert not Plan.objects.filter(title="Plan de prueba").exists()


def test_it_asks_the_database_in_sets() -> None:
    """A thousand initiatives cost as many questions as two, but for the size of a batch."""
    with CaptureQueriesContext(connection) as few:
        applied(PLAN)
    many = draft(*(initiative(n, f"Iniciativa {n}", "Con todos") for n in range(1, 1001)))
    with CaptureQueriesContext(connection) as a_thousand:
        apply(many, document=document(b"many"), by=None, code="mil")
    assert len(a_thousand) < len(few) + 25


def test_an_import_into_the_real_plan_again_changes_nothing(plan: Plan) -> None:
    from minga.desk.management.commands.demo import PLANS
    from minga.intake.read import read
    from minga.plans.importer import draft_from

    content = (PLANS / "pmdot-apendice-12.txt").read_bytes()
    reading = read(content, "pmdot-apendice-12.txt")
    done = apply(draft_from(reading), document=keep(content, reading, by=None), by=None)
    assert done.into == plan.code
    assert done.tally["changes"] == 0
