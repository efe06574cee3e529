"""One indicator: its sheet, its targets, its readings, its scores, its history."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from minga.base import history
from minga.base.done import done, or_why_not
from minga.base.filters import plain
from minga.base.page import page
from minga.base.steps import Refused
from minga.monitoring.access import editable, visible
from minga.monitoring.actions import define as actions
from minga.monitoring.actions import targets as of_targets
from minga.monitoring.board.measured import chart_of
from minga.monitoring.latest import latest
from minga.monitoring.marks import fresh
from minga.monitoring.models import Indicator, Period, Reading, Target
from minga.monitoring.readings import readings_of
from minga.monitoring.sheet import event, lacks, measured, seen_by, until_label
from minga.monitoring.years import by_year, years_of
from minga.people.models import Visitor
from minga.people.visitors import person

NEWEST = 100  # entries of the history


@require_safe
def indicator(request: HttpRequest, plan: str, pk: int) -> HttpResponse:
    found = visible(request, plan, pk)
    return page(request, "monitoring/indicator.html", context(request, found))


def context(request: HttpRequest, found: Indicator) -> dict[str, Any]:
    """All that the page shows, with a number of queries that does not depend on the rows."""
    user = request.user
    targets = list(found.targets.select_related("replaced_by"))
    current = [target for target in targets if target.replaced_by_id is None]
    entries = seen_by(user, list(history.of(found)[: NEWEST + 1]))
    may = Indicator.objects.editable_by(user).filter(pk=found.pk).exists()
    active = found.status == Indicator.Status.ACTIVE
    years = by_year(found, current, years_of(found.plan))
    this = datetime.date.today().year
    is_fresh = Reading.objects.filter(fresh(), indicator=found).exists()
    return {
        "plan": found.plan,
        "indicator": found,
        "measured": measured(found.subject),
        "latest": latest([found]).get(found.pk),
        "years": years,
        "chart": chart_of(found, years),
        "now": next((year for year in years if year.year == this), None),
        "other_targets": [t for t in current if until_label(t.until) != str(t.until.year)],
        "earlier": [_earlier(target) for target in targets if target.replaced_by_id],
        "targets": current,
        "readings": readings_of(found, user),
        "lacks": lacks(found, current, fresh=is_fresh) if active else [],
        "against": _against(found, current),
        "events": [event(entry) for entry in entries[:NEWEST]],
        "older": len(entries) > NEWEST,
        "editable": may,
        "reporting_url": _reporting(found, user) if active else "",
        "undo": actions.undoable(entries) if may else None,
    }


def _reporting(found: Indicator, user: Visitor) -> str:
    """Where the person reports it now: the first open period that still lacks a reading of it."""
    if not Indicator.objects.reportable_by(user).filter(pk=found.pk).exists():
        return ""
    told = Reading.objects.told().filter(indicator=found)
    periods = Period.objects.open().filter(plan=found.plan, frequency=found.frequency)
    period = periods.exclude(pk__in=told.values("period")).order_by("ends").first()
    if period is None:
        return ""
    return f"{reverse('monitoring:reporting', args=[found.plan.code])}?period={period.pk}"


def _earlier(target: Target) -> dict[str, Any]:
    return {"one": target, "label": until_label(target.until), "by": target.replaced_by}


def _against(found: Indicator, targets: list[Target]) -> bool:
    """Whether a target goes the other way than the indicator shall."""
    base, direction = found.base_value, found.direction
    if base is None:
        return False
    if direction == Indicator.Direction.INCREASE:
        return any(target.value < base for target in targets)
    return direction == Indicator.Direction.REDUCE and any(t.value > base for t in targets)


@login_required
@require_POST
def retire(request: HttpRequest, plan: str, pk: int) -> HttpResponse:
    found = editable(request, plan, pk)
    with or_why_not(request):
        reason = plain(request.POST.get("reason", ""))
        actions.retire(found, by=person(request), reason=reason)
        says = _("%(code)s ya no se mide. Sus lecturas quedan.") % {"code": found.code}
        done(request, says, undo=way_back(found))
    return redirect(found)


@login_required
@require_POST
def resume(request: HttpRequest, plan: str, pk: int) -> HttpResponse:
    found = editable(request, plan, pk)
    with or_why_not(request):
        actions.resume(found, by=person(request))
        done(request, _("%(code)s se mide otra vez.") % {"code": found.code}, undo=way_back(found))
    return redirect(found)


@login_required
@require_POST
def undo(request: HttpRequest, plan: str, pk: int) -> HttpResponse:
    """Take back the newest change of the sheet or of its targets, if it is the one seen."""
    found = editable(request, plan, pk)
    newest = actions.undoable(history.of(found)[:1])
    said = request.GET.get("entry") or request.POST.get("entry")
    if newest is None or str(newest.pk) != said:
        messages.error(
            request, _("Ya no se puede deshacer: el indicador tuvo otros cambios después.")
        )
        return redirect(found)
    with or_why_not(request):
        take_back = of_targets.undo if newest.verb == "targets_set" else actions.undo
        take_back(newest, by=person(request))
        done(request, _("Se deshizo el cambio en %s.") % found.code)
    return redirect(found)


@login_required
@require_POST
def remove(request: HttpRequest, plan: str, pk: int) -> HttpResponse:
    """Take back that it was defined."""
    found = editable(request, plan, pk)
    try:
        actions.remove(found, by=person(request))
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(found)
    done(request, _("El indicador %s se quitó.") % found.code)
    return redirect("monitoring:indicators", plan)


def way_back(found: Indicator) -> str:
    newest = actions.undoable(history.of(found)[:1])
    if newest is None:
        return ""
    address = reverse("monitoring:undo_indicator", args=[found.plan.code, found.pk])
    return f"{address}?entry={newest.pk}"
