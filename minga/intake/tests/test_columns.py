"""A heading is taken apart into what it speaks of, its period, its number and its unit."""

from __future__ import annotations

import pytest

from minga.intake import evidence
from minga.intake.columns import Heading, Term, Vocabulary, stem
from minga.intake.reading import Row

pytestmark = pytest.mark.pure

TREE = Term("tree", "plant", 1)
FRUIT = Term("fruit", "part", 2)
HEIGHT = Term("height", "figure")
COST = Term("cost", "figure")

KNOWN = Vocabulary.of(
    {
        TREE: {"es": ["árbol", "árboles", "árbol frutal"], "en": ["tree"]},
        FRUIT: {"es": ["fruto", "fruta"], "en": ["fruit"]},
        HEIGHT: {"es": ["altura", "altura del tronco"], "en": ["height"]},
        COST: {"es": ["coste", "money"], "en": ["cost", "height"]},
    },
    ignored=["de", "del", "la"],
    units=["metros", "miles", "euros"],
    spans=["año", "trimestre"],
)


def terms(heading: Heading) -> list[tuple[str, ...]]:
    return [tuple(dict.fromkeys(term.name for term in p.terms)) for p in heading.parts]


@pytest.mark.parametrize(
    ("printed", "period"),
    [
        ("Coste 2026", "2026"),
        ("coste_2026", "2026"),
        ("Coste (2026)", "2026"),
        ("2026 coste", "2026"),
        ("Coste 2025-2027", "2025-2027"),
        ("Coste 2025 a 2027", "2025 a 2027"),
        ("Coste 2025/26", "2025/26"),
        ("Coste FY2025/26", "FY2025/26"),
        ("Coste T1 2026", "T1 2026"),
        ("Coste 2026-Q3", "2026-Q3"),
        ("Coste 1T 2026", "1T 2026"),
        ("Coste año 1", "año 1"),
        ("Coste trimestre III", "trimestre III"),
        ("Coste", ""),
        ("Coste 12", ""),
        ("Coste 20261", ""),
    ],
)
def test_the_period_is_taken_out_of_a_heading(printed: str, period: str) -> None:
    heading = KNOWN.read(printed)
    assert heading.period == period
    assert terms(heading) == [("cost",)]
    assert heading.whole


@pytest.mark.parametrize(
    "printed", ["Altura", "ALTURAS", "Altura del tronco", "altura_del_tronco", "AlturaTronco"]
)
def test_accents_capitals_plurals_and_small_words_say_nothing(printed: str) -> None:
    assert terms(KNOWN.read(printed)) == [("height",)]
    assert KNOWN.read(printed).whole


def test_the_longest_phrase_is_read_first() -> None:
    assert [part.length for part in KNOWN.read("Árbol frutal").parts] == [2]
    assert terms(KNOWN.read("Altura del árbol")) == [("height",), ("tree",)]


def test_a_phrase_may_mean_several_things() -> None:
    assert terms(KNOWN.read("height")) == [("height", "cost")]


def test_what_is_not_known_is_left_over() -> None:
    heading = KNOWN.read("Altura media")
    assert (heading.covered, heading.whole, heading.rest) == (0.5, False, "media")
    assert KNOWN.read("Nada que ver").parts == ()


def test_units_and_brackets_do_not_hide_what_is_said() -> None:
    assert KNOWN.read("Altura (metros)").whole
    assert KNOWN.read("Coste (miles de euros, sin IVA)").whole
    assert KNOWN.read("Coste (del árbol)").covered == 1
    assert KNOWN.read("Coste €").unit == "$"
    assert KNOWN.read("% fruta").unit == "%"
    assert terms(KNOWN.read("€")) == [("cost",)]


def test_a_number_tells_headings_of_the_same_words_apart() -> None:
    assert [KNOWN.read(f"Árbol {n}").number for n in (1, 2)] == [1, 2]
    assert KNOWN.read("Árbol 2").whole


def test_a_name_for_machines_is_known_as_one() -> None:
    assert KNOWN.read("altura_tronco").machine
    assert KNOWN.read("alturaTronco").machine
    assert not KNOWN.read("Altura del tronco").machine


def test_a_text_is_no_heading() -> None:
    assert KNOWN.read("Altura " * 40).parts == ()
    assert KNOWN.read(None).parts == ()
    assert KNOWN.read("").words == 0


def test_the_headings_tell_the_language() -> None:
    read = [KNOWN.read(text) for text in ("Altura", "Coste", "tree")]
    assert KNOWN.language(read) == "es"
    assert KNOWN.language([KNOWN.read("tree")]) == "en"
    assert KNOWN.language([KNOWN.read("nada")]) == ""


@pytest.mark.parametrize(
    "forms", [("eje", "ejes"), ("acoes", "acao"), ("activities", "activity"), ("axes", "axe")]
)
def test_one_form_for_singular_and_plural(forms: tuple[str, str]) -> None:
    assert stem(forms[0]) == stem(forms[1])


# --- what cells look like

LIKE = {
    "is_code": ["1.1", "A.2.3", "OE1", "II.3", "LE-01", "P-001", "a)", "GB-GOV-1-101", "1.1a", "7"],
    "is_date": [
        "01/02/2026",
        "2026-02-01",
        "2026-02-01 00:00:00",
        "marzo de 2027",
        "2027",
        "3-2026",
    ],
    "is_money": ["1.866.275,79", "23,327,341.51", "$ 500", "12 EUR", "€3", "120000", "45.50"],
    "is_percent": ["85 %", "0.85", "100%", "1"],
    "is_number": ["12", "1.200", "12,5", "-3", "(4)"],
    "is_figure": ["10 km", "≥ 80 %", "12", "1 200 viviendas"],
    "is_clock": ["08:30", "8h15", "10:00 a.m."],
    "is_contact": ["demo@example.org", "+593 2 3999999"],
    "is_mark": ["X", "x", "■", "✓"],
}
UNLIKE = {
    "is_code": ["Vida", "El agua", "1.1 Cuidar", "una frase larga de texto", ""],
    "is_date": ["12", "Vida 12", "1.1.1", "marzo", "Iniciativa 1051"],
    "is_money": ["12", "Vida", "2026", "1.1"],
    "is_percent": ["Vida", "12", "12,5 km"],
    "is_number": ["Vida", "10 km", ""],
    "is_figure": ["Vida 10", "", "La meta es de 10 km"],
    "is_clock": ["8", "12.500", "Vida"],
    "is_contact": ["12", "Vida", "1.866.275,79", "2026-2028", "2026 - 2028"],
    "is_mark": ["Vida", "12", "sí"],
}


@pytest.mark.parametrize(("test", "cell"), [(t, c) for t, cells in LIKE.items() for c in cells])
def test_it_looks_like_it(test: str, cell: str) -> None:
    assert getattr(evidence, test)(cell)


@pytest.mark.parametrize(("test", "cell"), [(t, c) for t, cells in UNLIKE.items() for c in cells])
def test_it_does_not_look_like_it(test: str, cell: str) -> None:
    assert not getattr(evidence, test)(cell)


def rows(cells: list[str | None]) -> list[Row]:
    return [Row(at, (cell,)) for at, cell in enumerate(cells, 1)]


def test_a_sample_is_of_filled_cells_from_all_over_the_column() -> None:
    cells = [f"celda {n}" for n in range(20_000)]
    found = evidence.sample(rows([*cells]), 0, evidence.GENERAL, frozenset())
    assert len(found.texts) == evidence.SAMPLE
    assert int(found.texts[-1].split()[1]) > 15_000
    assert found.share("number") == 0


def test_a_sparse_column_is_looked_at_closely() -> None:
    cells: list[str | None] = [None] * 20_000
    cells[1::1500] = ["12.500,00"] * len(cells[1::1500])
    found = evidence.sample(rows(cells), 0, evidence.GENERAL, frozenset())
    assert len(found.texts) > 10
    assert found.share("money") == 1


def test_cells_that_say_nothing_do_not_count() -> None:
    found = evidence.sample(
        rows(["N/A", "", None, " - ", "12"]), 0, evidence.GENERAL, frozenset({"n/a", "-"})
    )
    assert found.texts == ("12",)
    assert found.examples == ("12",)
    nothing = evidence.sample(rows([""]), 3, evidence.GENERAL, frozenset())
    assert (nothing.texts, nothing.share("code"), nothing.distinct, nothing.length) == ((), 0, 0, 0)
