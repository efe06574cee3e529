"""A printed table is put together again from its layout, and each repair says what it did."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pytest

from minga.intake.reading import Certainty
from minga.intake.stitch import Shape, Stitched, split_code, stitch
from minga.intake.tests.printed import block_of

pytestmark = pytest.mark.pure

HEADER = ("Eje", "Meta", "Obra", "Fin", "Medio")
SHAPE = Shape(levels=(0, 1), record=2, details=(3, 4))


def stitched(
    *rows: Sequence[str | None], shape: Shape = SHAPE, pages: Collection[int] = ()
) -> Stitched:
    return stitch(block_of(HEADER, *rows, pages=pages), shape)


def kinds(result: Stitched) -> list[tuple[str, tuple[int, ...], Certainty]]:
    return [(o.kind, o.lines, o.certainty) for o in result.observations]


FIRST = ("1. Vida", "1.1 Salud", "Plan", "Cuidar a todos.", "Acuerdo")
SECOND = ("", "", "Red", "Unir barrios.", "Acuerdo")


def test_page_headers_are_dropped_and_nothing_else_changes() -> None:
    result = stitched(FIRST, HEADER, SECOND)
    assert [piece.cells for piece in result.pieces] == [list(FIRST), [None, None, *SECOND[2:]]]
    assert result.observations == []


def test_a_header_printed_otherwise_is_still_a_header() -> None:
    again = ("EJE", "<p>Meta</p>", "obra", "Fin.", "Medio")
    assert len(stitched(FIRST, again, SECOND).pieces) == 2


def test_a_row_that_lost_its_leading_blanks_is_moved() -> None:
    result = stitched(FIRST, ("Mesa de ríos", "Limpiar.", "Acuerdo", "", ""), SECOND)
    assert result.pieces[1].cells == [None, None, "Mesa de ríos", "Limpiar.", "Acuerdo"]
    assert kinds(result) == [("shifted_row", (3,), "certain")]


def test_a_row_with_a_code_is_a_heading_and_is_not_moved() -> None:
    result = stitched(FIRST, ("2. Agua", "2.1 Ríos", "Mesa", "", ""))
    assert result.pieces[1].cells[:3] == ["2. Agua", "2.1 Ríos", "Mesa"]
    assert result.observations == []


def test_without_codes_nothing_is_moved() -> None:
    first = ("Vida", "Salud", "Plan", "Cuidar.", "Acuerdo")
    result = stitched(first, ("Mesa", "Limpiar.", "Acuerdo", "", ""))
    assert result.pieces[1].cells[0] == "Mesa"
    assert result.observations == []


def test_a_cell_cut_in_a_sentence_is_joined_for_certain() -> None:
    cut = ("", "", "Red", "Unir barrios con", "Acuerdo")
    result = stitched(FIRST, cut, HEADER, ("", "", "", "sus parques.", ""))
    assert result.pieces[1].cells[3] == "Unir barrios con sus parques."
    assert result.pieces[1].lines(3) == (3, 5)
    assert kinds(result) == [("continued_row", (3, 5), "certain")]


def test_a_cell_cut_between_sentences_is_joined_probably() -> None:
    result = stitched(FIRST, HEADER, ("", "", "", "Curar a todos.", ""))
    assert result.pieces[0].cells[3] == "Cuidar a todos. Curar a todos."
    assert kinds(result) == [("continued_row", (2, 4), "probable")]


def test_a_complete_row_without_name_is_a_further_part() -> None:
    result = stitched(FIRST, ("", "", "", "Curar a todos.", "Convenio"))
    assert [piece.cells[2] for piece in result.pieces] == ["Plan", None]
    assert result.pieces[1].nameless
    assert result.observations == []


def test_a_merged_name_is_a_further_part_even_without_the_last_cell() -> None:
    result = stitched(FIRST, (None, None, None, "Curar a todos.", ""))
    assert [piece.cells[4] for piece in result.pieces] == ["Acuerdo", ""]
    assert not result.pieces[1].nameless


def test_a_merged_detail_is_carried_and_a_blank_is_not() -> None:
    result = stitched(FIRST, (None, None, "Red", "Unir.", None), (None, None, "Feria", "Ver.", ""))
    assert [piece.cells[4] for piece in result.pieces] == ["Acuerdo", "Acuerdo", ""]


def test_a_heading_beside_the_end_of_a_row_holds_from_the_next_row() -> None:
    result = stitched(FIRST, HEADER, ("", "1.2 Agua", "", "Curar.", ""), SECOND)
    assert [piece.cells[1] for piece in result.pieces] == ["1.1 Salud", "1.2 Agua", None]
    assert result.pieces[0].cells[3] == "Cuidar a todos. Curar."
    assert kinds(result) == [
        ("continued_row", (2, 4), "certain"),
        ("unassigned_heading", (4,), "certain"),
        ("misplaced_under_heading", (4,), "certain"),
    ]


def test_a_heading_split_by_a_page_is_joined() -> None:
    cut = ("", "1.2 Agua para", "Red", "Unir barrios y", "Acuerdo")
    result = stitched(FIRST, cut, HEADER, ("", "los barrios", "", "parques.", "Convenio"))
    assert result.pieces[1].cells[1:] == [
        "1.2 Agua para los barrios",
        "Red",
        "Unir barrios y parques.",
        "Acuerdo Convenio",
    ]
    assert [o.kind for o in result.observations] == ["continued_row", "unassigned_heading"]


def test_a_name_cut_by_a_page_is_joined() -> None:
    cut = ("", "", "Red de barrios", "Unir barrios y", "Acuerdo")
    result = stitched(FIRST, cut, HEADER, ("", "", "y de parques", "plazas.", ""))
    assert result.pieces[1].cells[2:4] == ["Red de barrios y de parques", "Unir barrios y plazas."]


def test_a_page_marked_by_the_document_counts_like_a_header() -> None:
    cut = ("", "", "Red de barrios", "Unir barrios y", "Acuerdo")
    result = stitched(FIRST, cut, ("", "", "y de parques", "plazas.", ""), pages={3})
    assert len(result.pieces) == 2


def test_a_table_that_numbers_its_rows_is_left_as_it_is() -> None:
    shape = Shape(levels=(0, 1), record=2, details=(3, 4), exact=True)
    rows = [FIRST, ("Mesa", "Limpiar.", "Acuerdo", "", ""), ("", "", "", "sus parques.", "")]
    result = stitched(*rows, shape=shape)
    assert [piece.cells[0] for piece in result.pieces] == ["1. Vida", "Mesa", None]
    assert result.observations == []


def test_leftover_tags_and_white_space_go() -> None:
    result = stitched(("<p>1. Vida</p>", "1.1  Salud", "Plan", "<p>Uno.</p> <p>Dos.</p>", "A"))
    assert result.pieces[0].cells == ["1. Vida", "1.1 Salud", "Plan", "Uno. Dos.", "A"]


def test_codes_come_off_headings() -> None:
    assert split_code("1. Vida") == ("1", "Vida")
    assert split_code("1.1 Salud") == ("1.1", "Salud")
    assert split_code("10.2.3) Agua") == ("10.2.3", "Agua")
    assert split_code("OE1: Agua") == ("OE1", "Agua")
    assert split_code("Agua 2030") == ("", "Agua 2030")
    assert split_code("2030 Agua") == ("", "2030 Agua")
