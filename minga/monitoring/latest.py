"""The newest value of many indicators at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import OuterRef, Q, Subquery

from minga.monitoring.models import Basis, Indicator, Period, Reading
from minga.monitoring.saying import period_name
from minga.monitoring.scoring.yearly import Read, Way, value_of


@dataclass(frozen=True, slots=True)
class Latest:
    """The value of the newest period with a reading that was told."""

    value: Decimal
    period: Period
    preliminary: bool

    @property
    def when(self) -> str:
        return period_name(self.period)


def latest(indicators: Collection[Indicator]) -> dict[int, Latest]:
    """By indicator; two queries however many. One without a reading is not there."""
    last = (
        Reading.objects.told()
        .filter(indicator=OuterRef("pk"))
        .order_by("-period__ends", "-period__starts")
        .values("period")[:1]
    )
    newest: list[tuple[int, int | None]] = list(
        Indicator.objects.filter(pk__in=[i.pk for i in indicators])
        .order_by()
        .values_list("pk", Subquery(last))
    )
    wanted = Q(pk__in=[])
    for indicator, period in newest:
        if period:
            wanted |= Q(indicator=indicator, period=period)
    found: dict[int, list[Reading]] = defaultdict(list)
    for reading in Reading.objects.told().filter(wanted).select_related("period").order_by("pk"):
        found[reading.indicator_id].append(reading)
    values = {}
    for one in indicators:
        if readings := found.get(one.pk):
            value = value_of(_at_once(one), map(_read, readings), Basis.PRELIMINARY)
            if value:
                values[one.pk] = Latest(value.value, readings[0].period, value.preliminary)
    return values


def _at_once(indicator: Indicator) -> Way:
    """The readings of one period make one value, whatever the year is made of."""
    return Way(indicator.measure, "cumulative", "last", indicator.frequency, indicator.factor)


def _read(reading: Reading) -> Read:
    return Read(
        pk=reading.pk,
        ends=reading.period.ends,
        frequency=reading.period.frequency,
        area=reading.area_id,
        category=reading.category,
        value=reading.value,
        numerator=reading.numerator,
        denominator=reading.denominator,
        approved=reading.status == Reading.Status.APPROVED,
    )
