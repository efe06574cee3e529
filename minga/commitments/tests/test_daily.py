"""What people are told of by itself, once each."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from minga.commitments import actions
from minga.commitments.daily import daily
from minga.commitments.models import Commitment
from minga.commitments.tests.conftest import TODAY, WEEK, Promise
from minga.notices.models import Notice
from minga.people.models import User
from minga.plans.models import Plan

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(1)


def told(person: User) -> list[str]:
    """What of, since it was made."""
    kinds = Notice.objects.filter(to=person).order_by("pk").values_list("kind", flat=True)
    return [kind for kind in kinds if kind != "commitments.made"]


def test_the_owner_is_reminded_a_week_and_a_day_before_and_when_it_is_late(
    owed: Commitment, partner: User
) -> None:
    assert owed.due
    for before in range(30, -20, -1):
        daily(owed.due - before * DAY)
    assert told(partner) == ["commitments.soon", "commitments.soon", "commitments.late"]


def test_after_a_long_sleep_only_the_last_line_is_told(owed: Commitment, partner: User) -> None:
    assert owed.due
    daily(owed.due + DAY)
    daily(owed.due + DAY)
    assert told(partner) == ["commitments.late"]


def test_whoever_promises_for_tomorrow_is_not_reminded_of_it_at_once(
    promise: Promise, partner: User
) -> None:
    promise(due=TODAY + DAY)
    daily(TODAY)
    assert told(partner) == []


def test_the_heads_hear_of_what_is_long_overdue_once(
    owed: Commitment, plan: Plan, head: User
) -> None:
    Plan.objects.update(escalate_after=10)
    assert owed.due
    daily(owed.due + 10 * DAY)
    assert told(head) == []
    for days in range(11, 40):
        daily(owed.due + days * DAY)
    assert told(head) == ["commitments.escalated"]
    owed.refresh_from_db()
    assert owed.escalated_on == owed.due + 11 * DAY


def test_without_a_head_the_coordination_hears_of_it(
    promise: Promise, coordinator: User, head: User
) -> None:
    late = promise(unit=None, plan=None, due=TODAY - 3 * WEEK, past=True)
    daily(TODAY)
    assert told(coordinator) == ["commitments.escalated"]
    assert told(head) == []
    assert Commitment.objects.get(pk=late.pk).escalated_on == TODAY


def test_a_day_that_moved_is_reminded_of_again(owed: Commitment, partner: User, head: User) -> None:
    assert owed.due
    daily(owed.due - 7 * DAY)
    actions.reschedule(owed, due=owed.due + 4 * WEEK, reason="Falta.", by=head)
    daily(owed.due - 7 * DAY)
    assert told(partner) == ["commitments.soon", "commitments.rescheduled", "commitments.soon"]


def test_what_is_reported_or_closed_waits_for_others(
    owed: Commitment, partner: User, head: User
) -> None:
    assert owed.due
    actions.report(owed, text="Hecho.", by=partner)
    daily(owed.due + 60 * DAY)
    assert told(partner) == []
    assert told(head) == ["commitments.reported"]


def test_many_take_no_more_queries_than_few(promise: Promise) -> None:
    def queries(count: int) -> int:
        for number in range(count):
            promise(f"n{number}", due=TODAY - 3 * WEEK, past=True)
        with CaptureQueriesContext(connection) as asked:
            daily(TODAY)
        return len(asked)

    assert queries(40) == queries(3)
