"""Running a piece of work in a process of its own, and saying what it took."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from statistics import median, quantiles
from threading import Timer
from typing import Any


class WorkFailed(RuntimeError):
    """A measured process ended badly; the message holds its last words."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What one run took: the work itself, the whole process, and its highest memory."""

    seconds: float
    process: float
    memory: int  # bytes
    said: dict[str, Any]


def run(
    module: str,
    *arguments: str,
    env: Mapping[str, str] | None = None,
    limit: float | None = None,
) -> Taken:
    """Run a module that prints one line of JSON, with `seconds` in it.

    Raises WorkFailed where it ends badly, and TimeoutError after `limit` seconds.
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors:
        began = time.perf_counter()
        child = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", module, *arguments],
            stdout=out,
            stderr=errors,
            env={**os.environ, **(env or {})},
        )
        stop = Timer(limit or 0, child.kill)
        if limit:
            stop.start()
        _pid, status, used = os.wait4(child.pid, 0)
        stop.cancel()
        took = time.perf_counter() - began
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        errors.seek(0)
        if limit and took >= limit and child.returncode < 0:
            raise TimeoutError(module)
        if child.returncode:
            raise WorkFailed(errors.read().decode(errors="replace").strip()[-2000:])
        said = json.loads(out.read().splitlines()[-1])
    unit = 1 if sys.platform == "darwin" else 1024
    return Taken(said.pop("seconds"), took, used.ru_maxrss * unit, said)


def milliseconds(times: Sequence[float]) -> dict[str, float]:
    """The median and the 95th percentile."""
    high = quantiles(times, n=20)[-1] if len(times) > 1 else times[0]
    return {"median_ms": round(median(times) * 1000, 2), "p95_ms": round(high * 1000, 2)}


def ratio(peer: float, ours: float) -> float:
    """How many times more the peer takes; below 1 it takes less."""
    return round(peer / ours, 2) if ours else 0.0


def versions(*packages: str) -> dict[str, str]:
    return {"python": platform.python_version(), **{name: version(name) for name in packages}}


def cores() -> tuple[int, int] | None:
    """A core for the client and one for the server, where the system lets us choose."""
    if not hasattr(os, "sched_getaffinity"):
        return None
    free = sorted(os.sched_getaffinity(0))
    return (free[0], free[1]) if len(free) > 1 else None


def printed(rows: Iterable[Sequence[object]]) -> str:
    """A table of plain text: the first column to the left, the others to the right."""
    cells = [[f"{cell:.2f}" if isinstance(cell, float) else str(cell) for cell in r] for r in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if place == 0 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in cells
    )
