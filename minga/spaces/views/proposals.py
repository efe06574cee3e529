"""Spaces that the plan itself foresees, for a person to confirm or dismiss."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from minga.base.done import done
from minga.base.filters import plain
from minga.base.page import page
from minga.base.steps import Refused
from minga.people.models import Unit
from minga.people.visitors import person
from minga.plans.menu import current_plan
from minga.plans.models import Plan
from minga.spaces.actions import proposals as actions
from minga.spaces.models import Space

PAGE = 50


def _plan(request: HttpRequest) -> Plan:
    """The plan named in the address, or the current one, if the person coordinates it."""
    mine = Plan.objects.editable_by(request.user)
    code = plain(request.GET.get("plan", "") or request.POST.get("plan", ""))
    if code:
        return get_object_or_404(mine, code=code)
    found = current_plan(request)
    if found is None:
        raise Http404
    return get_object_or_404(mine, pk=found.pk)


@login_required
def proposals(request: HttpRequest) -> HttpResponse:
    plan = _plan(request)
    here = f"{reverse('spaces:proposals')}?plan={plan.code}"
    refused = ""
    chosen: set[int] = set()
    if request.method == "POST":
        chosen = {
            int(k) for k in request.POST.getlist("sel")[:1000] if k.isdecimal() and len(k) < 18
        }
        try:
            says, token = _decide(request, plan, chosen)
            undo = f"{reverse('spaces:undo_proposals')}?plan={plan.code}&token={token}"
            done(request, says, undo=undo)
            return redirect(here)
        except Refused as refusal:
            refused = " ".join(refusal.messages)
    found = actions.proposed(plan)
    after = request.GET.get("after", "")
    keys = [str(p.initiative.pk) for p in found]
    start = keys.index(after) + 1 if after in keys else 0
    rows = found[start : start + PAGE]
    units = list(Unit.objects.filter(external=False))
    context = {
        "plan": plan,
        "rows": [(p, _offered(p, units)) for p in rows],
        "named": sum(p.by_name for p in found),
        "foresee": sum(not p.by_name for p in found),
        "total": len(found),
        "chosen": chosen,
        "kinds": dict(Space.Kind.choices),
        "refused": refused,
        "next": f"{here}&after={rows[-1].initiative.pk}" if len(found) > start + PAGE else "",
        "begin": here if start else "",
    }
    return page(request, "spaces/proposals.html", context)


def _offered(proposal: actions.Proposal, units: Sequence[Unit]) -> list[tuple[str, str]]:
    """The units that may convene, those that the document names for its objective first."""
    first = proposal.units
    rest = [unit for unit in units if unit not in first]
    return [(str(unit.pk), unit.label) for unit in (*first, *rest)]


def _decide(request: HttpRequest, plan: Plan, chosen: set[int]) -> tuple[str, str]:
    by = person(request)
    if request.POST.get("do") == "dismiss":
        count, token = actions.dismiss(plan, chosen, by=by)
        says = ngettext(
            "%d propuesta descartada: no se volverá a proponer.",
            "%d propuestas descartadas: no se volverán a proponer.",
            count,
        )
        return says % count, token
    said = {key: request.POST.get(f"unit_{key}", "") for key in chosen}
    known = Unit.objects.filter(external=False).in_bulk(
        {int(value) for value in said.values() if value.isdecimal() and len(value) < 18}
    )
    units = {key: known[int(v)] for key, v in said.items() if v.isdecimal() and int(v) in known}
    made, token = actions.confirm(plan, chosen, units=units, by=by)
    says = ngettext(
        "%d espacio propuesto. Añada sus miembros y constitúyalo.",
        "%d espacios propuestos. Añada sus miembros y constitúyalos.",
        len(made),
    )
    return says % len(made), token


@login_required
@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    plan = _plan(request)
    token = plain(request.GET.get("token", ""))[:32]
    undone = actions.undo(plan, token, by=person(request)) if token else 0
    if undone:
        says = ngettext("Se deshizo en %d propuesta.", "Se deshizo en %d propuestas.", undone)
        done(request, says % undone)
    else:
        messages.error(request, _("Ya no hay nada que deshacer: los espacios cambiaron después."))
    return redirect(f"{reverse('spaces:proposals')}?plan={plan.code}")
