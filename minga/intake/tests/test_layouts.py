"""A layout is written as a file that people can read, and a bad file is refused in one sentence."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minga.intake import layouts
from minga.intake.layout import Layout
from minga.intake.reading import Unreadable

pytestmark = pytest.mark.pure

FILE = """
name = "Plan de acción de Ejemplo"
numbers = "1.234,56"

[columns]
"Línea" = "objective_1"
"Coste 2026" = "budget:2026"

[tables]
"Hoja 2" = "skip"
"""

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
answers = st.dictionaries(texts, texts, max_size=4)


def test_it_reads_a_file() -> None:
    assert layouts.load(FILE, "ejemplo.toml") == Layout(
        "Plan de acción de Ejemplo",
        "1.234,56",
        columns={"Línea": "objective_1", "Coste 2026": "budget:2026"},
        tables={"Hoja 2": "skip"},
    )


def test_it_writes_the_file_as_a_person_would() -> None:
    assert layouts.dump(layouts.load(FILE, "ejemplo.toml")) == FILE.lstrip()


def test_an_empty_file_asks_for_nothing() -> None:
    assert layouts.load("", "vacio.toml") == Layout()
    assert layouts.dump(Layout()) == ""


@given(
    texts,
    st.sampled_from(["", *layouts.NUMBERS]),
    st.sampled_from(["", *layouts.DATES]),
    answers,
    st.dictionaries(texts, st.sampled_from(layouts.TABLES), max_size=3),
    st.booleans(),
)
@settings(deadline=None, max_examples=80)
def test_whatever_it_writes_it_reads_back(
    name: str,
    numbers: str,
    dates: str,
    columns: dict[str, str],
    tables: dict[str, str],
    hidden: bool,
) -> None:
    layout = Layout(name, numbers, dates, columns, tables, hidden)
    assert layouts.load(layouts.dump(layout), "x.toml") == layout


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name = ", "no es un archivo TOML"),
        ("\x00", "no es un archivo TOML"),
        ("[" * 5000, "no es un archivo TOML"),
        ('colour = "red"', "«colour» no se conoce"),
        ("name = 3", "«name» no tiene la forma"),
        ('columns = "x"', "«columns» no tiene la forma"),
        ('numbers = "1 234"', "«1.234,56» o «1,234.56»"),
        ('dates = "lunes"', "«day first»"),
        ('[columns]\n"Eje" = 1', "«Eje» no es un texto"),
        ('[tables]\n"Hoja" = "quizá"', "«read» o «skip»"),
        ('name = "' + "x" * 1_000_001 + '"', "demasiado grande"),
    ],
)
def test_it_refuses_a_bad_file_in_one_sentence(text: str, said: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        layouts.load(text, "mi-diseño.toml")
    assert said in str(refusal.value)
    assert "«mi-diseño.toml»" in str(refusal.value)
    assert str(refusal.value).endswith(".")
    assert "\n" not in str(refusal.value)
