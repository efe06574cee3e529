"""How many institutions make a quorum."""

from __future__ import annotations

import pytest

from minga.spaces.quorum import needed, quorum

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("rule", "value", "voting", "wanted"),
    [
        ("majority", None, 1, 1),
        ("majority", None, 4, 3),
        ("majority", None, 5, 3),
        ("share", 50, 4, 2),
        ("share", 50, 5, 3),
        ("share", 67, 3, 3),
        ("share", 100, 7, 7),
        ("share", 1, 7, 1),
        ("number", 3, 7, 3),
        ("number", 9, 7, 9),
    ],
)
def test_so_many_are_needed(rule: str, value: int | None, voting: int, wanted: int) -> None:
    assert needed(rule, value, voting) == wanted


def test_an_empty_space_never_has_a_quorum() -> None:
    for rule, value in (("majority", None), ("share", 1), ("number", 1)):
        assert not quorum(rule, value, voting=0, present=0).met


def test_half_of_an_even_number_is_not_more_than_half() -> None:
    half = quorum("majority", None, voting=4, present=2)
    assert not half.met
    assert half.lacking == 1
    assert quorum("majority", None, voting=4, present=3).met


@pytest.mark.parametrize(("rule", "value"), [("share", None), ("number", 0), ("other", 3)])
def test_a_rule_without_its_value_is_an_error(rule: str, value: int | None) -> None:
    with pytest.raises(ValueError, match=r"rule"):
        needed(rule, value, 3)
