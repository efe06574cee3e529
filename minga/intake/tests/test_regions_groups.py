"""Group headings inside a table become columns; totals and notes are no rows."""

from __future__ import annotations

import pytest

from minga.intake.tests.printed import block_of, cells, lines

pytestmark = pytest.mark.pure

HEADER = ("Acción", "Responsable", "Plazo", "Presupuesto")
PLANT = ("Plantar árboles", "Parques", "2026", "100")
PRUNE = ("Podar", "Obras", "2027", "50")
WATER = ("Regar", "Parques", "2027", "70")


def alone(text: str) -> tuple[str, ...]:
    return (text, "", "", "")


def test_wide_rows_are_one_column_named_by_their_first_word() -> None:
    block = block_of(
        HEADER, alone("EJE 1. VIDA"), PLANT, PRUNE, alone("EJE 2. AGUA"), WATER, wide=[2, 5]
    )
    assert block.printed == ("Eje", *HEADER)
    assert cells(block) == [
        ("EJE 1. VIDA", *PLANT),
        (None, *PRUNE),
        ("EJE 2. AGUA", *WATER),
    ]
    assert (block.groups, block.place(0), block.place(1)) == (1, 0, 1)


@pytest.mark.parametrize(
    "headings",
    [
        ["EJE 1. VIDA", "Objetivo 1.1 Salud", "EJE 2. AGUA", "Objetivo 2.1 Ríos"],
        ["1. Vida", "1.1 Salud", "2. Agua", "2.1 Ríos"],
        ["I. Vida", "A. Salud", "II. Agua", "A. Ríos"],
        ["VIDA", "Salud", "AGUA", "Ríos"],
        ["LÍNEA I – Vida", "Programa: Salud", "LÍNEA II – Agua", "Programa: Ríos"],
    ],
)
def test_ranks_are_told_by_number_word_and_capitals(headings: list[str]) -> None:
    high, low, other_high, other_low = headings
    block = block_of(
        HEADER,
        alone(high),
        alone(low),
        PLANT,
        PRUNE,
        alone(other_high),
        alone(other_low),
        WATER,
        wide=[2, 3, 6, 7],
    )
    assert [row.cells[:2] for row in block.rows] == [
        (high, low),
        (None, None),
        (other_high, other_low),
    ]


def test_a_new_group_begins_without_the_lower_one_of_the_group_before() -> None:
    block = block_of(
        HEADER,
        alone("1. Vida"),
        alone("1.1 Salud"),
        PLANT,
        alone("2. Agua"),
        WATER,
        wide=[2, 3, 5],
    )
    assert [row.cells[:2] for row in block.rows] == [("1. Vida", "1.1 Salud"), ("2. Agua", "")]


def test_a_group_without_rows_is_not_lost() -> None:
    block = block_of(
        HEADER, alone("EJE 1"), PLANT, alone("EJE 2"), alone("EJE 3"), WATER, wide=[2, 4, 5]
    )
    assert [row.cells[0] for row in block.rows] == ["EJE 1", "EJE 2", "EJE 3"]
    assert not any(block.rows[1].cells[1:])


def test_a_single_cell_in_capitals_is_a_group_though_nothing_is_merged() -> None:
    block = block_of(HEADER, alone("VIDA"), PLANT, PRUNE, alone("AGUA"), WATER)
    assert [row.cells[0] for row in block.rows] == ["VIDA", None, "AGUA"]
    assert not any(row.unsure for row in block.rows)


def test_a_single_cell_that_nothing_tells_from_a_row_is_unsure_either_way() -> None:
    groups = block_of(HEADER, alone("Vida sana"), PLANT, PRUNE, alone("Agua limpia"), WATER, PRUNE)
    assert groups.groups == 1
    assert [row.at for row in groups.rows if row.unsure == (0,)] == [3, 6]
    rows = block_of(HEADER, PLANT, alone("Vigilar"), PRUNE, alone("Medir"), WATER)
    assert rows.groups == 0
    assert [row.at for row in rows.rows if row.unsure == (0,)] == [3, 5]


def test_a_row_numbered_like_its_neighbours_is_a_row() -> None:
    block = block_of(
        HEADER, ("1.1 Plantar", *PLANT[1:]), alone("1.2 Podar"), ("1.3 Regar", *WATER[1:])
    )
    assert (block.groups, len(block.rows)) == (0, 3)


def test_a_code_and_a_name_alone_are_a_group() -> None:
    header = ("Código", "Acción", "Unidad", "Meta", "Presupuesto")
    block = block_of(
        header,
        ("1", "SALUD", "", "", ""),
        ("1.1", "Vacunar", "personas", "100", "500"),
        ("1.2", "Curar", "personas", "20", "600"),
        ("2", "AGUA", "", "", ""),
        ("2.1", "Regar", "ha", "5", "70"),
    )
    assert [row.cells[0] for row in block.rows] == ["1 SALUD", None, "2 AGUA"]


def test_a_group_with_its_sums_beside_it_is_both() -> None:
    block = block_of(
        HEADER,
        ("1 Vida", "", "", "150"),
        ("1.1 Plantar", *PLANT[1:]),
        ("1.2 Podar", *PRUNE[1:]),
        ("2 Agua", "", "", "70"),
        ("2.1 Regar", *WATER[1:]),
    )
    assert [row.cells[0] for row in block.rows] == ["1 Vida", None, "2 Agua"]
    assert lines(block.totals) == [2, 5]


def test_levels_printed_once_in_columns_of_their_own_are_no_groups() -> None:
    header = ("Eje", "Objetivo", "Acción", "Plazo")
    rows = [
        ("1. Vida", "", "", ""),
        ("", "1.1 Salud", "Vacunar", "2026"),
        ("", "", "Curar", "2027"),
        ("", "", "Ver", "2027"),
    ]
    block = block_of(header, *rows)
    assert (block.groups, cells(block)) == (0, rows)


def test_groups_that_the_rows_repeat_are_not_said_twice() -> None:
    header = ("Eje", *HEADER)
    block = block_of(
        header,
        ("Vida", "", "", "", ""),
        ("Vida", *PLANT),
        ("Vida", *PRUNE),
        ("Agua", "", "", "", ""),
        ("Agua", *WATER),
        wide=[2, 5],
    )
    assert (block.groups, len(block.rows)) == (0, 3)


@pytest.mark.parametrize(
    "total",
    [
        ("TOTAL", "", "", "150"),
        ("Total general", "", "", "150"),
        ("Subtotal", "", "", "150"),
        ("Suma", "", "", "999"),
        ("Total général", "", "", "150"),
        ("Presupuesto total", "", "", "150"),
        ("", "", "", "150"),
        ("TOTAL", "", "", ""),
    ],
)
def test_a_row_of_sums_is_a_total(total: tuple[str, ...]) -> None:
    block = block_of(HEADER, PLANT, PRUNE, total)
    assert cells(block) == [PLANT, PRUNE]
    assert lines(block.totals) == [4]


def test_sums_of_groups_and_of_all() -> None:
    header = ("Eje", "Acción", "Presupuesto", "Meta")
    block = block_of(
        header,
        ("1. Vida", "Plantar", "1.000,50", "1"),
        ("", "Podar", "2.000,50", "2"),
        ("", "", "3.001,00", "3"),
        ("2. Agua", "Regar", "500,00", "4"),
        ("", "Beber", "100,00", "5"),
        ("", "", "600,00", "9"),
        ("", "", "3.601,00", "12"),
    )
    assert lines(block.totals) == [4, 7, 8]
    assert len(block.rows) == 4


@pytest.mark.parametrize(
    "row",
    [
        ("Total acceso al agua", "Aguas", "2027", "150"),
        ("Suma de voluntades", "Obras", "", ""),
        ("Sumideros nuevos", "Obras", "2027", "9"),
        ("", "Obras", "2027", "150"),
        ("", "", "", "151"),
    ],
)
def test_what_only_looks_like_a_total_is_a_row(row: tuple[str, ...]) -> None:
    assert cells(block_of(HEADER, PLANT, PRUNE, row))[-1] == row


@pytest.mark.parametrize(
    "note",
    [
        "Fuente: Secretaría de Planificación",
        "Nota: cifras en miles",
        "* Por confirmar",
        "Source : Ville",
        "Elaborado por: Planificación",
        "Nota 1. Las metas se revisan cada año",
        "¹ Sin contar los barrios rurales",
    ],
)
def test_notes_under_a_table_are_no_rows(note: str) -> None:
    block = block_of(HEADER, PLANT, PRUNE, alone(note))
    assert cells(block) == [PLANT, PRUNE]
    assert lines(block.notes) == [4]


def test_a_text_alone_at_the_end_is_a_note_unless_numbered_like_the_groups() -> None:
    rows = [HEADER, alone("EJE 1"), PLANT, alone("EJE 2"), WATER]
    noted = block_of(*rows, alone("Aprobado por el concejo"), wide=[2, 4, 6])
    assert lines(noted.notes) == [6]
    empty = block_of(*rows, alone("EJE 3"), wide=[2, 4, 6])
    assert empty.rows[-1].cells[0] == "EJE 3"


@pytest.mark.parametrize(
    "text", ["* Por confirmar", "Nota: cifras en miles", "Total 2026", "Subtotal", "Fuente: censo"]
)
def test_what_begins_like_a_note_is_a_row_where_it_has_its_place(text: str) -> None:
    marked = (text, "Obras", "2027", "9")
    assert cells(block_of(HEADER, PLANT, marked, PRUNE))[1] == marked
    below = (None, None, text, "")  # a further part of the row above
    assert cells(block_of(HEADER, PLANT, below, PRUNE))[1] == below


@pytest.mark.parametrize("text", ["* Por confirmar", "Nota: en miles", "Fuente: censo"])
def test_a_note_has_its_row_for_itself(text: str) -> None:
    for row in [("", "", text, "9"), (None, None, text, "9")]:
        assert cells(block_of(HEADER, PLANT, row, PRUNE))[1] == row
