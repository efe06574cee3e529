"""What documents say besides names is stored, shown, found and never put over what people wrote."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from minga.base.models import Entry
from minga.intake.documents import keep
from minga.intake.models import Import
from minga.intake.reading import Reading, Source
from minga.people.models import User
from minga.plans import details
from minga.plans.actions.apply import apply
from minga.plans.actions.undo import undo
from minga.plans.draft import (
    BudgetDraft,
    IndicatorDraft,
    InitiativeDraft,
    ObjectiveDraft,
    Party,
    PlanDraft,
    Value,
)
from minga.plans.models import Initiative, Plan
from minga.territory.models import Area

pytestmark = pytest.mark.django_db


def said(text: str) -> Source:
    return Source(text, (2,), 1)


RIVER = InitiativeDraft(
    "1",
    1,
    "Limpieza del río Seco",
    (),
    {
        "name": said("Limpieza del río Seco"),
        "starts": said("2026-2027"),
        "ends": said("2026-2027"),
        "status": said("En ejecución"),
        "areas": said("Calderón; Otro lugar"),
    },
    identifier="A.1",
    parties=(Party("responsible", "Secretaría de Ríos"), Party("partner", "Vecinos")),
    indicators=(
        IndicatorDraft(
            "Tramos", "km", Value("2", Decimal(2)), "2023", (("2027", Value("9", Decimal(9))),)
        ),
    ),
    budget=(
        BudgetDraft(Value("1.000,50", Decimal("1000.50")), "2026", "Propio", "USD"),
        BudgetDraft(Value("2.000", Decimal(2000)), "2027", "Propio", "USD"),
    ),
    starts=date(2026, 1, 1),
    ends=date(2027, 12, 31),
    period_printed="2026-2027",
    status="under_way",
    status_printed="En ejecución",
    progress=Decimal("45.5"),
    progress_printed="45,5 %",
    areas=("Calderón", "Otro lugar"),
    attributes={"Riesgo": "bajo\nmedio"},
)
PLAN = PlanDraft(
    "Plan de ríos",
    "",
    2026,
    2029,
    "es",
    ("Eje",),
    (ObjectiveDraft("1", "Agua", 1, "", said("Agua"), attributes={"Meta general": "Más agua"}),),
    (RIVER,),
    (),
)


def applied(river: InitiativeDraft = RIVER, content: bytes = b"rivers") -> Import:
    document = keep(content, Reading("rios.csv", "text/csv", "utf-8", (), ()), by=None)
    draft = replace(PLAN, initiatives=(river,))
    return apply(draft, document=document, by=None, code="rios")


def river() -> Initiative:
    return Initiative.objects.get(plan__code="rios")


def test_all_that_a_draft_says_is_stored_and_read_back() -> None:
    applied()
    found = details.read(river().details)
    for name in ("identifier", "parties", "indicators", "budget", "areas", "attributes"):
        assert getattr(found, name) == getattr(RIVER, name), name
    assert (found.progress, found.status_printed) == (Decimal("45.5"), "En ejecución")
    objective = Plan.objects.get(code="rios").objectives.get()
    assert objective.details == {"attributes": {"Meta general": "Más agua"}}


def test_dates_state_and_territory_become_those_of_the_initiative(plan: Plan) -> None:
    applied()
    found = river()
    assert (found.starts, found.ends) == (date(2026, 1, 1), date(2027, 12, 31))
    assert found.status == Initiative.Status.UNDER_WAY
    assert [area.name for area in found.areas.all()] == ["Calderón"]


def test_the_same_document_again_changes_nothing() -> None:
    applied()
    assert applied().tally["changes"] == 0


def test_what_a_document_says_anew_is_taken_over_and_remembered() -> None:
    applied()
    later = replace(
        RIVER,
        status="done",
        status_printed="Concluida",
        ends=date(2028, 12, 31),
        sources={**RIVER.sources, "status": said("Concluida"), "ends": said("2026-2028")},
    )
    assert applied(later, b"second").tally["changes"] == 1
    found = river()
    assert (found.status, found.ends) == ("done", date(2028, 12, 31))
    entry = Entry.objects.get(record="plans.initiative", object_id=found.pk, verb="imported")
    assert (entry.before["status"], entry.after["status"]) == ("under_way", "done")
    assert entry.after["ends"] == "2028-12-31"


def test_what_people_wrote_stays(plan: Plan) -> None:
    bare = replace(RIVER, starts=None, ends=None, status="", areas=(), sources={
        "name": RIVER.sources["name"]
    })  # fmt: skip
    applied(bare)
    found = river()
    found.starts, found.status = date(2025, 5, 1), Initiative.Status.STOPPED
    found.save()
    elsewhere = Area.objects.get(name="Tumbaco", kind="rural_parish")
    found.areas.add(elsewhere)
    applied(RIVER, b"second")
    found.refresh_from_db()
    assert (found.starts, found.status) == (date(2025, 5, 1), "stopped")
    assert found.ends == date(2027, 12, 31)
    assert list(found.areas.all()) == [elsewhere]


def test_a_value_that_people_changed_stays_while_the_document_says_the_same() -> None:
    applied()
    Initiative.objects.filter(plan__code="rios").update(status="done", starts=date(2026, 3, 1))
    assert applied().tally["changes"] == 0
    assert (river().status, river().starts) == ("done", date(2026, 3, 1))


def test_days_in_the_wrong_order_are_not_taken() -> None:
    wrong = replace(RIVER, starts=date(2028, 1, 1), ends=date(2026, 1, 1))
    applied(wrong)
    assert (river().starts, river().ends) == (None, None)


def test_undoing_takes_it_all_back() -> None:
    applied()
    done = applied(replace(RIVER, attributes={"Riesgo": "alto"}), b"second")
    undo(done, by=None)
    assert river().details["attributes"] == {"Riesgo": "bajo\nmedio"}


def test_it_is_found_by_its_code_and_by_who_takes_part() -> None:
    applied()
    assert Initiative.objects.matching("vecinos").get() == river()
    assert Initiative.objects.matching("A.1").filter(plan__code="rios").get() == river()


def test_its_page_shows_all_of_it(client: Client, coordinator: User) -> None:
    applied()
    client.force_login(coordinator)
    page = client.get(river().get_absolute_url()).content.decode()
    for text in (
        *("Secretaría de Ríos", "Vecinos", "Tramos", "1.000,50", "Riesgo", "A.1"),
        *("El documento dice «2026-2027»", "En ejecución, 45,5 %", "2027", "Propio"),
    ):
        assert text in page, text
    assert "3.000,50 USD" in page.replace("\xa0", ".").replace("\u202f", ".")
    assert "Sin indicador" not in page
    assert "Sin presupuesto" not in page


def test_a_total_is_only_given_where_every_line_has_a_number() -> None:
    lines = (*RIVER.budget, BudgetDraft(Value("s/d"), "2028", "Propio", "USD"))
    assert details.budget_table(lines).totals == ()
    assert details.budget_table(RIVER.budget).totals == (("USD", Decimal("3000.50")),)
