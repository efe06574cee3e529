"""The traffic light: each bound open or closed, decided on the rounded value."""

from __future__ import annotations

from decimal import Decimal as D
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minga.monitoring.scoring.lights import decided, light, wrong

pytestmark = pytest.mark.pure

CLOSED: list[dict[str, Any]] = [
    {"light": "ok", "from": "0.85", "closed": True},
    {"light": "warn", "from": "0.70", "closed": True},
    {"light": "bad"},
]
OPEN: list[dict[str, Any]] = [
    {"light": "ok", "from": "0.85", "closed": False},
    {"light": "warn", "from": "0.70", "closed": False},
    {"light": "bad"},
]


@pytest.mark.parametrize(
    ("raw", "closed", "open_"),
    [
        ("0.85", "ok", "warn"),
        ("0.850001", "ok", "warn"),  # 0.8500 to four places
        ("0.84995", "ok", "warn"),
        ("0.849949", "warn", "warn"),
        ("0.85005", "ok", "ok"),
        ("0.7", "warn", "bad"),
        ("0.699949", "bad", "bad"),
        ("1.3", "ok", "ok"),
        ("-0.2", "bad", "bad"),
    ],
)
def test_a_bound_belongs_to_the_light_only_if_it_is_closed(
    raw: str, closed: str, open_: str
) -> None:
    assert light(D(raw), CLOSED) == closed
    assert light(D(raw), OPEN) == open_


def test_without_a_value_or_thresholds_there_is_no_light() -> None:
    assert light(None, CLOSED) == ""
    assert light(D(1), []) == ""
    assert light(D("0.5"), CLOSED[:2]) == ""  # the last bound leaves the rest without


@given(st.lists(st.decimals(-2, 2, places=6), min_size=2, max_size=2), st.integers(0, 6))
def test_more_is_never_a_worse_light(values: list[D], places: int) -> None:
    order = ["bad", "warn", "ok"]
    low, high = sorted(values)
    assert order.index(light(low, CLOSED, places)) <= order.index(light(high, CLOSED, places))


@given(st.decimals(-100, 100, places=6), st.integers(0, 6))
def test_a_database_rounds_as_we_do(raw: D, places: int) -> None:
    import duckdb

    found = duckdb.execute(f"select round(?::decimal(24, 6), {places})", [raw]).fetchone()
    assert found and found[0] == decided(raw, places)


@pytest.mark.parametrize(
    ("thresholds", "says"),
    [
        ([{"light": "blue", "from": "0.5"}], "Cada umbral da una luz"),
        ([{"light": "ok", "from": "mucho"}], "como un número"),
        ([{"light": "bad"}, {"light": "ok", "from": "0.5"}], "Solo el último"),
        ([{"light": "bad", "from": "0.5"}, {"light": "ok", "from": "0.8"}], "del más alto"),
        ([{"light": "ok", "from": "0.8"}, {"light": "bad", "from": "0.8"}], "del más alto"),
    ],
)
def test_thresholds_that_are_none_are_refused_in_one_sentence(
    thresholds: list[dict[str, Any]], says: str
) -> None:
    assert says in wrong(thresholds)
    assert not wrong(CLOSED) and not wrong([])
