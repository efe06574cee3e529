"""The servers that are measured, and asking them."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

from minga.bench.measure import WorkFailed

PATIENCE = 180  # seconds for a server to answer


def timed(
    server: HTTPConnection, path: str, times: list[float], tag: str = "", cookie: str = ""
) -> tuple[bytes, tuple[float, int] | None]:
    """Ask once: the answer, and how long it took inside our server with how many queries.

    With a `tag` it is asked by somebody who has it.
    """
    headers = {"If-None-Match": tag, "Cookie": cookie}
    began = time.perf_counter()
    server.request("GET", path, headers={name: said for name, said in headers.items() if said})
    response = server.getresponse()
    body = response.read()
    times.append(time.perf_counter() - began)
    if response.status != (304 if tag else 200):
        raise WorkFailed(f"{path}: {response.status} {body[:300]!r}")
    said = re.fullmatch(
        r'app;dur=([\d.]+), db;dur=[\d.]+;desc="(\d+)"', response.getheader("Server-Timing", "")
    )
    return body, (float(said[1]), int(said[2])) if said else None


def get(server: HTTPConnection, path: str) -> str:
    return timed(server, path, [])[0].decode()


def minga(port: int) -> list[str]:
    return ["-m", "minga.cli", "serve", f"--port={port}", "--workers=1"]


def datasette(flat: Path) -> Callable[[int], list[str]]:
    # immutable: it counts the rows once, not at every page; and it may give them all at once
    settings = ("max_returned_rows=1000000", "sql_time_limit_ms=20000", "max_csv_mb=0")
    more = [word for each in settings for word in ("--setting", *each.split("="))]
    return lambda port: ["-m", "datasette", "serve", "-i", str(flat), f"--port={port}", *more]


@contextmanager
def server(command: Callable[[int], list[str]], env: Mapping[str, str]) -> Iterator[HTTPConnection]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryFile() as log:
        child = subprocess.Popen(  # noqa: S603
            [sys.executable, *command(port)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env={**os.environ, **env},
        )
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
            until = time.monotonic() + PATIENCE
            while True:
                try:
                    connection.connect()
                    break
                except OSError:
                    if child.poll() is not None or time.monotonic() > until:
                        log.seek(0)
                        raise WorkFailed(log.read().decode(errors="replace")[-2000:]) from None
                    time.sleep(0.1)
            yield connection
            connection.close()
        finally:
            child.terminate()
            child.wait(timeout=60)
