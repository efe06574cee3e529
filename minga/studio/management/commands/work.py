"""minga work: do the work that waits in the queue. `minga serve` runs it beside the pages."""

from __future__ import annotations

import os
import signal
import threading
import time
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from minga.base.ready import ready
from minga.studio.actions import recover


class Command(BaseCommand):
    help = "Hace el trabajo que espera: leer y aplicar documentos."
    requires_system_checks = ()  # they are for `check`, and cost a start

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="hacer lo que espera y terminar")
        parser.add_argument("--with", type=int, dest="other", help="terminar con ese proceso")

    def handle(self, *args: Any, **options: Any) -> None:
        ready()
        if options["other"]:
            threading.Thread(target=end_with, args=[options["other"]], daemon=True).start()
        recover()
        call_command(
            "db_worker",
            batch=options["once"],
            interval=0.5,
            startup_delay=False,
            verbosity=0,
        )


def end_with(other: int) -> None:
    """End when the process that started this one is gone, however it went."""
    while os.getppid() == other:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)
