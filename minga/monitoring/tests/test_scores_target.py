"""The rule `target`: what it says in every direction, and what a quotient cannot say."""

from __future__ import annotations

from decimal import Decimal as D
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from minga.monitoring.scoring.target import Outcome, Pace, Why, score

pytestmark = pytest.mark.pure

numbers = st.decimals(-10_000, 10_000, places=3)
positive = st.decimals("0.001", 10_000, places=3)
ways = st.sampled_from(["increase", "reduce"])


def raw(*given_: object, **also: object) -> D | None:
    return score(*given_, **also).raw  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("direction", "value", "target", "base", "expected"),
    [
        ("increase", "150", "200", "100", "0.5"),
        ("reduce", "150", "100", "200", "0.5"),
        ("increase", "220", "200", "100", "1.2"),
        ("increase", "90", "200", "100", "-0.1"),
        ("reduce", "210", "100", "200", "-0.1"),
        ("increase", "150", "200", None, "0.75"),
        ("reduce", "150", "100", None, "0.666667"),
        ("deliver", "3", "4", None, "0.75"),
        ("deliver", "3", "4", "2", "0.75"),  # a base does not count
        ("increase", "1", "3", "0", "0.333333"),
        ("increase", "2", "3", "0", "0.666667"),
        ("increase", "0.0000005", "1", "0", "0.000001"),  # half up
        ("increase", "-0.0000005", "1", "0", "-0.000001"),  # away from zero, as SQL's round
    ],
)
def test_it_says_what_part_of_the_way_was_gone(
    direction: str, value: str, target: str, base: str | None, expected: str
) -> None:
    found = raw(direction, D(value), D(target), D(base) if base else None)
    assert found == D(expected)


@pytest.mark.parametrize(
    ("value", "tolerance", "expected", "why"),
    [
        ("50", None, "1", Why.WITHIN_TOLERANCE),
        ("52", "2", "1", Why.WITHIN_TOLERANCE),  # the bound belongs to it
        ("48", "2", "1", Why.WITHIN_TOLERANCE),
        ("40", "2", "0.8", None),  # below: value / target
        ("62.5", "2", "0.8", None),  # above: target / value
        ("0", "2", "0", None),
        ("-25", "2", "-0.5", None),
    ],
)
def test_to_maintain_is_to_stay_within_the_tolerance(
    value: str, tolerance: str | None, expected: str, why: Why | None
) -> None:
    found = score("maintain", D(value), D(50), None, D(tolerance) if tolerance else None)
    assert found == Outcome(D(expected), why)


def test_to_maintain_at_zero_is_1_there_and_0_elsewhere() -> None:
    assert raw("maintain", D(0), D(0)) == 1
    assert raw("maintain", D(7), D(0), None, D(5)) == 0


@pytest.mark.parametrize(
    ("direction", "value", "target", "base", "expected", "why"),
    [
        ("increase", None, "5", "1", None, Why.NO_READING),
        ("increase", "5", None, "1", None, Why.NO_TARGET),
        ("maintain", "5", None, "5", None, Why.NO_TARGET),
        ("increase", "5", "5", "5", "1", Why.TARGET_IS_BASE),
        ("increase", "6", "5", "5", "1", Why.TARGET_IS_BASE),
        ("increase", "4", "5", "5", "0", Why.TARGET_IS_BASE),
        ("reduce", "4", "5", "5", "1", Why.TARGET_IS_BASE),
        ("reduce", "6", "5", "5", "0", Why.TARGET_IS_BASE),
        ("increase", "3", "0", None, None, Why.ZERO_TARGET),
        ("deliver", "3", "0", None, None, Why.ZERO_TARGET),
        ("increase", "3", "-2", None, None, Why.NEGATIVE_TARGET),
        ("reduce", "3", "-2", None, None, Why.NEGATIVE_TARGET),
        ("reduce", "0", "5", None, None, Why.ZERO_VALUE),
        ("reduce", "-1", "5", None, None, Why.NEGATIVE_VALUE),
        ("reduce", "0", "0", None, "1", Why.TARGET_REACHED),
        ("reduce", "3", "0", None, "0", None),
        ("reduce", "2", "0", "8", "0.75", None),
        ("increase", "10000000000", "1", "0.999", None, Why.TOO_LARGE),
    ],
)
def test_what_a_quotient_cannot_say_is_defined_and_named(
    direction: str,
    value: str | None,
    target: str | None,
    base: str | None,
    expected: str | None,
    why: Why | None,
) -> None:
    given_ = [None if text is None else D(text) for text in (value, target, base)]
    assert score(direction, *given_) == Outcome(D(expected) if expected else None, why)


@given(numbers, numbers, numbers)
def test_to_increase_x_is_to_reduce_minus_x(value: D, target: D, base: D) -> None:
    assert score("increase", value, target, base) == score("reduce", -value, -target, -base)


@given(ways, numbers, numbers)
def test_at_the_base_it_is_0_and_at_the_target_1(direction: str, target: D, base: D) -> None:
    assume(target != base)
    assert raw(direction, base, target, base) == 0
    assert raw(direction, target, target, base) == 1


@given(st.sampled_from(["increase", "reduce", "maintain", "deliver"]), positive)
def test_at_the_target_it_is_1_without_a_base_too(direction: str, target: D) -> None:
    assert raw(direction, target, target) == 1


@given(ways, st.lists(numbers, min_size=2, max_size=6), numbers, numbers)
def test_nearer_to_the_target_and_beyond_is_never_less(
    direction: str, values: list[D], target: D, base: D
) -> None:
    on = target > base if target != base else direction == "increase"
    found = [raw(direction, value, target, base) for value in sorted(values, reverse=not on)]
    known = [one for one in found if one is not None]
    assert all(before <= after for before, after in pairwise(known))


@given(ways, numbers, numbers, positive)
def test_more_than_was_wanted_is_over_1_and_a_retreat_under_0(
    direction: str, target: D, base: D, step: D
) -> None:
    assume(abs(target - base) >= 1)
    forward = step if target > base else -step
    over = score(direction, target + forward, target, base)
    back = score(direction, base - forward, target, base)
    assert over.raw is not None and back.raw is not None
    assert over.raw >= 1 and over.capped == 1
    assert back.raw <= 0 and back.capped == 0
    if step * 2_000_000 > abs(target - base):
        assert over.raw > 1 and back.raw < 0


@given(ways, numbers, numbers, numbers, numbers, positive)
def test_the_unit_and_the_origin_of_the_scale_do_not_matter(
    direction: str, value: D, target: D, base: D, shift: D, scale: D
) -> None:
    moved = [scale * one + shift for one in (value, target, base)]
    assert score(direction, *moved) == score(direction, value, target, base)


@given(st.sampled_from(["increase", "reduce", "maintain", "deliver"]), numbers, numbers)
def test_what_is_missing_is_never_0(direction: str, target: D, base: D) -> None:
    for found in (score(direction, None, target, base), score(direction, target, None, base)):
        assert found.raw is None and found.capped is None and found.why


@given(st.sampled_from(["increase", "reduce", "maintain", "deliver"]), numbers, numbers, numbers)
def test_capped_lies_between_0_and_1(direction: str, value: D, target: D, base: D) -> None:
    found = score(direction, value, target, base)
    if found.raw is None:
        assert found.capped is None
    else:
        assert found.capped == min(max(found.raw, D(0)), D(1))


@given(st.lists(st.tuples(numbers, numbers, numbers), min_size=1, max_size=20))
def test_a_database_rounds_to_the_same_last_digit(rows: list[tuple[D, D, D]]) -> None:
    """By whole numbers of millionths, as a question over the facts can write it anywhere."""
    import duckdb

    rows = [row for row in rows if row[1] != row[2]]
    with duckdb.connect() as db:
        for value, target, base in rows:
            part, whole = ((value - base) * 1000, (target - base) * 1000)
            found = db.execute(
                "select sign(p) * sign(w) * ((2000000 * abs(p) + abs(w)) // (2 * abs(w)))"
                " from (select ?::hugeint as p, ?::hugeint as w)",
                [int(part), int(whole)],
            ).fetchone()
            assert found and D(int(found[0])).scaleb(-6) == raw("increase", value, target, base)


def test_a_sum_of_three_months_is_measured_against_three_twelfths() -> None:
    quarter = Pace(3, 12)
    assert score("increase", D(28), D(120), D(100), pace=quarter).raw == D("0.6")  # 28 of 25 to 30
    assert score("reduce", D(22), D(80), D(100), pace=quarter).raw == D("0.6")
    assert score("increase", D(28), D(112), pace=quarter).raw == 1
    assert score("maintain", D(26), D(100), None, D(4), pace=quarter).why == Why.WITHIN_TOLERANCE
    assert score("maintain", D("26.1"), D(100), None, D(4), pace=quarter).raw == D("0.957854")
    assert score("deliver", D(3), D(12), pace=quarter).raw == D("0.25")  # the share of the whole
    assert score("increase", D(60), D(60), pace=Pace(12, 6)).raw == D("0.5")  # due in June


@given(ways, numbers, numbers, st.integers(1, 12), st.integers(1, 12))
def test_whoever_goes_at_the_pace_of_the_target_is_at_1(
    direction: str, target: D, base: D, told: int, of: int
) -> None:
    assume(target != base)
    at_pace, at_base = target * told, base * told
    pace = Pace(told, of)
    assert score(direction, at_pace, target * of, base * of, pace=pace).raw == 1
    assert score(direction, at_base, target * of, base * of, pace=pace).raw == 0
