"""Whatever the tables are like, nothing of them is lost, and long ones take little time."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minga.intake.reading import Reading, Row, Table
from minga.intake.regions import blocks
from minga.intake.stitch import Shape, stitch
from minga.intake.tests.printed import known, reading

pytestmark = pytest.mark.pure

CELLS = [
    *(None, "", "", "Eje", "Acción", "Responsable", "Meta", "2025", "2026", "100", "1.200,50"),
    *("EJE 1. Vida", "EJE 2. Agua", "1. Vida", "1.1 Salud", "2.1 Agua", "1.1.1 Plantar"),
    *("y sigue", "Plan de obras.", "Total", "Subtotal", "Fuente: censo", "12", "(número)"),
    *(
        "* Por confirmar",
        "Nota: uno",
        "TOTAL 12",
        "texto",
        "#org",
        "A",
        "B",
        "C",
        "Parques",
        "start_date",
        "Entidad:",
    ),
]
tables = st.lists(
    st.lists(st.tuples(st.lists(st.sampled_from(CELLS), max_size=7), st.booleans()), max_size=14),
    min_size=1,
    max_size=3,
)
type Listed = list[list[tuple[list[str | None], bool]]]


def made(listed: Listed) -> Reading:
    """Rows counted through all the tables; a row is wide only if it has one text."""
    found = []
    at = 0
    for number, rows in enumerate(listed, start=1):
        said = []
        for cells, wide in rows:
            at += 1
            said.append(Row(at, tuple(cells), wide and sum(map(bool, cells)) == 1))
        found.append(Table(str(number), tuple(said)))
    return reading(*found)


def words(rows: list[Row]) -> set[str]:
    return {word for row in rows for cell in row.cells if cell for word in cell.split()}


@given(tables)
@settings(deadline=None, max_examples=150)
def test_every_text_of_a_table_is_somewhere_in_its_blocks(listed: Listed) -> None:
    document = made(listed)
    found = blocks(document, known)
    named = {block.table for block in found} | {n for b in found for _i, n in b.origins}
    said: list[Row] = []
    for block in found:
        said += [*block.header, *block.rows, *block.totals, *block.notes, *block.hints]
    for table in document.tables:
        parted = any(name.startswith(f"{table.name}, ") for name in named)
        if table.name in named and not parted:
            assert words(list(table.rows)) <= words(said)


@given(tables)
@settings(deadline=None, max_examples=150)
def test_blocks_are_sound_and_can_be_stitched_in_any_shape(listed: Listed) -> None:
    for block in blocks(made(listed), known):
        width = len(block.printed)
        assert width > 1
        assert len(block.places) in (0, width)
        assert block.opens <= set(range(len(block.rows)))
        assert not any(cell for row in block.rows for cell in row.cells[width:])
        assert all(column < len(row.cells) for row in block.rows for column in row.unsure)
        for shape in (
            Shape((0,), 1, tuple(range(2, width))),
            Shape(tuple(range(width - 1)), width - 1, ()),
            Shape((), 0, tuple(range(1, width))),
        ):
            pieces = stitch(block, shape).pieces
            assert all(len(piece.cells) == width for piece in pieces)


def flat(number: int) -> list[tuple[str, ...]]:
    header = ("Código", "Eje", "Objetivo", "Acción", "Responsable", "Plazo", "Presupuesto", "Medio")
    rows = [
        (
            *(str(n), f"Eje {n // 1000}", f"Objetivo {n // 100}", f"Acción {n} de la ciudad"),
            *("Parques", "2026", "1.200,50", "Convenio, Acuerdo"),
        )
        for n in range(number)
    ]
    return [header, *rows]


def grouped(number: int) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = [("Acción", "Responsable", "Plazo", "Presupuesto")]
    for n in range(number):
        if n % 10 == 0:
            rows.append((f"EJE {n // 10}", "", "", ""))
        rows.append((f"Acción {n}", "Parques", "2026", "1.200,50"))
    return rows


def changing(number: int) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for n in range(number // 10):
        rows.append(
            ("Indicador", "Unidad", "Meta 2026", "Fuente")
            if n % 2
            else ("Acción", "Responsable", "Plazo", "Presupuesto")
        )
        rows += [(f"Cosa {n}.{m}", "Parques", "2026", "120") for m in range(9)]
    return rows


@pytest.mark.slow
@pytest.mark.parametrize("make", [flat, grouped, changing])
def test_time_grows_no_faster_than_rows(make: Callable[[int], list[tuple[str, ...]]]) -> None:
    def seconds(number: int) -> float:
        rows = tuple(Row(at, cells) for at, cells in enumerate(make(number), start=1))
        document = reading(Table("1", rows))
        taken = []
        for _again in range(2):
            start = time.perf_counter()
            blocks(document, known)
            taken.append(time.perf_counter() - start)
        return min(taken)

    few, many = seconds(10_000), seconds(100_000)
    assert many < 25 * few
    assert many < 6
