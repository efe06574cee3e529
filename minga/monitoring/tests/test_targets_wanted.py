"""What is wanted of a year: by an act, or interpolated on the way to the next target."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minga.monitoring.targets import PLACES, Wanted, wanted

pytestmark = pytest.mark.pure

values = st.decimals(-(10**12), 10**12, places=2)
BASE = datetime.date(2023, 12, 31)


def end(year: int) -> datetime.date:
    return datetime.date(year, 12, 31)


def test_a_target_of_the_year_is_taken_as_it_is() -> None:
    found = wanted(Decimal(100), BASE, [(end(2026), Decimal(200))], end(2026))
    assert found == Wanted(Decimal(200), end(2026))


def test_the_years_between_are_equal_steps_from_the_base() -> None:
    targets = [(end(2027), Decimal(200))]
    for i, value in enumerate(map(Decimal, (125, 150, 175)), 1):
        found = wanted(Decimal(100), BASE, targets, end(2023 + i))
        assert found and (found.value, found.interpolated) == (value, True)
        assert found.between == ((BASE, Decimal(100)), targets[0])


def test_between_two_targets_the_base_does_not_matter() -> None:
    targets = [(end(2024), Decimal(10)), (end(2026), Decimal(30))]
    found = wanted(Decimal(999), BASE, targets, datetime.date(2025, 6, 30))
    assert found and found.value == 20


def test_nothing_is_wanted_before_the_base_in_its_year_or_after_the_last_target() -> None:
    targets = [(end(2026), Decimal(200))]
    for year in (2020, 2023, 2027):
        assert wanted(Decimal(100), BASE, targets, end(year)) is None
    assert wanted(Decimal(100), BASE, [], end(2025)) is None


@pytest.mark.parametrize("base, day", [(None, BASE), (Decimal(100), None)])
def test_without_a_dated_base_there_is_no_way_to_the_first_target(
    base: Decimal | None, day: datetime.date | None
) -> None:
    assert wanted(base, day, [(end(2026), Decimal(200))], end(2025)) is None


def test_of_several_targets_in_a_year_the_next_one_due_counts() -> None:
    june = datetime.date(2026, 6, 30)
    targets = [(end(2026), Decimal(20)), (june, Decimal(10))]
    for day, due, value in ((june, june, 10), (datetime.date(2026, 7, 1), end(2026), 20)):
        found = wanted(None, None, targets, day)
        assert found == Wanted(Decimal(value), due)
    found = wanted(None, None, [(june, Decimal(10))], end(2026))
    assert found and found.value == 10


@given(base=values, target=values, n=st.integers(2, 30), data=st.data())
def test_a_step_lies_between_its_ends_and_follows_the_formula(
    base: Decimal, target: Decimal, n: int, data: st.DataObject
) -> None:
    i = data.draw(st.integers(1, n - 1))
    found = wanted(base, BASE, [(end(2023 + n), target)], end(2023 + i))
    assert found and found.interpolated
    assert min(base, target) <= found.value <= max(base, target)
    assert abs(found.value * n - (base * n + i * (target - base))) <= n * PLACES


@given(base=values, target=values, n=st.integers(2, 30))
def test_a_way_back_is_the_way_there_mirrored(base: Decimal, target: Decimal, n: int) -> None:
    for i in range(1, n):
        up = wanted(base, BASE, [(end(2023 + n), target)], end(2023 + i))
        down = wanted(target, BASE, [(end(2023 + n), base)], end(2023 + n - i))
        assert up and down and abs(up.value - down.value) <= PLACES


@given(base=values, targets=st.dictionaries(st.integers(2024, 2040), values), year=st.integers())
def test_what_an_act_set_is_never_replaced_by_a_step(
    base: Decimal, targets: dict[int, Decimal], year: int
) -> None:
    year = 2020 + year % 25
    found = wanted(base, BASE, [(end(y), v) for y, v in targets.items()], end(year))
    if year in targets:
        assert found and not found.interpolated and found.value == targets[year]
    else:
        assert (found is not None) == bool(2023 < year < max(targets, default=0))
