"""The benchmark of the board runs, small, and refuses what it shall refuse."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from minga.bench import board
from minga.bench.fill_readings import unchecked
from minga.bench.measure import WorkFailed
from minga.monitoring.models import Reading


@pytest.mark.slow
@pytest.mark.pure
@pytest.mark.only_sqlite
def test_a_small_plan_is_measured_and_an_approval_is_seen_by_the_next_page() -> None:
    found = board.bench_board(60, 15_000, 2, "sqlite")
    results = found["databases"]["sqlite"]
    assert results["rows"]["Reading"] > 14_000
    assert results["rows"]["Score"] > 1000
    assert len(results["pages"]) == len(board.PAGES) * len(board.ROLES)
    assert all(page["queries"] == page["queries_small"] for page in results["pages"])
    one = results["approval"]["shown"][0]
    assert found["changed"] and one["before"] != one["after"]
    assert results["facts"]["rows"] > 10_000
    assert 50 < results["row_bytes"]["Reading"] < 1000
    said = board.shown(found)
    assert "the figures changed by the next page load: yes" in said
    assert f"{one['before']['plan']} → {one['after']['plan']}" in said


@pytest.mark.django_db
def test_the_indexes_that_filling_does_without_are_there_again() -> None:
    def held() -> dict[str, Any]:
        with connection.cursor() as cursor:
            return connection.introspection.get_constraints(cursor, Reading._meta.db_table)

    before = held()
    with unchecked(Reading):
        assert len(held()) < len(before)
    assert held() == before


@pytest.mark.pure
def test_a_page_that_asks_more_where_there_is_more_is_refused() -> None:
    expected = {("board by unit", "visitor"): 12, ("indicators", "visitor"): 9}
    board.same_queries(expected, expected)
    with pytest.raises(WorkFailed, match=r"board by unit \(visitor\): 12, 13"):
        board.same_queries(expected | {("board by unit", "visitor"): 13}, expected)


@pytest.mark.pure
def test_figures_are_read_from_the_rows_of_a_unit_and_of_the_plan() -> None:
    row = (
        '<tr role="row"><th>{name}</th><td><a href="?of={of}&amp;key={key}&amp;year=2026">{share}'
        '<span class="visually-hidden">: {name}</span></a> <svg><path/></svg></td>'
        "<td>{n}\n de 9</td></tr>"
    )
    page = row.format(of="unit", key=7, name="A", share="81,2 %", n=3)
    page += row.format(of="unit", key=70, name="B", share="10,0 %", n=4)
    whole = row.format(of="plan", key=0, name="Todo", share="55,5 %", n=8)
    assert board.figures(page + whole, 7) == {"unit": "81,2 % | 3 de 9", "plan": "55,5 % | 8 de 9"}
    with pytest.raises(WorkFailed, match="does not show the plan"):
        board.figures(page, 7)
