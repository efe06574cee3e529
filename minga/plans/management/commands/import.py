"""minga import FILE: read a published plan and bring it in."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from minga.base.progress import progress
from minga.base.ready import ready
from minga.intake.documents import keep
from minga.intake.read import check_size, read
from minga.intake.reading import Unreadable
from minga.plans.actions.apply import apply
from minga.plans.importer import draft_from
from minga.plans.tally import tally


class Command(BaseCommand):
    help = "Lee un plan publicado y lo trae a Minga."
    requires_system_checks = ()  # they are for `check`, and cost a start

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="+", type=Path)
        parser.add_argument("--plan", default="", help="código del plan")
        parser.add_argument("--dry-run", action="store_true", help="leer sin guardar nada")
        parser.add_argument(
            "--withdraw",
            action="store_true",
            help="permitir que el documento retire más de la décima parte del plan",
        )
        parser.add_argument("--json", action="store_true", help="las cifras, para máquinas")
        parser.add_argument("--yes", action="store_true", help="aplicar sin preguntar")
        parser.add_argument(
            "--strict", action="store_true", help="terminar con 1 si quedan hallazgos abiertos"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        for file in options["file"]:
            self.bring_in(file, options)

    def bring_in(self, file: Path, options: dict[str, Any]) -> None:
        try:
            check_size(file.stat().st_size)
            content = file.read_bytes()
            reading = read(content, file.name)
            draft = draft_from(reading)
        except OSError as error:
            raise CommandError(
                _("No se pudo abrir %(file)s: %(why)s.")
                % {"file": file, "why": error.strerror or error},
                returncode=2,
            ) from None
        except Unreadable as refusal:
            raise CommandError(f"{file.name}: {refusal}", returncode=2) from None
        if options["dry_run"]:
            self.say(tally(draft), options)
            return
        if not options["yes"] and not self.confirmed(tally(draft)):
            raise CommandError(_("No se cambió nada."), returncode=2)
        ready()
        try:
            with progress(_("Aplicando"), quiet=options["json"] and not sys.stderr.isatty()) as bar:
                document = keep(content, reading, by=None)
                imported = apply(
                    draft,
                    document=document,
                    by=None,
                    code=options["plan"],
                    progress=bar,
                    withdraw=options["withdraw"],
                )
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages), returncode=2) from None
        self.say({"plan": imported.into, **imported.tally}, options)
        if options["strict"] and imported.findings.open().exists():
            raise SystemExit(1)

    def confirmed(self, found: dict[str, Any]) -> bool:
        self.say(found, {"json": False})
        if not sys.stdin.isatty():
            self.stderr.write(_("Añada --yes para aplicar sin preguntar."))
            return False
        return input(_("¿Aplicar? (s/n) ")).strip().lower() in ("s", "si", "sí", "y", "yes")

    def say(self, found: dict[str, Any], options: dict[str, Any]) -> None:
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False))
            return
        self.stdout.write(
            _(
                "%(initiatives)s iniciativas, %(articulations)s articulaciones, "
                "%(mechanism_uses)s mecanismos previstos."
            )
            % found
        )
        for code, declared in found["declared"].items():
            agrees = "✓" if found["found"].get(code) == declared else "≠"
            says = _("%(n)s de %(all)s") % {"n": found["found"].get(code, 0), "all": declared}
            self.stdout.write(f"  {code:<6} {says} {agrees}")
        self.stdout.write(
            _("Hallazgos: %s") % sum(found["findings"].values())
            + "".join(f"\n  {kind}: {n}" for kind, n in sorted(found["findings"].items()))
        )
        if found.get("withdrawn"):
            self.stdout.write(
                _("Retiradas, porque el documento ya no las trae: %s") % found["withdrawn"]
            )
        if "changes" in found:
            self.stdout.write(_("Cambios: %s") % found["changes"])
