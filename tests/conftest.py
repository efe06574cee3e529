"""A real browser on the real thing: `minga demo`, served as a newcomer gets it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page

from minga.notices.tests.server import PostOffice, post_office

CHECKOUT = Path(__file__).resolve().parent.parent
AXE = Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js"
WAIT_SECONDS = 120

OpenPage = Callable[..., Page]


@dataclass(frozen=True)
class Site:
    """A running demo: where it is, what it said when it started, where its data lives."""

    url: str
    said: str
    home: Path


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running_demo(tmp_path_factory.mktemp("demo")) as site:
        yield site


@pytest.fixture(scope="module")
def office() -> Iterator[PostOffice]:
    with post_office() as office:
        yield office


@pytest.fixture(scope="module")
def mailing_demo(tmp_path_factory: pytest.TempPathFactory, office: PostOffice) -> Iterator[Site]:
    """One of a story's own, which sends its letters."""
    mail = {"MINGA_SMTP_HOST": "127.0.0.1", "MINGA_SMTP_PORT": str(office.port)}
    with running_demo(tmp_path_factory.mktemp("story"), **mail) as site:
        yield site


@contextmanager
def running_demo(home: Path, **settings: str) -> Iterator[Site]:
    """`minga demo` with its data in `home`, and what else its environment says."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    log = home / "demo.log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", "minga.cli", "demo", "--port", str(port)],
            cwd=CHECKOUT,
            env={**os.environ, "MINGA_HOME": str(home), **settings},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_until_it_answers(url, server, log)
        yield Site(url, log.read_text(), home)
    finally:
        server.terminate()
        try:
            server.wait(timeout=20)
        except subprocess.TimeoutExpired:
            server.kill()


def _wait_until_it_answers(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < until:
        if server.poll() is not None:
            pytest.fail(f"minga demo ended with {server.returncode}:\n{log.read_text()[-3000:]}")
        try:
            with urlopen(url, timeout=5):
                return
        except HTTPError:
            return  # it answers; whether well is for a test to say
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    pytest.fail(f"minga demo did not answer in {WAIT_SECONDS} s:\n{log.read_text()[-3000:]}")


@pytest.fixture
def open_page(browser: Browser, demo: Site) -> Iterator[OpenPage]:
    """Open a path of the demo in a fresh visit: `open_page("/plan/", width=390)`.

    Whatever the browser complains about (an error in a script, a file that is missing, something
    that the Content-Security-Policy refused) fails the test at its end.
    """
    visits = []
    complaints: list[str] = []

    def hear(line: ConsoleMessage) -> None:
        if line.type == "error":
            complaints.append(line.text)

    def open_page(path: str = "/", *, width: int = 1280, js: bool = True, **more: Any) -> Page:
        visit = browser.new_context(
            base_url=demo.url,
            viewport={"width": width, "height": 844 if width < 600 else 800},
            java_script_enabled=js,
            **{"locale": "es-EC", "reduced_motion": "reduce", **more},
        )
        visit.set_default_timeout(10_000)
        visits.append(visit)
        page = visit.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", hear)
        page.goto(path)
        return page

    yield open_page
    for visit in visits:
        visit.close()
    assert complaints == []


def axe(page: Page) -> list[str]:
    """What axe finds wrong on the page, one line a kind of fault: rule, help, and where."""
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{fault['id']}: {fault['help']}: {[node['target'] for node in fault['nodes'][:5]]}"
        for fault in found["violations"]
    ]
