"""What a workbook may not do: take what is of others, or take back what others built on."""

from __future__ import annotations

import datetime
from io import BytesIO
from typing import Any

import pytest

from minga.actors.models import Actor
from minga.base.search import matching
from minga.base.steps import Refused
from minga.files.actions import attach
from minga.files.models import Attachment
from minga.monitoring import book
from minga.monitoring.actions import define, milestones, periods
from minga.monitoring.book.undo import undo
from minga.monitoring.models import Indicator, Milestone, Period, Reading, Workbook
from minga.monitoring.tests import books
from minga.people.models import User
from minga.plans.models import Initiative, Plan

SHEET = ("code", "name", "initiative", "unit", "direction", "frequency", "owner")
NEEDED = ("code", "name", "unit", "direction", "frequency")
SAME = ("viajes", "aumentar", "mensual")
STEPS = ("uuid", "initiative", "name", "due")
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture
def other(plan: Plan, led: Initiative) -> Initiative:
    """Led by another unit."""
    found = plan.initiatives.exclude(leads__in=led.leads.all()).order_by("position").first()
    assert found
    return found


def bring(plan: Plan, by: User, **sheets: Any) -> tuple[Workbook, list[tuple[str, str]]]:
    found = book.read(books.book(**sheets), "libro.xlsx")
    kept = book.keep(plan, found, mark=",", send=True, by=by)
    done = book.apply(kept, by=by)
    return kept, [(line.kind, " ".join(line.why)) for some in done.lines.values() for line in some]


def test_nobody_takes_the_milestone_of_another_unit(
    plan: Plan, led: Initiative, other: Initiative, delegate: User, coordinator: User
) -> None:
    theirs = milestones.add(other, by=coordinator, name="Suyo", due=datetime.date(2026, 12, 1))
    row = (str(theirs.uuid), led.code, "Nuestro", "2026-12-01")
    [(kind, why)] = bring(plan, delegate, Hitos=[STEPS, row])[1]
    assert kind == "rejected" and f"La iniciativa {other.code} no la lidera su unidad" in why
    assert Milestone.objects.get().initiative == other


def test_a_head_measures_what_the_unit_leads_as_on_the_page(
    plan: Plan, led: Initiative, other: Initiative, head: User, mobility: Actor
) -> None:
    def row(code: str, of: str) -> tuple[Any, ...]:
        assert mobility.unit
        return (code, "Pasos", of, "pasos", "aumentar", "mensual", mobility.unit.name)

    rows = [SHEET, row("Z-1", other.code), row("Z-2", led.code)]
    told = bring(plan, head, Indicadores=rows)[1]
    assert [kind for kind, _why in told] == ["rejected", "new"]
    assert "no la lidera su unidad" in told[0][1]
    [(kind, _why)] = bring(plan, head, Indicadores=[SHEET, row("Z-2", other.code)])[1]
    assert kind == "rejected"
    assert Indicator.objects.get().initiative == led


def test_a_closed_period_keeps_what_a_workbook_brought(
    indicator: Indicator, coordinator: User
) -> None:
    january = books.month(indicator, 1)
    rows = [books.READINGS, ("I-001", "2026-01", 5)]
    kept, _told = bring(indicator.plan, coordinator, Lecturas=rows)
    periods.close(Period.objects.get(pk=january.pk), by=coordinator, anyway=True)
    assert undo(kept, by=coordinator) == (0, 1)
    assert Reading.objects.get().value == 5


def test_a_reading_with_evidence_that_somebody_added_stays(
    indicator: Indicator, coordinator: User
) -> None:
    books.month(indicator, 1)
    rows = [books.READINGS, ("I-001", "2026-01", 5)]
    kept, _told = bring(indicator.plan, coordinator, Lecturas=rows)
    reading = Reading.objects.get()
    attach(BytesIO(PDF), "acta.pdf", reading, Attachment.Kind.EVIDENCE, by=coordinator)
    assert undo(kept, by=coordinator) == (0, 1)
    assert Reading.objects.exists()


def test_a_code_that_another_took_since_is_said_and_nothing_is_undone(
    indicator: Indicator, led: Initiative, coordinator: User
) -> None:
    rows = [("uuid", *NEEDED), (str(indicator.uuid), "I-900", "Nuevo", *SAME)]
    kept, told = bring(led.plan, coordinator, Indicadores=rows)
    assert told == [("changed", "")]
    values = {"name": "n", "unit": "u", "direction": "increase", "frequency": "monthly"}
    define.define(led.plan, led, {**values, "code": "I-001"}, by=coordinator)
    with pytest.raises(Refused, match="No se puede deshacer"):
        undo(kept, by=coordinator)
    indicator.refresh_from_db()
    assert (indicator.code, indicator.name) == ("I-900", "Nuevo")


def test_a_search_finds_the_name_that_came_back(indicator: Indicator, coordinator: User) -> None:
    rows = [("uuid", *NEEDED), (str(indicator.uuid), "I-001", "Jaguares", *SAME)]
    kept, _told = bring(indicator.plan, coordinator, Indicadores=rows)
    undo(kept, by=coordinator)
    found = Indicator.objects.filter(matching("monitoring.indicator", "jaguares"))
    assert not found.exists()
    assert Indicator.objects.matching("transporte").get() == indicator
