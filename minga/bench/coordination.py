"""`minga bench coordination`: the pages of joint work at size, for every role."""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import quote

from minga.base.postgres import temporary_postgres
from minga.bench.measure import WorkFailed, cores, milliseconds, ratio, run, versions
from minga.bench.pages import WORDS
from minga.bench.servers import datasette, get, minga, server, timed

SIZE = 25  # agreements on a page of ours
WARM = 3  # turns that are not counted
SMALL = 40  # the small filling is so much smaller
LEAST = 400  # and has at least so many initiatives, so that nothing is empty for anybody
TURNS = 5  # people of a role, and things
ROLES = ("visitor", "coordinator", "head", "delegate", "partner", "operator")


@dataclass(frozen=True, slots=True)
class Page:
    name: str
    ours: str
    peer: str = ""  # "" where Datasette has nothing like it
    signed_in: bool = False  # not for visitors


ROWS = f"/flat/agreements?_sort_desc=id&_size={SIZE}"
PAGES = (
    Page("my work", "/my-work/", signed_in=True),
    Page("register", "/agreements/", ROWS),
    Page("register, in force", "/agreements/?status=in_force", f"{ROWS}&status=in_force"),
    Page("register, searched", "/agreements/?q={word}", f"{ROWS}&_search={{word}}"),
    Page("agreement", "/agreements/{agreement}/"),
    Page("commitments", "/commitments/"),
    Page("actor", "/actors/{actor}/"),
    Page("network", "/actors/network/"),
)
# who asks, and for what
Asked = tuple[Page, str]


@dataclass(slots=True)
class Times:
    first: float = 0
    ours: list[float] = field(default_factory=list)
    server: list[float] = field(default_factory=list)
    peer: list[float] = field(default_factory=list)
    queries: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Filled:
    """A filling being served: who is signed in, and the things with most in them."""

    ours: HTTPConnection
    sessions: dict[str, list[str]]
    things: dict[str, list[int]]
    seconds: float
    rows: dict[str, int]
    env: dict[str, str]


def bench_coordination(
    initiatives: int,
    runs: int,
    database: str,
    tick: Callable[[int, int], None] = lambda done, total: None,
) -> dict[str, Any]:
    """Every page for every role on each database, and the measures of the network beside networkx.

    Raises WorkFailed where a page asks more of the database when there is more, or for another
    role shows what Datasette does not.
    """
    chosen = ["sqlite", "postgres"] if database == "both" else [database]
    found = {}
    network: dict[str, Any] = {}
    pinned = cores()
    before = os.sched_getaffinity(0) if pinned else set()
    with tempfile.TemporaryDirectory(prefix="minga-bench-") as name:
        folder = Path(name)
        try:
            for place, each in enumerate(chosen):
                if pinned:
                    os.sched_setaffinity(0, {pinned[1]})  # inherited by what we start
                small = max(initiatives // SMALL, min(initiatives // 2, LEAST))
                with filled(each, small, folder) as few:
                    expected = queries(few)
                with ExitStack() as stack:
                    flat = folder / "flat.db"
                    full = stack.enter_context(filled(each, initiatives, folder, flat))
                    peer = stack.enter_context(server(datasette(flat), {}))
                    if pinned:
                        os.sched_setaffinity(0, {pinned[0]})

                    def step(done: int, at: int = place * runs) -> None:
                        tick(at + done, len(chosen) * runs)

                    taken = measured(full, peer, runs, step)
                    compare(full.ours, peer)
                    counted = queries(full)
                if not network:
                    network = run("minga.bench.network", env=full.env).said
                found[each] = {
                    "filled_s": round(full.seconds, 1),
                    "rows": full.rows,
                    "pages": [
                        summary(asked, times, counted[asked], expected[asked])
                        for asked, times in taken.items()
                    ],
                }
                same_queries(counted, expected)
        finally:
            if pinned:
                os.sched_setaffinity(0, before)
    return {
        "initiatives": initiatives,
        "small": small,
        "databases": found,
        "network": network,
        "versions": versions("django", "granian", "datasette", "networkit", "networkx"),
    }


@contextmanager
def filled(
    database: str, initiatives: int, folder: Path, flat: Path | None = None
) -> Iterator[Filled]:
    """So many initiatives and all that goes with them, and our server before them."""
    with ExitStack() as stack:
        url = stack.enter_context(temporary_postgres()) if database == "postgres" else ""
        env = {"MINGA_HOME": str(folder / f"{database}{initiatives}"), "DATABASE_URL": url}
        env |= {"DJANGO_SETTINGS_MODULE": "minga.bench.settings", "MINGA_DEMO": ""}
        where = [str(flat)] if flat else []
        made = run("minga.bench.fill_coordination", str(initiatives), *where, env=env)
        ours = stack.enter_context(server(minga, env))
        said = made.said
        yield Filled(ours, said["sessions"], said["things"], made.seconds, said["rows"], env)


def asked(role: str) -> list[Page]:
    return [page for page in PAGES if role != "visitor" or not page.signed_in]


def ask(full: Filled, page: Page, role: str, turn: int, times: Times) -> None:
    """One page for one of the people of a role: another one at each turn."""
    keys = full.sessions.get(role, [])
    cookie = f"sessionid={keys[turn % len(keys)]}" if keys else ""
    path = address(full, page.ours, turn)
    _body, timing = timed(full.ours, path, times.ours, cookie=cookie)
    if timing:
        times.server.append(timing[0] / 1000)
        times.queries.append(timing[1])


def address(full: Filled, path: str, turn: int) -> str:
    things = {name: keys[turn % len(keys)] for name, keys in full.things.items()}
    return path.format(word=quote(WORDS[turn % len(WORDS)]), **things)


def queries(full: Filled) -> dict[Asked, int]:
    """How many each page asks of the database, for each role, once it was asked for before."""
    found = {}
    for role in ROLES:
        for page in asked(role):
            times = Times()
            for turn in range(-TURNS, TURNS):
                ask(full, page, role, turn, Times() if turn < 0 else times)
            found[page, role] = max(times.queries)
    return found


def measured(
    full: Filled, peer: HTTPConnection, runs: int, step: Callable[[int], None]
) -> dict[Asked, Times]:
    taken = {(page, role): Times() for role in ROLES for page in asked(role)}
    for turn in range(-WARM, runs):
        peer.close()  # it hangs up on who says nothing for five seconds
        get(peer, "/-/versions.json")
        for (page, role), times in taken.items():
            mine = times if turn >= 0 else Times()
            ask(full, page, role, turn, mine)
            if turn == -WARM:
                times.first = mine.server[0]
            if page.peer and role == "visitor":
                timed(peer, address(full, page.peer, turn), mine.peer)
        step(max(turn + 1, 0))
    return taken


def summary(asked: Asked, times: Times, queries: int, expected: int) -> dict[str, Any]:
    page, role = asked
    found: dict[str, Any] = {
        "page": page.name,
        "role": role,
        "runs": len(times.ours),
        "queries": queries,
        "queries_small": expected,
        "first_ms": round(times.first * 1000, 2),
        "server": milliseconds(times.server),
        "ours": milliseconds(times.ours),
    }
    if times.peer:
        found["datasette"] = milliseconds(times.peer)
        found["ratio"] = ratio(median(times.peer), median(times.ours))
    return found


def same_queries(counted: Mapping[Asked, int], expected: Mapping[Asked, int]) -> None:
    """The number of queries of a page does not grow with what there is."""
    more = [
        f"{page.name} ({role}): {expected[page, role]}, {count}"
        for (page, role), count in counted.items()
        if count != expected[page, role]
    ]
    if more:
        raise WorkFailed(f"Not the same number of queries for few and many rows: {'; '.join(more)}")


def compare(ours: HTTPConnection, peer: HTTPConnection) -> None:
    """A visitor sees the same agreements in both, in the same order."""
    peer.close()
    for page in PAGES:
        if not page.peer:
            continue
        shown = list(
            map(int, dict.fromkeys(re.findall(LINK, get(ours, page.ours.format(word=WORDS[0])))))
        )
        question = page.peer.partition("?")[2].format(word=WORDS[0])
        path = f"/flat/agreements.json?_shape=array&_col=id&{question}"
        expected = [row["id"] for row in json.loads(get(peer, path))]
        if page.name == "register, searched":  # by stems we find more: look for what we miss
            last = shown[-1] if len(shown) >= SIZE else 0
            expected = sorted({key for key in expected if key >= last} - set(shown))
            shown = []
        if shown[:SIZE] != expected[:SIZE]:
            raise WorkFailed(f"{page.name}: not the same as Datasette: {shown} | {expected}")


def agreement(measure: Mapping[str, Any]) -> str:
    """How far both agree on a measure, in words."""
    if "modularity" in measure:
        return f"modularity {measure['modularity']}, {measure['peer_modularity']}"
    if "correlation" in measure:
        return f"correlation {measure['correlation']}" if measure["sources"] else "the same"
    return "the same" if "peer_s" in measure else ""


LINK = re.compile(r'href="/agreements/(\d+)/"')
