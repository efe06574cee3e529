"""Workbooks in full: what people see in the sheets, and what is wrong with them."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from minga.intake.read import read
from minga.intake.reading import Reading, Unreadable
from minga.intake.tests.packages import repacked

pytestmark = pytest.mark.pure


def written(fill: Callable[[Any], None]) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        fill(book)
    return file.getvalue()


def one_sheet(fill: Callable[[Any, Any], None]) -> Reading:
    return read(written(lambda book: fill(book, book.add_worksheet("Plan"))), "plan.xlsx")


def saved(book: openpyxl.Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def with_sheet(rows: str, more: str = "") -> bytes:
    """A workbook whose only sheet holds this XML."""
    names = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = f'<worksheet xmlns="{names}"><sheetData>{rows}</sheetData>{more}</worksheet>'
    return repacked(saved(openpyxl.Workbook()), xl__worksheets__sheet1_xml=sheet.encode())


def cells(reading: Reading, table: int = 0) -> list[tuple[str | None, ...]]:
    return [row.cells for row in reading.tables[table].rows]


# --- sheets


def test_hidden_sheets_are_named_and_left_out_unless_asked() -> None:
    def fill(book: Any) -> None:
        for name in ("Plan", "Borrador", "Listas"):
            book.add_worksheet(name).write(0, 0, name)
        book.get_worksheet_by_name("Borrador").hide()
        book.get_worksheet_by_name("Listas").very_hidden()

    content = written(fill)
    reading = read(content, "plan.xlsx")
    assert [t.name for t in reading.tables] == ["Plan"]
    assert reading.hidden == ("Borrador", "Listas")
    both = read(content, "plan.xlsx", hidden=True)
    assert ([t.name for t in both.tables], both.hidden) == (["Plan", "Borrador", "Listas"], ())


def test_a_book_with_data_in_hidden_sheets_only_names_them() -> None:
    book = openpyxl.Workbook()
    book.create_sheet("Borrador").append(["x"])
    book["Borrador"].sheet_state = "hidden"
    with pytest.raises(Unreadable, match="Borrador"):
        read(saved(book), "plan.xlsx")


def test_hidden_rows_and_columns_are_data() -> None:
    def fill(_book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["a", "b"])
        sheet.write_row(1, 0, ["c", "d"])
        sheet.set_row(1, None, None, {"hidden": True})
        sheet.set_column(1, 1, None, None, {"hidden": True})

    assert cells(one_sheet(fill)) == [("a", "b"), ("c", "d")]


def test_charts_are_no_tables() -> None:
    def fill(book: Any) -> None:
        book.add_worksheet("Plan").write_row(0, 0, [1, 2])
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=Plan!$A$1:$B$1"})
        book.add_chartsheet("Gráfico").set_chart(chart)

    assert [t.name for t in read(written(fill), "plan.xlsx").tables] == ["Plan"]


def test_what_is_merged_across_the_whole_table_is_wide() -> None:
    def fill(book: Any, sheet: Any) -> None:
        plain = book.add_format()
        sheet.merge_range(1, 1, 1, 3, "Eje 1", plain)
        sheet.write_row(2, 1, ["a", "b", "c"])
        sheet.merge_range(3, 1, 3, 2, "medio", plain)
        sheet.write(4, 1, "solo")

    reading = one_sheet(fill)
    assert [(row.at, row.wide) for row in reading.tables[0].rows] == [
        (2, True),
        (3, False),
        (4, False),
        (5, False),
    ]


# --- values


def test_values_as_they_are_seen() -> None:
    def fill(book: Any, sheet: Any) -> None:
        def put(column: int, value: Any, code: str) -> None:
            sheet.write(0, column, value, book.add_format({"num_format": code}))

        put(0, 0.45, "0%")
        put(1, 0.4567, "0.0%")
        put(2, 0.07, "0.00%")
        put(3, 7, "000")
        put(4, 1.1, "0.00")
        put(5, 1.2345, "0.00")
        put(6, 2027, "General")
        put(7, 1866275.79, "#,##0.00")
        put(8, date(2024, 3, 1), "dd/mm/yyyy")
        put(9, date(2024, 3, 1), "mmm-yy")
        put(10, date(2024, 3, 1), '"año" yyyy')
        put(11, datetime(2024, 3, 1, 10, 30), "dd/mm/yyyy hh:mm")
        put(12, "0%", "0%")

    assert cells(one_sheet(fill)) == [
        (
            "45%",
            "45.67%",
            "7%",
            "007",
            "1.10",
            "1.2345",
            "2027",
            "1866275.79",
            "2024-03-01",
            "2024-03",
            "2024",
            "2024-03-01T10:30:00",
            "0%",
        )
    ]


def test_formulas_give_their_results_and_their_errors_are_told() -> None:
    def fill(_book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["Acción", "Meta", "Costo", "Nota"])
        sheet.write(13, 0, "Sembrar")
        sheet.write_formula(13, 1, "=A1*2", None, 40)
        sheet.write_formula(13, 3, "=X!A1", None, "#REF!")
        sheet.write_string(14, 0, "#N/A")
        sheet.write_string(14, 1, "#¡DIV/0!")
        sheet.write_string(14, 2, "# 3")

    reading = one_sheet(fill)
    assert cells(reading)[1:] == [("Sembrar", "40", "", ""), ("", "", "# 3", "")]
    assert [row.unsure for row in reading.tables[0].rows] == [(), (3,), (0, 1)]
    told = [(n.kind, n.severity, n.certainty, n.lines, n.table, n.params) for n in reading.notes]
    assert told == [
        ("error_cell", "medium", "certain", at, "Plan", {"cell": place, "error": error})
        for at, place, error in [
            ((14,), "D14", "#REF!"),
            ((15,), "A15", "#N/A"),
            ((15,), "B15", "#¡DIV/0!"),
        ]
    ]


def test_many_errors_are_told_together_in_the_end() -> None:
    book = openpyxl.Workbook()
    for _row in range(300):
        book.active.append(["a", "#N/A"])
    reading = read(saved(book), "plan.xlsx")
    assert len(reading.notes) == 201
    assert reading.notes[-1].lines == tuple(range(201, 301))
    assert all(row.unsure == (1,) for row in reading.tables[0].rows)


def test_formulas_that_were_never_worked_out_are_told() -> None:
    book = openpyxl.Workbook()
    book.active.append(["a", "=1+1"])
    book.active.append(["b", "c", "=A1"])
    reading = read(saved(book), "plan.xlsx")
    assert cells(reading) == [("a", "", ""), ("b", "c", "")]
    assert [row.unsure for row in reading.tables[0].rows] == [(1,), (2,)]
    assert [(n.kind, n.lines, n.params) for n in reading.notes] == [
        ("formula_without_result", (1, 2), {"cell": "B1", "count": 2})
    ]


def test_letters_that_are_not_printed_are_dropped() -> None:
    book = openpyxl.Workbook()
    book.active.append(["ges\u00adtión", "x\u200by", "socio\u2011cultural", "l\u00ednea\n1"])
    assert cells(read(saved(book), "plan.xlsx")) == [
        ("gestión", "xy", "socio-cultural", "línea\n1")
    ]
    escaped = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>a_x0007_b_x000D_c_xD800_</t></is></c></row>'
    )
    assert cells(read(with_sheet(escaped), "plan.xlsx")) == [("abc",)]


def test_single_quotes_prefixes_and_cells_without_a_place() -> None:
    rows = "<row><c><v>1</v></c><c t='e'><v>#REF!</v></c></row><row><c><v>2</v></c></row>"
    reading = read(with_sheet(rows), "plan.xlsx")
    assert cells(reading) == [("1", ""), ("2", "")]
    assert [note.params["cell"] for note in reading.notes] == ["B1"]
    quoted = "<row r='1'><c r='A1' t='e'><v>#REF!</v></c><c r='B1'><v>3</v></c></row>"
    reading = read(with_sheet(quoted), "plan.xlsx")
    assert (cells(reading), reading.tables[0].rows[0].unsure) == ([("", "3")], (0,))


# --- extent


def test_blank_cells_with_a_style_take_no_room() -> None:
    far = '<c r="A1" t="n"><v>1</v></c><c r="XFD1" s="0"/>'
    blanks = "".join(f'<row r="{at}" s="1" customFormat="1"/>' for at in range(2, 5_000))
    last = '<row r="1048576"><c r="A1048576" s="0"/><c r="ZZ1048576" s="0" /></row>'
    reading = read(with_sheet(f'<row r="1">{far}</row>{blanks}{last}'), "plan.xlsx")
    assert cells(reading) == [("1",)]


def test_merges_without_end_take_no_room() -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="3"><c r="B3"><v>2</v></c></row>'
    merges = '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    assert cells(read(with_sheet(rows, merges), "plan.xlsx")) == [("1", "")]


def far(place: str, row: int) -> str:
    return f'<row r="{row}"><c r="{place}"><v>1</v></c></row>'


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (far("B900000", 900_000), "900000 filas"),
        (far("B900000", 900_000).replace('"', "'"), "900000 filas"),
        (far("ABC1", 1), "731 columnas"),
        (far("SA1", 1) + far("A190000", 190_000), "millones de celdas"),
        ("<row/>" * 250_000 + "<row><c><v>1</v></c></row>", "250001 filas"),
    ],
)
def test_a_cell_far_away_is_refused(rows: str, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        read(with_sheet(rows), "plan.xlsx")


# --- the workbooks of before


def record(kind: int, said: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(said)) + said


def place(row: int, column: int) -> bytes:
    return struct.pack("<HHH", row, column, 0)


def label(row: int, column: int, text: str) -> bytes:
    said = text.encode("utf-16-le")
    return record(0x0204, place(row, column) + struct.pack("<HB", len(text), 1) + said)


def old_workbook(sheet: bytes, *, locked: bool = False) -> bytes:
    """A workbook of the nineties: records, in a small file system of sectors of 512 bytes."""

    def begins(kind: int) -> bytes:
        return record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0, 1997, 0, 6))

    name = b"\x04\x00" + b"Plan"
    lock = record(0x002F, bytes(6)) if locked else b""
    before = begins(5) + lock + record(0x0042, struct.pack("<H", 1200))
    start = len(before) + 4 + 6 + len(name) + 4
    book = before + record(0x0085, struct.pack("<IBB", start, 0, 0) + name) + record(0x000A)
    book += begins(0x10) + sheet + record(0x000A)
    book = book.ljust(4096, b"\0")
    book = book.ljust(-(-len(book) // 512) * 512, b"\0")
    sectors = len(book) // 512

    def entry(title: str, kind: int, child: int, start: int, size: int) -> bytes:
        said = title.encode("utf-16-le") + b"\0\0"
        links = struct.pack("<III", 0xFFFFFFFF, 0xFFFFFFFF, child)
        head = said.ljust(64, b"\0") + struct.pack("<HBB", len(said), kind, 1) + links
        return head.ljust(116, b"\0") + struct.pack("<IQ", start, size)

    folder = entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + entry("Workbook", 2, 0xFFFFFFFF, 0, 4096)
    folder = folder[:-8] + struct.pack("<Q", len(book)) + bytes(256)
    following = [*range(1, sectors), 0xFFFFFFFE, 0xFFFFFFFE, 0xFFFFFFFD]
    table = struct.pack(f"<{len(following)}I", *following).ljust(512, b"\xff")
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<HHHHH6xIIIIIIIII", 62, 3, 0xFFFE, 9, 6, 0, 1, sectors, 0, 4096,
                        0xFFFFFFFE, 0, 0xFFFFFFFE, 0)  # fmt: skip
    head += struct.pack("<I", sectors + 1)
    return head.ljust(512, b"\xff") + book + folder + table


SHEET = (
    label(0, 0, "Acción")
    + label(0, 1, "Meta")
    + record(0x0203, place(1, 0) + struct.pack("<d", 2027.0))
    + record(0x0205, place(1, 1) + b"\x17\x01")
    + record(0x0006, place(2, 1) + b"\x02\0\x2a\0\0\0\xff\xff" + bytes(8))
    + label(2, 0, "Sembrar")
)


def test_an_old_workbook_is_read_with_its_errors_told() -> None:
    reading = read(old_workbook(SHEET), "plan.xls")
    assert cells(reading) == [("Acción", "Meta"), ("2027", ""), ("Sembrar", "")]
    assert [row.unsure for row in reading.tables[0].rows] == [(), (1,), (1,)]
    assert [(n.params["cell"], n.params["error"]) for n in reading.notes] == [
        ("B2", "#REF!"),
        ("B3", "#N/A"),
    ]


def test_an_old_workbook_with_a_password_asks_for_one_without() -> None:
    with pytest.raises(Unreadable, match="contraseña"):
        read(old_workbook(SHEET, locked=True), "plan.xls")


def test_an_old_workbook_that_is_cut_is_refused() -> None:
    content = old_workbook(SHEET)
    for end in range(600, len(content) - 600, 512):
        with pytest.raises(Unreadable):
            read(content[:end], "plan.xls")


@pytest.mark.slow
def test_a_large_workbook_is_read_in_full() -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet("Plan")
        for at in range(30_000):
            sheet.write_row(at, 0, [f"Acción {at}", at, at / 4, "Convenios", "x", at * 2.5])

    reading = read(written(fill), "plan.xlsx")
    assert len(reading.tables[0].rows) == 30_000
    assert cells(reading)[-1] == ("Acción 29999", "29999", "7499.75", "Convenios", "x", "74997.5")
