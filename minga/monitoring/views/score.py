"""One score, opened down to what it was made of."""

from __future__ import annotations

import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from minga.base.page import page
from minga.monitoring.access import WITH, shown_plan
from minga.monitoring.charts import Chart, Step, waterfall
from minga.monitoring.models import Basis, Indicator, Reading, Score, Target
from minga.monitoring.scoring import explain, target

MOST = 60  # readings that are listed one by one


@require_safe
def score(request: HttpRequest, plan: str, pk: int) -> HttpResponse:
    found = shown_plan(request, plan)
    with_ = [f"indicator__{name}" for name in WITH]
    seen = Score.objects.visible_to(request.user).select_related("rule", "indicator", *with_)
    wanted = get_object_or_404(seen, indicator__plan=found, pk=pk)
    inputs = wanted.inputs
    indicator = wanted.indicator
    indicator.plan = wanted.rule.plan = found
    places = int(wanted.rule.params.get("places", 4))
    readings, hidden = _readings(request, wanted)
    context: dict[str, Any] = {
        "plan": found,
        "score": wanted,
        "indicator": indicator,
        "rule": wanted.rule,
        "preliminary": wanted.basis == Basis.PRELIMINARY,
        "title": _title(wanted),
        "direction": Indicator.Direction(inputs["direction"]).label,
        "formula": explain.formula(inputs, wanted.raw),
        "why": explain.WHY.get(inputs.get("why", ""), ""),
        "made_of": explain.made_of(inputs),
        "paced": explain.paced(inputs),
        "paced_base": explain.paced_base(inputs),
        "value": _number(inputs.get("value")),
        "base": _number(inputs.get("base")),
        "target": _number(inputs.get("target")),
        "tolerance": _number(inputs.get("tolerance")),
        "between": _between(inputs),
        "targets": list(Target.objects.filter(pk__in=inputs.get("targets", ()))),
        "readings": readings,
        "hidden": hidden,
        "bands": explain.bands(wanted.rule.thresholds, wanted.raw, places),
        "decided": explain.decided_on(wanted.raw, places) if wanted.raw is not None else "",
        "capped": explain.percent(wanted.capped),
        "over": wanted.raw is not None and wanted.raw > 1,
        "retreat": wanted.raw is not None and wanted.raw < 0,
        "other": _other(wanted),
        "chart": _chart(wanted),
    }
    return page(request, "monitoring/score.html", context)


def _title(score: Score) -> str:
    if score.raw is None:
        return _("%(code)s, %(year)d: el avance no se puede calcular") % {
            "code": score.indicator.code,
            "year": score.year,
        }
    return _("%(code)s, %(year)d: %(share)s de avance hacia la meta") % {
        "code": score.indicator.code,
        "year": score.year,
        "share": explain.percent(score.raw),
    }


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _between(inputs: dict[str, Any]) -> list[tuple[datetime.date, Decimal]]:
    points = inputs.get("between") or []
    return [(datetime.date.fromisoformat(day), Decimal(value)) for day, value in points]


def _readings(request: HttpRequest, score: Score) -> tuple[list[Reading], int]:
    """Those that the visitor may see, the newest first, and how many more there are."""
    keys = score.inputs.get("readings", [])
    found = Reading.objects.visible_to(request.user).filter(pk__in=keys)
    found = found.select_related("period__plan", "area").order_by("-period__ends", "pk")
    shown = list(found[: MOST + 1])
    for reading in shown:
        reading.indicator = score.indicator
    return shown[:MOST], max(len(keys) - MOST, 0)


def _other(score: Score) -> Score | None:
    """The same year by the other readings: approved ones only, or also those that wait."""
    same = Score.objects.filter(indicator=score.indicator, rule=score.rule, year=score.year)
    return same.exclude(pk=score.pk).first()


def _chart(score: Score) -> Chart | None:
    """What came before this year and what it added, as parts of the way; where there is a way."""
    inputs = score.inputs
    start = _way_from(inputs)
    if score.raw is None or start is None:
        return None
    whole = Decimal(inputs["target"]) - start
    before = (
        Score.objects.filter(
            indicator=score.indicator_id, year=score.year - 1, basis=Basis.APPROVED
        )
        .values_list("inputs", flat=True)
        .first()
    )
    gone = (Decimal(before["value"]) - start) / whole if before else Decimal(0)
    gone = gone.quantize(target.PLACES, ROUND_HALF_UP)
    added = Step(
        _("Lo que agrega %(year)d") % {"year": score.year},
        score.raw - gone,
        most=max(1 - gone, Decimal(0)),
    )
    earlier = Step(_("Hasta %(year)d") % {"year": score.year - 1}, gone)
    return waterfall(
        [earlier, added] if before else [added],
        name="score",
        title=_("Cuánto del camino a la meta se recorrió"),
        subtitle=_("De 0 (la línea base) a 100 (la meta de %(year)d).") % {"year": score.year},
        heading=_("Cuándo"),
        total=_("Avance"),
        decimals=2,
    )


def _way_from(inputs: dict[str, Any]) -> Decimal | None:
    """Where the way to the target begins, for directions that are a way."""
    if "target" not in inputs or inputs.get("why"):
        return None
    if inputs["direction"] == "deliver":
        return Decimal(0)
    if inputs["direction"] in ("increase", "reduce") and "base" in inputs:
        return Decimal(inputs["base"])
    return Decimal(0) if inputs["direction"] == "increase" else None
