"""Bringing tables of records in from the command line, whatever domain reads them."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from minga.base.domain import offered
from minga.base.ready import ready
from minga.intake.sheets import Prepared, tally
from minga.plans.chosen import chosen_plan


def bring(command: BaseCommand, options: Mapping[str, Any], path: Path, content: bytes) -> None:
    """Read a table, tell what it would change, and apply it unless it is a dry run."""
    sheets, of_plan = offered("sheets"), offered("plan_sheets")
    if options["sheet"] not in sheets | of_plan:
        raise CommandError(
            _("No hay tablas llamadas «%(name)s». Hay: %(names)s.")
            % {"name": options["sheet"], "names": ", ".join(sorted(sheets | of_plan))},
            returncode=2,
        )
    ready()
    prepared: Prepared
    if options["sheet"] in of_plan:
        plan = chosen_plan(options["plan"])
        read = of_plan[options["sheet"]]
        prepared = read(
            content, path.name, plan=plan, mark=options["decimal"], send=options["send"]
        )
    else:
        prepared = sheets[options["sheet"]](content, path.name)
    counts: Mapping[str, int] = tally(prepared.lines)
    if not options["dry_run"]:
        doubts = any(line.doubtful for line in prepared.lines)
        if not options["yes"] and not _confirmed(command, prepared):
            raise CommandError(_("No se cambió nada."), returncode=2)
        counts = prepared.apply(by=None, sure=doubts)
    if options["json"]:
        lines = [
            {"row": line.at, "name": line.label, "why": " ".join(line.why)}
            for line in prepared.lines
            if line.why
        ]
        told = {**counts, "unknown_columns": list(prepared.unknown), "rows": lines}
        command.stdout.write(json.dumps(told, ensure_ascii=False))
    else:
        _tell(command, prepared, counts)
    if options["strict"] and counts["rejected"]:
        raise SystemExit(1)


def _tell(command: BaseCommand, prepared: Prepared, counts: Mapping[str, int]) -> None:
    says = _("%(new)s nuevos, %(changed)s cambiados, %(same)s iguales, %(rejected)s rechazados.")
    command.stdout.write(says % counts)
    if prepared.unknown:
        unread = ", ".join(prepared.unknown)
        command.stdout.write(_("No se leen estas columnas: %s.") % unread)
    for line in prepared.lines:
        if line.why:
            said = {"row": line.at, "name": line.label, "why": " ".join(line.why)}
            command.stdout.write(_("  Fila %(row)s, %(name)s: %(why)s") % said)


def _confirmed(command: BaseCommand, prepared: Prepared) -> bool:
    _tell(command, prepared, tally(prepared.lines))
    if not sys.stdin.isatty():
        command.stderr.write(_("Añada --yes para aplicar sin preguntar."))
        return False
    return input(_("¿Aplicar? (s/n) ")).strip().lower() in ("s", "si", "sí", "y", "yes")
