"""How far a period is: which indicators are expected in it, and how their readings stand."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from minga.monitoring.models import Indicator, IndicatorQuerySet, Period, Reading

REPORTED = (Reading.Status.SENT, Reading.Status.APPROVED)


@dataclass(frozen=True, slots=True)
class Standing:
    """Indicators, each once: with an approved reading, else one that waits, else none."""

    expected: int = 0
    approved: int = 0
    sent: int = 0  # one waits, and none is approved

    @property
    def reported(self) -> int:
        return self.approved + self.sent

    @property
    def missing(self) -> int:
        """Without an approved reading."""
        return self.expected - self.approved

    @property
    def unreported(self) -> int:
        return self.expected - self.reported


def expected_in(period: Period, units: Collection[int] | None = None) -> IndicatorQuerySet:
    """Indicators in use that are measured as often as this period lasts."""
    found = Indicator.objects.measured().filter(plan=period.plan_id, frequency=period.frequency)
    return found if units is None else found.filter(owner__in=units)


def standing_of(period: Period) -> Standing:
    return standings([period])[period.pk]


def standings(
    periods: Sequence[Period], units: Collection[int] | None = None
) -> dict[int, Standing]:
    """Of many periods, of all or of what some units own; two questions."""
    found: dict[int, Standing] = {period.pk: Standing() for period in periods}
    for (period, _unit), one in _count(periods, units).items():
        known = found[period]
        found[period] = Standing(
            known.expected + one.expected, known.approved + one.approved, known.sent + one.sent
        )
    return found


def by_unit(
    periods: Sequence[Period], units: Collection[int] | None = None
) -> dict[int, dict[int | None, Standing]]:
    """The same for each unit that owns an indicator; None: those that nobody owns."""
    found: dict[int, dict[int | None, Standing]] = {period.pk: {} for period in periods}
    for (period, unit), one in _count(periods, units).items():
        found[period][unit] = one
    return found


def _count(
    periods: Sequence[Period], units: Collection[int] | None
) -> dict[tuple[int, int | None], Standing]:
    if not periods:
        return {}
    indicators = Indicator.objects.measured().filter(plan__in={p.plan_id for p in periods})
    if units is not None:
        indicators = indicators.filter(owner__in=units)
    rows = indicators.order_by().values_list("plan", "frequency", "owner")
    expected: dict[tuple[int, str], dict[int | None, int]] = {}
    for plan, frequency, owner, n in rows.annotate(n=Count("pk")):
        expected.setdefault((plan, frequency), {})[owner] = n
    reported = {
        (period, owner): (approved, told)
        for period, owner, approved, told in _reported(periods, units)
    }
    found = {}
    for period in periods:
        for owner, n in expected.get((period.plan_id, period.frequency), {}).items():
            approved, told = reported.get((period.pk, owner), (0, 0))
            found[period.pk, owner] = Standing(n, approved, told - approved)
    return found


def _reported(
    periods: Sequence[Period], units: Collection[int] | None
) -> Iterable[tuple[int, int | None, int, int]]:
    rows = Reading.objects.filter(
        period__in=[p.pk for p in periods],
        status__in=REPORTED,
        indicator__status=Indicator.Status.ACTIVE,
    )
    if units is not None:
        rows = rows.filter(indicator__owner__in=units)
    approved = Q(status=Reading.Status.APPROVED)
    return (
        rows.order_by()
        .values_list("period", "indicator__owner")
        .annotate(
            approved=Count("indicator", distinct=True, filter=approved),
            told=Count("indicator", distinct=True),
        )
    )
