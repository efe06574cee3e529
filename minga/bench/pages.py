"""`minga bench pages`: the pages of a large plan, beside Datasette serving the same rows."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import tempfile
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import quote

from minga.base.postgres import temporary_postgres
from minga.bench.fill import CODE
from minga.bench.measure import WorkFailed, cores, milliseconds, ratio, run, versions
from minga.bench.servers import datasette, get, minga, server, timed

SIZE = 25  # initiatives on a page of ours
WARM = 3  # turns that are not counted
LARGE = 10  # turns from one large file to the next
HERE = f"/plans/{CODE}/"


@dataclass(frozen=True, slots=True)
class Page:
    name: str
    ours: str
    peer: str = ""  # "" where Datasette has nothing like it
    large: bool = False  # a whole file: asked for a tenth as often
    again: bool = False  # asked for by somebody who has it


PAGES = (
    Page("list", HERE, f"/flat/initiatives?_size={SIZE}"),
    Page("filter", f"{HERE}?kind=proyecto", f"/flat/initiatives?kind=proyecto&_size={SIZE}"),
    Page("search", f"{HERE}?q={{}}", f"/flat/initiatives?_search={{}}&_size={SIZE}"),
    Page("initiative", f"{HERE}1.1.2/", "/flat/initiatives/2"),
    Page("matrix", f"{HERE}matrix/", f"/flat/matrix?_size={SIZE}"),
    Page("plan.json", f"{HERE}plan.json", "/flat/initiatives.json?_shape=array&_size=max", True),
    Page("plan.json, kept", f"{HERE}plan.json", large=True, again=True),
    Page("matrix.csv", f"{HERE}matrix.csv", "/flat/matrix.csv?_size=max", True),
)


# Each search asks for another word, so that no answer can have been kept.
WORDS = (
    *("mercados", "salud", "mujeres", "agua", "suelo", "barrios", "seguridad", "cultura"),
    *("riesgos", "parques", "movilidad", "jóvenes", "turismo", "ríos", "vivienda", "niños"),
    *("comercio", "quebradas", "ferias", "cuidado", "deporte", "empleo", "energía", "residuos"),
    *("archivo", "bosques", "caminos", "centros", "clima", "comités", "conflictos", "controles"),
    *("cuencas", "datos", "derechos", "desastres", "diseño", "docentes", "economía", "educación"),
    *(
        "empresas",
        "escuelas",
        "espacios",
        "estudios",
        "familias",
        "gestión",
        "hábitat",
        "incendios",
    ),
    *("industria", "infancia", "ingresos", "innovación", "internet", "justicia"),
)


@dataclass(slots=True)
class Times:
    first: float = 0
    ours: list[float] = field(default_factory=list)
    server: list[float] = field(default_factory=list)
    peer: list[float] = field(default_factory=list)
    queries: set[int] = field(default_factory=set)


def bench_pages(
    initiatives: int,
    runs: int,
    database: str,
    tick: Callable[[int, int], None] = lambda done, total: None,
) -> dict[str, Any]:
    """Every page `runs` times on each database, ours and Datasette's by turns on one core.

    Raises WorkFailed where both do not show the same.
    """
    chosen = ["sqlite", "postgres"] if database == "both" else [database]
    found = {}
    pinned = cores()
    before = os.sched_getaffinity(0) if pinned else set()
    with tempfile.TemporaryDirectory(prefix="minga-bench-") as name:
        folder = Path(name)
        try:
            for place, each in enumerate(chosen):
                with ExitStack() as stack:
                    if pinned:
                        os.sched_setaffinity(0, {pinned[1]})  # inherited by what we start
                    url = stack.enter_context(temporary_postgres()) if each == "postgres" else ""
                    env = {"MINGA_HOME": str(folder / each), "DATABASE_URL": url}
                    env |= {"DJANGO_SETTINGS_MODULE": "minga.bench.settings", "MINGA_DEMO": ""}
                    run("minga.bench.fill", str(initiatives), str(folder / "flat.db"), env=env)
                    ours = stack.enter_context(server(minga, env))
                    peer = stack.enter_context(server(datasette(folder / "flat.db"), {}))
                    if pinned:
                        os.sched_setaffinity(0, {pinned[0]})
                    steps = len(chosen) * runs

                    def step(done: int, at: int = place * runs, total: int = steps) -> None:
                        tick(at + done, total)

                    found[each] = _measured(ours, peer, runs, step)
                    compare(ours, peer)
        finally:
            if pinned:
                os.sched_setaffinity(0, before)
    return {
        "initiatives": initiatives,
        "cores": {"client": pinned[0], "server": pinned[1]} if pinned else None,
        "databases": found,
        "versions": versions("django", "granian", "datasette"),
    }


def _measured(
    ours: HTTPConnection, peer: HTTPConnection, runs: int, step: Callable[[int], None]
) -> list[dict[str, Any]]:
    taken = {page: Times() for page in PAGES}
    tags = {page: _tag(ours, page) for page in PAGES if page.again}
    for turn in range(-WARM, runs):
        word = quote(WORDS[turn % len(WORDS)])
        for page in PAGES:
            if page.large and turn % LARGE and turn != -WARM:
                continue
            times = taken[page] if turn >= 0 else Times()
            _body, timing = timed(ours, page.ours.format(word), times.ours, tags.get(page, ""))
            if timing:
                times.server.append(timing[0] / 1000)
                times.queries.add(timing[1])
            if turn == -WARM:
                taken[page].first = times.ours[0]
            if page.peer:
                timed(peer, page.peer.format(word), times.peer)
        step(max(turn + 1, 0))
    return [_summary(page, times) for page, times in taken.items()]


def _summary(page: Page, times: Times) -> dict[str, Any]:
    found: dict[str, Any] = {
        "page": page.name,
        "runs": len(times.ours),
        "queries": max(times.queries) if not page.large or page.again else "",
        "ours": milliseconds(times.ours),
        "first_ms": round(times.first * 1000, 2),
    }
    if not page.large or page.again:  # else the work is done while it is being sent
        found["server"] = milliseconds(times.server)
    if page.peer:
        found["datasette"] = milliseconds(times.peer)
        found["ratio"] = ratio(median(times.peer), median(times.ours))
    return found


def _tag(server: HTTPConnection, page: Page) -> str:
    server.request("GET", page.ours)
    response = server.getresponse()
    response.read()
    return response.getheader("ETag", "")


# --- the same answers


def compare(ours: HTTPConnection, peer: HTTPConnection) -> None:
    """Both show the same initiatives on each page, and give the same files."""
    where = {code: position for position, code in _positions(peer, "")}
    for page in PAGES[:3]:
        shown = _shown(get(ours, page.ours.format(WORDS[0])), where)
        question = page.peer.partition("?")[2].format(WORDS[0]).replace(f"_size={SIZE}", "")
        expected = [code for position, code in _positions(peer, question)]
        if page.name == "search":  # by stems we also find "mercado": so look only for what we miss
            last = where[shown[-1]] if len(shown) >= SIZE else len(where)
            missed = {code for code in expected if where[code] <= last} - set(shown)
            _same(page.name, missed, set())
        else:
            _same(page.name, shown, expected[:SIZE])
    whole = json.loads(get(ours, f"{HERE}plan.json"))["initiatives"]
    flat = json.loads(get(peer, "/flat/initiatives.json?_shape=array&_size=max"))
    named = [(i["uuid"], i["name"], "; ".join(i["leads"])) for i in whole]
    _same("plan.json", named, [(i["uuid"], i["initiative"], i["leads"]) for i in flat])
    mine, theirs = (_rows(ours, f"{HERE}matrix.csv"), _rows(peer, "/flat/matrix.csv?_size=max"))
    _same("matrix.csv", mine, [row[-len(mine[0]) :] for row in theirs])


def _positions(peer: HTTPConnection, question: str) -> list[tuple[int, str]]:
    path = f"/flat/initiatives.json?_shape=array&_size=max&_col=code&{question}"
    return sorted((row["position"], row["code"]) for row in json.loads(get(peer, path)))


def _shown(html: str, where: Mapping[str, int]) -> list[str]:
    linked = dict.fromkeys(re.findall(rf'href="{HERE}([\d.]+)/"', html))
    return [code for code in linked if code in where]


def _rows(server: HTTPConnection, path: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(get(server, path), newline="")))


def _same(what: str, ours: object, peer: object) -> None:
    if ours != peer:
        raise WorkFailed(
            f"{what}: not the same as Datasette: {str(ours)[:300]} | {str(peer)[:300]}"
        )
