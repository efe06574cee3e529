"""Closed lists go out in the words of the person, and come in as words or as codes."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from minga.base.models import Visibility
from minga.monitoring.book.columns import SHEETS
from minga.monitoring.models import Frequency, Indicator
from minga.monitoring.tests import books
from minga.people.models import User
from minga.plans.models import Plan

LANGUAGES = ["es", "en"]


def sheet(client: Client, language: str) -> Any:
    from openpyxl import load_workbook

    answer = client.get("/monitoring/quito/indicators.xlsx", headers={"accept-language": language})
    return load_workbook(BytesIO(answer.getvalue())).worksheets[0]


def test_people_get_words_and_programs_codes(client: Client, filled: Plan) -> None:
    rows = [[cell.value for cell in row] for row in sheet(client, "es").iter_rows(max_row=2)]
    row = dict(zip(*rows, strict=True))
    assert (row["Sentido"], row["Frecuencia"], row["Se mide por área"]) == (
        "aumentar",
        "mensual",
        "no",
    )
    assert (row["Acumulado o por período"], row["Quién lo ve"]) == ("acumulado", "pública")
    assert ",increase," in client.get("/monitoring/quito/indicators.csv").getvalue().decode()
    read = client.get("/monitoring/quito/indicators.html").getvalue().decode()
    assert "<td>aumentar</td>" in read and "increase</td>" not in read


def test_cells_of_closed_lists_offer_their_words(client: Client, filled: Plan) -> None:
    shown = sheet(client, "es")
    offered = {str(v.sqref).split(":")[0]: v for v in shown.data_validations.dataValidation}
    place = [cell.value for cell in shown[1]].index("Sentido") + 1
    of_direction = offered[f"{shown.cell(2, place).column_letter}2"]
    assert of_direction.formula1 == '"aumentar,reducir,mantener,entregar"'
    assert of_direction.errorStyle == "information"  # a code may be typed all the same


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_went_out_in_words_changes_nothing_and_every_word_is_read(
    filled: Plan, coordinator: User, language: str
) -> None:
    with translation.override(language):
        content = books.exported(filled, coordinator)
        mark = "." if language == "en" else ","
        told = books.bring(filled, coordinator, content, mark=mark)
        words = {c.name: c.words for c in SHEETS["indicators"].columns}["direction"]
    assert {kind for lines in told.values() for kind, _why in lines} == {"same"}
    for code, word in words.items():
        for said in (word, code):
            rows = [("code", "name", "frequency", "direction"), ("I-002", "", "", said)]
            books.bring(filled, coordinator, books.book(Indicadores=rows))
            assert Indicator.objects.get(code="I-002").direction == code


def test_a_refusal_lists_the_words(plan: Plan, coordinator: User, indicator: Indicator) -> None:
    for name, value, said in (
        ("direction", "subir", "escriba aumentar, reducir, mantener, entregar."),
        ("frequency", "a veces", "escriba mensual, trimestral, cuatrimestral, semestral, anual."),
        ("visibility", "todos", "escriba interna, para quienes participan, pública."),
        ("accumulation", "otra", "escriba acumulado, por período."),
    ):
        rows: list[tuple[str, ...]]
        rows = [("code", "name", "frequency", name), ("I-001", "", "", value)]
        if name == "frequency":
            rows = [("code", "name", "frequency"), ("I-001", "", value)]
        [told] = books.bring(plan, coordinator, books.book(Indicadores=rows))["indicators"]
        assert said in told[1]


def test_the_page_says_each_word_with_its_code(client: Client, coordinator: User) -> None:
    client.force_login(coordinator)
    page = client.get("/monitoring/quito/workbook/").content.decode()
    assert "aumentar (increase), reducir (reduce), mantener (maintain), entregar (deliver)." in page
    assert Frequency.QUARTERLY.value in page and Visibility.INTERNAL.value in page
