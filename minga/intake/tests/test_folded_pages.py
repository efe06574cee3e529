"""Pages whose parts fold, whose fields are lists of terms, and whose foot is no part of them."""

from __future__ import annotations

import pytest

from minga.intake.tests.test_lists import html, markdown, prose

pytestmark = pytest.mark.pure


def test_the_title_of_a_part_that_folds_is_a_heading_above_those_in_it() -> None:
    body = """<h1>Pla</h1><details><summary>Eix verd</summary><h3>Arbres</h3><p>Text</p></details>
    <details><summary><span>Eix</span> <b>blau</b></summary><h3>Platges</h3></details>"""
    assert prose(html(body)) == [
        ("Pla", 1, 0),
        ("Eix verd", 2, 0),
        ("Arbres", 3, 0),
        ("Text", 0, 0),
        ("Eix blau", 2, 0),
        ("Platges", 3, 0),
    ]


def test_parts_that_fold_without_headings_in_them_stand_by_how_deep_they_are() -> None:
    body = """<h2>Plan</h2><details><summary>Fuera</summary><details><summary>Dentro</summary>
    <p>Uno</p></details></details><details><summary>Otra</summary><p>Dos</p></details>"""
    found = [(text, level) for text, level, _item in prose(html(body)) if level]
    assert found == [("Plan", 2), ("Fuera", 3), ("Dentro", 4), ("Otra", 3)]


def test_a_button_in_a_heading_says_the_heading_and_one_elsewhere_says_nothing() -> None:
    body = "<h2><button>Axe 1</button></h2><p>Texte <button>Partager</button></p>"
    assert prose(html(body)) == [("Axe 1", 2, 0), ("Texte", 0, 0)]


def test_a_heading_of_several_blocks_is_one_text() -> None:
    assert prose(html("<h2><div>Eje 1</div><div>Agua</div></h2>")) == [("Eje 1 Agua", 2, 0)]


def test_terms_and_their_values_are_labelled_lines() -> None:
    body = """<dl><dt>Lead:</dt><dd>Parks</dd><dt>Partners</dt><dd>School</dd><dd>Clinic</dd>
    <dt>Cost</dt><dt>Status</dt><dd><p>Open</p></dd></dl><p>After</p>"""
    assert [text for text, _level, _item in prose(html(body))] == [
        "Lead: Parks",
        "Partners: School",
        "Partners: Clinic",
        "Cost",
        "Status: Open",
        "After",
    ]


def test_the_foot_of_the_page_is_left_out_and_that_of_a_part_is_not() -> None:
    body = """<article><p>Uno</p><footer>Nota</footer></article>
    <footer><ul><li>Aviso legal</li></ul></footer>"""
    assert [text for text, _level, _item in prose(html(body))] == ["Uno", "Nota"]


def test_line_breaks_in_a_cell_part_what_it_lists() -> None:
    (table,) = html("<table><tr><td>Escuela<br>Clínica</td><td>x</td></tr></table>").tables
    assert table.rows[0].cells == ("Escuela\nClínica", "x")


def test_a_line_drawn_under_a_text_makes_it_a_heading() -> None:
    found = prose(markdown("PLAN", "====", "", "Eje 1", "-----", "- Uno", "", "---", "", "Fin"))
    assert found == [("PLAN", 1, 0), ("Eje 1", 2, 0), ("Uno", 0, 1), ("Fin", 0, 0)]


def test_a_line_under_a_paragraph_makes_a_heading_of_its_last_line() -> None:
    assert prose(markdown("Antes", "Eje 1", "-----")) == [("Antes", 0, 0), ("Eje 1", 2, 0)]
