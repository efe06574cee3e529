"""Forms of label and value become one table, a row a record, whatever their labels say."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minga.intake import cards
from minga.intake.reading import Paragraph, Reading, Row, Table

pytestmark = pytest.mark.pure

Cells = Sequence[str | None]
LABELS = {
    "es": ("Código", "Nombre", "Responsable", "Plazo"),
    "ca": ("Codi", "Nom de l'acció", "Àrea responsable", "Termini"),
    "pt": ("Código", "Ação", "Órgão responsável", "Prazo"),
    "fr": ("Code", "Intitulé", "Pilote", "Calendrier"),
    "en": ("Ref", "Action", "Lead", "By when"),
}
VALUES = [
    ("A1", "Ampliar aceras", "Obras", "2026"),
    ("A2", "Pintar cruces", "Obras", "2026"),
    ("A3", "Comprar buses", "Movilidad", "2027"),
    ("A4", "Bajar tarifas", "Movilidad", ""),
]


def reading(*tables: Sequence[Cells], prose: Sequence[Paragraph] = (), after: int = 0) -> Reading:
    """Tables of these cells; each stands after one more paragraph than the one before it where
    `after` says so. A row of one cell is as wide as its table."""
    made = []
    for number, rows in enumerate(tables, start=1):
        width = max(map(len, rows))
        lines = (
            Row(at, (*cells, *[""] * (width - len(cells))), wide=len(cells) == 1)
            for at, cells in enumerate(rows, start=1)
        )
        made.append(Table(f"{number}", tuple(lines), after=number * after))
    return Reading("fichas", "", "", tuple(prose), tuple(made))


def read(*tables: Sequence[Cells], prose: Sequence[Paragraph] = ()) -> list[tuple[str | None, ...]]:
    (table,) = cards.tables(reading(*tables, prose=prose, after=bool(prose)))
    return [row.cells for row in table.rows]


def form(labels: Sequence[str], values: Sequence[str]) -> list[Cells]:
    return [(label, value) for label, value in zip(labels, values, strict=True)]


@pytest.mark.parametrize("language", LABELS)
def test_a_table_a_record(language: str) -> None:
    labels = LABELS[language]
    assert read(*(form(labels, values) for values in VALUES)) == [labels, *VALUES]


@pytest.mark.parametrize("language", LABELS)
def test_all_records_in_one_table_cut_anywhere(language: str) -> None:
    labels = LABELS[language]
    rows = [row for values in VALUES for row in form(labels, values)]
    for cut in range(1, len(rows)):
        assert read(rows[:cut], rows[cut:]) == [labels, *VALUES]


def test_labels_may_have_a_colon_and_stand_in_two_columns() -> None:
    tables = [
        [("Código:", code, "Plazo:", by), ("Nombre:", name, "", ""), ("Responsable:", lead, "", "")]
        for code, name, lead, by in VALUES
    ]
    assert read(*tables) == [
        ("Código", "Plazo", "Nombre", "Responsable"),
        *((code, by, name, lead) for code, name, lead, by in VALUES),
    ]


def test_a_title_over_each_form_is_its_first_column() -> None:
    labels = LABELS["es"]
    tables = [[(f"Ficha {n}. Obra",), *form(labels, v)] for n, v in enumerate(VALUES, start=1)]
    expected = [("Ficha", *labels), *((f"{n}. Obra", *v) for n, v in enumerate(VALUES, start=1))]
    assert read(*tables) == expected
    assert read([row for table in tables for row in table]) == expected


def test_a_title_over_several_forms_is_a_level() -> None:
    labels = LABELS["es"]
    rows: list[Cells] = []
    for number, values in enumerate(VALUES, start=1):
        if number % 2:
            rows.append((f"Eje {number // 2 + 1}. Agua",))
        rows += [(f"Ficha {number}",), *form(labels, values)]
    assert [row[:2] for row in read(rows)] == [
        ("Eje", "Ficha"),
        ("1. Agua", "1"),
        (None, "2"),
        ("2. Agua", "3"),
        (None, "4"),
    ]


def test_headings_of_the_text_are_levels_and_titles() -> None:
    prose = [
        Paragraph(1, "Eje 1. Agua", 1),
        Paragraph(1, "Acción 1", 2),
        Paragraph(2, "Acción 2", 2),
        Paragraph(3, "Eje 2. Aire", 1),
        Paragraph(3, "Acción 3", 2),
        Paragraph(4, "Acción 4", 2),
    ]
    tables = [form(LABELS["es"], values) for values in VALUES]
    assert [row[:3] for row in read(*tables, prose=prose)] == [
        ("Eje", "Acción", "Código"),
        ("1. Agua", "1", "A1"),
        (None, "2", "A2"),
        ("2. Aire", "3", "A3"),
        (None, "4", "A4"),
    ]


def test_labels_may_be_missing_or_rare_and_values_may_go_on() -> None:
    tables: list[list[Cells]] = [form(LABELS["es"], values) for values in VALUES]
    tables[1].pop(2)
    tables[2].insert(2, ("", "eléctricos"))
    tables[3].append(("Notas", "Con la Liga"))
    assert read(*tables)[2:] == [
        ("A2", "Pintar cruces", "", "2026", ""),
        ("A3", "Comprar buses\neléctricos", "Movilidad", "2027", ""),
        ("A4", "Bajar tarifas", "Movilidad", "", "Con la Liga"),
    ]


def test_a_label_over_its_text_and_a_band_that_says_nothing() -> None:
    labels = LABELS["es"]
    tables = [
        [("Datos generales",), *form(labels, values), ("Descripción",), (f"Texto {values[0]}.",)]
        for values in VALUES
    ]
    assert read(*tables) == [
        (*labels, "Descripción"),
        *((*values, f"Texto {values[0]}.") for values in VALUES),
    ]


def test_a_small_table_inside_a_form_gives_further_rows() -> None:
    tables = [
        [
            *((label, value, "", "") for label, value in form(LABELS["es"], values)),
            ("Indicador", "Unidad", "Base", "Meta"),
            (f"Uso {values[0]}", "%", "1", "2"),
            (f"Viajes {values[0]}", "n", "3", "4"),
        ]
        for values in VALUES
    ]
    found = read(*tables)
    assert found[0] == (*LABELS["es"], "Indicador", "Unidad", "Base", "Meta")
    assert found[1] == (*VALUES[0], "Uso A1", "%", "1", "2")
    assert found[2] == (None, None, None, None, "Viajes A1", "n", "3", "4")
    assert len(found) == 9


def test_labels_may_stand_over_their_values() -> None:
    tables = [
        [
            ("Código", "Nombre", "Estado"),
            (code, name, f"en {code}"),
            ("Responsable", "Plazo", "Meta"),
            (lead, by or "—", f"m {code}"),
        ]
        for code, name, lead, by in VALUES
    ]
    assert read(*tables)[:2] == [
        ("Código", "Nombre", "Estado", "Responsable", "Plazo", "Meta"),
        ("A1", "Ampliar aceras", "en A1", "Obras", "2026", "m A1"),
    ]


def test_names_of_groups_of_labels_at_the_left_are_no_labels() -> None:
    tables: list[list[Cells]] = [
        [
            ("Datos", "Código", code),
            (None, "Nombre", name),
            ("Gestión", "Responsable", lead),
            (None, "Plazo", by),
        ]
        for code, name, lead, by in VALUES
    ]
    assert read(*tables) == [LABELS["es"], *VALUES]


def test_the_place_and_the_doubt_of_a_value_are_kept() -> None:
    rows = [
        Row(10 * n + m, (label, value), unsure=(1,) if value == "Movilidad" else (), page=n)
        for n, values in enumerate(VALUES, start=1)
        for m, (label, value) in enumerate(zip(LABELS["es"], values, strict=True))
    ]
    (table,) = cards.tables(Reading("f", "", "", (), (Table("1", tuple(rows)),)))
    assert [(row.at, row.page, row.unsure) for row in table.rows] == [
        (10, 1, ()), (10, 1, ()), (20, 2, ()), (30, 3, (2,)), (40, 4, (2,)),
    ]  # fmt: skip


def test_the_number_of_the_form_is_its_place_where_rows_are_counted_anew() -> None:
    (table,) = cards.tables(reading(*(form(LABELS["es"], values) for values in VALUES)))
    assert [row.at for row in table.rows] == [1, 1, 2, 3, 4]


NO_CARDS: dict[str, list[Sequence[Cells]]] = {
    "two columns": [[("Acción", "Plazo"), *((f"Acción {n}", "2026") for n in range(40))]],
    "a level on every row": [[("Eje", "Acción"), *((f"Eje {n // 9}", f"A{n}") for n in range(60))]],
    "words in any order": [
        [("Tipo", "Obra"), *((("Red", "Obra", "Estudio")[n * n % 3], f"{n}") for n in range(60))]
    ],
    "the same header again": [
        [("Eje", "Acción", "Plazo"), *((f"{t}.{n}", f"A{t}{n}", "2026") for n in range(6))]
        for t in range(5)
    ],
    "one row under the same header": [
        [("Eje", "Acción", "Plazo"), (f"{t}", f"A{t}", "2026")] for t in range(5)
    ],
    "quarters in rows": [
        [
            ("Indicador", "Trimestre", "Meta", "Real", "Nota"),
            *((None if n % 4 else f"I{n}", f"T{n % 4 + 1}", f"{n}", "5", "x") for n in range(36)),
        ]
    ],
    "two forms": [form(LABELS["es"], values) for values in VALUES[:2]],
}  # fmt: skip


@pytest.mark.parametrize("case", NO_CARDS)
def test_an_ordinary_table_is_left_alone(case: str) -> None:
    assert cards.tables(reading(*NO_CARDS[case])) == []


CELLS = st.sampled_from(["", None, "Código", "Nombre", "Plazo", "A1", "x", "2026", "Indicador"])


@given(st.lists(st.lists(st.lists(CELLS, min_size=1, max_size=4), min_size=1, max_size=12)))
def test_any_tables_make_whole_tables_or_none(tables: list[list[list[str | None]]]) -> None:
    given_ = reading(*[[tuple(row) for row in rows] for rows in tables])
    for table in cards.tables(given_):
        assert len({len(row.cells) for row in table.rows}) == 1
        assert None not in table.rows[0].cells
