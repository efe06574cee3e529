"""`minga bench documents`: the matrix in each format, read by us and by what else reads tables."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from minga.bench.measure import Taken, WorkFailed, ratio, run, versions

WORK = {
    "pdf": ("ours", "pdfplumber", "camelot", "markitdown"),
    "docx": ("ours", "python-docx", "markitdown"),
    "xlsx": ("ours", "pandas+openpyxl", "pandas+calamine", "markitdown"),
    "ods": ("ours", "pandas+calamine"),
    "html": ("ours", "pandas+lxml", "markitdown"),
}
LIMIT = 300  # seconds: who takes longer is stopped, and not started again
PACKAGES = {
    "pdfplumber": "pdfplumber", "camelot": "camelot-py", "markitdown": "markitdown",
    "python-docx": "python-docx", "pandas+openpyxl": "pandas", "pandas+calamine": "pandas",
    "pandas+lxml": "pandas",
}  # fmt: skip
MODULE = "minga.bench.tables"
Rows = list[tuple[str, ...]]


def bench_documents(
    rows: int,
    runs: int,
    tools: Sequence[str] = (),
    tick: Callable[[int, int], None] = lambda done, total: None,
) -> dict[str, Any]:
    """Every tool `runs` times, by turns; with `tools`, only those and us."""
    work = {
        form: [tool for tool in each if not tools or tool in ("ours", *tools)]
        for form, each in WORK.items()
    }
    with tempfile.TemporaryDirectory(prefix="minga-bench-") as name:
        folder = Path(name)
        run("minga.bench.draw", str(rows), str(folder), env=_environment(folder))
        truth = tidy(json.loads((folder / "truth.json").read_text(encoding="utf-8")))
        pages = _pages(folder / "matrix.pdf")
        taken: dict[tuple[str, str], list[Taken | None]] = {}
        steps = [(form, tool) for form, each in work.items() for tool in each] * runs
        for done, (form, tool) in enumerate(steps):
            tick(done, len(steps))
            before = taken.setdefault((form, tool), [])
            if None not in before:
                before.append(_once(folder, form, tool))
        tick(len(steps), len(steps))
    return {
        "rows": len(truth),
        "pages": pages,
        "runs": runs,
        "limit": LIMIT,
        "results": [
            _summary(form, tool, each, truth, taken[form, "ours"], pages)
            for (form, tool), each in taken.items()
        ],
        "versions": versions(
            *("pdfplumber", "camelot-py", "python-docx", "markitdown", "pandas"),
            *("openpyxl", "python-calamine", "lxml", "pypdfium2", "selectolax"),
        ),
    }


def _once(folder: Path, form: str, tool: str) -> Taken | None:
    """One run, or None where it took longer than the limit."""
    file = folder / f"matrix.{form}"
    try:
        return run(MODULE, tool, str(file), env=_environment(folder), limit=LIMIT)
    except TimeoutError:
        return None


def _environment(folder: Path) -> dict[str, str]:
    return {
        "MINGA_HOME": str(folder),
        "DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "minga.settings",
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
    }


def _pages(file: Path) -> int:
    import pypdfium2

    with pypdfium2.PdfDocument(file) as document:
        return len(document)


def _summary(
    form: str,
    tool: str,
    taken: Sequence[Taken | None],
    truth: Rows,
    ours: Sequence[Taken | None],
    pages: int,
) -> dict[str, Any]:
    done = [each for each in taken if each]
    found: dict[str, Any] = {"format": form, "tool": tool, "runs": len(done)}
    if tool != "ours":
        found["version"] = versions(PACKAGES[tool])[PACKAGES[tool]]
    if not done:
        return found | {"stopped_after": LIMIT}
    answers = {json.dumps([each.said["rows"], each.said.get("flagged")]) for each in done}
    if len(answers) > 1:
        raise WorkFailed(f"{tool} did not read the same in every run of {form}")
    said = done[0].said
    read = tidy(said["rows"])
    seconds = median(each.seconds for each in done)
    found |= {
        "read": len(read),
        "exact": exact(read, truth),
        "filled": exact(filled(read), truth),
        "seconds": round(seconds, 4),
        "memory_mb": round(median(each.memory for each in done) / 1e6, 1),
    }
    if form == "pdf":
        found["ms_per_page"] = round(seconds * 1000 / pages, 1)
    if tool == "ours":
        found["flagged"], found["wrong_unflagged"] = flags(read, said["flagged"], truth)
        found["stages"] = {
            stage: round(median(each.said["stages"][stage] for each in done), 4)
            for stage in said["stages"]
        }
    else:
        found["ratio"] = ratio(seconds, median(each.seconds for each in ours if each))
    return found


# --- how much of it is right


def tidy(rows: Iterable[Sequence[str]]) -> Rows:
    return [tuple(" ".join(cell.split()) for cell in row) for row in rows]


def exact(read: Rows, truth: Rows) -> int:
    """How many rows of the matrix were read, all their cells the same but for white space."""
    return (Counter(read) & Counter(truth)).total()


def filled(read: Rows) -> Rows:
    """The rows as anyone would complete them: a blank cell says what the one above it says."""
    header = read[0] if read else ()
    above: tuple[str, ...] = ()
    found: Rows = []
    for row in read:
        if row == header or len(row) != len(header):
            found.append(row)
            continue
        # the last column has blanks of its own
        kept = [cell or (above[at] if above else "") for at, cell in enumerate(row[:-1])]
        above = (*kept, row[-1])
        found.append(above)
    return found


def flags(read: Rows, flagged: Sequence[Sequence[bool]], truth: Rows) -> tuple[int, int]:
    """How many rows have a cell that we ask to be looked at; how many are wrong and have none."""
    right = Counter(truth)
    silent = 0
    for row, marks in zip(read, flagged, strict=True):
        if right[row] > 0:
            right[row] -= 1
        elif not any(marks):
            silent += 1
    return sum(map(any, flagged)), silent
