"""Which columns are levels, in which order, and which names the initiatives."""

from __future__ import annotations

import pytest

from minga.intake.blocks import Role
from minga.plans.tests.test_mapping_asks import names, table, understood

pytestmark = pytest.mark.pure


def test_levels_are_ordered_by_what_contains_what() -> None:
    found = understood(
        table(
            """
            Acción | Objetivo | Eje | Responsable
            Abrir casas | Cuidar | Vida | Salud
            Formar personas | Cuidar | Vida | Salud
            Bus a las laderas | Llegar | Vida | Transporte
            Plantas de agua | Limpiar | Verde | Agua
            Plantar avenidas | Limpiar | Verde | Parques
            """
        )
    )
    assert names(found) == ["initiative", "objective_2", "objective_1", "responsible"]


def test_a_programme_may_stand_above_a_line_of_work() -> None:
    found = understood(
        table(
            """
            Línea estratégica | Programa | Proyecto | Responsable
            Centros | Vida | Abrir casas | Salud
            Personas | Vida | Formar | Salud
            Bus | Vida | Laderas | Transporte
            Agua | Verde | Plantas | Agua
            Árboles | Verde | Avenidas | Parques
            Árboles | Verde | Podas | Parques
            """
        )
    )
    assert names(found) == ["objective_2", "objective_1", "initiative", "responsible"]


def test_the_objective_of_each_project_is_no_level() -> None:
    rows = """
        Proyecto | Objetivo del proyecto | Mecanismo | Responsable
        Casas de cuidado | Que nadie cuide en soledad | Convenio | Salud
        Bosque urbano | Que haya sombra en verano | Acuerdo | Parques
        Laderas | Que el bus llegue a todos | Convenio | Transporte
        """
    assert names(understood(table(rows))) == [
        *("initiative", "articulation_objective", "mechanism", "responsible"),
    ]
    bare = rows.replace("Mecanismo", "Notas").replace("Convenio", "x").replace("Acuerdo", "y")
    assert names(understood(table(bare))) == ["initiative", "attribute", "attribute", "responsible"]


def test_activities_are_the_initiatives_where_a_project_has_several() -> None:
    several = """
        Proyecto | Actividad | Responsable
        Casas | Abrir la primera | Salud
        Casas | Abrir la segunda | Salud
        Bosque | Plantar | Parques
        Bosque | Podar | Parques
        """
    assert names(understood(table(several))) == ["objective_1", "initiative", "responsible"]
    one = """
        Proyecto | Actividad | Responsable
        Casas | Abrir la primera | Salud
        Bosque | Plantar | Parques
        Bus | Comprar | Transporte
        Agua | Limpiar | Agua
        """
    assert names(understood(table(one))) == ["initiative", "attribute", "responsible"]


def test_goals_in_words_are_the_initiatives_where_nothing_else_is_listed() -> None:
    found = understood(
        table(
            """
            Eje | Objetivo | Meta | Indicador
            Vida | Cuidar | Incrementar las casas de cuidado de tres a veinte | Casas
            Vida | Cuidar | Formar a todas las personas que cuidan | Personas
            Verde | Limpiar | Tratar el sesenta por ciento del agua residual | Agua
            Verde | Limpiar | Recuperar las orillas de los cuatro ríos | Ríos
            """
        )
    )
    assert names(found) == ["objective_1", "objective_2", "initiative", "indicator"]


def test_goals_in_figures_are_targets() -> None:
    found = understood(
        table(
            """
            Eje | Objetivo | Indicador | Meta
            Vida | Cuidar | Casas | 20 casas
            Vida | Formar | Personas | 300
            Verde | Limpiar | Agua | 60 %
            """
        )
    )
    assert names(found) == ["objective_1", "initiative", "indicator", "target"]


def test_a_level_of_codes_beside_its_names_is_the_names() -> None:
    found = understood(
        table(
            """
            Eje | Nombre del eje | Acción | Plazo
            E1 | Ciudad viva | Abrir casas | 2026
            E1 | Ciudad viva | Formar personas | 2027
            E2 | Ciudad verde | Plantar avenidas | 2026
            E2 | Ciudad verde | Podar con criterio | 2028
            """
        )
    )
    assert names(found) == ["objective_1_code", "objective_1", "initiative", "period"]


def test_the_heading_of_a_group_is_a_level() -> None:
    found = understood(
        table(
            """
             | Acción | Responsable
            Eje 1. Vida | Abrir casas | Salud
             | Formar personas | Salud
            Eje 2. Verde | Plantar avenidas | Parques
            """,
            groups=1,
        )
    )
    (sheet,) = found.sheets
    assert sheet.roles[0] == Role("objective_1", 0.9, "place")


def test_without_any_header_codes_and_contents_still_tell() -> None:
    found = understood(
        table(
            """
             | | |
            1. Vida | 1.1 Cuidar | Abrir casas de cuidado en los barrios | Convenio
            1. Vida | 1.1 Cuidar | Formar a quienes cuidan | Acuerdo
            1. Vida | 1.2 Llegar | Llevar el bus a las laderas | Convenio
            2. Verde | 2.1 Limpiar | Construir plantas de tratamiento | Convenios y acuerdos
            2. Verde | 2.1 Limpiar | Recuperar las orillas | Acuerdo
            """
        ),
        columns={"#4": "mechanism"},
    )
    (sheet,) = found.sheets
    assert [role.name for role in sheet.roles] == [
        *("objective_1", "objective_2", "initiative", "mechanism"),
    ]
    assert [doubt.key for doubt in found.doubts] == ["#3"]


def test_an_outline_without_headings_is_read_by_what_stands_under_what() -> None:
    found = understood(
        table(
            """
            Eje |  |  | Responsable | Plazo
            Vida | Cuidar | Abrir casas de cuidado | Salud | 2026-2028
             |  | Formar a quienes cuidan | Salud | 2026-2027
             | Llegar | Llevar el bus a las laderas | Transporte | 2027-2028
             |  | Ampliar los horarios | Transporte | 2026-2026
            Verde | Limpiar | Construir plantas de agua | Agua | 2027-2028
             |  | Recuperar las orillas | Agua | 2026-2028
            """
        )
    )
    assert [role.name for role in found.sheets[0].roles] == [
        *("objective_1", "objective_2", "initiative", "responsible", "period"),
    ]


def test_the_number_of_a_form_is_the_code_of_its_initiative() -> None:
    found = understood(
        table(
            """
            Fiche action | Axe | Intitulé de l'action | Pilote
            1.1.1 | Ville sobre | Rénover l'école et son gymnase | Service Bâtiments
            1.1.2 | Ville sobre | Ouvrir un guichet unique | Service Habitat
            2.1.1 | Ville verte | Planter les avenues | Service Parcs
            2.1.2 | Ville verte | Ouvrir les berges | Service Parcs
            """
        )
    )
    assert names(found) == ["identifier", "objective_1", "initiative", "responsible"]


# --- which tables are the plan
