"""Which initiative of a new edition is which of the old one."""

from __future__ import annotations

import pytest

from minga.plans.matching import (
    ADDED,
    GONE,
    MERGED,
    MOVED,
    REWORDED,
    SAME,
    SPLIT,
    Listed,
    Match,
    corrected,
    match,
)

pytestmark = pytest.mark.pure


def listed(key: str, name: str, objective: str = "1.1", code: str = "", parts: str = "") -> Listed:
    return Listed(key, code or key, objective, name, parts)


def kinds(found: list[Match]) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    return [(one.kind, one.before, one.after) for one in found]


def test_the_same_edition_again_changes_nothing() -> None:
    old = [listed(f"{n}", f"Programa de huertos del barrio {n}") for n in range(50)]
    assert {one.kind for one in match(old, old)} == {SAME}


def test_a_name_under_another_objective_moved() -> None:
    found = match([listed("1", "Red de ciclovías")], [listed("1", "Red de ciclovías", "2.3")])
    assert kinds(found) == [(MOVED, ("1",), ("1",))]


def test_two_of_one_name_keep_to_their_objectives() -> None:
    old = [listed("a", "Mesa de agua", "1"), listed("b", "Mesa de agua", "2")]
    new = [listed("x", "Mesa de agua", "2"), listed("y", "Mesa de agua", "1")]
    assert kinds(match(old, new)) == [(SAME, ("b",), ("x",)), (SAME, ("a",), ("y",))]


def test_a_reworded_name_is_still_the_same() -> None:
    old = [
        listed("1", "Promoción del uso de espacios limpios para comerciantes autónomos"),
        listed("2", "Plan de reforestación de quebradas"),
    ]
    new = [
        listed("7", "Uso de espacios limpios y seguros para los comerciantes autónomos"),
        listed("8", "Plan de reforestación de quebradas"),
    ]
    assert kinds(match(old, new)) == [(REWORDED, ("1",), ("7",)), (SAME, ("2",), ("8",))]


def test_what_nothing_resembles_is_added_or_gone() -> None:
    found = match([listed("1", "Red de ciclovías")], [listed("1", "Vacunación de mascotas")])
    assert kinds(found) == [(ADDED, (), ("1",)), (GONE, ("1",), ())]


def test_one_becomes_two() -> None:
    old = [listed("1", "Construcción de ciclovías urbanas y parqueaderos públicos de bicicletas")]
    new = [
        listed("1", "Construcción de ciclovías urbanas"),
        listed("2", "Parqueaderos públicos de bicicletas"),
    ]
    assert kinds(match(old, new)) == [(SPLIT, ("1",), ("1", "2"))]


def test_two_become_one() -> None:
    old = [
        listed("1", "Construcción de ciclovías urbanas"),
        listed("2", "Parqueaderos públicos de bicicletas"),
    ]
    new = [listed("1", "Construcción de ciclovías urbanas y parqueaderos públicos de bicicletas")]
    ((kind, before, after),) = kinds(match(old, new))
    assert (kind, set(before), after) == (MERGED, {"1", "2"}, ("1",))


def test_everything_is_in_exactly_one_match() -> None:
    old = [listed(f"o{n}", f"Proyecto {n} de la zona {n % 7} con escuelas") for n in range(80)]
    new = [listed(f"n{n}", f"Proyecto {n} en zona {n % 5} y colegios") for n in range(40, 120)]
    found = match(old, new)
    assert sorted(k for one in found for k in one.before) == sorted(o.key for o in old)
    assert sorted(k for one in found for k in one.after) == sorted(n.key for n in new)


def test_a_person_says_that_two_are_the_same() -> None:
    old, new = [listed("1", "Red de ciclovías")], [listed("9", "Vacunación de mascotas")]
    assert kinds(corrected(match(old, new), {"9": "1"}, old)) == [(REWORDED, ("1",), ("9",))]


def test_a_person_says_that_two_are_not_the_same() -> None:
    old, new = [listed("1", "Red de ciclovías")], [listed("1", "Red de ciclovías urbanas")]
    assert kinds(match(old, new)) == [(REWORDED, ("1",), ("1",))]
    assert kinds(corrected(match(old, new), {"1": ""}, old)) == [
        (ADDED, (), ("1",)),
        (GONE, ("1",), ()),
    ]
