"""Tables that refer to each other by keys are read as one; a key that leads nowhere is told."""

from __future__ import annotations

import pytest

from minga.intake.blocks import Block
from minga.intake.layout import Layout
from minga.intake.reading import Row
from minga.plans.importer import mapping

pytestmark = pytest.mark.pure


def table(name: str, text: str) -> Block:
    lines = [line.split("|") for line in text.strip().splitlines()]
    header, *rows = ([cell.strip() for cell in line] for line in lines)
    made = tuple(Row(n, tuple(cells)) for n, cells in enumerate(rows, 2))
    return Block(name, (), tuple(header), made, frozenset())


def understood(*blocks: Block) -> mapping.Understood:
    return mapping.mapped(blocks, Layout())


def read(found: mapping.Understood) -> list[dict[str, str]]:
    """The rows of the plan by role, blanks and merged cells left out."""
    (sheet,) = found.sheets
    names = [role.name for role in sheet.roles]
    return [
        {name: cell for name, cell in zip(names, row.cells, strict=False) if cell}
        for row in sheet.block.rows
    ]


AXES = table(
    "ejes",
    """
    id | nombre | descripción
    E1 | Ciudad viva | Todo lo social.
    E2 | Ciudad verde | Todo lo natural.
    E3 | Ciudad abierta | Todo lo público.
    """,
)
OBJECTIVES = table(
    "objetivos",
    """
    id_objetivo | eje_id | objetivo
    O1 | E1 | Cuidar a las personas
    O2 | E1 | Llegar a los barrios
    O3 | E2 | Limpiar los ríos
    """,
)
ACTIONS = table(
    "acciones",
    """
    codigo | id_objetivo | nombre | responsable
    A1 | O1 | Abrir casas de cuidado | Secretaría de Salud
    A2 | O1 | Formar a quienes cuidan | Secretaría de Salud
    A3 | O2 | Bus hasta las laderas | Empresa de Transporte
    A4 | O3 | Plantas de tratamiento | Empresa de Agua
    A5 | O9 | Una acción huérfana | Empresa de Agua
    """,
)
INDICATORS = table(
    "indicadores",
    """
    id | nombre | unidad | meta 2027 | acciones
    I1 | Casas abiertas | casas | 12 | A1
    I2 | Personas formadas | personas | 300 | A1; A2
    I3 | Agua tratada | % | 60 | A4; A8
    """,
)
BUDGETS = table(
    "presupuesto",
    """
    codigo_accion | año | monto (USD) | fuente
    A1 | 2026 | 10.000,00 | Recursos propios
    A1 | 2027 | 12.000,00 | Cooperación
    A1 | 2028 | 13.000,00 | Cooperación
    A3 | 2026 | 99.000,00 | Recursos propios
    """,
)


def test_levels_come_by_their_keys_through_any_number_of_tables() -> None:
    rows = read(understood(AXES, OBJECTIVES, ACTIONS))
    assert rows[0] == {
        "objective_1_code": "E1",
        "objective_1": "Ciudad viva",
        "objective_2_code": "O1",
        "objective_2": "Cuidar a las personas",
        "identifier": "A1",
        "initiative": "Abrir casas de cuidado",
        "responsible": "Secretaría de Salud",
    }
    assert [row.get("objective_1") for row in rows[:4]] == [
        *("Ciudad viva", "Ciudad viva", "Ciudad viva", "Ciudad verde"),
    ]


def test_the_order_of_the_tables_does_not_matter() -> None:
    wanted = read(understood(AXES, OBJECTIVES, ACTIONS))
    assert read(understood(ACTIONS, AXES, OBJECTIVES)) == wanted


def test_a_key_that_leads_nowhere_is_told_with_its_row() -> None:
    found = understood(AXES, OBJECTIVES, ACTIONS)
    told = [seen for seen in found.observations if seen.kind == "unmatched_key"]
    assert [(seen.table, seen.lines, seen.params["key"]) for seen in told] == [
        ("acciones", (6,), "O9")
    ]
    assert "Una acción huérfana" in told[0].evidence["quotes"][0]["text"]
    names = [row.get("initiative") for row in read(found)]
    assert "Una acción huérfana" in names


def test_indicators_stand_under_each_action_they_list() -> None:
    found = understood(ACTIONS, INDICATORS)
    (sheet,) = found.sheets
    rows = read(found)
    first, second = rows[0], rows[1]
    assert (first["initiative"], first["indicator"]) == ("Abrir casas de cuidado", "Casas abiertas")
    assert "initiative" not in second
    assert (second["indicator"], second["target:2027"]) == ("Personas formadas", "300")
    assert sheet.block.rows[1].cells[0] is None
    assert [row["indicator"] for row in rows if "indicator" in row] == [
        *("Casas abiertas", "Personas formadas", "Personas formadas", "Agua tratada"),
    ]
    assert [seen.params["key"] for seen in found.observations] == ["A8"]


def test_budgets_by_year_stand_under_their_action() -> None:
    rows = read(understood(BUDGETS, ACTIONS))
    paid = [
        (row.get("initiative", ""), row["period"], row["budget"]) for row in rows if "budget" in row
    ]
    assert paid == [
        ("Abrir casas de cuidado", "2026", "10.000,00"),
        ("", "2027", "12.000,00"),
        ("", "2028", "13.000,00"),
        ("Bus hasta las laderas", "2026", "99.000,00"),
    ]


def test_all_of_them_together_lose_nothing() -> None:
    blocks = (AXES, OBJECTIVES, ACTIONS, INDICATORS, BUDGETS)
    found = understood(*blocks)
    (sheet,) = found.sheets
    cells = {cell for row in sheet.block.rows for cell in row.cells if cell}
    said = cells | {text for texts in (found.about or {}).values() for text in texts.values()}
    said |= {token for seen in found.observations for token in str(seen.params["key"]).split("; ")}
    lists = {"A1; A2", "A4; A8"}
    for block in blocks:
        for row in block.rows:
            assert {cell for cell in row.cells if cell} - lists <= said
    assert not found.skipped


def test_what_a_table_tells_of_a_level_is_kept_for_the_level() -> None:
    found = understood(AXES, OBJECTIVES, ACTIONS)
    assert found.about is not None
    assert found.about["objective_1", "Ciudad verde"] == {"descripción": "Todo lo natural."}


def test_a_level_without_initiatives_stands_alone() -> None:
    direct = table(
        "acciones",
        """
        codigo | eje_id | accion | plazo
        A1 | E1 | Abrir casas | 2026
        A2 | E1 | Formar personas | 2027
        A3 | E2 | Plantar árboles | 2027
        """,
    )
    rows = read(understood(AXES, direct))
    assert rows[-1] == {"objective_1": "Ciudad abierta", "objective_1_code": "E3"}


def test_people_are_named_where_they_stand_by_key() -> None:
    people = table(
        "responsables",
        """
        id | nombre
        R1 | Secretaría de Salud
        R2 | Empresa de Agua
        """,
    )
    actions = table(
        "acciones",
        """
        codigo | eje | accion | responsable_id
        A1 | Vida | Abrir casas | R1
        A2 | Vida | Limpiar ríos | R2
        A3 | Verde | Plantar | R1; R2
        """,
    )
    rows = read(understood(people, actions))
    assert [row["responsible"] for row in rows] == [
        *("Secretaría de Salud", "Empresa de Agua", "Secretaría de Salud; Empresa de Agua"),
    ]


def test_a_sheet_that_follows_the_actions_up_says_nothing_twice() -> None:
    plan = table(
        "plan",
        """
        Código | Eje | Acción | Responsable
        A1 | Vida | Abrir casas | Salud
        A2 | Vida | Formar personas | Salud
        A3 | Verde | Plantar avenidas | Parques
        """,
    )
    follow_up = table(
        "seguimiento",
        """
        Código | Acción | % avance | Responsable
        A1 | Abrir casas | 40 % | Salud
        A2 | Formar personas | 80 % | Cultura
        A3 | Plantar avenidas | 10 % | Parques
        """,
    )
    found = understood(plan, follow_up)
    (sheet,) = found.sheets
    assert sheet.block.printed == (
        *("Código", "Eje", "Acción", "Responsable", "% avance", "Responsable"),
    )
    assert [row["progress"] for row in read(found)] == ["40 %", "80 %", "10 %"]


def test_small_numbers_lead_only_where_the_headings_say_so() -> None:
    pages = table("índice", "hoja | nombre\n1 | Portada\n2 | Plan\n3 | Anexos\n4 | Glosario")
    actions = table(
        "plan",
        """
        N° | Eje | Acción | Responsable
        1 | Vida | Abrir casas | Salud
        2 | Vida | Formar | Salud
        3 | Verde | Plantar | Ambiente
        4 | Verde | Podar | Ambiente
        """,
    )
    found = understood(pages, actions)
    assert found.skipped == ("índice",)
    assert len(found.sheets[0].block.printed) == 4


def test_a_table_between_two_brings_what_it_leads_to() -> None:
    indicators = table(
        "indicators",
        """
        indicator_id | indicator | unit
        I1 | Homes built | homes
        I2 | Trees planted | trees
        """,
    )
    between = table(
        "targets",
        """
        action_id | indicator_id | target_2027
        A1 | I1 | 40
        A2 | I2 | 900
        """,
    )
    actions = table(
        "actions",
        """
        action_id | pillar | action | lead
        A1 | Homes | Build on council land | Housing
        A2 | Green | Plant the avenues | Parks
        """,
    )
    rows = read(understood(indicators, between, actions))
    assert [(r["initiative"], r["indicator"], r["target:2027"]) for r in rows] == [
        ("Build on council land", "Homes built", "40"),
        ("Plant the avenues", "Trees planted", "900"),
    ]


# --- levels one under the other in one table
