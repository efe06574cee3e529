"""minga import: what it tells of a document, and what it does with it."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from minga.intake import layouts
from minga.intake.models import Import, KeptLayout
from minga.plans.models import Initiative, Plan
from minga.plans.tests import renderings

pytestmark = pytest.mark.django_db

PLAN = """Plan de acción de Villa Ejemplo 2026-2029
El plan contiene 3 acciones.

Eje;Acción;Responsable;Indicador;Presupuesto 2026;Riesgo
Vida;Red de cuidado en los barrios;Secretaría A;Centros;1.000,50;alto
Vida;Limpieza del río Seco;Secretaría B;Tramos;2.000,75;bajo
Agua;Aceras anchas del centro;Secretaría B;Calles;s/d;bajo
"""
DOUBTFUL = """Eje;Acción;Responsable;Presupuesto
Vida;Red de cuidado en los barrios;Secretaría A;1.250
Vida;Limpieza del río Seco;Secretaría B;2.500
"""
AXES = "axis_id,axis_name\nAX1,A greener town\nAX2,An open council\n"
ACTIONS = """action_id,axis_id,action,lead
A01,AX1,Plant trees in every street,Parks
A02,AX1,Restore the old canal,Water
A03,AX2,Publish every decision,Clerk
A04,AX2,Hold meetings in every ward,Clerk
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (
        *(("plan.csv", PLAN), ("dudas.csv", DOUBTFUL), ("axes.csv", AXES)),
        *(("actions.csv", ACTIONS), ("ventas.csv", "fecha;ventas;pais\n2024;1;EC\n2025;2;EC\n")),
    ):
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "oculto.xlsx").write_bytes(renderings.xlsx_by_openpyxl())
    return tmp_path


def run(*files: Path, **options: Any) -> str:
    out = io.StringIO()
    call_command("import", *files, stdout=out, stderr=io.StringIO(), **options)
    return out.getvalue()


def told(*files: Path, **options: Any) -> dict[str, Any]:
    (line,) = run(*files, dry_run=True, json=True, **options).splitlines()
    found: dict[str, Any] = json.loads(line)
    return found


def test_a_dry_run_tells_what_was_understood_and_stores_nothing(folder: Path) -> None:
    found = told(folder / "plan.csv")
    assert found["recognised"] is True
    assert found["title"] == "Plan de acción de Villa Ejemplo 2026-2029"
    assert (found["language"], found["initiatives"], found["articulations"]) == ("es", 3, 0)
    assert (found["indicators"], found["parties"]) == (3, 2)
    assert found["levels"] == [{"name": "Eje", "count": 2}]
    assert found["columns"] == {
        "Eje": "objective_1",
        "Acción": "initiative",
        "Responsable": "responsible",
        "Indicador": "indicator",
        "Presupuesto 2026": "budget:2026",
        "Riesgo": "attribute",
    }
    assert (found["doubts"], found["skipped"], found["hidden"]) == ([], [], [])
    assert (found["declared_total"], found["found"]) == (3, {"1": 2, "2": 1})
    assert not Import.objects.filter(document__name="plan.csv").exists()


def test_a_doubt_is_told_with_its_question(folder: Path) -> None:
    (doubt,) = told(folder / "dudas.csv")["doubts"]
    assert (doubt["about"], doubt["options"]) == ("numbers", ["1.234,56", "1,234.56"])
    assert doubt["examples"] == ["1.250", "2.500"]
    assert doubt["question"].startswith("¿Cómo están escritos los números")
    assert told(folder / "dudas.csv")["findings"] == {"unread_value": 1}


def test_what_is_no_plan_is_told_and_ends_with_2(folder: Path) -> None:
    out = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("import", folder / "ventas.csv", dry_run=True, json=True, stdout=out)
    assert ended.value.code == 2
    found = json.loads(out.getvalue())
    assert found["recognised"] is False
    assert "fecha, ventas, pais" in found["why"]
    with pytest.raises(CommandError, match=r"ventas\.csv: No encontramos") as refusal:
        run(folder / "ventas.csv", yes=True)
    assert refusal.value.returncode == 2


def test_a_file_that_is_not_there_is_told(folder: Path) -> None:
    with pytest.raises(CommandError, match="No se pudo abrir") as refusal:
        run(folder / "nada.csv", yes=True)
    assert refusal.value.returncode == 2


def test_a_layout_is_a_file_or_kept_by_name(folder: Path) -> None:
    file = folder / "ciudad.toml"
    file.write_text('numbers = "1.234,56"\n\n[columns]\n"Presupuesto" = "attribute"\n')
    assert told(folder / "dudas.csv", layout=str(file))["columns"]["Presupuesto"] == "attribute"
    KeptLayout.objects.create(name="Mi ciudad", answers={"numbers": "1.234,56"})
    assert told(folder / "dudas.csv", layout="Mi ciudad")["doubts"] == []
    with pytest.raises(CommandError, match=r"No hay un diseño llamado «Otra»\. Hay: Mi ciudad"):
        told(folder / "dudas.csv", layout="Otra")
    file.write_text("numbers = 3")
    with pytest.raises(CommandError, match="no sirve como diseño"):
        told(folder / "dudas.csv", layout=str(file))


def test_what_was_understood_is_written_as_a_layout_that_gives_the_same(folder: Path) -> None:
    file = folder / "ciudad.toml"
    before = told(folder / "plan.csv", save_layout=file)
    layout = layouts.load(file.read_text(encoding="utf-8"), file.name)
    assert layout.numbers == "1.234,56"
    assert layout.columns == before["columns"]
    assert told(folder / "plan.csv", layout=str(file)) == before


def test_hidden_sheets_are_named_and_read_where_they_are_asked_for(folder: Path) -> None:
    found = told(folder / "oculto.xlsx")
    assert found["hidden"] == ["Borrador"]
    assert found["initiatives"] == 114
    asked = told(folder / "oculto.xlsx", hidden=True)
    assert asked["hidden"] == []


def test_files_that_refer_to_each_other_are_one_plan(folder: Path) -> None:
    found = told(folder / "axes.csv", folder / "actions.csv")
    assert found["levels"] == [{"name": "", "count": 2}]
    assert found["initiatives"] == 4
    run(folder / "axes.csv", folder / "actions.csv", yes=True, plan="town")
    imported = Import.objects.get(into="town")
    assert [d.name for d in (imported.document, *imported.linked.all())] == [
        "axes.csv",
        "actions.csv",
    ]


def test_files_that_do_not_are_read_each_by_itself(folder: Path) -> None:
    out, err = io.StringIO(), io.StringIO()
    files = (folder / "plan.csv", folder / "actions.csv")
    call_command("import", *files, dry_run=True, json=True, stdout=out, stderr=err)
    found = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [plan["initiatives"] for plan in found] == [3, 4]
    assert "cada uno por su cuenta" in err.getvalue()


def test_it_applies_what_it_understood_and_says_what_stays_open(folder: Path) -> None:
    said = run(folder / "dudas.csv", yes=True, plan="dudas")
    assert "Queda una pregunta abierta" in said
    assert Plan.objects.get(code="dudas").initiatives.count() == 2
    with pytest.raises(SystemExit) as ended:
        run(folder / "dudas.csv", yes=True, plan="dudas", strict=True)
    assert ended.value.code == 1


def test_it_brings_in_what_it_read(folder: Path) -> None:
    assert "3 iniciativas" in run(folder / "plan.csv", yes=True, plan="villa")
    river = Initiative.objects.get(plan__code="villa", name__contains="río")
    assert river.details["attributes"] == {"Riesgo": "bajo"}
    again = json.loads(run(folder / "plan.csv", yes=True, plan="villa", json=True))
    assert (again["plan"], again["changes"]) == ("villa", 0)


def test_it_asks_before_it_applies(folder: Path) -> None:
    with pytest.raises(CommandError, match="No se cambió nada"):
        run(folder / "plan.csv", plan="villa")
    assert not Plan.objects.filter(code="villa").exists()
