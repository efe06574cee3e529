"""The list of a plan's indicators: what narrows it, and what each row says."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, Window
from django.db.models.functions import RowNumber
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minga.base.filters import Narrowing, On, plain
from minga.base.kept import kept
from minga.base.templatetags.look import sentence
from minga.monitoring.charts.line import Point
from minga.monitoring.charts.sparkline import sparkline
from minga.monitoring.latest import Latest, latest
from minga.monitoring.marks import fresh
from minga.monitoring.models import (
    Frequency,
    Indicator,
    IndicatorQuerySet,
    Reading,
    Score,
    Target,
    end_of_year,
)
from minga.monitoring.scoring.explain import paced
from minga.monitoring.sheet import LIGHTS, Measured, measured, value_text
from minga.monitoring.targets import Wanted
from minga.monitoring.years import scores_of, wanted_in
from minga.people.models import Unit, Visitor
from minga.plans.completeness import audience
from minga.plans.models import Articulation, Plan
from minga.plans.tree import objectives

PAGE = 25
TREND = 12  # readings that the small line of an indicator shows
NOBODY = "none"
LACKS: dict[str, Promise] = {
    "target": gettext_lazy("metas"),
    "base": gettext_lazy("línea base"),
    "owner": gettext_lazy("unidad responsable"),
    "reading": gettext_lazy("lectura reciente"),
}


@dataclass(frozen=True, slots=True)
class Filter(Narrowing):
    """Each part may be left open. Retired ones are listed only where they are asked for."""

    q: str = ""
    objective: str = ""
    unit: str = ""
    frequency: str = ""
    lacks: str = ""
    status: str = ""

    def apply(self, indicators: IndicatorQuerySet, plan: Plan) -> IndicatorQuerySet:
        found = indicators.filter(status=self.status or Indicator.Status.ACTIVE)
        if self.q:
            found = found.matching(self.q) | found.filter(code=self.q)
        if self.objective:
            found = found.filter(of_objectives(inside(plan, self.objective)))
        if self.unit:
            found = found.filter(owner=None if self.unit == NOBODY else int(self.unit))
        if self.frequency:
            found = found.filter(frequency=self.frequency)
        if self.lacks:
            found = found.filter(lacking(self.lacks))
        return found


def read(said: Mapping[str, str]) -> Filter:
    """From an address; what means nothing is left out."""
    unit = said.get("unit", "")
    known = {"unit": unit if unit == NOBODY or (unit.isdecimal() and len(unit) < 10) else ""}
    known["objective"] = plain(said.get("objective", ""))[:40]
    known["q"] = plain(said.get("q", ""))
    for name, allowed in (
        ("frequency", Frequency.values),
        ("lacks", list(LACKS)),
        ("status", [Indicator.Status.RETIRED.value]),
    ):
        value = said.get(name, "")
        known[name] = value if value in allowed else ""
    return Filter(**known)


def inside(plan: Plan, code: str) -> list[int]:
    """An objective and all below it, of however many levels."""
    tree = objectives(plan)
    found = {tree[code].pk} if code in tree else set()
    for objective in tree.values():  # in the order of the document: above before below
        if objective.parent_id in found:
            found.add(objective.pk)
    return sorted(found)


def of_objectives(keys: Sequence[int]) -> Q:
    """Measuring one of these objectives, or what stands under them."""
    return (
        Q(objective__in=keys)
        | Q(initiative__objective__in=keys)
        | Q(articulation__initiative__objective__in=keys)
    )


def lacking(what: str) -> Q:
    if what == "target":
        return ~Q(Exists(Target.objects.current().filter(indicator=OuterRef("pk"))))
    if what == "base":
        return Q(base_value=None)
    if what == "owner":
        return Q(owner=None)
    return ~Q(has_fresh())


def has_fresh() -> Exists:
    return Exists(Reading.objects.filter(fresh(), indicator=OuterRef("pk")))


def tally(seen: IndicatorQuerySet, chosen: Filter, plan: Plan, user: Visitor) -> dict[str, int]:
    """How many there are, under "", and how many lack each datum; one query.

    Of what is not searched for by words it is asked once for each revision of the plan and day,
    not again after an approval: a sent reading is as fresh.
    """
    wanted = replace(chosen, lacks="")

    def count() -> dict[str, int]:
        counts = wanted.apply(seen, plan).aggregate(
            all=Count("pk"), **{name: Count("pk", filter=lacking(name)) for name in LACKS}
        )
        return {"": counts.pop("all"), **counts}

    if wanted.q:
        return count()
    now = plan.revision_without_approvals, datetime.date.today()
    return kept(("indicators", plan.pk, *now, audience(user), wanted), count)


def choices(plan: Plan, seen: IndicatorQuerySet) -> dict[str, list[tuple[str, Any]]]:
    units = Unit.objects.filter(Exists(seen.filter(owner=OuterRef("pk"))))
    return {
        "objectives": [(o.code, o) for o in objectives(plan).values()],
        "units": [(str(u.pk), u.label) for u in units] + [(NOBODY, _("nadie todavía"))],
        "frequencies": list(Frequency.choices),
    }


def on(chosen: Filter, offered: Mapping[str, Sequence[tuple[str, Any]]]) -> list[On]:
    """What the list is narrowed by, in words."""
    labels = {
        "q": (_("Dice"), ()),
        "objective": (_("Objetivo"), offered["objectives"]),
        "unit": (_("Unidad"), offered["units"]),
        "frequency": (_("Frecuencia"), offered["frequencies"]),
        "lacks": (_("Sin"), list(LACKS.items())),
        "status": (_("Estado"), Indicator.Status.choices),
    }
    return [
        chosen.worded(name, label, dict(words).get(value, value))
        for name, (label, words) in labels.items()
        if (value := getattr(chosen, name))
    ]


@dataclass(frozen=True, slots=True)
class Row:
    """An indicator with what is known of it today."""

    indicator: Indicator
    measured: Measured
    latest: Latest | None
    wanted: Wanted | None  # for the end of this year
    score: Score | None
    fresh: bool
    trend: str = ""  # its last readings, drawn

    @property
    def light(self) -> str:
        return (self.score and self.score.light) or "none"

    @property
    def light_label(self) -> Promise:
        return LIGHTS[self.light]

    @property
    def paced(self) -> str:
        """Of a sum that is not whole yet: what it is measured against."""
        return paced(self.score.inputs) if self.score else ""

    @property
    def latest_text(self) -> str:
        return value_text(self.indicator, self.latest.value) if self.latest else ""

    @property
    def wanted_text(self) -> str:
        return value_text(self.indicator, self.wanted.value) if self.wanted else ""

    @property
    def lacks(self) -> list[str]:
        there = {
            "base": self.indicator.base_value is not None,
            "owner": self.indicator.owner_id is not None,
        }
        return [sentence(LACKS[name]) for name, has in there.items() if not has]


def rows(indicators: Sequence[Indicator], *, trends: bool = False) -> list[Row]:
    """Four queries, however many there are; one more to draw how each went."""
    today = datetime.date.today()
    keys = [one.pk for one in indicators]
    newest = latest(indicators)
    scores = scores_of(keys, [today.year])
    drawn = _trends(indicators) if trends else {}
    targets: dict[int, list[Target]] = defaultdict(list)
    for target in Target.objects.current().filter(indicator__in=keys):
        targets[target.indicator_id].append(target)
    return [
        Row(
            one,
            measured(one.subject),
            newest.get(one.pk),
            wanted_in(one, targets[one.pk], end_of_year(today.year)),
            scores[one.pk].get(today.year),
            bool(getattr(one, "is_fresh", False)),
            drawn.get(one.pk, ""),
        )
        for one in indicators
    ]


def _trends(indicators: Sequence[Indicator]) -> dict[int, SafeString]:
    """The last values of each whole, drawn where there are some; one query."""
    newest = Window(
        RowNumber(), partition_by=F("indicator"), order_by=[F("period__ends").desc(), F("pk").asc()]
    )
    told = Reading.objects.told().filter(indicator__in=indicators, area=None, category="")
    points: dict[int, list[Point]] = defaultdict(list)
    # of one cell the approved one and its rectification on the way: the first counts
    seen: set[tuple[int, int]] = set()
    for reading in told.annotate(newest=newest).filter(newest__lte=TREND).select_related("period"):
        if (cell := (reading.indicator_id, reading.period_id)) not in seen:
            seen.add(cell)
            points[reading.indicator_id].append(
                Point(reading.period.name, reading.value, preliminary=reading.preliminary)
            )
    names = {one.pk: one for one in indicators}
    return {
        key: sparkline(list(reversed(some)), _trend(names[key], some))
        for key, some in points.items()
        if len(some) > 1
    }


def _trend(indicator: Indicator, newest_first: Sequence[Point]) -> str:
    first, last = newest_first[-1], newest_first[0]
    return _("De %(before)s en %(first)s a %(after)s en %(last)s") % {
        "before": value_text(indicator, first.value),
        "first": first.label,
        "after": value_text(indicator, last.value),
        "last": last.label,
    }


def know_plan(indicators: Sequence[Indicator], plan: Plan) -> None:
    """All are of one plan: their addresses need no query."""
    for one in indicators:
        one.plan = plan
        subject = one.subject
        of = subject.initiative if isinstance(subject, Articulation) else subject
        of.plan = plan
