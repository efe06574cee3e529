"""The benchmarks run, and they only print once both sides agree. Nothing here looks at a clock."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.pure]
ROOT = Path(__file__).parent.parent


def bench(home: Path, *arguments: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "minga.cli", "bench", *arguments, "--json"],
        env={**os.environ, "MINGA_HOME": str(home), "PYTHONPATH": str(ROOT), "DATABASE_URL": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_importing_is_measured_beside_pandas_on_the_same_rows(tmp_path: Path) -> None:
    found = bench(tmp_path, "import", "--rows=60", "--runs=2")
    tools = {(r["format"], r["tool"]) for r in found["results"]}
    assert tools == {
        *(("csv", tool) for tool in ("read", "import", "pandas")),
        *(("xlsx", tool) for tool in ("read", "import", "pandas+openpyxl", "pandas+calamine")),
        *(("html", tool) for tool in ("read", "import", "pandas+lxml")),
    }
    assert 50 <= found["rows"] <= 80
    assert {"pandas", "openpyxl", "lxml"} <= found["versions"].keys()
    for result in found["results"]:
        assert result["memory_mb"] > 0
        assert ("stages" in result) == (result["tool"] in ("read", "import"))
        assert ("import_to_peer" in result) == (result["tool"] not in ("read", "import"))


def test_pages_are_measured_beside_datasette_on_the_same_rows(tmp_path: Path) -> None:
    found = bench(tmp_path, "pages", "--initiatives=60", "--runs=2", "--database=both")
    assert found["databases"].keys() == {"sqlite", "postgres"}
    for results in found["databases"].values():
        by_page = {result["page"]: result for result in results}
        assert by_page.keys() == {
            *("list", "filter", "search", "initiative", "matrix"),
            *("plan.json", "plan.json, kept", "matrix.csv"),
        }
        for page in ("list", "filter", "search", "initiative", "matrix"):
            assert by_page[page]["queries"] <= 12
            assert by_page[page]["runs"] == 2
            assert by_page[page]["ratio"] > 0
        assert "datasette" not in by_page["plan.json, kept"]


def test_it_refuses_to_compare_what_is_not_the_same() -> None:
    from minga.bench import pages
    from minga.bench.measure import WorkFailed

    with pytest.raises(WorkFailed, match="not the same"):
        pages._same("list", ["1.1.1"], ["1.1.2"])
