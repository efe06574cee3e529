"""minga ask QUESTION: an answer from the facts last written, on DuckDB or on a Spark cluster."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from threading import TIMEOUT_MAX
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from minga.analytics.ask import Bounds, ask
from minga.analytics.questions import questions
from minga.analytics.shown import WRITERS, table
from minga.base.steps import Refused

MOST = 1000  # rows, unless told


class Command(BaseCommand):
    help = "Responde una pregunta con los datos escritos por «minga facts»."
    requires_system_checks = ()  # they are for `check`, and cost a start

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("question", nargs="?", default="", help="cuál; --list las muestra")
        parser.add_argument(
            "--param", action="append", default=[], metavar="NOMBRE=VALOR", help="puede repetirse"
        )
        parser.add_argument(
            "--engine", default="duckdb", help="duckdb, o un Spark: spark://nombre:7077"
        )
        parser.add_argument("--facts", type=Path, help="carpeta (si no, la de esta instalación)")
        parser.add_argument("--limit", type=int, default=MOST, help="filas; 0, todas")
        parser.add_argument("--seconds", type=float, default=60, help="0, los que hagan falta")
        parser.add_argument("--memory", default=Bounds().memory, help="cuánta, en DuckDB: 6GB")
        parser.add_argument("--format", default="table", choices=["table", *WRITERS])
        parser.add_argument("--json", action="store_const", const="json", dest="format")
        parser.add_argument("--out", type=Path, help="archivo (si no, la pantalla)")
        parser.add_argument("--list", action="store_true", help="mostrar las preguntas")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["list"] or not options["question"]:
            self._list()
            return
        if not re.fullmatch(r"[1-9]\d{0,4} ?[MG]B", options["memory"]):
            raise CommandError(_("La memoria se escribe así: --memory 6GB."), returncode=2)
        if options["limit"] < 0 or not 0 <= options["seconds"] < TIMEOUT_MAX:
            raise CommandError(_("--limit y --seconds son números desde 0."), returncode=2)
        bounds = Bounds(
            rows=options["limit"] or None,
            seconds=options["seconds"] or None,
            memory=options["memory"],
        )
        try:
            answer = ask(
                options["question"],
                dict(_pair(text) for text in options["param"]),
                engine=options["engine"],
                folder=options["facts"],
                bounds=bounds,
            )
        except Refused as refusal:
            raise CommandError(" ".join(refusal.messages), returncode=2) from None
        if options["format"] == "table":
            content = "".join(f"{line}\n" for line in table(answer)).encode()
        else:
            content = b"".join(WRITERS[options["format"]](answer))
        if options["out"]:
            try:
                options["out"].write_bytes(content)
            except OSError as error:
                raise CommandError(
                    _("No se puede escribir en %(folder)s (%(reason)s).")
                    % {"folder": options["out"], "reason": error.strerror},
                    returncode=2,
                ) from None
        elif options["format"] == "xlsx" and self.stdout.isatty():
            raise CommandError(
                _("Un XLSX va a un archivo: use --out respuesta.xlsx."), returncode=2
            )
        elif options["format"] == "xlsx":
            sys.stdout.buffer.write(content)
        else:
            self.stdout.write(content.decode(), ending="")
        if answer.caution:
            self.stderr.write(answer.caution)
        if answer.stopped is not None:
            raise SystemExit(1)

    def _list(self) -> None:
        for one in sorted(questions().values(), key=lambda q: q.name):
            self.stdout.write(f"{one.name}\n    {one.title}. {one.what}")
            for param in one.params:
                default = "" if param.default in (None, "none", "") else f" = {param.default}"
                self.stdout.write(f"    --param {param.name}{default}  ({param.label})")


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise CommandError(
            _("Los parámetros se escriben así: --param year=2026; no «%s».") % text, returncode=2
        )
    return name, value
