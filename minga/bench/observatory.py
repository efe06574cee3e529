"""`minga bench observatory`: the national questions over many governments, by two engines."""

from __future__ import annotations

import os
import tempfile
import threading
import time
from collections.abc import Callable
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from typing import Any

from minga.bench.measure import Taken, WorkFailed, printed, ratio, run, versions
from minga.bench.observatory_ask import QUESTIONS
from minga.bench.observatory_make import QUARTERS
from minga.bench.observatory_spark import LARGE, WORKERS, cluster

ASK = "minga.bench.observatory_ask"
HARVESTED = 5  # governments whose facts are taken over HTTP too


def bench_observatory(
    governments: int,
    initiatives: int,
    years: int,
    runs: int,
    tick: Callable[[int, int], None] = lambda done, total: None,
    settings: str = LARGE,
) -> dict[str, Any]:
    """Facts of all made, gathered, and asked of both engines by turns; memory apart.

    Raises WorkFailed where there is no Spark or no Java. Answers that differ are counted.
    """
    java()
    began, load = time.perf_counter(), os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="minga-bench-") as name:
        folder = Path(name)
        root = folder / "facts"
        root.mkdir()
        env = {"MINGA_HOME": str(folder / "home"), "DATABASE_URL": "", "MINGA_DEMO": ""}
        env |= {"DJANGO_SETTINGS_MODULE": "minga.settings"}
        sizes = map(str, (governments, initiatives, years))
        made = run("minga.bench.observatory_make", *sizes, str(root), env=env)
        tick(1, 5)
        files = [file.stat().st_size for file in (root / "from").rglob("*.parquet")]
        harvest = harvested(root, folder / "harvest", min(HARVESTED, governments), env)
        gathered = run(ASK, "gather", str(root), env=env)
        tick(2, 5)
        alone = {question: run(ASK, question, str(root), env=env) for question in QUESTIONS}
        tick(3, 5)
        with cluster(folder / "spark", settings) as spark:
            asked = run(ASK, "both", str(root), spark.address, str(runs), env=env | spark.env)
            workers = spark.memory()
        tick(5, 5)
    return {
        "governments": governments,
        "initiatives": initiatives,
        "years": years,
        "runs": runs,
        "goals": made.said["rows"]["goals"],
        "readings": made.said["rows"]["readings"],
        "took_s": round(time.perf_counter() - began, 1),
        "made_s": round(made.seconds, 1),
        "published": {"files": len(files), "mb": round(sum(files) / 1e6, 1)},
        "harvest": harvest,
        "gathered": _gathered(gathered),
        "questions": [_question(each, alone[each["name"]]) for each in asked.said["questions"]],
        "spark": {
            "workers": WORKERS,
            "session_s": round(asked.said["session_s"], 1),
            "driver_mb": round(asked.said["driver_bytes"] / 1e6),
            "cluster_mb": round(workers / 1e6),
        },
        "same": not any(each["differ"] for each in asked.said["questions"]),
        "load": [round(load, 1), round(os.getloadavg()[0], 1)],
        "versions": versions("duckdb", "pyspark", "sqlglot"),
    }


def java() -> None:
    """What Spark needs is there, or one clear sentence."""
    from minga.analytics.spark import ready
    from minga.base.steps import Refused

    try:
        ready("local")
    except Refused as refusal:
        raise WorkFailed(" ".join(refusal.messages)) from None


def _gathered(taken: Taken) -> dict[str, Any]:
    said = taken.said
    return {
        "seconds": round(taken.seconds, 1),
        "memory_mb": round(taken.memory / 1e6),
        "rows": said["rows"],
        "mb": round(said["bytes"] / 1e6, 1),
        "reading_bytes": round(said["reading_bytes"] / max(said["readings"], 1), 2),
    }


def _question(each: dict[str, Any], alone: Taken) -> dict[str, Any]:
    turns = {
        "duckdb": each["duckdb"] or [alone.seconds],
        "spark": each["spark"] or [each["spark_first"]],
    }
    ours, theirs = median(turns["duckdb"]), median(turns["spark"])
    return {
        **{name: each[name] for name in ("name", "rows", "differ")},
        "runs": len(turns["duckdb"]),
        "duckdb_s": round(ours, 2),
        "duckdb_most_s": round(max(turns["duckdb"]), 2),
        "duckdb_mb": round(alone.memory / 1e6),
        "spark_s": round(theirs, 2),
        "spark_most_s": round(max(turns["spark"]), 2),
        "spark_first_s": round(each["spark_first"], 2),
        "ratio": ratio(theirs, ours),
    }


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Nobody reads it."""


def harvested(root: Path, home: Path, few: int, env: dict[str, str]) -> dict[str, Any]:
    """`minga harvest` of some of them over HTTP, each checked, as it would be of all."""
    handler = partial(_Quiet, directory=str(root / "from"))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        urls = [
            f"http://127.0.0.1:{server.server_port}/{folder.name}/catalog.json"
            for folder in sorted((root / "from").iterdir())[:few]
        ]
        began = time.perf_counter()
        first = run("minga.bench.harvest", str(home), *urls, env=env)
        again = run("minga.bench.harvest", str(home), *urls, env=env)
        took = time.perf_counter() - began
    finally:
        server.shutdown()
        server.server_close()
    return {
        "governments": few,
        "each_s": round(first.seconds / few, 2),
        "again_each_s": round(again.seconds / few, 2),
        "files": first.said["files"],
        "took_s": round(took, 1),
    }


# --- as text


def shown(found: dict[str, Any]) -> str:
    gathered, harvest, spark = found["gathered"], found["harvest"], found["spark"]
    rows: list[list[object]] = [
        [
            *("question", "rows", "differ", "n", "DuckDB s", "most", "MB"),
            *("Spark s", "most", "first", "Spark : DuckDB"),
        ]
    ]
    for r in found["questions"]:
        rows.append(
            [
                *(r["name"], r["rows"], r["differ"], r["runs"]),
                *(r["duckdb_s"], r["duckdb_most_s"], r["duckdb_mb"]),
                *(r["spark_s"], r["spark_most_s"], r["spark_first_s"], r["ratio"]),
            ]
        )
    verdict = (
        "every row the same, to the last digit" if found["same"] else "THE ANSWERS ARE NOT THE SAME"
    )
    return "\n".join(
        [
            f"{found['governments']:,} governments × {found['initiatives']} initiatives ×"
            f" {found['years']} years = {found['goals']:,} goals, {found['readings']:,} readings"
            f" ({QUARTERS} a year); medians of n runs by turns;"
            f" load {found['load'][0]} to {found['load'][1]}",
            f"generated in {found['made_s']} s: {found['published']['files']:,} files,"
            f" {found['published']['mb']} MB",
            f"harvested over HTTP, {harvest['governments']} of them: {harvest['each_s']} s each,"
            f" {harvest['again_each_s']} s where nothing changed",
            f"gathered in {gathered['seconds']} s, {gathered['memory_mb']} MB of memory:"
            f" {gathered['rows']:,} rows, {gathered['mb']} MB on disk,"
            f" {gathered['reading_bytes']} bytes a reading",
            "",
            printed(rows),
            f"Spark: a master and {spark['workers']} workers of one core; connecting"
            f" {spark['session_s']} s; at most {spark['driver_mb']} MB for the driver and"
            f" {spark['cluster_mb']} MB for master, workers and executors",
            f"all of it took {found['took_s']} s",
            verdict,
        ]
    )
