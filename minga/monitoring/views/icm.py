"""The index of 2012 of a year, step by step."""

from __future__ import annotations

import datetime
from decimal import Decimal

from django.db.models import Count, Q, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from minga.base.page import page
from minga.monitoring.access import shown_plan
from minga.monitoring.charts import Chart, Step, waterfall
from minga.monitoring.means import advances
from minga.monitoring.models import BudgetLine, Priority, Rule, end_of_year
from minga.monitoring.scoring.explain import bands
from minga.monitoring.scoring.icm import PRIORITIES, Index, Programme, icm
from minga.monitoring.scoring.lights import light
from minga.monitoring.scoring.rules import rule_of
from minga.people.models import User, Visitor, is_coordinator
from minga.plans.models import Initiative, Plan


@require_safe
def index(request: HttpRequest, plan: str, year: int) -> HttpResponse:
    found = shown_plan(request, plan)
    if not 1990 <= year <= 2200:
        raise Http404
    rule = rule_of(found, Rule.Kind.ICM_2012, year)
    if rule is None:
        raise Http404
    rule.plan = found
    priorities = list(_priorities(found, request.user, year))
    for one in priorities:
        one.initiative.plan = found
    made = computed(priorities, request.user, rule)
    places = int(rule.params.get("places", 4))
    seen = Initiative.objects.visible_to(request.user).filter(plan=found).values("pk")
    years = Priority.objects.filter(initiative__in=seen).order_by("-year")
    context = {
        "plan": found,
        "year": year,
        "years": sorted({*years.values_list("year", flat=True).distinct(), year}, reverse=True),
        "rule": rule,
        "index": made,
        "rows": [
            {"line": line, "initiative": one.initiative, "missing": _missing(line.missing)}
            for line, one in zip(made.lines, priorities, strict=True)
        ],
        "chart": _chart(made, year),
        "light": light(made.value, rule.thresholds, places),
        "bands": bands(rule.thresholds, made.value, places),
        "as_of": _as_of(year),
        "government": isinstance(request.user, User) and request.user.works_for_the_government,
        "coordinates": is_coordinator(request.user),
    }
    return page(request, "monitoring/icm.html", context)


def _priorities(plan: Plan, visitor: Visitor, year: int) -> list[Priority]:
    seen = Initiative.objects.visible_to(visitor).filter(plan=plan)
    found = Priority.objects.filter(initiative__in=seen, year=year).select_related("initiative")
    return list(found.order_by("rank", "pk"))


def computed(priorities: list[Priority], visitor: Visitor, rule: Rule) -> Index:
    """The index of these priorities, from their money of the year and their milestones.

    What is spent is not known while one line of a programme does not say it; money in several
    currencies is not added up.
    """
    keys = [one.initiative_id for one in priorities]
    year = priorities[0].year if priorities else 0
    money = {
        row["initiative"]: row
        for row in BudgetLine.objects.visible_to(visitor)
        .filter(initiative__in=keys, year=year)
        .order_by()
        .values("initiative")
        .annotate(
            given=Sum("codified"),
            spent=Sum("accrued"),
            unsaid=Count("pk", filter=Q(accrued=None)),
            currencies=Count("currency", distinct=True),
        )
    }
    done = advances(keys, _as_of(year)) if keys else {}
    weights = rule.params.get("priorities")
    shares = tuple(Decimal(one) for one in weights) if weights else PRIORITIES
    programmes = []
    for one in priorities:
        row = money.get(one.initiative_id)
        whole = row if row and row["currencies"] == 1 else None
        programmes.append(
            Programme(
                rank=one.rank,
                codified=whole["given"] if whole else None,
                accrued=whole["spent"] if whole and not whole["unsaid"] else None,
                advance=done.get(one.initiative_id),
                name=str(one.initiative),
            )
        )
    return icm(programmes, shares)


def _chart(made: Index, year: int) -> Chart | None:
    """What each programme gives to the index, of how much it could."""
    if made.value is None:
        return None
    steps = [Step(line.programme.name, line.part or Decimal(0), most=line.P) for line in made.lines]
    return waterfall(
        steps,
        name="icm",
        title=_("Qué aporta cada programa al índice"),
        subtitle=_("Índice de %(year)d, en puntos de 100; en líneas cortadas, lo que falta.")
        % {"year": year},
        heading=_("Programa"),
        total=_("Índice"),
        decimals=2,
    )


def _as_of(year: int) -> datetime.date:
    """The end of the year, or today while it lasts."""
    return min(end_of_year(year), datetime.date.today()) if year else datetime.date.today()


def _missing(names: tuple[str, ...]) -> list[str]:
    says = {
        "codified": _("Falta el codificado del año, o está en varias monedas."),
        "accrued": _("Falta el devengado de alguna línea."),
        "advance": _("Falta el avance: no tiene hitos."),
    }
    return [says[name] for name in names]
