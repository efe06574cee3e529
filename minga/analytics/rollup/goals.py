"""What readings are scored against: two numbers for each goal, worked out once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

DIRECTIONS = ("increase", "reduce", "maintain", "deliver")
INCREASE, REDUCE, MAINTAIN, DELIVER = range(len(DIRECTIONS))

# how a value becomes a score, with the goal's two numbers
LINEAR = 0  # (value - low) / high
INVERSE = 1  # low / value, which both must be over 0 or the same
INSIDE = 2  # 1 from low to high, else 0
NEAR = 3  # 1 not farther than high from low, else the smaller of value and low by the larger

TOO_MUCH = 1e8  # a score of so much says that the sheet is wrong: there is none
PLACES = 1e6  # a capped score is rounded to six decimals, half up
# numbers are binary fractions of decimals: 0.85 may come out as 0.8499999999999999
SLACK = 1e-9
HALF = 0.5 + 1e-6


class Limit(NamedTuple):
    """Where a light begins; closed: a score just there has it.

    It is decided on the score to six decimals, and that to `places`, half up.
    """

    start: float
    closed: bool = True
    places: int = 4

    @property
    def least(self) -> float:
        """The least score, not rounded, that has the light."""
        step = Decimal(1).scaleb(-self.places)
        bound = Decimal(str(self.start))
        first = bound.quantize(step, ROUND_CEILING)
        if first == bound and not self.closed:
            first += step
        finest = Decimal("0.0000005")
        # halves go away from zero
        if first > 0:
            return float(first - step / 2 - finest) - SLACK
        return float(first - step / 2 + finest) + SLACK


@dataclass(frozen=True, slots=True)
class Goals:
    """All goals, by dense number: the group each counts in, its weight, and its arithmetic.

    Those without a score are of one group more, the last, which no figure shows.
    """

    group: NDArray[np.int32]
    weight: Floats
    kind: NDArray[np.uint8]
    low: Floats
    high: Floats
    groups: int

    @classmethod
    def of(
        cls,
        group: ArrayLike,
        direction: ArrayLike,
        base: ArrayLike,
        target: ArrayLike,
        tolerance: ArrayLike,
        weight: ArrayLike,
        groups: int | None = None,
    ) -> Goals:
        """From the sheet of each: direction by its place in DIRECTIONS; NaN where there is none.

        To increase or reduce with base, (value - base) / (target - base); where the target is the
        base, 1 if reached, else 0. To deliver, and to increase without base, value / target, which
        must be over 0. To reduce without base, target / value.
        """
        numbers, way = np.array(group, np.int32), np.asarray(direction, np.uint8)
        low, aim = np.array(base, np.float64), np.asarray(target, np.float64)
        count = int(numbers.max(initial=-1)) + 1 if groups is None else groups
        baseless = np.isnan(low) | (way == DELIVER)
        low[baseless] = 0
        high, kind = aim - low, np.zeros(len(numbers), np.uint8)

        def fold(at: NDArray[Any], of: int, first: Any, second: Any) -> None:
            kind[at], low[at], high[at] = of, first, second

        steady, down = way == MAINTAIN, way == REDUCE
        unscored = np.isnan(aim) | (baseless & (aim <= 0) & ~steady & ~down)
        at = np.flatnonzero((high == 0) & ~baseless & ~steady)
        near, less = SLACK * np.maximum(1, np.abs(aim[at])), down[at]
        lowest, highest = (
            np.where(less, -np.inf, aim[at] - near),
            np.where(less, aim[at] + near, np.inf),
        )
        fold(at, INSIDE, lowest, highest)
        at = np.flatnonzero(baseless & down)
        fold(at, INVERSE, aim[at], 1)
        at = np.flatnonzero(steady)
        around = np.nan_to_num(np.asarray(tolerance, np.float64)[at])
        fold(at, NEAR, aim[at], around + SLACK * np.maximum(1, np.abs(aim[at])))
        at = np.flatnonzero(unscored)
        fold(at, LINEAR, 0, np.inf)
        numbers[at] = count
        return cls(numbers, np.asarray(weight, np.float64), kind, low, high, count)

    def score(self, goal: int, value: float | None) -> float | None:
        """The raw score of one reading, over 1 and negative too; None where there is none."""
        if value is None or self.group[goal] == self.groups:
            return None
        kind, low, high = int(self.kind[goal]), float(self.low[goal]), float(self.high[goal])
        if kind == INSIDE:
            found = float(low <= value <= high)
        elif kind == INVERSE:
            if value != low and (value <= 0 or low < 0):
                return None
            found = 1.0 if value == low else low / value
        elif kind == NEAR:
            smaller, larger = sorted((value, low), key=abs)
            found = 1.0 if abs(value - low) <= high else smaller / larger
        else:
            found = (value - low) / high
        return found if abs(found) < TOO_MUCH else None


def capped(score: float) -> float:
    """From 0 to 1, to six decimals: what counts in averages."""
    return math.floor(min(1.0, max(0.0, score)) * PLACES + HALF) / PLACES


def scores(goals: Goals, runs: NDArray[Any], lengths: NDArray[Any], values: Floats) -> Floats:
    """The raw score of each value; the first `lengths[0]` are of the goal `runs[0]`, and so on.

    NaN where there is none; of a goal that has no score it means nothing.
    """
    kinds = goals.kind[runs]
    commonest = int(np.bincount(kinds, lengths).argmax())
    found = _scored(commonest, values, goals.low[runs], goals.high[runs], lengths)
    if (kinds == commonest).all():
        return found
    for kind in (LINEAR, INVERSE, INSIDE, NEAR):
        which = kinds == kind
        if kind == commonest or not which.any():
            continue
        at, some = np.flatnonzero(np.repeat(which, lengths)), runs[which]
        found[at] = _scored(kind, values[at], goals.low[some], goals.high[some], lengths[which])
    return found


def _scored(kind: int, value: Floats, low: Floats, high: Floats, lengths: NDArray[Any]) -> Floats:
    low = np.repeat(low, lengths)
    if kind == INVERSE:
        same = value == low
        never = (value <= 0) | (low < 0)
        with np.errstate(divide="ignore", invalid="ignore"):
            found = low / value
        found[never] = np.nan
        found[same] = 1
        return found
    high = np.repeat(high, lengths)
    if kind == INSIDE:
        found = ((value >= low) & (value <= high)).astype(np.float64)
        found[np.isnan(value)] = np.nan
        return found
    if kind == NEAR:
        with np.errstate(divide="ignore", invalid="ignore"):
            found = value / low
            np.copyto(found, low / value, where=np.abs(found) > 1)
        found[np.abs(value - low) <= high] = 1
        return found
    np.subtract(value, low, out=low)
    np.divide(low, high, out=low)
    return low


def leasts(limits: Sequence[Limit]) -> list[float]:
    """The least score of each light, the highest first."""
    found = [limit.least for limit in limits]
    if found != sorted(found, reverse=True):
        raise ValueError("limits go from the highest to the lowest")
    return found
