"""`minga bench board`: the board of a large plan with millions of readings, and one approval."""

from __future__ import annotations

import html
import os
import re
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from statistics import mode
from typing import Any
from urllib.parse import quote, urlencode

from minga.base.postgres import temporary_postgres
from minga.bench.fill import CODE
from minga.bench.measure import WorkFailed, cores, milliseconds, printed, run, versions
from minga.bench.pages import WORDS
from minga.bench.servers import get, minga, server, timed

WARM = 3  # turns that are not counted
SMALL = 40  # the small filling is so much smaller
LEAST = 200  # and has at least so many initiatives, so that nothing is empty for anybody
TURNS = 5
APPROVALS = 10
ROLES = ("visitor", "coordinator")
HERE = f"/monitoring/{CODE}/"
BOARD = f"{HERE}?by={{by}}&year={{year}}"
PAGES = {
    **{
        f"board by {by}": f"{HERE}?by={by}&year={{year}}"
        for by in ("objective", "unit", "area", "mechanism")
    },
    "board, preliminary": f"{HERE}?year={{year}}&basis=preliminary",
    "rows of a unit": f"{HERE}board/rows/?of=unit&key={{unit}}&year={{year}}&basis=approved",
    "rows of the plan": f"{HERE}board/rows/?of=plan&key=0&year={{year}}&basis=approved",
    "indicators": f"{HERE}indicators/",
    "indicators of a unit": f"{HERE}indicators/?unit={{unit}}",
    "indicators, searched": f"{HERE}indicators/?q={{word}}",
    "indicator": f"{HERE}indicators/{{indicator}}/",
    "readings": f"{HERE}readings/",
    "readings that wait": f"{HERE}readings/?status=sent",
}
Asked = tuple[str, str]  # a page, and who asks


@dataclass(slots=True)
class Times:
    first: float = 0
    ours: list[float] = field(default_factory=list)
    server: list[float] = field(default_factory=list)
    queries: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Filled:
    """A filling being served: who is signed in, and what they ask about."""

    ours: HTTPConnection
    env: dict[str, str]
    seconds: float
    said: dict[str, Any]

    def cookie(self, role: str, turn: int = 0) -> str:
        keys = self.said["sessions"].get(role, [])
        return f"sessionid={keys[turn % len(keys)]}" if keys else ""

    def address(self, path: str, turn: int) -> str:
        things = {
            name: keys[turn % len(keys)]
            for name, keys in self.said["things"].items()
            if name != "waiting"
        }
        year = self.said["things"]["waiting"][0]["year"]
        return path.format(year=year, word=quote(WORDS[turn % len(WORDS)]), **things)


def bench_board(
    initiatives: int,
    readings: int,
    runs: int,
    database: str,
    tick: Callable[[int, int], None] = lambda done, total: None,
) -> dict[str, Any]:
    """Every page for a visitor and a coordinator on each database; approvals, and what follows.

    Raises WorkFailed where a page asks more of the database when there is more.
    """
    chosen = ["sqlite", "postgres"] if database == "both" else [database]
    few = max(initiatives // SMALL, min(initiatives // 2, LEAST))
    small = (few, max(readings * few // initiatives, 2000))
    pinned = cores()
    before = os.sched_getaffinity(0) if pinned else set()
    load = os.getloadavg()[0]
    found = {}
    with tempfile.TemporaryDirectory(prefix="minga-bench-") as name:
        folder = Path(name)
        try:
            for place, each in enumerate(chosen):
                if pinned:
                    os.sched_setaffinity(0, {pinned[1]})  # inherited by what we start
                with filled(each, *small, folder) as less:
                    expected = queries(less)
                    expected_after = approved(less, APPROVALS // 2)
                with filled(each, initiatives, readings, folder) as full:
                    if pinned:
                        os.sched_setaffinity(0, {pinned[0]})

                    def step(done: int, at: int = place * runs) -> None:
                        tick(at + done, len(chosen) * runs)

                    taken = measured(full, runs, step)
                    counted = queries(full)
                    after = approved(full, APPROVALS)
                    counted["next page", "visitor"] = after["next_queries"]
                    expected["next page", "visitor"] = expected_after["next_queries"]
                    counted["approve", "coordinator"] = after["queries"]
                    expected["approve", "coordinator"] = expected_after["queries"]
                    same_queries(counted, expected)
                    facts = written(full, folder / f"facts-{each}")
                found[each] = {
                    "filled_s": round(full.seconds, 1),
                    **{name: full.said[name] for name in ("took", "rows", "row_bytes")},
                    "pages": [
                        summary(asked, times, counted[asked], expected[asked])
                        for asked, times in taken.items()
                    ],
                    "approval": after | {"queries_small": expected_after["queries"]},
                    "facts": facts,
                }
        finally:
            if pinned:
                os.sched_setaffinity(0, before)
    return {
        "initiatives": initiatives,
        "readings": readings,
        "small": {"initiatives": small[0], "readings": small[1]},
        "load": [round(load, 1), round(os.getloadavg()[0], 1)],
        "databases": found,
        "changed": all(each["approval"]["changed"] for each in found.values()),
        "versions": versions("django", "granian"),
    }


@contextmanager
def filled(database: str, initiatives: int, readings: int, folder: Path) -> Iterator[Filled]:
    """So many initiatives and readings, scored, and our server before them."""
    with ExitStack() as stack:
        url = stack.enter_context(temporary_postgres()) if database == "postgres" else ""
        home = folder / f"{database}{initiatives}"
        env = {"MINGA_HOME": str(home), "DATABASE_URL": url, "MINGA_DEMO": ""}
        env |= {"DJANGO_SETTINGS_MODULE": "minga.bench.settings"}
        made = run("minga.bench.fill_readings", str(initiatives), str(readings), env=env)
        ours = stack.enter_context(server(minga, env))
        yield Filled(ours, env, made.seconds, made.said)


def ask(full: Filled, page: str, role: str, turn: int, times: Times) -> None:
    path = full.address(PAGES[page], turn)
    _body, timing = timed(full.ours, path, times.ours, cookie=full.cookie(role, turn))
    if timing:
        times.server.append(timing[0] / 1000)
        times.queries.append(timing[1])


def queries(full: Filled) -> dict[Asked, int]:
    """How many each page asks of the database, once it was asked for before."""
    found = {}
    for role in ROLES:
        for page in PAGES:
            times = Times()
            for turn in range(-TURNS, TURNS):
                ask(full, page, role, turn, Times() if turn < 0 else times)
            found[page, role] = max(times.queries)
    return found


def measured(full: Filled, runs: int, step: Callable[[int], None]) -> dict[Asked, Times]:
    taken = {(page, role): Times() for role in ROLES for page in PAGES}
    for turn in range(-WARM, runs):
        for (page, role), times in taken.items():
            mine = times if turn >= 0 else Times()
            ask(full, page, role, turn, mine)
            if turn == -WARM:
                times.first = mine.server[0]
        step(max(turn + 1, 0))
    return taken


def summary(asked: Asked, times: Times, queries: int, expected: int) -> dict[str, Any]:
    return {
        "page": asked[0],
        "role": asked[1],
        "runs": len(times.ours),
        "queries": queries,
        "queries_small": expected,
        "first_ms": round(times.first * 1000, 2),
        "server": milliseconds(times.server),
        "ours": milliseconds(times.ours),
    }


def same_queries(counted: Mapping[Asked, int], expected: Mapping[Asked, int]) -> None:
    """The number of queries of a page does not grow with what there is."""
    more = [
        f"{page} ({role}): {expected[page, role]}, {count}"
        for (page, role), count in counted.items()
        if count != expected[page, role]
    ]
    if more:
        raise WorkFailed(f"Not the same number of queries for few and many rows: {'; '.join(more)}")


# --- an approval, and the page after it


def approved(full: Filled, times: int) -> dict[str, Any]:
    """A coordinator approves; what a visitor reads on the very next page, before and after."""
    posts, nexts, again = Times(), Times(), Times()
    shown = []
    for one in full.said["things"]["waiting"][:-1][:times]:
        path = BOARD.format(by="unit", year=one["year"])
        before = figures(get(full.ours, path), one["unit"])
        approve(full, one["reading"], posts)
        body, timing = timed(full.ours, path, nexts.ours)
        after = figures(body.decode(), one["unit"])
        _body, warm = timed(full.ours, path, again.ours)
        if timing and warm:
            nexts.server.append(timing[0] / 1000)
            nexts.queries.append(timing[1])
            again.server.append(warm[0] / 1000)
        changed = all(after[what] != before[what] for what in before)
        shown.append({**one, "before": before, "after": after, "changed": changed})
    return {
        "times": len(shown),
        "changed": bool(shown) and all(one["changed"] for one in shown),
        "shown": shown[:1] + [one for one in shown[1:] if not one["changed"]],
        # one more where it has areas, or a score that was only preliminary ends with it
        "queries": min(posts.queries),
        "next_queries": mode(nexts.queries),
        "approve": milliseconds(posts.server),
        "next": milliseconds(nexts.server),
        "again": milliseconds(again.server),
    }


def approve(full: Filled, reading: int, times: Times) -> None:
    """As the browser does: the form's token and the cookie that goes with it."""
    path = f"{HERE}readings/{reading}/"
    session = full.cookie("coordinator")
    full.ours.request("GET", path, headers={"Cookie": session})
    response = full.ours.getresponse()
    page = response.read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    cookie = re.search(r"csrftoken=(\w+)", response.getheader("Set-Cookie", ""))
    if not token or not cookie:
        raise WorkFailed(f"{path}: {response.status}, without a form to approve it")
    began = time.perf_counter()
    full.ours.request(
        "POST",
        f"{path}approve/",
        urlencode({"csrfmiddlewaretoken": token[1]}),
        {
            "Cookie": f"{session}; csrftoken={cookie[1]}",
            "Content-Type": "application/x-www-form-urlencoded",
        },
    )
    response = full.ours.getresponse()
    response.read()
    times.ours.append(time.perf_counter() - began)
    said = re.match(r'app;dur=([\d.]+), .*desc="(\d+)"', response.getheader("Server-Timing", ""))
    if response.status != 302 or not said:
        raise WorkFailed(f"{path}approve/: {response.status}")
    times.server.append(float(said[1]) / 1000)
    times.queries.append(int(said[2]))


def figures(page: str, unit: int) -> dict[str, str]:
    """What the table of the board says of a unit, and of the plan below it."""
    found = {}
    for what, link in (("unit", f"of=unit&amp;key={unit}&"), ("plan", "of=plan&amp;key=0&")):
        rows = [row for row in re.findall(r"<tr role.*?</tr>", page, re.DOTALL) if link in row]
        if not rows:
            raise WorkFailed(f"The board does not show the {what}")
        cells = re.findall(r"<td.*?</td>", rows[-1], re.DOTALL)
        texts = [
            re.sub(r'<span class="visually-hidden">.*?</span>|<svg.*?</svg>|<[^>]+>', " ", cell)
            for cell in cells
        ]
        found[what] = " | ".join(" ".join(html.unescape(text).split()) for text in texts)
    return found


# --- what is taken elsewhere


def written(full: Filled, folder: Path) -> dict[str, Any]:
    """The facts of it all as Parquet; then again, after one more approval."""
    took = []
    waiting = full.said["things"]["waiting"]
    for turn in range(2):
        began = time.perf_counter()
        out = run("minga.bench.facts", str(folder), env=full.env)
        took.append(time.perf_counter() - began)
        rows = out.said["readings"]["rows"]
        size = out.said["readings"]["bytes"]
        if turn == 0:
            full.ours.close()  # it hangs up on who says nothing for so long
            approve(full, waiting[-1]["reading"], Times())
    return {
        "first_s": round(took[0], 1),
        "after_one_s": round(took[1], 1),
        "files_after_one": out.said["written"],
        "memory_mb": round(out.memory / 1e6),
        "reading_bytes": round(size / max(rows, 1), 1),
        "rows": rows,
    }


# --- as text


def shown(found: dict[str, Any]) -> str:
    parts = [
        f"{found['initiatives']:,} initiatives, {found['readings']:,} readings; queries with"
        f" {found['small']['initiatives']:,} and {found['small']['readings']:,} before the ="
        f"; load {found['load'][0]} to {found['load'][1]}"
    ]
    for database, results in found["databases"].items():
        parts.append(_shown(database, results))
    return "\n\n".join(parts)


def _shown(database: str, results: dict[str, Any]) -> str:
    counted = ", ".join(f"{count:,} {name}" for name, count in results["rows"].items())
    took = ", ".join(f"{name[:-2]} {seconds:.1f} s" for name, seconds in results["took"].items())
    sizes = ", ".join(f"{name} {size}" for name, size in results["row_bytes"].items())
    rows: list[list[object]] = [
        ["page", "who", "n", "queries", "first ms", "server ms", "p95", "client ms", "p95"]
    ]
    for r in results["pages"]:
        rows.append(
            [
                *(r["page"], r["role"], r["runs"], f"{r['queries_small']} = {r['queries']}"),
                *(r["first_ms"], r["server"]["median_ms"], r["server"]["p95_ms"]),
                *(r["ours"]["median_ms"], r["ours"]["p95_ms"]),
            ]
        )
    one, facts = results["approval"], results["facts"]
    lines = [
        f"{database}, filled in {results['filled_s']} s ({took}): {counted}",
        f"bytes of a row with its indexes: {sizes}",
        printed(rows),
        f"approving a reading over HTTP, {one['times']} times: server {_both(one['approve'])} ms,"
        f" {one['queries']} queries; the very next board {_both(one['next'])} ms,"
        f" {one['next_queries']} queries; the one after that {_both(one['again'])} ms",
        f"the figures changed by the next page load: {'yes' if one['changed'] else 'NO'}",
        *(
            f"  {what}: {each['before'][what]} → {each['after'][what]}"
            for each in one["shown"]
            for what in each["before"]
        ),
        f"facts of {facts['rows']:,} public readings: {facts['first_s']} s, then after one more"
        f" approval {facts['after_one_s']} s and {facts['files_after_one']} files; at most"
        f" {facts['memory_mb']} MB; {facts['reading_bytes']} bytes a reading in Parquet",
    ]
    return "\n".join(lines)


def _both(times: Mapping[str, float]) -> str:
    return f"{times['median_ms']}, p95 {times['p95_ms']}"
