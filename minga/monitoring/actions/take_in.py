"""Making records of what the document says of indicators, targets and money, in sets."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from minga.base import history, search
from minga.base.models import Entry
from minga.base.steps import Refused
from minga.monitoring.actions.define import index, next_code, renew
from minga.monitoring.actions.sheet_rules import same_as_base
from minga.monitoring.models import BudgetLine, BudgetTotal, Frequency, Indicator, Target
from minga.monitoring.scoring.refresh import refresh
from minga.monitoring.told import IndicatorTold, MoneyTold, Told, speaking, told_of
from minga.people.models import User
from minga.plans.models import Lead, Plan


@dataclass(frozen=True, slots=True)
class Choice:
    """How a person completed an indicator of the document."""

    name: str
    unit: str
    direction: str


@dataclass(frozen=True, slots=True)
class Taken:
    token: str = ""
    indicators: int = 0
    targets: int = 0
    money: int = 0
    left: list[str] = field(default_factory=list)  # what could not be made, and why


@transaction.atomic
def take_in(
    plan: Plan,
    chosen: Mapping[str, Choice | None] | None,
    *,
    frequency: str,
    by: User,
) -> Taken:
    """Make indicators with their targets, and lines of money, of what a person confirmed.

    `chosen` leads from the key of a proposal to how it was completed (None: as it was proposed);
    None instead of a mapping takes all that is complete. What lacks something is left, and said.
    """
    if frequency not in Frequency.values:
        raise Refused(_("Diga cada cuánto se mide."))
    plan = Plan.objects.select_for_update().get(pk=plan.pk)
    told = _told(plan, chosen)
    left: list[str] = []
    indicators = _indicators(plan, told.indicators, chosen, frequency, left)
    lines, totals = _money(plan, told.money, left)
    if not indicators and not lines and not totals:
        raise Refused(
            _("No hay nada que registrar: %s.") % "; ".join(left[:5])
            if left
            else _("No eligió nada que esté completo. Marque una fila o más y continúe.")
        )
    made = Indicator.objects.bulk_create(indicators, batch_size=200)
    targets = _targets(made, told.indicators)
    BudgetLine.objects.bulk_create(lines, batch_size=200)
    BudgetTotal.objects.bulk_create(totals, batch_size=500)
    history.record_all(((i, {}, {"code": i.code, "name": i.name}) for i in made), "taken_in", by=by)
    token = uuid4().hex
    after = {
        "token": token,
        "indicators": [one.pk for one in made],
        "lines": [line.pk for line in lines],
        "totals": [total.pk for total in totals],
    }
    history.record(plan, "indicators_taken", by=by, after=after)
    index(made)
    renew(plan.pk)
    refresh({one.pk for one in made})
    return Taken(token, len(made), targets, len(lines) + len(totals), left)


@transaction.atomic
def undo(plan: Plan, token: str, *, by: User) -> Taken:
    """Take that back, but for what has readings already, or somebody changed since."""
    plan = Plan.objects.select_for_update().get(pk=plan.pk)
    entries = Entry.objects.filter(record=history.label(plan), object_id=plan.pk)
    taken = entries.filter(verb="indicators_taken", after__token=token).first()
    if taken is None or entries.filter(verb="indicators_untaken", before__token=token).exists():
        raise Refused(_("Esto ya se deshizo."))
    mine = Indicator.objects.filter(plan=plan, pk__in=taken.after["indicators"])
    worked = Q(readings__isnull=False) | Q(pk__in=_changed(Indicator))
    left = [one.code for one in mine.filter(worked).distinct()]
    gone = list(mine.exclude(code__in=left).values_list("pk", flat=True))
    lines = BudgetLine.objects.filter(plan=plan, pk__in=taken.after["lines"])
    lines = lines.exclude(pk__in=_changed(BudgetLine))
    totals = BudgetTotal.objects.filter(initiative__plan=plan, pk__in=taken.after["totals"])
    totals = totals.exclude(pk__in=_changed(BudgetTotal))
    money = lines.count() + totals.count()
    lines.delete()
    totals.delete()
    Indicator.objects.filter(pk__in=gone).delete()
    search.forget(history.label(Indicator), gone)
    history.record(plan, "indicators_untaken", by=by, before={"token": token})
    renew(plan.pk)
    return Taken(token, len(gone), 0, money, left)


def _changed(model: type[models.Model]) -> models.QuerySet[Entry, Any]:
    """The keys of the records that somebody wrote about since they were taken in."""
    written = Entry.objects.filter(record=history.label(model)).exclude(verb="taken_in")
    return written.values("object_id")


def _told(plan: Plan, chosen: Mapping[str, Choice | None] | None) -> Told:
    """The open proposals that were chosen, or all that are complete."""
    among = speaking(plan)
    if chosen is not None:
        keys = {int(head) for key in chosen if (head := key.partition("-")[0]).isdecimal()}
        among = among.filter(pk__in=keys)
    told = told_of(plan, among)
    if chosen is None:
        return Told(
            [one for one in told.indicators if not one.taken and not one.lacks],
            [one for one in told.money if not one.taken and not one.lacks],
        )
    return Told(
        [one for one in told.indicators if one.key in chosen and not one.taken],
        [one for one in told.money if one.key in chosen and not one.taken],
    )


def _indicators(
    plan: Plan,
    told: Sequence[IndicatorTold],
    chosen: Mapping[str, Choice | None] | None,
    frequency: str,
    left: list[str],
) -> list[Indicator]:
    owners = _owners([one.initiative.pk for one in told])
    made: list[Indicator] = []
    twice: Counter[tuple[int, str]] = Counter()
    for one in told:
        if choice := (chosen or {}).get(one.key):
            one.name = " ".join(choice.name.split())[:300]
            one.unit = " ".join(choice.unit.split())[:80]
            one.direction = choice.direction
        why = _lacking(one)
        twice[one.initiative.pk, one.name] += 1
        if twice[one.initiative.pk, one.name] > 1:
            why = _("hay otro con el mismo nombre")
        if why:
            left.append(f"{one.initiative.code} «{one.name or '…'}»: {why}")
            one.name = ""
            continue
        made.append(
            Indicator(
                plan=plan,
                code=next_code(plan) if not made else "",
                name=one.name,
                initiative=one.initiative,
                imported_id=one.initiative.imported_id,
                unit=one.unit,
                direction=one.direction,
                frequency=frequency,
                owner_id=owners.get(one.initiative.pk),
                base_value=one.base_value,
                base_date=one.base_date,
            )
        )
    if made:
        first = int(made[0].code.removeprefix("I-"))
        for number, indicator in enumerate(made, first):
            indicator.code = f"I-{number:03}"
    return made


def _lacking(one: IndicatorTold) -> str:
    if not one.name:
        return _("le falta el nombre")
    if not one.unit:
        return _("le falta la unidad de medida")
    if one.direction not in Indicator.Direction.values:
        return _("le falta el sentido")
    return ""


def _owners(initiatives: Sequence[int]) -> dict[int, int]:
    """The unit that leads each, where it is only one."""
    units: dict[int, list[int]] = defaultdict(list)
    rows = Lead.objects.filter(initiative__in=initiatives, confirmed=True)
    for initiative, unit in rows.values_list("initiative", "unit"):
        units[initiative].append(unit)
    return {initiative: led[0] for initiative, led in units.items() if len(led) == 1}


def _targets(made: Sequence[Indicator], told: Sequence[IndicatorTold]) -> int:
    """What the document wants of each; a target equal to the base is left out."""
    of = {(one.initiative.pk, one.name): one for one in told if one.name}
    targets = [
        Target(indicator=indicator, until=until, value=value)
        for indicator in made
        for until, value in of[indicator.initiative_id or 0, indicator.name].targets
        if not same_as_base(indicator, value)
    ]
    Target.objects.bulk_create(targets, batch_size=500)
    return len(targets)


def _money(
    plan: Plan, told: Sequence[MoneyTold], left: list[str]
) -> tuple[list[BudgetLine], list[BudgetTotal]]:
    lines, totals = [], []
    for one in told:
        if one.lacks or one.amount is None:
            left.append(f"{one.initiative.code} «{one.printed}»: {', '.join(one.lacks)}")
        elif one.year:
            lines.append(
                BudgetLine(
                    plan=plan,
                    initiative=one.initiative,
                    year=one.year,
                    source=one.source,
                    currency=one.currency,
                    codified=one.amount,
                )
            )
        else:
            totals.append(
                BudgetTotal(
                    initiative=one.initiative,
                    amount=one.amount,
                    currency=one.currency,
                    act=_("El documento importado"),
                )
            )
    return lines, totals
