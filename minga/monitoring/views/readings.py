"""The readings of a plan as a list, and many approved at once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from minga.base.done import back
from minga.base.filters import Chip
from minga.base.page import page
from minga.monitoring.access import shown_plan
from minga.monitoring.actions.decide import approve_many
from minga.monitoring.models import Indicator, Period, Reading
from minga.monitoring.readings import Filter, lines, newest, tally
from minga.monitoring.saying import period_name
from minga.people.models import Role, Unit, User, Visitor, is_coordinator
from minga.people.visitors import person
from minga.plans.models import Plan

PAGE = 50
SHOWN = 5  # refusals told one by one
Status = Reading.Status


@require_safe
def index(request: HttpRequest, plan: str) -> HttpResponse:
    found = shown_plan(request, plan)
    return page(request, "monitoring/readings.html", _context(request, found))


@login_required
@require_POST
def approve(request: HttpRequest, plan: str) -> HttpResponse:
    """Approve those chosen, or all that the filters find; each refusal is told."""
    found, user = shown_plan(request, plan), person(request)
    if not _decides(user):
        raise Http404
    rows = Reading.objects.visible_to(user).filter(indicator__plan=found)
    if request.POST.get("all"):
        narrowed = Filter.read(request.POST).apply(rows)
        mine = Reading.objects.decidable_by(user).filter(status=Status.SENT)
        keys = list((narrowed & mine).order_by("pk").values_list("pk", flat=True))
    else:
        said = [key for key in request.POST.getlist("sel") if key.isdecimal() and len(key) <= 18]
        known = set(rows.filter(pk__in=said).values_list("pk", flat=True))
        keys = [int(key) for key in said if int(key) in known]
    otherwise = f"{reverse('monitoring:readings', args=[found.code])}?status=sent"
    goes_to = redirect(back(request) or otherwise)
    if not keys:
        messages.info(request, _("Elija al menos una lectura enviada."))
        return goes_to
    outcomes = approve_many(keys, by=user)
    refused = [outcome for outcome in outcomes if outcome.kind == "refused"]
    if done := len(outcomes) - len(refused):
        said_done = ngettext("%(n)d lectura aprobada.", "%(n)d lecturas aprobadas.", done)
        messages.success(request, said_done % {"n": done})
    for outcome in refused[:SHOWN]:
        messages.error(request, outcome.why)
    if more := len(refused) - SHOWN if len(refused) > SHOWN else 0:
        said_more = ngettext("Y %(n)d más sin aprobar.", "Y %(n)d más sin aprobar.", more)
        messages.error(request, said_more % {"n": more})
    return goes_to


def _context(request: HttpRequest, plan: Plan) -> dict[str, Any]:
    user = request.user
    chosen = Filter.read(request.GET)
    seen = Reading.objects.visible_to(user).filter(indicator__plan=plan)
    counts = tally(seen, chosen, plan, user)
    after = request.GET.get("after", "")
    from_ = int(after) if after.isdecimal() and len(after) <= 18 else None
    page_of = newest(plan, user, chosen, from_, PAGE + 1)
    more, page_of = len(page_of) > PAGE, page_of[:PAGE]
    for reading in page_of:
        reading.indicator.plan = plan
    decides = _decides(user)
    options = _choices(plan, user)
    return {
        "plan": plan,
        "filter": chosen,
        "choices": options,
        "on": _on(chosen, options, plan, user),
        "rows": lines(page_of),
        "total": counts.get(chosen.status, 0),
        "waiting": counts.get(Status.SENT.value, 0),
        "chips": [
            Chip(str(label), chosen.query(status=value), n, value == chosen.status)
            for value, label in [("", _("Todas")), *Status.choices]
            if (n := counts.get(value))
        ],
        "next": f"{chosen.query()}&after={page_of[-1].pk}" if more else "",
        "begin": chosen.query() if after else "",
        "bulk": decides and any(r.status == Status.SENT for r in page_of),
        "may_decide": _may_decide(page_of, user) if decides else set(),
        "hidden": [
            (name, value)
            for name in ("status", "period", "unit", "indicator")
            if (value := getattr(chosen, name))
        ],
        "here": request.get_full_path(),
    }


def _choices(plan: Plan, user: Visitor) -> dict[str, list[tuple[str, object]]]:
    owned = Indicator.objects.visible_to(user).filter(plan=plan, owner=OuterRef("pk"))
    periods = Period.objects.filter(plan=plan).order_by("-starts", "frequency")[:200]
    return {
        "periods": [(str(p.pk), period_name(p)) for p in periods],
        "units": [(str(u.pk), u.label) for u in Unit.objects.filter(Exists(owned))],
    }


def _on(
    chosen: Filter, options: dict[str, list[tuple[str, object]]], plan: Plan, user: Visitor
) -> list[Any]:
    """What the list is narrowed by, besides its state, in words."""
    found = []
    for name, label in (("period", _("Período")), ("unit", _("Unidad"))):
        if value := getattr(chosen, name):
            said = dict(options[f"{name}s"]).get(value, "?")
            found.append(chosen.worded(name, label, said))
    if chosen.indicator:
        known = Indicator.objects.visible_to(user).filter(plan=plan, pk=int(chosen.indicator))
        found.append(chosen.worded("indicator", _("Indicador"), known.first() or "?"))
    return found


def _decides(user: Visitor) -> bool:
    return isinstance(user, User) and (is_coordinator(user) or bool(user.units_as(Role.HEAD)))


def _may_decide(readings: list[Reading], user: Visitor) -> set[int]:
    """Which of these the person may approve now."""
    assert isinstance(user, User)
    everything, headed = is_coordinator(user), user.units_as(Role.HEAD)
    return {
        r.pk
        for r in readings
        if r.status == Status.SENT and (everything or r.indicator.owner_id in headed)
    }
