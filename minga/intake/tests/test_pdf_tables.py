"""Tables of a PDF come back as a person sees them."""

from __future__ import annotations

from typing import Any

import pytest

from minga.intake.read import read
from minga.intake.tests.drawn_pdf import cells, drawn, pdf, table

pytestmark = pytest.mark.pure

HEAD = ("Objetivo", "Iniciativa", "Mecanismo")


def test_a_merged_cell_covers_the_rows_below_it() -> None:
    def page(canvas: Any) -> None:
        table(canvas, [HEAD, ("1. Agua", "Cuidar el río", "Acuerdo"), (None, "Medirlo", "")])

    reading = drawn(page)
    assert cells(reading) == [
        HEAD,
        ("1. Agua", "Cuidar el río", "Acuerdo"),
        (None, "Medirlo", ""),
    ]
    assert not any(row.unsure for row in reading.tables[0].rows)


def test_a_row_says_its_page_and_its_place() -> None:
    def page(canvas: Any) -> None:
        table(canvas, [HEAD, ("Agua", "Río", "Acuerdo")])

    row = drawn(page).tables[0].rows[1]
    assert row.page == 1
    assert row.box == pytest.approx((60 / 595, 172 / 842, 460 / 595, 202 / 842), abs=0.002)


def test_a_heading_as_wide_as_the_table_is_told() -> None:
    def page(canvas: Any) -> None:
        y = table(canvas, [HEAD, ("Agua", "Río", "Acuerdo")])
        canvas.rect(60, y - 20, 400, 20)
        canvas.drawString(64, y - 14, "Eje 2. Una ciudad que cuida a todas las personas que viven")
        table(canvas, [("Aire", "Medir", "Convenio")], top=y - 20)

    rows = drawn(page).tables[0].rows
    assert [row.wide for row in rows] == [False, False, True, False]
    assert rows[2].cells == ("Eje 2. Una ciudad que cuida a todas las personas que viven", "", "")


def test_a_cell_left_open_by_the_page_goes_on_after_it() -> None:
    def first(canvas: Any) -> None:
        table(canvas, [HEAD, ("Agua", "Cuidar el río", "Acuerdo")], top=110, last_closed=False)

    def second(canvas: Any) -> None:
        for x in (60, 180, 340, 460):
            canvas.line(x, 800, x, 770)
        canvas.drawString(184, 788, "y sus orillas")
        table(canvas, [("Aire", "Medirlo", "Convenio")], top=770)

    reading = drawn(first, second)
    assert cells(reading)[1:] == [
        ("Agua", "Cuidar el río y sus orillas", "Acuerdo"),
        ("Aire", "Medirlo", "Convenio"),
    ]
    assert reading.tables[0].pages == {2}


def test_a_row_cut_by_a_page_that_closes_its_cells_is_joined() -> None:
    rows = [(f"Objetivo {n}", f"Iniciativa número {n}", "Acuerdo") for n in range(8)]

    def first(canvas: Any) -> None:
        table(canvas, [HEAD, *rows, ("Agua", "Cuidar el río y\ntodas las", "Acuerdo")], top=360)

    def second(canvas: Any) -> None:
        table(canvas, [HEAD, ("", "orillas", ""), ("Aire", "Medirlo", "Convenio")], top=780)

    found = cells(drawn(first, second))
    assert ("Agua", "Cuidar el río y todas las orillas", "Acuerdo") in found
    assert ("", "orillas", "") not in found


def test_a_new_row_at_the_top_of_a_page_is_not_joined() -> None:
    rows = [(f"Objetivo {n}", f"Iniciativa número {n}", "Acuerdo") for n in range(8)]

    def first(canvas: Any) -> None:
        table(canvas, [HEAD, *rows], top=360)

    def second(canvas: Any) -> None:
        table(canvas, [("Agua", "Cuidar el río", "Acuerdo")], top=780)

    reading = drawn(first, second)
    assert cells(reading)[-2:] == [rows[-1], ("Agua", "Cuidar el río", "Acuerdo")]
    assert not any(row.unsure for row in reading.tables[0].rows)


def numbered(name: str) -> list[tuple[str, str, str]]:
    return [(f"{n}.1", f"{name} número {n}", "Acuerdo.") for n in range(1, 9)]


def test_a_row_with_a_code_of_its_own_goes_on_with_none() -> None:
    def first(canvas: Any) -> None:
        table(canvas, [HEAD, *numbered("Plan"), ("9.1", "Cuidar el río y", "Acuerdo.")], top=360)

    def second(canvas: Any) -> None:
        table(canvas, [HEAD, ("9.2", "medirlo", ""), ("9.3", "Limpiarlo", "Acuerdo.")], top=780)

    reading = drawn(first, second)
    found = {row.cells[0]: row for one in reading.tables for row in one.rows}
    assert found["9.1"].cells == ("9.1", "Cuidar el río y", "Acuerdo.")
    assert found["9.2"].cells == ("9.2", "medirlo", "")
    assert found["9.1"].unsure == found["9.2"].unsure == (1,)


def test_what_a_page_leaves_open_is_joined_to_a_text_that_begins_in_upper_case() -> None:
    rows = [("", f"Hacer la obra número {n}.", "Acuerdo.") for n in range(8)]
    cut = ("", "Mejorar las escuelas de las", "Acuerdo.")

    def first(canvas: Any) -> None:
        table(canvas, [HEAD, *rows, cut], top=360)

    def second(canvas: Any) -> None:
        table(canvas, [HEAD, ("", "Administraciones del sur.", ""), rows[0]], top=780)

    (row,) = [r for r in drawn(first, second).tables[0].rows if "Mejorar" in (r.cells[1] or "")]
    assert row.cells == ("", "Mejorar las escuelas de las Administraciones del sur.", "Acuerdo.")
    assert 1 in row.unsure


def test_the_end_of_a_merged_cell_beside_a_new_row_is_given_back_to_it() -> None:
    rows: list[Any] = [("Agua", f"Hacer la obra número {n}.", "Acuerdo.") for n in range(6)]
    cut = [("Cuidar las", "Sembrar.", "Acuerdo."), (None, "Podar.", "Acuerdo.")]

    def first(canvas: Any) -> None:
        table(canvas, [HEAD, *rows, *cut], top=360)

    def second(canvas: Any) -> None:
        merged = [("quebradas", "Regar.", "Acuerdo."), (None, "Medir.", "Acuerdo.")]
        table(canvas, [HEAD, *merged, ("Aire", "Limpiar.", "Acuerdo.")], top=780)

    found = [row for row in drawn(first, second).tables[0].rows if row.cells[1] != HEAD[1]]
    assert [row.cells[0] for row in found[-5:]] == [
        "Cuidar las quebradas",
        None,
        None,
        None,
        "Aire",
    ]
    assert 0 in found[-5].unsure


def test_text_that_crosses_a_rule_is_unsure() -> None:
    def page(canvas: Any) -> None:
        table(
            canvas, [HEAD, ("Agua", "Interinstitucionalizaciónmunicipalmetropolitana", "Acuerdo")]
        )

    assert 1 in drawn(page).tables[0].rows[1].unsure


def test_a_frame_around_the_page_hides_no_table() -> None:
    def page(canvas: Any) -> None:
        canvas.rect(20, 20, 555, 802)
        table(canvas, [HEAD, ("Agua", "Río", "Acuerdo")])

    assert cells(drawn(page)) == [HEAD, ("Agua", "Río", "Acuerdo")]


def test_an_underlined_word_and_a_highlight_are_no_rules() -> None:
    def page(canvas: Any) -> None:
        canvas.drawString(60, 700, "Una palabra subrayada en el texto que sigue y sigue.")
        canvas.line(60, 698, 60 + canvas.stringWidth("Una palabra"), 698)
        canvas.setFillGray(0.8)
        canvas.rect(60, 667, canvas.stringWidth("Otra frase"), 13, stroke=0, fill=1)
        canvas.setFillGray(0)
        canvas.drawString(60, 670, "Otra frase marcada con color.")

    reading = drawn(page)
    assert not reading.tables
    assert len(reading.prose) == 2


def test_cells_told_only_by_their_colour() -> None:
    def page(canvas: Any) -> None:
        for r, row in enumerate([HEAD, ("Agua", "Río", "Acuerdo"), ("Aire", "Medir", "")]):
            for c, cell in enumerate(row):
                canvas.setFillGray(0.85)
                canvas.rect(60 + 130 * c, 680 - 22 * r, 128, 20, stroke=0, fill=1)
                canvas.setFillGray(0)
                canvas.drawString(64 + 130 * c, 686 - 22 * r, cell)

    assert cells(drawn(page)) == [HEAD, ("Agua", "Río", "Acuerdo"), ("Aire", "Medir", "")]


def test_letters_turned_in_the_cell_of_an_upright_page() -> None:
    def page(canvas: Any) -> None:
        rows = [HEAD, ("", "Río", "Acuerdo"), (None, "Mar", "Acuerdo"), (None, "Lago", "Acuerdo")]
        table(canvas, rows)
        canvas.saveState()
        canvas.translate(120, 590)
        canvas.rotate(90)
        canvas.drawString(0, 0, "Agua limpia")
        canvas.restoreState()

    assert cells(drawn(page))[1][0] == "Agua limpia"


@pytest.mark.parametrize("align", ["left", "right"])
def test_figures_under_a_heading_are_its_column(align: str) -> None:
    def page(canvas: Any) -> None:
        for c, text in enumerate(("Acción", "Responsable", "Coste en euros")):
            canvas.drawString((60, 260, 400)[c], 700, text)
        for r in range(12):
            canvas.drawString(60, 680 - 18 * r, f"Plantar árboles en la calle {r}")
            canvas.drawString(260, 680 - 18 * r, "Parques")
            if align == "left":
                canvas.drawString(400, 680 - 18 * r, f"{r + 1}.200,50")
            else:
                canvas.drawRightString(520, 680 - 18 * r, f"{r + 1}.200,50")

    found = cells(drawn(page))
    assert found[0] == ("Acción", "Responsable", "Coste en euros")
    assert found[3] == ("Plantar árboles en la calle 2", "Parques", "3.200,50")
    assert len(found) == 13


def test_labels_and_values_without_rules_are_a_table_of_two_columns() -> None:
    pairs = [("Código:", "A-1"), ("Acción:", "Plantar árboles"), ("Coste:", "12.000")] * 3

    def page(canvas: Any) -> None:
        for r, (label, value) in enumerate(pairs):
            canvas.drawString(72, 780 - 16 * r - 20 * (r // 3), label)
            canvas.drawString(170, 780 - 16 * r - 20 * (r // 3), value)

    assert cells(drawn(page)) == pairs


def test_what_was_typed_into_a_form_is_read() -> None:
    def page(canvas: Any) -> None:
        for r, (label, value) in enumerate([("Proyecto:", "Huertos"), ("Área:", "Parques")]):
            canvas.drawString(72, 776 - 40 * r, label)
            canvas.acroForm.textfield(
                name=label, value=value, x=220, y=770 - 40 * r, width=200, height=20
            )

    assert cells(drawn(page)) == [("Proyecto:", "Huertos"), ("Área:", "Parques")]


def test_running_lines_and_page_numbers_are_no_rows() -> None:
    def page(number: int) -> Any:
        def draw(canvas: Any) -> None:
            canvas.drawString(60, 810, "Ayuntamiento de Ejemplo")
            canvas.drawRightString(540, 810, "Plan de acción")
            canvas.drawCentredString(300, 25, f"Página {number} de 4")
            table(canvas, [(f"Agua {number}", "Río", "Acuerdo")] * 3, top=760)

        return draw

    reading = drawn(*map(page, range(1, 5)))
    assert len(reading.tables) == 1
    assert len(reading.tables[0].rows) == 12
    assert not reading.prose


def test_figures_at_the_foot_of_every_page_stay() -> None:
    """They have the shape of page numbers and stand at the same place."""

    def page(number: int) -> Any:
        def draw(canvas: Any) -> None:
            for r in range(24):
                canvas.drawString(60, 790 - 32 * r, f"Acción {number}")
                canvas.drawRightString(400, 790 - 32 * r, f"{(number * 7 + r * 5) % 97}.{r}")

        return draw

    reading = drawn(*map(page, range(1, 5)))
    assert sum(len(one.rows) for one in reading.tables) == 96


def test_a_box_with_the_letterhead_on_every_page_is_no_table() -> None:
    def page(number: int) -> Any:
        def draw(canvas: Any) -> None:
            table(canvas, [("Gobierno", "Código PL-01", f"Página {number}")], top=820, high=20)
            for r in range(20):
                canvas.drawString(60, 760 - 14 * r, f"Texto corrido {number}, línea {r}, que llena")
                canvas.drawString(250, 760 - 14 * r, "todo el ancho de la página con palabras.")

        return draw

    reading = drawn(*map(page, range(1, 5)))
    assert not reading.tables
    assert "PL-01" not in "".join(one.text for one in reading.prose)


def test_the_page_may_be_turned_or_its_text() -> None:
    import io

    import pikepdf

    def page(canvas: Any) -> None:
        canvas.translate(595, 0)
        canvas.rotate(90)
        table(canvas, [HEAD, ("Agua", "Río", "Acuerdo")], top=500)

    content = pdf(page)
    assert cells(read(content, "plan.pdf"))[1] == ("Agua", "Río", "Acuerdo")
    with pikepdf.open(io.BytesIO(content)) as document:
        document.pages[0].Rotate = 90
        file = io.BytesIO()
        document.save(file)
    row = read(file.getvalue(), "plan.pdf").tables[0].rows[1]
    assert row.cells == ("Agua", "Río", "Acuerdo")
    assert row.box == pytest.approx((60 / 842, 125 / 595, 460 / 842, 155 / 595), abs=0.003)
