"""Publishing a plan again: the same matrix, for those who may see it, in every format."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from minga.base.models import Visibility
from minga.intake.documents import keep
from minga.intake.read import read
from minga.opendata.formats import FORMATS, stream
from minga.people.models import User, Visitor
from minga.plans.actions.apply import apply
from minga.plans.export import MATRIX
from minga.plans.importer import draft_from
from minga.plans.management.commands.export import coordinator as whoever_holds_the_database
from minga.plans.models import Articulation, Initiative, Level, Objective, Plan
from minga.plans.testing_plans import make_plan
from minga.plans.tests import gold

pytestmark = pytest.mark.django_db
VISITOR = AnonymousUser()


def exported(plan: Plan, form: str, user: Visitor = VISITOR) -> bytes:
    return b"".join(stream(MATRIX, form, plan, user))


def rows_of(plan: Plan, user: Visitor = VISITOR) -> list[dict[str, str]]:
    text = exported(plan, "csv", user).decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_it_gives_the_matrix_read_by_hand(plan: Plan) -> None:
    with (gold.FOLDER / "matrix.csv").open(newline="", encoding="utf-8") as file:
        truth = list(csv.DictReader(file))
    assert [{name: row[name] for name in truth[0]} for row in rows_of(plan)] == truth


def test_an_initiative_without_articulations_has_a_row(plan: Plan) -> None:
    plan.initiatives.get(code="1.1.2").articulations.all().delete()
    row = rows_of(plan)[1]
    assert (row["initiative_number"], row["articulation_number"], row["mechanisms"]) == (
        "2",
        "",
        "",
    )
    found = json.loads(exported(plan, "json"))["initiatives"][1]
    assert (found["code"], found["articulations"]) == ("1.1.2", [])


def test_visitors_get_only_what_is_public(plan: Plan, coordinator: User) -> None:
    plan.initiatives.filter(code="1.1.1").update(visibility=Visibility.INTERNAL)
    assert len(rows_of(plan)) == 121
    assert len(rows_of(plan, coordinator)) == 122
    for form in ("csv", "html", "json"):
        assert b"Estrategia de espacios saludables" not in exported(plan, form)
        assert b"Estrategia de espacios saludables" in exported(plan, form, coordinator)


def test_it_says_who_leads_and_where_and_when(led: Initiative) -> None:
    make_plan(300, code="generado")
    made = Plan.objects.get(code="generado")
    rows = rows_of(made, whoever_holds_the_database())
    for initiative in made.initiatives.prefetch_related("leads", "areas"):
        row = next(r for r in rows if r["initiative_uuid"] == str(initiative.uuid))
        assert row["leads"] == "; ".join(unit.name for unit in initiative.leads.all())
        assert row["areas"] == "; ".join(sorted(area.name for area in initiative.areas.all()))
        assert row["starts"] == (initiative.starts.isoformat() if initiative.starts else "")


def test_the_whole_plan_as_json_holds_the_same_as_the_matrix(plan: Plan) -> None:
    found = json.loads(exported(plan, "json"))
    assert found["plan"]["code"] == plan.code
    assert [level["name"] for level in found["levels"]] == [
        "Objetivos del Desarrollo",
        "Objetivos de Gestión",
    ]
    assert len(found["objectives"]) == 13
    listed = [
        (i["objective"], str(i["number"]), i["name"], a["objective"], ";".join(a["mechanisms"]))
        for i in found["initiatives"]
        for a in i["articulations"]
    ]
    names = ("management_code", "initiative_number", "initiative", "articulation_objective")
    assert listed == [(*(row[name] for name in names), row["mechanisms"]) for row in rows_of(plan)]
    continued = [a["source_lines"] for i in found["initiatives"] for a in i["articulations"]]
    assert [132, 135] in continued


def test_the_mechanisms_keep_the_order_they_are_printed_in(plan: Plan) -> None:
    articulation = Articulation.objects.filter(uses__position=4).first()
    assert articulation
    used = articulation.uses.order_by("-position")
    for place, use in enumerate(used, 11):
        use.position = place
        use.save()
    codes = [use.mechanism.code for use in articulation.uses.order_by("position")]
    assert ";".join(codes) in {row["mechanisms"] for row in rows_of(plan)}


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["Objetivo"], ["management_code"]),
        (["Eje", "Objetivo"], ["development_code", "management_code"]),
        (["Eje", "Política", "Objetivo"], ["level_1_code", "development_code", "management_code"]),
    ],
)
def test_the_level_that_carries_initiatives_is_always_called_the_same(
    names: list[str], expected: list[str]
) -> None:
    plan = Plan.objects.create(code="otro", title="Otro")
    parent: Objective | None = None
    for depth, name in enumerate(names, 1):
        level = Level.objects.create(plan=plan, depth=depth, name=name)
        parent = Objective.objects.create(
            plan=plan, level=level, parent=parent, code="1." * depth, text=name, position=depth
        )
    assert parent
    Initiative.objects.create(
        plan=plan, objective=parent, number=1, code="1", position=1, name="Una"
    )
    (row,) = rows_of(plan)
    assert [name for name in row if name.endswith("_code")] == expected
    assert row["management_objective"] == "Objetivo"


@pytest.mark.parametrize("form", FORMATS)
def test_the_queries_do_not_grow_with_the_plan(form: str) -> None:
    def queries(plan: Plan) -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            exported(plan, form)
        return len(seen)

    assert queries(make_plan(30, code="uno")) == queries(make_plan(300, code="dos")) <= 9


# --- what documents say besides

DETAILED = """Eje;Objetivo;Línea;Código;Iniciativa;Responsable;Con quién;Indicador;Unidad;\
Meta 2027;Presupuesto 2026 (USD) Propio;Plazo;Estado;Tipo;Riesgo, político;Notas
Vida;Salud;Cuidar;A.1;Red de cuidado en los barrios;Secretaría A;Uno;Centros;centros;4;\
1.000,50;2026-2027;En ejecución;obra;alto;"bien
mejor"
Vida;Salud;Cuidar;A.1;Red de cuidado en los barrios;Secretaría A;Dos;Personas;personas;250;\
2.000,50;2026-2027;En ejecución;obra;alto;peor
Vida;Salud;Curar;A.2;Centro de día del norte;Secretaría B;;Horas;h;1.250;;corto plazo;Previsto;\
servicio;;
Agua;Ríos;Limpiar;A.3;Limpieza del río Seco;Secretaría C;;;;;7,5;;Concluido;obra;bajo;=1+1
""".replace("\\\n", "")


def brought(content: bytes, name: str, code: str) -> Plan:
    reading = read(content, name)
    apply(draft_from(reading), document=keep(content, reading, by=None), by=None, code=code)
    Initiative.objects.filter(plan__code=code).update(visibility=Visibility.PUBLIC)
    return Plan.objects.get(code=code)


def held(plan: Plan) -> list[Any]:
    return [
        [(o.code, o.text, o.level.depth) for o in plan.objectives.select_related("level")],
        list(
            plan.initiatives.order_by("position").values_list(
                *("code", "name", "details", "starts", "ends", "status")
            )
        ),
    ]


@pytest.mark.parametrize("form", ["csv", "xlsx", "html"])
def test_all_that_a_document_says_comes_out_and_is_read_back(form: str) -> None:
    plan = brought(DETAILED.encode(), "plan.csv", "uno")
    content = exported(plan, form)
    assert held(brought(content, f"plan.{form}", "dos")) == held(plan)
    again = draft_from(read(content, f"plan.{form}"))
    assert again.doubts == ()


def test_it_may_be_brought_into_the_plan_it_came_from() -> None:
    plan = brought(DETAILED.encode(), "plan.csv", "uno")
    before = held(plan)
    brought(exported(plan, "csv"), "plan.csv", "uno")
    assert held(plan) == before


def test_columns_that_nobody_knows_come_out_under_their_headings() -> None:
    plan = brought(DETAILED.encode(), "plan.csv", "uno")
    first, second, *_rest = rows_of(plan)
    assert first["Riesgo, político"] == "alto"
    assert first["Notas"].split("\n") == ["bien", "mejor", "peor"]
    assert (first["partner"], first["identifier"]) == ("Uno; Dos", "A.1")
    assert (first["indicator"], second["indicator"]) == ("Centros", "Personas")
    assert (first["initiative"], second["initiative"]) == (first["initiative"],) * 2
    paid = [row["budget · 2026 · Propio · USD"] for row in (first, second)]
    assert paid == ["1.000,50", "2.000,50"]


def test_a_plan_without_further_columns_keeps_those_it_had(plan: Plan) -> None:
    assert list(rows_of(plan)[0])[-1] == "initiative_uuid"


def test_headings_of_what_a_visitor_may_not_see_are_not_told() -> None:
    plan = brought(DETAILED.encode(), "plan.csv", "uno")
    plan.initiatives.exclude(details__identifier="A.3").update(visibility=Visibility.INTERNAL)
    assert "partner" not in rows_of(plan)[0]


def test_the_whole_plan_as_json_holds_the_details() -> None:
    plan = brought(DETAILED.encode(), "plan.csv", "uno")
    found = json.loads(exported(plan, "json"))["initiatives"]
    assert [i["details"] for i in found] == [i.details for i in plan.initiatives.all()]


def test_the_queries_do_not_grow_with_the_details() -> None:
    header, *lines = DETAILED.splitlines()
    few = brought(DETAILED.encode(), "plan.csv", "uno")
    more = [lines[-1].replace("A.3", f"B.{n}").replace("Seco", f"{n}") for n in range(60)]
    many = brought("\n".join([header, *more]).encode(), "plan.csv", "dos")
    counts = []
    for plan in (few, many):
        with CaptureQueriesContext(connection) as seen:
            exported(plan, "csv")
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 9


# --- over HTTP


def test_anybody_may_take_the_matrix_away(client: Client, plan: Plan) -> None:
    response = client.get("/plans/quito/matrix.csv")
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="quito-matriz.csv"'
    assert response.getvalue() == exported(plan, "csv")
    assert client.get("/plans/quito/matrix.odt").status_code == 404
    assert client.get("/plans/nowhere/matrix.csv").status_code == 404


def test_it_is_not_sent_again_to_who_has_it(client: Client, plan: Plan) -> None:
    first = client.get("/plans/quito/plan.json")
    assert json.loads(first.getvalue())["plan"]["code"] == "quito"
    seen = {"If-None-Match": first.headers["ETag"]}
    assert client.get("/plans/quito/plan.json", headers=seen).status_code == 304
    assert client.get("/plans/quito/matrix.csv", headers=seen).status_code == 200
    plan.revision += 1
    plan.save()
    assert client.get("/plans/quito/plan.json", headers=seen).status_code == 200


def test_what_a_coordinator_gets_is_not_kept_for_visitors(
    client: Client, plan: Plan, coordinator: User
) -> None:
    public = client.get("/plans/quito/matrix.csv")
    assert "private" not in public.headers["Cache-Control"]
    client.force_login(coordinator)
    own = client.get("/plans/quito/matrix.csv")
    assert own.headers["ETag"] != public.headers["ETag"]
    assert "private" in own.headers["Cache-Control"]
    assert "Cookie" in own.headers["Vary"]


# --- the command


def test_the_command_writes_the_file_whole(tmp_path: Path, plan: Plan) -> None:
    out = tmp_path / "matriz.csv"
    call_command("export", "matrix", plan="quito", out=out)
    assert out.read_bytes() == exported(plan, "csv", whoever_holds_the_database())
    assert [file.name for file in tmp_path.iterdir()] == ["matriz.csv"]


def test_a_refused_export_leaves_the_old_file(tmp_path: Path, plan: Plan) -> None:
    plan.initiatives.filter(code="3.3.1").update(name="A" * 40_000)
    out = tmp_path / "matriz.xlsx"
    out.write_bytes(b"old")
    with pytest.raises(CommandError, match="CSV"):
        call_command("export", "matrix", plan="quito", format="xlsx", out=out)
    assert out.read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir()] == ["matriz.xlsx"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nothing"], "matrix"),
        (["matrix", "--plan=nowhere"], "quito"),
        (["matrix", "--out=/nowhere/at/all.csv"], "/nowhere/at/all.csv"),
    ],
)
def test_the_command_refuses_in_one_line(arguments: list[str], said: str) -> None:
    with pytest.raises(CommandError, match=said) as refusal:
        call_command("export", *arguments)
    assert refusal.value.returncode == 2
    assert "\n" not in str(refusal.value)


# --- import(export(plan)) is the same plan
