"""Who takes part in the initiatives of a plan, and how the network of actors can be narrowed."""

from __future__ import annotations

import datetime
from collections.abc import Hashable, Iterable

from django.db.models import F, Q, Subquery
from django.http import QueryDict
from django.utils.translation import gettext as _

from minga.actors.models import ActorRole
from minga.actors.network.scope import Choice, Scoped
from minga.actors.ties import Scope
from minga.base.filters import plain
from minga.base.kept import kept
from minga.base.models import Entry
from minga.people.models import Visitor
from minga.plans.completeness import audience
from minga.plans.menu import current
from minga.plans.models import Initiative, InitiativeQuerySet, Lead, Plan
from minga.plans.tree import objectives, tree
from minga.territory.models import Area

RECORD = "plans.initiative"
ACTORS = ("actors.actor", "actors.actorrole")  # whose history says that the network changed


def year_of(year: int) -> tuple[datetime.date, datetime.date]:
    return datetime.date(year, 1, 1), datetime.date(year, 12, 31)


def span(scope: Scope) -> tuple[datetime.date, datetime.date]:
    """The year that is asked for, or today."""
    today = datetime.date.today()
    return year_of(scope.year) if scope.year else (today, today)


def within(scope: Scope, user: Visitor) -> InitiativeQuerySet:
    """The initiatives of a scope that the visitor may see."""
    found = Initiative.objects.visible_to(user).listed().order_by()
    if scope.plan:
        found = found.filter(plan=scope.plan)
    if scope.objectives:
        found = found.filter(
            Q(objective__in=scope.objectives) | Q(alignments__objective__in=scope.objectives)
        )
    if scope.areas:
        through = Initiative.areas.through.objects.filter(area__in=scope.areas)
        found = found.filter(pk__in=through.values("initiative"))
    if scope.year:
        first, last = year_of(scope.year)
        found = found.filter(
            Q(starts=None) | Q(starts__lte=last), Q(ends=None) | Q(ends__gte=first)
        )
    return found


def initiatives(scope: Scope, user: Visitor) -> Iterable[tuple[int, int]]:
    """The units that answer for each initiative, and whoever has a role in it; one query."""
    seen = within(scope, user).values("pk")
    first, last = span(scope)
    led = (
        Lead.objects.filter(initiative__in=seen, confirmed=True, unit__actor__isnull=False)
        .order_by()
        .values_list(F("initiative"), F("unit__actor"))
    )
    roles = (
        ActorRole.objects.filter(record=RECORD, object_id__in=seen)
        .filter(Q(starts=None) | Q(starts__lte=last), Q(ends=None) | Q(ends__gte=first))
        .order_by()
        .values_list(F("object_id"), F("actor"))
    )
    return led.union(roles)


def load(scope: Scope, user: Visitor) -> Iterable[tuple[int, int]]:
    """The actor of each initiative that it takes part in."""
    return ((actor, 1) for _initiative, actor in initiatives(scope, user))


def scoped(said: QueryDict, user: Visitor) -> Scoped | None:
    """The plan, objective, area and year that the address names; the current plan without one."""
    plan = _plan(plain(said.get("plan", "")), user)
    if plan is None:
        return None
    grown = tree(plan, user)
    node = grown.nodes.get(plain(said.get("objective", "")))
    areas = _areas(plan)
    area = plain(said.get("area", ""))
    area = area if area in areas else ""
    year = plain(said.get("year", ""))
    year = year if year in _years(plan) else ""
    scope = Scope(
        plan=plan.pk,
        objectives=frozenset(below.objective.pk for below in node.walk()) if node else frozenset(),
        areas=_inside(int(area)) if area else frozenset(),
        year=int(year) if year else None,
    )
    objective = node.objective.code if node else ""
    choices = [
        Choice(
            "objective",
            _("Objetivo"),
            _("Todo el plan"),
            [(o.code, f"{o.code} {o.label}") for o in objectives(plan).values()],
            objective,
        ),
        Choice("area", _("Territorio"), _("Todos"), list(areas.items()), area),
        Choice("year", _("Año"), _("Hoy"), [(y, y) for y in _years(plan)], year),
    ]
    named = {"plan": plan.code if said.get("plan") else ""}
    return Scoped(
        scope,
        key=(*_state(plan, user), scope),
        choices=[choice for choice in choices if choice.options],
        subject=plan,
        said=named | {"objective": objective, "area": area, "year": year},
        name=plan.code,
    )


def _plan(code: str, user: Visitor) -> Plan | None:
    found = Plan.objects.visible_to(user)
    return found.filter(code=code).first() if code else current(user)


def _state(plan: Plan, user: Visitor) -> tuple[Hashable, ...]:
    """What an answer depends on besides the scope: the plan, the actors, who asks, the day."""
    newest = Entry.objects.filter(record__in=ACTORS).order_by("-pk").values("pk")[:1]
    actors = Plan.objects.filter(pk=plan.pk).values_list(Subquery(newest), flat=True).first()
    return plan.pk, plan.revision, actors, audience(user), datetime.date.today()


def _areas(plan: Plan) -> dict[str, str]:
    """The areas that the initiatives of a plan name, and those that hold them."""

    def make() -> dict[str, str]:
        used = Initiative.areas.through.objects.filter(initiative__plan=plan).values("area")
        names = Area.objects.filter(Q(pk__in=used) | Q(areas__in=used)).distinct()
        return {str(pk): name for pk, name in names.order_by("name").values_list("pk", "name")}

    return kept(("network areas", plan.pk, plan.revision), make)


def _inside(area: int) -> frozenset[int]:
    """An area and all inside it: four levels hold any district."""
    deep = Q(pk=area) | Q(parent=area) | Q(parent__parent=area) | Q(parent__parent__parent=area)
    return frozenset(Area.objects.filter(deep).values_list("pk", flat=True))


def _years(plan: Plan) -> list[str]:
    if not (plan.first_year and plan.last_year):
        return []
    return [str(year) for year in range(plan.first_year, plan.last_year + 1)]
