"""Tables are parted where another begins, and put together where pages parted them."""

from __future__ import annotations

import pytest

from minga.intake.blocks import Block
from minga.intake.reading import Paragraph
from minga.intake.tests.printed import block_of, blocks_of, cells, lines, table

pytestmark = pytest.mark.pure

HEADER = ("Acción", "Responsable", "Plazo", "Presupuesto")
PLANT = ("Plantar árboles", "Parques", "2026", "100")
PRUNE = ("Podar", "Obras", "2027", "50")
WATER = ("Regar", "Parques", "2027", "70")
OTHER = ("Indicador", "Unidad", "Meta")
TREES = ("Árboles", "n", "400")
LAKES = ("Lagos limpios", "n", "4")


def test_a_repeated_header_opens_a_page() -> None:
    block = block_of(HEADER, PLANT, HEADER, PRUNE)
    assert cells(block) == [PLANT, PRUNE]
    assert block.opens == {1}


def test_a_header_that_comes_back_with_a_misprint_is_still_a_header() -> None:
    block = block_of(HEADER, PLANT, ("ACCION", "Responsables", "plazo", "Presupuesto."), PRUNE)
    assert cells(block) == [PLANT, PRUNE]


def test_both_rows_of_a_tall_header_come_back() -> None:
    tall = [("Acción", "Metas", "", "Plazo"), ("", "2025", "2026", "")]
    rows = [("Plantar", "1", "2", "2026"), ("Podar", "3", "4", "2027")]
    block = block_of(*tall, rows[0], *tall, rows[1])
    assert cells(block) == rows


def test_a_page_marked_by_the_reader_opens_too() -> None:
    assert block_of(HEADER, PLANT, PRUNE, WATER, pages=[2]).opens == {1}


def test_another_header_opens_another_block() -> None:
    first, second = blocks_of(table(HEADER, PLANT, PRUNE, ("", "", "", ""), OTHER, TREES, LAKES))
    assert (first.printed, cells(first)) == (HEADER, [PLANT, PRUNE])
    assert (second.printed, cells(second)) == (OTHER, [TREES, LAKES])


def test_another_header_needs_no_blank_row() -> None:
    first, second = blocks_of(table(HEADER, PLANT, PRUNE, OTHER, TREES, LAKES))
    assert (len(first.rows), len(second.rows)) == (2, 2)


def test_a_row_that_says_some_headings_is_a_row() -> None:
    row = ("Presupuesto participativo", "Obras", "2027", "50")
    assert cells(block_of(HEADER, PLANT, row, PRUNE)) == [PLANT, row, PRUNE]


def test_tables_with_the_same_header_are_one_block() -> None:
    (block,) = blocks_of(table(HEADER, PLANT, PRUNE), table(HEADER, WATER, name="2"))
    assert cells(block) == [PLANT, PRUNE, WATER]
    assert block.opens == {2}
    assert [block.table_at(index) for index in range(3)] == ["1", "1", "2"]


def test_tables_with_the_same_header_may_have_others_between_them() -> None:
    first, second = blocks_of(
        table(HEADER, PLANT, PRUNE), table(OTHER, TREES, name="2"), table(HEADER, WATER, name="3")
    )
    assert (len(first.rows), len(second.rows)) == (3, 1)
    assert first.table_at(2) == "3"


def test_a_table_goes_on_without_a_header_on_the_next_page() -> None:
    (block,) = blocks_of(
        table(HEADER, PLANT, PRUNE), table(WATER, ("Ver", "Obras", "2028", "9"), name="2")
    )
    assert len(block.rows) == 4
    assert block.opens == {2}


def test_rows_of_other_kinds_do_not_go_on() -> None:
    names = [("1", "2", "Ana", "Luz"), ("3", "4", "Eva", "Sol"), ("5", "6", "Mar", "Paz")]
    first, second = blocks_of(table(HEADER, PLANT, PRUNE), table(*names, name="2"))
    assert (first.printed, second.printed) == (HEADER, ("", "", "", ""))


def test_tables_side_by_side_are_two() -> None:
    gap = ("", "", "", "")
    left, right = blocks_of(
        table(
            (*HEADER, "", *OTHER),
            (*PLANT, "", *TREES),
            (*PRUNE, "", *LAKES),
            (*WATER, *gap),
            (*PLANT, *gap),
            (*PRUNE, *gap),
        )
    )
    assert (left.printed, len(left.rows)) == (HEADER, 5)
    assert (right.printed, cells(right)) == (OTHER, [TREES, LAKES])
    assert [right.place(column) for column in range(3)] == [6, 7, 8]


def test_a_blank_column_inside_a_table_parts_nothing() -> None:
    rows = [(*row[:2], "", *row[2:]) for row in (HEADER, PLANT, PRUNE, WATER)]
    block = block_of(*rows)
    assert (block.printed, len(block.rows)) == (HEADER, 3)


def test_a_wide_row_above_a_header_that_comes_back_is_a_group() -> None:
    block = block_of(
        ("EJE 1: Vida", "", "", ""),
        HEADER,
        PLANT,
        PRUNE,
        ("EJE 2: Agua", "", "", ""),
        HEADER,
        WATER,
        wide=[1, 5],
    )
    assert block.printed == ("Eje", *HEADER)
    assert [row.cells[0] for row in block.rows] == ["EJE 1: Vida", None, "EJE 2: Agua"]
    assert lines(block.notes) == []


def test_a_title_that_every_page_repeats_is_no_group() -> None:
    title = ("Matriz de acciones", "", "", "")
    (block,) = blocks_of(
        table(title, HEADER, PLANT, wide=[1]), table(title, HEADER, PRUNE, name="2", wide=[1])
    )
    assert (block.groups, block.printed) == (0, HEADER)
    assert lines(block.notes) == [1, 1]


def test_the_headings_above_tables_are_groups() -> None:
    prose = [
        Paragraph(1, "Plan de acción", level=1),
        Paragraph(2, "Eje 1. Vida", level=2),
        Paragraph(3, "Este eje es prioritario."),
        Paragraph(4, "Eje 2. Agua", level=2),
    ]
    (block,) = blocks_of(
        table(HEADER, PLANT, PRUNE, after=3), table(HEADER, WATER, name="2", after=4), prose=prose
    )
    assert block.printed == ("Eje", *HEADER)
    assert [row.cells[0] for row in block.rows] == ["Eje 1. Vida", None, "Eje 2. Agua"]


def test_headings_that_only_count_the_tables_are_no_groups() -> None:
    prose = [
        Paragraph(1, "Matriz, primera parte", level=2),
        Paragraph(2, "Matriz, segunda parte", level=2),
    ]
    (block,) = blocks_of(
        table(HEADER, PLANT, after=1), table(HEADER, WATER, name="2", after=2), prose=prose
    )
    assert block.groups == 0


def test_two_ranks_of_headings_above_tables() -> None:
    prose = [
        Paragraph(1, "Vida", level=1),
        Paragraph(2, "1.1 Salud", level=2),
        Paragraph(3, "1.2 Deporte", level=2),
        Paragraph(4, "Agua", level=1),
        Paragraph(5, "2.1 Ríos", level=2),
    ]
    (block,) = blocks_of(
        table(HEADER, PLANT, after=2),
        table(HEADER, PRUNE, name="2", after=3),
        table(HEADER, WATER, name="3", after=5),
        prose=prose,
    )
    assert [row.cells[:2] for row in block.rows] == [
        ("Vida", "1.1 Salud"),
        (None, "1.2 Deporte"),
        ("Agua", "2.1 Ríos"),
    ]


def test_sheets_named_by_their_axis_are_groups_and_numbered_sheets_are_not() -> None:
    (named,) = blocks_of(
        table(HEADER, PLANT, PRUNE, name="Eje 1"), table(HEADER, WATER, name="Eje 2")
    )
    assert [row.cells[0] for row in named.rows] == ["Eje 1", None, "Eje 2"]
    (plain,) = blocks_of(
        table(HEADER, PLANT, PRUNE, name="Hoja 1"), table(HEADER, WATER, name="Hoja 2")
    )
    assert plain.groups == 0


def test_headings_of_one_level_are_told_apart_by_their_words() -> None:
    prose = [
        Paragraph(1, "Axe 1. Vivre", level=2),
        Paragraph(2, "Objectif 1.1 – Soigner", level=2),
        Paragraph(3, "Objectif 1.2 – Courir", level=2),
        Paragraph(4, "Axe 2. Bouger", level=2),
        Paragraph(5, "Objectif 2.1", level=2),
        Paragraph(6, "Rouler", level=2),
    ]
    (block,) = blocks_of(
        table(HEADER, PLANT, after=2),
        table(HEADER, PRUNE, name="2", after=3),
        table(HEADER, WATER, name="3", after=6),
        prose=prose,
    )
    assert block.printed[:2] == ("Axe", "Objectif")
    assert [row.cells[:2] for row in block.rows] == [
        ("Axe 1. Vivre", "Objectif 1.1 – Soigner"),
        (None, "Objectif 1.2 – Courir"),
        ("Axe 2. Bouger", "Objectif 2.1 Rouler"),
    ]


def test_a_heading_inside_a_table_is_of_the_rank_of_those_like_it_outside() -> None:
    prose = [Paragraph(1, "Eje 1. Vida", level=2), Paragraph(2, "Eje 2. Agua", level=2)]
    inside = ("Eje 3. Aire", "", "", "")
    (block,) = blocks_of(
        table(HEADER, PLANT, after=1),
        table(HEADER, WATER, inside, PRUNE, name="2", after=2, wide=[3]),
        prose=prose,
    )
    assert [row.cells[0] for row in block.rows] == ["Eje 1. Vida", "Eje 2. Agua", "Eje 3. Aire"]
    assert block.groups == 1


def test_a_row_without_figures_after_a_blank_row_is_no_header() -> None:
    header = ("Acción", "Presupuesto", "Meta")
    rows = [("Plantar", "100", "5"), ("Podar", "50", "6"), ("Regar", "por definir", "sin dato")]
    more = [("Medir", "70", "8"), ("Arar", "90", "9"), ("Ver", "20", "3")]
    block = block_of(header, *rows, *more, blank=[3])
    assert cells(block) == [*rows, *more]


def sheets(*names: str) -> list[Block]:
    rows = [("Objetivo", "Accion"), ("Regar", "Abrir pozos"), ("Podar", "Comprar tijeras")]
    return blocks_of(*(table(*rows, name=name) for name in names))


def test_sheets_that_have_names_are_groups_and_default_names_are_none() -> None:
    (block,) = sheets("Huertos", "Jardines")
    assert block.groups == 1
    assert [row.cells[0] for row in block.rows] == ["Huertos", None, "Jardines", None]
    for names in (
        ("Hoja A", "Hoja B"),
        ("Plan", "Plan (2)"),
        ("2025", "2026"),
        ("huertos", "patios"),
    ):
        assert [block.groups for block in sheets(*names)] == [0]
