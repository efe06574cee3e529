"""Which actors are proposed as one."""

from __future__ import annotations

import time

import pytest

from minga.actors import names
from minga.actors.alike import like, pairs
from minga.actors.models import Actor
from minga.actors.tests.conftest import Make


def proposed() -> set[tuple[str, str, str]]:
    named = dict(Actor.objects.values_list("pk", "name"))
    return {(named[pair.first], named[pair.second], pair.why) for pair in pairs()}


@pytest.mark.pure
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Agua Clara S.A.", "AGUA CLARA"),
        ("Constructora Ríos Cía. Ltda.", "Constructora Rios"),
        ("Empresa Pública de Aseo EP", "de Aseo, E.P."),
        ("Fundación para la Vida", "Vida (FPV)"),
    ],
)
def test_a_legal_form_does_not_tell(one: str, other: str) -> None:
    assert names.key(one) == names.key(other)


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ("Club Andino S.A.", "CLUB ANDINO, Cía. Ltda.", "name"),
        ("Andino Club", "Club Andino", "name"),
        ("Cooperativa Nuevo Amanecer", "Cooperativa Nuevo Amanecr", "letters"),
        ("Universidad Central Demo del Ecuador", "Universidad Central Demo", "word"),
        ("Organismo de Salud Demo (OSDX)", "OSDX", "acronym"),
    ],
)
def test_it_proposes(make: Make, one: str, other: str, why: str) -> None:
    make(one)
    make(other)
    assert (one, other, why) in proposed()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Escuela Fiscal 12", "Escuela Fiscal 13"),
        ("Comité Barrial San Juan", "Comité Barrial San Pedro"),
        ("Liga Sur", "Liga Norte"),
    ],
)
def test_it_does_not_propose(make: Make, one: str, other: str) -> None:
    make(one)
    make(other)
    assert not any({one, other} == {a, b} for a, b, _why in proposed())


def test_two_establishments_of_one_taxpayer_are_proposed(make: Make) -> None:
    make("Matriz Demo", identifiers=[["EC-RUC", "1790011674001"]])
    make("Sucursal Sur", identifiers=[["EC-RUC", "1790011674002"]])
    assert ("Matriz Demo", "Sucursal Sur", "number") in proposed()


def test_parts_of_two_bodies_with_one_name_are_two(make: Make) -> None:
    a, b = make("Universidad Alfa Demo"), make("Universidad Beta Demo")
    make("Facultad de Artes Demo", parent=a.pk)
    make("Facultad de Artes Demo ", parent=b.pk)
    assert not any(why == "name" for _a, _b, why in proposed())


def test_the_units_of_the_plan_are_not_proposed_to_each_other(db: None) -> None:
    assert proposed() == set()


def test_a_name_asks_the_directory(foundation: Actor) -> None:
    asked = ["fundacion rio vivo", "Río Vivo S.A.", "FRV", "Fundación Río Vibo"]
    found = like([*asked, "Otra cosa"])
    assert found == {**{name: [foundation] for name in asked}, "Otra cosa": []}


@pytest.mark.slow
def test_twenty_thousand_take_seconds(db: None) -> None:
    kinds = ("Comité", "Liga", "Cooperativa", "Fundación", "Club", "Empresa")
    Actor.objects.bulk_create(
        Actor(name=f"{kinds[n % 6]} {_word(n)} {_word(n * 7 + 3)}") for n in range(19_900)
    )
    Actor.objects.bulk_create(
        Actor(name=f"{kinds[n % 6].upper()} {_word(n)} {_word(n * 7 + 3)} S.A.") for n in range(100)
    )
    began = time.perf_counter()
    found = pairs()
    assert time.perf_counter() - began < 20
    assert sum(pair.why == "name" for pair in found) >= 100


def _word(n: int) -> str:
    """A made-up word for each number."""
    letters = "bcdfglmnprst"
    found = ""
    n = (n * 2654435761) % 2**31
    for _ in range(4):
        found += letters[n % 12] + "aeiou"[n // 12 % 5]
        n //= 60
    return found.capitalize()
