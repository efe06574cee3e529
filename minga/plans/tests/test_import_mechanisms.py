"""A cell of mechanisms is read by longest alias, with any separator or none."""

from __future__ import annotations

import pytest

from minga.plans.importer import mechanisms, rules

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Acuerdos", "acuerdo"),
        ("Convenios Convenios de delegación", "convenio convenio_de_delegacion"),
        ("Convenios y Alianzas Estratégicas", "convenio alianza_estrategica"),
        ("Acuerdo, convenios; carta de intención", "acuerdo convenio carta_de_intencion"),
        ("acuerdo;convenio_de_delegacion", "acuerdo convenio_de_delegacion"),
        ("Convenios o acuerdos", "convenio acuerdo"),
        ("ConveniosAcuerdosAlianzas Público–Privadas", "convenio acuerdo alianza_publico_privada"),
        ("conveniosacuerdos", "convenio acuerdo"),
        ("ACUERDOS/CONVENIOS", "acuerdo convenio"),
        ("Mancomunidaes y fideicomsos", "mancomunidad fideicomiso"),
        ("Cartas de intensión", "carta_de_intencion"),
        ("Convenios Convenios", "convenio"),
        (
            "Public-private partnerships and letters of intent",
            "alianza_publico_privada carta_de_intencion",
        ),
        ("Convênios e acordos", "convenio acuerdo"),
        ("", ""),
    ],
)
def test_it_reads(text: str, codes: str) -> None:
    assert mechanisms.parse(text).codes == tuple(codes.split())


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        (
            "Mancomunidades con Gobiernos Vecinos Convenios",
            ["Mancomunidades con Gobiernos Vecinos", "Convenios"],
        ),
        (
            "Convenios interinstitucionales, acuerdos",
            ["Convenios interinstitucionales", "acuerdos"],
        ),
        ("Convenio para la estrategia local", ["Convenio para la estrategia local"]),
    ],
)
def test_a_qualifier_stays_with_its_mechanism(text: str, printed: list[str]) -> None:
    cell = mechanisms.parse(text)
    assert [mention.printed for mention in cell.mentions] == printed
    assert cell.unknown == ()


def test_what_is_not_known_is_kept_and_counts_as_another() -> None:
    cell = mechanisms.parse("Convenios, Ordenanza")
    assert cell.unknown == ("Ordenanza",)
    assert cell.codes == ("convenio", "otro")


@pytest.mark.parametrize("word", ["Contacto", "Concierto", "Recuerdos"])
def test_a_word_of_its_own_is_no_misprint(word: str) -> None:
    assert mechanisms.parse(word).mentions == ()


def test_every_alias_says_its_own_mechanism() -> None:
    for alias, code in rules.aliases().items():
        assert mechanisms.parse(" ".join(alias)).codes == (code,)


def test_there_are_seventeen_kinds_and_six_are_no_instruments() -> None:
    known = rules.mechanisms()
    assert len(known) == 17
    assert {code for code, mechanism in known.items() if not mechanism.is_instrument} == {
        *("consultoria", "contrato", "capacitacion", "estrategia", "acta_de_reunion", "otro")
    }


def test_no_rule_holds_a_misprint_or_a_name_of_the_published_plan() -> None:
    """Rules are general: what only one document says is never listed."""
    listed = "".join(file.read_text() for file in rules.DATA.glob("*.toml")).lower()
    for word in ("consortio", "quito", "dmq", "epmop", "sggtic", "secretaría de", "bicicleta"):
        assert word not in listed
