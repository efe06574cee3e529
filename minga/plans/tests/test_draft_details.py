"""What a document says of an initiative besides its name: with whom, how much, when, what else."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from minga.intake.read import read
from minga.plans.draft import InitiativeDraft, Party
from minga.plans.importer import draft_from

pytestmark = pytest.mark.pure


def first(heading: str, cell: str, *others: str, language: str = "es") -> InitiativeDraft:
    """The first initiative of a table with one more column, or several joined by ";"."""
    heads = {"es": "Eje;Iniciativa;Responsable", "en": "Goal;Action;Lead"}[language]
    names = ("Red de cuidado en los barrios", "Limpieza del río Seco", "Aceras anchas del centro")
    cells = [cell, *others]
    rows = [
        f"Vida;{name};Secretaría A;{said}"
        for name, said in zip(names, cells + [cell] * (3 - len(cells)), strict=True)
    ]
    content = "\n".join([f"{heads};{heading}", *rows]).encode()
    return draft_from(read(content, "plan.csv")).initiatives[0]


def test_targets_by_year_columns_are_rows_of_one_indicator() -> None:
    found = first("Indicador;Unidad;Línea base 2023;Meta 2026;Meta 2027", "Centros;centros;2;4;6")
    (indicator,) = found.indicators
    assert (indicator.name, indicator.unit, indicator.baseline_period) == (
        *("Centros", "centros", "2023"),
    )
    assert indicator.baseline
    assert indicator.baseline.number == 2
    assert [(p, v.printed) for p, v in indicator.targets] == [("2026", "4"), ("2027", "6")]


def test_a_cell_that_lists_indicators_lists_its_targets_too() -> None:
    found = first("Indicador;Meta 2027", '"Centros\nPersonas";"4\n250"')
    assert [(i.name, i.targets[0][1].printed) for i in found.indicators] == [
        ("Centros", "4"),
        ("Personas", "250"),
    ]


def test_budgets_by_year_and_source_are_rows_with_their_currency() -> None:
    found = first(
        "Presupuesto 2026 (USD) Recursos propios;Presupuesto 2027 (USD) Cooperación",
        "1.000,50;s/d",
    )
    assert [(b.period, b.source, b.currency, b.amount.printed) for b in found.budget] == [
        ("2026", "Recursos propios", "USD", "1.000,50"),
        ("2027", "Cooperación", "USD", "s/d"),
    ]
    assert [b.amount.number for b in found.budget] == [Decimal("1000.50"), None]


def test_figures_are_counted_in_what_their_heading_says() -> None:
    (line,) = first("Coste (miles de €)", "12,5", "8,25").budget
    assert (line.amount.printed, line.amount.number, line.currency) == (
        *("12,5", Decimal(12500), "EUR"),
    )


@pytest.mark.parametrize(
    ("heading", "cell", "starts", "ends"),
    [
        ("Plazo", "2026-2027", date(2026, 1, 1), date(2027, 12, 31)),
        ("Plazo", "corto plazo", None, None),
        ("Fecha de inicio;Fecha de fin", "15/03/2026;2027", date(2026, 3, 15), date(2027, 12, 31)),
    ],
)
def test_a_period_gives_days_and_keeps_what_is_printed(
    heading: str, cell: str, starts: date | None, ends: date | None
) -> None:
    found = first(heading, cell)
    assert (found.starts, found.ends) == (starts, ends)
    assert found.period_printed == " – ".join(cell.split(";"))


def test_a_state_is_ours_and_keeps_the_printed_word() -> None:
    found = first("Estado", "En ejecución", "Finalizado", "Por iniciar")
    assert (found.status, found.status_printed) == ("under_way", "En ejecución")
    assert found.sources["status"].text == "En ejecución"


def test_progress_is_counted_by_its_column() -> None:
    assert first("% de avance", "0,45", "1", "0,3").progress == 45
    assert first("% de avance", "45", "100", "3").progress == 45
    assert first("% de avance", "45 %", "100 %", "3 %").progress == 45


def test_those_who_take_part_have_their_role() -> None:
    found = first("Entidades colaboradoras;Financiador", "EPMMOP, EMASEO y EPMAPS;BID")
    assert found.parties == (
        Party("responsible", "Secretaría A"),
        Party("partner", "EPMMOP"),
        Party("partner", "EMASEO"),
        Party("partner", "EPMAPS"),
        Party("funder", "BID"),
    )


def test_a_comma_in_the_name_of_an_institution_parts_nothing() -> None:
    whole = "Secretaría de Ambiente, Energía y Agua"
    found = first("Entidades colaboradoras", f'"{whole}"')
    assert [p.name for p in found.parties if p.role == "partner"] == [whole]


def test_columns_that_nobody_knows_are_kept_by_their_headings() -> None:
    found = first("Observaciones;Riesgo político;Observaciones", "bien;bajo;mejor", "x;y;z")
    assert found.attributes == {
        "Observaciones": "bien",
        "Riesgo político": "bajo",
        "Observaciones (2)": "mejor",
    }


def test_several_rows_say_each_attribute_once() -> None:
    lines = (
        "Eje;Código;Acción;Indicador;Meta;Observaciones",
        "Vida;A.1;Red de cuidado en los barrios;Centros;4;bien",
        "Vida;A.1;Red de cuidado en los barrios;Personas;250;bien",
        "Vida;A.1;Red de cuidado en los barrios;Horas;900;mejor",
        "Vida;A.2;Limpieza del río Seco;Tramos;9;bien",
    )
    network, _river = draft_from(read("\n".join(lines).encode(), "plan.csv")).initiatives
    assert network.attributes == {"Observaciones": "bien\nmejor"}
