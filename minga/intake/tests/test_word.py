"""Word documents are read as they are printed."""

from __future__ import annotations

import io
from collections.abc import Callable

import docx
import pytest

from minga.intake.read import read
from minga.intake.reading import Reading, Unreadable
from minga.intake.tests.packages import cell, packed, paragraph, relations, table, word

pytestmark = pytest.mark.pure

SPAN = '<w:gridSpan w:val="{}"/>'.format
OPENS, GOES_ON = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def cells(reading: Reading, number: int = 0) -> list[tuple[str | None, ...]]:
    return [row.cells for row in reading.tables[number].rows]


def prose(reading: Reading) -> list[tuple[str, int, int]]:
    return [(p.text, p.level, p.item) for p in reading.prose]


def read_word(body: str, **parts: str) -> Reading:
    return read(word(body, **parts), "plan.docx")  # type: ignore[arg-type]


def by_python_docx(fill: Callable[[docx.document.Document], None]) -> Reading:
    document = docx.Document()
    fill(document)
    file = io.BytesIO()
    document.save(file)
    return read(file.getvalue(), "plan.docx")


# --- tables


def test_merged_cells_of_python_docx() -> None:
    texts = [("00", "01", "02"), ("", "11", "12"), ("20", "21", ""), ("ancho", "", "")]

    def fill(document: docx.document.Document) -> None:
        drawn = document.add_table(4, 3)
        for row, line in zip(drawn.rows, texts, strict=True):
            for place, text in zip(row.cells, line, strict=True):
                place.text = text
        for first, last in [((0, 0), (1, 0)), ((2, 1), (2, 2)), ((3, 0), (3, 2))]:
            drawn.cell(*first).merge(drawn.cell(*last))

    reading = by_python_docx(fill)
    assert cells(reading) == [
        ("00", "01", "02"),
        (None, "11", "12"),
        ("20", "21", ""),
        ("ancho", "", ""),
    ]
    assert [row.wide for row in reading.tables[0].rows] == [False, False, False, True]


def test_a_block_of_merged_cells_is_covered_below_and_blank_beside() -> None:
    reading = read_word(
        table(
            cell("a", SPAN(2) + OPENS) + cell("b"),
            cell("", SPAN(2) + GOES_ON) + cell("c"),
            cell("d") + cell("") + cell("e"),
        )
    )
    assert cells(reading) == [("a", "", "b"), (None, None, "c"), ("d", "", "e")]


def test_a_merge_that_goes_on_from_nowhere_keeps_its_text() -> None:
    reading = read_word(table(cell("a", GOES_ON) + cell("b"), cell("", GOES_ON) + cell("c")))
    assert cells(reading) == [("a", "b"), (None, "c")]


def test_two_merges_in_a_column_are_two() -> None:
    rows = [cell("a", OPENS) + cell("1"), cell("", GOES_ON) + cell("2")]
    rows += [cell("b", OPENS) + cell("3"), cell("", GOES_ON) + cell("4")]
    assert cells(read_word(table(*rows))) == [("a", "1"), (None, "2"), ("b", "3"), (None, "4")]


def test_blank_cells_are_blank_and_rows_stand_where_the_table_has_them() -> None:
    reading = read_word(table(cell("a") + cell("b"), cell("") + cell(""), cell("") + cell("d")))
    assert [(row.at, row.cells) for row in reading.tables[0].rows] == [
        (1, ("a", "b")),
        (3, ("", "d")),
    ]


def test_a_row_may_begin_some_columns_from_the_left() -> None:
    before = '<w:trPr><w:gridBefore w:val="1"/></w:trPr>'
    reading = read_word(table(cell("a") + cell("b"), before + cell("c")))
    assert cells(reading) == [("a", "b"), ("", "c")]
    assert not reading.tables[0].rows[1].wide


def test_paragraphs_of_a_cell_are_lines_and_its_breaks_are_spaces() -> None:
    content = "<w:p><w:r><w:t>uno</w:t><w:br/><w:t>y</w:t><w:tab/><w:t>medio</w:t></w:r></w:p>"
    assert cells(read_word(table(cell(content + paragraph("dos")) + cell("x")))) == [
        ("uno y medio\ndos", "x")
    ]


def test_hyphens_that_are_printed_stay_and_those_that_are_not_go() -> None:
    content = (
        "<w:p><w:r><w:t>parti\u00adci</w:t><w:softHyphen/><w:t>pación socio</w:t>"
        "<w:noBreakHyphen/><w:t>cultural e\u2011mail</w:t></w:r></w:p>"
    )
    assert prose(read_word(content))[0][0] == "participación socio-cultural e-mail"


def test_a_table_within_a_cell_is_text_of_the_cell_and_not_sure() -> None:
    inner = table(cell("2025") + cell("10"), cell("2026") + cell("20"))
    reading = read_word(table(cell("a") + cell(paragraph("Costo") + inner + paragraph(""))))
    assert cells(reading) == [("a", "Costo\n2025 10\n2026 20")]
    assert reading.tables[0].rows[0].unsure == (1,)


def test_a_table_that_only_places_another_gives_the_other() -> None:
    inner = table(cell("a") + cell("b"), cell("c") + cell("d"))
    reading = read_word(table(cell(paragraph("Título") + inner), cell(paragraph("Pie"))))
    assert [cells(reading, number) for number in range(len(reading.tables))] == [
        [("a", "b"), ("c", "d")]
    ]
    assert [text for text, _level, _item in prose(reading)] == ["Título", "Pie"]


def test_a_table_of_one_cell_is_a_frame_around_prose() -> None:
    reading = read_word(table(cell("Eje 1")) + table(cell("a") + cell("b")))
    assert prose(reading) == [("Eje 1", 0, 0)]
    assert (len(reading.tables), reading.tables[0].after) == (1, 1)


def test_each_table_knows_the_paragraph_before_it() -> None:
    two = cell("a") + cell("b")
    reading = read_word(table(two) + paragraph("x") + paragraph("y") + table(two) + table(two))
    assert [(t.name, t.after) for t in reading.tables] == [("1", 0), ("2", 2), ("3", 2)]


# --- text


def test_tracked_changes_are_read_as_accepted() -> None:
    deleted = "<w:del><w:r><w:delText>viejo</w:delText><w:t>viejo</w:t></w:r></w:del>"
    inserted = "<w:ins><w:r><w:t>nuevo</w:t></w:r></w:ins>"
    gone = "<w:trPr><w:del/></w:trPr>" + cell("fila") + cell("borrada")
    moved = "<w:moveFrom><w:r><w:t>de aquí</w:t></w:r></w:moveFrom>"
    reading = read_word(
        table(cell(f"<w:p>{deleted}{inserted}{moved}</w:p>") + cell("b"), gone)
        + "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>una </w:t></w:r></w:p>"
        + paragraph("sola")
    )
    assert cells(reading) == [("nuevo", "b")]
    assert prose(reading) == [("una sola", 0, 0)]


def test_footnotes_stay_out_of_the_cells_and_are_not_lost() -> None:
    noted = '<w:p><w:r><w:t>Meta</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
    notes = f'<w:footnotes xmlns:w="{WORD_NAME}">{FOOTNOTE}</w:footnotes>'
    reading = read(
        word(table(cell(noted) + cell("b")), more={"word/footnotes.xml": notes}), "plan.docx"
    )
    assert cells(reading) == [("Meta", "b")]
    assert prose(reading) == [("Según el censo.", 0, 0)]


WORD_NAME = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
FOOTNOTE = (
    '<w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r>'
    "<w:r><w:t> Según el censo.</w:t></w:r></w:p></w:footnote>"
)


def test_text_boxes_are_read_once() -> None:
    box = f"<w:txbxContent>{paragraph('En la caja')}{table(cell('a') + cell('b'))}</w:txbxContent>"
    shape = (
        f"<w:p><w:r><w:t>Antes</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires='wps'>"
        f"<w:drawing><wps:wsp><wps:txbx>{box}</wps:txbx></wps:wsp></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback>"
        f"</mc:AlternateContent></w:r></w:p>"
    )
    reading = read_word(shape)
    assert [text for text, _level, _item in prose(reading)] == ["Antes", "En la caja"]
    assert [cells(reading, n) for n in range(len(reading.tables))] == [[("a", "b")]]


def test_controls_fields_and_links_are_read_through() -> None:
    control = (
        f"<w:sdt><w:sdtPr><w:alias/></w:sdtPr><w:sdtContent>{cell('a')}</w:sdtContent></w:sdt>"
    )
    field = (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>REF x</w:instrText>'
        '</w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>12</w:t></w:r>'
        "<w:hyperlink><w:r><w:t> de 20</w:t></w:r></w:hyperlink></w:p>"
    )
    whole = f"<w:sdt><w:sdtContent>{table(control + cell(field))}</w:sdtContent></w:sdt>"
    assert cells(read_word(whole)) == [("a", "12 de 20")]


def test_hidden_text_is_not_printed() -> None:
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>no</w:t></w:r>"
    shown = '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>sí</w:t></w:r>'
    assert prose(read_word(f"<w:p>{hidden}{shown}</w:p>")) == [("sí", 0, 0)]


def test_a_known_symbol_is_written_and_an_unknown_one_is_not_sure() -> None:
    def symbol(code: str) -> str:
        return f'<w:p><w:r><w:sym w:font="Wingdings" w:char="{code}"/></w:r></w:p>'

    reading = read_word(table(cell(symbol("F0FC")) + cell(symbol("F049"))))
    assert cells(reading) == [("✓", "\ufffd")]
    assert reading.tables[0].rows[0].unsure == (1,)


# --- headings and lists

HEADINGS = (
    '<w:style w:type="paragraph" w:styleId="Ttulo1"><w:name w:val="heading 1"/>'
    '<w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Eje"><w:name w:val="Eje"/>'
    '<w:basedOn w:val="Ttulo1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Titre2"><w:name w:val="Titre 2"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Nada"><w:name w:val="Nada"/>'
    '<w:basedOn w:val="Nada"/></w:style>'
)


@pytest.mark.parametrize(
    ("properties", "level"),
    [
        ('<w:pStyle w:val="Ttulo1"/>', 1),
        ('<w:pStyle w:val="Eje"/>', 1),
        ('<w:pStyle w:val="Titre2"/>', 2),
        ('<w:pStyle w:val="Heading3"/>', 3),
        ('<w:pStyle w:val="Nada"/>', 0),
        ('<w:outlineLvl w:val="3"/>', 4),
        ('<w:pStyle w:val="Eje"/><w:outlineLvl w:val="9"/>', 0),
    ],
)
def test_levels_of_headings(properties: str, level: int) -> None:
    assert prose(read_word(paragraph("x", properties), styles=HEADINGS)) == [("x", level, 0)]


def level_of_list(depth: int, printed: str, text: str, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{printed}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


NUMBERING = (
    '<w:abstractNum w:abstractNumId="7">'
    + level_of_list(0, "decimal", "%1.")
    + level_of_list(1, "decimal", "%1.%2")
    + level_of_list(2, "lowerLetter", "%3)")
    + '</w:abstractNum><w:abstractNum w:abstractNumId="8">'
    + level_of_list(0, "bullet", "•")
    + level_of_list(1, "bullet", "o")
    + '</w:abstractNum><w:abstractNum w:abstractNumId="9">'
    + level_of_list(0, "upperRoman", "Eje %1:", '<w:pStyle w:val="Eje"/>')
    + level_of_list(1, "decimal", "%1.%2", "<w:isLgl/>")
    + "</w:abstractNum>"
    + "".join(
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="{abstract}"/></w:num>'
        for number, abstract in [(1, 7), (2, 8), (3, 9)]
    )
    + '<w:num w:numId="4"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0">'
    '<w:startOverride w:val="1"/></w:lvlOverride></w:num>'
)


def listed(text: str, number: int, depth: int = 0) -> str:
    numbered = f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'
    return paragraph(text, numbered)


def test_codes_that_only_the_list_writes_are_read() -> None:
    body = [("Uno", 1, 0), ("Dentro", 1, 1), ("Más", 1, 1), ("Letra", 1, 2), ("Dos", 1, 0)]
    body += [("Otra", 1, 1), ("De nuevo", 4, 0), ("Punto", 2, 0), ("Subpunto", 2, 1)]
    assert prose(read_word("".join(listed(*item) for item in body), numbering=NUMBERING)) == [
        ("1. Uno", 0, 1),
        ("1.1 Dentro", 0, 2),
        ("1.2 Más", 0, 2),
        ("a) Letra", 0, 3),
        ("2. Dos", 0, 1),
        ("2.1 Otra", 0, 2),
        ("1. De nuevo", 0, 1),
        ("Punto", 0, 1),
        ("Subpunto", 0, 2),
    ]


def test_numbers_of_a_style_and_of_the_level_above_it() -> None:
    numbered = HEADINGS.replace(
        '<w:basedOn w:val="Ttulo1"/>',
        '<w:basedOn w:val="Ttulo1"/><w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr>',
    )
    eje = '<w:pStyle w:val="Eje"/>'
    body = paragraph("Agua", eje) + paragraph("Suelo", eje) + listed("Riego", 3, 1)
    assert prose(read_word(body, styles=numbered, numbering=NUMBERING)) == [
        ("Eje I: Agua", 1, 0),
        ("Eje II: Suelo", 1, 0),
        ("2.1 Riego", 0, 2),
    ]


def test_a_column_that_only_the_list_numbers_has_its_numbers() -> None:
    rows = [cell(listed("", 1)) + cell("a"), cell(listed("", 1)) + cell("b")]
    assert cells(read_word(table(*rows), numbering=NUMBERING)) == [("1.", "a"), ("2.", "b")]


def test_typed_bullets_are_items() -> None:
    assert prose(read_word(paragraph("•   Uno") + paragraph("- Dos") + paragraph("-3 %"))) == [
        ("Uno", 0, 1),
        ("Dos", 0, 1),
        ("-3 %", 0, 0),
    ]


def test_lists_of_python_docx() -> None:
    def fill(document: docx.document.Document) -> None:
        document.add_heading("Plan", 0)
        document.add_heading("Eje", 1)
        for style in ("List Bullet", "List Bullet 2", "List Number", "List Number"):
            document.add_paragraph("x", style=style)

    assert prose(by_python_docx(fill)) == [
        ("Plan", 0, 0),
        ("Eje", 1, 0),
        ("x", 0, 1),
        ("x", 0, 2),
        ("1. x", 0, 1),
        ("2. x", 0, 1),
    ]


# --- the file


def test_the_document_may_stand_under_another_name_and_in_strict_xml() -> None:
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    body = f'<w:document xmlns:w="{strict}"><w:body>{table(cell("a") + cell("b"))}</w:body>'
    content = packed(
        {
            "[Content_Types].xml": "<Types>wordprocessingml.document.main+xml</Types>",
            "_rels/.rels": relations(officeDocument="word/document2.xml"),
            "word/document2.xml": f"{body}</w:document>",
        }
    )
    assert cells(read(content, "plan.docx")) == [("a", "b")]


def test_a_document_of_pictures_says_that_it_needs_text() -> None:
    picture = "<w:p><w:r><w:drawing><a:blip/></w:drawing></w:r></w:p>"
    with pytest.raises(Unreadable, match="OCR"):
        read_word(picture)
    with pytest.raises(Unreadable, match="no tiene texto"):
        read_word("<w:p/>")


def test_what_is_embedded_is_told() -> None:
    embedded = "<w:p><w:r><w:t>Ver</w:t><w:object><o:OLEObject/></w:object></w:r></w:p>"
    reading = read_word(embedded + "<w:altChunk/>")
    assert [(note.kind, note.params) for note in reading.notes] == [
        ("embedded_not_read", {"count": 2})
    ]


@pytest.mark.slow
def test_twenty_thousand_rows_are_let_go_as_they_are_read() -> None:
    rows = (cell(f"Objetivo {n % 97}") + cell(f"Acción número {n}") for n in range(20_000))
    reading = read_word(table(*rows))
    assert len(reading.tables[0].rows) == 20_000
    assert reading.tables[0].rows[-1].cells == ("Objetivo 17", "Acción número 19999")
