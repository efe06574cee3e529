"""What happens to a commitment, and what is refused."""

from __future__ import annotations

import datetime
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from minga.actors.models import Actor
from minga.base import history
from minga.base.steps import Refused
from minga.commitments import actions
from minga.commitments.models import Commitment, Rescheduling
from minga.commitments.tests.conftest import TODAY, WEEK, Promise
from minga.files.models import Attachment
from minga.notices.models import Notice
from minga.people.models import User
from minga.plans.models import Plan

pytestmark = pytest.mark.django_db


def told(person: User) -> list[str]:
    return list(Notice.objects.filter(to=person).order_by("pk").values_list("kind", flat=True))


def verbs(commitment: Commitment) -> list[str]:
    return [entry.verb for entry in history.of(commitment)][::-1]


def test_whoever_promised_hears_of_it(owed: Commitment, partner: User, head: User) -> None:
    assert (owed.status, owed.first_due) == ("pending", owed.due)
    assert verbs(owed) == ["made"]
    assert told(partner) == ["commitments.made"]
    assert told(head) == []


def test_many_are_made_with_no_more_questions_than_few(
    owed: Commitment, plan: Plan, coordinator: User
) -> None:
    new = actions.New("Algo más", owed.actor, owed.due, plan, owed.unit, plan)

    def queries(count: int) -> int:
        with CaptureQueriesContext(connection) as asked:
            made = actions.make_all([new] * count, by=coordinator)
        assert len({c.pk for c in made}) == count
        return len(asked)

    assert queries(30) == queries(3)


def test_it_is_reported_given_back_reported_again_and_accepted(
    owed: Commitment, partner: User, head: User
) -> None:
    actions.report(owed, text="Lo entregamos.", by=partner)
    assert told(head) == ["commitments.reported"]
    actions.give_back(owed, reason="Falta el anexo de aforos.", by=head)
    assert owed.status == "returned"
    evidence = [(io.BytesIO(b"%PDF-1.4\n%%EOF\n"), "aforos.pdf")]
    actions.report(owed, text="Con el anexo.", by=partner, evidence=evidence)
    actions.accept(owed, by=head)
    owed.refresh_from_db()
    assert (owed.status, owed.reason, owed.decided_by) == ("kept", "", head)
    assert Attachment.objects.of("commitments.commitment", owed.pk).count() == 1
    assert told(partner) == ["commitments.made", "commitments.returned", "commitments.kept"]
    returned = history.of(owed).get(verb="given_back")
    assert (returned.note, returned.before["report"]) == (
        "Falta el anexo de aforos.",
        "Lo entregamos.",
    )


def test_a_report_needs_words_and_a_return_its_reason(
    owed: Commitment, partner: User, head: User
) -> None:
    with pytest.raises(Refused, match="Escriba qué se hizo"):
        actions.report(owed, text="  ", by=partner)
    actions.report(owed, text="Hecho.", by=partner)
    with pytest.raises(Refused, match="Escriba qué falta"):
        actions.give_back(owed, reason="", by=head)
    assert Commitment.objects.get(pk=owed.pk).status == "reported"


def test_nobody_accepts_their_own_report_but_the_coordination(
    promise: Promise, mobility: Actor, head: User, coordinator: User
) -> None:
    own = promise(actor=mobility)
    actions.report(own, text="Hecho.", by=head)
    with pytest.raises(Refused, match="otra persona de la jefatura"):
        actions.accept(own, by=head)
    actions.accept(own, by=coordinator)
    assert own.status == "kept"


def test_the_second_of_two_who_decide_is_told_that_it_changed(
    owed: Commitment, partner: User, head: User, coordinator: User
) -> None:
    actions.report(owed, text="Hecho.", by=partner)
    stale = Commitment.objects.get(pk=owed.pk)
    actions.accept(owed, by=head)
    with pytest.raises(Refused, match="cambió mientras tanto"):
        actions.give_back(stale, reason="Falta algo.", by=coordinator)
    assert verbs(owed) == ["made", "reported", "accepted"]


def test_its_day_moves_with_a_reason_and_every_move_stays(owed: Commitment, head: User) -> None:
    first = owed.due
    actions.reschedule(owed, due=TODAY + 6 * WEEK, reason="Faltan datos.", by=head)
    actions.reschedule(owed, due=TODAY + 8 * WEEK, reason="Cambió el contrato.", by=head)
    assert (owed.first_due, owed.due) == (first, TODAY + 8 * WEEK)
    moves = Rescheduling.objects.filter(commitment=owed)
    assert [(m.before, m.after, m.reason) for m in moves] == [
        (first, TODAY + 6 * WEEK, "Faltan datos."),
        (TODAY + 6 * WEEK, TODAY + 8 * WEEK, "Cambió el contrato."),
    ]


def test_a_day_does_not_move_to_the_past_nor_without_a_reason_nor_to_itself(
    owed: Commitment, head: User
) -> None:
    yesterday = TODAY - datetime.timedelta(1)
    with pytest.raises(Refused, match="ya pasó"):
        actions.reschedule(owed, due=yesterday, reason="Así fue.", by=head)
    with pytest.raises(Refused, match="por qué se mueve"):
        actions.reschedule(owed, due=TODAY + WEEK, reason=" ", by=head)
    assert owed.due
    with pytest.raises(Refused, match="ya es el plazo"):
        actions.reschedule(owed, due=owed.due, reason="Igual.", by=head)


def test_a_closed_one_is_not_moved_nor_handed_over_but_may_be_opened_again(
    owed: Commitment, mobility: Actor, head: User
) -> None:
    actions.cancel(owed, reason="El proyecto terminó.", by=head)
    with pytest.raises(Refused, match="está cerrado"):
        actions.reschedule(owed, due=TODAY + WEEK, reason="Aún falta.", by=head)
    with pytest.raises(Refused, match="está cerrado"):
        actions.hand_over(owed, actor=mobility, by=head)
    actions.reopen(owed, reason="El proyecto sigue.", by=head)
    assert (owed.status, owed.report) == ("pending", "")
    assert verbs(owed) == ["made", "cancelled", "reopened"]


def test_two_who_move_a_day_at_once_do_not_undo_each_other(owed: Commitment, head: User) -> None:
    stale = Commitment.objects.get(pk=owed.pk)
    actions.reschedule(owed, due=TODAY + 6 * WEEK, reason="Uno.", by=head)
    with pytest.raises(Refused, match="cambió mientras tanto"):
        actions.reschedule(stale, due=TODAY + 7 * WEEK, reason="Otro.", by=head)
    assert Rescheduling.objects.filter(commitment=owed).count() == 1


def test_it_is_handed_over_to_another_who_hears_of_it(
    owed: Commitment, mobility: Actor, delegate: User, coordinator: User
) -> None:
    actions.hand_over(owed, actor=mobility, person=delegate, by=coordinator)
    owed.refresh_from_db()
    assert (owed.actor, owed.person) == (mobility, delegate)
    assert told(delegate) == ["commitments.made"]


def test_a_person_answers_only_for_their_own_organisation(
    owed: Commitment, delegate: User, coordinator: User
) -> None:
    with pytest.raises(Refused, match="no tiene un papel en Universidad"):
        actions.hand_over(owed, person=delegate, by=coordinator)


def test_a_new_one_is_not_due_in_the_past_unless_it_is_written_down_late(
    promise: Promise,
) -> None:
    with pytest.raises(Refused, match="ya pasó"):
        promise(due=TODAY - WEEK)
    assert promise(due=TODAY - WEEK, past=True).due == TODAY - WEEK


def test_its_words_change_only_before_a_report(
    owed: Commitment, partner: User, coordinator: User
) -> None:
    actions.reword(owed, text="Entregar el estudio completo", by=coordinator)
    actions.report(owed, text="Hecho.", by=partner)
    with pytest.raises(Refused, match="haga otro compromiso"):
        actions.reword(owed, text="Otra cosa", by=coordinator)
