"""What is promised to an evaluation is seen by whoever sees it, also after that changes."""

from __future__ import annotations

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser

from minga.actors.models import Actor
from minga.base.testing import together
from minga.commitments.actions import New
from minga.commitments.models import Commitment
from minga.evaluation.actions import study
from minga.evaluation.actions.solutions import propose as propose_solution
from minga.evaluation.models import Evaluation, Recommendation
from minga.people.models import Role, User
from minga.plans.actions.bulk import bulk_edit
from minga.plans.actions.edit import edit
from minga.plans.models import Initiative, Plan
from minga.plans.testing import person


@pytest.fixture
def evaluation(led: Initiative, mobility: Actor, head: User) -> Evaluation:
    """Published, with a recommendation that mobility accepted."""
    made = study.begin(
        led.plan, by=head, title="¿Sirvió?", kind="final", initiative=led, unit=mobility.unit
    )
    study.answer(study.ask(made, text="¿Sirvió?", by=head), text="Sí.", by=head)
    study.start(made, by=head)
    study.find(made, text="Sirvió.", strength="weak", question=None, by=head)
    asked = study.recommend(made, text="Medir.", unit=mobility.unit, finding=None, by=head)
    study.publish(made, by=head)
    due = datetime.date.today() + datetime.timedelta(days=60)
    promise = New("Medir los transbordos.", mobility, due, asked, mobility.unit, led.plan)
    study.respond(asked, response="accepted", text="Sí.", commitments=[promise], by=head)
    return made


def shown() -> bool:
    """Whether everyone reads what was promised."""
    return Commitment.objects.visible_to(AnonymousUser()).filter(text__contains="Medir").exists()


def test_a_promise_follows_who_sees_the_evaluation(evaluation: Evaluation, head: User) -> None:
    assert shown()
    study.edit(evaluation, by=head, version=evaluation.version, visibility="internal")
    assert not shown()
    study.edit(evaluation, by=head, version=evaluation.version, visibility="public")
    assert shown()


def test_a_promise_follows_who_sees_the_initiative(
    evaluation: Evaluation, led: Initiative, coordinator: User
) -> None:
    edit(led, by=coordinator, version=led.version, visibility="internal")
    assert not shown()
    some = Initiative.objects.filter(pk=led.pk)
    bulk_edit(some, by=coordinator, do="visibility", value="public")
    assert shown()


@pytest.mark.slow
def test_two_who_write_at_once_get_different_numbers(transactional_db: None) -> None:
    plan, by = Plan.objects.get(code="quito"), person(Role.COORDINATOR)
    unit = Actor.objects.get(name="Secretaría de Movilidad").unit
    made = study.begin(plan, by=by, title="¿Sirvió?", kind="final", unit=unit)

    def write(_at: int) -> None:
        for _ in range(20):
            study.ask(made, text="¿Sirvió?", by=by)
            study.find(made, text="Sí.", strength="weak", question=None, by=by)

    assert not together(1, write, write)
    for things in (made.questions, made.findings):
        assert list(things.values_list("number", flat=True)) == list(range(1, 41))


@pytest.mark.slow
def test_two_who_answer_or_propose_at_once_do_it_once(transactional_db: None) -> None:
    plan, by = Plan.objects.get(code="quito"), person(Role.COORDINATOR)
    unit = Actor.objects.get(name="Secretaría de Movilidad").unit
    for n in range(6):
        made = study.begin(plan, by=by, title="¿Sirvió?", kind="final", unit=unit)
        study.answer(study.ask(made, text="¿Sirvió?", by=by), text="Sí.", by=by)
        study.start(made, by=by)
        study.find(made, text="Sirvió.", strength="weak", question=None, by=by)
        asked = study.recommend(made, text="Medir.", unit=unit, finding=None, by=by)
        study.publish(made, by=by)

        def answer(_at: int, asked: Recommendation = asked) -> None:
            study.respond(asked, response="rejected", text="No.", commitments=[], by=by)

        def propose(_at: int, name: str = f"Carril {n}") -> None:
            propose_solution(plan, by=by, name=name, problem="Espera", unit=unit)

        assert len(together(1, answer, answer)) == 1
        assert len(together(1, propose, propose)) == 1
