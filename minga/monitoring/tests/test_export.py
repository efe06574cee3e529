"""What is published of monitoring: tables, a workbook, and only what one may see."""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from minga.base.models import Visibility
from minga.monitoring.book.columns import SHEETS
from minga.monitoring.models import Indicator, Reading
from minga.monitoring.tests import books
from minga.opendata.datasets import Column, Table
from minga.opendata.workbook import xlsx
from minga.people.models import User
from minga.plans.models import Plan


def get(client: Client, name: str, **more: Any) -> bytes:
    return client.get(f"/monitoring/quito/{name}", **more).getvalue()


@pytest.mark.parametrize("name", list(SHEETS))
def test_every_table_goes_out_in_every_form(client: Client, filled: Plan, name: str) -> None:
    rows = list(csv.DictReader(StringIO(get(client, f"{name}.csv").decode())))
    assert rows
    assert list(rows[0]) == [column.name for column in SHEETS[name].columns]
    assert len(json.loads(get(client, f"{name}.json"))["rows"]) == len(rows)
    assert get(client, f"{name}.xlsx")[:2] == b"PK"
    assert get(client, f"{name}.html").count(b"<tr>") == len(rows) + 1


def test_numbers_are_numbers_and_formulas_are_text(client: Client, filled: Plan) -> None:
    from openpyxl import load_workbook

    book = load_workbook(BytesIO(get(client, "monitoring.xlsx")))
    assert book.sheetnames == [
        "Léame",
        *("Indicadores", "Metas", "Lecturas", "Hitos", "Presupuesto", "Personal"),
    ]
    money = [cell.value for cell in book["Presupuesto"]["J"]]
    assert money == ["Codificado", 10, 1866275.79]
    definition = book["Indicadores"]["F2"]
    assert (definition.data_type, definition.value[:6]) == ("s", "'=SUMA")
    manual = {row[0].value: row[1].value for row in book["Léame"].iter_rows(max_row=3)}
    assert manual["Convención de números"] == ","


@pytest.mark.pure
def test_a_number_that_excel_would_round_is_written_with_all_its_digits() -> None:
    from openpyxl import load_workbook

    column = Column("value", "Valor")
    long, short = Decimal("123456789012345.678901"), Decimal("0.000001")
    table = Table("t", (column,), [(long,), (short,)], sheet="Hoja")
    book = load_workbook(BytesIO(b"".join(xlsx(table))))
    assert [cell.value for cell in book["Hoja"]["A"]] == [
        "Valor",
        "123456789012345,678901",
        0.000001,
    ]


def test_visitors_get_only_what_is_public(
    client: Client, filled: Plan, coordinator: User, partner: User
) -> None:
    Indicator.objects.filter(code="I-002").update(visibility=Visibility.INTERNAL)
    for person, codes, drafts, steps in (
        (None, {"I-001"}, 0, 1),
        (partner, {"I-001"}, 0, 1),
        (coordinator, {"I-001", "I-002"}, 1, 2),
    ):
        if person:
            client.force_login(person)
        data = json.loads(get(client, "monitoring.json"))
        assert {row["code"] for row in data["indicators"]["rows"]} == codes
        assert {row["indicator"] for row in data["readings"]["rows"]} <= codes
        assert {row["indicator"] for row in data["targets"]["rows"]} <= codes
        told = [row for row in data["readings"]["rows"] if row["status"] == "draft"]
        assert len(told) == drafts
        assert len(data["milestones"]["rows"]) == steps
        client.logout()


def test_a_program_is_told_that_nothing_changed(client: Client, filled: Plan) -> None:
    first = client.get("/monitoring/quito/readings.csv")
    assert first.getvalue()
    again = client.get("/monitoring/quito/readings.csv", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    Plan.objects.filter(pk=filled.pk).update(revision=filled.revision + 1)
    changed = client.get("/monitoring/quito/readings.csv", headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["monitoring.csv", "readings.exe", "nothing.csv", "readings.docx"])
def test_what_there_is_not_is_not_found(client: Client, name: str) -> None:
    assert client.get(f"/monitoring/quito/{name}").status_code == 404


def test_the_command_publishes_them(filled: Plan, capfdbinary: Any) -> None:
    call_command("export", "readings", "--plan", "quito", "--format", "csv")
    assert capfdbinary.readouterr().out.startswith(b"indicator,period,area,")
    with pytest.raises(CommandError, match="El libro tiene varias hojas"):
        call_command("export", "monitoring", "--plan", "quito", "--format", "csv")


def test_it_asks_the_same_for_few_and_for_many(
    client: Client, filled: Plan, coordinator: User
) -> None:
    month = books.month(indicator := Indicator.objects.get(code="I-001"), 5)
    counts = []
    for some in (0, 300):
        Reading.objects.bulk_create(
            Reading(indicator=indicator, period=month, category=f"{n}", value=n, status="approved")
            for n in range(some)
        )
        with CaptureQueriesContext(connection) as asked:
            get(client, "monitoring.json")
        counts.append(len(asked))
    assert counts[0] == counts[1]
