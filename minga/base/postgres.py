"""A PostgreSQL of one's own, started on a free port and thrown away: for tests and benchmarks.

`python -m minga.base.postgres COMMAND…` runs COMMAND with DATABASE_URL set to it.
"""

from __future__ import annotations

import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

NEEDED = ("initdb", "pg_ctl", "postgres")
# The data is thrown away, so nothing has to survive a power cut.
SETTINGS = """
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = '{folder}'
fsync = off
synchronous_commit = off
full_page_writes = off
"""


class NoPostgres(RuntimeError):
    """The server's programs are not here, or it did not start; the message says what to do."""


def find_programs() -> Path:
    """The folder of the newest server: Debian keeps it out of PATH, one folder a version."""
    packaged = [
        *Path("/usr/lib/postgresql").glob("*/bin"),
        *Path("/usr").glob("pgsql-*/bin"),
        *Path("/opt/homebrew/opt").glob("postgresql*/bin"),
    ]
    on_path = [Path(folder) for folder in os.get_exec_path()]
    for folder in [*sorted(packaged, key=_version, reverse=True), *on_path]:
        if all(os.access(folder / name, os.X_OK) for name in NEEDED):
            return folder
    raise NoPostgres(
        "The PostgreSQL server is missing. On Debian or Ubuntu: apt install postgresql"
    )


def _version(folder: Path) -> int:
    numbers = re.findall(r"\d+", str(folder))
    return int(numbers[-1]) if numbers else 0


@contextmanager
def temporary_postgres() -> Iterator[str]:
    """Yield the DATABASE_URL of an empty server that lives as long as the block."""
    programs = find_programs()
    user = _server_user()
    # Short and outside the home of root: the socket's path is limited, and `user` must reach it.
    folder = Path(tempfile.mkdtemp(prefix="minga-pg-", dir="/tmp"))
    if user:
        shutil.chown(folder, user)
    data = folder / "data"

    def run(program: str, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        with (folder / "log").open("ab") as log:
            return subprocess.run(  # noqa: S603
                [programs / program, *arguments],
                user=user,
                group=pwd.getpwnam(user).pw_gid if user else None,
                extra_groups=[] if user else None,
                cwd=folder,
                env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                check=False,
            )

    try:
        made = run(
            "initdb", f"--pgdata={data}", "--username=minga", "--auth=trust",
            "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync",
        )  # fmt: skip
        if made.returncode:
            raise NoPostgres(_last_words(folder))
        configuration = data / "postgresql.conf"
        original = configuration.read_text()
        for _attempt in range(5):  # another program may take the free port before the server does
            port = _free_port()
            configuration.write_text(original + SETTINGS.format(port=port, folder=folder))
            if run("pg_ctl", "start", "--wait", f"--pgdata={data}").returncode == 0:
                break
        else:
            raise NoPostgres(_last_words(folder))
        try:
            yield f"postgres://minga@127.0.0.1:{port}/postgres"
        finally:
            run("pg_ctl", "stop", "--mode=immediate", f"--pgdata={data}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _server_user() -> str | None:
    """PostgreSQL refuses to run as root; anybody else runs it as themselves."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _last_words(folder: Path) -> str:
    said = (folder / "log").read_text(errors="replace").strip().splitlines()
    return "PostgreSQL did not start: " + " | ".join(said[-3:])


def main(command: list[str]) -> int:
    """Run the command beside a server, and give its exit code back."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGHUP, stop)
    try:
        with temporary_postgres() as url:
            child = subprocess.Popen(command, env={**os.environ, "DATABASE_URL": url})  # noqa: S603
            try:
                return child.wait()
            except KeyboardInterrupt:
                child.terminate()
                child.wait(timeout=20)
                return 130
    except NoPostgres as reason:
        print(reason, file=sys.stderr)  # noqa: T201
        return 2


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
