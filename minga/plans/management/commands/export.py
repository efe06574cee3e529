"""minga export DATASET: publish the data again."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from minga.base.ready import ready
from minga.base.steps import Refused
from minga.opendata.datasets import published
from minga.opendata.formats import FORMATS, stream
from minga.people.models import Role, User
from minga.plans.chosen import chosen_plan


class Command(BaseCommand):
    help = "Publica otra vez los datos de un plan."
    requires_system_checks = ()  # they are for `check`, and cost a start

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("dataset", help=", ".join(sorted(published())))
        parser.add_argument("--plan", default="", help="código del plan")
        parser.add_argument("--format", choices=sorted(FORMATS), default="csv")
        parser.add_argument("--out", type=Path, help="archivo; si falta, la salida estándar")
        parser.add_argument("--public", action="store_true", help="solo lo que es público")

    def handle(self, *args: Any, **options: Any) -> None:
        datasets = published()
        if options["dataset"] not in datasets:
            raise CommandError(
                _("No hay datos llamados «%(name)s». Hay: %(names)s.")
                % {"name": options["dataset"], "names": ", ".join(sorted(datasets))},
                returncode=2,
            )
        ready()
        plan = chosen_plan(options["plan"])
        user = AnonymousUser() if options["public"] else coordinator()
        try:
            pieces = stream(datasets[options["dataset"]], options["format"], plan, user)
            if options["out"]:
                write(pieces, options["out"])
            else:
                for piece in pieces:
                    sys.stdout.buffer.write(piece)
                sys.stdout.flush()
        except Refused as refusal:
            raise CommandError(" ".join(refusal.messages), returncode=2) from None


def coordinator() -> User:
    """Who holds the database sees all of the plan."""
    user = User()
    user.__dict__["roles"] = {Role.COORDINATOR: {None}}
    return user


def write(pieces: Iterator[bytes], out: Path) -> None:
    """The whole file or none of it, whatever happens on the way."""
    try:
        if out.exists() and not out.is_file():  # a pipe or a device: nothing to replace
            with out.open("wb") as file:
                file.writelines(pieces)
            return
        unfinished = out.with_name(f".{out.name}.{os.getpid()}")
        try:
            with unfinished.open("xb") as file:
                file.writelines(pieces)
            unfinished.replace(out)
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as error:
        raise CommandError(
            _("No se pudo escribir %(file)s: %(why)s.")
            % {"file": out, "why": error.strerror or error},
            returncode=2,
        ) from None
