"""An evaluation asks, finds, recommends; the management answers with commitments."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client

from minga.actors.models import Actor
from minga.base.steps import Refused
from minga.base.testing import read, words
from minga.commitments.models import Commitment
from minga.evaluation.actions import study
from minga.evaluation.models import Evaluation, Recommendation
from minga.notices.models import Notice
from minga.people.models import User
from minga.plans.models import Initiative, Plan

TODAY = datetime.date.today()


@pytest.fixture
def evaluation(plan: Plan, led: Initiative, mobility: Actor, delegate: User) -> Evaluation:
    """Of the initiative that mobility leads, asked for by mobility."""
    made = study.begin(
        plan, by=delegate, title="¿Sirvió?", kind="mid_term", initiative=led, unit=mobility.unit
    )
    question = study.ask(made, text="¿Bajaron los tiempos de viaje?", by=delegate)
    study.start(made, by=delegate)
    study.answer(question, text="Bajaron un poco.", by=delegate)
    found = study.find(
        made, text="Bajaron cuatro minutos.", strength="moderate", question=question, by=delegate
    )
    study.recommend(
        made, text="Medir también los transbordos.", unit=mobility.unit, finding=found, by=delegate
    )
    return made


def respond(client: Client, evaluation: Evaluation, **said: str) -> None:
    data = {"response": "accepted", "text": "De acuerdo.", **said}
    client.post(f"/evaluation/{evaluation.pk}/recommendations/1/respond/", data)


def test_it_runs_from_the_question_to_the_commitment(
    client: Client, evaluation: Evaluation, delegate: User, head: User
) -> None:
    client.force_login(delegate)
    client.post(f"/evaluation/{evaluation.pk}/publish/")
    assert Notice.objects.filter(kind="evaluation.published", to=head).count() == 1
    client.force_login(head)
    due = (TODAY + datetime.timedelta(days=60)).isoformat()
    respond(client, evaluation, promise_1="Levantar una encuesta.", due_1=due)
    answered = Recommendation.objects.get()
    assert (answered.response, answered.answered_by) == ("accepted", head)
    promise = Commitment.objects.get(record="evaluation.recommendation")
    assert (promise.object_id, str(promise.due)) == (answered.pk, due)
    page = read(client, f"/commitments/{promise.pk}/")
    assert "¿Sirvió?" in words(page, "main")
    client.post(f"/evaluation/{evaluation.pk}/close/")
    evaluation.refresh_from_db()
    assert evaluation.status == "closed"
    client.logout()
    public = words(read(client, f"/evaluation/{evaluation.pk}/"), "main")
    assert "Levantar una encuesta." in public and "Bajaron cuatro minutos." in public


def test_nobody_outside_reads_it_before_it_is_published(
    client: Client, evaluation: Evaluation, partner: User, delegate: User
) -> None:
    assert client.get(f"/evaluation/{evaluation.pk}/").status_code == 404
    client.force_login(partner)
    assert client.get(f"/evaluation/{evaluation.pk}/").status_code == 404
    assert "¿Sirvió?" not in client.get("/search/?q=transbordos").content.decode()
    client.force_login(delegate)
    assert client.get(f"/evaluation/{evaluation.pk}/").status_code == 200


def test_it_does_not_begin_without_a_question(plan: Plan, mobility: Actor, delegate: User) -> None:
    empty = study.begin(plan, by=delegate, title="Vacía", kind="final", unit=mobility.unit)
    with pytest.raises(Refused, match="pregunta"):
        study.start(empty, by=delegate)


def test_it_is_not_published_with_a_question_open(evaluation: Evaluation, delegate: User) -> None:
    study.ask(evaluation, text="¿Y los transbordos?", by=delegate)
    with pytest.raises(Refused, match="Falta responder 1 pregunta"):
        study.publish(evaluation, by=delegate)


def test_what_was_published_does_not_change(evaluation: Evaluation, delegate: User) -> None:
    study.publish(evaluation, by=delegate)
    with pytest.raises(Refused, match="ya está publicada"):
        study.find(evaluation, text="Más", strength="weak", question=None, by=delegate)
    with pytest.raises(Refused, match="ya está publicada"):
        study.remove(evaluation.findings.get(), by=delegate)


@pytest.mark.parametrize(
    "said, why",
    [
        ({"response": "accepted"}, "al menos uno"),
        ({"response": "rejected", "text": " "}, "por corregir"),
        ({"response": "accepted", "promise_1": "Algo"}, "por corregir"),
    ],
)
def test_an_answer_carries_its_reason_and_its_commitments(
    client: Client,
    evaluation: Evaluation,
    delegate: User,
    head: User,
    said: dict[str, str],
    why: str,
) -> None:
    study.publish(evaluation, by=delegate)
    client.force_login(head)
    data = {"text": "De acuerdo.", **said}
    response = client.post(f"/evaluation/{evaluation.pk}/recommendations/1/respond/", data)
    assert why in response.content.decode()
    assert not Commitment.objects.filter(record="evaluation.recommendation").exists()


def test_it_is_answered_once(
    client: Client, evaluation: Evaluation, delegate: User, head: User
) -> None:
    study.publish(evaluation, by=delegate)
    client.force_login(head)
    respond(client, evaluation, response="rejected", text="No hay con qué.")
    respond(client, evaluation, response="rejected", text="Otra vez.")
    assert Recommendation.objects.get().response_text == "No hay con qué."


def test_only_the_unit_it_is_addressed_to_answers(
    client: Client, evaluation: Evaluation, delegate: User
) -> None:
    study.publish(evaluation, by=delegate)
    client.force_login(delegate)
    url = f"/evaluation/{evaluation.pk}/recommendations/1/respond/"
    assert client.get(url).status_code == 404


def test_it_does_not_close_with_a_recommendation_unanswered(
    evaluation: Evaluation, delegate: User
) -> None:
    study.publish(evaluation, by=delegate)
    with pytest.raises(Refused, match="Falta responder 1 recomendación"):
        study.close(evaluation, by=delegate)


def test_two_people_writing_the_sheet_are_told(
    client: Client, evaluation: Evaluation, delegate: User, coordinator: User
) -> None:
    client.force_login(delegate)
    url = f"/evaluation/{evaluation.pk}/edit/"
    form = read(client, url)
    sent = {
        node.attributes["name"] or "": node.attributes.get("value") or ""
        for node in form.css("main form input[name]")
        if node.attributes.get("type") not in ("radio", "hidden")
    }
    version = form.css_first("input[name=version]")
    assert version is not None
    study.edit(evaluation, by=coordinator, version=evaluation.version, title="¿De qué sirvió?")
    unit = str(evaluation.unit_id)
    sent |= {"version": version.attributes["value"] or "", "title": "Mía", "kind": "final"}
    sent |= {"unit": unit, "visibility": "public", "initiative": "2.3.1"}
    answer = client.post(url, sent).content.decode()
    assert "Otra persona cambió esta ficha" in answer and "¿De qué sirvió?" in answer


def test_the_list_asks_the_same_for_few_and_for_many(
    client: Client, evaluation: Evaluation, delegate: User
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(delegate)
    counts = []
    for _round in range(2):
        client.get("/evaluation/")
        with CaptureQueriesContext(connection) as asked:
            client.get("/evaluation/")
        counts.append(len(asked))
        for n in range(15):
            study.begin(
                evaluation.plan, by=delegate, title=f"N {n}", kind="final", unit=evaluation.unit
            )
    assert counts[0] == counts[1]


def test_what_is_promised_is_no_more_public_than_the_initiative(
    client: Client, evaluation: Evaluation, led: Initiative, delegate: User, head: User
) -> None:
    study.publish(evaluation, by=delegate)
    Initiative.objects.filter(pk=led.pk).update(visibility="internal")
    client.force_login(head)
    due = (TODAY + datetime.timedelta(days=60)).isoformat()
    respond(client, evaluation, promise_1="Levantar una encuesta.", due_1=due)
    assert Commitment.objects.get().visibility == "internal"
