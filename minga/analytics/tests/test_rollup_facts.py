"""Readings and goals out of Parquet files, however they were written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import numpy as np
import pytest

from minga.analytics.rollup import LAYOUT, Limit, batches, read_goals, roll

pytestmark = pytest.mark.pure
COUNT = 5000
READINGS = (
    f"SELECT (i // 10)::INTEGER AS goal, (i * 7919 % 1000) / 8 AS value FROM range({COUNT}) t(i)"
)


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        yield opened


def written(connection: duckdb.DuckDBPyConnection, file: Path, how: str, query: str) -> Path:
    connection.execute(f"COPY ({query} ORDER BY goal) TO '{file}' ({how})")
    return file


def all_of(connection: duckdb.DuckDBPyConnection, where: Path) -> list[tuple[int, float]]:
    read = [batch() for batch in batches(connection, where)]
    return [
        (int(goal), float(value))
        for goals, values in read
        for goal, value in zip(goals, values, strict=True)
    ]


@pytest.mark.parametrize(
    "how",
    [
        LAYOUT,
        "FORMAT parquet",
        "FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 2048",
        "FORMAT parquet, COMPRESSION uncompressed, ROW_GROUP_SIZE 2048",
        f"{LAYOUT}, PARQUET_VERSION v2",
    ],
)
def test_readings_are_the_same_however_the_file_was_written(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, how: str
) -> None:
    file = written(connection, tmp_path / "readings.parquet", how, READINGS)
    expected = connection.execute(f"SELECT * FROM ({READINGS}) ORDER BY ALL").fetchall()
    assert sorted(all_of(connection, file)) == expected


def test_a_file_in_our_layout_is_copied_without_asking_the_database(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    file = written(connection, tmp_path / "readings.parquet", LAYOUT, READINGS)
    found = list(batches(connection, file))
    connection.close()
    assert sum(len(batch()[0]) for batch in found) == COUNT


def test_columns_of_several_pages_are_not_taken_for_one(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    table = pa.table(
        {
            "goal": pa.array(np.repeat(np.arange(500, dtype=np.int32), 10)),
            "value": pa.array(np.arange(5000) / 4),
        }
    )
    several, single = tmp_path / "several.parquet", tmp_path / "single.parquet"
    bare = {"compression": "none", "use_dictionary": False}
    pq.write_table(table, several, data_page_size=1024, write_batch_size=64, **bare)
    pq.write_table(table, single, **bare)
    expected = list(zip(*(column.to_pylist() for column in table.columns), strict=True))
    assert all_of(connection, several) == expected
    assert all_of(connection, single) == expected


def test_readings_without_a_value_are_left_out(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    value = "CASE WHEN i % 3 > 0 THEN i::DOUBLE END AS value"
    some = f"SELECT i::INTEGER AS goal, {value} FROM range(9) t(i)"
    file = written(connection, tmp_path / "readings.parquet", LAYOUT, some)
    assert all_of(connection, file) == [(i, float(i)) for i in range(9) if i % 3]


def test_a_folder_is_all_its_files_and_an_empty_one_has_no_readings(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    assert all_of(connection, tmp_path) == []
    for year in (2025, 2026):
        written(connection, tmp_path / f"{year}.parquet", LAYOUT, READINGS)
    assert len(all_of(connection, tmp_path)) == 2 * COUNT


def test_a_file_that_lacks_a_column_is_refused_in_one_line(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    file = written(connection, tmp_path / "odd.parquet", LAYOUT, "SELECT 1 AS goal, 2 AS amount")
    with pytest.raises(ValueError, match=r"^odd\.parquet: these facts have no columns goal and va"):
        list(batches(connection, file))


GOALS = """
    SELECT goal::INTEGER AS goal, goal % 2 AS grp, direction, base::DECIMAL(24, 6) AS base,
        target::DECIMAL(24, 6) AS target, NULL::DECIMAL(24, 6) AS tolerance,
        2::DECIMAL(9, 4) AS weight
    FROM (VALUES (0, 'increase', 0, 10), (1, 'reduce', NULL, 5), (2, 'increase', 4, NULL))
        t(goal, direction, base, target)
"""


def test_goals_and_readings_of_files_give_figures(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    goals = read_goals(
        connection, written(connection, tmp_path / "goals.parquet", "FORMAT parquet", GOALS)
    )
    readings = (
        "SELECT * FROM (VALUES (0, 4.0::DOUBLE), (0, 9.0), (1, 20.0), (2, 4.0)) t(goal, value)"
    )
    file = written(connection, tmp_path / "readings.parquet", LAYOUT, readings)
    figures = roll(goals, batches(connection, file), [Limit(0.85)])
    assert figures.numerator.tolist() == pytest.approx([2.6, 0.5])
    assert figures.denominator.tolist() == [4, 2]
    assert figures.lights.tolist() == [[1, 0], [1, 1]]


def test_goals_numbered_with_a_gap_are_refused(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    file = written(
        connection, tmp_path / "goals.parquet", "FORMAT parquet", f"{GOALS} WHERE goal <> 1"
    )
    with pytest.raises(ValueError, match="not numbered from 0 without gaps"):
        read_goals(connection, file)
