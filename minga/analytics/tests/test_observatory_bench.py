"""The benchmark of the observatory runs, small, on both engines, and notices what differs."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from minga.analytics.ask import Bounds, ask
from minga.analytics.catalog import read_catalog
from minga.analytics.gather import gather
from minga.analytics.harvest import check, standing
from minga.base.steps import Refused
from minga.bench import observatory
from minga.bench.measure import WorkFailed
from minga.bench.observatory_ask import QUESTIONS, differ
from minga.bench.observatory_make import publish
from minga.bench.observatory_spark import SMALL

pytestmark = pytest.mark.pure


@pytest.mark.slow
def test_a_few_governments_are_gathered_and_asked_of_both_engines() -> None:
    found = observatory.bench_observatory(3, 30, 3, 1, settings=SMALL)
    assert (found["goals"], found["readings"]) == (270, 1080)
    assert found["same"]
    assert {each["name"] for each in found["questions"]} == set(QUESTIONS)
    by_government = found["questions"][0]
    assert by_government["rows"] == 9
    assert found["harvest"]["governments"] == 3
    assert found["spark"]["cluster_mb"] > 100
    assert "every row the same" in observatory.shown(found)
    found["same"] = False
    assert "NOT THE SAME" in observatory.shown(found)


def test_what_is_generated_is_what_a_minga_publishes_and_always_the_same(tmp_path: Path) -> None:
    for place in ("one", "other"):
        (tmp_path / place).mkdir()
        publish(2, 60, 5, tmp_path / place)
    one, other = (standing(tmp_path / place) for place in ("one", "other"))
    assert [catalog.content for catalog in one] == [catalog.content for catalog in other]
    assert len({catalog.publisher for catalog in one}) == 2
    for catalog in one:
        check(catalog.content)
        found = read_catalog(catalog.folder)
        assert found and found.facts["readings"]["rows"] == 60 * 5 * 4
        assert all((catalog.folder / path).exists() for path in catalog.every_file)
    values = duckdb.execute(
        "select (r.value - g.base) / (g.target - g.base) from read_parquet(?) r"
        " join read_parquet(?) g on g.goal = r.goal join read_parquet(?) i"
        " on i.indicator_key = r.indicator_key"
        " where g.direction in ('increase', 'reduce') and i.yearly = 'last' and g.base is not null"
        " and g.target is not null",
        [
            [str(file) for file in one[0].files(name)]
            for name in ("readings", "goals", "indicators")
        ],
    ).fetchall()
    progress = [float(value) for (value,) in values]
    assert min(progress) < -0.2 and max(progress) > 1.4
    assert 0.25 < sum(value >= 0.85 for value in progress) / len(progress) < 0.6


def test_an_answer_that_does_not_fit_into_memory_says_what_to_do(tmp_path: Path) -> None:
    publish(40, 60, 5, tmp_path)
    gather(tmp_path)
    for memory, fits in (("12MB", False), ("1GB", True)):
        bounds = Bounds(rows=None, memory=memory, threads=1)
        if fits:
            assert len(ask("compliance_by_government", folder=tmp_path, bounds=bounds).rows) == 200
            continue
        with pytest.raises(Refused, match="no cabe en 12MB de memoria"):
            ask("compliance_by_government", folder=tmp_path, bounds=bounds)


def test_rows_that_differ_in_the_last_digit_are_counted() -> None:
    rows = [("a", 2026, Decimal("0.663603")), ("b", 2026, None)]
    assert differ(rows, [("a", 2026, Decimal("0.6636030")), ("b", 2026, None)]) == 0
    assert differ(rows, [("a", 2026, Decimal("0.663604")), ("b", 2026, None)]) == 1
    assert differ(rows, rows[:1]) == 1
    assert differ(rows, [*rows, ("c", 2026, None)]) == 1


def test_without_a_java_it_says_so_before_it_makes_anything(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("JAVA_HOME", "/nowhere")
    with pytest.raises(WorkFailed, match="Spark necesita Java 17"):
        observatory.bench_observatory(1, 1, 1, 1)
