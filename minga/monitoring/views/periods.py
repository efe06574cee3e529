"""The periods of a plan: made for a year, opened, closed, and how far each is."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Max, Min
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from minga.base import history
from minga.base.done import back, done
from minga.base.page import page
from minga.base.steps import Refused
from minga.monitoring.access import shown_plan
from minga.monitoring.actions import periods as actions
from minga.monitoring.forms.readings import DueForm, YearForm
from minga.monitoring.models import Indicator, Period
from minga.monitoring.saying import DONE, events, period_name
from minga.monitoring.standing import Standing, by_unit, standings
from minga.people.models import Unit, User, Visitor, is_coordinator
from minga.people.visitors import person
from minga.plans.models import Plan

ENTRIES = 50
VERBS = ("open", "close", "due")
MANY: dict[str, Callable[[int], str]] = {
    "open": lambda n: ngettext(
        "%(n)d período abierto: ya se puede reportar.",
        "%(n)d períodos abiertos: ya se puede reportar.",
        n,
    ),
    "close": lambda n: ngettext("%(n)d período cerrado.", "%(n)d períodos cerrados.", n),
}


@dataclass(frozen=True, slots=True)
class Row:
    period: Period
    name: str
    standing: Standing
    late: bool


def index(request: HttpRequest, plan: str) -> HttpResponse:
    found = shown_plan(request, plan)
    if request.method == "POST":
        return _generate(request, found)
    return _index(request, found, YearForm(initial={"year": _next_year(found)}))


def _index(request: HttpRequest, plan: Plan, form: YearForm) -> HttpResponse:
    today = datetime.date.today()
    span = Period.objects.filter(plan=plan).aggregate(first=Min("starts"), last=Max("starts"))
    years = list(range(span["first"].year, span["last"].year + 1)) if span["first"] else []
    year = _year(request, years, today)
    every = Period.objects.filter(plan=plan).order_by("starts", "ends")
    ended = bool(request.GET.get("ended"))
    unopened = every.ended_unopened(today)
    rows = list(unopened if ended else every.filter(starts__year=year))
    may_act = is_coordinator(request.user)
    waiting = len(rows) if ended else unopened.count() if may_act else 0
    for period in rows:
        period.plan = plan
    known = standings(rows, user=request.user)
    return page(
        request,
        "monitoring/periods.html",
        {
            "plan": plan,
            "years": years,
            "year": year,
            "rows": [
                Row(p, period_name(p), known[p.pk], _late(p, known[p.pk], today)) for p in rows
            ],
            "open": sum(p.status == Period.Status.OPEN for p in rows),
            "ended": ended,
            "waiting": waiting,
            "can_open": sum(p.status == Period.Status.PLANNED and p.ends < today for p in rows),
            "may_act": may_act,
            "here": request.get_full_path() if request.method == "GET" else "",
            "reports": _reports(request.user),
            "form": form,
            "measured": Indicator.objects.visible_to(request.user)
            .measured()
            .filter(plan=plan)
            .exists(),
        },
    )


@login_required
def _generate(request: HttpRequest, plan: Plan) -> HttpResponse:
    if not is_coordinator(request.user):
        raise Http404
    form = YearForm(request.POST)
    if form.is_valid():
        year = form.cleaned_data["year"]
        try:
            made = actions.generate(plan, year, by=person(request))
        except Refused as refusal:
            form.add_error(None, refusal)
        else:
            said = ngettext(
                "%(n)d período de %(year)d preparado.",
                "%(n)d períodos de %(year)d preparados.",
                len(made),
            )
            done(request, said % {"n": len(made), "year": year})
            return redirect(f"{reverse('monitoring:periods', args=[plan.code])}?year={year}")
    return _index(request, plan, form)


@login_required
@require_POST
def many(request: HttpRequest, plan: str) -> HttpResponse:
    """Open or close those chosen, or all of the list that can be; closing asks first."""
    found, user = shown_plan(request, plan), person(request)
    verb = request.POST.get("verb", "")
    if not is_coordinator(user):
        raise Http404
    chosen = _chosen(request, found, verb) if verb in MANY else []
    goes_to = redirect(back(request) or reverse("monitoring:periods", args=[found.code]))
    if not chosen:
        messages.info(request, _("Elija al menos un período."))
        return goes_to
    try:
        if verb == "open":
            moved = actions.open_many(chosen, by=user)
        else:
            moved = actions.close_many(chosen, by=user, anyway="anyway" in request.POST)
    except Refused as refusal:
        if getattr(refusal, "code", "") == "missing":
            return _asking_many(request, found, chosen, refusal)
        messages.error(request, " ".join(refusal.messages))
        return goes_to
    done(request, MANY[verb](len(moved)) % {"n": len(moved)})
    return goes_to


def _chosen(request: HttpRequest, plan: Plan, verb: str) -> list[Period]:
    rows = Period.objects.filter(plan=plan)
    if request.POST.get("all"):
        today = datetime.date.today()
        rows = rows.ended_unopened(today) if verb == "open" else rows.open()
        year = request.POST.get("year", "")
        if year:
            rows = rows.filter(starts__year=int(year)) if _is_year(year) else rows.none()
    else:
        said = request.POST.getlist("sel")
        rows = rows.filter(pk__in=[key for key in said if key.isdecimal() and len(key) <= 18])
    return list(rows.order_by("starts", "ends"))


def _asking_many(
    request: HttpRequest, plan: Plan, chosen: list[Period], refusal: Refused
) -> HttpResponse:
    """Whether to close them with something missing, and what each lacks."""
    chosen = [period for period in chosen if period.status == Period.Status.OPEN]
    for period in chosen:
        period.plan = plan
    known = standings(chosen)
    context = {
        "plan": plan,
        "lacking": " ".join(refusal.messages),
        "rows": [(period, period_name(period), known[period.pk]) for period in chosen],
        "back": back(request) or reverse("monitoring:periods", args=[plan.code]),
    }
    return page(request, "monitoring/periods_close.html", context)


@require_safe
def period(request: HttpRequest, plan: str, pk: int) -> HttpResponse:
    found = _one(request, plan, pk)
    return page(request, "monitoring/period.html", _context(request, found))


@login_required
def step(request: HttpRequest, plan: str, pk: int, verb: str) -> HttpResponse:
    """Open, close or move the day; closing asks first where something is missing."""
    if verb not in VERBS or not is_coordinator(request.user):
        raise Http404
    found, user = _one(request, plan, pk), person(request)
    form = DueForm(request.POST or None, initial={"due": found.due}) if verb == "due" else None
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            if verb == "open":
                actions.open_period(found, by=user)
            elif verb == "close":
                actions.close(found, by=user, anyway="anyway" in request.POST)
            elif form is not None:
                actions.move_due(found, form.cleaned_data["due"], by=user)
        except Refused as refusal:
            if getattr(refusal, "code", "") == "missing":
                return _asking(request, found)
            if form is None:
                messages.error(request, " ".join(refusal.messages))
                return redirect(found)
            form.add_error("due", refusal)
        else:
            done(request, str(DONE[verb]))
            return redirect(back(request) or found)
    if verb == "close":
        return _asking(request, found)
    if form is None:
        return redirect(found)
    context = _context(request, found) | {"form": form}
    return page(request, "monitoring/period.html", context)


def _asking(request: HttpRequest, found: Period) -> HttpResponse:
    """Whether to close with something missing, and what."""
    return page(request, "monitoring/period_close.html", _context(request, found))


def _context(request: HttpRequest, found: Period) -> dict[str, Any]:
    today = datetime.date.today()
    units = by_unit([found], user=request.user)[found.pk]
    names = Unit.objects.in_bulk([unit for unit in units if unit])
    total = standings([found], user=request.user)[found.pk]
    rows = sorted(
        ((names.get(unit or 0), one) for unit, one in units.items()),
        key=lambda row: (not row[1].missing, row[0].label if row[0] else ""),
    )
    user = request.user
    return {
        "plan": found.plan,
        "period": found,
        "name": period_name(found),
        "standing": total,
        "units": rows,
        "late": _late(found, total, today),
        "may_act": is_coordinator(user),
        "reports": _reports(user),
        "lacking": actions.lacking(found, total) if total.missing else "",
        "form": DueForm(initial={"due": found.due}),
        "events": events(list(history.of(found)[:ENTRIES]))
        if isinstance(user, User) and user.works_for_the_government
        else [],
    }


def _one(request: HttpRequest, plan: str, pk: int) -> Period:
    found = shown_plan(request, plan)
    period = get_object_or_404(Period.objects.filter(plan=found), pk=pk)
    period.plan = found
    return period


def _late(period: Period, standing: Standing, today: datetime.date) -> bool:
    return period.status == Period.Status.OPEN and period.due < today and bool(standing.unreported)


def _reports(user: Visitor) -> bool:
    """Whether the person has something to report."""
    return isinstance(user, User) and bool(user.own_units or is_coordinator(user))


def _year(request: HttpRequest, years: list[int], today: datetime.date) -> int:
    said = request.GET.get("year", "")
    if _is_year(said):
        return int(said)
    if not years or today.year in years:
        return today.year
    return min(years, key=lambda year: abs(year - today.year))


def _is_year(said: str) -> bool:
    return said.isdecimal() and len(said) == 4 and bool(int(said))


def _next_year(plan: Plan) -> int:
    """The first year without periods, from the current one on."""
    today = datetime.date.today()
    last = Period.objects.filter(plan=plan).aggregate(last=Max("starts"))["last"]
    return max(today.year, last.year + 1) if last else today.year
