"""Who opens which indicator, and who may define one of what."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from minga.monitoring.actions.define import Subject
from minga.monitoring.models import Indicator, IndicatorQuerySet
from minga.people.models import Role, Unit, User, Visitor, is_coordinator
from minga.plans.models import Articulation, Initiative, Lead, Objective, Plan

WITH = (
    *("plan", "owner", "objective__level", "initiative__objective"),
    "articulation__initiative__objective",
)


def shown_plan(request: HttpRequest, code: str) -> Plan:
    return get_object_or_404(Plan.objects.visible_to(request.user), code=code)


def visible(request: HttpRequest, plan: str, pk: int) -> Indicator:
    return _one(request, Indicator.objects.visible_to(request.user), plan, pk)


def editable(request: HttpRequest, plan: str, pk: int) -> Indicator:
    return _one(request, Indicator.objects.editable_by(request.user), plan, pk)


def _one(request: HttpRequest, among: IndicatorQuerySet, plan: str, pk: int) -> Indicator:
    plans = Plan.objects.visible_to(request.user).filter(code=plan)
    found = get_object_or_404(among.filter(plan__in=plans).select_related(*WITH), pk=pk)
    _know_plan(found)
    return found


def _know_plan(indicator: Indicator) -> None:
    """What it measures is of the same plan: no query for that."""
    subject = indicator.subject
    of = subject.initiative if isinstance(subject, Articulation) else subject
    of.plan = indicator.plan


def may_define(user: Visitor) -> bool:
    """The coordinator anywhere, heads on objectives and on what their units lead."""
    return is_coordinator(user) or bool(isinstance(user, User) and user.units_as(Role.HEAD))


def led_by_heads(user: Visitor) -> QuerySet[Initiative]:
    """The initiatives that the person may define indicators on."""
    if is_coordinator(user):
        return Initiative.objects.all()
    units = user.units_as(Role.HEAD) if isinstance(user, User) else set()
    led = Lead.objects.filter(unit__in=units, confirmed=True).values("initiative")
    return Initiative.objects.filter(pk__in=led)


def may_define_on(user: Visitor, subject: Subject) -> bool:
    if isinstance(subject, Objective):
        return may_define(user)
    of = subject.initiative if isinstance(subject, Articulation) else subject
    return of.may_be_led_by(user, Role.HEAD)


def owners(user: User, indicator: Indicator) -> QuerySet[Unit, Any]:
    """The units that the person may make responsible for it."""
    if is_coordinator(user):
        return Unit.objects.all()
    return Unit.objects.filter(pk__in=user.units_as(Role.HEAD) | {indicator.owner_id or 0})
