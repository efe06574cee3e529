"""One engine of `minga bench rollup` at work: `python -m minga.bench.rollup_engines NAME HOW DIR`.

The clock starts when everything is imported. From `files` it reads and rolls up; in `memory` the
columns are loaded, as each engine likes them, before the clock starts. The answer goes to a file
beside the data, for the benchmark to compare.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any, Literal

from minga.bench.rollup_make import FIRST_YEAR, KEY, LIMITS, OBJECTIVES, UNITS, mixed

KEYS = KEY.split(", ")
GROUP = ["unit", "objective", "year"]
AMOUNTS = ["numerator", "denominator", "scored", "ok", "warn"]
SLACK = 1e-9  # numbers are binary fractions of decimals
# a light is decided on the score to six decimals, and that to four, half up: so from here
OK, WARN = (limit - 0.0000505 - SLACK for limit in LIMITS)
CHANGED = 1000  # readings rectified, one by one

Work = Callable[[], Any]  # timed; what comes before it is not

# the rule `target` for each goal, before readings are joined to it: so does ours
FOLDED = f"""
    SELECT {{key}}, {{hidden}}, weight,
        CASE WHEN direction = 'maintain' THEN 3
             WHEN direction = 'deliver' THEN 0
             WHEN base = target THEN 2
             WHEN base IS NULL AND direction = 'reduce' THEN 1
             ELSE 0 END AS kind,
        {SLACK} * greatest(1, abs(target)) AS near,
        CASE WHEN direction = 'deliver' THEN 0 ELSE coalesce(base, 0) END AS origin,
        CASE WHEN kind IN (1, 3) THEN target
             WHEN kind = 0 THEN origin
             WHEN direction = 'reduce' THEN '-inf'::DOUBLE
             ELSE target - near END AS low,
        CASE WHEN kind = 0 THEN target - origin
             WHEN kind = 3 THEN tolerance + near
             WHEN direction = 'reduce' THEN target + near
             ELSE 'inf'::DOUBLE END AS high
    FROM {{goals}}
    WHERE target > 0 OR target <= 0 AND (direction IN ('reduce', 'maintain')
        OR direction = 'increase' AND base IS NOT NULL)
"""  # noqa: S608
SQL = f"""
    WITH folded AS ({{folded}}),
    scored AS (
        SELECT {{of}}, weight,
            CASE kind WHEN 0 THEN (value - low) / high
                      WHEN 1 THEN CASE WHEN value = low THEN 1
                                       WHEN value > 0 AND low >= 0 THEN low / value END
                      WHEN 2 THEN CASE WHEN value BETWEEN low AND high THEN 1 ELSE 0 END
                      ELSE CASE WHEN abs(value - low) <= high THEN 1
                                WHEN abs(value) < abs(low) THEN value / low
                                ELSE low / value END END AS score
        FROM {{readings}} JOIN folded USING ({{key}})
    )
    SELECT {{of}}, sum(weight * least(1, greatest(0, score))) AS numerator,
        sum(weight) AS denominator, count(*) AS scored, count(*) FILTER (score >= {OK}) AS ok,
        count(*) FILTER (score >= {WARN} AND score < {OK}) AS warn
    FROM scored WHERE score IS NOT NULL GROUP BY {{of}}
"""  # noqa: S608


def ours(folder: Path, memory: bool) -> Work:
    import duckdb

    from minga.analytics.rollup import Limit, batches, read_goals, roll
    from minga.analytics.rollup.kernel import sliced

    connection = duckdb.connect()
    limits = [Limit(limit) for limit in LIMITS]
    if memory:
        goals, goal, value = loaded(folder)
        return lambda: columns(roll(goals, sliced(goal, value), limits))

    def work() -> Any:
        goals = read_goals(connection, folder / "goals.parquet")
        return columns(roll(goals, batches(connection, folder / "facts"), limits))

    return work


def loaded(folder: Path) -> Any:
    import duckdb
    import numpy as np

    from minga.analytics.rollup import batches, read_goals

    connection = duckdb.connect()
    count = f"SELECT count(*) FROM '{folder}/facts/*.parquet'"  # noqa: S608
    rows = connection.execute(count).fetchall()[0][0]
    goal, value = np.empty(rows, np.int32), np.empty(rows)
    at = 0
    for batch in batches(connection, folder / "facts"):
        some, found = batch()
        goal[at : at + len(some)], value[at : at + len(some)] = some, found
        at += len(some)
    return read_goals(connection, folder / "goals.parquet"), goal, value


def columns(figures: Any) -> dict[str, Any]:
    amounts = (figures.numerator, figures.denominator, figures.scored, *figures.lights[:2])
    some = figures.scored > 0
    group = {"grp": some.nonzero()[0]}
    return group | {name: of[some] for name, of in zip(AMOUNTS, amounts, strict=True)}


def reading_ours(folder: Path, memory: bool) -> Work:
    """The columns of ours read and added up, with nothing else done."""
    from concurrent.futures import ThreadPoolExecutor

    import duckdb

    from minga.analytics.rollup import batches
    from minga.analytics.rollup.kernel import sliced

    connection = duckdb.connect()
    arrays = loaded(folder)[1:] if memory else ()

    def total(batch: Any) -> float:
        goal, value = batch()
        return float(goal.sum() + value.sum())

    def work() -> None:
        with ThreadPoolExecutor(2) as pool:
            sum(
                pool.map(
                    total, sliced(*arrays) if memory else batches(connection, folder / "facts")
                )
            )

    return work


def reading_theirs(folder: Path, memory: bool) -> Work:
    """The columns of the peers read and added up, by the peer that is fastest at it."""
    import duckdb

    connection = duckdb.connect()
    sums = ", ".join(f"sum({name})" for name in [*KEYS, "value"])
    readings = source(connection, f"{folder}/readings/*.parquet", [*KEYS, "value"], memory)
    return lambda: connection.execute(f"SELECT {sums} FROM {readings}").fetchall() and None  # noqa: S608


def source(connection: Any, files: str, wanted: list[str], memory: bool) -> str:
    """What to select from: the files, or a table of the columns loaded from them."""
    if not memory:
        return f"'{files}'"
    name = Path(files).parent.name if "*" in files else Path(files).stem
    connection.execute(f"CREATE TABLE {name} AS SELECT {', '.join(wanted)} FROM '{files}'")  # noqa: S608
    return name


def sql(folder: Path, memory: bool, dense: bool) -> Work:
    import duckdb

    connection = duckdb.connect(config={"temp_directory": str(folder)})
    readings, goals = ("facts", "goals") if dense else ("readings", "targets")
    keys = ["goal"] if dense else KEYS
    of = ["grp"] if dense else GROUP
    key, hidden = ", ".join(keys), "grp" if dense else "objective"
    folded = FOLDED.format(
        key=key, hidden=hidden, goals=source(connection, f"{folder}/{goals}.parquet", ["*"], memory)
    )
    rows = source(connection, f"{folder}/{readings}/*.parquet", [*keys, "value"], memory)
    query = SQL.format(folded=folded, of=", ".join(of), key=key, readings=rows)
    return lambda: connection.execute(query).fetchnumpy()


def polars(folder: Path, memory: bool, engine: Literal["streaming", "in-memory"]) -> Work:
    import polars as pl

    readings = pl.scan_parquet(folder / "readings/*.parquet").select([*KEYS, "value"])
    targets = pl.scan_parquet(folder / "targets.parquet")
    if memory:
        readings, targets = readings.collect().lazy(), targets.collect().lazy()
    target, base, way = pl.col("target"), pl.col("base"), pl.col("direction")
    near = SLACK * pl.max_horizontal(1, target.abs())
    deliver, maintain, reduce = way == "deliver", way == "maintain", way == "reduce"
    origin = pl.when(deliver).then(0).otherwise(base.fill_null(0))
    kind = (
        pl.when(maintain).then(3)
        .when(deliver).then(0)
        .when((base == target).fill_null(False)).then(2)
        .when(base.is_null() & reduce).then(1)
        .otherwise(0).cast(pl.Int8)
    )  # fmt: skip
    low = (
        pl.when(kind.is_in([1, 3])).then(target)
        .when(kind == 0).then(origin)
        .when(reduce).then(float("-inf"))
        .otherwise(target - near)
    )  # fmt: skip
    high = (
        pl.when(kind == 0).then(target - origin)
        .when(maintain).then(pl.col("tolerance") + near)
        .when(reduce).then(target + near)
        .otherwise(float("inf"))
    )  # fmt: skip
    can = (target > 0) | reduce | maintain | ((way == "increase") & base.is_not_null())
    folded = targets.filter(target.is_not_null() & can).select(
        *KEYS, "objective", "weight", kind=kind, low=low, high=high
    )
    value, weight, score, which = (pl.col(name) for name in ("value", "weight", "score", "kind"))
    first, second = pl.col("low"), pl.col("high")
    query = (
        readings.join(folded, on=KEYS)
        .with_columns(
            score=pl.when(which == 0).then((value - first) / second)
            .when(which == 2).then(value.is_between(first, second).cast(pl.Float64))
            .when((which == 1) & (value == first)).then(1.0)
            .when((which == 1) & ((value <= 0) | (first < 0))).then(None)
            .when((which == 3) & ((value - first).abs() <= second)).then(1.0)
            .when((which == 3) & (value.abs() < first.abs())).then(value / first)
            .otherwise(first / value)
        )
        .filter(score.is_not_null())
        .group_by(GROUP)
        .agg(
            numerator=(weight * score.clip(0, 1)).sum(),
            denominator=weight.sum(),
            scored=pl.len(),
            ok=(score >= OK).sum(),
            warn=((score >= WARN) & (score < OK)).sum(),
        )
    )  # fmt: skip
    return lambda: query.collect(engine=engine)


def pandas(folder: Path, memory: bool) -> Work:
    """A year at a time: all together it takes a tenfold of the memory, and longer."""
    import pandas as pd

    files = sorted((folder / "readings").iterdir())

    def read(file: Path) -> Any:
        return pd.read_parquet(file, columns=[*KEYS, "value"])

    years = [read(file) for file in files] if memory else []
    targets = pd.read_parquet(folder / "targets.parquet") if memory else None

    def work() -> Any:
        t = targets if targets is not None else pd.read_parquet(folder / "targets.parquet")
        t = folded_frame(t)
        of_year = dict(list(t.groupby("year")))
        found = []
        for readings in years or map(read, files):
            found.append(rolled_frame(readings, of_year[readings.year.iloc[0]]))
        return pd.concat(found)

    return work


def folded_frame(t: Any) -> Any:
    import numpy as np

    increase, reduce = t.direction == "increase", t.direction == "reduce"
    maintain, deliver = t.direction == "maintain", t.direction == "deliver"
    can = (t.target > 0) | reduce | maintain | (increase & t.base.notna())
    near = SLACK * np.maximum(1, t.target.abs())
    origin = t.base.where(~deliver).fillna(0)
    which = [maintain, deliver, t.base == t.target, t.base.isna() & reduce]
    kind = np.select(which, [3, 0, 2, 1], 0).astype(np.int8)
    step = np.where(reduce, -np.inf, t.target - near), np.where(reduce, t.target + near, np.inf)
    t = t.assign(
        kind=kind,
        low=np.select([kind == 0, kind == 2], [origin, step[0]], t.target),
        high=np.select([kind == 0, kind == 2], [t.target - origin, step[1]], t.tolerance + near),
    )
    return t.loc[can & t.target.notna(), [*KEYS, "objective", "weight", "kind", "low", "high"]]


def rolled_frame(readings: Any, folded: Any) -> Any:
    import numpy as np

    f = readings.merge(folded, on=KEYS)
    value, low, high, kind = (f[name].to_numpy() for name in ("value", "low", "high", "kind"))
    score = (value - low) / high
    with np.errstate(all="ignore"):
        at = kind == 1
        v, t = value[at], low[at]
        score[at] = np.where(v == t, 1, np.where((v <= 0) | (t < 0), np.nan, t / v))
        at = kind == 2
        score[at] = (value[at] >= low[at]) & (value[at] <= high[at])
        at = kind == 3
        v, t = value[at], low[at]
        nearer = np.where(np.abs(v) < np.abs(t), v / t, t / v)
        score[at] = np.where(np.abs(v - t) <= high[at], 1, nearer)
    f["numerator"] = f.weight * np.clip(score, 0, 1)
    f["ok"] = score >= OK
    f["warn"] = (score >= WARN) & (score < OK)
    f = f.rename(columns={"weight": "denominator"})[~np.isnan(score)]
    sums = ["numerator", "denominator", "ok", "warn"]
    grouped = f.groupby(GROUP, sort=False)
    return grouped[sums].sum().assign(scored=grouped.size()).reset_index()


def one_reading(folder: Path, _memory: bool) -> dict[str, Any]:
    """Readings rectified one by one, and the figures then beside those of all readings anew."""
    import numpy as np

    from minga.analytics.rollup import Limit, roll
    from minga.analytics.rollup.kernel import sliced

    limits = [Limit(limit) for limit in LIMITS]
    goals, goal, value = loaded(folder)
    figures = roll(goals, sliced(goal, value), limits)
    numbers = np.arange(CHANGED)
    which = np.unique((mixed(numbers, 6) * len(goal)).astype(np.int64))
    news = np.round(value[which] * 1.1, 2)
    times = []
    for at, new in zip(which, news, strict=True):
        began = time.perf_counter()
        figures.replace(int(goal[at]), float(value[at]), float(new))
        times.append(time.perf_counter() - began)
    value[which] = news
    anew = roll(goals, sliced(goal, value), limits)
    exact = bool((figures.lights == anew.lights).all() and (figures.scored == anew.scored).all())
    apart = float(np.nanmax(np.abs(figures.shares() - anew.shares())))
    return {
        "changed": len(which),
        "seconds": median(times),
        "slowest_s": max(times),
        "counts_same": exact,
        "apart": apart,
    }


ENGINES: dict[str, Callable[[Path, bool], Work]] = {
    "ours": ours,
    "pandas": pandas,
    "polars streaming": partial(polars, engine="streaming"),
    "polars in-memory": partial(polars, engine="in-memory"),
    "DuckDB SQL": partial(sql, dense=False),
    "DuckDB SQL, our facts": partial(sql, dense=True),
    "reading ours": reading_ours,
    "reading theirs": reading_theirs,
}


def tidy(found: Any) -> Any:
    """A row for each group: its number, then AMOUNTS; sorted."""
    import numpy as np

    get = {name: np.asarray(found[name], np.float64) for name in AMOUNTS}
    if "grp" in list(getattr(found, "columns", found)):
        group = np.asarray(found["grp"], np.int64)
    else:
        unit, objective, year = (np.asarray(found[name], np.int64) for name in GROUP)
        group = ((year - FIRST_YEAR) * UNITS + unit) * OBJECTIVES + objective
    order = np.argsort(group)
    return np.column_stack([group[order], *(get[name][order] for name in AMOUNTS)])


def main(name: str, how: str, folder: Path) -> None:
    if name == "one reading":
        print(json.dumps(one_reading(folder, True)))  # noqa: T201
        return
    work = ENGINES[name](folder, how == "memory")
    began = time.perf_counter()
    found = work()
    seconds = time.perf_counter() - began
    if found is not None:
        import numpy as np

        np.save(folder / "answer.npy", tidy(found))
    print(json.dumps({"seconds": seconds}))  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
