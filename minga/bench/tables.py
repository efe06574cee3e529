"""Work measured by `minga bench documents`, one run in a process: `python -m minga.bench.tables`.

The clock starts when everything is imported, for us and for the peers alike. Each prints the rows
of five cells that it read; blank where a tool leaves a merged cell blank.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

OURS = ("lxml.etree", "pypdfium2.raw", "python_calamine", "selectolax.lexbor")
Read = Callable[[Path], Iterable[Sequence[Any]]]
_BAR = re.compile(r"(?<!\\)\|")


def ours(file: Path) -> dict[str, Any]:
    """Read and draft: what the matrix means, with the cells that somebody has to look at."""
    import django

    django.setup()
    from minga.intake.read import read
    from minga.plans.importer import draft_from

    for module in OURS:
        import_module(module)
    content = file.read_bytes()
    began = time.perf_counter()
    reading = read(content, file.name)
    after_read = time.perf_counter()
    draft = draft_from(reading)
    ended = time.perf_counter()
    above = {o.code: o for o in draft.objectives}
    rows, flagged = [], []
    for i in draft.initiatives:
        objective = above[i.objective]
        parent = above.get(objective.parent)
        for a in i.articulations:
            sources = (
                *(parent.source if parent else None, objective.source),
                *(i.sources.get("name"), a.sources.get("objective"), a.sources.get("mechanisms")),
            )
            texts = (i.name, a.objective)
            rows.append(
                [
                    *(source.text if source else "" for source in sources[:2]),
                    *texts,
                    sources[4].text if sources[4] else "",
                ]
            )
            flagged.append([bool(source and source.unsure) for source in sources])
    return {
        "seconds": ended - began,
        "stages": {"read": after_read - began, "interpret": ended - after_read},
        "rows": rows,
        "flagged": flagged,
    }


def peer(read: Read, file: Path) -> dict[str, Any]:
    began = time.perf_counter()
    found = list(read(file))
    took = time.perf_counter() - began
    rows = [["" if cell is None or cell != cell else str(cell) for cell in row] for row in found]
    return {"seconds": took, "rows": rows}


def with_pdfplumber() -> Read:
    import pdfplumber

    def read(file: Path) -> Iterable[Sequence[Any]]:
        with pdfplumber.open(file) as document:
            return [r for page in document.pages for t in page.extract_tables() for r in t]

    return read


def with_camelot() -> Read:
    import camelot

    def read(file: Path) -> Iterable[Sequence[Any]]:
        tables = camelot.read_pdf(  # type: ignore[attr-defined]
            str(file), pages="all", flavor="lattice"
        )
        return [row for table in tables for row in table.df.values.tolist()]

    return read


def with_python_docx() -> Read:
    from docx import Document

    def read(file: Path) -> Iterable[Sequence[Any]]:
        tables = Document(str(file)).tables
        return [[cell.text for cell in row.cells] for table in tables for row in table.rows]

    return read


def with_markitdown() -> Read:
    from markitdown import MarkItDown

    converter = MarkItDown(enable_plugins=False)

    def read(file: Path) -> Iterable[Sequence[Any]]:
        lines = converter.convert(str(file)).text_content.splitlines()
        return [_cells(line) for line in lines if line.lstrip().startswith("|")]

    return read


def _cells(line: str) -> list[str]:
    cells = [cell.strip() for cell in _BAR.split(line.strip().strip("|"))]
    return ["" if cell == "NaN" else cell.replace("\\|", "|") for cell in cells]


def with_pandas_html() -> Read:
    import lxml.html  # noqa: F401 (before the clock starts)
    import pandas as pd

    return lambda file: _frame(pd.read_html(file, flavor="lxml", keep_default_na=False)[0])


def with_pandas(engine: str, module: str) -> Callable[[], Read]:
    def prepared() -> Read:
        import pandas as pd

        import_module(module)
        return lambda file: _frame(
            pd.read_excel(file, dtype=str, keep_default_na=False, engine=engine)
        )

    return prepared


def _frame(frame: Any) -> list[Sequence[Any]]:
    return [list(frame.columns), *frame.values.tolist()]


PEERS: dict[str, Callable[[], Read]] = {
    "pdfplumber": with_pdfplumber,
    "camelot": with_camelot,
    "python-docx": with_python_docx,
    "markitdown": with_markitdown,
    "pandas+lxml": with_pandas_html,
    "pandas+openpyxl": with_pandas("openpyxl", "openpyxl"),
    "pandas+calamine": with_pandas("calamine", "python_calamine"),
}


def main(tool: str, file: Path) -> None:
    found = ours(file) if tool == "ours" else peer(PEERS[tool](), file)
    print(json.dumps(found))  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
