"""minga findings: what was found odd in the document of a plan."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from minga.base.ready import ready
from minga.intake.models import Finding
from minga.plans.chosen import chosen_plan
from minga.plans.sentences import label, sentence


class Command(BaseCommand):
    help = "Muestra los hallazgos de un plan."
    requires_system_checks = ()  # they are for `check`, and cost a start

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--plan", default="", help="código del plan")
        parser.add_argument("--json", action="store_true")
        parser.add_argument("--strict", action="store_true", help="terminar con 1 si hay abiertos")

    def handle(self, *args: Any, **options: Any) -> None:
        ready()
        plan = chosen_plan(options["plan"])
        findings = list(Finding.objects.about(plan.code))
        if options["json"]:
            shown = [
                {
                    "kind": f.kind,
                    "severity": f.severity,
                    "certainty": f.certainty,
                    "lines": f.lines,
                    "what": sentence(f.kind, f.params),
                    "evidence": f.evidence,
                    "decision": f.decision,
                }
                for f in findings
            ]
            self.stdout.write(
                json.dumps({"plan": plan.code, "findings": shown}, ensure_ascii=False)
            )
        else:
            for f in findings:
                lines = _("líneas %s") % ", ".join(str(line) for line in f.lines[:5])
                self.stdout.write(
                    f"{f.number:>3}  {label(f.kind)}  [{f.get_certainty_display()}]"
                    f"  {lines}\n     {sentence(f.kind, f.params)}"
                )
        if options["strict"] and any(f.decision == Finding.Decision.OPEN for f in findings):
            raise SystemExit(1)
