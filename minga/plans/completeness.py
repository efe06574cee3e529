"""What a plan says about each initiative, and what it still lacks.

The eight marks are fixed; the data behind them come from the domains, which offer a condition over
initiatives for each mark they know (`marks` in their manifest). A mark that nobody offers yet is
false everywhere.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import (
    BooleanField,
    Count,
    Exists,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Value,
)
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from minga.actors.models import ActorRole
from minga.base.domain import offers
from minga.base.kept import kept
from minga.people.models import Role, User, Visitor
from minga.plans.models import (
    Articulation,
    Initiative,
    InitiativeQuerySet,
    Lead,
    MechanismUse,
    Plan,
)

Condition = Exists | Q

MARKS: dict[str, Promise] = {
    "mechanism": _("Mecanismo previsto"),
    "lead": _("Responsable"),
    "counterpart": _("Contraparte"),
    "dates": _("Fechas"),
    "area": _("Territorio"),
    "instrument": _("Instrumento vigente"),
    "indicator": _("Indicador"),
    "reading": _("Lectura reciente"),
}
ALSO = ("purpose", "budget")  # told to citizens beside the eight
HINT = "lead_hint"  # who runs it is in the printed name, and nobody has confirmed it


def has_purpose() -> Condition:
    return Exists(Articulation.objects.filter(initiative=OuterRef("pk")).exclude(objective=""))


def has_mechanism() -> Condition:
    return Exists(MechanismUse.objects.filter(articulation__initiative=OuterRef("pk")))


def has_lead() -> Condition:
    return Exists(Lead.objects.filter(initiative=OuterRef("pk"), confirmed=True))


def has_dates() -> Condition:
    return Q(starts__isnull=False) | Q(ends__isnull=False)


def has_area() -> Condition:
    return Exists(Initiative.areas.through.objects.filter(initiative=OuterRef("pk")))


def has_lead_hint() -> Condition:
    """Someone is named, by the document or by a person who was not sure, and not confirmed."""
    guessed = Exists(Lead.objects.filter(initiative=OuterRef("pk"), confirmed=False))
    return (~Q(lead_printed="") | Q(guessed)) & ~Q(has_lead())


def has_counterpart() -> Condition:
    """Somebody besides the units that lead it has a role in it."""
    return Exists(ActorRole.objects.filter(record="plans.initiative", object_id=OuterRef("pk")))


@cache
def _offers() -> Mapping[str, list[Callable[[], Condition]]]:
    found: dict[str, list[Callable[[], Condition]]] = {}
    for name, offer in offers("marks"):
        found.setdefault(name, []).append(offer)
    return found


def condition(name: str) -> Condition | None:
    """What an initiative must fulfil to have a mark, by any domain; None while none knows."""
    if name == HINT:
        return has_lead_hint()
    if name == "purpose":
        return has_purpose()
    wanted: Condition | None = None
    for offer in _offers().get(name, ()):
        wanted = offer() if wanted is None else Q(wanted) | Q(offer())
    return wanted


def with_marks(initiatives: InitiativeQuerySet) -> InitiativeQuerySet:
    """Each with `mark_<name>` for the eight, and `mark_lead_hint`."""
    never = Value(False, output_field=BooleanField())
    return initiatives.annotate(
        **{f"mark_{name}": _expression(condition(name)) or never for name in (*MARKS, HINT)}
    )


def _expression(wanted: Condition | None) -> object:
    from django.db.models import ExpressionWrapper

    return ExpressionWrapper(Q(wanted), output_field=BooleanField()) if wanted else None


def missing(initiatives: InitiativeQuerySet, name: str) -> InitiativeQuerySet:
    """Those that lack a mark; for `lead_hint`, those whose lead only has to be confirmed."""
    if name == HINT:
        return initiatives.filter(has_lead_hint())
    if name not in MARKS:
        return initiatives
    wanted = condition(name)
    return initiatives.exclude(wanted) if wanted else initiatives


@dataclass(frozen=True, slots=True)
class Tally:
    """How many initiatives there are, and how many have each mark."""

    initiatives: int
    have: Mapping[str, int]

    def lack(self, name: str) -> int:
        return self.initiatives - self.have.get(name, 0)


@dataclass(frozen=True, slots=True)
class Completeness:
    """The tallies of a plan: by objective, by unit that answers (None: nobody), and in all."""

    objectives: Mapping[int, Tally]
    units: Mapping[int | None, Tally]
    whole: Tally


def audience(user: Visitor) -> Hashable:
    """Equal for people who see the same initiatives, so that they can share kept answers."""
    if not isinstance(user, User):
        return "public"
    if user.roles.keys() - {Role.PARTNER}:
        return "all"
    return frozenset(user.units_as(Role.PARTNER))


def completeness(plan: Plan, user: Visitor) -> Completeness:
    """Two aggregate queries, once for each revision of the plan, each day (a reading is fresh for
    so long), and each kind of reader; not again after an approval: a sent reading is as fresh."""
    now = plan.revision_without_approvals, datetime.date.today()
    return kept(("completeness", plan.pk, *now, audience(user)), lambda: _count(plan, user))


def _count(plan: Plan, user: Visitor) -> Completeness:
    seen = Initiative.objects.filter(plan=plan).visible_to(user).listed()
    objectives = _tallies(seen, "objective")
    confirmed = FilteredRelation("lead_set", condition=Q(lead_set__confirmed=True))
    units = _tallies(seen.annotate(answers=confirmed), "answers__unit")
    names = (*MARKS, *ALSO, HINT)
    return Completeness(
        objectives=objectives,
        units=units,
        whole=Tally(
            sum(t.initiatives for t in objectives.values()),
            {name: sum(t.have[name] for t in objectives.values()) for name in names},
        ),
    )


def _tallies(initiatives: QuerySet[Initiative], group: str) -> dict[Any, Tally]:
    names = (*MARKS, *ALSO, HINT)
    known = {name: wanted for name in names if (wanted := condition(name)) is not None}
    rows: Any = (
        initiatives.order_by()
        .values(group_by=F(group))
        .annotate(
            n=Count("pk"),
            **{f"has_{name}": Count("pk", filter=Q(wanted)) for name, wanted in known.items()},
        )
    )
    return {
        row["group_by"]: Tally(row["n"], {name: row.get(f"has_{name}", 0) for name in names})
        for row in rows
    }
