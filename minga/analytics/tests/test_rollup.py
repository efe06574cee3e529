"""The roll-up beside the rule itself in decimals, in any order and any cut."""

from __future__ import annotations

import sys
import time
import weakref
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from minga.analytics.rollup import DIRECTIONS, Figures, Goals, Limit, roll
from minga.analytics.rollup.kernel import BLOCK, Batch, Readings, sliced
from minga.monitoring.scoring import lights, target

pytestmark = [pytest.mark.pure, pytest.mark.filterwarnings("error")]
LIMITS = [Limit(0.85), Limit(0.5, closed=False)]
THRESHOLDS: list[lights.Threshold] = [
    {"light": "ok", "from": "0.85", "closed": True},
    {"light": "warn", "from": "0.5", "closed": False},
    {"light": "bad"},
]
GROUPS = 3
ONE, NONE = Decimal(1), Decimal(0)


@dataclass(frozen=True)
class Goal:
    direction: str
    base: Decimal | None
    target: Decimal | None
    tolerance: Decimal | None = None
    weight: Decimal = ONE
    group: int = 0

    def score(self, value: Decimal | None) -> Decimal | None:
        return target.score(self.direction, value, self.target, self.base, self.tolerance).raw


Reading = tuple[int, Decimal | None]
numbers = st.decimals(-1000, 1000, places=2)
goals = st.builds(
    Goal,
    st.sampled_from(DIRECTIONS),
    st.none() | numbers,
    st.none() | numbers,
    st.none() | st.decimals(0, 100, places=2),
    st.decimals("0.01", 100, places=2),
    st.integers(0, GROUPS - 1),
)


@st.composite
def readings(draw: st.DrawFn) -> tuple[list[Goal], list[Reading]]:
    """Values near the base, the target and the limits too: that is where rules go wrong."""
    of = draw(st.lists(goals, min_size=1, max_size=6))
    found: list[Reading] = []
    for _ in range(draw(st.integers(0, 30))):
        place = draw(st.integers(0, len(of) - 1))
        base, target = of[place].base or NONE, of[place].target or NONE
        share = draw(st.sampled_from(["0", "1", "0.5", "0.85", "0.84995", "0.50005", "-1"]))
        some = base + Decimal(share) * (target - base)
        found.append((place, draw(st.none() | numbers | st.just(some))))
    return of, found


def folded(of: list[Goal]) -> Goals:
    def column(name: str) -> list[float]:
        each = (getattr(goal, name) for goal in of)
        return [float("nan") if number is None else float(number) for number in each]

    return Goals.of(
        [goal.group for goal in of],
        [DIRECTIONS.index(goal.direction) for goal in of],
        column("base"),
        column("target"),
        column("tolerance"),
        column("weight"),
        GROUPS,
    )


def arrays(some: Sequence[tuple[int, Decimal | None]]) -> Readings:
    values = [float("nan") if value is None else float(value) for _goal, value in some]
    return np.array([goal for goal, _value in some], np.int32), np.array(values, np.float64)


def light(score: Decimal) -> int:
    return ("ok", "warn", "bad").index(lights.light(score, THRESHOLDS))


def plain(of: list[Goal], some: list[Reading]) -> list[tuple[Decimal, Decimal, int, list[int]]]:
    found = []
    for group in range(GROUPS):
        scored = [
            (of[goal].weight, score)
            for goal, value in some
            if of[goal].group == group and (score := of[goal].score(value)) is not None
        ]
        found.append(
            (
                sum((weight * min(ONE, max(NONE, score)) for weight, score in scored), NONE),
                sum((weight for weight, _score in scored), NONE),
                len(scored),
                [sum(light(score) == which for _w, score in scored) for which in range(3)],
            )
        )
    return found


def same(figures: Figures, expected: list[tuple[Decimal, Decimal, int, list[int]]]) -> None:
    for group, (numerator, denominator, scored, counts) in enumerate(expected):
        assert figures.numerator[group] == pytest.approx(float(numerator), abs=1e-6)
        assert figures.denominator[group] == pytest.approx(float(denominator), abs=1e-6)
        assert figures.scored[group] == scored
        assert figures.lights[:, group].tolist() == counts
        assert np.isnan(figures.shares()[group]) == (not scored)


@given(readings(), st.integers(1, 7), st.integers(1, 3))
def test_figures_are_those_of_decimals_in_any_order_and_any_cut(
    given: tuple[list[Goal], list[Reading]], rows: int, threads: int
) -> None:
    of, some = given
    expected = plain(of, some)
    same(roll(folded(of), sliced(*arrays(some), rows), LIMITS, threads), expected)
    together = sorted(some, key=lambda reading: reading[0])
    same(roll(folded(of), sliced(*arrays(together), rows), LIMITS, threads), expected)


@given(readings(), readings())
def test_readings_one_by_one_give_what_all_at_once_do(
    given: tuple[list[Goal], list[Reading]], later: tuple[list[Goal], list[Reading]]
) -> None:
    of, some = given
    figures = roll(folded(of), sliced(*arrays(some)), LIMITS)
    changed = list(some)
    for place, (_goal, value) in enumerate(later[1]):
        if place < len(changed):
            goal, old = changed[place]
            figures.replace(goal, float_or_none(old), float_or_none(value))
            changed[place] = goal, value
        else:
            figures.add(0, float_or_none(value))
            changed.append((0, value))
    if changed:
        goal, value = changed.pop()
        figures.remove(goal, float_or_none(value))
    same(figures, plain(of, changed))


def float_or_none(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


@pytest.mark.parametrize(
    ("goal", "value", "score"),
    [
        (("increase", 100, 200), 150, 0.5),
        (("increase", 100, 200), 250, 1.5),
        (("increase", 100, 200), 90, -0.1),
        (("reduce", 200, 100), 150, 0.5),
        (("reduce", 200, 100), 220, -0.2),
        (("reduce", 200, 100), 0, 2),
        (("increase", None, 200), 0, 0),
        (("increase", None, 200), 50, 0.25),
        (("deliver", None, 4), 3, 0.75),
        (("deliver", 2, 4), 5, 1.25),
        (("deliver", 0, 0), 5, None),
        (("reduce", None, 50), 100, 0.5),
        (("reduce", None, 50), 0, None),
        (("reduce", None, 50), -1, None),
        (("increase", 100, 100), 100, 1),
        (("increase", 100, 100), 99.99, 0),
        (("reduce", 100, 100), 100.01, 0),
        (("increase", None, 0), 0, None),
        (("increase", None, -5), -5, None),
        (("reduce", None, 0), 0, 1),
        (("reduce", None, 0), 1, 0),
        (("reduce", None, 0), -1, None),
        (("reduce", None, -5), -5, 1),
        (("reduce", None, -5), 2, None),
        (("increase", -50, 0), -25, 0.5),
        (("maintain", None, 7, 0.3), 7.3, 1),
        (("maintain", 5, 8, 0.3), 6, 0.75),
        (("maintain", 5, 8, 0.3), 16, 0.5),
        (("maintain", 5, 8, 0.3), -16, -0.5),
        (("maintain", None, 0), 3, 0),
        (("maintain", None, 0), 0, 1),
        (("maintain", None, 7), 7, 1),
        (("increase", 0, 0.000001), 100, None),
        (("increase", 100, None), 100, None),
        (("increase", 100, 200), None, None),
    ],
)
def test_each_odd_case_is_defined(
    goal: tuple[Any, ...], value: float | None, score: float | None
) -> None:
    direction, base, target, tolerance = (*goal, None)[:4]
    made = Goal(direction, to_decimal(base), to_decimal(target), to_decimal(tolerance))
    assert made.score(to_decimal(value)) == to_decimal(score)
    found = folded([made]).score(0, value)
    assert found == (None if score is None else pytest.approx(score))
    known = roll(folded([made]), sliced(*arrays([(0, to_decimal(value))])), LIMITS)
    assert known.scored[0] == (score is not None)
    if score is not None:
        assert known.shares()[0] == pytest.approx(min(1, max(0, score)))


def to_decimal(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))


@given(
    st.decimals(-2, 2, places=4),
    st.booleans(),
    st.decimals("-0.0002", "0.0002", places=7),
)
def test_a_light_begins_where_the_rule_says_after_rounding(
    bound: Decimal, closed: bool, off: Decimal
) -> None:
    goals = folded([Goal("increase", NONE, ONE)])
    thresholds: list[lights.Threshold] = [
        {"light": "ok", "from": str(bound), "closed": closed},
        {"light": "bad"},
    ]
    raw = target.score("increase", bound + off, ONE, NONE).raw
    counted = roll(goals, sliced(*arrays([(0, bound + off)])), [Limit(float(bound), closed)])
    assert bool(counted.lights[0, 0]) == (lights.light(raw, thresholds) == "ok")


def test_limits_are_refused_in_another_order() -> None:
    with pytest.raises(ValueError, match="from the highest to the lowest"):
        roll(folded([Goal("increase", None, ONE)]), [], [Limit(0.5), Limit(0.85)])


def test_readings_longer_than_a_block_are_all_counted() -> None:
    of = [Goal("increase", None, Decimal(100), group=group) for group in range(GROUPS)]
    count = BLOCK // 2 + 7
    goal = np.repeat(np.arange(GROUPS, dtype=np.int32), count)
    figures = roll(folded(of), [lambda: (goal, np.full(len(goal), 60.0))], LIMITS)
    assert figures.scored.tolist() == [count] * GROUPS
    assert figures.lights[1].tolist() == [count] * GROUPS
    assert figures.shares().tolist() == pytest.approx([0.6] * GROUPS)


@pytest.mark.parametrize("threads", [1, 2])
def test_there_are_never_more_batches_in_memory_than_threads(threads: int) -> None:
    read_so_far: list[weakref.ref[np.ndarray]] = []
    most = 0

    def read(number: int) -> Readings:
        nonlocal most
        value = np.full(1000, float(number))
        read_so_far.append(weakref.ref(value))
        most = max(most, sum(each() is not None for each in list(read_so_far)))
        return np.zeros(1000, np.int32), value

    goals = folded([Goal("increase", None, Decimal(40))])
    figures = roll(goals, (partial(read, number) for number in range(40)), LIMITS, threads)
    assert figures.scored[0] == 40_000
    assert 1 <= most <= threads


@pytest.mark.slow
def test_no_batch_is_lost_between_threads() -> None:
    """One thread finds the end while another holds the last batch."""

    def late() -> Iterator[Batch]:
        for _number in range(4):
            time.sleep(1e-4)
            yield lambda: (np.zeros(2, np.int32), np.full(2, 60.0))

    goals = folded([Goal("increase", None, Decimal(100))])
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-7)
    try:
        counts = {int(roll(goals, late(), LIMITS, 8).scored[0]) for _time in range(400)}
    finally:
        sys.setswitchinterval(interval)
    assert counts == {8}
