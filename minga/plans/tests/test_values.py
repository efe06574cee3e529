"""Figures, dates, states and lists of names say the same in five languages, or nothing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minga.plans.importer.values import (
    COMMA,
    POINT,
    convention,
    currency,
    date_order,
    day,
    is_undecided,
    names,
    number,
    percent,
    scale,
    share,
    span,
    status,
)

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1.866.275,79", "1866275.79"),
        ("23,327,341.51", "23327341.51"),
        ("1 234,56 €", "1234.56"),
        ("1\u202f234\u202f567", "1234567"),
        ("1'234.567,89", "1234567.89"),
        ("(1 200)", "-1200"),
        ("$ (1,200.50)", "-1200.50"),
        ("−5", "-5"),
        ("3,5 millones de €", "3500000"),
        ("2 mil millones", "2000000000"),
        ("5 M€", "5000000"),
        ("12 k€", "12000"),
        ("€1.2 million", "1200000"),
        ("R$ 1.200,00", "1200"),
        ("USD1200", "1200"),
        ("1.200,-", "1200"),
        ("10 000 000 FCFA", "10000000"),
        ("45 %", "45"),
        ("≥ 90", "90"),
        ("0,125", "0.125"),
        ("1.5e3", "1500"),
        ("0", "0"),
    ],
)
def test_a_number_that_can_be_read_in_one_way_is_read_so(text: str, said: str) -> None:
    assert number(text) == Decimal(said)
    assert number(text, COMMA) == number(text, POINT) == Decimal(said)


@pytest.mark.parametrize(
    "text",
    [
        *("s/d", "n.d.", "N/A", "-", "—", "", "sin dato", "por definir", "pendent", "à définir"),
        *("2024-2027", "12.05.2026", "2 de 5", "3er", "T1", "A-3", "25.000.00", "1,2,3", "x5"),
    ],
)
def test_what_says_no_number_is_none_and_never_zero(text: str) -> None:
    assert number(text, COMMA) is None
    assert number(text, COMMA, units=True) is None


@pytest.mark.parametrize(
    ("text", "by_comma", "by_point"),
    [("1.234", "1234", "1.234"), ("1,234", "1.234", "1234"), ("1'234.567", "1234567", "1234.567")],
)
def test_one_that_can_be_read_in_two_ways_needs_a_convention(
    text: str, by_comma: str, by_point: str
) -> None:
    assert number(text) is None
    assert is_undecided(text)
    assert not is_undecided(text, COMMA)
    assert number(text, COMMA) == Decimal(by_comma)
    assert number(text, POINT) == Decimal(by_point)


@pytest.mark.parametrize(
    ("samples", "found"),
    [
        (["1.234", "12,5", "8"], COMMA),
        (["1,234", "12.5"], POINT),
        (["1.234.567"], COMMA),
        (["1,234,567"], POINT),
        (["1.234", "5.678", "s/d"], ""),
        (["1.234,5", "1,234.5"], ""),
        (["1.234,5"] * 40 + ["2.5"], COMMA),
        ([], ""),
    ],
)
def test_the_numbers_of_a_document_tell_its_convention(samples: list[str], found: str) -> None:
    assert convention(samples) == found


@given(st.decimals(min_value=0, max_value=10**12, places=2, allow_nan=False))
def test_a_printed_amount_is_read_back(amount: Decimal) -> None:
    english = f"{amount:,.2f}"
    spanish = english.translate(str.maketrans(",.", ".,"))
    french = english.replace(",", "\u202f").replace(".", ",")
    assert number(english) == number(spanish) == number(french) == amount


def test_words_of_a_unit_are_allowed_where_they_are_expected() -> None:
    assert number("120 ha") is None
    assert number("120 ha", units=True) == 120
    assert number("100 m2", units=True) == 100
    assert number("5 m", units=True) == 5
    assert number("25 escuelas rurales", units=True) == 25


def test_headings_say_the_currency_and_what_is_counted_in() -> None:
    assert (currency("Coste (miles de €)"), scale("Coste (miles de €)")) == ("EUR", Decimal(1000))
    assert (currency("Budget M€"), scale("Budget M€")) == ("EUR", Decimal(1_000_000))
    assert (currency("Orçamento (R$ milhões)"), scale("Orçamento (R$ milhões)")) == (
        "BRL",
        Decimal(1_000_000),
    )
    assert (currency("Presupuesto"), scale("Presupuesto")) == ("", Decimal(1))
    assert scale("Longitud (m)") == 1


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026", "2026-01-01", "2026-12-31"),
        ("2024-2027", "2024-01-01", "2027-12-31"),
        ("del 2024 al 2027", "2024-01-01", "2027-12-31"),
        ("entre 2025 i 2027", "2025-01-01", "2027-12-31"),
        ("2025, 2026 e 2027", "2025-01-01", "2027-12-31"),
        ("2025/26", "2025-01-01", "2026-12-31"),
        ("marzo de 2026", "2026-03-01", "2026-03-31"),
        ("març de 2026", "2026-03-01", "2026-03-31"),
        ("mar-26", "2026-03-01", "2026-03-31"),
        ("2026-03", "2026-03-01", "2026-03-31"),
        ("enero - marzo 2026", "2026-01-01", "2026-03-31"),
        ("oct. 2025 – sept. 2026", "2025-10-01", "2026-09-30"),
        ("T1 2026", "2026-01-01", "2026-03-31"),
        ("Q3 2025", "2025-07-01", "2025-09-30"),
        ("2026-Q1", "2026-01-01", "2026-03-31"),
        ("2025: T1 - T3", "2025-01-01", "2025-09-30"),
        ("1er trimestre 2026", "2026-01-01", "2026-03-31"),
        ("premier trimestre 2026", "2026-01-01", "2026-03-31"),
        ("first quarter of 2025", "2025-01-01", "2025-03-31"),
        ("primer semestre 2025", "2025-01-01", "2025-06-30"),
        ("segon semestre de 2025", "2025-07-01", "2025-12-31"),
        ("II semestre de 2025", "2025-07-01", "2025-12-31"),
        ("desde 2025", "2025-01-01", None),
        ("à partir de mars 2025", "2025-03-01", None),
        ("hasta 2027", None, "2027-12-31"),
        ("fin 2027", None, "2027-12-31"),
        ("finales de marzo de 2027", None, "2027-03-31"),
        ("early 2026", "2026-01-01", None),
        ("jusqu'en 2027", None, "2027-12-31"),
        ("até 2027", None, "2027-12-31"),
        ("15 de marzo de 2026", "2026-03-15", "2026-03-15"),
        ("1er mars 2026", "2026-03-01", "2026-03-01"),
        ("March 15, 2026", "2026-03-15", "2026-03-15"),
        ("2026-03-15T00:00:00Z", "2026-03-15", "2026-03-15"),
        ("1 de marzo al 31 de diciembre de 2026", "2026-03-01", "2026-12-31"),
        ("15/03/2026 - 31/12/2026", "2026-03-15", "2026-12-31"),
    ],
)
def test_a_period_says_its_days(text: str, first: str | None, last: str | None) -> None:
    assert [day and day.isoformat() for day in span(text)] == [first, last]


@pytest.mark.parametrize(
    "text",
    [
        *("corto plazo", "permanente", "3 meses", "1 año", "45000", "2027-2024", "2025 y 2027"),
        *("2011-12", "03/04/2026", "31/31/2026", "T5 2026", "13/2026", "Ley 2024", ""),
    ],
)
def test_what_says_no_days_or_may_say_others_says_none(text: str) -> None:
    assert span(text) == (None, None)


def test_dates_of_figures_are_read_in_the_order_of_their_document() -> None:
    assert date_order(["03/04/2026", "25/04/2026"]) == "day first"
    assert date_order(["03/04/2026", "04/25/2026"]) == "month first"
    assert date_order(["03/04/2026"]) == date_order(["25/04/2026", "04/25/2026"]) == ""
    assert span("03/04/2026", "day first")[0] == date(2026, 4, 3)
    assert span("03/04/2026", "month first")[0] == date(2026, 3, 4)


def test_a_column_of_dates_may_hold_the_numbers_of_a_spreadsheet() -> None:
    assert day("46022") == date(2025, 12, 31)
    assert day("46022.5") == date(2025, 12, 31)
    assert day("2026") == date(2026, 1, 1)
    assert day("2026", last=True) == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("text", "ours"),
    [
        *(("En ejecución", "under_way"), ("En ejecución (fase 2)", "under_way")),
        *(("Em andamento", "under_way"), ("En cours", "under_way"), ("Ongoing", "under_way")),
        *(("No iniciado", "planned"), ("Não iniciada", "planned"), ("Not started", "planned")),
        *(("Finalizado", "done"), ("Obra finalizada", "done"), ("Achevée", "done")),
        *(("Concluída", "done"), ("Suspès", "stopped"), ("On hold", "stopped")),
        *(("Cancel·lada", "withdrawn"), ("Annulé", "withdrawn"), ("under_way", "under_way")),
        *(("verde", ""), ("no ha finalizado", ""), ("En marcha o cerrado", ""), ("", "")),
    ],
)
def test_a_printed_state_is_one_of_ours_or_none(text: str, ours: str) -> None:
    assert status(text) == ours


def test_progress_is_counted_by_its_whole_column() -> None:
    assert share(["0,45", "1", "0"]) == "0..1"
    assert share(["0,5", "45", "100"]) == "0..100"
    assert share(["45 %", "1", "0"]) == ""
    assert percent("0,45", "0..1") == 45
    assert percent("45", "0..100") == percent("45 %", "") == 45
    assert percent("0", "") == 0
    assert percent("1", "") is None
    assert percent("en curso", "0..100") is None
    assert percent("120", "0..100") is None


def test_a_comma_parts_only_what_is_surely_a_list() -> None:
    assert names("EPMMOP; Secretaría de Movilidad") == ("EPMMOP", "Secretaría de Movilidad")
    assert names("- Una red\n- Otra red") == ("Una red", "Otra red")
    assert names("EPMMOP, EPMAPS y EMASEO") == ("EPMMOP", "EPMAPS", "EMASEO")
    assert names("Ministerio de Salud, Instituto de Deporte") == (
        "Ministerio de Salud",
        "Instituto de Deporte",
    )
    whole = "Secretaría de Ambiente, Energía y Agua"
    assert names(whole) == (whole,)
    assert names("Barrios, Escuelas", {"barrios", "escuelas"}) == ("Barrios", "Escuelas")
    assert names("—") == ()


@given(st.text(max_size=60) | st.from_regex(r"[0-9.,'€$ %()/-]{0,24}", fullmatch=True))
def test_any_text_says_something_or_nothing(text: str) -> None:
    for by in ("", COMMA, POINT):
        value = number(text, by, units=True)
        assert value is None or value.is_finite()
    first, last = span(text, "day first")
    assert first is None or last is None or first <= last
    assert status(text) in ("", "planned", "under_way", "done", "stopped", "withdrawn")
    assert all(name.strip() for name in names(text))
    assert currency(text) is not None
