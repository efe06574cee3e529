"""A level that goes on in another column is put back where its heading is."""

from __future__ import annotations

import pytest

from minga.intake.tests.printed import block_of, cells

pytestmark = pytest.mark.pure


def test_a_level_goes_on_in_the_blank_column_beside_it() -> None:
    block = block_of(
        ("Eje", "", "Acción", "Responsable"),
        ("1. Vida", "", "Plantar", "Parques"),
        ("", "", "Podar", "Parques"),
        ("2. Agua", "", "Regar", "Aguas"),
        ("", "3. Suelo", "Arar", "Parques"),
        ("", "", "Sembrar", "Parques"),
        ("", "4. Aire", "Medir", "Ambiente"),
    )
    assert [row.cells[0] for row in block.rows] == [
        *("1. Vida", "", "2. Agua", "3. Suelo", "", "4. Aire")
    ]
    assert not any(row.cells[1] for row in block.rows)
    assert [row.at for row in block.rows if row.unsure == (0,)] == [5, 7]
    (seen,) = block.repairs
    assert (seen.kind, seen.lines, seen.certainty) == ("shifted_row", (5, 7), "probable")


def test_a_code_of_one_level_printed_under_another_is_moved() -> None:
    block = block_of(
        ("Eje", "Objetivo", "Acción", "Plazo"),
        ("1. Vida", "1.1 Salud", "Plantar", "2026"),
        ("", "1.2 Luz", "Podar", "2026"),
        ("2. Agua", "2.1 Ríos", "Regar", "2026"),
        ("2.2 Lagos", "", "Limpiar", "2027"),
        ("2.3 Pozos", "", "Cavar", "2027"),
        ("3. Sol", "3.1 Luz", "Medir", "2027"),
    )
    assert [row.cells[:2] for row in block.rows][3:] == [
        ("", "2.2 Lagos"),
        ("", "2.3 Pozos"),
        ("3. Sol", "3.1 Luz"),
    ]
    assert [row.unsure for row in block.rows] == [(), (), (), (1,), (1,), ()]


def test_a_column_that_is_filled_late_is_not_moved() -> None:
    rows = [
        ("Plantar", "Por confirmar", ""),
        ("Podar", "Por confirmar", ""),
        ("Regar", "", "120"),
        ("Medir", "", "130"),
    ]
    block = block_of(("Acción", "Fuente", "Presupuesto"), *rows)
    assert cells(block) == rows
    assert block.repairs == ()
