"""Levels and initiatives in one column: told apart by code, by type or by the key above."""

from __future__ import annotations

import pytest

from minga.plans.importer import mapping
from minga.plans.tests.test_linked import read, table, understood

pytestmark = pytest.mark.pure


def paths(found: mapping.Understood) -> list[tuple[str, ...]]:
    """For each initiative the names above it and its own, blanks as above."""
    (sheet,) = found.sheets
    names = [role.name for role in sheet.roles]
    levels = sorted(n for n in names if n.startswith("objective_") and not n.endswith("_code"))
    above: dict[str, str] = {}
    listed = []
    for row in sheet.block.rows:
        for depth, name in enumerate(levels):
            if cell := row.cells[names.index(name)]:
                above[name] = cell
                for lower in levels[depth + 1 :]:
                    above.pop(lower, None)
        if cell := row.cells[names.index("initiative")]:
            listed.append((*(above.get(name, "") for name in levels), cell))
    return listed


WANTED = [
    ("Ciudad viva", "Cuidar", "Abrir casas"),
    ("Ciudad viva", "Cuidar", "Formar personas"),
    ("Ciudad viva", "Llegar", "Bus a las laderas"),
    ("Ciudad verde", "Limpiar", "Plantas de agua"),
]


def test_the_depth_of_the_code_tells_the_level() -> None:
    found = understood(
        table(
            "plan",
            """
            Código | Descripción | Responsable
            1 | Ciudad viva |
            1.1 | Cuidar |
            1.1.1 | Abrir casas | Salud
            1.1.2 | Formar personas | Salud
            1.2 | Llegar |
            1.2.1 | Bus a las laderas | Transporte
            2 | Ciudad verde |
            2.1 | Limpiar |
            2.1.1 | Plantas de agua | Agua
            """,
        )
    )
    assert paths(found) == WANTED
    assert read(found)[2] == {
        "identifier": "1.1.1",
        "initiative": "Abrir casas",
        "responsible": "Salud",
    }
    assert read(found)[1] == {"objective_2": "Cuidar", "objective_2_code": "1.1"}


def test_a_column_of_types_tells_the_level() -> None:
    found = understood(
        table(
            "plan",
            """
            Tipo | Nombre | Responsable | Plazo
            Eje | Ciudad viva | |
            Objetivo | Cuidar | |
            Acción | Abrir casas | Salud | 2026
            Acción | Formar personas | Salud | 2027
            Objetivo | Llegar | |
            Acción | Bus a las laderas | Transporte | 2026
            Eje | Ciudad verde | Alcaldía |
            Objetivo | Limpiar | |
            Acción | Plantas de agua | Agua | 2028
            """,
        )
    )
    assert paths(found) == WANTED
    assert found.sheets[0].block.printed[:4] == ("Eje", "", "Objetivo", "")
    assert found.about == {("objective_1", "Ciudad verde"): {"Responsable": "Alcaldía"}}


def test_the_key_of_the_row_above_tells_the_level() -> None:
    found = understood(
        table(
            "plan",
            """
            id | parent_id | name | lead
            10 | | Ciudad viva |
            20 | | Ciudad verde |
            11 | 10 | Cuidar |
            12 | 10 | Llegar |
            21 | 20 | Limpiar |
            31 | 11 | Abrir casas | Salud
            32 | 11 | Formar personas | Salud
            33 | 12 | Bus a las laderas | Transporte
            34 | 21 | Plantas de agua | Agua
            """,
        )
    )
    (sheet,) = found.sheets
    assert {role.name for role in sheet.roles} >= {"objective_1", "objective_2", "initiative"}
    assert sorted(paths(found)) == sorted(WANTED)


def test_codes_in_front_of_the_names_tell_the_level() -> None:
    found = understood(
        table(
            "plan",
            """
            Objetivos y acciones | Responsable | Plazo
            1. Ciudad viva | |
            1.1 Cuidar | |
            1.1.1 Abrir casas | Salud | 2026
            1.1.2 Formar personas | Salud | 2026
            1.2 Llegar | |
            1.2.1 Bus a las laderas | Transporte | 2027
            2. Ciudad verde | |
            2.1 Limpiar | |
            2.1.1 Plantas de agua | Agua | 2028
            """,
        )
    )
    assert paths(found) == WANTED


def test_codes_of_a_flat_table_are_only_codes() -> None:
    found = understood(
        table(
            "plan",
            """
            Código | Acción | Eje | Responsable
            1.1 | Abrir casas | Vida | Salud
            1.2 | Formar | Vida | Salud
            2.1 | Plantar | Verde | Ambiente
            2.2 | Podar | Verde | Ambiente
            """,
        )
    )
    assert [role.name for role in found.sheets[0].roles] == [
        *("identifier", "initiative", "objective_1", "responsible"),
    ]
