"""Records of several rows with any number of details: further parts, cut cells and doubts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import pytest

from minga.intake.blocks import Block
from minga.intake.reading import Row
from minga.intake.stitch import Shape, Stitched, stitch

pytestmark = pytest.mark.pure

PRINTED = ("Línea", "Acción", "Responsable", "Indicador", "Unidad", "Meta")
SHAPE = Shape(levels=(0,), record=1, details=(2, 3, 4, 5))
FIRST = ("1. Vida", "Plantar árboles", "Parques", "Árboles plantados", "árboles", "400")


def stitched(
    *rows: Sequence[str | None],
    opens: Collection[int] = (),
    unsure: Mapping[int, tuple[int, ...]] | None = None,
    shape: Shape = SHAPE,
    origins: tuple[tuple[int, str], ...] = (),
) -> Stitched:
    """`opens` are indexes of rows that open a page, `unsure` columns by the index of a row."""
    listed = tuple(
        Row(at, tuple(cells), unsure=(unsure or {}).get(at - 1, ()))
        for at, cells in enumerate(rows, start=1)
    )
    block = Block("Hoja 1", (), PRINTED, listed, frozenset(opens), origins=origins)
    return stitch(block, shape)


def names(found: Stitched) -> list[str | None]:
    return [piece.cells[1] for piece in found.pieces]


def test_a_second_indicator_is_a_further_part_though_the_rest_is_blank() -> None:
    found = stitched(
        FIRST,
        ("", "", "", "Barrios con árboles", "barrios", "12"),
        ("", "Podar", "Obras", "Árboles podados", "árboles", "90"),
        ("", "", "", "Quejas atendidas", "%", "80"),
    )
    assert names(found) == ["Plantar árboles", None, "Podar", None]
    assert [piece.nameless for piece in found.pieces] == [False, True, False, True]
    assert found.observations == []


def test_at_the_start_of_a_page_too() -> None:
    found = stitched(FIRST, ("", "", "", "Barrios con árboles", "barrios", "12"), opens=[1])
    assert len(found.pieces) == 2


def test_a_merged_name_covers_its_further_parts() -> None:
    found = stitched(
        FIRST,
        (None, None, None, "Barrios con árboles", "barrios", "12"),
        (None, None, None, "Sombra", "m2", "9"),
    )
    assert names(found) == ["Plantar árboles", None, None]
    assert [piece.cells[2] for piece in found.pieces] == ["Parques"] * 3
    assert not any(piece.nameless for piece in found.pieces)


def test_a_name_on_each_row_stays_on_each_row() -> None:
    rows = [("1. Vida", "Plantar", "Parques", "Árboles", "n", str(year)) for year in range(5)]
    assert names(stitched(*rows)) == ["Plantar"] * 5


def test_where_each_row_says_its_name_a_blank_name_is_unsure() -> None:
    rows = [("1. Vida", "Plantar", "Parques", "Árboles", "n", str(year)) for year in range(5)]
    found = stitched(*rows, ("1. Vida", "", "Parques", "Árboles", "n", "6"))
    assert names(found)[5] is None
    assert found.pieces[5].unsure == {1}


def test_a_text_cut_by_a_page_is_joined() -> None:
    cut = ("", "Podar", "Obras", "Árboles podados en las calles del", "árboles", "90")
    found = stitched(FIRST, cut, ("", "", "", "centro histórico", "", ""), opens=[2])
    assert found.pieces[1].cells[3] == "Árboles podados en las calles del centro histórico"
    assert found.pieces[1].lines(3) == (2, 3)
    assert found.pieces[1].unsure == set()
    assert [(o.kind, o.certainty, o.table) for o in found.observations] == [
        ("continued_row", "certain", "Hoja 1")
    ]


def test_what_is_joined_on_mere_likelihood_is_unsure() -> None:
    rows = [("", f"Acción {n}", "Obras", "Árboles podados.", "árboles", "90") for n in range(4)]
    found = stitched(FIRST, *rows, ("", "", "", "Barrio Norte", "", ""), opens=[5])
    assert found.pieces[-1].cells[3] == "Árboles podados. Barrio Norte"
    assert found.pieces[-1].unsure == {3}
    assert found.observations[0].certainty == "probable"


def test_units_in_lower_case_are_no_end_of_a_sentence() -> None:
    further = ("", "", "", "Árboles vivos", "árboles", "")
    rows = [("", f"Acción {n}", "Obras", "Árboles", "árboles", "90") for n in range(4)]
    found = stitched(*rows, further, further, further, opens=[4])
    assert len(found.pieces) == 7


def test_doubts_of_the_reader_reach_the_piece() -> None:
    found = stitched(FIRST, ("", "Podar", "Obras", "Ramas", "n", "9"), unsure={1: (3, 5)})
    assert [piece.unsure for piece in found.pieces] == [set(), {3, 5}]


def test_doubts_are_joined_with_the_cells_and_carried_with_merged_ones() -> None:
    cut = ("", "Podar", "Obras", "Árboles podados en", "árboles", "90")
    found = stitched(
        FIRST,
        cut,
        ("", "", "", "las calles", "", ""),
        ("", None, None, "Ramas", "n", "8"),
        opens=[2],
        unsure={1: (2,), 2: (3,)},
    )
    assert found.pieces[1].unsure == {2, 3}
    assert found.pieces[2].cells[2] == "Obras"
    assert found.pieces[2].unsure == {2}


def test_a_row_that_is_moved_takes_its_doubts_along() -> None:
    found = stitched(
        ("1. Vida", "1.1 Plantar", "Parques", "Árboles", "n", "4"),
        ("2. Agua", "2.1 Regar", "Parques", "Árboles", "n", "4"),
        ("Medir", "Ambiente", "Puntos", "n", "7", ""),
        unsure={2: (1,)},
    )
    assert found.pieces[2].cells == [None, "Medir", "Ambiente", "Puntos", "n", "7"]
    assert found.pieces[2].unsure == {2}


def test_a_heading_cut_by_a_page_beside_a_row_of_its_own_is_joined() -> None:
    found = stitched(
        ("1. Cerrar el ciclo de los", *FIRST[1:]),
        ("materiales", "Reparar", "Talleres", "Objetos reparados", "n", "50"),
        ("2. Agua", "Regar", "Parques", "Árboles", "n", "4"),
        opens=[1],
    )
    assert [piece.cells[0] for piece in found.pieces] == [
        *("1. Cerrar el ciclo de los materiales", None, "2. Agua")
    ]
    assert found.pieces[0].lines(0) == (1, 2)


def test_pieces_and_repairs_name_their_table() -> None:
    found = stitched(
        FIRST,
        ("", "Podar", "Obras", "Árboles podados en", "árboles", "90"),
        ("", "", "", "las calles", "", ""),
        ("", "Regar", "Parques", "Árboles", "n", "4"),
        opens=[2],
        origins=((1, "Hoja 2"), (3, "Hoja 3")),
    )
    assert [piece.table for piece in found.pieces] == ["Hoja 1", "Hoja 2", "Hoja 3"]
    assert [o.table for o in found.observations] == ["Hoja 2"]


def test_a_table_without_levels_is_stitched_too() -> None:
    found = stitched(FIRST, ("", "", "", "Sombra", "m2", "9"), shape=Shape((), 1, (0, 2, 3, 4, 5)))
    assert names(found) == ["Plantar árboles", None]
