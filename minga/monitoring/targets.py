"""What is wanted by a day: the target that an act set, or a step on the way to the next one."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext

PLACES = Decimal("0.000001")  # as values are stored
Point = tuple[datetime.date, Decimal]


@dataclass(frozen=True, slots=True)
class Wanted:
    """By which day; `between` holds the two points that an interpolated value lies between."""

    value: Decimal
    until: datetime.date
    interpolated: bool = False
    between: tuple[Point, Point] | None = None


def wanted(
    base: Decimal | None,
    base_date: datetime.date | None,
    targets: Iterable[Point],
    day: datetime.date,
) -> Wanted | None:
    """What an indicator shall have reached in the year of `day`; None where nobody said.

    `targets` are the current ones, each the last day of its period and its value. A target of that
    year is taken as it is: the next one due on or after `day`, else the last of the year. Without
    one, the value i years after the last known point (the base or a target) and n before the next
    target is base + i * (target - base) / n, to six decimals, half up. Before the base, in its own
    year and after the last target nothing is wanted.
    """
    points = sorted(targets)
    of_year = [point for point in points if point[0].year == day.year]
    if of_year:
        due = next((point for point in of_year if point[0] >= day), of_year[-1])
        return Wanted(due[1], due[0])
    if base is not None and base_date is not None:
        points = sorted([*points, (base_date, base)], key=lambda point: point[0])
    before = [point for point in points if point[0].year < day.year]
    after = [point for point in points if point[0].year > day.year]
    if not before or not after or after[0] == (base_date, base):
        return None
    return _step(before[-1], after[0], day.year)


def _step(start: Point, end: Point, year: int) -> Wanted:
    i, n = year - start[0].year, end[0].year - start[0].year
    with localcontext(prec=60):
        value = start[1] + i * (end[1] - start[1]) / n
        value = value.quantize(PLACES, ROUND_HALF_UP)
    return Wanted(value, datetime.date(year, 12, 31), interpolated=True, between=(start, end))
