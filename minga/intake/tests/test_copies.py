"""A document that holds a table twice is read once, and says so where the two differ."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from minga.intake.copies import without_copies
from minga.intake.reading import Reading, Row, Table

pytestmark = pytest.mark.pure

HEADER = ("Objetivo", "Iniciativa", "Mecanismo")
MERGED = [HEADER, ("Uno", "a", "Convenio"), (None, "b", ""), ("Dos", "c", "Acuerdo")]
FLAT = [HEADER, ("Uno", "a", "Convenio"), ("Uno", "b", ""), ("Dos", "c", "Acuerdo")]


def table(name: str, rows: Sequence[tuple[str | None, ...]]) -> Table:
    return Table(name, tuple(Row(at, cells) for at, cells in enumerate(rows, 1)))


def reading(*tables: Table) -> Reading:
    return Reading("plan.xlsx", "", "", (), tables)


def test_a_flat_copy_is_left_out() -> None:
    both = reading(table("Matriz", MERGED), table("Datos", FLAT))
    once, copies = without_copies(both)
    assert [t.name for t in once.tables] == ["Matriz"]
    assert copies == ("Datos",)
    assert once.notes == ()


def test_a_copy_that_somebody_changed_is_told() -> None:
    changed = [*FLAT[:3], ("Dos", "c", "Consorcio")]
    once, copies = without_copies(reading(table("Matriz", MERGED), table("Datos", changed)))
    assert copies == ("Datos",)
    (note,) = once.notes
    assert (note.kind, note.severity, note.lines) == ("other", "high", (4,))
    assert note.params == {"reason": "copies", "kept": "Matriz", "copy": "Datos", "count": 1}


def test_a_copy_that_lacks_a_row_is_told() -> None:
    once, copies = without_copies(reading(table("Matriz", MERGED), table("Datos", FLAT[:-1])))
    assert copies == ("Datos",)
    assert [note.lines for note in once.notes] == [(1,)]


def test_the_one_that_was_chosen_is_read() -> None:
    both = reading(table("Matriz", MERGED), table("Datos", FLAT))
    assert without_copies(both, skipped=["Matriz"]) == (both, ())


@pytest.mark.parametrize(
    "other",
    [
        [HEADER, ("Tres", "d", "Convenio"), ("Tres", "e", "")],  # the table goes on
        [("Eje", "Acción", "Forma"), *FLAT[1:]],
        [("Iniciativa",), ("a",), ("b",)],
        [HEADER],
        [],
    ],
)
def test_other_tables_stay(other: list[tuple[str | None, ...]]) -> None:
    both = reading(table("Una", MERGED), table("Otra", other))
    assert without_copies(both) == (both, ())
