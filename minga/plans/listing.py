"""A page of the list of initiatives: in which order, after which one, and what each row shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, reduce
from operator import add
from typing import Any

from django.db.models import Case, F, IntegerField, Q, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Lower
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from minga.base.kept import kept
from minga.base.templatetags.look import flag, state
from minga.people.models import User, Visitor, is_coordinator
from minga.plans.completeness import HINT, MARKS, condition, with_marks
from minga.plans.filters import Filter
from minga.plans.models import Initiative, InitiativeQuerySet, MechanismType, MechanismUse, Plan

PAGE = 25
SHOWN = ("code", "name", "status", "position")
SORTS: dict[str, Promise] = {
    "": _("Orden del documento"),
    "name": _("Nombre"),
    "complete": _("Más completas primero"),
    "incomplete": _("Menos completas primero"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One initiative as a list shows it."""

    code: str
    name: str
    url: str
    under: SafeString | str  # its state and its findings, where there is something to say
    mechanisms: Sequence[MechanismType]
    marks: tuple[Any, ...]
    editable: bool


@dataclass(frozen=True, slots=True)
class Page:
    rows: list[Row]
    after: str  # the code of the last row, where more follow

    @property
    def any_editable(self) -> bool:
        return any(row.editable for row in self.rows)


@cache
def _listed() -> InitiativeQuerySet:
    """Initiatives with what a row shows. Made once: building it takes longer than the query."""
    return with_marks(Initiative.objects.with_finding_count().only(*SHOWN))


def turn(plan: Plan, user: Visitor, wanted: Filter, *, sort: str = "", after: str = "") -> Page:
    """The page of what is wanted that comes after the initiative with the code `after`."""
    ordered = _ordered(wanted.apply(plan, user, Initiative.objects.all()), sort)
    if after:
        ordered = _beyond(ordered, plan, sort, after)
    # first which ones: asked for together with what they show, PostgreSQL would read every
    # mechanism, lead and area of the plan to find those of one page
    found = list(ordered.values_list("pk", flat=True)[: PAGE + 1])
    read = _listed().in_bulk(found[:PAGE])
    shown, more = [read[pk] for pk in found[:PAGE] if pk in read], len(found) > PAGE
    mechanisms = _mechanisms(shown, plan)
    editable = _editable(shown, user)
    base = plan.get_absolute_url()
    rows = [
        Row(
            code=i.code,
            name=i.name,
            url=f"{base}{i.code}/",
            under=_under(i, f"{base}{i.code}/#hall"),
            mechanisms=mechanisms.get(i.pk, ()),
            marks=marks(i),
            editable=i.pk in editable,
        )
        for i in shown
    ]
    return Page(rows, shown[-1].code if more else "")


def marks(initiative: Initiative) -> tuple[Any, ...]:
    """The eight marks of an initiative that was read `with_marks`: True, False, or "half"."""
    found: list[Any] = [getattr(initiative, f"mark_{name}") for name in MARKS]
    if getattr(initiative, f"mark_{HINT}"):
        found[1] = "half"  # the one who answers is there, to be confirmed
    return tuple(found)


def _under(initiative: Initiative, findings: str) -> SafeString | str:
    count = getattr(initiative, "finding_count", 0)
    usual = initiative.status == Initiative.Status.PLANNED
    if usual and not count:
        return ""
    says = "" if usual else state(initiative.status, initiative.get_status_display())
    return format_html('<div class="m-under">{}{}</div>', says, flag(count, findings))


def _key(sort: str) -> Any:
    if sort == "name":
        return Lower("name")
    if sort in ("complete", "incomplete"):
        return _score()
    return F("position")


def _score() -> Combinable:
    """How many of the eight data an initiative has."""
    parts: list[Combinable] = [
        Case(When(Q(wanted), then=1), default=0, output_field=IntegerField())
        for wanted in map(condition, MARKS)
        if wanted is not None
    ]
    return reduce(add, parts, Value(0))


def _ordered(wanted: InitiativeQuerySet, sort: str) -> InitiativeQuerySet:
    if sort not in SORTS or not sort:
        return wanted.order_by("position", "pk")
    first = "-sort_key" if sort == "complete" else "sort_key"
    return wanted.annotate(sort_key=_key(sort)).order_by(first, "position", "pk")


def _beyond(ordered: InitiativeQuerySet, plan: Plan, sort: str, after: str) -> InitiativeQuerySet:
    """Those that come later in the order; an unknown code changes nothing."""
    last = plan.initiatives.filter(code=after).values_list(_key(sort), "position", "pk").first()
    if last is None:
        return ordered
    key, position, pk = last
    later = Q(position__gt=position) | Q(position=position, pk__gt=pk)
    if sort not in SORTS or not sort:
        # the first condition lets the index find the place
        return ordered.filter(Q(position__gte=position), later)
    further = Q(sort_key__lt=key) if sort == "complete" else Q(sort_key__gt=key)
    return ordered.filter(further | (Q(sort_key=key) & later))


def mechanism_types(plan: Plan) -> dict[int, MechanismType]:
    """All there are, by key; one query for each revision of the plan."""
    return kept(("mechanisms", plan.pk, plan.revision), MechanismType.objects.in_bulk)


def _mechanisms(shown: list[Initiative], plan: Plan) -> dict[int, list[MechanismType]]:
    types = mechanism_types(plan)
    uses = (
        MechanismUse.objects.filter(articulation__initiative__in=[i.pk for i in shown])
        .order_by("articulation__number", "position")
        .values_list("articulation__initiative", "mechanism")
    )
    found: dict[int, list[MechanismType]] = {}
    for initiative, mechanism in uses:
        found.setdefault(initiative, []).append(types[mechanism])
    return found


def _editable(shown: list[Initiative], user: Visitor) -> set[int]:
    pks = {i.pk for i in shown}
    if is_coordinator(user):
        return pks
    if not isinstance(user, User):
        return set()
    mine = Initiative.objects.filter(pk__in=pks).editable_by(user)
    return set(mine.values_list("pk", flat=True))
