"""What may be done in a matter, by each mechanism."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from minga.base.steps import Refused
from minga.plans.levels import sheet
from minga.plans.levels.matter import Matters
from minga.plans.levels.rules import allowed, may, serves
from minga.plans.levels.telling import words
from minga.plans.mechanisms import listed
from minga.plans.models import Competence, Intervention, MechanismType

pytestmark = pytest.mark.pure
EXECUTE, WITH, FUND, COORDINATE, ADVOCATE = Intervention


def mechanism(code: str) -> MechanismType:
    known = next(m for m in listed() if m["code"] == code)
    return MechanismType(code=code, family=known["family"])


def matter(kind: str, *hints: str) -> Competence:
    return Competence(kind=kind, matter=kind, hints=list(hints))


def test_who_holds_a_matter_alone_may_do_everything() -> None:
    assert may("exclusive") == tuple(Intervention)


def test_a_concurrent_matter_is_not_executed_alone() -> None:
    assert EXECUTE not in may("concurrent") and WITH in may("concurrent")
    assert EXECUTE in allowed(matter("concurrent"), mechanism("contrato"))


@pytest.mark.parametrize("kind", Competence.Kind.values)
def test_a_round_table_only_coordinates_and_advocates(kind: str) -> None:
    found = allowed(matter(kind), mechanism("mesa_tecnica_permanente"))
    assert found == (COORDINATE, ADVOCATE)


def test_without_competence_one_funds_only_by_agreement_with_who_has_it() -> None:
    assert may("none") == (COORDINATE, ADVOCATE)
    assert FUND in allowed(matter("none"), mechanism("convenio"))
    assert allowed(matter("none"), mechanism("contrato")) == ()


def test_what_was_delegated_is_not_delegated_again() -> None:
    assert allowed(matter("delegated"), mechanism("convenio_de_delegacion")) == ()
    assert EXECUTE in allowed(matter("delegated"), mechanism("contrato"))


@pytest.mark.parametrize("code", [m["code"] for m in listed()])
def test_every_listed_mechanism_carries_something(code: str) -> None:
    assert serves(mechanism(code))


def test_every_hint_of_the_shipped_tables_stands_at_the_beginning_of_words() -> None:
    for name in sheet.names():
        for row in sheet.shipped(name):
            assert row.hints and row.law
            assert Matters([matter("none", *row.hints)]).suggest(row.hints[0], "")


def test_the_words_of_the_articulation_weigh_more_than_the_name() -> None:
    water, roads = matter("exclusive", "agua potable"), matter("concurrent", "calles")
    matters = Matters([water, roads])
    assert matters.suggest("Cuidar el agua  potable", "Las calles") is water
    assert matters.suggest("", "Las calles") is roads
    assert matters.suggest("Cuidar la sagua potable", "Nada") is None


def test_a_short_hint_is_a_whole_word() -> None:
    river = matter("exclusive", "rio")
    assert Matters([river]).suggest("El Río", "") is river
    assert Matters([river]).suggest("Riobamba", "") is None


def test_the_words_of_the_table_may_be_of_another_language_than_the_page() -> None:
    with override("en"):
        (row,) = sheet.read(b"materia,competencia\nAgua,Exclusiva\n", "t.csv")
    assert row.kind == "exclusive"


def test_it_reads_the_csv_of_an_office() -> None:
    text = "Código;Materia;Competencia;Base legal;Confirmada;Palabras\n"
    rows = sheet.read((text + "agua;Agua;Exclusiva;Ley 1;sí;agua, pozos\n").encode(), "t.csv")
    assert rows == [sheet.Row("agua", "Agua", "exclusive", "Ley 1", True, ("agua", "pozos"))]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"a;b\n1;2\n", "Faltan columnas"),
        (b"materia,competencia\nAgua,toda\n", "no se entiende la competencia"),
        (b"materia,competencia\nAgua,exclusiva\nAgua,ninguna\n", "dos veces"),
        (b"materia,competencia\n", "ninguna materia"),
        (b"\xff\xfe\x00", "UTF-8"),
    ],
)
def test_it_refuses_in_one_sentence(content: bytes, says: str) -> None:
    with pytest.raises(Refused, match=says):
        sheet.read(content, "tabla.csv")


def test_a_broken_toml_is_refused() -> None:
    with pytest.raises(Refused, match="TOML"):
        sheet.read(b"[[competence", "tabla.toml")


def test_no_law_is_confirmed_without_being_named() -> None:
    (row,) = sheet.rows_of_toml('[[competence]]\nmatter="A"\nkind="none"\nconfirmed=true\n')
    assert not row.confirmed


def test_the_levels_are_said_as_spanish_says_them() -> None:
    with override("es-ec"):
        assert words((COORDINATE, ADVOCATE)) == "coordinar e incidir"
        assert words((ADVOCATE, COORDINATE)) == "incidir y coordinar"
    with override("en"):
        assert " and " in words((COORDINATE, ADVOCATE))


def test_a_metropolitan_district_is_not_a_metro() -> None:
    hints = sheet.shipped("ecuador-distrito-metropolitano")
    known = Matters(Competence(matter=row.matter, hints=list(row.hints)) for row in hints)
    found = known.suggest(
        "Una estrategia de salud sexual para el Distrito Metropolitano de Quito", ""
    )
    assert found is None or "salud" in found.matter.casefold()
