"""Readings are reported one by one and in sets, and every refusal is one clear sentence."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from minga.base import history
from minga.base.steps import Refused
from minga.files.models import Attachment
from minga.monitoring.actions.decide import approve, give_back
from minga.monitoring.actions.report import Entry, discard, report, report_many
from minga.monitoring.models import Indicator, Period, Reading
from minga.monitoring.tests.readings_cast import month, sent, several, year
from minga.notices.models import Notice
from minga.people.models import User
from minga.plans.models import Plan
from minga.territory.models import Area


@pytest.fixture
def march(plan: Plan) -> Period:
    return month(plan, 3)


def why(indicator: Indicator, period: Period, *, by: User, **values: Any) -> str:
    """Why it is refused; nothing is kept of it."""
    before = Reading.objects.count()
    with pytest.raises(Refused) as refusal:
        report(indicator, period, by=by, send=True, **values)
    assert Reading.objects.count() == before
    return " ".join(refusal.value.messages)


def test_a_delegate_saves_a_draft_and_then_sends_it(
    indicator: Indicator, march: Period, delegate: User, head: User
) -> None:
    draft = report(indicator, march, value=Decimal("120.5"), by=delegate, send=False)
    assert (draft.status, draft.reported_at) == ("draft", None)
    assert not Notice.objects.exists()
    same = report(indicator, march, value=Decimal(130), by=delegate, send=True)
    assert same.pk == draft.pk
    draft.refresh_from_db()
    assert (draft.status, draft.value, draft.reported_by) == (
        "sent",
        Decimal(130),
        delegate,
    )
    assert [e.verb for e in history.of(draft)] == ["sent", "drafted"]
    assert history.of(draft)[0].before["value"] == "120.5"
    [notice] = Notice.objects.all()
    assert (notice.to, notice.kind) == (head, "monitoring.sent")


def test_a_share_is_computed_from_its_two_parts(
    ratio_indicator: Indicator, plan: Plan, delegate: User
) -> None:
    kept = report(
        ratio_indicator,
        year(plan),
        numerator=Decimal(1),
        denominator=Decimal(3),
        by=delegate,
        send=True,
    )
    kept.refresh_from_db()
    assert kept.value == Decimal("33.333333")
    assert (kept.numerator, kept.denominator) == (Decimal(1), Decimal(3))


def test_what_cannot_be_is_refused_with_a_sentence(
    indicator: Indicator, ratio_indicator: Indicator, plan: Plan, march: Period, delegate: User
) -> None:
    whole = year(plan)
    one, two = Decimal(1), Decimal(2)
    assert why(indicator, march, by=delegate) == "Falta el valor: escríbalo."
    assert why(indicator, whole, value=one, by=delegate) == (
        "El indicador I-001 es mensual y el período 2026 es anual:"
        " elija un período de su frecuencia."
    )
    assert "no se mide por área" in why(
        indicator, march, value=one, area=Area.objects.first(), by=delegate
    )
    assert why(indicator, march, value=one, category="mujeres", by=delegate) == (
        "«mujeres» no es una categoría del indicador I-001: no tiene ninguna."
    )
    assert "un solo valor" in why(indicator, march, value=one, numerator=two, by=delegate)
    assert "demasiado largo" in why(indicator, march, value=Decimal(10) ** 18, by=delegate)
    assert "El denominador no puede ser 0" in why(
        ratio_indicator, whole, numerator=one, denominator=Decimal(0), by=delegate
    )
    assert why(ratio_indicator, whole, numerator=one, by=delegate) == (
        "Falta el denominador: escriba las dos partes."
    )
    assert why(ratio_indicator, whole, denominator=two, by=delegate) == (
        "Falta el numerador: escriba las dos partes."
    )
    assert "no es 50" in why(
        ratio_indicator, whole, value=one, numerator=one, denominator=two, by=delegate
    )
    indicator.status = Indicator.Status.RETIRED
    assert "está retirado" in why(indicator, march, value=one, by=delegate)


def test_a_period_of_another_plan_is_refused(indicator: Indicator, delegate: User) -> None:
    other = Plan.objects.create(code="otro", title="Otro")
    assert "es de otro plan" in why(indicator, month(other, 3), value=Decimal(1), by=delegate)


@pytest.mark.parametrize("status, says", [("closed", "está cerrado"), ("planned", "no se abre")])
def test_a_period_that_is_not_open_takes_no_reading(
    indicator: Indicator, plan: Plan, delegate: User, status: str, says: str
) -> None:
    period = month(plan, 3, status=status)
    assert says in why(indicator, period, value=Decimal(1), by=delegate)
    stale = Period.objects.get(pk=period.pk)
    Period.objects.filter(pk=period.pk).update(status="open")
    assert report(indicator, stale, value=Decimal(1), by=delegate, send=True).pk


def test_a_period_closed_meanwhile_is_noticed(
    indicator: Indicator, march: Period, delegate: User
) -> None:
    Period.objects.filter(pk=march.pk).update(status="closed")
    assert why(indicator, march, value=Decimal(1), by=delegate) == (
        "El período 2026-03 está cerrado; pida a la coordinación que lo abra."
    )


def test_only_its_unit_reports_it(
    indicator: Indicator, march: Period, partner: User, coordinator: User, university: Any
) -> None:
    said = why(indicator, march, value=Decimal(1), by=partner)
    assert said.startswith("El indicador I-001 es de ") and "solo esa unidad" in said
    assert report(indicator, march, value=Decimal(1), by=coordinator, send=True).pk
    indicator.owner_id = university.unit_id
    indicator.code = "I-900"
    indicator.pk = None
    indicator.uuid = type(indicator)._meta.get_field("uuid").get_default()
    indicator.save()
    assert report(indicator, march, value=Decimal(1), by=partner, send=True).pk


def test_a_cell_is_reported_once(
    indicator: Indicator, march: Period, delegate: User, head: User
) -> None:
    first = sent(indicator, march, 120, by=delegate)
    assert why(indicator, march, value=Decimal(121), by=delegate).startswith("Usted ya la envió")
    assert f"Ya la envió {delegate} el " in why(indicator, march, value=Decimal(121), by=head)
    assert report(indicator, march, value=Decimal(120), by=head, send=True).pk == first.pk
    approve(first, by=head)
    assert why(indicator, march, value=Decimal(121), by=delegate) == (
        "Ya hay una lectura aprobada (120): rectifíquela."
    )
    [again] = report_many([Entry(7, indicator, march, value=Decimal(120))], by=delegate, send=True)
    assert (again.at, again.kind) == (7, "same")
    assert Reading.objects.count() == 1


def test_what_was_returned_is_corrected_and_sent_again(
    indicator: Indicator, march: Period, delegate: User, head: User
) -> None:
    first = sent(indicator, march, 120, by=delegate)
    give_back(first, reason="Falta febrero.", by=head)
    kept = report(indicator, march, value=Decimal(125), by=delegate, send=False)
    assert (kept.pk, kept.status, kept.reason) == (first.pk, "returned", "Falta febrero.")
    report(indicator, march, value=Decimal(125), by=delegate, send=True)
    give_back(read(first), reason="Falta la fuente.", by=head)
    report(indicator, march, value=Decimal(126), by=delegate, send=True)
    returns = [e.note for e in history.of(first) if e.verb == "given_back"]
    assert returns == ["Falta la fuente.", "Falta febrero."]


def test_a_total_that_fell_has_to_be_confirmed(
    indicator: Indicator, plan: Plan, march: Period, delegate: User
) -> None:
    sent(indicator, march, 120, by=delegate)
    april = month(plan, 4)
    assert why(indicator, april, value=Decimal(110), by=delegate) == (
        "El acumulado 110 es menor que el de 2026-03 (120): corríjalo o confirme que bajó."
    )
    assert report(indicator, april, value=Decimal(110), by=delegate, send=False).pk  # a draft may
    kept = report(indicator, april, value=Decimal(110), lower=True, by=delegate, send=True)
    assert kept.status == "sent"
    next_year = month(plan, 1, year=2027)
    assert report(indicator, next_year, value=Decimal(5), by=delegate, send=True).pk


def test_areas_and_categories_are_cells_of_their_own(
    indicator: Indicator, march: Period, delegate: User
) -> None:
    indicator.by_area, indicator.categories = True, ["mujeres", "hombres"]
    indicator.save()
    north, south = Area.objects.all()[:2]
    entries = [
        Entry(at, indicator, march, area, category, value=Decimal(at))
        for at, (area, category) in enumerate(
            [(None, ""), (north, ""), (north, "mujeres"), (south, "mujeres"), (north, "mujeres")]
        )
    ]
    outcomes = report_many(entries, by=delegate, send=True)
    assert [o.kind for o in outcomes] == ["new"] * 4 + ["refused"]
    assert outcomes[-1].why == "Esta lectura está dos veces: también en la fila 2."
    assert Reading.objects.count() == 4


def test_the_good_ones_are_sent_and_the_wrong_ones_say_why(
    indicator: Indicator, march: Period, delegate: User, head: User
) -> None:
    known = several(indicator, 20)
    entries = [
        Entry(at, one, march, value=None if at == 4 else Decimal(at))
        for at, one in enumerate(known)
    ]
    outcomes = report_many(entries, by=delegate, send=True)
    assert [o.at for o in outcomes if o.kind == "refused"] == [4]
    assert Reading.objects.filter(status="sent").count() == 19
    [notice] = Notice.objects.filter(to=head)  # once, not nineteen times
    assert (notice.kind, notice.params["n"]) == ("monitoring.sent_many", 19)
    assert history.of(outcomes[0].reading)[0].verb == "sent"  # type: ignore[arg-type]


def test_a_thousand_ask_no_more_than_ten(
    indicator: Indicator, march: Period, delegate: User
) -> None:
    known = several(indicator, 60)
    assert delegate.own_units  # read once
    counts = []
    for some, send in ((known[:3], False), (known[3:], False), (known[:3], True), (known, True)):
        entries = [Entry(at, one, march, value=Decimal(at + 1)) for at, one in enumerate(some)]
        with CaptureQueriesContext(connection) as queries:
            report_many(entries, by=delegate, send=send)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[3] <= counts[2] + 1  # some new, some changed


def test_the_revision_of_the_plan_rises_with_what_is_told(
    indicator: Indicator, plan: Plan, march: Period, delegate: User
) -> None:
    before = Plan.objects.get(pk=plan.pk).revision
    report(indicator, march, value=Decimal(1), by=delegate, send=False)
    assert Plan.objects.get(pk=plan.pk).revision == before
    report(indicator, march, value=Decimal(1), by=delegate, send=True)
    assert Plan.objects.get(pk=plan.pk).revision > before


def test_evidence_goes_with_it_or_nothing_does(
    indicator: Indicator, march: Period, delegate: User
) -> None:
    with pytest.raises(Refused):
        report(
            indicator,
            march,
            value=Decimal(1),
            evidence=[(io.BytesIO(b"\x7fELF" + b"\0" * 60), "x.bin")],
            by=delegate,
            send=True,
        )
    assert not Reading.objects.exists()
    kept = report(
        indicator,
        march,
        value=Decimal(1),
        evidence=[(io.BytesIO(b"mes,viajes\nmarzo,1\n"), "conteo.csv")],
        by=delegate,
        send=True,
    )
    assert Attachment.objects.of("monitoring.reading", kept.pk).get().kind == "evidence"


def test_a_draft_is_thrown_away_and_what_was_sent_is_not(
    indicator: Indicator, march: Period, plan: Plan, delegate: User, partner: User
) -> None:
    draft = report(indicator, march, value=Decimal(1), by=delegate, send=False)
    kept = sent(indicator, month(plan, 4), 5, by=delegate)
    with pytest.raises(Refused):
        discard([draft], by=partner)
    assert discard([draft, kept], by=delegate) == 1
    assert list(Reading.objects.all()) == [kept]
    assert history.of(indicator)[0].verb == "draft_discarded"


def read(reading: Reading) -> Reading:
    return Reading.objects.get(pk=reading.pk)


@pytest.mark.parametrize("value", ["123456789012.123456", "123456789012345678"])
def test_what_would_not_be_kept_exactly_is_refused(
    indicator: Indicator, delegate: User, value: str
) -> None:
    with pytest.raises(Refused, match="más de 15 cifras"):
        report(indicator, month(indicator.plan, 1), value=Decimal(value), by=delegate, send=False)
