"""The lists of evaluations and of solutions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from minga.base.filters import Chip, Narrowing, plain
from minga.base.page import page
from minga.evaluation.models import Evaluation, Recommendation, Solution
from minga.people.visitors import writes_for_a_unit
from minga.plans.menu import current_plan

PAGE = 25


@require_safe
def evaluations(request: HttpRequest) -> HttpResponse:
    given = ~Q(recommendations__response=Recommendation.Response.PENDING)
    return _register(
        request,
        "evaluation/index.html",
        Evaluation.objects.visible_to(request.user)
        .select_related("objective", "initiative", "unit")
        .annotate(
            asked=Count("recommendations", distinct=True),
            answered=Count("recommendations", filter=given, distinct=True),
        ),
        Evaluation.Status.choices,
    )


@require_safe
def solutions(request: HttpRequest) -> HttpResponse:
    return _register(
        request,
        "evaluation/solutions.html",
        Solution.objects.visible_to(request.user)
        .select_related("unit", "area")
        .annotate(assessed=Count("assessments")),
        Solution.Stage.choices,
    )


@dataclass(frozen=True, slots=True)
class Filter(Narrowing):
    """Each part may be left open."""

    q: str = ""
    status: str = ""
    after: str = ""


def _register(request: HttpRequest, template: str, rows: Any, states: Any) -> HttpResponse:
    plan = current_plan(request)
    if plan is None:
        return redirect("/")
    q, status = plain(request.GET.get("q", "")), request.GET.get("status", "")
    status = status if status in dict(states) else ""
    found = rows.filter(plan=plan).order_by("-pk")
    if q:
        found = found.matching(q)
    counts = dict(
        found.order_by()
        .values("status")
        .annotate(n=Count("pk", distinct=True))
        .values_list("status", "n")
    )
    total = counts.get(status, 0) if status else sum(counts.values())
    if status:
        found = found.filter(status=status)
    after = request.GET.get("after", "")
    if after.isdecimal() and len(after) < 19:
        found = found.filter(pk__lt=int(after))
    listed = list(found[: PAGE + 1])
    chosen = Filter(plan=plain(request.GET.get("plan", "")), q=q, status=status)
    chips = [("", _("Todas"), sum(counts.values()))]
    chips += [(value, str(label), counts[value]) for value, label in states if value in counts]
    context = {
        "plan": plan,
        "rows": listed[:PAGE],
        "total": total,
        "filter": chosen,
        "chips": [
            Chip(label, chosen.query(status=value), n, status == value) for value, label, n in chips
        ],
        "next": chosen.query(after=str(listed[PAGE - 1].pk)) if len(listed) > PAGE else "",
        "begin": chosen.query() if after else "",
        "may_begin": writes_for_a_unit(request.user),
    }
    return page(request, template, context)
