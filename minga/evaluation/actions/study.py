"""The life of an evaluation: planned, under way, published, closed once everything is answered."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from minga.base import history, search
from minga.base.days import refuse_far
from minga.base.steps import Refused, advance
from minga.commitments.actions import New, make_all
from minga.commitments.models import Commitment
from minga.evaluation.actions.ground import said, write
from minga.evaluation.models import (
    Evaluation,
    Finding,
    Question,
    Recommendation,
)
from minga.evaluation.promises import seen_as, settle
from minga.notices.tell import tell_all
from minga.people.models import Role, User, people_of
from minga.plans.models import Plan

FIELDS = (
    *("title", "kind", "objective", "initiative", "method", "evaluator", "unit"),
    *("starts", "ends", "visibility"),
)
Response = Recommendation.Response
ANSWERS = (Response.ACCEPTED, Response.PARTLY, Response.REJECTED)


@transaction.atomic
def begin(plan: Plan, *, by: User | None, **values: Any) -> Evaluation:
    """Plan an evaluation of the plan, of an objective or of an initiative."""
    _check(plan, values)
    evaluation = Evaluation.objects.create(plan=plan, **values)
    _index(evaluation)
    history.record(evaluation, "planned", by=by, after={"title": evaluation.title})
    return evaluation


@transaction.atomic
def edit(evaluation: Evaluation, *, by: User, version: int, **changes: Any) -> bool:
    """Change its sheet; `version` is the one that the person saw."""
    now = {name: getattr(evaluation, name) for name in FIELDS}
    _check(evaluation.plan, now | changes)
    before = {name: now[name] for name in changes if changes[name] != now[name]}
    if not before:
        return False
    _refuse_closed(evaluation)
    write(evaluation, before, {name: changes[name] for name in before}, version=version, by=by)
    if before.keys() & {"visibility", "initiative"}:
        settle(Evaluation.objects.filter(pk=evaluation.pk), by=by)
    _index(evaluation)
    return True


@transaction.atomic
def start(evaluation: Evaluation, *, by: User) -> None:
    """It takes a question to begin."""
    if not evaluation.questions.exists():
        raise Refused(_("Una evaluación empieza por una pregunta: escriba al menos una."))
    advance(evaluation, "start")
    history.record(evaluation, "started", by=by)


@transaction.atomic
def publish(evaluation: Evaluation, *, by: User) -> None:
    """Everyone may read it; whoever has to respond to a recommendation is told."""
    _hold(evaluation)
    if not evaluation.findings.exists():
        raise Refused(_("Todavía no dice qué encontró: escriba al menos un hallazgo."))
    empty = evaluation.questions.filter(answer="").count()
    if empty:
        says = ngettext(
            "Falta responder %(n)d pregunta: respóndala antes de publicar.",
            "Falta responder %(n)d preguntas: respóndalas antes de publicar.",
            empty,
        )
        raise Refused(says % {"n": empty})
    advance(evaluation, "publish")
    history.record(evaluation, "published", by=by)
    units = set(evaluation.recommendations.values_list("unit", flat=True))
    heads = people_of(units, Role.HEAD)
    tell_all([(heads, evaluation, {})], "evaluation.published", by=by)


@transaction.atomic
def close(evaluation: Evaluation, *, by: User) -> None:
    """Nothing is left without an answer."""
    silent = evaluation.recommendations.filter(response=Response.PENDING).count()
    if silent:
        says = ngettext(
            "Falta responder %(n)d recomendación: ciérrela cuando tenga respuesta.",
            "Falta responder %(n)d recomendaciones: ciérrela cuando tengan respuesta.",
            silent,
        )
        raise Refused(says % {"n": silent})
    advance(evaluation, "close")
    history.record(evaluation, "closed", by=by)


@transaction.atomic
def ask(evaluation: Evaluation, *, text: str, by: User) -> Question:
    _hold(evaluation)
    question = Question.objects.create(
        evaluation=evaluation,
        number=_next(evaluation.questions),
        text=said(text, _("Escriba la pregunta.")),
    )
    _index(evaluation)
    history.record(evaluation, "asked", by=by, after={"question": question.text})
    return question


@transaction.atomic
def answer(question: Question, *, text: str, by: User) -> None:
    evaluation = question.evaluation
    _hold(evaluation)
    before = question.answer
    question.answer = said(text, _("Escriba la respuesta."))
    question.save(update_fields=["answer"])
    _index(evaluation)
    history.record(
        evaluation, "answered", by=by, before={"answer": before}, after={"answer": question.answer}
    )


@transaction.atomic
def find(
    evaluation: Evaluation, *, text: str, strength: str, question: Question | None, by: User
) -> Finding:
    """Write down what was found, and on what it rests."""
    _hold(evaluation)
    _refuse_of_another(evaluation, question)
    finding = Finding.objects.create(
        evaluation=evaluation,
        number=_next(evaluation.findings),
        text=said(text, _("Escriba qué se encontró.")),
        strength=strength,
        question=question,
    )
    _index(evaluation)
    history.record(evaluation, "found", by=by, after={"finding": finding.text})
    return finding


@transaction.atomic
def recommend(
    evaluation: Evaluation, *, text: str, unit: Any, finding: Finding | None, by: User
) -> Recommendation:
    """Recommend something to a unit, resting on a finding if it does."""
    _hold(evaluation)
    _refuse_of_another(evaluation, finding)
    made = Recommendation.objects.create(
        evaluation=evaluation,
        number=_next(evaluation.recommendations),
        text=said(text, _("Escriba la recomendación.")),
        unit=unit,
        finding=finding,
    )
    history.record(evaluation, "recommended", by=by, after={"recommendation": made.text})
    return made


@transaction.atomic
def remove(thing: Question | Finding | Recommendation, *, by: User) -> None:
    """Take out what was written by mistake, while nobody outside has read it."""
    evaluation = thing.evaluation
    _hold(evaluation)
    history.record(evaluation, "removed", by=by, before={"text": str(thing)})
    thing.delete()
    _index(evaluation)


@transaction.atomic
def respond(
    recommendation: Recommendation,
    *,
    response: str,
    text: str,
    commitments: list[New],
    by: User,
) -> list[Commitment]:
    """The management responds, and what it accepts it promises: commitments with their days."""
    if response not in ANSWERS:
        raise Refused(_("Elija si la acepta, la acepta en parte o no la acepta."))
    why = said(text, _("Escriba por qué, y qué se hará: lo leerá todo el mundo."))
    if response != Response.REJECTED and not commitments:
        raise Refused(_("Lo que se acepta se cumple con un compromiso: escriba al menos uno."))
    if response == Response.REJECTED and commitments:
        raise Refused(_("Si no la acepta, no escriba compromisos."))
    # whoever answers at the same time waits here, and then finds the answer
    evaluation = Evaluation.objects.select_for_update().get(pk=recommendation.evaluation_id)
    changes = {
        "response": response,
        "response_text": why,
        "answered_by": by,
        "answered_at": timezone.now(),
    }
    if not Recommendation.objects.waiting().filter(pk=recommendation.pk).update(**changes):
        raise Refused(
            _("Esta recomendación ya tiene respuesta, o su evaluación no está publicada.")
        )
    for name, value in changes.items():
        setattr(recommendation, name, value)
    of = evaluation.initiative
    seen = seen_as(evaluation.visibility, of.visibility if of else None)
    made = make_all([replace(one, visibility=seen) for one in commitments], by=by)
    history.record(
        recommendation.evaluation,
        "responded",
        by=by,
        after={"number": recommendation.number, "response": response, "text": why},
    )
    return made


def _check(plan: Plan, values: dict[str, Any]) -> None:
    if values.get("objective") and values.get("initiative"):
        raise Refused(_("Elija un objetivo o una iniciativa, no los dos."))
    for name in ("objective", "initiative"):
        if values.get(name) and values[name].plan_id != plan.pk:
            raise Refused(_("Eso es de otro plan: elija algo de este."))
    if values.get("starts") and values.get("ends") and values["ends"] < values["starts"]:
        raise Refused(
            {"ends": _("Termina antes de empezar: escriba una fecha posterior a la de inicio.")}
        )
    refuse_far(**{name: values.get(name) for name in ("starts", "ends")})


def _refuse_of_another(evaluation: Evaluation, thing: Question | Finding | None) -> None:
    if thing is not None and thing.evaluation_id != evaluation.pk:
        raise Refused(_("Eso es de otra evaluación: elija algo de esta."))


def _refuse_closed(evaluation: Evaluation) -> None:
    if evaluation.status == Evaluation.Status.CLOSED:
        raise Refused(_("Esta evaluación está cerrada: ya no cambia."))


def _hold(evaluation: Evaluation) -> None:
    """One person at a time writes in it, and nobody once others have read it."""
    now = Evaluation.objects.select_for_update().get(pk=evaluation.pk)
    if now.status in Evaluation.TOLD:
        raise Refused(_("Esta evaluación ya está publicada: lo que dice no cambia."))


def _next(things: Any) -> int:
    return (things.aggregate(last=Max("number"))["last"] or 0) + 1


def _index(evaluation: Evaluation) -> None:
    words = [evaluation.title, evaluation.method]
    for question in evaluation.questions.all():
        words += [question.text, question.answer]
    words += evaluation.findings.values_list("text", flat=True)
    search.index("evaluation.evaluation", [(evaluation.pk, " ".join(words))])
