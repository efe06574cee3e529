"""The index of 2012: the check value of its formula, and what is missing said."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from minga.monitoring.scoring.icm import Programme, icm

pytestmark = pytest.mark.pure

EXAMPLE = [
    Programme(rank, D(codified), D(accrued), D(advance))
    for rank, codified, accrued, advance in (
        (2, 1000, 700, "0.60"),
        (1, 300, 300, "1.00"),
        (3, 500, 480, "0.90"),
        (5, 800, 200, "0.30"),
        (4, 500, 400, "0.70"),
    )
]


def four(value: D | None) -> D | None:
    return value and value.quantize(D("0.0001"))


def test_the_example_of_the_guide_gives_0_7184() -> None:
    """The guide prints 0.71: its own example is inconsistent (see docs)."""
    found = icm(EXAMPLE)
    assert four(found.value) == D("0.7184")
    assert found.weights == 1
    assert {line.programme.rank: four(line.P) for line in found.lines} == {
        1: D("0.1984"),
        2: D("0.2863"),
        3: D("0.1806"),
        4: D("0.1556"),
        5: D("0.1790"),
    }
    assert [line.programme.rank for line in found.lines] == [1, 2, 3, 4, 5]


def test_what_is_missing_leaves_no_index_and_is_said() -> None:
    first, *others = EXAMPLE
    poor = Programme(first.rank, first.codified, None, None)
    found = icm([poor, *others])
    assert found.value is None and found.weights == 1
    assert [line.missing for line in found.lines if line.missing] == [("accrued", "advance")]
    none = icm([Programme(2, D(0), D(0), D(1)), *others])
    assert none.value is None and none.lines[1].missing == ("codified",)


def test_fewer_than_five_programmes_say_which_priorities_are_free() -> None:
    found = icm([one for one in EXAMPLE if one.rank in (1, 2, 4)])
    assert found.value is None and found.absent == (3, 5)
    assert all(line.P is None and line.C is not None for line in found.lines)


def test_nothing_done_is_0_and_all_done_is_1() -> None:
    for share in (D(0), D(1)):
        done = [Programme(n, D(100 * n), share * 100 * n, share) for n in range(1, 6)]
        assert icm(done).value == share
