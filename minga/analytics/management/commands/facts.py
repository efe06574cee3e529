"""minga facts: what everyone may know, as Parquet, for questions and for others to harvest."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from minga.analytics.write import Written, write_facts
from minga.base.progress import progress
from minga.base.ready import ready
from minga.base.steps import Refused


class Command(BaseCommand):
    help = "Escribe los datos públicos para analizarlos; solo lo que cambió."
    requires_system_checks = ()  # they are for `check`, and cost a start

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--out", type=Path, help="carpeta (si no, la de esta instalación)")
        parser.add_argument("--all", action="store_true", help="escribir todo de nuevo")
        parser.add_argument("--compare", action="store_true", help="comparar todo con lo escrito")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        ready()
        try:
            with progress(_("Escribiendo"), quiet=options["json"]) as say:
                written = write_facts(
                    options["out"], everything=options["all"], compare=options["compare"], say=say
                )
        except Refused as refusal:
            raise CommandError(" ".join(refusal.messages), returncode=2) from None
        if options["json"]:
            self.stdout.write(json.dumps(_told(written), ensure_ascii=False))
            return
        for outcome in written.outcomes:
            done = _("escrito") if outcome.written else _("sin cambios")
            rows = ngettext("%d fila", "%d filas", outcome.rows) % outcome.rows
            parts = outcome.written + outcome.kept
            some = f" ({outcome.written}/{parts})" if outcome.written and parts > 1 else ""
            self.stdout.write(f"{outcome.fact:<24} {rows:>16}  {done}{some}")
        if not written.changed:
            self.stdout.write(_("Nada cambió desde la última vez."))


def _told(written: Written) -> dict[str, Any]:
    return {
        "folder": str(written.catalog.folder),
        "made_at": written.catalog.content["made_at"],
        "facts": [
            {"name": o.fact, "rows": o.rows, "written": o.written, "kept": o.kept}
            for o in written.outcomes
        ],
    }
