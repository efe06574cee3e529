"""`minga bench import`: a large matrix brought in, beside pandas merely reading the same file."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from minga.bench.measure import Taken, WorkFailed, ratio, run, versions

WORK = {
    "csv": ("read", "import", "pandas"),
    "xlsx": ("read", "import", "pandas+openpyxl", "pandas+calamine"),
    "html": ("read", "import", "pandas+lxml"),
}
OURS = ("read", "import")  # without and with storing it
MODULE = "minga.bench.reading"


def bench_import(
    rows: int, runs: int, tick: Callable[[int, int], None] = lambda done, total: None
) -> dict[str, Any]:
    """Every tool `runs` times, by turns; raises WorkFailed where they read different rows."""
    with tempfile.TemporaryDirectory(prefix="minga-bench-") as name:
        folder = Path(name)
        home = folder / "empty"
        made = run("minga.bench.make", str(rows), str(folder), env=_environment(home))
        total = runs * sum(map(len, WORK.values()))
        done = 0
        taken: dict[tuple[str, str], list[Taken]] = {}
        for _turn in range(runs):
            for form, tools in WORK.items():
                for tool in tools:
                    taken.setdefault((form, tool), []).append(_once(folder, form, tool))
                    done += 1
                    tick(done, total)
    read = {(t.said["rows"], t.said["digest"]) for each in taken.values() for t in each}
    if len(read) > 1:
        raise WorkFailed(f"They did not read the same rows: {sorted(read)}")
    return {
        "rows": next(iter(read))[0],
        "bytes": made.said["bytes"],
        "runs": runs,
        "results": [
            _summary(form, tool, each, {own: taken[form, own] for own in OURS})
            for (form, tool), each in taken.items()
        ],
        "versions": versions("pandas", "openpyxl", "python-calamine", "lxml"),
    }


def _once(folder: Path, form: str, tool: str) -> Taken:
    home = folder / "home"
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(folder / "empty", home)
    return run(MODULE, tool, str(folder / f"matrix.{form}"), env=_environment(home))


def _environment(home: Path) -> dict[str, str]:
    return {
        "MINGA_HOME": str(home),
        "DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "minga.settings",
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
    }


def _summary(
    form: str, tool: str, taken: list[Taken], ours: dict[str, list[Taken]]
) -> dict[str, Any]:
    seconds = median(t.seconds for t in taken)
    memory = median(t.memory for t in taken)
    found: dict[str, Any] = {
        "format": form,
        "tool": tool,
        "seconds": round(seconds, 3),
        "process_seconds": round(median(t.process for t in taken), 3),
        "memory_mb": round(memory / 1e6, 1),
    }
    if tool in OURS:
        found["stages"] = {
            stage: round(median(t.said["stages"][stage] for t in taken), 3)
            for stage in taken[0].said["stages"]
        }
    else:
        for own, each in ours.items():
            found[f"{own}_to_peer"] = {
                "seconds": ratio(median(t.seconds for t in each), seconds),
                "memory": ratio(median(t.memory for t in each), memory),
            }
    return found
