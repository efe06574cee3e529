"""How far a period is: which indicators are expected in it, and how their readings stand."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from minga.monitoring.models import Indicator, IndicatorQuerySet, Period, Reading
from minga.people.models import User, Visitor

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
    periods: Sequence[Period],
    units: Collection[int] | None = None,
    *,
    user: Visitor | None = None,
) -> dict[int, Standing]:
    """Of many periods, of all, of what some units own, or what somebody sees; two questions."""
    found: dict[int, Standing] = {period.pk: Standing() for period in periods}
    for (period, _unit), one in _count(periods, _among(units, user)).items():
        known = found[period]
        found[period] = Standing(
            known.expected + one.expected, known.approved + one.approved, known.sent + one.sent
        )
    return found


def by_unit(
    periods: Sequence[Period], *, user: Visitor | None = None
) -> dict[int, dict[int | None, Standing]]:
    """The same for each unit that owns an indicator; None: those that nobody owns."""
    found: dict[int, dict[int | None, Standing]] = {period.pk: {} for period in periods}
    for (period, unit), one in _count(periods, _among(None, user)).items():
        found[period][unit] = one
    return found


def _among(units: Collection[int] | None, user: Visitor | None) -> IndicatorQuerySet | None:
    """The indicators that are counted; None: all, without asking which."""
    if units is not None:
        return Indicator.objects.filter(owner__in=units)
    if user is None or (isinstance(user, User) and user.works_for_the_government):
        return None
    return Indicator.objects.visible_to(user)


def _count(
    periods: Sequence[Period], among: IndicatorQuerySet | None
) -> dict[tuple[int, int | None], Standing]:
    if not periods:
        return {}
    indicators = Indicator.objects.all() if among is None else among
    indicators = indicators.measured().filter(plan__in={p.plan_id for p in periods})
    rows = indicators.order_by().values_list("plan", "frequency", "owner")
    expected: dict[tuple[int, str], dict[int | None, int]] = {}
    for plan, frequency, owner, n in rows.annotate(n=Count("pk")):
        expected.setdefault((plan, frequency), {})[owner] = n
    reported = {
        (period, owner): (approved, told)
        for period, owner, approved, told in _reported(periods, among)
    }
    found = {}
    for period in periods:
        for owner, n in expected.get((period.plan_id, period.frequency), {}).items():
            approved, told = reported.get((period.pk, owner), (0, 0))
            found[period.pk, owner] = Standing(n, approved, told - approved)
    return found


def _reported(
    periods: Sequence[Period], among: IndicatorQuerySet | None
) -> Iterable[tuple[int, int | None, int, int]]:
    rows = Reading.objects.filter(
        period__in=[p.pk for p in periods],
        status__in=REPORTED,
        indicator__status=Indicator.Status.ACTIVE,
    )
    if among is not None:
        rows = rows.filter(indicator__in=among)
    approved = Q(status=Reading.Status.APPROVED)
    return (
        rows.order_by()
        .values_list("period", "indicator__owner")
        .annotate(
            approved=Count("indicator", distinct=True, filter=approved),
            told=Count("indicator", distinct=True),
        )
    )
