"""The rules of a plan, one of them, and a new version of it."""

from __future__ import annotations

import datetime
from decimal import Decimal

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from minga.base import history
from minga.base.done import done
from minga.base.numbers import write_number
from minga.base.page import page
from minga.base.steps import Refused
from minga.monitoring.access import shown_plan
from minga.monitoring.actions.rules import new_version
from minga.monitoring.forms.rules import RuleForm
from minga.monitoring.models import Rule, Score
from minga.monitoring.scoring.explain import bands
from minga.monitoring.scoring.recompute import FEW
from minga.monitoring.scoring.rules import ensure_rules, newest
from minga.people.models import is_coordinator
from minga.people.visitors import person
from minga.plans.models import Plan


@require_safe
def index(request: HttpRequest, plan: str) -> HttpResponse:
    found = shown_plan(request, plan)
    ensure_rules([found.pk])
    rules = list(Rule.objects.filter(plan=found).select_related("by"))
    today = datetime.date.today()
    kinds = []
    for kind, label in Rule.Kind.choices:
        versions = [rule for rule in rules if rule.kind == kind]
        now = newest(versions, today)
        kinds.append({"code": kind, "label": label, "versions": versions, "now": now})
    for rule in rules:
        rule.plan = found
    context = {
        "plan": found,
        "kinds": kinds,
        "year": today.year,
        "coordinates": is_coordinator(request.user),
    }
    return page(request, "monitoring/rules.html", context)


@require_safe
def rule(request: HttpRequest, plan: str, pk: int) -> HttpResponse:
    found = shown_plan(request, plan)
    wanted = get_object_or_404(Rule.objects.select_related("by"), plan=found, pk=pk)
    wanted.plan = found
    scores = Score.objects.visible_to(request.user).filter(rule=wanted)
    years = scores.order_by("-year").values_list("year", flat=True).distinct()
    versions = list(Rule.objects.filter(plan=found, kind=wanted.kind))
    for one in versions:
        one.plan = found
    context = {
        "plan": found,
        "rule": wanted,
        "bands": bands(wanted.thresholds),
        "priorities": [
            write_number(Decimal(str(part)), 2) for part in wanted.params.get("priorities", ())
        ],
        "percent_places": max(int(wanted.params.get("places", 4)) - 2, 0),
        "years": list(years),
        "versions": versions,
        "entries": list(history.of(wanted)[:20]),
        "coordinates": is_coordinator(request.user),
    }
    return page(request, "monitoring/rule.html", context)


@login_required
def new(request: HttpRequest, plan: str, pk: int) -> HttpResponse:
    """A new version, by the coordinator: a copy in which something is said otherwise."""
    found = shown_plan(request, plan)
    if not is_coordinator(request.user):
        raise Http404
    wanted = get_object_or_404(Rule.objects.select_related("plan"), plan=found, pk=pk)
    form = RuleForm(request.POST if request.method == "POST" else None, rule=wanted)
    if form.is_valid() and (made := _made(request, form, wanted)):
        done(request, _said(found, made))
        return redirect(made)
    context = {"plan": found, "rule": wanted, "form": form}
    return page(request, "monitoring/rule_new.html", context)


def _made(request: HttpRequest, form: RuleForm, rule: Rule) -> Rule | None:
    values = form.cleaned_data
    names = ("name", "since", "source", "thresholds_source", "confirmed")
    try:
        return new_version(
            rule,
            by=person(request),
            thresholds=form.thresholds,
            params=form.params,
            **{name: values[name] for name in names},
        )
    except Refused as refusal:
        form.add_error(None, refusal)
        return None


def _said(plan: Plan, made: Rule) -> str:
    if made.kind == Rule.Kind.TARGET and plan.indicators.count() > FEW:
        return _("La versión %d ya rige. Los puntajes se calculan otra vez y tardan un poco.") % (
            made.version
        )
    return _("La versión %d ya rige.") % made.version
