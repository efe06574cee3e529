"""What a report freezes: every figure with its rows, as anyone may see them on that day."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch, Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from minga.agreements.models import Agreement
from minga.monitoring.board.asked import Asked
from minga.monitoring.board.compliance import Compliance, Row, compliance, in_order
from minga.monitoring.board.counts import counted, marks, on_initiatives
from minga.monitoring.means.tables import STAGES, Sums, money
from minga.monitoring.models import (
    Basis,
    BudgetLine,
    Figure,
    Indicator,
    Milestone,
    Reading,
    Report,
    Rule,
    Score,
    Target,
    end_of_year,
)
from minga.monitoring.scoring.rules import newest
from minga.plans.completeness import MARKS
from minga.plans.models import Articulation, Initiative, Objective, Plan
from minga.spaces.models import Session

FORMAT = "minga.report/1"
MOST_YEARS = 20
ANYONE = AnonymousUser()
Frozen = dict[str, Any]


def gather(report: Report, today: datetime.date) -> Frozen:
    """All of it in the language of the city, with what anyone may see and nothing else.

    Amounts are texts with a decimal point, days are ISO dates, what is not known is null.
    """
    with override(settings.LANGUAGE_CODE):
        plan = report.plan
        years = years_of(report)
        belongs = _Belongs(plan)
        return {
            "format": FORMAT,
            "made_on": today.isoformat(),
            "plan": {
                "code": plan.code,
                "uuid": str(plan.uuid),
                "title": plan.title,
                "government": plan.government,
                "period": plan.period,
            },
            "report": {
                "number": report.number,
                "title": report.title,
                "starts": report.starts.isoformat(),
                "ends": report.ends.isoformat(),
                "corrects": report.corrects.number if report.corrects else None,
                "corrects_sha256": report.corrects.sha256 if report.corrects else None,
            },
            "sections": [{"key": key, "title": title} for key, title in sections(plan)],
            "years": years,
            "rules": _rules(plan, years),
            "completeness": _completeness(plan),
            "figures": [figure for year in years for figure in _figures(plan, year)],
            "indicators": _indicators(plan, report, years, belongs),
            "budget": _budget(plan, years, belongs),
            "milestones": _milestones(plan, report, belongs),
            "participation": _participation(plan, report),
        }


def years_of(report: Report) -> list[int]:
    return list(range(report.starts.year, report.ends.year + 1))[-MOST_YEARS:]


def sections(plan: Plan) -> list[tuple[str, str]]:
    """What a report tells of, in its order: key and title."""
    tops = [objective for objective, depth in in_order(plan) if depth == 0]
    return [
        ("summary", _("Resumen")),
        *((f"objective:{objective.code}", str(objective)) for objective in tops),
        ("budget", _("Presupuesto")),
        ("missing", _("Qué falta")),
        ("participation", _("Participación")),
    ]


def text(value: Decimal | None) -> str | None:
    """A number as it is stored, whichever database it came from."""
    return None if value is None else f"{value.normalize():f}"


class _Belongs:
    """To which objective of the first level each thing belongs."""

    def __init__(self, plan: Plan) -> None:
        self.objectives: dict[int, Objective] = {}
        self.tops: dict[int, str] = {}
        for objective, _depth in in_order(plan):
            self.objectives[objective.pk] = objective
            parent = objective.parent_id
            self.tops[objective.pk] = self.tops[parent] if parent else objective.code

    def said(self, key: int | None) -> dict[str, str | None]:
        objective = self.objectives.get(key or 0)
        return {
            "objective": objective.code if objective else None,
            "top": self.tops.get(key or 0),
        }


def _rules(plan: Plan, years: Iterable[int]) -> list[Frozen]:
    versions = list(Rule.objects.filter(plan=plan, kind=Rule.Kind.TARGET).order_by("-version"))
    found = []
    for year in years:
        if rule := newest(versions, end_of_year(year)):
            found.append(
                {
                    "year": year,
                    "name": rule.name,
                    "version": rule.version,
                    "since": rule.since.isoformat(),
                    "source": rule.source,
                    "params": rule.params,
                    "thresholds": rule.thresholds,
                    "thresholds_source": rule.thresholds_source,
                    "confirmed": rule.confirmed,
                }
            )
    return found


def _completeness(plan: Plan) -> Frozen:
    found = marks(plan, ANYONE)
    also = on_initiatives(plan, ANYONE)
    told = [
        {"name": name, "label": str(label), "have": found.have.get(name, 0)}
        for name, label in MARKS.items()
    ]
    told += [
        {"name": "milestones", "label": _("Hitos"), "have": also["milestones"]},
        {"name": "budget", "label": _("Presupuesto"), "have": also["budget"]},
    ]
    return {"initiatives": found.initiatives, "marks": told}


def _figures(plan: Plan, year: int) -> list[Frozen]:
    """Of the plan, its objectives and its units; approved readings only."""
    found = []
    for by in (Figure.Of.OBJECTIVE.value, Figure.Of.UNIT.value):
        told = compliance(plan, Asked(by, year, Basis.APPROVED.value), ANYONE, most=None)
        rows = [told.whole, *told.rows] if by == Figure.Of.OBJECTIVE else told.rows
        found += [_figure(row, year, told) for row in rows]
    return found


def _figure(row: Row, year: int, told: Compliance) -> Frozen:
    return {
        "year": year,
        "of": row.of,
        "code": row.code,
        "label": row.label,
        "depth": row.depth,
        "numerator": text(row.share.numerator),
        "denominator": text(row.share.denominator),
        "value": text(row.value),
        "scored": row.share.scored,
        "measured": row.measured,
        "light": row.light,
        "lights": dict(row.share.lights),
        "rule": told.rule.version if told.rule else None,
    }


def _indicators(plan: Plan, report: Report, years: list[int], belongs: _Belongs) -> list[Frozen]:
    within = Q(period__ends__gte=report.starts, period__ends__lte=report.ends)
    readings = Reading.objects.visible_to(ANYONE).told().filter(within)
    scores = Score.objects.filter(year__in=years, rule__kind=Rule.Kind.TARGET)
    rows = (
        Indicator.objects.filter(pk__in=counted(plan, ANYONE).values("pk"))
        .select_related("owner", "objective", "initiative", "articulation__initiative")
        .prefetch_related(
            Prefetch("targets", Target.objects.current().order_by("until", "pk")),
            Prefetch(
                "readings",
                readings.select_related("period", "area").order_by("period__ends", "pk"),
            ),
            Prefetch("scores", scores.select_related("rule").order_by("year", "basis")),
        )
        .order_by("code")
    )
    return [_indicator(one, belongs) for one in rows]


def _indicator(one: Indicator, belongs: _Belongs) -> Frozen:
    subject = one.subject
    of = subject.initiative if isinstance(subject, Articulation) else subject
    key = of.objective_id if isinstance(of, Initiative) else of.pk
    return {
        "uuid": str(one.uuid),
        "code": one.code,
        "name": one.name,
        **belongs.said(key),
        "initiative": of.code if isinstance(of, Initiative) else None,
        "unit": one.unit,
        "decimals": one.decimals,
        "direction": one.direction,
        "owner": one.owner.name if one.owner else None,
        "weight": text(one.weight),
        "base_value": text(one.base_value),
        "base_date": one.base_date.isoformat() if one.base_date else None,
        "targets": [
            {"until": t.until.isoformat(), "value": text(t.value), "act": t.act}
            for t in one.targets.all()
        ],
        "readings": [_reading(reading) for reading in one.readings.all()],
        "scores": [_score(score) for score in one.scores.all()],
    }


def _reading(reading: Reading) -> Frozen:
    return {
        "period": reading.period.name,
        "ends": reading.period.ends.isoformat(),
        "area": str(reading.area) if reading.area else None,
        "category": reading.category,
        "value": text(reading.value),
        "numerator": text(reading.numerator),
        "denominator": text(reading.denominator),
        "status": reading.status,
        "preliminary": reading.preliminary,
    }


def _score(score: Score) -> Frozen:
    inputs = score.inputs
    return {
        "year": score.year,
        "basis": score.basis,
        "rule": score.rule.version,
        "value": inputs.get("value"),
        "target": inputs.get("target"),
        "interpolated": bool(inputs.get("interpolated")),
        "base": inputs.get("base"),
        "raw": text(score.raw),
        "capped": text(score.capped),
        "light": score.light,
        "why": inputs.get("why"),
    } | ({"pace": inputs["pace"]} if "pace" in inputs else {})


def _budget(plan: Plan, years: list[int], belongs: _Belongs) -> Frozen:
    seen = BudgetLine.objects.visible_to(ANYONE).filter(plan=plan, year__in=years)
    lines = seen.select_related("initiative").order_by("year", "pk")
    totals = []
    for currency in sorted(set(seen.order_by().values_list("currency", flat=True).distinct())):
        names = {key: objective.code for key, objective in belongs.objectives.items()}
        groups = money(seen.filter(currency=currency), "objective", names)
        by: dict[tuple[str, int], Sums] = defaultdict(Sums)
        for group in groups:
            top = belongs.tops.get(int(group.key)) or ""
            for year, sums in group.years.items():
                by[top, year].add(sums)
        totals += [
            {
                "currency": currency,
                "top": top or None,
                "year": year,
                "lines": sums.lines,
                **{stage: text(sums.amounts[stage]) for stage in STAGES},
                "said": dict(sums.said),
            }
            for (top, year), sums in sorted(by.items())
        ]
    return {"totals": totals, "lines": [_line(line, belongs) for line in lines]}


def _line(line: BudgetLine, belongs: _Belongs) -> Frozen:
    key = line.initiative.objective_id if line.initiative else line.objective_id
    return {
        **belongs.said(key),
        "initiative": line.initiative.code if line.initiative else None,
        "year": line.year,
        "code": line.code,
        "name": line.name,
        "source": line.source,
        "currency": line.currency,
        **{stage: text(getattr(line, stage)) for stage in STAGES},
        "as_of": line.as_of.isoformat() if line.as_of else None,
    }


def _milestones(plan: Plan, report: Report, belongs: _Belongs) -> list[Frozen]:
    """Those that were due or were reached in the period, and those that are late at its end."""
    when = (
        Q(due__range=(report.starts, report.ends))
        | Q(reached_on__range=(report.starts, report.ends))
        | Q(status=Milestone.Status.PLANNED, due__lte=report.ends)
    )
    rows = (
        Milestone.objects.visible_to(ANYONE)
        .filter(when, initiative__plan=plan)
        .exclude(status=Milestone.Status.DROPPED)
        .exclude(initiative__status=Initiative.Status.WITHDRAWN)
        .select_related("initiative")
        .order_by("due", "pk")
    )
    return [
        {
            **belongs.said(row.initiative.objective_id),
            "initiative": row.initiative.code,
            "name": row.name,
            "due": row.due.isoformat(),
            "first_due": row.first_due.isoformat(),
            "reached_on": row.reached_on.isoformat() if row.reached_on else None,
            "status": row.status,
            "weight": text(row.weight),
        }
        for row in rows
    ]


def _participation(plan: Plan, report: Report) -> Mapping[str, int]:
    """With whom it was worked: what is in force, and what met in the period."""
    whole = marks(plan, ANYONE)
    held = Session.objects.visible_to(ANYONE).filter(
        space__plan=plan,
        status=Session.Status.HELD,
        starts__date__range=(report.starts, report.ends),
    )
    return {
        "initiatives": whole.initiatives,
        "counterpart": whole.have.get("counterpart", 0),
        "instrument": whole.have.get("instrument", 0),
        "agreements": Agreement.objects.visible_to(ANYONE).in_force().filter(plan=plan).count(),
        "sessions": held.count(),
        "spaces": held.order_by().values("space").distinct().count(),
    }
