"""The workbook in the browser: brought, looked at, applied, taken back; and by command."""

from __future__ import annotations

import json
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from minga.monitoring.models import Indicator, Period, Reading, Workbook
from minga.monitoring.tests import books
from minga.people.models import User
from minga.people.tests.people import says
from minga.plans.models import Plan

HERE = "/monitoring/quito/workbook/"


@pytest.fixture
def january(indicator: Indicator) -> Period:
    return books.month(indicator, 1)


def upload(client: Client, content: bytes, **fields: str) -> Any:
    file = SimpleUploadedFile("libro.xlsx", content)
    return client.post(HERE, {"file": file, "mark": ",", **fields}, follow=True)


def content(*rows: tuple[Any, ...]) -> bytes:
    return books.book(Lecturas=[books.READINGS, *rows])


def test_it_is_looked_at_applied_and_taken_back(
    client: Client, delegate: User, indicator: Indicator, january: Period
) -> None:
    client.force_login(delegate)
    given = content(("I-001", "2026-01", "1.234,5"), ("I-001", "2026-02", 5), ("X", "2026-01", 5))
    shown = upload(client, given)
    page = says(shown)
    assert "1 fila cambiaría el plan" in page
    assert "No hay un indicador con el código «X»" in page
    assert "se leen como 1.866.275,79" in page
    assert not Reading.objects.exists()
    here = shown.redirect_chain[-1][0]
    after = says(client.post(here, follow=True))
    assert "1 fila cambió el plan" in after
    assert indicator.readings.get().status == Reading.Status.DRAFT
    assert "ya se aplicó" in client.post(here, follow=True).content.decode()
    back = says(client.post(f"{here}undo/", follow=True))
    assert "Este libro se deshizo" in back
    assert not Reading.objects.exists()


def test_readings_are_sent_where_it_is_asked(
    client: Client, delegate: User, indicator: Indicator, january: Period
) -> None:
    client.force_login(delegate)
    shown = upload(client, content(("I-001", "2026-01", 5)), send="1")
    client.post(shown.redirect_chain[-1][0])
    assert indicator.readings.get().status == Reading.Status.SENT


def test_rejected_rows_go_back_with_why_and_come_in_corrected(
    client: Client, delegate: User, indicator: Indicator, january: Period
) -> None:
    from openpyxl import load_workbook

    client.force_login(delegate)
    shown = upload(client, content(("I-001", "2026-01", "doce"), ("I-001", "2026-01", 12)))
    here = shown.redirect_chain[-1][0]
    answer = client.get(f"{here}rejected/")
    sheet = load_workbook(BytesIO(answer.getvalue()))["Lecturas"]
    [header, row] = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert header[-1] == "Por qué no se trajo"
    assert (row[0], row[4]) == ("I-001", "doce")
    assert "no es un número" in row[-1]
    client.post(here)
    assert client.get(f"{here}rejected/").status_code == 200


@pytest.mark.parametrize(
    ("file", "why"),
    [
        (b"", "El archivo está vacío"),
        (b"%PDF-1.7 no es", "No se pudo leer"),
        (b"PK\x03\x04 roto", "dañado"),
        (b"a;b;c\r\n1;2;3\r\n", "Ninguna hoja"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_so(
    client: Client, delegate: User, file: bytes, why: str
) -> None:
    client.force_login(delegate)
    page = client.post(HERE, {"file": SimpleUploadedFile("x", file), "mark": ","})
    assert page.status_code == 200
    assert "is-invalid" in page.content.decode()
    assert not Workbook.objects.exists(), why


def test_without_a_declared_convention_nothing_is_read(client: Client, delegate: User) -> None:
    client.force_login(delegate)
    file = SimpleUploadedFile("libro.xlsx", content())
    page = says(client.post(HERE, {"file": file}))
    assert "Diga cómo escribe los números" in page


@pytest.mark.django_db
def test_strangers_and_operators_do_not_bring(client: Client, operator: User) -> None:
    assert client.get(HERE)["Location"].startswith("/accounts/login/")
    client.force_login(operator)
    assert client.get(HERE).status_code == 404


def test_nobody_opens_the_workbook_of_another(
    client: Client, delegate: User, head: User, coordinator: User, january: Period
) -> None:
    client.force_login(delegate)
    here = upload(client, content(("I-001", "2026-01", 5))).redirect_chain[-1][0]
    client.force_login(head)
    for path in (here, f"{here}rejected/"):
        assert client.get(path).status_code == 404
    assert client.post(f"{here}undo/").status_code == 404
    client.force_login(coordinator)
    assert client.get(here).status_code == 200


# --- by command


def told(*args: str) -> dict[str, Any]:
    out = StringIO()
    call_command("import", *args, "--sheet", "monitoring", "--json", stdout=out)
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


def test_the_command_brings_a_file(plan: Plan, january: Period, tmp_path: Path) -> None:
    file = tmp_path / "lecturas.csv"
    file.write_bytes(books.csv([books.READINGS, ("I-001", "2026-01", "1.234,5")]))
    undeclared = told(str(file), "--plan", "quito", "--dry-run")
    assert undeclared["rejected"] == 1
    assert "se lee de dos modos" in undeclared["rows"][0]["why"]
    assert told(str(file), "--plan", "quito", "--decimal", ",", "--dry-run")["new"] == 1
    assert not Reading.objects.exists()
    assert told(str(file), "--plan", "quito", "--decimal", ",", "--yes")["new"] == 1
    assert told(str(file), "--plan", "quito", "--decimal", ",", "--yes")["same"] == 1
    assert Reading.objects.get().reported_by is None


def test_the_command_says_which_tables_there_are(plan: Plan, tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_text("a,b")
    with pytest.raises(CommandError, match="actors, monitoring"):
        call_command("import", str(file), "--sheet", "nada")


def test_a_column_that_comes_twice_is_read_once_and_said(
    client: Client, january: Period, delegate: User
) -> None:
    client.force_login(delegate)
    twice = [("indicator", "period", "value", "Valor"), ("I-001", "2026-01", 5, 6)]
    answer = upload(client, books.book(Lecturas=twice))
    assert "No se leen estas columnas: Lecturas: Valor." in answer.content.decode()
    assert Workbook.objects.get().rows["readings"][0][1]["value"] == 5
