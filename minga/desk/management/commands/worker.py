"""minga worker: what is done beside the pages. `minga serve` runs one of its own."""

from __future__ import annotations

import datetime
import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import close_old_connections, connection
from django.utils.translation import gettext as _

from minga.base.ready import ready
from minga.notices import daily, send
from minga.studio.actions import recover

log = logging.getLogger(__name__)

LETTERS_EVERY = 2  # seconds; after a server that cannot be reached, five times as long
DAYS_EVERY = 60


class Command(BaseCommand):
    help = "Hace el trabajo que espera: leer documentos, enviar correos y lo de cada día."
    requires_system_checks = ()  # they are for `check`, and cost a start

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="hacer lo que espera y terminar")
        parser.add_argument("--with", type=int, dest="other", help="terminar con ese proceso")
        parser.add_argument(
            "--day",
            type=datetime.date.fromisoformat,
            help="hacer lo de ese día, como 2027-03-31; uno por venir, solo en la demostración",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        ready()
        if options["other"]:
            threading.Thread(target=end_with, args=[options["other"]], daemon=True).start()
        if day := options["day"]:
            refuse_to_come(day)
            daily.do_day(day)
            return
        recover()
        send.recover(starting=True)
        if options["once"]:
            do_tasks(batch=True)
            daily.do_today()
            send.send_due()
            return
        ended = threading.Event()
        beside = [
            threading.Thread(target=again, args=[what, ended], name=name)
            for name, what in (("letters", send_letters), ("days", do_days))
        ]
        for thread in beside:
            thread.start()
        try:
            do_tasks(batch=False)
        finally:
            ended.set()  # the letter at hand is sent first
            for thread in beside:
                thread.join()


def refuse_to_come(day: datetime.date) -> None:
    """What lapses stays lapsed: on the data of a city nobody tries out another day."""
    if day > datetime.date.today() and not settings.DEMO:
        raise CommandError(
            _("Ese día todavía no llega: solo con MINGA_DEMO=1 se prueba un día por venir."),
            returncode=2,
        )


def do_tasks(*, batch: bool) -> None:
    """Run the queue until it is told to end, or, as a batch, until it is empty."""
    with suppress(SystemExit):  # how it ends when it was told to while it waited
        call_command("db_worker", batch=batch, interval=0.5, startup_delay=False, verbosity=0)


def again(what: Callable[[threading.Event], float], ended: threading.Event) -> None:
    """Do something again and again, after as many seconds as it says; no failure ends it."""
    wait = 0.0
    while not ended.wait(wait):
        try:
            wait = what(ended)
        except Exception:
            log.exception("The worker could not go on with %s", threading.current_thread().name)
            wait = LETTERS_EVERY * 5
        finally:
            close_old_connections()
    connection.close()


def send_letters(ended: threading.Event) -> float:
    send.recover()
    return LETTERS_EVERY * (1 if send.send_due(ended.is_set) else 5)


def do_days(ended: threading.Event) -> float:
    daily.do_today(ended.is_set)
    return DAYS_EVERY


def end_with(other: int) -> None:
    """End when the process that started this one is gone, however it went."""
    while os.getppid() == other:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)
