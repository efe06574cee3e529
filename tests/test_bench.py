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
            assert by_page[page]["queries"] <= (24 if page == "initiative" else 12)
            assert by_page[page]["runs"] == 2
            assert by_page[page]["ratio"] > 0
        assert "datasette" not in by_page["plan.json, kept"]


def test_the_pages_of_joint_work_ask_the_same_of_the_database_for_few_and_for_many(
    tmp_path: Path,
) -> None:
    found = bench(tmp_path, "coordination", "--initiatives=240", "--runs=2", "--database=sqlite")
    assert found["small"] < found["initiatives"] == 240
    (results,) = found["databases"].values()
    assert results["rows"]["agreements.Agreement"] == 600
    asked = {(result["page"], result["role"]): result for result in results["pages"]}
    roles = {"visitor", "coordinator", "head", "delegate", "partner", "operator"}
    pages = {"my work", "register", "agreement", "commitments", "actor", "network"}
    assert {(page, role) for page in pages for role in roles} - asked.keys() == {
        ("my work", "visitor")
    }
    for (page, role), result in asked.items():
        assert 0 < result["queries"] == result["queries_small"] <= 40
        assert ("datasette" in result) == (role == "visitor" and page.startswith("register"))
    whole, most_tied = found["network"]["networks"]
    assert whole["actors"] >= most_tied["actors"] > 0
    for network in (whole, most_tied):
        measured = {measure["measure"] for measure in network["measures"]}
        assert measured == {"graph", "degree", "components", "betweenness", "communities"}


def test_documents_are_measured_beside_what_else_reads_tables(tmp_path: Path) -> None:
    peers = ("pdfplumber", "python-docx", "pandas+calamine", "pandas+lxml")
    found = bench(
        tmp_path, "documents", "--rows=6", "--runs=1", *(f"--tool={peer}" for peer in peers)
    )
    by_tool = {(r["format"], r["tool"]): r for r in found["results"]}
    assert by_tool.keys() == {
        *((form, "ours") for form in ("pdf", "docx", "xlsx", "ods", "html")),
        *(("pdf", "pdfplumber"), ("docx", "python-docx"), ("html", "pandas+lxml")),
        *(("xlsx", "pandas+calamine"), ("ods", "pandas+calamine")),
    }
    assert (found["rows"], found["pages"]) == (6, 1)
    for (form, tool), result in by_tool.items():
        if tool == "ours":
            assert (result["exact"], result["wrong_unflagged"]) == (6, 0)
        else:
            assert result["filled"] >= result["exact"] >= 0
            assert result["ratio"] > 0
            assert result["version"]
        assert ("ms_per_page" in result) == (form == "pdf")


def test_rows_are_exact_but_for_white_space_and_flags_are_counted() -> None:
    from minga.bench.documents import exact, filled, flags, tidy

    truth = tidy([["a", "b", "c"], ["a", "d", ""]])
    read = tidy([["H", "I", "J"], ["a", "b", " c\n"], ["", "d", ""]])
    assert exact(read, truth) == 1
    assert exact(filled(read), truth) == 2
    assert flags(truth, [[False] * 3, [True, False, False]], truth) == (1, 0)
    assert flags(read[1:], [[False] * 3] * 2, truth) == (0, 1)


def test_it_refuses_to_compare_what_is_not_the_same() -> None:
    from minga.bench import pages
    from minga.bench.measure import WorkFailed

    with pytest.raises(WorkFailed, match="not the same"):
        pages._same("list", ["1.1.1"], ["1.1.2"])
