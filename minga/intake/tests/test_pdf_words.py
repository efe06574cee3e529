"""Words of a PDF parted at the end of a line are made whole only when that is certain."""

from __future__ import annotations

from typing import Any

import pytest

from minga.intake.tests.drawn_pdf import cells, drawn, table

pytestmark = pytest.mark.pure


def _cell(text: str, elsewhere: str = "") -> tuple[str | None, bool]:
    def page(canvas: Any) -> None:
        canvas.drawString(60, 760, elsewhere)
        table(canvas, [("Objetivo", "Acción", "Nota"), ("Agua", text, "")])

    reading = drawn(page)
    return cells(reading)[1][1], 1 not in reading.tables[0].rows[1].unsure


def test_lines_are_joined_by_a_space() -> None:
    assert _cell("Cuidar el\nrío") == ("Cuidar el río", True)


def test_a_word_known_from_elsewhere_is_made_whole() -> None:
    found = _cell("Plan interins-\ntitucional", "Un acuerdo interinstitucional.")
    assert found == ("Plan interinstitucional", True)


def test_a_compound_known_from_elsewhere_keeps_its_hyphen() -> None:
    found = _cell("Alianza público-\nprivada", "Una alianza público-privada.")
    assert found == ("Alianza público-privada", True)


def test_an_unknown_word_is_in_doubt() -> None:
    assert _cell("Plan socio-\nambiental")[1] is False


def test_a_range_of_years_keeps_its_hyphen() -> None:
    assert _cell("Periodo 2024-\n2027") == ("Periodo 2024-2027", True)


def test_a_hyphen_printed_at_both_ends_is_one() -> None:
    assert _cell("Alianza público-\n-privada") == ("Alianza público-privada", True)


def test_a_note_mark_is_no_digit_of_a_figure() -> None:
    def page(canvas: Any) -> None:
        table(canvas, [("Meta", "Coste", "Nota"), ("20", "", "")])
        canvas.setFont("Helvetica", 6)
        canvas.drawString(64 + 11.2, 700 - 30 - 8, "1")

    assert cells(drawn(page))[1][0] == "20¹"


def test_letters_drawn_twice_to_look_bold_are_read_once() -> None:
    def page(canvas: Any) -> None:
        table(canvas, [("Objetivo", "Acción", "Nota"), ("", "Cuidar el río", "")])
        canvas.drawString(64.3, 658, "Agua")
        canvas.drawString(64.0, 658, "Agua")

    assert cells(drawn(page))[1][0] == "Agua"
