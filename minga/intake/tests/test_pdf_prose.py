"""Prose of a PDF: paragraphs, headings, lists and columns."""

from __future__ import annotations

from typing import Any

import pytest

from minga.intake.tests.drawn_pdf import drawn

pytestmark = pytest.mark.pure

LINES = [
    "El plan recoge las acciones que la ciudad quiere llevar",
    "a cabo con otros en los próximos años, y dice de cada",
    "una quién responde de ella y con qué medios se hará.",
]


def _write(canvas: Any, lines: list[str], y: float, left: float = 60, font: float = 10) -> float:
    for line in lines:
        canvas.drawString(left, y, line)
        y -= font * 1.25
    return y


def test_headings_are_told_by_size_and_weight() -> None:
    def page(canvas: Any) -> None:
        canvas.setFont("Helvetica-Bold", 18)
        canvas.drawString(60, 780, "Plan de acción")
        canvas.setFont("Helvetica", 10)
        y = _write(canvas, LINES, 750)
        canvas.setFont("Helvetica-Bold", 13)
        canvas.drawString(60, y - 14, "Medio ambiente")
        canvas.setFont("Helvetica", 10)
        _write(canvas, LINES, y - 40)

    prose = drawn(page).prose
    assert [(one.level, one.page) for one in prose] == [(1, 1), (0, 1), (2, 1), (0, 1)]
    assert prose[1].text == "\n".join(LINES)


def test_items_of_a_list_know_how_deep_they_stand() -> None:
    def page(canvas: Any) -> None:
        y = _write(canvas, LINES, 780) - 6
        for left, text in [(70, "Plantar árboles"), (90, "En las plazas"), (70, "Cuidar el río")]:
            canvas.drawString(left, y, "•")
            canvas.drawString(left + 12, y, text)
            y -= 15

    items = [(one.item, one.text) for one in drawn(page).prose if one.item]
    assert items == [(1, "Plantar árboles"), (2, "En las plazas"), (1, "Cuidar el río")]


def test_columns_are_read_one_after_the_other() -> None:
    def page(canvas: Any) -> None:
        _write(canvas, [f"{line} ({n})" for n in range(8) for line in LINES], 780, 40, 7.6)
        _write(canvas, [f"{line} [{n}]" for n in range(8) for line in LINES], 776, 330, 7.6)

    reading = drawn(page)
    said = "\n".join(one.text for one in reading.prose)
    assert not reading.tables
    assert said.index("(7)") < said.index("[0]")


def test_a_paragraph_cut_by_a_page_is_one() -> None:
    def first(canvas: Any) -> None:
        _write(canvas, [*LINES, LINES[0]], 110)

    def second(canvas: Any) -> None:
        _write(canvas, LINES[1:], 780)

    prose = drawn(first, second).prose
    assert prose[-1].text.endswith("\n".join(LINES))


def test_a_paragraph_knows_whether_it_stands_before_a_table() -> None:
    from minga.intake.tests.drawn_pdf import table

    def page(canvas: Any) -> None:
        canvas.drawString(60, 760, "Antes de la tabla hay un párrafo.")
        table(canvas, [("Objetivo", "Acción", "Nota"), ("Agua", "Río", "")])
        canvas.drawString(60, 500, "Después de la tabla hay otro.")

    reading = drawn(page)
    assert reading.tables[0].after == reading.prose[0].at
    assert reading.prose[0].at < reading.tables[0].rows[0].at < reading.prose[1].at
