"""The header of a table is found, joined and cleared of what says nothing."""

from __future__ import annotations

import pytest

from minga.intake.regions import blocks
from minga.intake.tests.printed import (
    block_of,
    blocks_of,
    cells,
    lines,
    nothing_known,
    reading,
    table,
)

pytestmark = pytest.mark.pure

HEADER = ("Acción", "Responsable", "Plazo", "Presupuesto")
PLANT = ("Plantar árboles", "Parques", "2026", "100")
PRUNE = ("Podar", "Obras", "2027", "50")


def test_a_header_on_the_first_row() -> None:
    block = block_of(HEADER, PLANT, PRUNE)
    assert block.printed == HEADER
    assert cells(block) == [PLANT, PRUNE]
    assert lines(block.header) == [1]


def test_titles_and_what_a_sheet_says_of_itself_are_notes() -> None:
    block = block_of(
        ("Plan de acción", "", "", ""),
        ("Entidad:", "Municipio de ejemplo", "", ""),
        ("Responsable:", "Planificación", "Corte:", "2025"),
        HEADER,
        PLANT,
        PRUNE,
        wide=[1],
    )
    assert block.printed == HEADER
    assert sorted(lines(block.notes)) == [1, 2, 3]
    assert cells(block) == [PLANT, PRUNE]


@pytest.mark.parametrize(
    "hint",
    [
        ("texto", "texto", "(fecha)", "número"),
        ("string", "string", "date", "float"),
        ("#activity+name", "#org+lead", "#date+end", "#value+usd"),
        ("A", "B", "C", "D"),
        ("(1)", "(2)", "(3)", "(4)"),
        ("action_name", "lead_name", "end_date", "budget_total"),
        ("", "", "", "€"),
    ],
)
def test_a_row_that_says_what_to_type_is_no_row(hint: tuple[str, ...]) -> None:
    block = block_of(HEADER, hint, PLANT, PRUNE)
    assert block.printed == HEADER
    assert cells(block) == [PLANT, PRUNE]
    assert lines(block.hints) == [2]


def test_names_for_a_program_above_those_for_people() -> None:
    block = block_of(("action_name", "lead_name", "end_date", "budget_total"), HEADER, PLANT, PRUNE)
    assert block.printed == HEADER
    assert cells(block) == [PLANT, PRUNE]


def test_names_for_a_program_are_a_header_where_there_is_no_other() -> None:
    header = ("accion", "responsable", "plazo", "presupuesto_total")
    assert block_of(header, PLANT, PRUNE).printed == header


def test_a_heading_over_several_years_is_said_of_each() -> None:
    block = block_of(
        ("Acción", "Metas", "", "", "Responsable"),
        ("", "2025", "2026", "2027", ""),
        ("Plantar", "10", "20", "30", "Parques"),
        ("Podar", "1", "2", "3", "Obras"),
    )
    assert block.printed == ("Acción", "Metas 2025", "Metas 2026", "Metas 2027", "Responsable")
    assert lines(block.header) == [1, 2]
    assert len(block.rows) == 2


def test_merged_headings_in_three_rows() -> None:
    block = block_of(
        ("Acción", "Programación", "", "", "", "Responsable"),
        (None, "Metas", "", "Presupuesto", "", None),
        (None, "2025", "2026", "2025", "2026", None),
        ("Plantar", "10", "20", "300", "400", "Parques"),
        ("Podar", "1", "2", "30", "40", "Obras"),
    )
    assert block.printed == (
        "Acción",
        "Programación Metas 2025",
        "Programación Metas 2026",
        "Programación Presupuesto 2025",
        "Programación Presupuesto 2026",
        "Responsable",
    )


def test_a_band_above_the_headings() -> None:
    block = block_of(
        ("", "", "Metas", "", "", "Presupuesto", ""),
        ("Acción", "Responsable", "2025", "2026", "2027", "Monto", "Fuente"),
        ("Plantar", "Parques", "1", "2", "3", "100", "Propia"),
        ("Podar", "Obras", "1", "2", "3", "200", "Propia"),
    )
    assert block.printed[1:6] == (
        "Responsable",
        "Metas 2025",
        "Metas 2026",
        "Metas 2027",
        "Presupuesto Monto",
    )
    assert block.printed[6] == "Presupuesto Fuente"


def test_a_heading_broken_over_two_rows_is_read_whole() -> None:
    block = block_of(
        ("Objetivo", "Plazo", "Presupuesto"),
        ("de la acción", "", "total"),
        ("Cuidar el agua", "2026", "100"),
        ("Cuidar el suelo", "2027", "200"),
    )
    assert block.printed[0] in ("Objetivo", "Objetivo de la acción")
    assert ("Cuidar el agua", "2026", "100") in cells(block)


def test_a_merged_title_does_not_become_part_of_the_headings() -> None:
    block = block_of(("Plan de acción", "", "", ""), HEADER, PLANT, PRUNE, wide=[1])
    assert block.printed == HEADER


def test_unknown_headings_are_told_by_what_stands_below() -> None:
    printed = table(
        ("Zorb", "Quux", "Blip"),
        ("Plantar árboles en todos los barrios", "2026", "100"),
        ("Podar los árboles enfermos del centro", "2027", "50"),
        ("Regar los parques nuevos cada semana", "2027", "70"),
    )
    (block,) = blocks(reading(printed), nothing_known)
    assert block.printed == ("Zorb", "Quux", "Blip")


def test_a_table_without_a_header_is_a_block_without_headings() -> None:
    rows = [
        ("1.1 Salud", "Abrir un centro", "Salud"),
        ("1.2 Agua", "Reparar la red", "Aguas"),
        ("1.3 Suelo", "Plantar", "Parques"),
    ]
    (block,) = blocks(reading(table(*rows)), nothing_known)
    assert (block.header, block.printed) == ((), ("", "", ""))
    assert cells(block) == rows


@pytest.mark.parametrize(
    "rows",
    [
        [("Alcaldía", "2025")],
        [("Solo",), ("una",), ("columna",)],
        [("POA", "Plan operativo anual"), ("GAD", "Gobierno autónomo")],
        [("", ""), (None, "")],
    ],
)
def test_what_is_plainly_no_table_is_skipped(rows: list[tuple[str | None, ...]]) -> None:
    assert blocks_of(table(*rows)) == []


def test_cells_beyond_the_headings_are_kept() -> None:
    block = block_of(HEADER, (*PLANT, "al margen"), PRUNE)
    assert block.printed == (*HEADER, "")
    assert block.rows[0].cells[4] == "al margen"


def test_blank_columns_are_left_out_and_the_places_stay() -> None:
    block = block_of(
        ("", "Acción", "", "Plazo"), ("", "Plantar", "", "2026"), ("", "Podar", "", "2027")
    )
    assert block.printed == ("Acción", "Plazo")
    assert [block.place(column) for column in (0, 1)] == [2, 4]


def test_short_rows_below_a_repeated_header_are_no_header_of_two_rows() -> None:
    header = ("Eje", "N.º", "Acción", "Fuente")
    first = [("Vida", "1", "Abrir centros", "Propia"), (None, None, "Cuidar", "Externa")]
    long = "Sembrar árboles con los vecinos de las orillas del río y cuidarlos durante tres años"
    again = [
        (None, "2", "Acción", "Presupuesto"),
        (None, None, "Podar", "Propio"),
        *[(None, None, f"{long} {number}", long) for number in range(4)],
    ]
    block = block_of(header, *first, header, *again, pages=[3])
    assert cells(block) == [*first, *again]


def test_a_row_of_data_made_of_words_of_headings_is_data() -> None:
    rows = [
        ("Eje", "Código", "Iniciativa", "Responsable", "Plazo"),
        ("1 Vida", "1.1", "Regar", "Parques", "2026-2028"),
        ("1 Vida", "1.2", "Objetivo de Acción", "Responsable de Plan", "2026-2028"),
        ("2 Agua", "2.1", "Podar", "Obras", "2026-2028"),
    ]
    (block,) = blocks_of(table(*rows))
    assert len(block.rows) == 3
