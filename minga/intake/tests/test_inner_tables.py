"""Tables in the cells of another one become its columns where they have one header."""

from __future__ import annotations

import pytest

from minga.intake.read.grid import Grid
from minga.intake.read.inner import Said
from minga.intake.reading import Row, Table

pytestmark = pytest.mark.pure


def inner(*rows: tuple[str, ...]) -> Table:
    return Table("", tuple(Row(at, cells) for at, cells in enumerate(rows, start=1)))


def outer(*rows: tuple[str | Table, ...]) -> Table:
    grid = Grid()
    for row in rows:
        grid.begin()
        for cell in row:
            grid.cell([cell if isinstance(cell, Table) else Said(cell)])
        grid.end()
    (table,) = grid.finished()
    assert isinstance(table, Table)
    return table


HEADER = ("Acción", "Plazo")


def test_each_row_of_an_inner_table_is_a_row_beside_what_it_belongs_to() -> None:
    found = outer(
        ("Programa", "Acciones", "Nota"),
        ("Ríos", inner(HEADER, ("Limpiar", "2026"), ("Plantar", "2027")), "a"),
        ("Calles", inner(HEADER, ("Asfaltar", "2028")), "b"),
    )
    assert [row.cells for row in found.rows] == [
        ("Programa", "Acciones", "", "Nota"),
        (None, "Acción", "Plazo", None),
        ("Ríos", "Limpiar", "2026", "a"),
        (None, "Plantar", "2027", None),
        ("Calles", "Asfaltar", "2028", "b"),
    ]
    assert [row.at for row in found.rows] == [1, 2, 3, 4, 5]
    assert not any(row.unsure for row in found.rows)


def test_inner_tables_with_other_headers_stay_texts_that_are_not_sure() -> None:
    found = outer(
        ("Programa", "Acciones"),
        ("Ríos", inner(HEADER, ("Limpiar", "2026"))),
        ("Calles", inner(("Nombre", "Coste"), ("Asfaltar", "9"))),
    )
    assert [row.unsure for row in found.rows] == [(), (1,), (1,)]
