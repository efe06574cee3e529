"""The annex, as PDF and as DOCX: nothing is lost in it, it can be heard, and no text is markup."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minga.base.steps import Refused
from minga.opendata.annex import pdf as pdf_module
from minga.opendata.annex.words import pieces, tidy
from minga.opendata.datasets import Column, Cover, Row, Table
from minga.opendata.formats import FORMATS

pytestmark = pytest.mark.pure

COLUMNS = (
    Column("code", "Código", width=10),
    Column("goal", "Objetivo", width=30),
    Column("number", "Número", width=8),
    Column("initiative", "Iniciativa", width=40),
    Column("sought", "Lo que se busca", width=50),
)
COVER = Cover(
    title="Plan de prueba 2024-2027",
    subtitle="Matriz de prueba",
    author="Gobierno de prueba",
    period="2024-2027",
    facts=(("Estado", "vigente"),),
    language="es",
)
MARKUP = "#panic() $x$ *a* _b_ `c` <d> @e [f] \\g // h /* i */ = j"
LONG = "Una frase que se repite para llenar la página. " * 120
ROWS: list[Row] = [
    *(("1", "Mejorar la calidad de vida", n, f"Iniciativa {n}", f"Busca {n}") for n in range(40)),
    ("2", "Cuidar el público-privado", 1, "Con tres", "primera"),
    ("2", "Cuidar el público-privado", 1, "Con tres", ""),
    ("2", "Cuidar el público-privado", 1, "Con tres", "tercera"),
    ("2", "Cuidar el público-privado", 2, "Larga", LONG),
    ("2", "Cuidar el público-privado", 3, LONG, "breve"),
    ("3", MARKUP, 1, "Con & <b>signos</b>", "x" * 200),
    ("3", MARKUP, 2, "Nada más", None),
]


def written(form: str, rows: Sequence[Row] = ROWS, cover: Cover | None = COVER) -> bytes:
    table = Table("Título", COLUMNS, iter(rows), (2, 2), cover)
    return b"".join(FORMATS[form].write(table))


@cache
def a_pdf() -> bytes:
    return written("pdf")


@cache
def letters() -> list[str]:
    """What each page says, as the reader of a screen gets it."""
    import pypdfium2

    document = pypdfium2.PdfDocument(a_pdf())
    return [page.get_textpage().get_text_bounded() for page in document]


# --- where lines may end


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60), st.floats(1, 100))
def test_the_pieces_of_a_text_are_the_text(text: str, room: float) -> None:
    found = pieces(text, room)
    listed = [found] if isinstance(found, str) else found
    joined = "".join(piece if isinstance(piece, str) else str(piece[0]) for piece in listed)
    assert joined == tidy(text)


def test_a_word_is_parted_only_where_it_does_not_fit() -> None:
    assert pieces("agua (potable), sí.", 40) == "agua (potable), sí."
    assert pieces("una público-privada y/o otra", 40) == [
        *("una ", ["público-privada"], " ", ["y/o"], " otra")
    ]
    assert pieces("la otorrinolaringología", 20) == ["la ", ["otorrinolaringología", 20]]


# --- PDF


def test_every_cell_is_on_its_pages() -> None:
    said = re.sub(r"[\s\xad\x02-]+", "", "".join(letters()))
    for row in ROWS:
        for cell in row:
            whole = re.sub(r"[\s-]+", "", str(cell or ""))
            for start in range(0, len(whole), 40):  # a header may stand in the middle of a long one
                piece = whole[start : start + 12]
                assert piece in said, piece


def test_each_page_has_the_header_and_says_which_page_it_is() -> None:
    first, *others = letters()
    assert len(others) >= 3
    assert "Matriz de prueba" in first
    assert "Lo que se busca" not in first
    for number, page in enumerate(others, 2):
        assert "Lo que se busca" in page
        assert f"página {number} de {len(others) + 1}" in page
        assert "Plan de prueba 2024-2027" in page
    assert "(continúa)" in others[1]
    assert "1 Mejorar la calidad de vida (continúa)" in others[1]


def test_no_letter_leaves_its_column() -> None:
    import pypdfium2

    *_pages, last = pypdfium2.PdfDocument(a_pdf())
    text = last.get_textpage()
    found = [
        text.get_charbox(at)
        for at in range(text.count_chars())
        if text.get_text_range(at, 1) == "x"
    ]
    lines = {round(bottom) for _left, bottom, _right, _top in found}
    assert len(found) >= 200
    assert len(lines) >= 3
    assert max(right for _left, _bottom, right, _top in found) < (297 - 15) / 25.4 * 72


def test_no_letter_leaves_its_page() -> None:
    import pypdfium2

    for page in pypdfium2.PdfDocument(a_pdf()):
        text = page.get_textpage()
        boxes = [text.get_charbox(at) for at in range(text.count_chars())]
        assert min(bottom for _left, bottom, _right, _top in boxes) > 9 / 25.4 * 72
        # between the table and the number of the page there is room
        assert not [b for _l, b, _r, top in boxes if b < 16 / 25.4 * 72 < top]


def test_it_can_be_heard() -> None:
    import pikepdf

    with pikepdf.open(io.BytesIO(a_pdf())) as document:
        root = document.Root
        assert root.MarkInfo.Marked
        assert str(root.Lang) == "es"
        assert root.ViewerPreferences.DisplayDocTitle
        with document.open_metadata() as metadata:
            assert metadata["dc:title"] == "Plan de prueba 2024-2027: Matriz de prueba"
            assert metadata["pdfuaid:part"] == "1"
            assert "Gobierno de prueba" in metadata["dc:creator"]
        tags = list(_tags(root.StructTreeRoot))
        bookmarks = [str(item.title) for item in document.open_outline().root[0].children]
    assert tags.count("Table") == 1
    assert tags.count("TH") == len(COLUMNS)  # those repeated on each page are no part of it
    assert tags.count("TR") == len(ROWS) + 1
    objectives, initiatives, rests = 3, 45, 2  # what is left under a code that holds rows together
    assert tags.count("TD") == 2 * objectives + rests + 2 * initiatives + len(ROWS)
    assert {"H1", "H2", "P"} <= set(tags)
    assert bookmarks[:2] == ["Mejorar la calidad de vida", "Cuidar el público-privado"]


def _tags(element: Any) -> Any:
    if "/S" in element:
        yield str(element.S)[1:]
    children = element.get("/K", [])
    import pikepdf

    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary):
            yield from _tags(child)


def test_a_text_is_never_markup() -> None:
    said = " ".join(letters()[-1].split())
    assert MARKUP in said
    assert "Con & <b>signos</b>" in said


def test_a_sign_that_no_typeface_has_is_refused_by_name() -> None:
    with pytest.raises(Refused, match=r"«😀».*DOCX"):
        written("pdf", [("1", "A 😀", 1, "b", "c")])


def test_a_plan_too_large_for_a_pdf_is_refused_before_it_is_set(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pdf_module, "typeset", lambda document: pytest.fail("it was set"))
    row = ROWS[0]
    with pytest.raises(Refused, match=rf"{pdf_module.MOST}.*DOCX"):
        written("pdf", [row] * (pdf_module.MOST + 1))
    with pytest.raises(Refused, match="DOCX"):
        written("pdf", [(*row[:4], "a" * 200_000)] * 60)


def test_a_table_without_rows_is_a_document_all_the_same() -> None:
    assert written("pdf", [])[:5] == b"%PDF-"
    assert len(word(written("docx", [])).tables[0].rows) == 1


# --- DOCX


def word(content: bytes) -> Any:
    from docx import Document

    return Document(io.BytesIO(content))


@cache
def a_docx() -> bytes:
    return written("docx")


def test_word_gets_every_cell_and_those_that_are_one() -> None:
    header, *rows = word(a_docx()).tables[0].rows
    assert [cell.text for cell in header.cells] == [column.label for column in COLUMNS]
    assert [[cell.text for cell in row.cells] for row in rows] == [
        [tidy("" if cell is None else str(cell)) for cell in row] for row in ROWS
    ]
    assert rows[0].cells[0]._tc is rows[39].cells[0]._tc
    assert rows[39].cells[0]._tc is not rows[40].cells[0]._tc
    assert rows[40].cells[3]._tc is rows[42].cells[3]._tc
    assert rows[40].cells[4]._tc is not rows[41].cells[4]._tc


def test_word_repeats_the_header_and_numbers_the_pages() -> None:
    document = word(a_docx())
    assert document.tables[0].rows[0]._tr.trPr.xpath("w:tblHeader")
    cover, matrix = document.sections
    assert matrix.page_width > matrix.page_height
    assert not cover.footer.paragraphs[0].text
    footer = matrix.footer.paragraphs[0]
    assert footer.text.startswith("Plan de prueba 2024-2027\tpágina")
    assert footer._p.xpath("w:fldSimple/@w:instr") == ["PAGE", "NUMPAGES"]


def test_word_says_what_it_is_and_in_which_language() -> None:
    document = word(a_docx())
    assert document.core_properties.title == "Plan de prueba 2024-2027: Matriz de prueba"
    assert document.core_properties.author == "Gobierno de prueba"
    assert document.core_properties.language == "es"
    assert document.styles.element.xpath("w:docDefaults//w:lang/@w:val") == ["es"]
    (properties,) = document.tables[0]._tbl.xpath("w:tblPr")
    assert properties.xpath("w:tblCaption/@w:val") == ["Matriz de prueba"]
    assert len(properties.xpath("w:tblDescription/@w:val")[0]) > 20
    assert [(p.style.name, p.text) for p in document.paragraphs if p.text] == [
        ("Author", "Gobierno de prueba"),
        ("Title", "Plan de prueba 2024-2027"),
        ("Heading 1", "Matriz de prueba"),
        ("Period", "2024-2027"),
        ("Fact", "Estado: vigente"),
    ]


def test_word_uses_no_style_that_is_not_there() -> None:
    document = word(a_docx())
    used = set(document.element.xpath("//w:pStyle/@w:val"))
    assert used <= set(document.styles.element.xpath("w:style/@w:styleId"))


@given(st.lists(st.tuples(*[st.text(max_size=30)] * 5), min_size=1, max_size=5))
@settings(max_examples=15, deadline=None)
def test_word_takes_any_text(rows: list[Row]) -> None:
    read = word(written("docx", rows)).tables[0].rows
    assert [row.cells[4].text for row in read[1:]] == [tidy(str(row[4])) for row in rows]


def test_a_word_document_is_sent_as_it_is_made() -> None:
    rows = ((str(n // 600), "A", n, f"texto {n}", "a" * 500) for n in range(2_000))
    sizes = [len(piece) for piece in FORMATS["docx"].write(Table("", COLUMNS, rows, (2, 2), COVER))]
    assert len(sizes) >= 4
    assert max(sizes[1:]) < sum(sizes) / 2
