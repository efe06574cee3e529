"""Whoever publishes to harm: one sentence, nothing taken, nobody kept waiting."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from minga.analytics import fetch
from minga.analytics.gather import gather
from minga.analytics.harvest import harvest, known
from minga.analytics.tests.test_harvest import change, theirs, url  # noqa: F401 (fixtures)
from minga.analytics.write import alone
from minga.base.steps import Refused

Answer = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def answering(answer: Answer) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer(self)

        def log_message(self, format: str, *args: Any) -> None:
            """A test says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/catalog.json"
    server.shutdown()
    server.server_close()


def leads_to(place: str) -> Answer:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(302)
        request.send_header("Location", place)
        request.end_headers()

    return answer


@pytest.mark.parametrize("place", ["file:///etc/passwd", "ftp://127.0.0.1/x", "//127.0.0.1:9/x"])
def test_nobody_leads_elsewhere(
    place: str, db: None, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last is of our own network, where the first one is outside."""
    with answering(leads_to(place)) as start:
        outside = start.replace("127.0.0.1", "localhost")
        inside = fetch._inside
        monkeypatch.setattr(fetch, "_inside", lambda host: host != "localhost" and inside(host))
        [taken] = harvest([outside])
    assert "manda a otra parte" in taken.why or "responde 302" in taken.why
    assert not known()


def test_our_own_network_is_known_by_its_addresses() -> None:
    for host in ("127.0.0.1", "localhost", "10.0.0.1", "169.254.169.254", "::1", "192.168.1.1"):
        assert fetch._inside(host), host
    assert not fetch._inside("1.1.1.1") and not fetch._inside("nadie.invalid")


def test_a_drop_at_a_time_is_not_waited_for(
    db: None, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetch, "PATIENCE", 0.5)

    def drip(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        for _drop in range(100):
            request.wfile.write(b" ")
            time.sleep(0.1)

    began = time.monotonic()
    with answering(drip) as start:
        [taken] = harvest([start])
    assert "demasiado lento" in taken.why
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    "spoil",
    [
        lambda c: c.update(publisher="otra\ud800"),
        lambda c: c.update(publisher="otra\x1b[2J"),
        lambda c: c.update(checked_at="ayer"),
        lambda c: c.update(checked_at="2027-01-01T00:00:00"),
        lambda c: c["facts"]["initiatives"]["files"][0].update(bytes=10.5),
        lambda c: c["facts"]["initiatives"]["files"][0].update(rows=True),
        lambda c: c["facts"]["initiatives"].update(rows=-1),
        lambda c: c["facts"].update(initiatives=[]),
        lambda c: c.update(facts=7),
    ],
)
def test_an_odd_catalog_is_none(url: str, theirs: Path, home: Path, spoil: Any) -> None:  # noqa: F811
    change(theirs, spoil)
    [taken] = harvest([url])
    assert "no es un catálogo" in taken.why
    assert not known() and gather() is None


def test_a_file_that_is_spoilt_inside_is_not_taken(
    url: str,  # noqa: F811
    theirs: Path,  # noqa: F811
    home: Path,
) -> None:
    """Its columns and rows are as announced, and its digest; what it holds cannot be read."""

    def spoil(content: Any) -> None:
        file = content["facts"]["initiatives"]["files"][0]
        spoilt = bytearray((theirs / file["path"]).read_bytes())
        spoilt[20:400] = b"\xff" * 380
        (theirs / file["path"]).write_bytes(spoilt)
        file.update(sha256=hashlib.sha256(spoilt).hexdigest())

    change(theirs, spoil)
    [taken] = harvest([url])
    assert "no se puede leer" in taken.why
    assert not known()


def test_two_at_once_are_told_to_wait(url: str, home: Path) -> None:  # noqa: F811
    home.mkdir(exist_ok=True)
    with alone(home), pytest.raises(Refused, match="espere a que termine"):
        harvest([url])
