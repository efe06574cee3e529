"""What cannot be told is asked, a layout's answers come first, and the cells have the last word."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minga.intake.blocks import Block, Role
from minga.intake.layout import Layout
from minga.intake.reading import Row, Unreadable
from minga.plans.importer import mapping
from minga.plans.importer.roles import is_valid

pytestmark = pytest.mark.pure


def table(text: str, name: str = "plan", *, groups: int = 0) -> Block:
    lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    rows = tuple(Row(n, tuple(cells)) for n, cells in enumerate(lines[1:], 2))
    return Block(name, (), tuple(lines[0]), rows, frozenset(), groups=groups)


def understood(*blocks: Block, **layout: object) -> mapping.Understood:
    return mapping.mapped(blocks, Layout(**layout))  # type: ignore[arg-type]


def roles(found: mapping.Understood) -> dict[str, Role]:
    assert found.sheets, found.why
    return dict(zip(found.sheets[0].block.printed, found.sheets[0].roles, strict=True))


def names(found: mapping.Understood) -> list[str]:
    return [role.name for role in roles(found).values()]


PLAIN = """
Eje | Acción | Responsable | Coste | Apuntes
Vida | Abrir casas de cuidado | Secretaría de Salud | según disponibilidad | a
Vida | Formar a cuidadoras | Secretaría de Salud | por acordar con todos | b
Verde | Plantar las avenidas | Empresa de Parques | con fondos de terceros varios | c
Verde | Podar con criterio | Empresa de Parques | ninguno previsto aquí | d
"""


def test_a_heading_that_its_cells_deny_is_asked_and_left_as_an_attribute() -> None:
    found = understood(table(PLAIN))
    assert roles(found)["Coste"].name == "attribute"
    (doubt,) = found.doubts
    assert (doubt.about, doubt.key, doubt.proposed) == ("column", "Coste", "budget")
    assert doubt.options == ("budget", "attribute")
    assert doubt.confidence < 0.6
    assert doubt.examples[0] == "según disponibilidad"


def test_an_unknown_heading_is_kept_and_nobody_is_asked() -> None:
    found = understood(table(PLAIN))
    assert roles(found)["Apuntes"].name == "attribute"
    assert "Apuntes" not in {doubt.key for doubt in found.doubts}


def test_the_answers_of_a_layout_come_first() -> None:
    found = understood(
        table(PLAIN), columns={"COSTE": "budget_source", "Apuntes": "objective_2", "Nada": "area"}
    )
    assert roles(found)["Coste"] == Role("budget_source", 1.0, "layout")
    assert roles(found)["Apuntes"] == Role("objective_2", 1.0, "layout")
    assert roles(found)["Eje"].name == "objective_1"
    assert not found.doubts


def test_a_layout_may_say_which_column_names_the_initiatives() -> None:
    text = "Cosa | Otra\nAbrir casas de cuidado | x\nPlantar las avenidas | y"
    assert not understood(table(text)).sheets
    found = understood(table(text), columns={"Cosa": "initiative"})
    assert names(found) == ["initiative", "attribute"]


def test_a_layout_may_skip_a_table_or_ask_for_it() -> None:
    plan, other = table(PLAIN), table("Acción | Nota\nUna cosa | x\nOtra cosa | y", "anexo")
    assert understood(plan, other).skipped == ("anexo",)
    assert len(understood(plan, other, tables={"anexo": "read"}).sheets) == 2
    skipped = understood(plan, other, tables={"plan": "skip"})
    assert not skipped.sheets
    assert "Acción, Nota" in skipped.why


@pytest.mark.parametrize("role", ["iniciativa", "objective_0", "objective_10", "target:", "x"])
def test_a_role_that_does_not_exist_is_refused_with_those_that_do(role: str) -> None:
    with pytest.raises(Unreadable, match="initiative, identifier") as refusal:
        understood(table(PLAIN), columns={"Eje": role})
    assert f"«{role}»" in str(refusal.value)
    assert str(refusal.value).endswith(".")


def test_two_columns_that_may_name_the_initiatives_are_asked_about() -> None:
    found = understood(
        table(
            """
            Eje | Iniciativa | Actividades | Responsable
            Vida | Red de cuidado | Abrir casas | Salud
            Vida | Red de cuidado | Formar personas | Salud
            Verde | Bosque urbano | Plantar avenidas | Parques
            Verde | Bosque urbano | Podar con criterio | Parques
            """
        )
    )
    assert names(found) == ["objective_1", "initiative", "attribute", "responsible"]
    assert {(doubt.key, doubt.proposed) for doubt in found.doubts} == {
        ("Iniciativa", "initiative"),
        ("Actividades", "attribute"),
    }


def test_a_column_that_two_roles_fit_as_well_is_asked_with_both() -> None:
    found = understood(
        table(
            """
            Eje | Acción | Área | Plazo
            Vida | Abrir casas | Norte uno | 2026
            Verde | Formar personas | Sur dos | 2027
            Vida | Plantar avenidas | Este tres | 2026
            Verde | Podar con criterio | Norte uno | 2028
            """
        )
    )
    (doubt,) = found.doubts
    assert doubt.key == "Área"
    assert {"responsible", "area", "attribute"} <= set(doubt.options)


def test_no_more_than_six_things_are_asked() -> None:
    costs = [f"Coste {year}" for year in range(2024, 2032)]
    lines = [" | ".join(("Eje", "Acción", "Responsable", *costs))]
    for number in range(6):
        said = (f"Eje {number // 3}", f"Acción número {number}", "Salud", *["por acordar"] * 8)
        lines.append(" | ".join(said))
    found = understood(table("\n".join(lines)))
    assert len(found.doubts) == 6
    assert names(found)[3:] == ["attribute"] * 8


# --- what the cells say of the levels


def test_glossaries_and_summaries_are_left_out_by_name() -> None:
    glossary = table("Término | Definición\nPOA | Plan operativo\nPAC | Plan anual", "glosario")
    index = table("Hoja | Descripción\nPlan | Las acciones\nGlosario | Los términos", "índice")
    found = understood(index, table(PLAIN), glossary)
    assert found.skipped == ("índice", "glosario")
    assert [sheet.block.table for sheet in found.sheets] == ["plan"]


def test_tables_of_the_same_headings_are_understood_together() -> None:
    one = table("Objetivo | Acción | Plazo\nCuidar | Abrir casas | 2026", "Hoja 1")
    other = table("Objetivo | Acción | Plazo\nLimpiar | Tratar el agua | 2027", "Hoja 2")
    found = understood(one, other)
    assert [sheet.block.table for sheet in found.sheets] == ["Hoja 1", "Hoja 2"]
    assert len({sheet.roles for sheet in found.sheets}) == 1


def test_a_document_without_tables_says_so() -> None:
    found = understood()
    assert "no tiene tablas" in found.why
    assert found.why.endswith(".")


def test_it_says_which_heading_has_which_role() -> None:
    found = understood(table(PLAIN))
    assert found.columns == {
        "Eje": "objective_1",
        "Acción": "initiative",
        "Responsable": "responsible",
        "Coste": "attribute",
        "Apuntes": "attribute",
    }


def test_headings_are_counted_as_known_by_how_much_of_them_is() -> None:
    assert mapping.score(["Eje", "Acción", "Responsable"]) == 3
    assert mapping.score(["Vida en los barrios de ladera", "12.500", ""]) == 0
    assert 0 < mapping.score(["Responsable municipal"]) < 1


def test_budgets_of_a_year_are_told_apart_by_who_pays() -> None:
    found = understood(
        table(
            """
            Eje | Proyecto | Monto 2026 Propia | Monto 2026 Ajena | Monto 2027 (USD)
            Vida | Casas de cuidado | 1.500,00 | 2.500,00 | 10.000,00
            Verde | Bosque urbano | 3.500,00 | 1.500,00 | 20.000,00
            """
        )
    )
    assert names(found)[2:] == ["budget:2026:Propia", "budget:2026:Ajena", "budget:2027"]


# --- whatever comes in

WORDS = [
    *("Eje", "Código", "código_eje", "Acción", "Objetivo", "Meta 2026", "2027", "Presupuesto"),
    *("Ejecutado 2026", "Responsable", "", "Tipo", "Nivel 2", "#activity+name", "id", "parent_id"),
    *("Descripción", "%", "$", "N°", "Estado", "x" * 200, "Línea", "initiative_uuid", "Año 1"),
]
CELLS = [
    *(None, "", "1", "1.1", "1.1.1", "A1; A2", "A1", "Eje", "Acción", "Convenio", "12.500,00"),
    *("2026", "01/02/2026", "85 %", "Sí", "x", "Una acción larga en los barrios", "E1", "E2"),
]
tables = st.lists(
    st.integers(1, 6).flatmap(
        lambda width: st.tuples(
            st.lists(st.sampled_from(WORDS), min_size=width, max_size=width),
            st.lists(st.lists(st.sampled_from(CELLS), max_size=width), max_size=9),
            st.integers(0, 1),
        )
    ),
    max_size=3,
)


@given(tables)
@settings(deadline=None, max_examples=150)
def test_any_tables_give_one_valid_role_a_column_or_a_sentence(
    drawn: list[tuple[list[str], list[list[str | None]], int]],
) -> None:
    blocks = [
        Block(
            str(number),
            (),
            tuple(printed),
            tuple(Row(at, tuple(cells)) for at, cells in enumerate(listed, 2)),
            frozenset(),
            groups=groups,
        )
        for number, (printed, listed, groups) in enumerate(drawn)
    ]
    found = understood(*blocks)
    assert bool(found.sheets) != bool(found.why)
    assert not found.why or found.why.endswith(".")
    for sheet in found.sheets:
        listed = [role.name for role in sheet.roles]
        assert len(listed) == len(sheet.block.printed)
        assert all(is_valid(name) for name in listed)
        assert listed.count("initiative") == 1
        levels = sorted({name[:11] for name in listed if name.startswith("objective_")})
        assert levels == [f"objective_{n}" for n in range(1, len(levels) + 1)]
        assert all(len(row.cells) <= len(listed) for row in sheet.block.rows)
    assert len(found.doubts) <= 6
