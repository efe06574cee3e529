"""Charts and texts on paper: a tagged PDF, or one chart as an image. All by the typesetter."""

from __future__ import annotations

import re
import subprocess
import sys
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import orjson
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from minga.base.numbers import write_number
from minga.base.steps import Refused
from minga.monitoring.charts.chart import Chart, Column, Table, Value
from minga.monitoring.charts.look import inlined
from minga.opendata.annex.words import tidy

HERE = Path(__file__).parent
SECONDS = 60
TURNS = 8  # in which signs that no typeface has may have to be named
_UNKNOWN = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


def png(chart: Chart, source: Sequence[str] = ()) -> bytes:
    """One chart with its title, what it counts, its notes and where it comes from."""
    return pngs([chart], source)


def pngs(charts: Sequence[Chart], source: Sequence[str] = ()) -> bytes:
    """Several, one under the other."""
    blocks = [{"chart": shown(chart, table=False)} for chart in charts]
    return _typeset({"blocks": blocks, "foot": list(source)}, "png")


def pdf(title: str, blocks: Sequence[dict[str, Any]], **said: Any) -> bytes:
    """A4, tagged as PDF/UA-1 asks. `blocks` are headings, texts, facts, tables and charts:

    {"heading", "level"}, {"text"}, {"small"}, {"facts": [[label, text]]}, {"table": …},
    {"chart": …}; `said` may have `above`, `subtitle`, `author`, `footer`, `foot` (lines) and
    `date` (year, month, day), which makes the same content always the same file.
    """
    head = {
        "title": tidy(title),
        "above": "",
        "subtitle": "",
        "author": "",
        "footer": title,
        "foot": [],
        "date": [],
        "page": _("página {page} de {pages}"),
    }
    return _typeset(head | said | {"blocks": list(blocks)}, "pdf")


def shown(chart: Chart, *, table: bool = True) -> dict[str, Any]:
    """A chart as the template takes it."""
    found: dict[str, Any] = {
        "title": tidy(chart.title),
        "subtitle": tidy(chart.subtitle),
        "label": tidy(chart.label),
        "svg": inlined(chart.svg),
        "notes": [tidy(note) for note in chart.notes],
    }
    return found | ({"table": tabled(chart.table)} if table else {})


def tabled(table: Table, widths: Sequence[float] = ()) -> dict[str, Any]:
    """A table as the template takes it: every cell in words."""
    rows = [[said(cell.value, cell.column) for cell in row] for row in table.cells]
    return {
        "columns": [column.label for column in table.columns],
        "right": [column.number for column in table.columns],
        "widths": list(widths) or _widths(table.columns, rows),
        "rows": rows,
    }


def said(value: Value, column: Column) -> str:
    """A value in the words of the reader; where there is none, it says so."""
    if value is None:
        return _("Sin dato")
    if isinstance(value, str) or not column.number:
        return tidy(str(value))
    return write_number(value, column.decimals)


def _widths(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> list[float]:
    """Shares of the page: what is long gets more, but nothing all of it."""
    longest = [
        max([len(word) for word in column.label.split()] + [len(row[at]) for row in rows])
        for at, column in enumerate(columns)
    ]
    return [float(min(max(long, 6), 44)) for long in longest]


def _typeset(document: dict[str, Any], kind: str) -> bytes:
    """Signs that no typeface of ours has are named, for a paper is never refused."""
    document |= {"kind": kind, "language": get_language() or "es"}
    text = orjson.dumps(_readable(document)).decode()
    problem = ""
    for _turn in range(TURNS):
        done = _run(text, kind)
        if done.returncode == 0:
            return done.stdout
        problem = done.stderr.decode(errors="replace")
        found = _ESCAPED.sub(lambda m: chr(int(m[1], 16)), "".join(_UNKNOWN.findall(problem)))
        unknown = {sign for sign in found if sign > "~"}
        if not unknown:
            break
        for sign in unknown:
            text = text.replace(sign, f"[{unicodedata.name(sign, f'U+{ord(sign):04X}')}]")
    raise RuntimeError(problem.strip()[-2000:])


def _readable(value: Any) -> Any:
    """Without the control characters that no page can show."""
    if isinstance(value, dict):
        return {name: _readable(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_readable(one) for one in value]
    if not isinstance(value, str):
        return value
    return "".join(c for c in value if c == "\n" or unicodedata.category(c) not in ("Cc", "Cs"))


def _run(text: str, kind: str) -> subprocess.CompletedProcess[bytes]:
    """In a process of its own: the typesetter keeps most of the memory that it took."""
    try:
        return subprocess.run(  # noqa: S603
            [sys.executable, "-P", str(HERE / "typeset.py"), kind],
            input=text.encode(),
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Refused(_("El archivo tardó demasiado: pida menos, o la hoja XLSX.")) from None
