"""`minga bench rollup`: readings scored and rolled up, by us and by what else rolls up tables."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from minga.bench.measure import Taken, WorkFailed, printed, ratio, run, versions

SIZES = (10_000_000, 100_000_000)
FEW = 10_000_000  # up to here five runs, and what takes much memory too; else three
MODULE = "minga.bench.rollup_engines"
OURS, READING = "ours", "reading ours"
PEERS = ("pandas", "polars streaming", "polars in-memory", "DuckDB SQL")
FAST_KEY = "DuckDB SQL, our facts"  # not the peers' own files: shown, but not what to beat
HUNGRY = "polars in-memory"
ENGINES = (OURS, *PEERS, FAST_KEY, READING, "reading theirs")
WAYS = ("files", "memory")
CLOSE = 1e-6  # shares: the rule rounds each score to six decimals, which the peers are spared
SAME = 1e-9  # weights: sums in another order


def bench_rollup(
    sizes: Sequence[int],
    runs: int = 0,
    tick: Callable[[int, int], None] = lambda done, total: None,
) -> dict[str, Any]:
    """Every engine on the same readings by turns, from files and from memory.

    Raises WorkFailed where two of them say different figures.
    """
    sizes = sizes or SIZES
    work = [
        (size, how, turn, engine)
        for size in sizes
        for how in WAYS
        for turn in range(turns(size, runs))
        for engine in ENGINES
        if size <= FEW or engine != HUNGRY
    ]
    results, done = [], 0
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="minga-bench-") as name:
            folder = Path(name)
            made = run("minga.bench.rollup_make", str(size), name, env=ENVIRONMENT)
            before = os.getloadavg()[0]
            truth: Any = None
            taken: dict[tuple[str, str], list[Taken]] = {}
            for _size, how, _turn, engine in (each for each in work if each[0] == size):
                tick(done, len(work))
                taken.setdefault((how, engine), []).append(_once(folder, engine, how))
                if not engine.startswith("reading"):
                    truth = compare(engine, folder / "answer.npy", truth)
                done += 1
            one = run(MODULE, "one reading", "memory", name, env=ENVIRONMENT)
            if not one.said["counts_same"] or one.said["apart"] > SAME:
                raise WorkFailed(f"One reading: not what all readings anew give: {one.said}")
            results.append(
                {
                    "made_s": round(made.seconds, 1),
                    **{name: made.said[name] for name in ("rows", "goals", "limits")},
                    "numbered_s": round(made.said["numbered_s"], 1),
                    "groups": len(truth),
                    "ok_share": round(float(truth[:, 4].sum() / truth[:, 3].sum()), 3),
                    "runs": turns(size, runs),
                    "load": [round(before, 1), round(os.getloadavg()[0], 1)],
                    **{how: summary(how, taken) for how in WAYS},
                    "one_reading": {
                        "changed": one.said["changed"],
                        "median_us": round(one.seconds * 1e6, 1),
                        "slowest_us": round(one.said["slowest_s"] * 1e6, 1),
                        "apart": one.said["apart"],
                    },
                }
            )
    tick(len(work), len(work))
    return {
        "sizes": results,
        "versions": versions("numpy", "duckdb", "pandas", "polars", "pyarrow"),
    }


ENVIRONMENT = {"POLARS_VERBOSE": "0"}


def turns(size: int, runs: int) -> int:
    return runs or (5 if size <= FEW else 3)


def _once(folder: Path, engine: str, how: str) -> Taken:
    answer = folder / "answer.npy"
    answer.unlink(missing_ok=True)
    return run(MODULE, engine, how, str(folder), env=ENVIRONMENT)


def compare(engine: str, file: Path, truth: Any) -> Any:
    """Groups and counts the same, shares as close as sums in another order can be."""
    import numpy as np

    found = np.load(file)
    if truth is None:
        return found
    if found.shape != truth.shape or (found[:, [0, 3, 4, 5]] != truth[:, [0, 3, 4, 5]]).any():
        raise WorkFailed(f"{engine}: not the same groups, counts or lights as ours")
    apart = np.abs(found[:, 1] / found[:, 2] - truth[:, 1] / truth[:, 2]).max()
    weights = np.abs(found[:, 2] / truth[:, 2] - 1).max()
    if apart > CLOSE or weights > SAME:
        raise WorkFailed(f"{engine}: shares {apart} and weights {weights} apart from ours")
    return truth


def summary(how: str, taken: dict[tuple[str, str], list[Taken]]) -> dict[str, Any]:
    """Each engine's median, and how many times more than ours; the best of the peers."""
    of = {engine: each for (way, engine), each in taken.items() if way == how}
    seconds = {engine: median(each.seconds for each in runs) for engine, runs in of.items()}
    best = min((engine for engine in PEERS if engine in of), key=lambda engine: seconds[engine])
    return {
        "engines": [
            {
                "engine": engine,
                "seconds": round(seconds[engine], 4),
                "least_s": round(min(each.seconds for each in runs), 4),
                "most_s": round(max(each.seconds for each in runs), 4),
                "memory_mb": round(max(each.memory for each in runs) / 1e6),
                "ratio": ratio(seconds[engine], seconds[OURS]),
            }
            for engine, runs in of.items()
        ],
        "best_peer": best,
        "best_peer_to_ours": ratio(seconds[best], seconds[OURS]),
        "reading_share": ratio(seconds[READING], seconds[OURS]),
        "reading_share_of_best_peer": ratio(seconds["reading theirs"], seconds[best]),
    }


def shown(found: dict[str, Any]) -> str:
    """The figures as tables, and what they do not say by themselves."""
    return "\n\n".join([*map(_shown_size, found["sizes"]), NOTES])


NOTES = """\
What is measured is the kernel: each reading scored against the goal of its year, and rolled up by
unit, objective and year. `minga rollup` puts a step before it, which is not measured here: the
readings of an indicator in a year make one value, as its sheet says, and that is scored. It keeps
the values of each year, in the layout measured here, until a reading of that year changes.
The peers read the readings in the order they arrived, with three columns that name their goal,
and join it. Ours reads its own facts: the goal numbered, sorted by goal. Making those is paid once,
when facts are written: it is the time said above, and in no row. Nobody's files are compressed.
pandas works a year at a time: that is faster, and takes less memory. DuckDB with our facts shows
what the number alone gives. Ours does this rule and nothing else; the others are general.
Counts and lights are the same. The rule rounds each score to six decimals, which ours does and the
peers are spared: shares agree to 1e-6."""


def _shown_size(size: dict[str, Any]) -> str:
    parts = [
        f"{size['rows']:,} readings, {size['goals']:,} goals, {size['groups']:,} groups; "
        f"{size['ok_share']:.0%} reach {size['limits'][0]}; medians of {size['runs']} runs "
        f"by turns; load {size['load'][0]} to {size['load'][1]}\n"
        f"generated in {size['made_s']} s; our facts made of them in {size['numbered_s']} s"
    ]
    for how in WAYS:
        rows: list[list[object]] = [[f"from {how}", "s", "least", "most", "MB", "× ours"]]
        for r in size[how]["engines"]:
            seconds = [f"{r[name]:.3f}" for name in ("seconds", "least_s", "most_s")]
            rows.append([r["engine"], *seconds, r["memory_mb"], r["ratio"]])
        best = size[how]
        parts.append(
            f"{printed(rows)}\n"
            f"best peer on its own data: {best['best_peer']}, {best['best_peer_to_ours']} times "
            f"ours; only reading the columns: {best['reading_share']:.0%} of ours, "
            f"{best['reading_share_of_best_peer']:.0%} of the best peer's"
        )
    one = size["one_reading"]
    parts.append(
        f"one reading rectified: {one['median_us']} µs, the slowest of {one['changed']} "
        f"{one['slowest_us']} µs; then the same as all anew, {one['apart']:.0e} apart"
    )
    return "\n".join(parts)
