"""minga score: all scores and figures of a plan anew, and how it is going."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from minga.base.numbers import write_number
from minga.base.progress import progress
from minga.base.ready import ready
from minga.monitoring.models import LIGHTS, Figure, Rule
from minga.monitoring.scoring.recompute import recompute
from minga.monitoring.scoring.rules import rule_of
from minga.monitoring.sheet import LIGHTS as WORDS
from minga.plans.chosen import chosen_plan
from minga.plans.models import Plan


class Command(BaseCommand):
    help = "Puntúa otra vez todos los indicadores de un plan y muestra cómo va."
    requires_system_checks = ()  # they are for `check`, and cost a start

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--plan", default="", help="código del plan")
        parser.add_argument("--year", type=int, default=0, help="mostrar un solo año")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        ready()
        plan = chosen_plan(options["plan"])
        with progress(_("Puntuando"), quiet=options["json"]) as bar:
            indicators = recompute(plan, bar)
        years = _years(plan, options["year"])
        if options["json"]:
            told = {"plan": plan.code, "indicators": indicators, "years": years}
            self.stdout.write(json.dumps(told, ensure_ascii=False))
            return
        found = ngettext("%(n)d indicador", "%(n)d indicadores", indicators) % {"n": indicators}
        self.stdout.write(f"{plan.label}: {found}")
        for year in years:
            self._show(year)
        if not years:
            self.stdout.write(_("Todavía no hay ninguna lectura con meta: sin dato."))

    def _show(self, year: dict[str, Any]) -> None:
        for basis, says in (("approved", ""), ("preliminary", _("preliminar"))):
            found = year[basis]
            if not found or (basis == "preliminary" and found == year["approved"]):
                continue
            self.stdout.write(
                f"\n{year['year']} {says}".rstrip() + f"  {_line(found['plan'])}   [{year['rule']}]"
            )
            for one in found["objectives"]:
                self.stdout.write(f"  {one['code']:<8} {_line(one)}  {one['text'][:60]}")


def _line(found: dict[str, Any]) -> str:
    lights = ", ".join(f"{WORDS[name]} {found[name]}" for name in LIGHTS if found[name])
    share = f"{write_number(Decimal(found['value']) * 100, 2):>7} %"
    return f"{share}  {found['scored']:>5}  {lights}"


def _years(plan: Plan, only: int) -> list[dict[str, Any]]:
    """What the government sees of each year: the plan, and its objectives in their order."""
    found = Figure.objects.filter(
        rule__plan=plan,
        rule__kind=Rule.Kind.TARGET,
        audience=Figure.Audience.ALL,
        of__in=(Figure.Of.PLAN, Figure.Of.OBJECTIVE),
    )
    if only:
        found = found.filter(year=only)
    by_place: dict[tuple[int, str, str, int], Figure] = {
        (figure.year, figure.basis, figure.of, figure.key): figure for figure in found
    }
    years = sorted({place[0] for place in by_place}, reverse=True)
    if only and not years:
        raise CommandError(
            _("En %(year)d no hay ninguna lectura con meta.") % {"year": only}, returncode=2
        )
    objectives = list(plan.objectives.order_by("position"))
    told: list[dict[str, Any]] = []
    for year in years:
        rule = rule_of(plan, Rule.Kind.TARGET, year)
        row: dict[str, Any] = {"year": year, "rule": str(rule or "")}
        for basis in ("approved", "preliminary"):
            whole = by_place.get((year, basis, "plan", 0))
            row[basis] = whole and {
                "plan": _told(whole),
                "objectives": [
                    {"code": o.code, "text": o.label, **_told(figure)}
                    for o in objectives
                    if (figure := by_place.get((year, basis, "objective", o.pk)))
                ],
            }
        told.append(row)
    return told


def _told(figure: Figure) -> dict[str, Any]:
    """In JSON the numbers are texts, so that nothing of them is lost."""
    share = (figure.numerator / figure.denominator).quantize(Decimal("0.000001"))
    counts = {name: getattr(figure, name) for name in ("scored", *LIGHTS)}
    sums = {name: f"{getattr(figure, name):f}" for name in ("numerator", "denominator")}
    return {"value": f"{share:f}", **sums, **counts}
