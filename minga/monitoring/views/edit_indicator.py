"""Defining an indicator, and changing its sheet part by part."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from minga.base import history
from minga.base.done import done, place
from minga.base.filters import plain
from minga.base.page import page
from minga.base.steps import Refused
from minga.monitoring.access import editable, led_by_heads, may_define, may_define_on, shown_plan
from minga.monitoring.actions import define as actions
from minga.monitoring.forms.indicators import PARTS, TITLES, IndicatorForm
from minga.monitoring.models import Indicator
from minga.monitoring.sheet import measured
from minga.monitoring.views.indicator import way_back
from minga.people.models import Role, Unit, User
from minga.people.visitors import person
from minga.plans.models import Articulation, Initiative, Objective, Plan
from minga.plans.tree import objectives

FOUND = 15


@login_required
def new(request: HttpRequest, plan: str) -> HttpResponse:
    """A sheet for what the address names; without that, what to measure is chosen first."""
    user, found = person(request), shown_plan(request, plan)
    if not may_define(user):
        raise Http404
    subject = _subject(request, found)
    if subject is None:
        return _choose(request, found)
    blank = Indicator(plan=found, code=actions.next_code(found), owner=_own(user, subject))
    form = IndicatorForm(request.POST or None, instance=blank, user=user)
    if form.is_valid():
        try:
            made = actions.define(found, subject, form.changes(), by=user)
        except Refused as refusal:
            place(form, refusal)
        else:
            undo = reverse("monitoring:remove_indicator", args=[plan, made.pk])
            says = _("%(code)s está definido. Falta fijar sus metas.") % {"code": made.code}
            done(request, says, undo=undo)
            return redirect(made)
    of = subject.initiative if isinstance(subject, Articulation) else subject
    of.plan = found
    context = {
        "plan": found,
        "form": form,
        "measured": measured(subject),
        "title": _("Definir un indicador"),
        "back": measured(subject).url,
    }
    return page(request, "monitoring/indicator_form.html", context)


def _subject(request: HttpRequest, plan: Plan) -> actions.Subject | None:
    """What ?objective, ?initiative or ?articulation names, if the person may define on it."""
    said = request.GET
    found: actions.Subject | None = None
    if code := plain(said.get("objective", "")):
        found = get_object_or_404(Objective.objects.filter(plan=plan), code=code)
    elif code := plain(said.get("initiative", "")):
        seen = Initiative.objects.visible_to(request.user).filter(plan=plan)
        found = get_object_or_404(seen, code=code)
    elif key := plain(said.get("articulation", "")):
        seen = Initiative.objects.visible_to(request.user).filter(plan=plan)
        parts = Articulation.objects.filter(initiative__in=seen).select_related("initiative")
        found = get_object_or_404(parts, pk=int(key) if key.isdecimal() and len(key) < 18 else 0)
    if found and not may_define_on(request.user, found):
        raise Http404
    return found


def _own(user: User, subject: actions.Subject) -> Unit | None:
    """Who will probably report it: the person's unit, or the only one that leads it."""
    headed = Unit.objects.filter(pk__in=user.units_as(Role.HEAD))
    if not isinstance(subject, Objective):
        of = subject.initiative if isinstance(subject, Articulation) else subject
        led = Unit.objects.filter(lead_set__initiative=of, lead_set__confirmed=True)
        own = list((led & headed if headed else led)[:2])
        if len(own) == 1:
            return own[0]
    mine = list(headed[:2])
    return mine[0] if len(mine) == 1 else None


def _choose(request: HttpRequest, plan: Plan) -> HttpResponse:
    """What to measure: an objective of the list, or an initiative that a search finds."""
    q = plain(request.GET.get("q", ""))
    found: list[Initiative] = []
    if q:
        mine = led_by_heads(request.user).filter(plan=plan)
        mine = mine.visible_to(request.user).listed()  # type: ignore[attr-defined]
        asked = mine.filter(code=q) if mine.filter(code=q).exists() else mine.matching(q)
        found = list(asked.order_by("position").prefetch_related("articulations")[: FOUND + 1])
    context = {
        "plan": plan,
        "objectives": [(o.code, o) for o in objectives(plan).values()],
        "q": q,
        "found": found[:FOUND],
        "more": len(found) > FOUND,
    }
    return page(request, "monitoring/indicator_choose.html", context)


@login_required
def edit(request: HttpRequest, plan: str, pk: int, part: str) -> HttpResponse:
    if part not in PARTS:
        raise Http404
    indicator, user = editable(request, plan, pk), person(request)
    form = IndicatorForm(request.POST or None, instance=indicator, user=user, parts=[part])
    conflict = False
    if form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            changed = actions.edit(indicator, form.changes(), by=user, version=version)
        except actions.Conflict as refusal:
            form.add_error(None, refusal)
            conflict = True
        except Refused as refusal:
            place(form, refusal)
        else:
            if changed:
                done(request, _("Guardado: %s.") % indicator.code, undo=way_back(indicator))
            else:
                messages.info(request, _("No había nada que cambiar en %s.") % indicator.code)
            return redirect(indicator)
    context = {
        "plan": indicator.plan,
        "indicator": indicator,
        "form": form,
        "measured": measured(indicator.subject),
        "title": TITLES[part],
        "back": indicator.get_absolute_url(),
        "conflict": conflict,
        "version": indicator.version if conflict else form["version"].value(),
        "theirs": _theirs(indicator, user, part) if conflict else [],
        "last": history.of(indicator).first() if conflict else None,
    }
    return page(request, "monitoring/indicator_form.html", context)


def _theirs(indicator: Indicator, user: User, part: str) -> list[tuple[str, str]]:
    """What is stored now, field by field, as a person reads it."""
    fresh = IndicatorForm(instance=indicator, user=user, parts=[part])
    found = []
    for bound in fresh:
        if bound.name == "version":
            continue
        value: Any = bound.value()
        choices = getattr(bound.field, "choices", None)
        if choices is not None:
            value = next((label for key, label in choices if str(key) == str(value)), "")
        found.append((str(bound.label), str(value if value not in (None, False) else "")))
    return found
