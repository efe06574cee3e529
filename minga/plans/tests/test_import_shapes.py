"""Plans in shapes that are no plain table: calendars of crosses, outlines, forms, objects."""

from __future__ import annotations

import json
from datetime import date

import pytest

from minga.plans.draft import PlanDraft
from minga.plans.importer.together import read_together

pytestmark = pytest.mark.pure


def draft(name: str, *lines: str) -> PlanDraft:
    return read_together([(name, "\n".join(lines).encode())])[1]


def names(found: PlanDraft) -> list[str]:
    return [initiative.name for initiative in found.initiatives]


def paths(found: PlanDraft) -> list[list[str]]:
    """The objectives above each initiative, highest first."""
    by_code = {objective.code: objective for objective in found.objectives}
    listed = []
    for initiative in found.initiatives:
        path: list[str] = []
        code = initiative.objective
        while code:
            path.insert(0, by_code[code].name)
            code = by_code[code].parent
        listed.append(path)
    return listed


CALENDAR = [
    "Eje;Acción;Responsable;2026;2027;2028",
    "Agua;Reparar la noria;Brigada;X;;",
    "Agua;Abrir dos pozos;Brigada;;X;X",
    "Luz;Cambiar los faroles;Taller;X;;X",
    "Luz;Pintar los postes;Taller;;;",
]


def test_crosses_under_years_say_from_when_to_when() -> None:
    found = draft("plan.csv", *CALENDAR)
    spans = [(i.starts, i.ends, i.period_printed) for i in found.initiatives]
    assert spans == [
        (date(2026, 1, 1), date(2026, 12, 31), "2026"),
        (date(2027, 1, 1), date(2028, 12, 31), "2027; 2028"),
        (date(2026, 1, 1), date(2028, 12, 31), "2026; 2028"),
        (None, None, ""),
    ]
    assert found.initiatives[0].attributes == {"2026": "X"}


def test_figures_under_years_are_no_crosses() -> None:
    found = draft("plan.csv", *[line.replace(";X", ";7") for line in CALENDAR])
    assert all(initiative.starts is None for initiative in found.initiatives)


def test_objects_kept_under_names_are_levels() -> None:
    plan = {
        "Vila verda": {"Plantar arbres": [{"acció": "Viver nou", "responsable": "Parcs"}]},
        "Vila viva": {
            "Obrir places": [{"acció": "Treure cotxes", "responsable": "Via Pública"}],
            "Fer festa gran": [
                {"acció": "Sopar de carrer", "responsable": "Cultura"},
                {"acció": "Ball de nit", "responsable": "Cultura"},
            ],
        },
    }
    found = draft("pla.json", json.dumps(plan))
    assert paths(found) == [
        ["Vila verda", "Plantar arbres"],
        ["Vila viva", "Obrir places"],
        ["Vila viva", "Fer festa gran"],
        ["Vila viva", "Fer festa gran"],
    ]


OUTLINE = [
    "# Hoja de ruta",
    "## 1. Ríos",
    "### 1.1. Orillas",
    "#### 1.1.1. Plantar sauces",
    "Responsable: Viveros",
    "#### 1.1.2. Quitar vallas",
    "Responsable: Obras",
    "### 1.2. Cauces",
    "#### 1.2.1. Dragar el meandro",
    "Responsable: Obras",
    "## 2. Calles",
    "### 2.1. Aceras",
    "#### 2.1.1. Rebajar bordillos",
    "Responsable: Obras",
]


def test_what_stands_deepest_in_an_outline_without_names_is_the_initiative() -> None:
    found = draft("hoja.md", *[f"{line}\n" for line in OUTLINE])
    assert names(found) == [
        "Plantar sauces",
        "Quitar vallas",
        "Dragar el meandro",
        "Rebajar bordillos",
    ]
    assert paths(found)[2] == ["Ríos", "Cauces"]
    assert [(doubt.key, doubt.proposed) for doubt in found.doubts] == [("#3", "initiative")]


GOALS = [
    "Limpar as margens dos córregos do norte",
    "Soltar peixes nativos na represa velha",
    "Abrir trilhas de visita às nascentes",
]
LAST_GOAL = "Trocar os postes de luz da avenida do porto"


def test_goals_of_an_outline_are_its_initiatives() -> None:
    lines = ["# Plano", "## Eixo 1: Água", "### Rios"]
    for number, name in enumerate(GOALS, 11):
        lines += [f"#### Meta {number}. {name}", "Órgão responsável: Parques"]
    lines += ["## Eixo 2: Luz", "### Ruas", f"#### Meta 11. {LAST_GOAL}"]
    lines += ["Órgão responsável: Energia"]
    found = draft("plano.md", *[f"{line}\n" for line in lines])
    assert names(found) == [*GOALS, LAST_GOAL]
    assert [path[0] for path in paths(found)] == ["Água"] * 3 + ["Luz"]


def test_items_marked_with_letters_are_items_in_lines_of_any_length() -> None:
    lines = ["PLAN DE RIBERAS", ""]
    for number, axis in enumerate(("RÍOS", "CALLES"), 1):
        lines += [f"{number}. {axis}", ""]
        for part in (1, 2):
            lines += [
                f"{number}.{part}. Orillas y cauces del tramo número {part} del barrio {number}",
                f"   a) Plantar sauces en la orilla {number}{part}. Responsable: Viveros.",
                f"   b) Quitar cercas viejas del {number}{part}. Responsable: Obras.",
                "",
            ]
    found = draft("plan.txt", *lines)
    assert len(found.initiatives) == 8
    assert {party.name for i in found.initiatives for party in i.parties} == {"Viveros", "Obras"}


def test_a_number_before_a_small_word_is_no_code() -> None:
    lines = ["Programa;Acción;Responsable"]
    lines += [f"Programa {n} de viviendas;Obra {n} nueva;Taller" for n in (10, 20, 30, 40)]
    found = draft("plan.csv", *lines)
    assert [o.name for o in found.objectives][:2] == [
        "Programa 10 de viviendas",
        "Programa 20 de viviendas",
    ]


def test_forms_under_headings_are_named_by_those() -> None:
    cards = []
    for name, aim in (
        ("Casal nou", "Cuidar"),
        ("Bus elèctric", "Moure"),
        ("Hort veïnal", "Menjar"),
        ("Mercat obert", "Menjar"),
    ):
        fields = {"Objectiu": aim, "Responsable": "Àrea social", "Termini": "2027"}
        rows = "".join(f"<tr><th>{k}</th><td>{v}</td></tr>" for k, v in fields.items())
        cards.append(f"<h3>{name}</h3><table>{rows}</table>")
    page = f"<!doctype html><h1>Pla</h1><h2>Eix 1. Barris</h2>{''.join(cards[:2])}"
    found = draft("pla.html", f"{page}<h2>Eix 2. Terra</h2>{''.join(cards[2:])}")
    assert names(found) == ["Casal nou", "Bus elèctric", "Hort veïnal", "Mercat obert"]
    assert [path[0] for path in paths(found)] == ["Barris", "Barris", "Terra", "Terra"]


def test_a_cell_that_lists_initiatives_has_each_of_them() -> None:
    rows = [
        ("Agua", "• Abrir pozos<br>• Limpiar acequias", "Riegos", "100"),
        ("Luz", "• Cambiar faroles<br>de la ribera<br>• Pintar postes", "Taller", "200"),
        ("Aire", "• Medir el polvo", "Salud", "300"),
    ]
    body = "".join(f"<tr><td>{'</td><td>'.join(row)}</td></tr>" for row in rows)
    head = "<tr><th>Eje</th><th>Acciones</th><th>Responsable</th><th>Presupuesto (€)</th></tr>"
    found = draft("plan.html", f"<!doctype html><h1>Plan</h1><table>{head}{body}</table>")
    assert [(i.name, i.parties[0].name) for i in found.initiatives] == [
        ("Abrir pozos", "Riegos"),
        ("Limpiar acequias", "Riegos"),
        ("Cambiar faroles de la ribera", "Taller"),
        ("Pintar postes", "Taller"),
        ("Medir el polvo", "Salud"),
    ]
    assert [path[0] for path in paths(found)] == ["Agua", "Agua", "Luz", "Luz", "Aire"]
    said = [i.budget[0].amount.printed if i.budget else "" for i in found.initiatives]
    assert said == ["100", "", "200", "", "300"]
    doubtful = [
        bool(i.sources.get("budget") and i.sources["budget"].unsure) for i in found.initiatives
    ]
    assert doubtful == [True, True, True, True, False]


def test_texts_in_another_language_are_kept_beside_those_that_are_read() -> None:
    lines = ["objetivo_es;objetivo_en;título es;título en;responsable"]
    for aim, english in (("Regar", "Water"), ("Alumbrar", "Light")):
        lines += [
            f"{aim} mejor;{english} better;Obra {aim} {n};Work {english} {n};Taller" for n in (1, 2)
        ]
    found = draft("plan.csv", *lines)
    assert names(found)[0] == "Obra Regar 1"
    assert next(iter(paths(found))) == ["Regar mejor"]
    assert found.initiatives[0].attributes == {
        "objetivo_en": "Water better",
        "título en": "Work Water 1",
    }
    assert found.language == "es"
