"""Money by year and source: added, changed, removed and brought back; and the total."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from minga.base import history
from minga.base.days import refuse_far
from minga.base.models import Entry
from minga.base.numbers import write_number
from minga.base.steps import Refused
from minga.monitoring.actions.means import (
    held,
    refuse_stale,
    refuse_unknown,
    refuse_year,
    restored,
    touch,
    write,
)
from minga.monitoring.means import broken_stages, over_total, stages
from minga.monitoring.models import BudgetLine, BudgetTotal
from minga.people.models import User
from minga.plans.models import Initiative, Objective, Plan

EDITED = (
    *("year", "code", "name", "source", "currency", "competence", "unit"),
    *(*BudgetLine.STAGES, "as_of"),
)
TEXTS = ("code", "name", "source", "currency")
ODD = "Así consta en el reporte financiero"
CURRENCY = re.compile(r"[A-Z]{3}")


@transaction.atomic
def add(
    plan: Plan,
    *,
    by: User,
    initiative: Initiative | None = None,
    objective: Objective | None = None,
    as_reported: bool = False,
    **values: Any,
) -> BudgetLine:
    """Money of one year from one source, for an initiative or else for a whole objective.

    `as_reported` keeps stages that cannot be, as financial reports have them: they stay flagged.
    """
    refuse_unknown(values, EDITED)
    touch(plan.pk)
    made = BudgetLine(plan=plan, initiative=initiative, objective=objective, **_clean(values))
    _check(made, as_reported)
    made.save()
    history.record(made, "added", by=by, after=held(made), note=_note(made))
    return made


@transaction.atomic
def edit(
    line: BudgetLine, *, by: User, seen: str = "", as_reported: bool = False, **changes: Any
) -> bool:
    """Change some of its values; returns whether anything differed."""
    refuse_unknown(changes, EDITED)
    touch(line.plan_id)
    refuse_stale(line, seen)
    before, after = write(line, _clean(changes))
    if not after:
        return False
    _check(line, as_reported)
    line.save(update_fields=list(after))
    history.record(line, "edited", by=by, before=before, after=after, note=_note(line))
    return True


@transaction.atomic
def bring_back(entry: Entry, *, by: User) -> BudgetLine:
    """Undo a removal, unless what came since stands in its way."""
    touch(entry.before["plan_id"])
    line = restored(BudgetLine, entry)
    _check(line, as_reported=True)
    line.save(force_insert=True)
    history.record(line, "undone", by=by, after=held(line))
    return line


@transaction.atomic
def set_total(
    initiative: Initiative,
    *,
    by: User,
    amount: Decimal | None,
    currency: str = "USD",
    act: str = "",
) -> None:
    """What the initiative costs in all, and the act or source that says so; None: not known."""
    touch(initiative.plan_id)
    known = BudgetTotal.objects.filter(initiative=initiative).first()
    before = {} if known is None else {"amount": str(known.amount), "currency": known.currency}
    if amount is None:
        if known:
            history.record(known, "removed", by=by, before=before)
            known.delete()
        return
    currency = currency.strip().upper()
    _refuse_currency(currency)
    if amount < 0:
        raise Refused({"amount": _("El monto total no puede ser menor que cero.")})
    over = over_total(amount, currency, initiative.budget_lines.all())
    if over:
        raise Refused({"amount": over[0]})
    total, _made = BudgetTotal.objects.update_or_create(
        initiative=initiative,
        defaults={"amount": amount, "currency": currency, "act": act.strip()},
    )
    after = {"amount": str(amount), "currency": currency, "act": act.strip()}
    history.record(total, "set", by=by, before=before, after=after)


def _clean(values: dict[str, Any]) -> dict[str, Any]:
    for name in TEXTS:
        if name in values:
            values[name] = " ".join(values[name].split())
    if "currency" in values:
        values["currency"] = values["currency"].upper() or "USD"
    return values


def _check(line: BudgetLine, as_reported: bool) -> None:
    """All that a line has to hold; the plan is held by `touch`, so nobody adds another now."""
    check_alone(line, as_reported)
    _refuse_double(line)
    if line.initiative is not None:
        total = BudgetTotal.objects.filter(initiative=line.initiative).first()
        others = line.initiative.budget_lines.exclude(pk=line.pk)
        if total and (over := over_total(total.amount, total.currency, [*others, line])):
            raise Refused({"codified": over[0]})


def check_alone(line: BudgetLine, as_reported: bool) -> None:
    """What a line has to hold, whatever others there are."""
    refuse_year(line.year)
    _refuse_currency(line.currency)
    if line.codified is None:
        raise Refused({"codified": _("Escriba el codificado; 0 si no se le asignó nada.")})
    for stage, amount in stages(line).items():
        if amount is not None and amount < 0:
            raise Refused({stage: _("Un monto no puede ser menor que cero.")})
    refuse_far(as_of=line.as_of)
    if line.as_of and line.as_of > datetime.date.today():
        raise Refused({"as_of": _("El corte todavía no llega: escriba el día del reporte.")})
    broken = broken_stages(stages(line))
    if broken and not as_reported:
        raise Refused(broken)


def _refuse_double(line: BudgetLine) -> None:
    same = BudgetLine.objects.filter(
        initiative=line.initiative_id,
        objective=line.objective_id,
        year=line.year,
        code=line.code,
        source=line.source,
        currency=line.currency,
    )
    found = same.exclude(pk=line.pk).first()
    if found:
        raise Refused(
            _(
                "Ya hay una línea de %(year)d con esa fuente y esa partida, por %(currency)s"
                " %(amount)s: cambie esa, o escriba la partida que las distingue."
            )
            % {
                "year": found.year,
                "currency": found.currency,
                "amount": write_number(found.codified, 2),
            }
        )


def _refuse_currency(currency: str) -> None:
    if not CURRENCY.fullmatch(currency):
        raise Refused({"currency": _("Escriba la moneda con sus tres letras, como USD.")})


def _note(line: BudgetLine) -> str:
    return ODD if broken_stages(stages(line)) else ""
