"""What a heading seems to say and its cells do not bear out, and what tables of all kinds hold."""

from __future__ import annotations

import pytest

from minga.intake.blocks import Block
from minga.intake.evidence import is_contact
from minga.intake.reading import Row
from minga.plans.importer import content, meanings
from minga.plans.importer.values import periods
from minga.plans.tests.test_mapping_asks import roles, table, understood

pytestmark = pytest.mark.pure

WORKS = [
    "Ampliar la guardería de la ribera",
    "Reparar el puente de los molinos",
    "Abrir un taller de bicicletas",
    "Sembrar la ladera del castillo",
    "Cubrir la cancha del barrio alto",
    "Ordenar el mercado de flores",
]


def made(**columns: list[str]) -> Block:
    """A table by its columns; a heading that is no name is written with "__" for a space."""
    printed = tuple(name.replace("__", " ") for name in columns)
    lines = zip(*columns.values(), strict=True)
    rows = tuple(Row(n, tuple(line)) for n, line in enumerate(lines, 2))
    return Block("plan", (), printed, rows, frozenset())


def asked(*blocks: Block) -> dict[str, tuple[str, ...]]:
    return {doubt.key: doubt.options for doubt in understood(*blocks).doubts}


def test_figures_under_the_name_of_a_level_identify_nothing() -> None:
    found = roles(
        understood(
            made(
                Acción=WORKS,
                Responsable=["Dirección de Obras"] * 6,
                Objetivo=["14", "2", "51", "7", "90", "3"],
            )
        )
    )
    assert found["Objetivo"].name == "attribute"


def test_states_under_the_name_of_a_level_are_no_level_but_asked_about() -> None:
    block = made(
        Ação=WORKS,
        Entidade=["Direção de Obras"] * 6,
        Nível=["Em curso", "Concluída", "Em curso", "Concluída", "Em curso", "Em curso"],
    )
    assert roles(understood(block))["Nível"].name == "attribute"
    assert asked(block)["Nível"] == ("status", "attribute")


def test_steps_of_a_scale_are_no_level() -> None:
    found = roles(
        understood(
            made(
                Goal=["Warm homes"] * 3 + ["Clean rivers"] * 3,
                Impact=["High", "High", "Low", "Medium", "Medium", "Low"],
                Action=WORKS,
                Lead__department=["Housing"] * 6,
            )
        )
    )
    assert found["Goal"].name == "objective_1"
    assert found["Impact"].name == "attribute"


def test_weights_of_a_level_are_not_its_codes() -> None:
    found = roles(
        understood(
            made(
                Factor__eje=["0.4", "0.4", "0.4", "0.6", "0.6", "0.6"],
                Eje=["Vida"] * 3 + ["Río"] * 3,
                Proyecto=WORKS,
                Responsable=["Dirección de Obras"] * 6,
            )
        )
    )
    assert found["Factor eje"].name == "attribute"


def test_long_amounts_are_no_telephone_numbers() -> None:
    assert not is_contact("120000000")
    assert is_contact("+351 21 000 0000")
    assert is_contact("099-555-0101")
    found = roles(
        understood(
            made(
                Eje=["Vida"] * 3 + ["Río"] * 3,
                Proyecto=WORKS,
                Presupuesto=["120000000", "7310000", "14620000", "9100000", "88000000", "4500000"],
            )
        )
    )
    assert found["Presupuesto"].name == "budget"


def test_a_level_printed_as_its_code_and_its_description_is_named_by_the_description() -> None:
    found = roles(
        understood(
            made(
                OE=["OE.01"] * 3 + ["OE.02"] * 3,
                Descripción__OE=["Cuidar a los mayores"] * 3 + ["Limpiar los cauces"] * 3,
                Cód__acción=["AC.01", "AC.02", "AC.03", "AC.04", "AC.05", "AC.06"],
                Descripción__acción=WORKS,
                Responsable=["Dirección de Obras"] * 6,
            )
        )
    )
    assert [role.name for role in found.values()] == [
        *("objective_1_code", "objective_1", "identifier", "initiative", "responsible"),
    ]


def test_what_most_headings_begin_with_says_nothing() -> None:
    found = roles(
        understood(
            made(
                **{
                    "Ficha.Eje": ["Vida"] * 3 + ["Río"] * 3,
                    "Ficha.Título": WORKS,
                    "Ficha.Inicio": ["01/03/2025"] * 6,
                    "Ficha.Fin": ["01/03/2026"] * 6,
                }
            )
        )
    )
    assert [role.name for role in found.values()] == ["objective_1", "initiative", "start", "end"]


def test_the_language_of_a_field_is_no_word_of_its_heading() -> None:
    assert meanings.read("title/ca").whole
    assert meanings.read("nombre_es").whole
    assert not meanings.read("Cost en").rest


def test_codes_that_are_all_different_are_of_initiatives_that_share_a_name() -> None:
    same = ["Becas de música", "Becas de música", "Becas de danza", "Becas de danza"]
    found = roles(
        understood(
            made(
                Identificador=["QX-77-001", "QX-77-008", "QX-77-015", "QX-77-022"],
                Proyecto=same,
                Responsable=["Instituto de Artes"] * 4,
            )
        )
    )
    assert found["Identificador"].name == "identifier"


def test_sentences_with_a_number_are_no_codes() -> None:
    texts = ["diez casas más en 2031", "cuatro al año desde 2029", "en 2030 la mitad de todas"]
    cells = content.sample([Row(n, (text,)) for n, text in enumerate(texts)], 0)
    assert content.agreement("code", cells) == content.NO


def test_kinds_of_rows_in_several_groups_are_no_tree() -> None:
    """Rows of a kind that ranks higher are not above those of another group."""
    found = understood(
        table("""
        Componente | Medida | Tipo | Descripción | Responsable
        Salud | Nueva ley de farmacias | Hito | Entra en vigor | Ministerio de Salud
        Salud | Casas de salud | Producto | Abren treinta casas | Ministerio de Salud
        Vivienda | Pisos asequibles | Producto | Se entregan los pisos | Ministerio de Vivienda
        Vivienda | Alojamiento urgente | Hito | Se aprueba el plan | Ministerio de Vivienda
        Empleo | Escuela de oficios | Producto | Abre la escuela | Ministerio de Trabajo
        """)
    )
    assert roles(found)["Componente"].name == "objective_1"
    assert roles(found)["Medida"].name == "initiative"


def test_goals_with_codes_of_their_own_are_the_initiatives_of_a_programme() -> None:
    found = roles(
        understood(
            made(
                Propósito=["Una ciudad que cuida"] * 3 + ["Una ciudad verde"] * 3,
                Programa=["Cuidados"] * 3 + ["Riberas"] * 3,
                COD_META=["21", "22", "23", "31", "32", "33"],
                META=WORKS,
                Entidad__responsable=["Dirección de Obras"] * 6,
            )
        )
    )
    assert (found["META"].name, found["COD_META"].name) == ("initiative", "identifier")
    assert (found["Propósito"].name, found["Programa"].name) == ("objective_1", "objective_2")


def test_millions_beside_a_target_are_money() -> None:
    found = roles(
        understood(
            made(
                Programa=["Cuidados"] * 3 + ["Riberas"] * 3,
                Proyecto=WORKS,
                Indicador=["Obras acabadas"] * 6,
                Meta=["3", "1", "4", "12", "1", "2"],
                Valor__2031=["1.250.000.000", "320.000.000", "980.500.000"] * 2,
            )
        )
    )
    assert found["Valor 2031"].name == "budget:2031"


def test_figures_beside_indicators_under_the_name_of_a_level_are_asked_about() -> None:
    block = made(
        Component=["Rivers"] * 3 + ["Homes"] * 3,
        Measure=WORKS,
        Indicator=["Works done"] * 6,
        Baseline=["0", "1", "0", "3", "0", "2"],
        Goal=["326", "34", "6800", "90", "41", "700"],
    )
    assert asked(block)["Goal"] == ("target", "attribute")


def test_a_topic_at_the_right_is_asked_about_where_nothing_else_is_a_level() -> None:
    topics = ["Energía", "Agua", "Energía", "Agua", "Energía", "Agua"]
    block = made(Acción=WORKS, Responsable=["Dirección de Obras"] * 6, Categoría=topics)
    assert asked(block)["Categoría"] == ("attribute", "objective_1")


def test_a_number_of_things_is_no_time() -> None:
    assert content.is_term("18 meses")
    assert not content.is_term("25 escuelas")


def test_short_fiscal_years_are_years() -> None:
    first, last = periods.span("FY27")
    assert first and last and (first.year, last.year) == (2027, 2027)
    assert content.is_day("FY27")


@pytest.mark.parametrize(
    "headings",
    [
        ("Expediente", "Objeto", "Tipo de contrato", "Adjudicatario", "Importe de adjudicación"),
        ("Award ID", "Award Title", "Recipient Org:Name", "Amount Awarded", "Award Date"),
        ("Codi", "Descripció", "Codi econòmic", "Crèdit definitiu", "Obligacions reconegudes"),
    ],
)
def test_contracts_grants_and_accounts_are_no_plans(headings: tuple[str, ...]) -> None:
    lines = [
        (f"Z-{n:03}", work, f"Casa número {n}", f"{n}1.500,00", f"0{n}/02/2027")
        for n, work in enumerate(WORKS, 1)
    ]
    rows = tuple(Row(n, line) for n, line in enumerate(lines, 2))
    found = understood(Block("t", (), headings, rows, frozenset()))
    assert not found.sheets


def test_a_project_that_nearly_each_action_has_of_its_own_is_asked_about() -> None:
    projects = ["Guardería", "Puentes", "Bicis", "Bicis", "Canchas", "Mercado"]
    block = made(
        Eje=["Vida"] * 3 + ["Río"] * 3,
        Proyecto=projects,
        Acción=WORKS,
        Responsable=["Dirección de Obras"] * 6,
    )
    assert asked(block)["Proyecto"] == ("attribute", "objective_2")
