"""What the plan still lacks, by objective and by unit."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from minga.base.menu import address
from minga.base.page import page
from minga.plans import board
from minga.plans.completeness import MARKS
from minga.plans.completeness import completeness as tallies
from minga.plans.models import Plan
from minga.plans.tree import tree


@require_safe
def completeness(request: HttpRequest, plan: str) -> HttpResponse:
    shown = get_object_or_404(Plan.objects.visible_to(request.user), code=plan)
    found = tallies(shown, request.user)
    grown = tree(shown, request.user)
    return page(
        request,
        "plans/completeness.html",
        {
            "plan": shown,
            "title": board.headline(found),
            "heading": board.heading(grown),
            "marks": MARKS,
            "objectives": board.by_objective(shown, grown, found),
            "units": board.by_unit(shown, found),
            "whole": board.whole(shown, found),
            "tasks": board.tasks(shown, request.user, grown, found),
            "initiatives": found.whole.initiatives,
            "measured": found.whole.have["indicator"],
            "indicators_url": address("monitoring:indicators", shown.code),
            "board_url": address("monitoring:board", shown.code),
        },
    )
