"""Readings are approved, returned with a reason, and rectified; nothing of it is lost."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from minga.actors.models import Actor
from minga.base import history
from minga.base.models import Entry
from minga.base.steps import Refused
from minga.base.testing import together
from minga.monitoring.actions.decide import approve, approve_many, give_back, rectify
from minga.monitoring.actions.report import report
from minga.monitoring.models import Frequency, Indicator, Period, Reading
from minga.monitoring.tests.readings_cast import month, sent, several
from minga.notices.models import Notice
from minga.people.models import Role, User
from minga.plans.models import Plan
from minga.plans.testing import person


@pytest.fixture
def march(plan: Plan) -> Period:
    return month(plan, 3)


@pytest.fixture
def reading(indicator: Indicator, march: Period, delegate: User) -> Reading:
    """Sent by the delegate of mobility: 120."""
    return sent(indicator, march, 120, by=delegate)


def read(reading: Reading) -> Reading:
    return Reading.objects.get(pk=reading.pk)


def test_the_head_approves_and_the_reporter_hears(
    reading: Reading, head: User, delegate: User
) -> None:
    approve(reading, by=head)
    assert (reading.status, read(reading).status) == ("approved", "approved")
    assert read(reading).decided_by == head
    assert history.of(reading)[0].verb == "approved"
    assert Notice.objects.get(to=delegate).kind == "monitoring.approved"


def test_it_is_approved_once(reading: Reading, head: User, coordinator: User) -> None:
    stale = read(reading)
    approve(reading, by=head)
    with pytest.raises(Refused, match=f"ya está aprobada: {head}"):
        approve(stale, by=coordinator)
    with pytest.raises(Refused, match="ya está aprobada"):
        give_back(stale, reason="Tarde.", by=coordinator)
    assert Entry.objects.filter(record="monitoring.reading", verb="approved").count() == 1


def test_a_delegate_and_another_unit_do_not_decide(
    reading: Reading, delegate: User, partner: User
) -> None:
    for who in (delegate, partner):
        with pytest.raises(Refused, match="es de otra unidad: la decide su jefatura"):
            approve(reading, by=who)
        with pytest.raises(Refused, match="es de otra unidad"):
            give_back(reading, reason="Falta algo.", by=who)
    assert read(reading).status == "sent"


def test_a_return_needs_its_reason(reading: Reading, head: User, delegate: User) -> None:
    with pytest.raises(Refused, match="Escriba qué hay que corregir"):
        give_back(reading, reason="  ", by=head)
    give_back(reading, reason="Falta la fuente.", by=head)
    assert (read(reading).status, read(reading).reason) == ("returned", "Falta la fuente.")
    [notice] = Notice.objects.filter(to=delegate)
    assert (notice.kind, notice.params["reason"]) == ("monitoring.returned", "Falta la fuente.")


def test_nothing_is_decided_in_a_closed_period(reading: Reading, march: Period, head: User) -> None:
    Period.objects.filter(pk=march.pk).update(status="closed")
    with pytest.raises(Refused, match="El período 2026-03 está cerrado"):
        approve(reading, by=head)
    with pytest.raises(Refused, match="El período 2026-03 está cerrado"):
        give_back(reading, reason="Falta algo.", by=head)


def test_the_old_one_counts_until_the_new_one_is_approved(
    reading: Reading, head: User, delegate: User
) -> None:
    approve(reading, by=head)
    new = rectify(reading, value=Decimal(118), reason="Se contó dos veces un día.", by=delegate)
    assert (read(reading).status, new.status, new.replaces) == ("approved", "sent", reading)
    approve(new, by=head)
    assert (read(reading).status, read(new).status) == ("rectified", "approved")
    assert [e.verb for e in history.of(reading)][:2] == ["rectified", "rectification_sent"]
    assert history.of(new)[1].note == "Se contó dos veces un día."


def test_what_cannot_be_rectified_says_why(
    reading: Reading, head: User, delegate: User, partner: User
) -> None:
    one = Decimal(1)
    with pytest.raises(Refused, match="Solo se rectifica una lectura aprobada"):
        rectify(reading, value=one, reason="Error.", by=delegate)
    approve(reading, by=head)
    with pytest.raises(Refused, match="Escriba por qué"):
        rectify(reading, value=one, reason=" ", by=delegate)
    with pytest.raises(Refused, match="solo esa unidad"):
        rectify(reading, value=one, reason="Error.", by=partner)
    with pytest.raises(Refused, match="El valor aprobado ya es 120"):
        rectify(reading, value=Decimal(120), reason="Error.", by=delegate)
    rectify(reading, value=one, reason="Error.", by=delegate)
    with pytest.raises(Refused, match="otra rectificación en camino"):
        rectify(reading, value=Decimal(2), reason="Otro error.", by=delegate)


def test_a_rectification_that_was_returned_is_corrected(
    reading: Reading, head: User, delegate: User
) -> None:
    approve(reading, by=head)
    new = rectify(reading, value=Decimal(118), reason="Error.", by=delegate)
    give_back(new, reason="¿Y la fuente?", by=head)
    again = report(reading.indicator, reading.period, value=Decimal(117), by=delegate, send=True)
    assert (again.pk, again.status) == (new.pk, "sent")
    assert read(reading).status == "approved"


def test_many_are_approved_and_each_that_cannot_be_says_why(
    indicator: Indicator, march: Period, delegate: User, head: User
) -> None:
    readings = [sent(one, march, 5, by=delegate) for one in several(indicator, 6)]
    approve(readings[0], by=head)
    Notice.objects.all().delete()
    outcomes = approve_many([r.pk for r in readings] + [10**9], by=head)
    assert [o.kind for o in outcomes] == ["refused", *["changed"] * 5, "refused"]
    assert outcomes[-1].why == "Esta lectura ya no está: vea la lista otra vez."
    assert set(Reading.objects.values_list("status", flat=True)) == {"approved"}
    [notice] = Notice.objects.filter(to=delegate)
    assert (notice.kind, notice.params["n"]) == ("monitoring.approved_many", 5)


def test_approving_fifty_asks_what_approving_three_asks(
    indicator: Indicator, march: Period, delegate: User, head: User
) -> None:
    readings = [sent(one, march, 5, by=delegate) for one in several(indicator, 53)]
    assert head.roles
    counts = []
    for some in (readings[:3], readings[3:]):
        with CaptureQueriesContext(connection) as queries:
            approve_many([r.pk for r in some], by=head)
        counts.append(len(queries))
    assert counts[1] <= counts[0]


ROUNDS = 40


@pytest.mark.slow
def test_two_who_approve_the_same_at_once_approve_it_once(transactional_db: None) -> None:
    readings = _waiting(ROUNDS)
    head, coordinator = person(Role.HEAD), person(Role.COORDINATOR)
    ended: Counter[str] = Counter()

    def one(at: int, who: User) -> None:
        approve(Reading.objects.get(pk=readings[at]), by=who)
        ended["approved"] += 1

    people = (head, coordinator)
    ended["refused"] = len(together(ROUNDS, *(partial(one, who=who) for who in people)))
    assert ended == {"approved": ROUNDS, "refused": ROUNDS}
    done = Entry.objects.filter(record="monitoring.reading", verb="approved")
    assert sorted(done.values_list("object_id", flat=True)) == sorted(readings)
    by = dict(Reading.objects.filter(pk__in=readings).values_list("pk", "decided_by"))
    assert by == dict(done.values_list("object_id", "by"))  # who wrote it is who did it


@pytest.mark.slow
def test_two_who_report_the_same_at_once_make_one_reading(transactional_db: None) -> None:
    made = _indicator()
    periods = [month(made.plan, n + 1, year=2000 + at) for at in range(3) for n in range(12)]
    delegate, head = person(Role.DELEGATE), person(Role.HEAD)

    def one(at: int, who: User) -> None:
        fresh = Period.objects.get(pk=periods[at].pk)
        report(made, fresh, value=Decimal(1 + (who == head)), lower=True, by=who, send=True)

    why = together(len(periods), *(partial(one, who=who) for who in (delegate, head)))
    assert len(why) == len(periods) == Reading.objects.filter(indicator=made).count()
    assert all(said.startswith("Ya la envió") for said in why)


def _indicator() -> Indicator:
    plan = Plan.objects.get(code="quito")
    return Indicator.objects.create(
        plan=plan,
        code="I-777",
        name="Viajes",
        initiative=plan.initiatives.get(code="2.3.1"),
        unit="viajes",
        direction=Indicator.Direction.INCREASE,
        frequency=Frequency.MONTHLY,
        owner_id=Actor.objects.get(name="Secretaría de Movilidad").unit_id,
    )


def _waiting(n: int) -> list[int]:
    """Readings that wait for approval, each of a month of its own."""
    made = _indicator()
    delegate = person(Role.DELEGATE)
    periods = [month(made.plan, at % 12 + 1, year=2000 + at // 12) for at in range(n)]
    return [
        report(made, p, value=Decimal(1), lower=True, by=delegate, send=True).pk for p in periods
    ]
