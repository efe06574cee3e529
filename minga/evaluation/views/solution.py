"""One solution: its page, its sheet, its stages, and what it changed."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from minga.base import history
from minga.base.done import done, pressed, tried
from minga.base.page import page
from minga.evaluation.actions import solutions as actions
from minga.evaluation.forms import AssessmentForm, SolutionForm, StopForm
from minga.evaluation.models import Assessment, Solution
from minga.evaluation.saying import DONE, STAGES
from minga.evaluation.views import reach
from minga.evaluation.views.evaluation import edited, events, shown
from minga.files.models import Attachment
from minga.monitoring.models import Indicator
from minga.people.visitors import person


@require_safe
def solution(request: HttpRequest, pk: int) -> HttpResponse:
    found = reach.solution(request, pk)
    user = request.user
    edits = Solution.objects.editable_by(user).filter(pk=pk).exists()
    assessments = list(found.assessments.select_related("indicator__plan"))
    keys = [one.pk for one in assessments]
    files: dict[int, list[Attachment]] = {}
    for attached in Attachment.objects.of(history.label(Assessment), *keys):
        files.setdefault(attached.object_id, []).append(attached)
    wanted = [one.indicator_id for one in assessments if one.indicator_id]
    seen = set(
        Indicator.objects.visible_to(user).filter(pk__in=wanted).values_list("pk", flat=True)
    )
    context = {
        "plan": found.plan,
        "solution": found,
        "editable": edits,
        "steps": [(verb, STAGES[verb]) for verb in found.next_steps] if edits else [],
        "partner": shown(found.partner, user),
        "assessments": [
            (one, one.indicator_id in seen, files.get(one.pk, [])) for one in assessments
        ],
        "events": events(found, user),
    }
    return page(request, "evaluation/solution.html", context)


@login_required
def new(request: HttpRequest) -> HttpResponse:
    plan = reach.plan_to_write_in(request)
    user = person(request)
    form = SolutionForm(request.POST or None, instance=Solution(plan=plan), plan=plan, user=user)
    if form.is_valid():
        made: list[Solution] = []
        if tried(form, lambda: made.append(actions.propose(plan, by=user, **form.changes()))):
            return redirect(made[0])
    context = {
        "plan": plan,
        "form": form,
        "title": _("Proponer una solución"),
        "send": _("Proponer la solución"),
        "way_out": reverse("evaluation:solutions"),
    }
    return page(request, "evaluation/form.html", context)


@login_required
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = reach.solution(request, pk, edits=True)
    user = person(request)
    form = SolutionForm(request.POST or None, instance=found, plan=found.plan, user=user)
    return edited(request, form, found, actions.edit)


@login_required
def move(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """To another stage; it stops on a page that asks why."""
    found = reach.solution(request, pk, edits=True)
    if verb not in Solution.STEPS:
        raise Http404
    by = person(request)
    if verb != "stop":
        if request.method == "POST":
            pressed(request, str(DONE[verb]), lambda: actions.move(found, verb, by=by))
        return redirect(found)
    form = StopForm(request.POST or None)
    if form.is_valid() and tried(form, actions.move, found, verb, by=by, **form.cleaned_data):
        done(request, str(DONE[verb]))
        return redirect(found)
    context = {
        "plan": found.plan,
        "thing": found,
        "form": form,
        "title": _("Detener la solución"),
        "send": _("Detener la solución"),
        "way_out": found.get_absolute_url(),
    }
    return page(request, "evaluation/form.html", context)


@login_required
def assess(request: HttpRequest, pk: int) -> HttpResponse:
    found = reach.solution(request, pk, edits=True)
    user = person(request)
    form = AssessmentForm(request.POST or None, request.FILES or None, plan=found.plan, user=user)
    if form.is_valid():
        file = form.cleaned_data["file"]
        files = [(file, file.name)] if file else []
        if tried(form, actions.assess, found, by=user, files=files, **form.changes()):
            done(request, _("La valoración está registrada."))
            return redirect(f"{found.get_absolute_url()}#impacto")
    context = {
        "plan": found.plan,
        "thing": found,
        "form": form,
        "title": _("Valorar qué cambió"),
        "send": _("Registrar la valoración"),
        "way_out": found.get_absolute_url(),
    }
    return page(request, "evaluation/form.html", context)


@login_required
@require_POST
def take_back(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    found = reach.solution(request, pk, edits=True)
    assessment = get_object_or_404(found.assessments.select_related("solution"), pk=number)
    by = person(request)
    pressed(request, _("Quitada."), lambda: actions.take_back(assessment, by=by))
    return redirect(f"{found.get_absolute_url()}#impacto")
