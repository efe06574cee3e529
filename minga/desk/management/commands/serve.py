"""minga serve: the application, on granian."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from minga.base.ready import ready


class Command(BaseCommand):
    help = "Sirve la aplicación."
    requires_system_checks = ()  # they are for `check`, and cost a start

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=2)

    def handle(self, *args: Any, **options: Any) -> None:
        ready()
        serve(options["host"], options["port"], options["workers"], self.stdout.write)


def serve(host: str, port: int, workers: int, say: Any) -> None:
    """Serve until stopped; `say` is told the address once the port is known to be free."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            raise CommandError(
                _("No se puede servir en %(host)s:%(port)s (%(why)s). Pruebe otro con --port.")
                % {"host": host, "port": port, "why": getattr(error, "strerror", None) or error},
                returncode=2,
            ) from None
    call_command("collectstatic", interactive=False, verbosity=0)
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "minga.settings")
    os.environ.setdefault("MINGA_HOME", str(settings.HOME))
    if host in ("127.0.0.1", "localhost") and "MINGA_URL" not in os.environ:
        settings.URL = os.environ["MINGA_URL"] = f"http://{host}:{port}"  # letters, papers, facts
    say(
        _("Minga está en http://%(host)s:%(port)s  (Ctrl-C para terminar)")
        % {"host": host, "port": port}
    )
    with work_beside():
        Granian(
            "minga.wsgi:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=workers,
            blocking_threads=1,
            respawn_failed_workers=True,
            log_level=LogLevels.warning,
            websockets=False,
        ).serve()


@contextmanager
def work_beside() -> Iterator[None]:
    """Run `minga worker` in a process of its own, and again whenever it ends before we do."""
    command = [sys.executable, "-P", "-m", "minga.cli", "worker", "--with", str(os.getpid())]
    where = os.pathsep.join(filter(None, [str(settings.CHECKOUT), os.environ.get("PYTHONPATH")]))
    environment = {**os.environ, "PYTHONPATH": where}
    ended = threading.Event()
    running: list[subprocess.Popen[bytes]] = []

    def keep() -> None:
        while not ended.is_set():
            running[:] = [subprocess.Popen(command, env=environment)]  # noqa: S603 # our own
            running[0].wait()
            ended.wait(1)

    watch = threading.Thread(target=keep, daemon=True)
    watch.start()
    try:
        yield
    finally:
        ended.set()
        for process in running:
            process.terminate()
        watch.join(timeout=10)
