"""What the register is narrowed by, as the address says it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minga.actors.models import Actor
from minga.agreements.models import Agreement, AgreementQuerySet, Formalises, Party
from minga.base.filters import Narrowing, On, plain
from minga.people.models import Unit, Visitor
from minga.plans.models import MechanismType, Plan
from minga.plans.tree import objectives

PAGE = 25
WITHIN = (30, 60, 90, 180, 365)
SORTS = {"": gettext_lazy("Los más nuevos"), "ends": gettext_lazy("Los que vencen antes")}


@dataclass(frozen=True, slots=True)
class Filter(Narrowing):
    """Each part may be left open. Keys are text as the address has them."""

    q: str = ""
    status: str = ""
    unit: str = ""
    type: str = ""
    actor: str = ""
    objective: str = ""
    within: str = ""
    month: str = ""  # "2027-03": the present term ends then

    def apply(self, agreements: AgreementQuerySet, plan: Plan) -> AgreementQuerySet:
        found = agreements
        if self.q:
            found = found.matching(self.q)
        if self.status:
            found = found.filter(status=self.status)
        if self.unit:
            found = found.filter(unit=int(self.unit))
        if self.type:
            found = found.filter(type__code=self.type)
        if self.actor:
            parties = Party.objects.filter(actor=int(self.actor))
            found = found.filter(pk__in=parties.values("agreement"))
        if self.objective:
            linked = Formalises.objects.filter(
                articulation__initiative__objective__in=_inside(plan, self.objective)
            )
            found = found.filter(pk__in=linked.values("agreement"))
        if self.within:
            found = found.ending_within(int(self.within), datetime.date.today())
        if self.month:
            year, month = map(int, self.month.split("-"))
            found = found.filter(term_ends__year=year, term_ends__month=month)
        return found


def read(said: Mapping[str, str]) -> Filter:
    """From an address; what means nothing is left out."""
    known = {name: plain(said.get(name, "")) for name in ("q", "plan")}
    for name, most in (("unit", 10), ("actor", 10), ("within", 5)):
        value = said.get(name, "")
        known[name] = value if value.isdecimal() and len(value) < most else ""
    known["status"] = _among(said.get("status", ""), Agreement.Status.values)
    known["type"] = plain(said.get("type", ""))[:60]
    known["objective"] = plain(said.get("objective", ""))[:40]
    month = said.get("month", "")
    year, _dash, number = month.partition("-")
    valid = year.isdecimal() and number.isdecimal() and 1000 <= int(year[:5]) <= 9999
    known["month"] = month if valid and len(month) == 7 and 1 <= int(number) <= 12 else ""
    return Filter(**known)


def _inside(plan: Plan, code: str) -> list[int]:
    """An objective and all below it, of however many levels."""
    known = objectives(plan)
    if code not in known:
        return []
    found = {known[code].pk}
    for objective in known.values():  # in the order of the document: above before below
        if objective.parent_id in found:
            found.add(objective.pk)
    return sorted(found)


def _among(value: str, allowed: list[str]) -> str:
    return value if value in allowed else ""


def on(chosen: Filter, choices: Mapping[str, Any], user: Visitor) -> list[On]:
    """What the list is narrowed by, besides its state, in words."""
    labels = {
        "q": _("Dice"),
        "unit": _("Unidad"),
        "type": _("Tipo"),
        "actor": _("Parte"),
        "objective": _("Objetivo"),
        "within": _("Vence"),
        "month": _("Vence en"),
    }
    found = []
    for name, label in labels.items():
        value = getattr(chosen, name)
        if not value:
            continue
        said = dict(choices.get(f"{name}s", ())).get(value, value)
        if name == "actor":
            said = Actor.objects.visible_to(user).filter(pk=int(value)).first() or "?"
        found.append(chosen.worded(name, label, said))
    return found


def choices(plan: Plan, user: Visitor) -> dict[str, list[tuple[str, object]]]:
    made = Agreement.objects.visible_to(user).filter(plan=plan)
    units = Unit.objects.filter(Exists(made.filter(unit=OuterRef("pk"))))
    types = MechanismType.objects.filter(Exists(made.filter(type=OuterRef("pk"))))
    return {
        "units": [(str(unit.pk), unit.label) for unit in units],
        "types": [(kind.code, kind) for kind in types],
        "objectives": [(o.code, o) for o in objectives(plan).values()],
        "withins": [(str(n), _("en %(n)d días") % {"n": n}) for n in WITHIN],
    }


def tally(agreements: AgreementQuerySet) -> dict[str, int]:
    """How many stand in each state, and under "" in any."""
    rows = agreements.order_by().values("status").annotate(n=Count("pk"))
    known = {row["status"]: row["n"] for row in rows}
    return {"": sum(known.values()), **known}


def ordered(agreements: AgreementQuerySet, sort: str) -> AgreementQuerySet:
    if sort == "ends":  # those without an end come last, on both databases
        return agreements.order_by(F("term_ends").asc(nulls_last=True), "-pk")
    return agreements.order_by("-pk")


def beyond(agreements: AgreementQuerySet, sort: str, after: str) -> AgreementQuerySet:
    """Those after the one with this key; an unknown key changes nothing."""
    if not after.isdecimal() or len(after) > 18:
        return agreements
    key = int(after)
    if sort != "ends":
        return agreements.filter(pk__lt=key)
    last = Agreement.objects.filter(pk=key).values_list("term_ends", flat=True).first()
    if last is None:
        return agreements.filter(term_ends=None, pk__lt=key)
    later = Q(term_ends__gt=last) | Q(term_ends=last, pk__lt=key) | Q(term_ends=None)
    return agreements.filter(later)
