"""The rule `target`: how far a value got from its base to its target. Pure, in decimals.

| direction | with base | without base |
|---|---|---|
| increase | (a - b) / (t - b) | a / t |
| reduce | (a - b) / (t - b), which is (b - a) / (b - t) | t / a |
| maintain | 1 within the tolerance; below it a / t, above it t / a | the same |
| deliver | a / t: the share delivered | the same |

What a quotient cannot say is defined here, each with its name (see `Why`):

- the target is the base: 1 where the value is at the target or better, else 0;
- without base, to increase or to deliver, a target that is not over 0: no score;
- without base, to reduce: 1 where the value is the target, 0 included; else no score where the
  value is not over 0 or the target is under 0;
- to maintain outside the tolerance: what is smaller in size by what is larger, so it is under 1 on
  both sides, and under 0 where the signs differ;
- no reading, or no target: no score, which is never 0;
- a sum told up to a month of the year is measured against so much of the target, the base and the
  tolerance as the months told are of those up to the target's day (`Pace`): nine twelfths of a
  target for December; what is to be delivered stays the share of the whole;
- a quotient of 100 million or more says that the sheet is wrong: no score.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from enum import StrEnum
from typing import NamedTuple

TOO_MUCH = Decimal(10) ** 8
PLACES = Decimal("0.000001")  # as it is stored; halves go away from zero, as SQL's `round` does
ZERO, ONE = Decimal(0), Decimal(1)


class Why(StrEnum):
    """Why there is no score, or why it is not a quotient."""

    NO_READING = "no_reading"
    NO_TARGET = "no_target"
    ZERO_TARGET = "zero_target"
    NEGATIVE_TARGET = "negative_target"
    ZERO_VALUE = "zero_value"
    NEGATIVE_VALUE = "negative_value"
    TARGET_IS_BASE = "target_is_base"
    WITHIN_TOLERANCE = "within_tolerance"
    TOO_LARGE = "too_large"
    TARGET_REACHED = "target_reached"  # by being equal, where the quotient would be 0 / 0


class Pace(NamedTuple):
    """Months of the year that a sum was told for, and those up to the day of its target."""

    told: int
    of: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """`raw` may be over 1 (more than was wanted) and under 0 (a retreat); None: cannot be said."""

    raw: Decimal | None
    why: Why | None = None

    @property
    def capped(self) -> Decimal | None:
        """From 0 to 1: only for averages."""
        return None if self.raw is None else min(max(self.raw, ZERO), ONE)


def score(
    direction: str,
    value: Decimal | None,
    target: Decimal | None,
    base: Decimal | None = None,
    tolerance: Decimal | None = None,
    *,
    pace: Pace | None = None,
) -> Outcome:
    """What part of the way to the target was gone, to six decimals, half up."""
    if value is None:
        return Outcome(None, Why.NO_READING)
    if target is None:
        return Outcome(None, Why.NO_TARGET)
    if direction == "deliver":
        return _share(value, target)
    if pace:  # both sides times its months: no division, so nothing is rounded twice
        with localcontext(prec=80):
            value, target = value * pace.of, target * pace.told
            base = None if base is None else base * pace.told
            tolerance = (tolerance or ZERO) * pace.told
    if direction == "maintain":
        return _maintain(value, target, tolerance or ZERO)
    if base is not None:
        return _way(direction, value, target, base)
    return _inverse(value, target) if direction == "reduce" else _share(value, target)


def _divide(part: Decimal, whole: Decimal) -> Outcome:
    """A quotient to six decimals, half up, rounded once."""
    with localcontext(prec=80):
        raw = (part / whole).quantize(PLACES, ROUND_HALF_UP)
    return Outcome(raw) if abs(raw) < TOO_MUCH else Outcome(None, Why.TOO_LARGE)


def _way(direction: str, value: Decimal, target: Decimal, base: Decimal) -> Outcome:
    if target == base:
        reached = value <= target if direction == "reduce" else value >= target
        return Outcome(ONE if reached else ZERO, Why.TARGET_IS_BASE)
    return _divide(value - base, target - base)


def _share(value: Decimal, target: Decimal) -> Outcome:
    if target <= 0:
        return Outcome(None, Why.NEGATIVE_TARGET if target else Why.ZERO_TARGET)
    return _divide(value, target)


def _inverse(value: Decimal, target: Decimal) -> Outcome:
    if value == target:
        return Outcome(ONE, Why.TARGET_REACHED)
    if value <= 0:
        return Outcome(None, Why.NEGATIVE_VALUE if value else Why.ZERO_VALUE)
    if target < 0:
        return Outcome(None, Why.NEGATIVE_TARGET)
    return _divide(target, value)


def _maintain(value: Decimal, target: Decimal, tolerance: Decimal) -> Outcome:
    if abs(value - target) <= tolerance:
        return Outcome(ONE, Why.WITHIN_TOLERANCE)
    smaller, larger = sorted((value, target), key=abs)
    return _divide(smaller, larger)
