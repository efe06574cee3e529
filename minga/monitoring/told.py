"""What the imported document says of indicators, targets and money, as proposals to confirm."""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from minga.base.search import fold
from minga.monitoring.models import BudgetLine, BudgetTotal, Indicator, end_of_year
from minga.plans import details
from minga.plans.draft import BudgetDraft, IndicatorDraft, Value
from minga.plans.models import Initiative, Plan

YEAR = re.compile(r"(?<!\d)(?:19|20|21)\d\d(?!\d)")
LARGEST = Decimal(10) ** 18
CENT = Decimal("0.01")
Direction = Indicator.Direction


@dataclass(slots=True)
class IndicatorTold:
    """An indicator of the document: what was understood, what is missing, what was left aside."""

    key: str
    initiative: Initiative
    name: str
    unit: str
    direction: str  # as base and targets suggest; "" where they do not
    base_value: Decimal | None
    base_date: datetime.date | None
    targets: list[tuple[datetime.date, Decimal]]
    lacks: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    taken: bool = False


@dataclass(slots=True)
class MoneyTold:
    """An amount of the document: of one year, or (`year` 0) of all of it."""

    key: str
    initiative: Initiative
    year: int
    amount: Decimal | None
    source: str
    currency: str
    printed: str
    lacks: list[str] = field(default_factory=list)
    taken: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    indicators: list[IndicatorTold]
    money: list[MoneyTold]

    @property
    def open(self) -> bool:
        return not all([*(i.taken for i in self.indicators), *(m.taken for m in self.money)])


def speaking(plan: Plan) -> QuerySet[Initiative]:
    """The initiatives of which the document says how they are measured or what they cost."""
    says = Q(details__has_key="indicators") | Q(details__has_key="budget")
    return Initiative.objects.listed().filter(says, plan=plan).order_by("position")


def told_of(plan: Plan, initiatives: Iterable[Initiative]) -> Told:
    """The proposals of these, in their order; three queries for those already taken."""
    listed = list(initiatives)
    keys = [one.pk for one in listed]
    names = {
        (pk, fold(name))
        for pk, name in Indicator.objects.filter(initiative__in=keys).values_list(
            "initiative", "name"
        )
    }
    lines = set(
        BudgetLine.objects.filter(initiative__in=keys, code="").values_list(
            "initiative", "year", "source", "currency"
        )
    )
    totals = set(
        BudgetTotal.objects.filter(initiative__in=keys).values_list("initiative", flat=True)
    )
    found = Told([], [])
    for one in listed:
        said = details.read(one.details)
        for place, draft in enumerate(said.indicators):
            proposal = _indicator(plan, one, place, draft)
            proposal.taken = (one.pk, fold(proposal.name)) in names
            found.indicators.append(proposal)
        money = [_money(one, place, draft) for place, draft in enumerate(said.budget)]
        _refuse_twice(money)
        for amount in money:
            amount.taken = (
                (one.pk, amount.year, amount.source, amount.currency) in lines
                if amount.year
                else one.pk in totals
            )
        found.money.extend(money)
    return found


def direction_of(base: Decimal | None, targets: Sequence[tuple[datetime.date, Decimal]]) -> str:
    """What base and targets suggest; "" where they say nothing, or two things."""
    points = [*([base] if base is not None else []), *(value for _day, value in targets)]
    steps = {(b > a) - (b < a) for a, b in pairwise(points)}
    return {
        frozenset({1}): Direction.INCREASE.value,
        frozenset({0, 1}): Direction.INCREASE.value,
        frozenset({-1}): Direction.REDUCE.value,
        frozenset({0, -1}): Direction.REDUCE.value,
        frozenset({0}): Direction.MAINTAIN.value,
    }.get(frozenset(steps), "")


def _indicator(
    plan: Plan, initiative: Initiative, place: int, draft: IndicatorDraft
) -> IndicatorTold:
    found = IndicatorTold(
        key=_key(initiative, place, draft),
        initiative=initiative,
        name=" ".join(draft.name.split())[:300],
        unit=" ".join(draft.unit.split())[:80],
        direction="",
        base_value=None,
        base_date=None,
        targets=[],
    )
    if not found.name:
        found.lacks.append(_("el nombre"))
    if not found.unit:
        found.lacks.append(_("la unidad de medida"))
    _read_targets(plan, draft, found)
    _read_base(draft, found)
    found.direction = direction_of(found.base_value, found.targets)
    if found.direction != Direction.MAINTAIN and found.base_value is not None:
        equal = [t for t in found.targets if t[1] == found.base_value]
        found.targets = [t for t in found.targets if t not in equal]
        found.notes += [_("la meta de %d, que es igual a la línea base") % t[0].year for t in equal]
    if not found.direction:
        found.lacks.append(_("el sentido: aumentar, reducir…"))
    return found


def _read_targets(plan: Plan, draft: IndicatorDraft, found: IndicatorTold) -> None:
    said: dict[datetime.date, Decimal] = {}
    for period, value in draft.targets:
        printed = f"{period}: {value.printed}".strip(": ")
        until = _until(plan, period)
        number = _number(value)
        if until is None or number is None or said.get(until, number) != number:
            found.notes.append(_("la meta «%s»") % printed)
            continue
        said[until] = number
    found.targets = sorted(said.items())


def _read_base(draft: IndicatorDraft, found: IndicatorTold) -> None:
    if draft.baseline is None:
        return
    found.base_value = _number(draft.baseline)
    if found.base_value is None:
        if draft.baseline.printed:
            found.notes.append(_("la línea base «%s»") % draft.baseline.printed)
        return
    years = YEAR.findall(draft.baseline_period)
    day = end_of_year(int(years[-1])) if years else None
    late = day and (
        day > datetime.date.today() or any(until <= day for until, _value in found.targets)
    )
    if late:
        found.notes.append(_("la fecha de la línea base, %s") % draft.baseline_period)
    found.base_date = None if late else day


def _until(plan: Plan, period: str) -> datetime.date | None:
    years = YEAR.findall(period)
    if years:
        return end_of_year(int(years[-1]))
    return end_of_year(plan.last_year) if not period.strip() and plan.last_year else None


def _number(value: Value) -> Decimal | None:
    return value.number if value.number is not None and abs(value.number) < LARGEST else None


def _money(initiative: Initiative, place: int, draft: BudgetDraft) -> MoneyTold:
    years = YEAR.findall(draft.period)
    amount = _number(draft.amount)
    found = MoneyTold(
        key=_key(initiative, place, draft),
        initiative=initiative,
        year=int(years[0]) if len(set(years)) == 1 else 0,
        amount=None if amount is None else amount.quantize(CENT, ROUND_HALF_UP),
        source=" ".join(draft.source.split())[:200],
        currency=draft.currency if len(draft.currency) == 3 else "USD",
        printed=draft.amount.printed,
    )
    if amount is None:
        found.lacks.append(_("un monto que se entienda"))
    elif amount < 0:
        found.lacks.append(_("un monto que no sea negativo"))
    if draft.period.strip() and not years:
        found.lacks.append(_("el año: dice «%s»") % draft.period)
    return found


def _refuse_twice(money: list[MoneyTold]) -> None:
    """Two amounts for the same year and source cannot both stand: the person says which."""
    seen: set[tuple[int, str, str]] = set()
    for one in money:
        key = (one.year, one.source, one.currency) if one.year else (0, "", "")
        if key in seen:
            one.lacks.append(_("ser el único monto de su año y fuente"))
        seen.add(key)


def _key(initiative: Initiative, place: int, draft: object) -> str:
    """Names a proposal for as long as the document says the same there."""
    digest = hashlib.sha256(repr(draft).encode()).hexdigest()[:12]
    return f"{initiative.pk}-{place}-{digest}"
