"""Merged cells are carried down, but never over true blanks."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pytest

from minga.intake.blocks import Block
from minga.intake.reading import Row
from minga.intake.stitch import Piece, Shape, stitch

pytestmark = pytest.mark.pure

SHAPE = Shape(levels=(0, 1), record=2, details=(3, 4))


def pieces(
    *rows: Sequence[str | None], shape: Shape = SHAPE, opens: Collection[int] = ()
) -> list[Piece]:
    """Rows under five headings; `opens` are the indexes of those that open a page."""
    listed = tuple(Row(at, tuple(cells)) for at, cells in enumerate(rows, start=1))
    block = Block("1", (), ("Eje", "Meta", "Obra", "Fin", "Medio"), listed, frozenset(opens))
    return stitch(block, shape).pieces


def level(found: list[Piece], column: int) -> list[str | None]:
    return [piece.cells[column] for piece in found]


def unsure(found: list[Piece]) -> list[list[int]]:
    return [sorted(piece.unsure) for piece in found]


def row(eje: str | None, meta: str | None, obra: str | None = "Obra") -> tuple[str | None, ...]:
    return (eje, meta, obra, "Fin.", "Acuerdo")


def test_a_heading_printed_once_holds_for_the_blanks_below() -> None:
    found = pieces(row("Vida", "Salud"), row("", ""), row("", "Luz"), row("", ""), row("Agua", "a"))
    assert level(found, 0) == ["Vida", None, None, None, "Agua"]
    assert level(found, 1) == ["Salud", None, "Luz", None, "a"]
    assert not any(unsure(found))


def test_where_every_row_says_its_heading_a_blank_is_a_blank() -> None:
    found = pieces(
        *[row("Vida", "Salud")] * 4, row("", "Salud"), *[row("Agua", "Ríos")] * 4, row("Agua", "")
    )
    assert level(found, 0)[4] == ""
    assert level(found, 1)[9] == ""
    assert not any(unsure(found))


def test_where_cells_are_merged_a_blank_is_a_blank() -> None:
    found = pieces(
        row("Vida", "Salud"), row(None, None), row(None, ""), row("Agua", "a"), row(None, None)
    )
    assert level(found, 1) == ["Salud", None, "", "a", None]
    assert not any(unsure(found))


def test_a_merged_cell_does_not_go_over_the_end_of_a_page_but_its_heading_does() -> None:
    found = pieces(
        row("Vida", "Salud"),
        row(None, None),
        row("", ""),
        row("", ""),
        row("Agua", "a"),
        row(None, None),
        opens=[2],
    )
    assert level(found, 0) == ["Vida", None, None, None, "Agua", None]
    assert not any(unsure(found))


def test_under_a_new_heading_the_lower_one_of_the_heading_before_does_not_hold() -> None:
    found = pieces(row("Vida", "Salud"), row("", ""), row("Agua", ""), row("", ""), row("", "Ríos"))
    assert level(found, 1) == ["Salud", None, "", "", "Ríos"]


def test_what_cannot_be_told_is_carried_and_unsure() -> None:
    rows = [row("Eje", f"Meta {n}") for n in range(7)]
    found = pieces(*rows, row("", ""), *rows[:1])
    assert level(found, 1)[7] is None
    assert unsure(found)[7] == [1]


def test_codes_tell_what_a_blank_stands_under() -> None:
    rows = [row("1. Eje", f"1.{n} Meta", f"1.{n}.1 Obra") for n in range(1, 8)]
    inside = pieces(*rows, row("", "", "1.7.2 Obra"))
    assert (level(inside, 1)[7], unsure(inside)[7]) == (None, [0])
    outside = pieces(*rows, row("", "", "1.9.1 Obra"))
    assert level(outside, 1)[7] == ""
    assert 1 in unsure(outside)[7]


def test_a_blank_before_any_heading_stays_blank() -> None:
    found = pieces(row("", ""), row("Vida", "Salud"), row("", ""))
    assert level(found, 0) == ["", "Vida", None]


def test_merged_details_are_carried_and_blank_ones_are_not() -> None:
    found = pieces(
        ("Vida", "Salud", "Uno", "Fin.", "Parques"),
        (None, None, "Dos", "Fin.", None),
        (None, None, "Tres", "", ""),
    )
    assert level(found, 4) == ["Parques", "Parques", ""]
    assert level(found, 3) == ["Fin.", "Fin.", ""]


def test_a_detail_printed_only_beside_headings_is_of_all_their_rows_and_unsure() -> None:
    rows = []
    for number in range(3):
        rows.append(("", f"Meta {number}", "Uno", "Fin.", f"Oficina {number}"))
        rows += [("", "", name, "Fin.", "") for name in ("Dos", "Tres")]
    found = pieces(*rows, shape=Shape((1,), 2, (3, 4)))
    assert level(found, 4)[:4] == ["Oficina 0", "Oficina 0", "Oficina 0", "Oficina 1"]
    assert unsure(found)[:3] == [[], [4], [4]]


def test_a_heading_numbered_anew_under_each_parent_is_carried_like_any_other() -> None:
    found = pieces(
        row("1. Vida", "1. Salud"),
        row("", "2. Luz"),
        row("2. Agua", "1. Ríos"),
        row("", ""),
        row("", "2. Mar"),
    )
    assert level(found, 1) == ["1. Salud", "2. Luz", "1. Ríos", None, "2. Mar"]


def test_a_table_that_numbers_its_rows_may_print_its_headings_once_too() -> None:
    found = pieces(
        row("Vida", "Salud"),
        row("", ""),
        row("Agua", "Ríos"),
        row("", ""),
        shape=Shape((0, 1), 2, (3, 4), exact=True),
    )
    assert level(found, 0) == ["Vida", None, "Agua", None]


def test_a_doubt_about_blanks_is_told_with_its_heading() -> None:
    rows = [("Eje", f"Meta {n}", "Obra", "Fin.", "Acuerdo") for n in range(7)]
    listed = [*rows, ("", "", "Obra", "Fin.", "Acuerdo"), ("", "", "Otra", "Fin.", "Acuerdo")]
    block = Block(
        "Hoja 1",
        (),
        ("Eje", "Meta", "Obra", "Fin", "Medio"),
        tuple(Row(at, tuple(cells)) for at, cells in enumerate(listed, start=1)),
        frozenset(),
    )
    told = [
        (o.kind, o.lines, o.params["column"], o.params["text"], o.table)
        for o in stitch(block, SHAPE).observations
    ]
    assert told == [("unsure_cell", (8, 9), "Meta", "Meta 6", "Hoja 1")]
