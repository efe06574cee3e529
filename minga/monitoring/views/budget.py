"""The budget lines of a plan, and what is done with one."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from minga.base import history
from minga.base.done import back, done, or_why_not, tried
from minga.base.filters import plain
from minga.base.models import Entry
from minga.base.page import page
from minga.monitoring.access import shown_plan
from minga.monitoring.actions import budget as actions
from minga.monitoring.actions.means import take_away
from minga.monitoring.forms.means import LineForm, TotalForm
from minga.monitoring.means import flags
from minga.monitoring.means.filters import LineFilter, names_of
from minga.monitoring.means.tables import whole
from minga.monitoring.models import BudgetLine, BudgetTotal
from minga.monitoring.views.means_reach import editable, form_page
from minga.people.models import is_coordinator
from minga.people.visitors import person
from minga.plans.models import Initiative, Objective, Plan

PAGE = 50


@require_safe
def index(request: HttpRequest, plan: str) -> HttpResponse:
    found = shown_plan(request, plan)
    chosen = LineFilter.read(request.GET)
    all_ = BudgetLine.objects.visible_to(request.user).filter(plan=found)
    lines = chosen.apply(all_)
    after = plain(request.GET.get("after", ""))
    shown = list(
        _beyond(lines, after)
        .select_related("initiative", "objective")
        .order_by("-year", "pk")[: PAGE + 1]
    )
    currencies = sorted(set(lines.order_by().values_list("currency", flat=True).distinct()))
    years = all_.order_by("-year").values_list("year", flat=True).distinct()
    sources = all_.exclude(source="").order_by("source").values_list("source", flat=True).distinct()
    for one in shown:
        if one.initiative:
            one.initiative.plan = found
        if one.objective:
            one.objective.plan = found
    context = {
        "plan": found,
        "filter": chosen,
        "on": chosen.on(names_of(found)),
        "kept": [
            (name, value)
            for name in ("competence", "unit", "objective", "initiative")
            if (value := getattr(chosen, name))
        ],
        "rows": [_row(line) for line in shown[:PAGE]],
        "currencies": currencies,
        "sums": whole(lines) if len(currencies) == 1 else None,
        "total": lines.count(),
        "years": [(str(year), str(year)) for year in years],
        "sources": [(source, source) for source in sources],
        "mine": _mine(request, shown),
        "coordinates": is_coordinator(request.user),
        "next": chosen.query(after=str(shown[PAGE - 1].pk)) if len(shown) > PAGE else "",
        "begin": chosen.query() if after else "",
    }
    return page(request, "monitoring/budget.html", context)


def _row(line: BudgetLine) -> dict[str, Any]:
    return {"line": line, "odd": flags(line)}


def _mine(request: HttpRequest, lines: list[BudgetLine]) -> set[int]:
    editables = BudgetLine.objects.editable_by(request.user)
    return set(editables.filter(pk__in=[o.pk for o in lines]).values_list("pk", flat=True))


def _beyond(lines: Any, after: str) -> Any:
    """Those after the one with this key; an unknown key changes nothing."""
    if not (after.isascii() and after.isdecimal()) or len(after) > 18:
        return lines
    last = lines.filter(pk=int(after)).values_list("year", flat=True).first()
    if last is None:
        return lines
    return lines.filter(Q(year__lt=last) | Q(year=last, pk__gt=int(after)))


@login_required
def add(request: HttpRequest, plan: str, code: str) -> HttpResponse:
    """A line of an initiative."""
    found = shown_plan(request, plan)
    initiative = editable(request, found, code)
    return _add(request, found, initiative=initiative)


@login_required
def add_of_objective(request: HttpRequest, plan: str, code: str) -> HttpResponse:
    """A line of a whole objective: of the coordination alone."""
    found = shown_plan(request, plan)
    if not is_coordinator(request.user):
        raise Http404
    return _add(request, found, objective=get_object_or_404(found.objectives, code=code))


def _add(
    request: HttpRequest,
    plan: Plan,
    initiative: Initiative | None = None,
    objective: Objective | None = None,
) -> HttpResponse:
    form = LineForm(*([request.POST] if request.method == "POST" else []), plan=plan)
    url = initiative.get_absolute_url() if initiative else _list(plan)
    if form.is_valid() and tried(
        form,
        actions.add,
        plan,
        by=person(request),
        initiative=initiative,
        objective=objective,
        as_reported=form.cleaned_data["as_reported"],
        **form.values(),
    ):
        done(request, _("La línea quedó anotada."))
        return redirect(back(request) or (f"{url}#medir" if initiative else url))
    return _page(
        request,
        plan,
        form,
        _("Anotar una línea de presupuesto"),
        url,
        initiative=initiative,
        about=str(initiative or objective),
    )


@login_required
def edit(request: HttpRequest, plan: str, pk: int) -> HttpResponse:
    found = shown_plan(request, plan)
    line = _line(request, found, pk)
    sent = [request.POST] if request.method == "POST" else []
    form = LineForm(*sent, plan=found, of=line)
    url = line.initiative.get_absolute_url() if line.initiative else _list(found)
    if form.is_valid() and tried(
        form,
        actions.edit,
        line,
        by=person(request),
        seen=form.cleaned_data["seen"],
        as_reported=form.cleaned_data["as_reported"],
        **form.values(),
    ):
        done(request, _("La línea quedó cambiada."))
        return redirect(back(request) or (f"{url}#medir" if line.initiative else url))
    return _page(
        request,
        found,
        form,
        _("Cambiar la línea de presupuesto"),
        url,
        initiative=line.initiative,
        about=str(line.initiative or line.objective),
        removes=reverse("monitoring:remove_line", args=[found.code, line.pk]),
    )


def _page(
    request: HttpRequest, plan: Plan, form: LineForm, title: str, url: str, **more: Any
) -> HttpResponse:
    if not form.shows_as_reported and not set(form.errors) & set(BudgetLine.STAGES[1:]):
        del form.fields["as_reported"]
    return form_page(request, plan, form, title, url, **more)


@login_required
@require_POST
def remove(request: HttpRequest, plan: str, pk: int) -> HttpResponse:
    found = shown_plan(request, plan)
    line = _line(request, found, pk)
    url = line.initiative.get_absolute_url() if line.initiative else _list(found)
    with or_why_not(request):
        entry = take_away(line, by=person(request))
        undo = reverse("monitoring:undo_line", args=[found.code, entry.pk])
        done(request, _("La línea se quitó."), undo=undo)
    return redirect(back(request) or url)


@login_required
@require_POST
def undo(request: HttpRequest, plan: str, entry: int) -> HttpResponse:
    """Bring back a line, by who may edit what it was of."""
    found = shown_plan(request, plan)
    removed = get_object_or_404(
        Entry, pk=entry, record=history.label(BudgetLine), verb="removed", before__plan_id=found.pk
    )
    initiative = removed.before.get("initiative_id")
    mine = Initiative.objects.editable_by(request.user).filter(pk=initiative).first()
    if not is_coordinator(request.user) and mine is None:
        raise Http404
    with or_why_not(request):
        actions.bring_back(removed, by=person(request))
        done(request, _("La línea está otra vez como estaba."))
    return redirect(f"{mine.get_absolute_url()}#medir" if mine else _list(found))


@login_required
def total(request: HttpRequest, plan: str, code: str) -> HttpResponse:
    """What an initiative costs in all."""
    found = shown_plan(request, plan)
    initiative = editable(request, found, code)
    known = BudgetTotal.objects.filter(initiative=initiative).first()
    form = TotalForm(*([request.POST] if request.method == "POST" else []), of=known)
    if form.is_valid() and tried(
        form, actions.set_total, initiative, by=person(request), **form.cleaned_data
    ):
        done(request, _("El monto total quedó anotado."))
        return redirect(back(request) or f"{initiative.get_absolute_url()}#medir")
    url = initiative.get_absolute_url()
    title = _("El monto total de la iniciativa")
    return form_page(request, found, form, title, url, initiative=initiative)


def _line(request: HttpRequest, plan: Plan, pk: int) -> BudgetLine:
    mine = BudgetLine.objects.editable_by(request.user).filter(plan=plan)
    return get_object_or_404(
        mine.select_related("initiative__plan", "initiative__budget_total", "objective"), pk=pk
    )


def _list(plan: Plan) -> str:
    return reverse("monitoring:budget", args=[plan.code])
