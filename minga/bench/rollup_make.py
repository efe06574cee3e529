"""Readings for `minga bench rollup`, always the same: `python -m minga.bench.rollup_make`.

First as the peers read them, in the order of arrival with three columns that say what each is of;
then as our facts, made of those files: numbered and sorted by goal.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from minga.analytics.rollup import LAYOUT

SEED = 20241122
INDICATORS, UNITS, YEARS, OBJECTIVES = 500, 50, 20, 25
FIRST_YEAR = 2014
EACH = 20  # readings of a goal, at least
KEY = "indicator, unit, year"
LIMITS = (0.85, 0.5)
# of ten indicators: with base five, without base two, to reduce, to maintain and to deliver one
DIRECTION = (
    *("increase", "increase", "increase", "reduce", "reduce"),
    *("increase", "increase", "reduce", "maintain", "deliver"),
)
WITH_BASE = 5

Columns = dict[str, NDArray[Any]]


def mixed(numbers: NDArray[Any], salt: int) -> NDArray[np.float64]:
    """A number from 0 to 1 for each, without order: splitmix64."""
    x = numbers.astype(np.uint64) + np.uint64((SEED + salt) * 0x9E3779B97F4A7C15 % 2**64)
    x *= np.uint64(0x9E3779B97F4A7C15)
    x ^= x >> np.uint64(30)
    x *= np.uint64(0xBF58476D1CE4E5B9)
    x ^= x >> np.uint64(27)
    x *= np.uint64(0x94D049BB133111EB)
    x ^= x >> np.uint64(31)
    return (x >> np.uint64(11)).astype(np.float64) * 2.0**-53


def goals(rows: int) -> Columns:
    """One for each year, indicator and unit; fewer indicators where there are few readings."""
    indicators = max(10, min(INDICATORS, rows // (EACH * UNITS * YEARS)))
    goal = np.arange(YEARS * indicators * UNITS, dtype=np.int32)
    year, rest = np.divmod(goal, indicators * UNITS)
    place, unit = np.divmod(rest, UNITS)
    # goals of the same arithmetic are numbered together
    indicator = np.argsort(np.arange(indicators) % len(DIRECTION), stable=True)[place]
    objective = indicator // len(DIRECTION) % OBJECTIVES
    place = indicator % len(DIRECTION)
    direction = np.array(DIRECTION)[place]
    reduce = direction == "reduce"
    base = np.round(10 + 990 * mixed(goal, 1), 1)
    far = 0.05 + 0.6 * mixed(goal, 2)
    target = np.round(base * np.where(reduce, 1 - far, 1 + far), 1)
    odd = mixed(goal, 3)
    target[odd < 0.005] = base[odd < 0.005]  # a goal that asks for what there was
    baseless = place >= WITH_BASE
    target[baseless & (odd > 0.995)] = 0
    target[(odd > 0.5) & (odd < 0.51)] = np.nan  # nobody set one
    base[baseless] = np.nan
    tolerance = np.where(direction == "maintain", np.round(np.abs(target) * 0.1, 1), np.nan)
    return {
        "goal": goal,
        "indicator": indicator.astype(np.int32),
        "unit": unit.astype(np.int32),
        "year": (FIRST_YEAR + year).astype(np.int32),
        "objective": objective.astype(np.int32),
        "grp": ((year * UNITS + unit) * OBJECTIVES + objective).astype(np.int32),
        "direction": direction,
        "base": base,
        "target": target,
        "tolerance": tolerance,
        "weight": 1 + np.floor(40 * mixed(goal, 4)) / 10,
    }


def values(of: Columns, goal: NDArray[Any], number: NDArray[Any]) -> NDArray[Any]:
    """Of the readings of these numbers: progress from -0.4 to 1.6, to two decimals of the unit."""
    progress = 2 * mixed(number, 5) - 0.4
    base, target = of["base"][goal], np.nan_to_num(of["target"][goal], nan=50)
    origin = np.nan_to_num(base)
    found = origin + progress * (target - origin)
    flat = of["direction"] == "maintain"
    inverse = np.isnan(of["base"]) & (of["direction"] == "reduce") & (of["target"] > 0)
    at = inverse[goal]
    found[at] = target[at] / np.maximum(progress[at], 0.02)
    at = flat[goal]
    tolerance = np.nan_to_num(of["tolerance"][goal[at]], nan=5)
    found[at] = target[at] + (progress[at] - 0.6) * 10 * tolerance
    at = ~at & (target == origin)
    found[at] = target[at] + (progress[at] - 0.6) * 10
    rounded: NDArray[Any] = np.round(found, 2)
    return rounded


def make(rows: int, folder: Path) -> dict[str, Any]:
    """`readings/`, a file for each year, and `targets` as the peers read them."""
    of = goals(rows)
    year_goals = len(of["goal"]) // YEARS
    each = max(1, rows // len(of["goal"]))
    connection = duckdb.connect()
    # a missing number is NULL in the files
    nulls = ", ".join(f"nullif({c}, 'nan'::DOUBLE) AS {c}" for c in ("base", "target", "tolerance"))
    sheet = f"direction, {nulls}, weight"
    write(connection, folder / "targets.parquet", f"{KEY}, objective, {sheet}", of)
    write(connection, folder / "goals.parquet", f"goal, grp, {sheet}", of)
    write(connection, folder / "numbers.parquet", f"{KEY}, goal", of)
    (folder / "readings").mkdir()
    for year in range(YEARS):
        goal = np.tile(of["goal"][year * year_goals : (year + 1) * year_goals], each)
        period = np.repeat(np.arange(each, dtype=np.int32), year_goals)
        table = {name: of[name][goal] for name in KEY.split(", ")}
        table |= {
            "period": period,
            "value": values(of, goal, goal.astype(np.int64) * each + period),
        }
        write(connection, folder / "readings" / f"{FIRST_YEAR + year}.parquet", "*", table)
    return {"rows": each * len(of["goal"]), "goals": len(of["goal"]), "limits": LIMITS}


def number(folder: Path) -> float:
    """Our facts from the same files: each reading's goal by its number. What that took."""
    (folder / "facts").mkdir()
    connection = duckdb.connect(config={"temp_directory": str(folder)})
    began = time.perf_counter()
    for file in sorted((folder / "readings").iterdir()):
        connection.execute(
            f"COPY (SELECT goal, value FROM '{file}' JOIN '{folder}/numbers.parquet' USING ({KEY})"  # noqa: S608
            f" ORDER BY goal) TO '{folder}/facts/{file.name}' ({LAYOUT})"
        )
    return time.perf_counter() - began


def write(connection: duckdb.DuckDBPyConnection, file: Path, columns: str, table_: Columns) -> None:
    """Not compressed, as our facts are not: it makes the peers a little faster too."""
    connection.execute(
        f"COPY (SELECT {columns} FROM table_) TO '{file}' (COMPRESSION uncompressed)"  # noqa: S608
    )


def main(rows: int, folder: Path) -> None:
    began = time.perf_counter()
    said = make(rows, folder)
    made = time.perf_counter() - began
    print(json.dumps({"seconds": made, "numbered_s": number(folder), **said}))  # noqa: T201


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
