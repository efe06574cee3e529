"""From understood columns to a plan: objectives of any depth, and which rows are one initiative."""

from __future__ import annotations

from dataclasses import replace

import pytest

from minga.intake.layout import Layout
from minga.intake.read import read
from minga.intake.reading import Observation, Paragraph, Reading, Row, Table
from minga.plans import sentences
from minga.plans.draft import PlanDraft
from minga.plans.importer import draft_from
from minga.plans.importer.codes import of_headings, of_names

pytestmark = pytest.mark.pure


def csv(*lines: str, name: str = "plan.csv", layout: Layout | None = None) -> PlanDraft:
    return draft_from(read("\n".join(lines).encode(), name), layout)


def kinds(draft: PlanDraft) -> list[str]:
    return [seen.kind for seen in draft.observations]


# --- objectives


def test_objectives_have_any_depth() -> None:
    draft = csv(
        "Eje;Política;Objetivo estratégico;Programa;Proyecto;Responsable",
        "Vida;Salud;Cuidar;Cuidados;Red de cuidado en los barrios;Secretaría A",
        "Vida;Salud;Cuidar;Cuidados;Centro de día del norte;Secretaría A",
        "Vida;Agua;Sanear;Ríos;Limpieza del río Seco;Secretaría B",
        "Ciudad;Calles;Andar;Aceras;Aceras anchas del centro;Secretaría B",
    )
    assert draft.levels == ("Eje", "Política", "Objetivo estratégico", "Programa")
    assert [o.depth for o in draft.objectives].count(4) == 3
    last = draft.objectives[-1]
    assert (last.code, last.parent, last.name) == ("2.1.1.1", "2.1.1", "Aceras")
    assert [i.key for i in draft.initiatives] == [
        *("1.1.1.1#1", "1.1.1.1#2", "1.2.1.1#1", "2.1.1.1#1")
    ]


def test_codes_that_repeat_under_each_heading_get_that_of_their_parent() -> None:
    draft = csv(
        "Eje;Línea;Acción;Responsable",
        "A. Vida;1. Salud;Red de cuidado en los barrios;Secretaría A",
        "A. Vida;2. Agua;Limpieza del río Seco;Secretaría A",
        "B. Ciudad;1. Calles;Aceras anchas del centro;Secretaría B",
    )
    assert [(o.code, o.name, o.parent) for o in draft.objectives] == [
        ("A", "Vida", ""),
        ("A.1", "Salud", "A"),
        ("A.2", "Agua", "A"),
        ("B", "Ciudad", ""),
        ("B.1", "Calles", "B"),
    ]


def test_one_code_with_two_texts_is_two_objectives_and_is_told() -> None:
    draft = csv(
        "Código eje;Eje;Acción;Responsable",
        "1;Vida sana y larga;Red de cuidado en los barrios;Secretaría A",
        "1;Calles para la gente;Aceras anchas del centro;Secretaría B",
    )
    assert [(o.code, o.name) for o in draft.objectives] == [
        ("1", "Vida sana y larga"),
        ("1-2", "Calles para la gente"),
    ]
    (seen,) = [seen for seen in draft.observations if seen.kind == "repeated_code"]
    assert seen.lines == (2, 3)


@pytest.mark.parametrize(
    ("texts", "parts"),
    [
        (["1.1 Promover", "1.2. Dar"], [("1.1", "Promover"), ("1.2", "Dar")]),
        (["OE1: Agua", "OE2: Suelo"], [("OE1", "Agua"), ("OE2", "Suelo")]),
        (["Eje 1: Vida", "Eje 2: Agua"], [("1", "Vida"), ("2", "Agua")]),
        (["Objective 1.1 Cut", "Objective 1.2 Build"], [("1.1", "Cut"), ("1.2", "Build")]),
        (["Axe n° 1 – Ville", "Axe n° 2 – Eau"], [("1", "Ville"), ("2", "Eau")]),
        (["I. Vivir", "II. Andar"], [("I", "Vivir"), ("II", "Andar")]),
        (["A) uno", "B) dos"], [("A", "uno"), ("B", "dos")]),
        (["PE-01 Agua", "PE-02 Aire"], [("PE-01", "Agua"), ("PE-02", "Aire")]),
        (["E1.O1.A1 Crear", "E1.O1.A2 Dar"], [("E1.O1.A1", "Crear"), ("E1.O1.A2", "Dar")]),
        (["Eje 1", "Eje 2"], [("1", "Eje 1"), ("2", "Eje 2")]),
        (["3 parques", "Red de agua", "Vida"], [("", "3 parques"), ("", "Red de agua")]),
        (["Vida sana", "Agua clara"], [("", "Vida sana"), ("", "Agua clara")]),
    ],
)
def test_codes_come_off_the_front_in_any_numbering(
    texts: list[str], parts: list[tuple[str, str]]
) -> None:
    numbering = of_headings(texts)
    assert [numbering.split(text) for text in texts[: len(parts)]] == parts


def test_a_name_that_begins_with_a_number_keeps_it() -> None:
    numbering = of_names(["20 escuelas verdes", "Red de agua", "Calles de barrio"])
    assert numbering.split("20 escuelas verdes") == ("", "20 escuelas verdes")


def test_what_stands_under_no_objective_is_listed_under_the_plan() -> None:
    draft = csv(
        "Plan de acción de Villa Ejemplo 2026-2029",
        "",
        "Iniciativa;Responsable;Indicador",
        "Red de cuidado en los barrios;Secretaría A;Centros abiertos",
        "Limpieza del río Seco;Secretaría B;Kilómetros limpios",
    )
    (objective,) = draft.objectives
    assert objective.name == draft.title == "Plan de acción de Villa Ejemplo 2026-2029"
    assert len(draft.initiatives) == 2


# --- which rows are one initiative

LONG = (
    "Eje;Código;Acción;Indicador;Unidad;Año;Meta;Presupuesto",
    "Vida;A.1;Red de cuidado en los barrios;Centros;centros;2026;2;100,5",
    "Vida;A.1;Red de cuidado en los barrios;Centros;centros;2027;4;200,5",
    "Vida;A.2;Limpieza del río Seco;Tramos;km;2026;5;300,5",
    "Vida;A.2;Limpieza del río Seco;Tramos;km;2027;9;400,5",
)


@pytest.mark.parametrize("order", [(1, 2, 3, 4), (1, 3, 2, 4), (3, 1, 4, 2)])
def test_one_row_a_year_is_one_initiative_in_whatever_order(order: tuple[int, ...]) -> None:
    draft = csv(LONG[0], *(LONG[n] for n in order))
    found = {i.identifier: i for i in draft.initiatives}
    assert len(draft.initiatives) == 2
    network = found["A.1"]
    (indicator,) = network.indicators
    assert [(p, v.printed) for p, v in indicator.targets] == [("2026", "2"), ("2027", "4")]
    assert [(b.period, str(b.amount.number)) for b in network.budget] == [
        ("2026", "100.5"),
        ("2027", "200.5"),
    ]
    assert network.period_printed == "2026; 2027"
    assert (str(network.starts), str(network.ends)) == ("2026-01-01", "2027-12-31")


def test_without_a_code_a_name_again_under_its_objective_is_the_same_initiative() -> None:
    cut = [";".join(line.split(";")[:1] + line.split(";")[2:]) for line in LONG]
    draft = csv(cut[0], cut[1], cut[3], cut[2], cut[4])
    assert [len(i.indicators[0].targets) for i in draft.initiatives] == [2, 2]


def test_merged_cells_hold_for_all_rows_of_an_initiative() -> None:
    page = b"""<!doctype html><table>
    <tr><th>Eje<th>Iniciativa<th>Responsable<th>Indicador<th>Meta 2027<th>Presupuesto 2026</tr>
    <tr><td rowspan=3>Vida<td rowspan=2>Red de cuidado en los barrios<td rowspan=2>Salud
        <td>Centros<td>4<td rowspan=2>1.500,50</tr>
    <tr><td>Personas atendidas<td>250</tr>
    <tr><td>Limpieza del r&iacute;o Seco<td>Agua<td>Tramos<td>9<td>2.000,75</tr></table>"""
    draft = draft_from(read(page, "plan.html"))
    network, river = draft.initiatives
    assert [i.name for i in network.indicators] == ["Centros", "Personas atendidas"]
    assert [str(b.amount.number) for b in network.budget] == ["1500.50"]
    assert [p.name for p in network.parties] == ["Salud"]
    assert [i.name for i in river.indicators] == ["Tramos"]


def test_one_code_with_two_names_is_two_initiatives_and_is_told() -> None:
    draft = csv(
        "Eje;Código;Acción;Responsable",
        "Vida;A.1;Red de cuidado en los barrios;Secretaría A",
        "Vida;A.2;Limpieza del río Seco;Secretaría B",
        "Vida;A.2;Aceras anchas del centro;Secretaría B",
        "Vida;A.3;Árboles en cada calle;Secretaría B",
    )
    assert [i.identifier for i in draft.initiatives] == ["A.1", "A.2", "A.2", "A.3"]
    (seen,) = [seen for seen in draft.observations if seen.kind == "repeated_identifier"]
    assert seen.lines == (3, 4)


def test_the_number_of_an_initiative_is_the_one_that_ends_its_code() -> None:
    draft = csv(
        "Objetivo;Código;Acción;Responsable",
        "1.1 Vida sana;1.1.2;Red de cuidado en los barrios;Secretaría A",
        "1.1 Vida sana;1.1.5;Limpieza del río Seco;Secretaría B",
    )
    assert [(i.key, i.identifier) for i in draft.initiatives] == [
        ("1.1#2", "1.1.2"),
        ("1.1#5", "1.1.5"),
    ]


def test_codes_in_front_of_names_are_theirs() -> None:
    draft = csv(
        "Eje;Acción;Responsable",
        "Vida;V-01 Red de cuidado en los barrios;Secretaría A",
        "Vida;V-02 Limpieza del río Seco;Secretaría B",
    )
    assert [(i.identifier, i.name) for i in draft.initiatives] == [
        ("V-01", "Red de cuidado en los barrios"),
        ("V-02", "Limpieza del río Seco"),
    ]


def test_without_a_column_for_them_there_are_no_articulations() -> None:
    draft = csv(*LONG)
    assert all(not i.articulations for i in draft.initiatives)
    assert "missing_mechanism" not in kinds(draft)


# --- what the document declares


@pytest.mark.parametrize(
    ("said", "heading"),
    [
        ("El plan contiene 3 acciones.", "Acción"),
        ("El pla recull 3 actuacions en total.", "Actuació"),
        ("O plano contém 3 ações.", "Ação"),
        ("Ce plan comprend 3 actions.", "Action"),
        ("A total of 3 projects make up this plan.", "Project"),
    ],
)
def test_prose_declares_how_many_there_are(said: str, heading: str) -> None:
    draft = csv(
        said,
        "",
        f"Eje;{heading};Responsable",
        "Vida;Red de cuidado en los barrios;Secretaría A",
        "Vida;Limpieza del río Seco;Secretaría B",
    )
    assert (draft.declared_total, len(draft.initiatives)) == (3, 2)
    (seen,) = [s for s in draft.observations if s.kind == "count_mismatch"]
    assert (seen.severity, dict(seen.params)) == (
        "high",
        {"reason": "plan", "declared": 3, "found": 2},
    )


def test_prose_declares_how_many_each_objective_has() -> None:
    table = read(
        "Eje;Acción;Responsable\n"
        "Eje 1: Vida;Red de cuidado en los barrios;Secretaría A\n"
        "Eje 2: Agua;Limpieza del río Seco;Secretaría B\n".encode(),
        "plan.csv",
    )
    said = (Paragraph(1, "El eje 1 tiene 1 acción."), Paragraph(2, "El eje 2 reúne 4 acciones."))
    draft = draft_from(replace(table, prose=said))
    assert draft.declared == {"1": 1, "2": 4}
    assert draft.found == {"1": 1, "2": 1}


TOTALS = (
    "Eje;Acción;Responsable;Presupuesto 2026",
    "Vida;Red de cuidado en los barrios;Secretaría A;1.000,50",
    "Vida;Limpieza del río Seco;Secretaría B;2.000,25",
    "Vida;Aceras anchas del centro;Secretaría B;3.000,00",
)


def test_a_row_of_totals_is_checked_and_is_no_initiative() -> None:
    right = csv(*TOTALS, "TOTAL;3;;6.000,75")
    assert (len(right.initiatives), right.declared_total) == (3, 3)
    assert "total_mismatch" not in kinds(right)
    wrong = csv(*TOTALS, "TOTAL;;;7.000,75")
    (seen,) = [s for s in wrong.observations if s.kind == "total_mismatch"]
    assert seen.lines == (5,)
    assert (seen.params["declared"], seen.params["found"]) == ("7.000,75", "6000.75")


# --- doubt


def test_a_cell_that_the_reader_doubts_is_marked_and_told() -> None:
    rows = (
        Row(1, ("Eje", "Iniciativa", "Responsable")),
        Row(2, ("Vida", "Red de cuidado en los barrios", "Secretaría A"), unsure=(1,)),
        Row(3, ("Vida", "Limpieza del río Seco", "Secretaría B"), unsure=(2,)),
    )
    reading = Reading("plan.pdf", "application/pdf", "", (), (Table("1", rows),))
    draft = draft_from(reading)
    network, river = draft.initiatives
    assert network.sources["name"].unsure
    assert not river.sources["name"].unsure
    assert river.sources["parties"].unsure
    told = [s for s in draft.observations if s.kind == "unsure_cell"]
    assert [(s.lines, s.params["column"], s.subjects) for s in told] == [
        ((2,), "Iniciativa", ("1#1",)),
        ((3,), "Responsable", ("1#2",)),
    ]


def test_what_the_reader_found_odd_is_a_finding_and_so_is_what_is_hidden() -> None:
    note = Observation("macros_ignored", "low", "certain", ())
    reading = replace(read("\n".join(LONG).encode(), "a.csv"), notes=(note,), hidden=("Borrador",))
    draft = draft_from(reading)
    assert kinds(draft)[:2] == ["hidden_sheet", "macros_ignored"]
    for seen in draft.observations:
        assert sentences.sentence(seen.kind, seen.params) != sentences.label("other")


def test_a_plan_is_called_after_its_file_where_nothing_else_names_it() -> None:
    assert csv(*LONG, name="Plan_de-accion 2026.csv").title == "Plan de accion 2026"


def test_numbers_that_nothing_tells_how_to_read_are_asked_and_have_no_value() -> None:
    lines = (
        "Eje;Acción;Responsable;Presupuesto",
        "Vida;Red de cuidado en los barrios;Secretaría A;1.250",
        "Vida;Limpieza del río Seco;Secretaría B;2.500",
    )
    asked = csv(*lines)
    (doubt,) = [d for d in asked.doubts if d.about == "numbers"]
    assert doubt.examples == ("1.250", "2.500")
    assert [b.amount.number for i in asked.initiatives for b in i.budget] == [None, None]
    assert "unread_value" in kinds(asked)
    answered = csv(*lines, layout=Layout(numbers="1.234,56"))
    assert [b.amount.number for i in answered.initiatives for b in i.budget] == [1250, 2500]
    assert answered.doubts == ()


def test_a_column_of_money_has_no_three_decimals() -> None:
    names = (
        "Red de cuidado",
        "Limpieza del río",
        "Aceras anchas",
        "Árboles de calle",
        "Casa joven",
    )
    rows = [f"Vida;{name};Secretaría A;{n}.000 €" for n, name in enumerate(names, 12)]
    draft = csv("Eje;Acción;Responsable;Presupuesto", *rows)
    assert draft.doubts == ()
    assert [b.amount.number for i in draft.initiatives for b in i.budget] == [
        *(12000, 13000, 14000, 15000, 16000)
    ]
    counted = csv("Eje;Acción;Responsable;Presupuesto (millones de €)", *rows)
    assert [doubt.about for doubt in counted.doubts] == ["numbers"]


def test_dates_that_nothing_tells_how_to_read_are_asked() -> None:
    lines = (
        "Goal;Action;Lead;Start date",
        "Life;Care network in every ward;Health;03/04/2026",
        "Life;Clean the dry river;Water;05/06/2026",
    )
    asked = csv(*lines)
    assert [d.about for d in asked.doubts] == ["dates"]
    assert [i.starts for i in asked.initiatives] == [None, None]
    answered = csv(*lines, layout=Layout(dates="day first"))
    assert [str(i.starts) for i in answered.initiatives] == ["2026-04-03", "2026-06-05"]
