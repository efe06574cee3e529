"""Each format is read into the same tables and prose, with the place of each piece."""

from __future__ import annotations

import io
from collections.abc import Sequence

import openpyxl
import pytest

from minga.intake.read import read
from minga.intake.reading import Reading

pytestmark = pytest.mark.pure

HEADER = ("Objetivo", "Iniciativa", "Mecanismo")


def cells(reading: Reading, table: int = 0) -> list[tuple[str | None, ...]]:
    return [row.cells for row in reading.tables[table].rows]


def workbook(**sheets: Sequence[Sequence[object]]) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    return book


def saved(book: openpyxl.Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_text_keeps_prose_and_the_lines_of_each_row() -> None:
    content = "# Plan\n\nUna línea\nque sigue.\n\na\tb\nc\t\n\n\td\nFin.\n".encode()
    reading = read(content, "plan.txt")
    assert [(p.at, p.text, p.level) for p in reading.prose] == [
        (1, "Plan", 1),
        (3, "Una línea\nque sigue.", 0),
        (10, "Fin.", 0),
    ]
    assert [(row.at, row.cells) for row in reading.tables[0].rows] == [
        (6, ("a", "b")),
        (7, ("c", "")),
        (9, ("", "d")),
    ]


def test_a_form_feed_opens_a_page() -> None:
    reading = read(b"a\tb\nc\td\n\x0ce\tf\n", "plan.txt")
    assert reading.tables[0].pages == {2}


def test_one_line_with_a_tab_is_prose() -> None:
    reading = read(b"Quito\tmarzo de 2024\n\nTexto.", "plan.txt")
    assert reading.tables == ()
    assert reading.prose[0].text == "Quito marzo de 2024"


def test_markdown_tables_lose_their_rule_and_keep_their_pipes() -> None:
    content = b"| a | b |\n|---|:-:|\n| c \\| d | **e** |\n"
    reading = read(content, "plan.md")
    assert cells(reading) == [("a", "b"), ("c | d", "e")]
    assert reading.media_type == "text/markdown"


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_csv_finds_the_separator(separator: str) -> None:
    rows = [HEADER, ("Uno, dos; tres", "El «plan»", "Convenios"), ("Otro", "", "Acuerdos")]
    text = "\n".join(separator.join(f'"{cell}"' for cell in row) for row in rows)
    assert cells(read(text.encode(), "plan.csv")) == rows


def test_csv_finds_single_quotes() -> None:
    text = "'a; b';'c';'d'\n'e';'f; g';'h'\n"
    assert cells(read(text.encode(), "plan.csv")) == [("a; b", "c", "d"), ("e", "f; g", "h")]


def test_csv_apostrophes_in_texts_are_no_quotes() -> None:
    text = "a,b,c\n'=1+1,l'eau ',\"x, y\"\n'+2,z ',q\n"
    assert cells(read(text.encode(), "plan.csv"))[1:] == [
        ("=1+1", "l'eau '", "x, y"),
        ("+2", "z '", "q"),
    ]


def test_csv_a_cell_may_hold_lines_with_as_many_commas() -> None:
    lines = "\n".join(["uno, dos, tres"] * 5)
    text = f'a,b,c,d,e,f\n1,2,3,4,5,"{lines}"\n1,2,3,4,5,6\n'
    assert cells(read(text.encode(), "plan.csv"))[1] == ("1", "2", "3", "4", "5", lines)


def test_csv_rows_stand_at_the_line_where_they_begin() -> None:
    text = 'a,b,c\n"dos\nlíneas",x,y\nz,z,z\n'
    assert [row.at for row in read(text.encode(), "plan.csv").tables[0].rows] == [1, 2, 4]


def test_csv_is_known_by_its_content_whatever_the_name() -> None:
    text = "a;b;c\n1;2;3\n4;5;6\n"
    assert read(text.encode(), "plan.txt").media_type == "text/csv"


def test_the_guard_against_formulas_is_taken_off() -> None:
    text = "a,b,c\n'=1+1,'-x,l'eau\n''=q,'y,@z\n"
    assert cells(read(text.encode(), "plan.csv"))[1:] == [
        ("=1+1", "-x", "l'eau"),
        ("'=q", "'y", "@z"),
    ]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "mac_roman", "cp850"]
)
def test_it_finds_the_encoding(encoding: str) -> None:
    text = (
        "Objetivo;Iniciativa;Mecanismo\n"
        "Promoción de la convivencia y la señalización;Gestión ágil del catálogo público;Años\n"
        "Atención a la niñez;Capacitación técnica según la región;Educación útil\n"
    )
    reading = read(text.encode(encoding), "plan.csv")
    assert cells(reading)[1][0] == "Promoción de la convivencia y la señalización"
    assert cells(reading)[2][0] == "Atención a la niñez"


def test_xlsx_reads_every_visible_sheet_and_numbers_as_typed() -> None:
    book = workbook(Uno=[HEADER, (1, 1.1, 2024.0), ("x", None, True)], Dos=[["solo"]])
    book.create_sheet("Oculta").append(["nada"])
    book["Oculta"].sheet_state = "hidden"
    reading = read(saved(book), "plan.xlsx")
    assert [table.name for table in reading.tables] == ["Uno", "Dos"]
    assert cells(reading)[1:] == [("1", "1.1", "2024"), ("x", "", "1")]


def test_xlsx_cells_covered_from_above_are_none_and_blanks_are_blank() -> None:
    book = workbook(Plan=[HEADER, ("a", "b", "c"), (None, "d", None), ("e", None, None)])
    book["Plan"].merge_cells("A2:A3")
    book["Plan"].merge_cells("A4:C4")
    assert cells(read(saved(book), "plan.xlsx"))[1:] == [
        ("a", "b", "c"),
        (None, "d", ""),
        ("e", "", ""),
    ]


def test_xlsx_rows_stand_where_the_sheet_has_them() -> None:
    book = workbook(Plan=[[None], [None], HEADER, [None], ("a", "b", "c")])
    assert [row.at for row in read(saved(book), "plan.xlsx").tables[0].rows] == [3, 5]


def test_html_spans_prose_and_what_is_no_text() -> None:
    content = """<!DOCTYPE html><html><head><title>no</title></head><body>
    <h1>Plan <b>2024</b></h1><div>Suelto<p>Un párrafo<br>en dos líneas.</p></div>
    <script>no()</script><style>no {}</style>
    <table><thead><tr><th colspan=2>a</th><th>b</th></tr></thead>
    <tr><td rowspan="3">c</td><td>d</td><td><p>e</p><p>f</p></td></tr>
    <tr><td colspan="2">g</td></tr><tr><td></td><td>h<b>i</b></td></tr></table>
    <ul><li>Fin</li></ul></body></html>""".encode()
    reading = read(content, "plan.html")
    assert [(p.text, p.level) for p in reading.prose] == [
        ("Plan 2024", 1),
        ("Suelto", 0),
        ("Un párrafo\nen dos líneas.", 0),
        ("Fin", 0),
    ]
    assert [(row.at, row.cells) for row in reading.tables[0].rows] == [
        (1, ("a", "", "b")),
        (2, ("c", "d", "e\nf")),
        (3, (None, "g", "")),
        (4, (None, "", "hi")),
    ]


def test_a_table_inside_a_cell_is_text_of_that_cell() -> None:
    content = b"<table><tr><td>a<table><tr><td>b</td></tr></table></td><td>c</td></tr></table>"
    assert cells(read(content, "plan.html")) == [("a\nb", "c")]


def test_deep_html_does_not_overflow() -> None:
    content = b"<html><body>" + b"<div>" * 20_000 + b"fondo" + b"</div>" * 20_000
    assert [p.text for p in read(content, "plan.html").prose] == ["fondo"]
