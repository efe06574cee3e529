"""Who may open what: each page begins here, and it is 404 for others."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from minga.evaluation.models import Evaluation, Recommendation, Solution
from minga.people.models import Visitor
from minga.people.visitors import person, writes_for_a_unit
from minga.plans.menu import current_plan
from minga.plans.models import Plan

WITH = ("plan", "objective__plan", "initiative__plan", "initiative__objective", "unit")


def evaluation(request: HttpRequest, pk: int, *, edits: bool = False) -> Evaluation:
    """An evaluation that the person may see, or change."""
    among = Evaluation.objects.visible_to(request.user).select_related(*WITH, "evaluator")
    if edits:
        among = among.filter(pk__in=Evaluation.objects.editable_by(request.user))
    return get_object_or_404(among, pk=pk)


def solution(request: HttpRequest, pk: int, *, edits: bool = False) -> Solution:
    among = Solution.objects.visible_to(request.user).select_related(
        "plan", "initiative__plan", "initiative__objective", "unit", "partner", "area"
    )
    if edits:
        among = among.filter(pk__in=Solution.objects.editable_by(request.user))
    return get_object_or_404(among, pk=pk)


def answerable(user: Visitor, of: Evaluation) -> set[int]:
    """The recommendations that wait for this person's response."""
    found = Recommendation.objects.waiting().answerable_by(user).filter(evaluation=of)
    return set(found.values_list("pk", flat=True))


def plan_to_write_in(request: HttpRequest) -> Plan:
    """The plan that something new belongs to; 404 for who writes for no unit."""
    plan = current_plan(request)
    if plan is None or not writes_for_a_unit(person(request)):
        raise Http404
    return plan
