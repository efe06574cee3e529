"""Every format says the same, says it in pieces, and never runs as a formula."""

from __future__ import annotations

import csv
import io
import json
import tracemalloc
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from selectolax.lexbor import LexborHTMLParser

from minga.base.cells import guard, unguard
from minga.base.steps import Refused
from minga.opendata.datasets import Cell, Column, Row, Table
from minga.opendata.formats import FORMATS
from minga.opendata.groups import TALLEST

pytestmark = pytest.mark.pure

COLUMNS = tuple(
    Column(name, name.title(), f"What {name} is") for name in ("code", "goal", "n", "x")
)
FORMULAS = ["=1+1", "+1", "-1", "@a", "\t=1", "'=1", "''@a"]


def written(form: str, *rows: Row, groups: tuple[int, ...] = (2,)) -> bytes:
    return b"".join(FORMATS[form].write(Table("A <plan>", COLUMNS, iter(rows), groups)))


def csv_rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode(), newline="")))


@given(st.text(alphabet="'=+-@\t\rañ\n \"", max_size=6))
def test_a_guarded_cell_is_no_formula_and_comes_back_whole(text: str) -> None:
    assert unguard(guard(text)) == text
    assert not guard(text).startswith(("=", "+", "-", "@", "\t", "\r"))


@given(st.lists(st.tuples(*[st.text(st.characters(exclude_categories=["Cs"])) | st.none()] * 4)))
def test_csv_can_be_read_back(rows: list[tuple[Cell, ...]]) -> None:
    header, *read = csv_rows(written("csv", *rows))
    assert header == ["code", "goal", "n", "x"]
    assert read == [[guard(str(cell or "")) for cell in row] for row in rows]


def test_csv_is_plain_utf_8_with_the_line_ends_of_the_standard() -> None:
    content = written("csv", ("1", "Ñandú, «agua»", 3, None))
    assert content == 'code,goal,n,x\r\n1,"Ñandú, «agua»",3,\r\n'.encode()


@pytest.mark.parametrize("form", ["csv", "xlsx", "html"])
def test_no_cell_begins_like_a_formula(form: str) -> None:
    content = written(form, *((text, text, 1, text) for text in FORMULAS))
    if form == "csv":
        cells = [cell for row in csv_rows(content)[1:] for cell in row]
    elif form == "html":
        cells = [node.text() for node in LexborHTMLParser(content).css("tbody td, tbody th")]
    else:
        book = load_workbook(io.BytesIO(content))
        found = [cell for row in book.active.iter_rows(min_row=2) for cell in row]
        assert {cell.data_type for cell in found} == {"s", "n"}
        cells = [str(cell.value) for cell in found]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert unguard(cells[3]) == "=1+1"


def test_json_says_what_each_column_means() -> None:
    found = json.loads(written("json", ("1", "=1+1", 3, None)))
    assert found["title"] == "A <plan>"
    assert found["columns"][1] == {"name": "goal", "label": "Goal", "what": "What goal is"}
    assert found["rows"] == [{"code": "1", "goal": "=1+1", "n": 3, "x": None}]


def test_html_merges_what_belongs_together_and_nothing_else() -> None:
    rows = [("1", "A", 1, "a"), ("1", "A", 1, "b"), ("2", "A", 1, "c")]
    page = LexborHTMLParser(written("html", *rows))
    heads = [(node.text(), node.attributes.get("rowspan")) for node in page.css("tbody th")]
    assert heads == [("1", "2"), ("A", "2"), ("2", None), ("A", None)]


def test_inside_a_new_thing_every_thing_is_new() -> None:
    rows = [("1", "A", 1, "a"), ("2", "B", 1, "a")]
    page = LexborHTMLParser(written("html", *rows, groups=(2, 2)))
    assert [node.text() for node in page.css("tbody th")] == [
        "1",
        "A",
        "1",
        "a",
        "2",
        "B",
        "1",
        "a",
    ]


def test_html_can_be_heard_and_runs_nothing() -> None:
    content = written("html", ("1", "<script>alert(1)</script>", 1, "b"))
    page = LexborHTMLParser(content)
    assert page.css('html[lang="es"]')
    assert [len(node.text()) > 10 for node in page.css("caption")] == [True]
    assert {node.attributes["scope"] for node in page.css("thead th")} == {"col"}
    assert {node.attributes["scope"] for node in page.css("tbody th")} == {"row"}
    assert [node.text() for node in page.css("h1")] == ["A <plan>"]
    assert not page.css("script")


def test_a_merged_cell_is_never_taller_than_can_be_read() -> None:
    rows = [("1", "A", n, "a") for n in range(TALLEST + 10)]
    page = LexborHTMLParser(written("html", *rows, groups=(2, 1)))
    tall = [node.attributes["rowspan"] for node in page.css("tbody th[rowspan]")]
    assert tall == [f"{TALLEST}"] * 2 + ["10"] * 2


def test_the_innermost_thing_is_never_cut_by_a_block() -> None:
    rows = [("1", "A", n // 3, "a") for n in range(TALLEST + 10)]
    page = LexborHTMLParser(written("html", *rows, groups=(2, 1)))
    numbers = [node.text() for node in page.css("tbody th:nth-last-child(2)")]
    assert numbers == [str(n) for n in range((TALLEST + 10 + 2) // 3)]


def test_xlsx_freezes_the_header_and_merges_like_the_printed_matrix() -> None:
    rows = [("1", "A", 1, "a"), ("1", "A", 1, "b"), ("2", "B", 2, None)]
    sheet = load_workbook(io.BytesIO(written("xlsx", *rows)))["Matriz"]
    assert sheet.freeze_panes == "A2"
    assert {str(cells) for cells in sheet.merged_cells.ranges} == {"A2:A3", "B2:B3"}
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["Code", "Goal", "N", "X"],
        ["1", "A", 1, "a"],
        [None, None, 1, "b"],
        ["2", "B", 2, None],
    ]


def test_xlsx_has_every_row_complete_on_its_second_sheet() -> None:
    rows = [("1", "A", 1, "=a"), ("1", "A", 1, "b"), ("2", "B", 2, None)]
    book = load_workbook(io.BytesIO(written("xlsx", *rows)))
    assert book.sheetnames == ["Matriz", "Datos"]
    sheet = book["Datos"]
    assert not sheet.merged_cells.ranges
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:D4")
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["Code", "Goal", "N", "X"],
        ["1", "A", 1, "'=a"],
        ["1", "A", 1, "b"],
        ["2", "B", 2, None],
    ]


def test_xlsx_refuses_a_text_that_excel_would_cut() -> None:
    with pytest.raises(Refused, match="CSV"):
        written("xlsx", ("1", "A" * 40_000, 1, "a"))


@pytest.mark.slow
@pytest.mark.parametrize("form", sorted(set(FORMATS) - {"pdf"}))  # that one has a limit of rows
def test_memory_stays_flat(form: str) -> None:
    def rows(count: int) -> Iterator[Row]:
        return ((str(n // 1000), "A", n, f"text number {n} " * 10) for n in range(count))

    def peak(count: int) -> int:
        tracemalloc.start()
        for _piece in FORMATS[form].write(Table("", COLUMNS, rows(count), (2, 1))):
            pass
        _now, highest = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return highest

    peak(10)  # what is imported and cached only once
    assert peak(16_000) < 2 * peak(4_000)
