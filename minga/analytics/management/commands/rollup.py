"""minga rollup: the compliance of published facts by unit, objective and year."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from minga.analytics.shown import WRITERS, table
from minga.base.steps import Refused


class Command(BaseCommand):
    help = "Suma el cumplimiento que dicen los datos escritos por «minga facts» y los tomados."
    requires_system_checks = ()  # they are for `check`, and cost a start

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--by", default="unit,objective", help="unit, objective o los dos")
        parser.add_argument("--year", type=int, help="solo un año")
        parser.add_argument("--publisher", default="", metavar="QUIÉN", help="solo de uno")
        parser.add_argument(
            "--basis",
            default="approved",
            help="approved; o preliminary, también las lecturas que esperan aprobación",
        )
        parser.add_argument("--facts", type=Path, help="carpeta (si no, la de esta instalación)")
        form = parser.add_mutually_exclusive_group()
        form.add_argument("--json", action="store_const", const="json", dest="format")
        form.add_argument("--csv", action="store_const", const="csv", dest="format")

    def handle(self, *args: Any, **options: Any) -> None:
        from minga.analytics.rollup.total import rollup

        try:
            answer = rollup(
                [name.strip() for name in options["by"].split(",")],
                folder=options["facts"],
                year=options["year"],
                publisher=options["publisher"],
                basis=options["basis"],
            )
        except Refused as refusal:
            raise CommandError(" ".join(refusal.messages), returncode=2) from None
        if options["format"]:
            content = b"".join(WRITERS[options["format"]](answer)).decode()
            self.stdout.write(content, ending="")
            return
        for line in table(answer):
            self.stdout.write(line)
        if not answer.rows:
            self.stderr.write(_("Ningún indicador tiene puntaje con estos datos."))
