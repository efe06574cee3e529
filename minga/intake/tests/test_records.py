"""JSON and XML that hold records become tables, however deep the records stand."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minga.intake.read import read
from minga.intake.reading import Reading, Unreadable

pytestmark = pytest.mark.pure

Cells = list[tuple[str | None, ...]]


def of_json(data: Any, name: str = "plan.json") -> Reading:
    return read(json.dumps(data).encode(), name)


def of_xml(text: str) -> Reading:
    return read(text.encode(), "plan.xml")


def cells(reading: Reading, table: int = 0) -> Cells:
    return [row.cells for row in reading.tables[table].rows]


ROWS = [{"id": "A1", "nombre": "Aceras"}, {"id": "A2", "nombre": "Puentes"}]
TABLE: Cells = [("id", "nombre"), ("A1", "Aceras"), ("A2", "Puentes")]


@pytest.mark.parametrize(
    "data",
    [
        ROWS,
        {"data": ROWS},
        {"success": True, "result": {"records": ROWS}},
        {"A1": {"nombre": "Aceras"}, "A2": {"nombre": "Puentes"}},
        {"fields": [{"id": "id"}, {"id": "nombre"}], "records": ROWS},
        {"columns": [{"name": "id", "what": "x"}, {"name": "nombre", "what": "y"}], "rows": ROWS},
        {"columns": ["id", "nombre"], "data": [["A1", "Aceras"], ["A2", "Puentes"]]},
        [["id", "nombre"], ["A1", "Aceras"], ["A2", "Puentes"]],
        {"id": ["A1", "A2"], "nombre": ["Aceras", "Puentes"]},
        {"id": {"0": "A1", "1": "A2"}, "nombre": {"0": "Aceras", "1": "Puentes"}},
        {"features": [{"type": "Feature", "properties": row} for row in ROWS]},
        {"edges": [{"node": row} for row in ROWS]},
        {"data": [{"id": row["id"], "attributes": {"nombre": row["nombre"]}} for row in ROWS]},
    ],
)
def test_it_finds_the_records_wherever_they_stand(data: Any) -> None:
    reading = of_json(data)
    assert len(reading.tables) == 1
    assert cells(reading) == TABLE


def test_it_reads_one_json_document_a_line() -> None:
    text = "".join(json.dumps(row) + "\n" for row in ROWS)
    assert cells(read(text.encode(), "plan.jsonl")) == TABLE
    assert cells(read(text.encode(), "plan")) == TABLE


def test_several_lists_are_several_tables_and_loose_values_are_prose() -> None:
    reading = of_json(
        {
            "titulo": "Plan de Villa Ejemplo 2026-2030",
            "version": 2,
            "ejes": [{"id": 1, "nombre": "Agua"}],
            "acciones": [{"id": 7, "eje_id": 1, "nombre": "Pozos"}],
        }
    )
    assert [table.name for table in reading.tables] == ["ejes", "acciones"]
    assert cells(reading, 1) == [("id", "eje_id", "nombre"), ("7", "1", "Pozos")]
    assert [p.text for p in reading.prose] == ["Plan de Villa Ejemplo 2026-2030", "version: 2"]


def test_lists_inside_lists_are_rows_below_their_ancestors() -> None:
    actions = [
        {"nombre": "Pozos", "responsable": {"nombre": "Obras", "tel": None}, "plazo": 2026},
        {"nombre": "Redes", "responsable": {"nombre": "Agua"}, "aliados": ["Liga", "Junta"]},
    ]
    reading = of_json(
        {
            "ejes": [
                {"codigo": "1", "nombre": "Agua", "objetivos": [{"nombre": "Cuidar"}]},
                {"codigo": "2", "nombre": "Aire", "objetivos": [{"nombre": "Limpiar"}]},
                {"codigo": "3", "nombre": "Luz", "objetivos": []},
            ]
        }
    )
    assert cells(reading)[0] == ("ejes codigo", "ejes nombre", "objetivos nombre")
    assert cells(reading)[-1] == ("3", "Luz", "")
    reading = of_json({"ejes": [{"nombre": "Agua", "objetivos": [{"acciones": actions}]}]})
    assert cells(reading) == [
        (
            "ejes nombre",
            "acciones nombre",
            "responsable nombre",
            "responsable tel",
            "plazo",
            "aliados",
        ),
        ("Agua", "Pozos", "Obras", "", "2026", ""),
        (None, "Redes", "Agua", "", "", "Liga; Junta"),
    ]


def test_names_of_levels_may_be_keys() -> None:
    reading = of_json(
        {
            "Eje 1": {"Objetivo 1.1": [{"accion": "a"}, {"accion": "b"}]},
            "Eje 2": {"Objetivo 2.1": [{"accion": "c"}], "Objetivo 2.2": [{"accion": "d"}]},
        }
    )
    assert cells(reading) == [
        ("Eje", "Objetivo", "accion"),
        ("Eje 1", "Objetivo 1.1", "a"),
        (None, None, "b"),
        ("Eje 2", "Objetivo 2.1", "c"),
        (None, "Objetivo 2.2", "d"),
    ]


def test_one_side_list_becomes_rows_and_a_further_one_is_joined() -> None:
    reading = of_json(
        [
            {
                "accion": "Pozos",
                "aliados": [{"nombre": "Liga"}, {"nombre": "Junta"}],
                "indicadores": [{"nombre": "Caudal", "unidad": "l"}, {"nombre": "Usos"}],
            },
            {"accion": "Redes"},
        ]
    )
    assert cells(reading) == [
        ("accion", "aliados", "nombre", "unidad"),
        ("Pozos", "Liga; Junta", "Caudal", "l"),
        (None, None, "Usos", ""),
        ("Redes", "", "", ""),
    ]


def test_a_second_branch_below_the_same_ancestors_is_a_table_of_its_own() -> None:
    reading = of_json(
        {
            "ejes": [
                {
                    "eje": "Agua",
                    "planes": [{"plan": "P", "obras": [{"obra": "O"}]}],
                    "redes": [{"red": "R", "mesas": [{"mesa": "M", "lugar": "L"}]}],
                }
            ]
        }
    )
    assert sorted(table.name for table in reading.tables) == ["ejes", "mesas"]
    assert cells(reading, 0)[1] == ("Agua", "P", "O")
    assert cells(reading, 1)[1] == ("Agua", "R", "M", "L")


def test_one_object_a_year_becomes_columns() -> None:
    reading = of_json(
        [
            {
                "accion": "Pozos",
                "metas": [{"anio": 2027, "valor": "20 km"}, {"anio": 2026, "valor": "10 km"}],
                "presupuesto": [
                    {"anio": 2026, "fuente": "Propia", "monto": 5},
                    {"anio": 2026, "fuente": "Crédito", "monto": 6},
                ],
            },
            {
                "accion": "Redes",
                "presupuesto": [
                    {"anio": 2026, "fuente": "Propia", "monto": 7},
                    {"anio": 2026, "fuente": "Crédito", "monto": 8},
                ],
            },
        ]
    )
    assert cells(reading) == [
        (
            "accion",
            "metas 2026",
            "metas 2027",
            "presupuesto 2026 Propia",
            "presupuesto 2026 Crédito",
        ),
        ("Pozos", "10 km", "20 km", "5", "6"),
        ("Redes", "", "", "7", "8"),
    ]


def test_records_with_a_year_are_still_records() -> None:
    reading = of_json(
        {"ejes": [{"eje": "Agua", "acciones": [{"accion": "Pozos", "plazo": 2026, "costo": 4}]}]}
    )
    assert cells(reading)[0] == ("ejes eje", "accion", "plazo", "costo")


def test_numbers_keep_their_printed_form() -> None:
    text = '[{"a": 1.10, "b": 1.5e6, "c": 12345678901234567890123, "d": 2026.0, "e": -0.5}]'
    assert cells(read(text.encode(), "plan.json"))[1] == (
        "1.10",
        "1500000",
        "12345678901234567890123",
        "2026",
        "-0.5",
    )
    text = '[{"a": 1e999999999, "b": NaN, "c": true, "d": null}]'
    assert cells(read(text.encode(), "plan.json"))[1] == ("1e999999999", "", "true", "")


def test_a_key_that_comes_twice_keeps_both_values() -> None:
    assert cells(read(b'[{"a": "x", "a": "y"}]', "plan.json"))[1] == ("x; y",)


def test_shapes_on_the_map_are_left_out_and_counted() -> None:
    shape = {"type": "Point", "coordinates": [1, 2]}
    feature = {"type": "Feature", "id": 4, "properties": {"obra": "Pozo"}, "geometry": shape}
    reading = of_json({"type": "FeatureCollection", "features": [feature, feature]})
    assert cells(reading) == [("id", "obra"), ("4", "Pozo"), ("4", "Pozo")]
    assert [(note.kind, note.params) for note in reading.notes] == [
        ("geometry_left_out", {"number": 2})
    ]


def test_xml_elements_that_repeat_are_records() -> None:
    reading = of_xml(
        """<?xml version="1.0"?>
        <plan xmlns="urn:x" titulo="Plan de Villa Ejemplo"><ejes><eje codigo="1">
          <nombre>Agua</nombre>
          <acciones>
            <accion id="A"><nombre>Pozos</nombre>
              <meta anio="2026">3</meta><meta anio="2027">4</meta>
              <aliado>Liga</aliado><aliado>Junta</aliado></accion>
            <accion id="B"><nombre>Redes <b>de</b> agua &amp; luz</nombre></accion>
          </acciones></eje></ejes></plan>"""
    )
    assert cells(reading) == [
        ("eje codigo", "eje nombre", "id", "accion nombre", "meta 2026", "meta 2027", "aliado"),
        ("1", "Agua", "A", "Pozos", "3", "4", "Liga; Junta"),
        (None, None, "B", "Redes de agua & luz", "", "", ""),
    ]
    assert [p.text for p in reading.prose] == ["Plan de Villa Ejemplo"]


def test_xml_texts_in_another_language_are_fields_of_their_own() -> None:
    reading = of_xml(
        "<plan xml:lang='ca'><acció><nom>Pous</nom><nom xml:lang='es'>Pozos</nom></acció>"
        "<acció><nom xml:lang='ca'>Xarxes</nom></acció></plan>"
    )
    assert cells(reading) == [("nom", "nom es"), ("Pous", "Pozos"), ("Xarxes", "")]


def test_xml_is_read_in_the_encoding_it_declares_or_in_the_one_it_has() -> None:
    text = "<plan><accion>Señalización</accion><accion>Años</accion></plan>"
    for declared, real in [("ISO-8859-1", "latin-1"), ("UTF-8", "cp1252"), ("UTF-16", "utf-16")]:
        content = f'<?xml version="1.0" encoding="{declared}"?>{text}'.encode(real)
        reading = read(content, "plan.xml")
        assert [p.text for p in reading.prose] == ["accion: Señalización; Años"]


def test_data_without_records_has_no_tables() -> None:
    empty: list[Any] = [{"plan": "Uno"}, [], {}, [1, 2], [{}, {}], [[]], {"a": []}]
    for data in empty:
        assert of_json(data).tables == ()
    assert of_xml("<plan><nombre>Uno</nombre></plan>").tables == ()


REFUSED = {
    "deep lists": (b"[" * 100_000 + b"]" * 100_000, "plan.json", "anidados"),
    "deep objects": (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "plan.json", "anidados"),
    "somewhat deep": (b'{"a":' * 90 + b"1" + b"}" * 90, "plan.json", "anidados"),
    "deep elements": (b"<?xml version='1.0'?>" + b"<a>" * 90 + b"</a>" * 90, "p.xml", "anidados"),
    "truncated json": (b'[{"a": 1}, {"a":', "plan.json", "línea 1"),
    "truncated lines": (b'{"a": 1}\n{"a": 2}\n{"a":', "plan.jsonl", "línea 3"),
    "truncated xml": (b"<?xml version='1.0'?>\n<plan><accion>", "plan.xml", "línea 2"),
    "NUL in json": (rb'[{"a": "x\u0000"}]', "plan.json", "caracteres"),
    "half a letter": (rb'[{"a": "\ud83d x"}]', "plan.json", "caracteres"),
    "too many fields": (
        json.dumps([{f"c{n}": n} for n in range(600)]).encode(),
        "plan.json",
        "600 columnas",
    ),
    "entities": (
        b"<?xml version='1.0'?><!DOCTYPE p [<!ENTITY a 'aaa'><!ENTITY b '&a;&a;'>]><p>&b;</p>",
        "plan.xml",
        "entidades",
    ),
    "an entity from elsewhere": (
        b'<!DOCTYPE p [<!ENTITY x SYSTEM "file:///etc/passwd">]><p>&x;</p>',
        "plan.xml",
        "entidades",
    ),
    "an entity nobody declared": (b"<?xml version='1.0'?><p>&x;</p>", "plan.xml", "línea 1"),
    "json named xml": (b'[{"a": 1}]', "plan.xml", "termina en .xml"),
    "xml named json": (b"<?xml version='1.0'?><p/>", "plan.json", "termina en .json"),
    "json named csv": (b'[{"a": 1}]', "plan.csv", "termina en .csv"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_it_refuses(case: str) -> None:
    content, name, said = REFUSED[case]
    with pytest.raises(Unreadable) as refusal:
        read(content, name)
    sentence = str(refusal.value)
    assert said in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence


def test_an_escaped_backslash_is_no_control_character() -> None:
    assert cells(read(rb'[{"a": "x\\u0000"}]', "plan.json"))[1] == (r"x\u0000",)


@pytest.mark.parametrize(
    "content",
    [
        b"<p>Texto suelto con <b>marcas</b></p>",
        b"<?xml version='1.0'?><!DOCTYPE html><html><body><p>Uno</p></body></html>",
        b"[Borrador] Plan de Villa Ejemplo",
        b"{Borrador}",
    ],
)
def test_text_and_html_are_no_records(content: bytes) -> None:
    assert read(content, "plan").media_type in ("text/plain", "text/html")


KEYS = st.sampled_from(["id", "nombre", "acciones", "2026", "Eje 1", "A.1", "data", "", "geometry"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(2020, 2030) | st.sampled_from(["", "Agua", "2026"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=25,
)


def assert_whole(reading: Reading) -> None:
    for table in reading.tables:
        assert len({len(row.cells) for row in table.rows}) == 1
        assert [row.at for row in table.rows] == list(range(1, len(table.rows) + 1))
        assert all(isinstance(cell, str) for cell in table.rows[0].cells)


@given(VALUES.filter(lambda value: isinstance(value, (dict, list))))
def test_any_json_makes_whole_tables_or_none(data: Any) -> None:
    assert_whole(of_json(data))


@given(VALUES)
def test_nothing_that_a_record_says_is_lost(value: Any) -> None:
    """Every text of the data is in a cell or in the prose."""
    reading = of_json([{"marca": "única", "dato": value}, {"marca": "otra"}])
    said = "\n".join(
        [c or "" for table in reading.tables for row in table.rows for c in row.cells]
        + [p.text for p in reading.prose]
    )
    left_out = sum(note.params["number"] for note in reading.notes)
    wanted = json.dumps(value).count('"Agua"')
    assert said.count("Agua") >= wanted or left_out


ELEMENTS = st.recursive(
    st.sampled_from(["", "Agua", "2026", "&lt;"]),
    lambda inner: st.lists(
        st.tuples(st.sampled_from(["eje", "ejes", "accion", "meta"]), inner), max_size=4
    ).map(lambda parts: "".join(f"<{tag} anio='2026'>{text}</{tag}>" for tag, text in parts)),
    max_leaves=15,
)


@given(ELEMENTS)
def test_any_xml_makes_whole_tables_or_none(inside: str) -> None:
    assert_whole(of_xml(f"<?xml version='1.0'?><plan>{inside}</plan>"))
