"""The milestones of a plan, and what is done with one."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from minga.base.done import back, done, tried
from minga.base.filters import plain
from minga.base.page import page
from minga.monitoring.access import shown_plan
from minga.monitoring.actions import milestones as actions
from minga.monitoring.forms.means import MilestoneForm, ReachForm, ReasonForm
from minga.monitoring.means.filters import MilestoneFilter
from minga.monitoring.models import Milestone, MilestoneQuerySet
from minga.monitoring.views.means_reach import editable, form_page
from minga.people.models import Unit
from minga.people.visitors import person
from minga.plans.models import Initiative, Lead

PAGE = 50
TITLES = {
    "edit": gettext_lazy("Cambiar el hito"),
    "reach": gettext_lazy("Dar por alcanzado"),
    "drop": gettext_lazy("Descartar el hito"),
    "reopen": gettext_lazy("Reabrir el hito"),
}
DONE = {
    "edit": gettext_lazy("El hito quedó cambiado."),
    "reach": gettext_lazy("El hito está alcanzado."),
    "drop": gettext_lazy("El hito está descartado: ya no cuenta en el avance."),
    "reopen": gettext_lazy("El hito vuelve a estar previsto."),
}


@require_safe
def index(request: HttpRequest, plan: str) -> HttpResponse:
    found = shown_plan(request, plan)
    chosen = MilestoneFilter.read(request.GET)
    today = datetime.date.today()
    all_ = Milestone.objects.visible_to(request.user).filter(initiative__plan=found)
    rows = chosen.apply(all_, today)
    after = plain(request.GET.get("after", ""))
    shown = list(
        _beyond(rows, after)
        .with_moves()
        .select_related("initiative__plan")
        .order_by("due", "pk")[: PAGE + 1]
    )
    chips = chosen.chips(all_, today)
    counts = {chip.current: chip.count for chip in chips if chip.current}
    led = Lead.objects.filter(unit=OuterRef("pk"), confirmed=True, initiative__plan=found)
    units = [(str(u.pk), u.label) for u in Unit.objects.filter(Exists(led))]
    for one in shown:
        one.initiative.plan = found
    context = {
        "plan": found,
        "rows": shown[:PAGE],
        "today": today,
        "chips": chips,
        "filter": chosen,
        "late": chips[1].count,
        "total": counts.get(True, 0),
        "units": units,
        "mine": set(
            Initiative.objects.editable_by(request.user)
            .filter(pk__in={one.initiative_id for one in shown})
            .values_list("pk", flat=True)
        ),
        "next": chosen.query(after=str(shown[PAGE - 1].pk)) if len(shown) > PAGE else "",
        "begin": chosen.query() if after else "",
    }
    return page(request, "monitoring/milestones.html", context)


def _beyond(rows: MilestoneQuerySet, after: str) -> MilestoneQuerySet:
    """Those after the one with this key; an unknown key changes nothing."""
    if not (after.isascii() and after.isdecimal()) or len(after) > 18:
        return rows
    last = rows.filter(pk=int(after)).values_list("due", flat=True).first()
    if last is None:
        return rows
    return rows.filter(Q(due__gt=last) | Q(due=last, pk__gt=int(after)))


@login_required
def add(request: HttpRequest, plan: str, code: str) -> HttpResponse:
    found = shown_plan(request, plan)
    initiative = editable(request, found, code)
    form = MilestoneForm(request.POST or None)
    if form.is_valid() and tried(
        form, actions.add, initiative, by=person(request), **form.values()
    ):
        done(request, _("El hito quedó previsto."))
        return redirect(back(request) or f"{initiative.get_absolute_url()}#medir")
    url = initiative.get_absolute_url()
    return form_page(request, found, form, _("Prever un hito"), url, initiative=initiative)


@login_required
def act(request: HttpRequest, plan: str, pk: int, verb: str) -> HttpResponse:
    """Change, reach, drop or reopen one, by who may edit its initiative."""
    if verb not in TITLES:
        raise Http404
    found = shown_plan(request, plan)
    milestone = get_object_or_404(
        Milestone.objects.editable_by(request.user)
        .filter(initiative__plan=found)
        .select_related("initiative__plan"),
        pk=pk,
    )
    form = _form(request, milestone, verb)
    if form.is_valid() and tried(form, _do, request, milestone, verb, form):
        done(request, str(DONE[verb]))
        return redirect(back(request) or milestone)
    return form_page(
        request,
        found,
        form,
        str(TITLES[verb]),
        milestone.get_absolute_url(),
        initiative=milestone.initiative,
        about=milestone.name,
        files=verb == "reach",
    )


def _form(request: HttpRequest, milestone: Milestone, verb: str) -> Any:
    if verb == "edit":
        return MilestoneForm(*([request.POST] if request.method == "POST" else []), of=milestone)
    if verb != "reach":
        return ReasonForm(request.POST if request.method == "POST" else None)
    today = str(datetime.date.today())
    if request.method != "POST":
        return ReachForm(initial={"on": today})
    said = request.POST.copy()
    said.setdefault("on", today)  # "my work" sends only the evidence
    return ReachForm(said, request.FILES)


def _do(request: HttpRequest, milestone: Milestone, verb: str, form: Any) -> None:
    by = person(request)
    told = form.cleaned_data
    if verb == "edit":
        actions.edit(milestone, by=by, seen=told["seen"], **form.values())
    elif verb == "reach":
        file = told["evidence"]
        name = file.name if file else ""
        actions.reach(milestone, by=by, on=told["on"], evidence=file or None, name=name)
    elif verb == "drop":
        actions.drop(milestone, by=by, reason=told["reason"])
    else:
        actions.reopen(milestone, by=by, reason=told["reason"])
