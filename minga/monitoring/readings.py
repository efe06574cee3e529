"""Lists of readings: what a list is narrowed by, and those of one indicator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, F

from minga.base.filters import Narrowing, plain
from minga.base.kept import kept
from minga.monitoring.models import Indicator, Reading, ReadingQuerySet
from minga.monitoring.rows import evidence_counts
from minga.monitoring.saying import of_cell, period_name
from minga.people.models import Visitor
from minga.plans.completeness import audience
from minga.plans.models import Plan

NEWEST = 60  # on the page of an indicator
WITH = ("period", "area", "reported_by", "decided_by")
Status = Reading.Status


@dataclass(frozen=True, slots=True)
class Line:
    """A reading as a list shows it."""

    reading: Reading
    name: str  # of its period
    cell: str
    files: int


@dataclass(frozen=True, slots=True)
class Filter(Narrowing):
    status: str = ""
    period: str = ""
    unit: str = ""
    indicator: str = ""

    @classmethod
    def read(cls, address: Mapping[str, str]) -> Filter:
        """From an address; what means nothing is left out."""
        known = cls.said(address)
        known["plan"] = ""
        if known["status"] not in Status.values:
            known["status"] = ""
        for name in ("period", "unit", "indicator"):
            value = plain(known[name])
            known[name] = value if value.isdecimal() and len(value) <= 18 else ""
        return cls(**known)

    def apply(self, readings: ReadingQuerySet) -> ReadingQuerySet:
        found = readings
        if self.status:
            found = found.filter(status=self.status)
        if self.period:
            found = found.filter(period=int(self.period))
        if self.unit:
            found = found.filter(indicator__owner=int(self.unit))
        if self.indicator:
            found = found.filter(indicator=int(self.indicator))
        return found

    @property
    def wide(self) -> bool:
        """Whether it leaves almost all."""
        few = self.period or self.unit or self.indicator
        return not few and self.status in ("", Status.APPROVED)


def newest(
    plan: Plan, user: Visitor, chosen: Filter, after: int | None, most: int
) -> list[Reading]:
    """The newest that a filter finds and the visitor sees; two queries.

    Where it leaves almost all, they are looked for from the last one back, and not from their
    indicators: the database would sort millions to show a few.
    """
    inside = Indicator.objects.visible_to(user).filter(plan=plan).values("pk")
    if chosen.wide:
        found = Reading.objects.alias(of=F("indicator") + 0).filter(of__in=inside)
    else:
        found = Reading.objects.filter(indicator__in=inside)
    found = chosen.apply(found.told_to(user)).order_by("-pk")
    if after is not None:
        found = found.filter(pk__lt=after)
    keys = list(found.values_list("pk", flat=True)[:most])
    shown = Reading.objects.filter(pk__in=keys).order_by("-pk")
    return list(shown.select_related("indicator__owner", *WITH))


def lines(readings: Sequence[Reading]) -> list[Line]:
    """With one question for the files of all."""
    files = evidence_counts([reading.pk for reading in readings])
    return [Line(r, period_name(r.period), of_cell(r), files.get(r.pk, 0)) for r in readings]


def tally(readings: ReadingQuerySet, chosen: Filter, plan: Plan, user: Visitor) -> dict[str, int]:
    """How many stand in each state, and under "" in any.

    What was told is counted once for each revision of the plan; drafts, which do not raise it, are
    few and counted each time.
    """
    wanted = replace(chosen, status="")
    found = wanted.apply(readings).order_by()

    def count() -> dict[str, int]:
        rows = found.exclude(status=Status.DRAFT).values_list("status")
        return dict(rows.annotate(n=Count("pk")))

    told = kept(("readings", plan.pk, plan.revision, audience(user), wanted), count)
    drafts = found.filter(status=Status.DRAFT).count() if user.is_authenticated else 0
    known = {**told, Status.DRAFT.value: drafts}
    return {"": sum(known.values()), **known}


def readings_of(indicator: Indicator, visitor: Visitor) -> dict[str, Any]:
    """What `monitoring/indicator_readings.html` shows of an indicator; two questions.

    `rows` are the newest readings that the visitor may see but what was rectified, `more` says
    whether there are others in the list of readings.
    """
    seen = Reading.objects.visible_to(visitor).filter(indicator=indicator)
    ordered = seen.exclude(status=Status.RECTIFIED).order_by(
        "-period__ends", "area__name", "category", "-pk"
    )
    found = list(ordered.select_related(*WITH)[: NEWEST + 1])
    for reading in found:
        reading.indicator = indicator
    shown = lines(found[:NEWEST])
    return {
        "rows": shown,
        "more": len(found) > NEWEST,
        "split": any(line.cell for line in shown),
        "preliminary": any(
            line.reading.preliminary and line.reading.status != Status.DRAFT for line in shown
        ),
    }
