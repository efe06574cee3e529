"""One evaluation: its page, its sheet, and the steps of its life."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from minga.actors.models import Actor
from minga.base import history
from minga.base.done import done, pressed, tried
from minga.base.page import page
from minga.commitments.models import Commitment
from minga.evaluation.actions import study
from minga.evaluation.forms import EvaluationForm
from minga.evaluation.models import Evaluation, Recommendation
from minga.evaluation.saying import DONE, HISTORY, STEPS
from minga.evaluation.views import reach
from minga.people.models import Visitor
from minga.people.visitors import person
from minga.plans.timeline import Event

NEWEST = 40


@require_safe
def evaluation(request: HttpRequest, pk: int) -> HttpResponse:
    found = reach.evaluation(request, pk)
    user = request.user
    edits = Evaluation.objects.editable_by(user).filter(pk=pk).exists()
    told = found.status in Evaluation.TOLD
    recommendations = list(found.recommendations.select_related("unit", "finding"))
    promised = _promised(recommendations, user)
    context = {
        "plan": found.plan,
        "evaluation": found,
        "editable": edits,
        "writable": edits and not told,
        "steps": [(verb, STEPS[verb]) for verb in found.next_steps] if edits else [],
        "evaluator": shown(found.evaluator, user),
        "questions": list(found.questions.all()),
        "findings": list(found.findings.select_related("question")),
        "recommendations": [(one, promised.get(one.pk, [])) for one in recommendations],
        "answered": sum(one.response != "pending" for one in recommendations),
        "answerable": reach.answerable(user, found),
        "events": events(found, user),
    }
    return page(request, "evaluation/evaluation.html", context)


@login_required
def new(request: HttpRequest) -> HttpResponse:
    plan = reach.plan_to_write_in(request)
    user = person(request)
    blank = Evaluation(plan=plan)
    form = EvaluationForm(request.POST or None, instance=blank, plan=plan, user=user)
    if form.is_valid():
        made: list[Evaluation] = []
        if tried(form, lambda: made.append(study.begin(plan, by=user, **form.changes()))):
            return redirect(made[0])
    context = {
        "plan": plan,
        "form": form,
        "title": _("Prever una evaluación"),
        "send": _("Prever la evaluación"),
        "way_out": reverse("evaluation:index"),
    }
    return page(request, "evaluation/form.html", context)


@login_required
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = reach.evaluation(request, pk, edits=True)
    user = person(request)
    sheet = EvaluationForm(request.POST or None, instance=found, plan=found.plan, user=user)
    return edited(request, sheet, found, study.edit)


def edited(
    request: HttpRequest, form: Any, found: Any, change: Callable[..., bool]
) -> HttpResponse:
    """The sheet of an evaluation or a solution, changed, with what another wrote meanwhile."""
    conflict = False
    if form.is_valid():
        version = form.cleaned_data["version"] or 0
        if tried(form, change, found, by=person(request), version=version, **form.changes()):
            done(request, _("Guardado."))
            return redirect(found)
        conflict = type(found).objects.filter(pk=found.pk).exclude(version=version).exists()
    fresh = type(found).objects.get(pk=found.pk)
    context = {
        "plan": found.plan,
        "thing": found,
        "form": form,
        "title": _("Cambiar la ficha"),
        "send": _("Guardar lo mío") if conflict else _("Guardar"),
        "version": fresh.version if conflict else form["version"].value(),
        "conflict": conflict,
        "theirs": _theirs(fresh, form) if conflict else [],
        "last": history.of(fresh).first() if conflict else None,
        "way_out": found.get_absolute_url(),
    }
    return page(request, "evaluation/form.html", context)


@login_required
@require_POST
def step(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    found = reach.evaluation(request, pk, edits=True)
    does = {"start": study.start, "publish": study.publish, "close": study.close}
    if verb not in does:
        raise Http404
    by = person(request)
    pressed(request, str(DONE[verb]), lambda: does[verb](found, by=by))
    return redirect(found)


def events(thing: Model, user: Visitor) -> list[Event]:
    """What happened to it, oldest first; who did it is for those who are signed in."""
    entries = list(history.of(thing)[:NEWEST])
    named = user.is_authenticated and user.works_for_the_government
    return [
        Event(
            str(HISTORY.get(entry.verb, entry.verb)),
            at=entry.at,
            note=entry.note,
            who=str(entry.by) if named and entry.by else "",
            demo=bool(named and entry.by and entry.by.is_demo),
        )
        for entry in reversed(entries)
    ]


def shown(actor: Actor | None, user: Visitor) -> Actor | None:
    """An actor that the visitor may see."""
    if actor and Actor.objects.visible_to(user).filter(pk=actor.pk).exists():
        return actor
    return None


def _promised(of: list[Recommendation], user: Visitor) -> dict[int, list[Commitment]]:
    """The commitments that carry out each recommendation."""
    record = history.label(Recommendation)
    keys = [one.pk for one in of]
    found: dict[int, list[Commitment]] = {}
    seen = Commitment.objects.visible_to(user).born_in(record, *keys)
    for commitment in seen.select_related("actor").order_by("due", "pk"):
        found.setdefault(commitment.object_id, []).append(commitment)
    return found


def _theirs(fresh: Any, form: Any) -> list[tuple[Any, str]]:
    """What the other person left, beside what is being written, where they differ."""
    found = []
    for name, value in form.changes().items():
        theirs = getattr(fresh, name)
        if theirs != value:
            display = getattr(fresh, f"get_{name}_display", None)
            found.append((form.fields[name].label, str(display() if display else theirs or "—")))
    return found
