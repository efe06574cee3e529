"""The national questions at work: `python -m minga.bench.observatory_ask HOW FACTS [MASTER RUNS]`.

`gather` puts together what was taken; a question's name asks it once of DuckDB, for its memory, and
keeps the answer; `both` asks all of a Spark, then some of both by turns, and compares every row.
"""

from __future__ import annotations

import json
import os
import pickle
import sys
import time
from pathlib import Path
from typing import Any

QUESTIONS = (
    *("compliance_by_government", "compliance_by_objective", "compliance_by_unit"),
    *("compliance_by_area", "compliance_by_mechanism"),
)
TIMED = QUESTIONS[:2]  # by turns; the others are compared, and timed once
MEMORY = "6GB"  # what DuckDB may take; it says what it took
THREADS = 2


def gathered(root: Path) -> dict[str, Any]:
    from minga.analytics.gather import gather

    began = time.perf_counter()
    catalog = gather(root)
    seconds = time.perf_counter() - began
    assert catalog is not None
    return {
        "seconds": seconds,
        "rows": sum(fact["rows"] for fact in catalog.facts.values()),
        "bytes": sum(file["bytes"] for file in catalog.every_file.values()),
        "readings": catalog.facts["readings"]["rows"],
        "reading_bytes": sum(file["bytes"] for file in catalog.facts["readings"]["files"]),
    }


def asked(root: Path, name: str, engine: str = "duckdb") -> tuple[float, Any]:
    from minga.analytics.ask import Bounds, ask

    bounds = Bounds(rows=None, seconds=None, memory=MEMORY, threads=THREADS)
    began = time.perf_counter()
    answer = ask(name, engine=engine, folder=root, bounds=bounds)
    return time.perf_counter() - began, answer


def once(root: Path, name: str) -> dict[str, Any]:
    seconds, answer = asked(root, name)
    _kept(root, name).write_bytes(pickle.dumps(answer.rows))
    return {"seconds": seconds, "rows": len(answer.rows)}


def _kept(root: Path, name: str) -> Path:
    return root / f"{name}.answer"


def both(root: Path, master: str, runs: int) -> dict[str, Any]:
    """Spark all once, beside what DuckDB answered; then those that are timed, by turns."""
    from minga.analytics.spark import session

    began = time.perf_counter()
    session(master)
    started = time.perf_counter() - began
    found: dict[str, dict[str, Any]] = {}
    for name in QUESTIONS:
        first, other = asked(root, name, master)
        rows = pickle.loads(_kept(root, name).read_bytes())  # noqa: S301 (`once` wrote it)
        found[name] = {"name": name, "duckdb": [], "spark": [], "spark_first": first}
        found[name] |= {"rows": len(rows), "differ": differ(rows, other.rows)}
    for _turn in range(runs):
        for name in TIMED:
            said = found[name]
            ours, answer = asked(root, name)
            theirs, other = asked(root, name, master)
            said["differ"] += differ(answer.rows, other.rows)
            said["duckdb"].append(ours)
            said["spark"].append(theirs)
    return {
        "seconds": time.perf_counter() - began,
        "session_s": started,
        "questions": list(found.values()),
        "driver_bytes": peak(os.getpid(), below=True),
    }


def differ(ours: list[tuple[Any, ...]], theirs: list[tuple[Any, ...]]) -> int:
    """How many rows are not the same, place by place; numbers are decimals, and compared whole."""
    same = sum(one == other for one, other in zip(ours, theirs, strict=False))
    return max(len(ours), len(theirs)) - same


def peak(pid: int, *, below: bool = False) -> int:
    """The highest memory that a process, or all that it started, ever took; 0 where nobody says."""
    parents: dict[int, list[int]] = {}
    highest: dict[int, int] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            lines = (folder / "status").read_text().splitlines()
        except OSError:
            continue
        said = dict(line.split(":", 1) for line in lines)
        parents.setdefault(int(said["PPid"]), []).append(int(folder.name))
        highest[int(folder.name)] = int(said.get("VmHWM", "0 kB").split()[0]) * 1024
    wanted = list(parents.get(pid, [])) if below else [pid]
    for one in wanted:
        wanted += parents.get(one, [])
    return sum(highest.get(one, 0) for one in wanted)


def main(how: str, root: Path, *more: str) -> None:
    import django

    django.setup()
    if how == "gather":
        found = gathered(root)
    elif how == "both":
        found = both(root, more[0], int(more[1]))
    else:
        found = once(root, how)
    print(json.dumps(found))  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), *sys.argv[3:])
