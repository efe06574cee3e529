"""The value of a year from its readings: what is added, what is last, what is a ratio."""

from __future__ import annotations

import datetime
from calendar import monthrange
from decimal import Decimal as D
from itertools import count
from typing import Any

import pytest

from minga.monitoring.models import Basis
from minga.monitoring.scoring.yearly import Read, Way, Year, value_of

pytestmark = pytest.mark.pure

keys = count(1)
CUMULATIVE = Way("value", "cumulative", "last", "monthly")
SUM = Way("value", "periodic", "sum", "monthly")
LAST = Way("value", "periodic", "last", "monthly")
MEAN = Way("value", "periodic", "mean", "monthly")


def read(month: int, value: float | str | tuple[int, int], **more: Any) -> Read:
    parts = value if isinstance(value, tuple) else (None, None)
    fields: dict[str, Any] = {"area": None, "category": "", "frequency": "monthly"} | {
        "approved": True
    }
    return Read(
        pk=next(keys),
        ends=datetime.date(2026, month, monthrange(2026, month)[1]),
        value=D(0) if isinstance(value, tuple) else D(str(value)),
        numerator=None if parts[0] is None else D(parts[0]),
        denominator=None if parts[1] is None else D(parts[1]),
        **fields | more,
    )


def approved(way: Way, *reads: Read) -> D | None:
    found = value_of(way, reads, Basis.APPROVED)
    return found.value if found else None


def test_a_cumulative_indicator_has_its_last_reading() -> None:
    assert approved(CUMULATIVE, read(3, 30), read(1, 10), read(2, 20)) == 30


def test_a_periodic_one_adds_or_means_or_takes_the_last() -> None:
    reads = [read(1, 10), read(2, 20), read(4, "30.5")]
    assert approved(SUM, *reads) == D("60.5")
    assert approved(LAST, *reads) == D("30.5")
    assert approved(MEAN, *reads) == D("20.166667")


def test_only_a_sum_says_up_to_which_month_it_was_told() -> None:
    reads = [read(1, 10), read(9, 20)]
    told = [value_of(way, reads, Basis.APPROVED) for way in (SUM, LAST, MEAN, CUMULATIVE)]
    assert [found and found.told for found in told] == [9, None, None, None]


def test_a_ratio_is_of_sums_and_never_a_mean_of_percentages() -> None:
    reads = [read(1, (1, 2)), read(2, (1, 8))]  # 50 % and 12.5 %
    for yearly in ("sum", "mean"):
        way = Way("ratio", "periodic", yearly, "monthly", D(100))
        found = value_of(way, reads, Basis.APPROVED)
        assert found and (found.value, found.numerator, found.denominator) == (D(20), D(2), D(10))
    assert approved(Way("ratio", "cumulative", "last", "monthly", D(100)), *reads) == D("12.5")


def test_the_whole_counts_where_it_is_and_else_its_parts() -> None:
    parts = [read(1, 4, area=1), read(1, 5, area=2)]
    assert approved(SUM, *parts) == 9
    assert approved(SUM, *parts, read(1, 10)) == 10
    by_category = [read(1, 3, category="mujeres"), read(1, 3, category="hombres")]
    assert approved(SUM, *parts, *by_category) == 6  # never both
    assert approved(SUM, *parts, read(2, 7)) == 16  # each period has its own


def test_parts_of_a_ratio_are_added_above_and_below() -> None:
    way = Way("ratio", "cumulative", "last", "monthly", D(100))
    assert approved(way, read(1, (1, 2), area=1), read(1, (1, 8), area=2)) == 20


def test_each_area_has_its_own_last_reading() -> None:
    reads = [read(1, 4, area=1), read(1, 5, area=2), read(2, 6, area=1)]
    assert approved(CUMULATIVE, *reads) == 11


def test_a_total_of_long_ago_yields_to_parts_that_came_later() -> None:
    assert approved(CUMULATIVE, read(1, 100), read(2, 6, area=1), read(2, 7, area=2)) == 13


def test_no_reading_is_no_value_and_never_0() -> None:
    assert value_of(SUM, [], Basis.APPROVED) is None
    assert value_of(SUM, [read(1, 9, approved=False)], Basis.APPROVED) is None
    assert approved(SUM, read(1, 0)) == 0  # a 0 that somebody read is a 0


def test_what_waits_takes_the_place_of_what_was_approved_only_where_it_is_preliminary() -> None:
    reads = [read(1, 10), read(2, 20), read(2, 25, approved=False), read(3, 1, approved=False)]
    assert approved(SUM, *reads) == 30
    found = value_of(SUM, reads, Basis.PRELIMINARY)
    assert found and found.value == 36 and found.preliminary
    assert found.readings == (reads[0].pk, reads[2].pk, reads[3].pk)


def test_a_year_of_two_frequencies_counts_the_present_one() -> None:
    reads = [read(1, 10), read(12, 90, frequency="yearly")]
    assert approved(SUM, *reads) == 10
    assert approved(SUM, reads[1]) == 90  # all that there is


def test_it_says_which_readings_it_is_made_of() -> None:
    first, second = read(1, 10), read(2, 20)
    assert value_of(LAST, [first, second], Basis.APPROVED) == Year(D(20), (second.pk,), False)
