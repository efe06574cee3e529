"""Separated values as every program writes them."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minga.intake.read import read
from minga.intake.reading import Reading, Unreadable

pytestmark = pytest.mark.pure

ROWS = [("Eje", "Acción", "Meta"), ("1", "Aceras, rampas", "10,5"), ("2", "El «plan»; dos", "3")]


def of(text: str) -> Reading:
    return read(text.encode(), "plan.csv")


def cells(reading: Reading, table: int = 0) -> list[tuple[str | None, ...]]:
    return [row.cells for row in reading.tables[table].rows]


@pytest.mark.parametrize("separator", list(";,\t|^~¦§#"))
@pytest.mark.parametrize("quote", ['"', "'"])
def test_it_finds_separator_and_quotes(separator: str, quote: str) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, quotechar=quote, quoting=csv.QUOTE_ALL)
    writer.writerows(ROWS)
    assert cells(of(out.getvalue())) == ROWS


def test_the_separator_may_be_declared_on_the_first_line() -> None:
    reading = of("sep=:\r\na:b\r\nc, d:e\r\n")
    assert cells(reading) == [("a", "b"), ("c, d", "e")]
    assert [row.at for row in reading.tables[0].rows] == [2, 3]


def test_quotes_inside_may_have_a_backslash() -> None:
    assert cells(of('"a";"b \\"x\\" y";"c"\n"d";"e";"f"\n')) == [
        ("a", 'b "x" y', "c"),
        tuple("def"),
    ]
    assert cells(of("'it\\'s','b','c'\n'd','e','f'\n"))[0] == ("it's", "b", "c")
    assert cells(of("a;C:\\dir;c\nd;e;f\n"))[0] == ("a", "C:\\dir", "c")


def test_a_space_may_stand_before_a_quote() -> None:
    text = '"a", "b, c", "d"\n"e", "f", "g, h"\n"e", "f", "g, h"\n'
    assert cells(of(text))[:2] == [("a", "b, c", "d"), ("e", "f", "g, h")]


def test_lines_that_are_quoted_whole_are_unwrapped() -> None:
    assert cells(of('"a,b,c"\n"1,""x, y"",3"\n"4,5,6"\n')) == [
        ("a", "b", "c"),
        ("1", "x, y", "3"),
        ("4", "5", "6"),
    ]


def test_decimal_commas_are_no_separators() -> None:
    assert cells(of("Acción;Meta;Costo\nA;10,5;20,3\nB;1,5;2,3\n"))[1] == ("A", "10,5", "20,3")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16", "utf-8-sig", "cp1252"])
def test_it_finds_the_encoding(encoding: str) -> None:
    text = "Eje;Acción;Año\nMovilidad;Señalización y educación vial;2026\n" * 3
    assert cells(read(text.encode(encoding), "plan.csv"))[1][1] == "Señalización y educación vial"


def test_text_above_and_below_a_table_is_prose() -> None:
    reading = of(
        "Plan de acción, aprobado en 2024, de Villa Ejemplo\nDos líneas\n\n"
        "Eje,Acción,Meta\n1,Aceras,10\n2,Puentes,3\n\nFuente: elaboración propia\n"
    )
    assert [(p.at, p.text) for p in reading.prose] == [
        (1, "Plan de acción, aprobado en 2024, de Villa Ejemplo"),
        (2, "Dos líneas"),
        (8, "Fuente: elaboración propia"),
    ]
    assert [row.at for row in reading.tables[0].rows] == [4, 5, 6]
    assert reading.tables[0].after == 2


AXES = "Eje;Nombre\n1;Agua\n2;Aire\n3;Luz\n"
ACTIONS = "Acción;Eje;Plazo\nPozos;1;2026\nRedes;1;2027\n"


@pytest.mark.parametrize("between", ["\n", "", "\nTabla 2. Acciones\n\n", "\n\n\n", ";\n;\n"])
def test_two_tables_in_one_file_are_two(between: str) -> None:
    reading = of(AXES + between + ACTIONS)
    assert [len(table.rows) for table in reading.tables] == [4, 3]
    assert cells(reading, 1)[0] == ("Acción", "Eje", "Plazo")


def test_a_spreadsheet_fills_all_its_tables_up_to_one_width() -> None:
    reading = of("TABLA 1;;\nEje;Nombre;\n1;Agua;\n2;Aire;\n;;\nTABLA 2;;\n" + ACTIONS)
    assert cells(reading, 0)[:2] == [("TABLA 1", "", ""), ("Eje", "Nombre", "")]
    assert cells(reading, 1)[:2] == [("TABLA 2", "", ""), ("Acción", "Eje", "Plazo")]


def test_blank_lines_and_group_headings_do_not_part_a_table() -> None:
    reading = of(
        "Eje;Acción;Plazo\n1;Pozos;2026\n\n1;Redes;2027\n\nEJE DOS;;\n2;Aire;2027\nTOTAL;;3\n"
    )
    assert len(reading.tables) == 1
    assert [row.cells[0] for row in reading.tables[0].rows] == [
        "Eje",
        "1",
        "1",
        "EJE DOS",
        "2",
        "TOTAL",
    ]
    header = "Acción;Plazo;Costo\n"
    reading = of(f"{header}Eje 1\nPozos;2026;1\n\nEje 2\n{header}Aire;2027;2\n")
    assert [(row.at, row.cells[0], row.wide) for row in reading.tables[0].rows] == [
        (1, "Acción", False),
        (2, "Eje 1", True),
        (3, "Pozos", False),
        (5, "Eje 2", True),
        (6, "Acción", False),
        (7, "Aire", False),
    ]


def test_rows_that_leave_out_their_last_cells_do_not_part_a_table() -> None:
    reading = of("a;b;c;d\n1;2;3;4\n1;2\n1;2\n1;2\n1;2;3\n1;2;3;4\n")
    assert len(reading.tables) == 1


def test_one_column_is_prose() -> None:
    reading = of("Iniciativas\nUna\nDos\n")
    assert reading.tables == ()
    assert len(reading.prose) == 3


def test_a_cell_may_have_lines() -> None:
    reading = of('a,b,c\n"1\nx, y\nz\nw",2,3\n4,5,6\n')
    assert cells(reading)[1] == ("1\nx, y\nz\nw", "2", "3")
    assert [row.at for row in reading.tables[0].rows] == [1, 2, 6]


def test_a_quote_that_is_never_closed_is_refused() -> None:
    with pytest.raises(Unreadable, match="línea 2: revise las comillas"):
        of('a,b,c\n"1,2,3\n4,5,6\n7,8,9\n1,2,3\n')


def test_too_many_columns_are_refused() -> None:
    with pytest.raises(Unreadable, match="columnas"):
        of(";".join("x" * 600) + "\n")


@given(st.text(alphabet=";,|\t\"'\\\n\r aé1=", max_size=200))
def test_anything_is_read_or_refused(text: str) -> None:
    try:
        reading = of(text)
    except Unreadable:
        return
    lines = len(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    ats = [row.at for table in reading.tables for row in table.rows]
    assert ats == sorted(ats)
    assert all(1 <= at <= lines for at in [*ats, *(p.at for p in reading.prose)])
