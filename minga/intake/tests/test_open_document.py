"""OpenDocument sheets and texts are read as they are printed."""

from __future__ import annotations

import io

import pytest
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style, TableProperties
from odf.table import CoveredTableCell, TableCell, TableRow
from odf.table import Table as OdfTable
from odf.text import P

from minga.intake.read import read
from minga.intake.reading import Reading, Unreadable
from minga.intake.tests.packages import sheets, writing

pytestmark = pytest.mark.pure

HIDDEN = (
    '<style:style style:name="h" style:family="table">'
    '<style:table-properties table:display="false"/></style:style>'
)


def cell(text: str = "", **attributes: str) -> str:
    said = "".join(f"<text:p>{line}</text:p>" for line in text.split("\n") if line)
    return f"<table:table-cell{written(attributes)}>{said}</table:table-cell>"


def covered(times: int = 1) -> str:
    return f'<table:covered-table-cell table:number-columns-repeated="{times}"/>'


def blank(times: int = 1) -> str:
    return f'<table:table-cell table:number-columns-repeated="{times}"/>'


def written(attributes: dict[str, str]) -> str:
    """`value_type` is of the cell's value; what spans or repeats is of the table."""
    names = {"across": "table:number-columns-spanned", "down": "table:number-rows-spanned"}
    names["times"] = "table:number-columns-repeated"
    return "".join(
        f' {names.get(name, "office:" + name.replace("_", "-"))}="{value}"'
        for name, value in attributes.items()
    )


def row(*cells: str, times: int = 1) -> str:
    repeated = f' table:number-rows-repeated="{times}"' if times > 1 else ""
    return f"<table:table-row{repeated}>{''.join(cells)}</table:table-row>"


def table(*rows: str, name: str = "Plan", style: str = "") -> str:
    styled = f' table:style-name="{style}"' if style else ""
    return f'<table:table table:name="{name}"{styled}>{"".join(rows)}</table:table>'


def read_sheets(*rows: str) -> Reading:
    return read(sheets(table(*rows)), "plan.ods")


def cells(reading: Reading, number: int = 0) -> list[tuple[str | None, ...]]:
    return [row.cells for row in reading.tables[number].rows]


def prose(reading: Reading) -> list[tuple[str, int, int]]:
    return [(p.text, p.level, p.item) for p in reading.prose]


# --- sheets


def test_sheets_of_odfpy() -> None:
    book = OpenDocumentSpreadsheet()
    style = Style(name="oculta", family="table")
    style.addElement(TableProperties(display="false"))
    book.automaticstyles.addElement(style)
    for name, styled in [("Uno", None), ("Dos", style)]:
        sheet = OdfTable(name=name, stylename=styled) if styled else OdfTable(name=name)
        for texts in [("a", "b"), (None, "d")]:
            line = TableRow()
            for text in texts:
                place = TableCell(numberrowsspanned=2) if text == "a" else TableCell()
                if text is None:
                    line.addElement(CoveredTableCell())
                    continue
                place.addElement(P(text=text))
                line.addElement(place)
            sheet.addElement(line)
        book.spreadsheet.addElement(sheet)
    file = io.BytesIO()
    book.write(file)
    reading = read(file.getvalue(), "plan.ods")
    assert [t.name for t in reading.tables] == ["Uno"]
    assert reading.hidden == ("Dos",)
    assert cells(reading) == [("a", "b"), (None, "d")]
    both = read(file.getvalue(), "plan.ods", hidden=True)
    assert ([t.name for t in both.tables], both.hidden) == (["Uno", "Dos"], ())


def test_spans_cover_below_and_leave_blanks_beside() -> None:
    reading = read_sheets(
        row(cell("a", across="2", down="2"), covered(), cell("b")),
        row(covered(2), cell("c")),
        row(cell("d"), blank(), cell("e\nf")),
    )
    assert cells(reading) == [("a", "", "b"), (None, None, "c"), ("d", "", "e\nf")]


def test_what_takes_the_whole_width_is_wide() -> None:
    reading = read_sheets(
        row(cell("Título", across="16384"), covered(16383)),
        row(cell("a"), cell("b"), cell("c")),
        row(cell("Eje", across="3"), covered(2)),
        row(cell("solo"), blank(2)),
    )
    assert [line.wide for line in reading.tables[0].rows] == [True, False, True, False]
    assert {len(line.cells) for line in reading.tables[0].rows} == {3}


def test_rows_and_cells_that_repeat() -> None:
    reading = read_sheets(
        row(cell("a"), cell("x", times="2")), row(blank(3), times=40), row(cell("b"), times=2)
    )
    assert [(line.at, line.cells) for line in reading.tables[0].rows] == [
        (1, ("a", "x", "x")),
        (42, ("b", "", "")),
        (43, ("b", "", "")),
    ]


def test_blanks_without_end_take_no_room() -> None:
    reading = read_sheets(
        row(cell("a"), blank(16_383)),
        row(blank(16_384), times=999_999_999),
        row(cell("b"), blank(999_999_999)),
    )
    assert [line.cells for line in reading.tables[0].rows] == [("a",), ("b",)]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (row(cell("a"), times=999_999_999), "999999999 filas"),
        (row(cell("a", times="999999999")), "501 columnas"),
        (row(cell("a"), blank(5_000), cell("b")), "columnas"),
        (row(cell("a", times="400"), times=190_000), "millones de celdas"),
    ],
)
def test_text_repeated_without_end_is_refused(line: str, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        read_sheets(line)


@pytest.mark.parametrize(
    ("shown", "attributes", "read_as"),
    [
        ("1.866.275,79", {"value_type": "float", "value": "1866275.79"}, "1866275.79"),
        ("1.234", {"value_type": "float", "value": "1234"}, "1234"),
        ("1.234", {"value_type": "float", "value": "1.234"}, "1.234"),
        ("1,10", {"value_type": "float", "value": "1.1"}, "1.10"),
        ("007", {"value_type": "float", "value": "7"}, "007"),
        ("1,2 M", {"value_type": "float", "value": "1234567"}, "1234567"),
        ("###", {"value_type": "float", "value": "12.5"}, "12.5"),
        ("-3,5", {"value_type": "float", "value": "-3.5"}, "-3.5"),
        ("(1.000,00)", {"value_type": "float", "value": "-1000"}, "-1000.00"),
        ("1.000,50 €", {"value_type": "currency", "value": "1000.5"}, "1000.50 €"),
        ("$ 1,000.50", {"value_type": "currency", "value": "1000.5"}, "$ 1000.50"),
        ("45%", {"value_type": "percentage", "value": "0.45"}, "45%"),
        ("46 %", {"value_type": "percentage", "value": "0.457"}, "45.7%"),
        ("1,00E+20", {"value_type": "float", "value": "1e20"}, "100000000000000000000"),
        ("NaN", {"value_type": "float", "value": "NaN"}, "NaN"),
        ("2027", {"value_type": "float", "value": "2027"}, "2027"),
        ("01/03/24", {"value_type": "date", "date_value": "2024-03-01"}, "2024-03-01"),
        ("mar-24", {"value_type": "date", "date_value": "2024-03-01"}, "2024-03"),
        ("marzo de 2024", {"value_type": "date", "date_value": "2024-03-01"}, "2024-03"),
        ("1 de marzo de 2024", {"value_type": "date", "date_value": "2024-03-01"}, "2024-03-01"),
        ("2024", {"value_type": "date", "date_value": "2024-01-01"}, "2024"),
        (
            "01/03/24 10:30",
            {"value_type": "date", "date_value": "2024-03-01T10:30:00"},
            "2024-03-01T10:30:00",
        ),
        ("VERDADERO", {"value_type": "boolean", "boolean_value": "true"}, "VERDADERO"),
        ("texto", {"value_type": "string", "string_value": "otro"}, "texto"),
    ],
)
def test_numbers_are_plain_and_whole_and_dates_as_precise_as_printed(
    shown: str, attributes: dict[str, str], read_as: str
) -> None:
    assert cells(read_sheets(row(cell(shown, **attributes)))) == [(read_as,)]


def test_errors_and_formulas_without_a_result_are_told() -> None:
    formula = '<table:table-cell table:formula="of:=[.A1]"/>'
    reading = read_sheets(row(cell("a"), cell("b")), row(cell("#REF!"), cell("Err:502"), formula))
    assert cells(reading)[1] == ("", "", "")
    assert reading.tables[0].rows[1].unsure == (0, 1, 2)
    assert {(n.kind, n.table, n.lines, n.params["cell"]) for n in reading.notes} == {
        ("error_cell", "Plan", (2,), "A2"),
        ("error_cell", "Plan", (2,), "B2"),
        ("formula_without_result", "Plan", (2,), "C2"),
    }


def test_comments_and_drawings_are_no_text_of_the_cell() -> None:
    note = "<office:annotation><text:p>nota</text:p></office:annotation>"
    drawing = "<draw:frame><draw:text-box><text:p>forma</text:p></draw:text-box></draw:frame>"
    content = f"<table:table-cell>{note}<text:p>a</text:p>{drawing}</table:table-cell>"
    assert cells(read_sheets(row(content))) == [("a",)]


def test_copies_of_other_files_are_no_sheets() -> None:
    copy = table(row(cell("x")), name="'file:///c:/otro.ods'#$Hoja1")
    reading = read(sheets(copy + table(row(cell("a")))), "plan.ods")
    assert [t.name for t in reading.tables] == ["Plan"]


def test_a_book_with_data_in_hidden_sheets_only_names_them() -> None:
    content = sheets(table(row(cell("a")), name="Borrador", style="h"), HIDDEN)
    with pytest.raises(Unreadable, match="Borrador"):
        read(content, "plan.ods")
    assert read(content, "plan.ods", hidden=True).tables[0].name == "Borrador"


# --- texts


def test_headings_lists_and_tables_in_their_order() -> None:
    inner = "<text:list><text:list-item><text:p>dentro</text:p></text:list-item></text:list>"
    items = f"<text:list><text:list-item><text:p>uno</text:p>{inner}</text:list-item></text:list>"
    reading = read(
        writing(
            '<text:h text:outline-level="2">Eje</text:h>'
            + items
            + table(row(cell("a"), cell("b")), row(cell("c", across="2"), covered()))
            + "<text:p>Fin<text:line-break/>de  todo<text:s text:c='2'/>.</text:p>"
        ),
        "plan.odt",
    )
    assert prose(reading) == [
        ("Eje", 2, 0),
        ("uno", 0, 1),
        ("dentro", 0, 2),
        ("Fin\nde todo  .", 0, 0),
    ]
    assert cells(reading) == [("a", "b"), ("c", "")]
    assert (reading.tables[0].after, reading.tables[0].rows[1].wide) == (3, True)


def list_style(name: str) -> str:
    levels = "".join(
        f'<text:list-level-style-number text:level="{level}" style:num-format="1" '
        f'style:num-suffix="." text:display-levels="{level}"/>'
        for level in (1, 2)
    )
    return f'<text:list-style style:name="{name}">{levels}</text:list-style>'


def test_codes_that_only_the_list_writes_are_read() -> None:
    def items(*texts: str, more: str = "") -> str:
        inside = "".join(f"<text:list-item>{text}</text:list-item>" for text in texts)
        return f'<text:list text:style-name="L1"{more}>{inside}</text:list>'

    nested = "<text:list><text:list-item><text:p>a</text:p></text:list-item></text:list>"
    body = items("<text:p>Uno</text:p>" + nested, "<text:p>Dos</text:p><text:p>sigue</text:p>")
    body += "<text:p>En medio</text:p>"
    body += items("<text:p>Tres</text:p>", more=' text:continue-numbering="true"')
    body += items("<text:p>De nuevo</text:p>")
    assert prose(read(writing(body, list_style("L1")), "plan.odt")) == [
        ("1. Uno", 0, 1),
        ("1.1. a", 0, 2),
        ("2. Dos", 0, 1),
        ("sigue", 0, 1),
        ("En medio", 0, 0),
        ("3. Tres", 0, 1),
        ("1. De nuevo", 0, 1),
    ]


def test_headings_that_the_outline_numbers() -> None:
    outline = list_style("x").replace("list-style style:name", "outline-style style:name")
    outline = outline.replace("list-style>", "outline-style>")
    outline = outline.replace("list-level-style-number", "outline-level-style")
    body = "".join(
        f'<text:h text:outline-level="{level}">{text}</text:h>'
        for level, text in [(1, "Agua"), (2, "Riego"), (1, "Suelo"), (2, "Uso")]
    )
    assert prose(read(writing(body, common=outline), "plan.odt")) == [
        ("1. Agua", 1, 0),
        ("1.1. Riego", 2, 0),
        ("2. Suelo", 1, 0),
        ("2.1. Uso", 2, 0),
    ]


def test_deleted_text_is_gone_and_footnotes_stand_at_the_end() -> None:
    deleted = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>viejo</text:p>"
        "</text:deletion></text:changed-region></text:tracked-changes>"
    )
    noted = (
        "<text:p>Meta<text:note><text:note-citation>1</text:note-citation><text:note-body>"
        "<text:p>Del censo.</text:p></text:note-body></text:note> y más</text:p>"
    )
    assert prose(read(writing(deleted + noted + "<text:p>Fin</text:p>"), "plan.odt")) == [
        ("Meta y más", 0, 0),
        ("Fin", 0, 0),
        ("Del censo.", 0, 0),
    ]


def test_boxes_and_nested_tables() -> None:
    box = (
        "<text:p>Antes<draw:frame><draw:text-box><text:p>caja</text:p></draw:text-box>"
        "</draw:frame></text:p>"
    )
    inner = table(row(cell("1"), cell("2")), row(cell("3"), cell("4")))
    outer = table(row(cell("a"), f"<table:table-cell>{inner}</table:table-cell>"))
    reading = read(writing(box + outer), "plan.odt")
    assert [text for text, _level, _item in prose(reading)] == ["Antes", "caja"]
    assert cells(reading) == [("a", "1 2\n3 4")]
    assert reading.tables[0].rows[0].unsure == (1,)


def test_a_text_of_pictures_says_that_it_needs_text() -> None:
    with pytest.raises(Unreadable, match="OCR"):
        read(writing("<text:p><draw:frame><draw:image/></draw:frame></text:p>"), "plan.odt")
