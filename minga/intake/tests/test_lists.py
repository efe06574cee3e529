"""Lists, headings and full-width rows of HTML and Markdown keep how deep they stand."""

from __future__ import annotations

import pytest

from minga.intake.read import read
from minga.intake.reading import Reading

pytestmark = pytest.mark.pure


def prose(reading: Reading) -> list[tuple[str, int, int]]:
    return [(p.text, p.level, p.item) for p in reading.prose]


def html(body: str) -> Reading:
    return read(f"<!doctype html><html><body>{body}</body></html>".encode(), "plan.html")


def markdown(*lines: str) -> Reading:
    return read("\n".join(lines).encode(), "plan.md")


def test_html_lists_by_depth_with_the_numbers_that_are_shown() -> None:
    body = """<h2>Eje</h2><ul><li>Uno<ul><li><p>Dentro</p><p>Sigue</p></li></ul></li>
    <li>1.2 Dos</li></ul><ol start="3"><li>Tres</li><li value="7">Siete</li><li>Ocho</li></ol>
    <ol type="A"><li>Letra</li></ol><p>Fin</p>"""
    assert prose(html(body)) == [
        ("Eje", 2, 0),
        ("Uno", 0, 1),
        ("Dentro", 0, 2),
        ("Sigue", 0, 0),
        ("1.2 Dos", 0, 1),
        ("3. Tres", 0, 1),
        ("7. Siete", 0, 1),
        ("8. Ocho", 0, 1),
        ("A. Letra", 0, 1),
        ("Fin", 0, 0),
    ]


def test_html_rows_that_take_the_whole_width() -> None:
    table = html(
        "<table><tr><td colspan=3>Eje 1</td></tr><tr><td>a<td>b<td>c</tr>"
        "<tr><td colspan=2>no</td></tr><tr><td>solo</td></tr></table>"
    ).tables[0]
    assert [row.wide for row in table.rows] == [True, False, False, False]


def test_html_spans_end_with_their_group() -> None:
    table = html(
        "<table><thead><tr><th rowspan=3>A</th><th>B</th></tr></thead>"
        "<tbody><tr><td rowspan=0>c</td><td>d</td></tr><tr><td>e</td></tr></tbody>"
        "<tfoot><tr><td>f</td><td>g</td></tr></tfoot></table>"
    ).tables[0]
    assert [row.cells for row in table.rows] == [("A", "B"), ("c", "d"), (None, "e"), ("f", "g")]


def test_html_captions_and_places_of_tables() -> None:
    reading = html("<p>Uno</p><table><caption>Matriz</caption><tr><td>a<td>b</tr></table>")
    assert prose(reading) == [("Uno", 0, 0), ("Matriz", 0, 0)]
    assert reading.tables[0].after == 2


def test_html_tables_that_only_place_another_give_the_other() -> None:
    inner = "<table><tr><td>a<td>b</tr><tr><td>c<td>d</tr></table>"
    reading = html(f"<table><tr><td>Menú</td></tr><tr><td></td><td>{inner}</td></tr></table>")
    assert [row.cells for row in reading.tables[0].rows] == [("a", "b"), ("c", "d")]
    assert prose(reading) == [("Menú", 0, 0)]


def test_markdown_lists_by_indent() -> None:
    reading = markdown(
        "## Eje",
        "Texto que sigue en",
        "2024. No es un número de lista",
        "- **1.1** Uno",
        "  sigue",
        "  * Dentro",
        "\t\t+ Más",
        "- Dos",
        "",
        "1. Tres",
        "2. Cuatro",
        "",
        "Fin",
        "  - De nuevo",
    )
    assert prose(reading) == [
        ("Eje", 2, 0),
        ("Texto que sigue en\n2024. No es un número de lista", 0, 0),
        ("1.1 Uno\nsigue", 0, 1),
        ("Dentro", 0, 2),
        ("Más", 0, 3),
        ("Dos", 0, 1),
        ("1. Tres", 0, 1),
        ("2. Cuatro", 0, 1),
        ("Fin", 0, 0),
        ("De nuevo", 0, 1),
    ]


def test_bullets_parted_by_tabs_are_no_table() -> None:
    reading = read("Acciones:\n•\tUno\n•\tDos\n".encode(), "plan.txt")
    assert (reading.tables, prose(reading)[1:]) == ((), [("Uno", 0, 1), ("Dos", 0, 1)])


def test_a_cell_that_begins_with_a_dash_is_a_cell() -> None:
    reading = read(b"Meta\tNota\n10\t-\n-\tx\n\t- y\n", "plan.txt")
    assert [row.cells for row in reading.tables[0].rows] == [
        ("Meta", "Nota"),
        ("10", "-"),
        ("-", "x"),
        ("", "- y"),
    ]


def test_text_knows_what_stands_before_a_table() -> None:
    reading = markdown("# Plan", "", "| a | b |", "|---|---|", "| c | d |")
    assert reading.tables[0].after == 1
