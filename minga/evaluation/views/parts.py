"""What an evaluation is made of: questions, findings, recommendations and their responses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from minga.actors.units import actors_of
from minga.base.done import done, pressed, tried
from minga.base.page import page
from minga.commitments.actions import New
from minga.evaluation.actions import study
from minga.evaluation.forms import (
    AnswerForm,
    FindingForm,
    QuestionForm,
    RecommendationForm,
    ResponseForm,
)
from minga.evaluation.models import Evaluation, Recommendation
from minga.evaluation.views import reach
from minga.people.visitors import person

TITLES = {
    "questions": gettext_lazy("Añadir una pregunta"),
    "findings": gettext_lazy("Añadir un hallazgo"),
    "recommendations": gettext_lazy("Añadir una recomendación"),
}
ADD: dict[str, Callable[..., Any]] = {
    "questions": study.ask,
    "findings": study.find,
    "recommendations": study.recommend,
}


@login_required
def add(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    found = reach.evaluation(request, pk, edits=True)
    if what not in ADD:
        raise Http404
    form = _form(what, request, found)
    if form.is_valid() and tried(form, ADD[what], found, by=person(request), **form.cleaned_data):
        done(request, _("Añadido."))
        return redirect(f"{found.get_absolute_url()}#{what}")
    return _page(request, found, form, title=TITLES[what], send=_("Añadir"))


@login_required
def answer(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    found = reach.evaluation(request, pk, edits=True)
    question = get_object_or_404(found.questions, number=number)
    form = AnswerForm(request.POST or None, initial={"text": question.answer})
    if form.is_valid() and tried(
        form, study.answer, question, by=person(request), **form.cleaned_data
    ):
        done(request, _("Respondida."))
        return redirect(f"{found.get_absolute_url()}#questions")
    return _page(
        request,
        found,
        form,
        title=_("Responder la pregunta"),
        lead=question.text,
        send=_("Guardar"),
    )


@login_required
@require_POST
def remove(request: HttpRequest, pk: int, what: str, number: int) -> HttpResponse:
    found = reach.evaluation(request, pk, edits=True)
    if what not in ADD:
        raise Http404
    thing = get_object_or_404(getattr(found, what), number=number)
    by = person(request)
    pressed(request, _("Quitado."), lambda: study.remove(thing, by=by))
    return redirect(f"{found.get_absolute_url()}#{what}")


@login_required
def respond(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The management responds: why, and by which commitments."""
    found = reach.evaluation(request, pk)
    user = person(request)
    asked = Recommendation.objects.answerable_by(user).select_related("unit", "evaluation__plan")
    recommendation = get_object_or_404(asked, evaluation=found, number=number)
    form = ResponseForm(request.POST or None)
    if form.is_valid():
        said = form.cleaned_data
        [actor] = actors_of([recommendation.unit]).values()
        promises = [
            New(
                text=text,
                actor=actor,
                due=due,
                born_in=recommendation,
                unit=found.unit,
                plan=found.plan,
            )
            for text, due in form.promises()
        ]
        if tried(
            form,
            study.respond,
            recommendation,
            response=said["response"],
            text=said["text"],
            commitments=promises,
            by=user,
        ):
            done(request, _("Respondida: ya la puede leer quien lee la evaluación."))
            return redirect(recommendation)
    return _page(
        request,
        found,
        form,
        title=_("Responder la recomendación"),
        lead=recommendation.text,
        send=_("Responder"),
    )


def _form(what: str, request: HttpRequest, found: Evaluation) -> Any:
    data = request.POST or None
    if what == "questions":
        return QuestionForm(data)
    if what == "findings":
        return FindingForm(data, evaluation=found)
    return RecommendationForm(data, evaluation=found)


def _page(request: HttpRequest, found: Evaluation, form: Any, **more: Any) -> HttpResponse:
    context = {
        "plan": found.plan,
        "thing": found,
        "form": form,
        "way_out": found.get_absolute_url(),
        **more,
    }
    return page(request, "evaluation/form.html", context)
