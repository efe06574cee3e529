"""What each day does by itself."""

from __future__ import annotations

import datetime

import pytest

from minga.actors.models import Actor
from minga.agreements.actions import amend, daily, draft, life, obligations
from minga.agreements.models import Agreement, Alert
from minga.agreements.tests.conftest import brought_into_force, days, read
from minga.commitments import actions as commitments
from minga.commitments.models import Commitment
from minga.notices.models import Notice
from minga.people.models import User
from minga.plans.models import Articulation


def told(kind: str) -> int:
    return Notice.objects.filter(kind=f"agreements.{kind}").values("at").count()


def owed() -> list[datetime.date | None]:
    found = Commitment.objects.filter(record="agreements.obligation").due()
    return list(found.order_by("due").values_list("due", flat=True))


def test_it_warns_once_for_each_present_term(in_force: Agreement, head: User) -> None:
    daily.daily(days(274))
    assert told("lapsing") == 0
    daily.daily(days(275))
    once = told("lapsing")
    assert once >= 2  # who administers it, and who speaks for the other party
    daily.daily(days(275))
    daily.daily(days(280))
    assert told("lapsing") == once
    amend.extend(in_force, by=head, signed_on=days(0), ends=days(700))
    daily.daily(days(400))
    assert told("lapsing") == once
    daily.daily(days(640))
    assert told("lapsing") == 2 * once
    ends = Alert.objects.values_list("term_ends", flat=True).order_by("term_ends")
    assert list(ends) == [days(335), days(700)]


def test_it_lapses_the_day_after_its_last(in_force: Agreement, articulation: Articulation) -> None:
    daily.daily(days(335))
    assert read(in_force).status == "in_force"
    daily.daily(days(340))  # nothing ran for some days
    lapsed = read(in_force)
    assert (lapsed.status, lapsed.ended_on) == ("lapsed", days(335))
    articulation.refresh_from_db()
    assert articulation.status == "planned"
    count = told("lapsed")
    daily.daily(days(341))
    assert told("lapsed") == count


def test_an_indefinite_one_never_lapses(in_force: Agreement, head: User) -> None:
    amend.extend(in_force, by=head, signed_on=days(0), indefinite=True)
    daily.daily(days(20_000))
    assert read(in_force).status == "in_force"


def test_it_renews_itself_as_often_as_needed(
    agreement: Agreement, delegate: User, head: User
) -> None:
    draft.edit(
        agreement,
        by=delegate,
        version=agreement.version,
        renewal="automatic",
        renewal_months=3,
    )
    life.send_to_review(agreement, by=delegate)
    life.clear(agreement, by=head)
    agreement = brought_into_force(agreement, head)
    missed = days(335 + 200)
    daily.daily(missed)
    renewed = read(agreement)
    assert renewed.status == "in_force"
    assert renewed.term_ends is not None and renewed.term_ends >= missed
    kinds = renewed.amendments.values_list("kind", flat=True)
    assert list(kinds) == ["renewal"] * 3
    assert Notice.objects.filter(to=head, kind="agreements.renewed").count() == 1
    daily.daily(missed)
    assert renewed.amendments.count() == 3


def test_a_paused_one_does_not_renew_itself(in_force: Agreement, head: User) -> None:
    Agreement.objects.filter(pk=in_force.pk).update(renewal="automatic", renewal_months=12)
    life.suspend(read(in_force), by=head, reason="Obras")
    daily.daily(days(336))
    assert read(in_force).status == "lapsed"


def test_one_that_fails_does_not_stop_the_others(
    in_force: Agreement, head: User, delegate: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = draft.create(
        in_force.plan,
        by=delegate,
        title="El otro",
        type=in_force.type,
        unit=in_force.unit,
        starts=days(-30),
        ends=days(10),
    )
    for pk in (in_force.pk, other.pk):
        Agreement.objects.filter(pk=pk).update(
            status="in_force", signed_on=days(-20), term_ends=days(10)
        )
    lapse = life.lapse

    def fails_for_the_first(agreement: Agreement, *, today: datetime.date) -> None:
        lapse(agreement, today=today)
        if agreement.pk == in_force.pk:
            raise RuntimeError("a disk that is full")

    monkeypatch.setattr(life, "lapse", fails_for_the_first)
    daily.daily(days(11))
    assert (read(in_force).status, read(other).status) == ("in_force", "lapsed")
    monkeypatch.undo()
    daily.daily(days(12))
    assert read(in_force).status == "lapsed"


# what is owed


@pytest.fixture
def reporting(to_sign: Agreement, university: Actor, head: User) -> Agreement:
    """In force, with an obligation that recurs each month from ten days on."""
    party = to_sign.parties.get(actor=university)
    made = to_sign.obligations.create(
        party=party, text="Informe mensual", due=days(10), recurrence="monthly"
    )
    assert made.pk
    return brought_into_force(to_sign, head)


def test_each_time_it_is_due_is_a_commitment(
    reporting: Agreement, university: Actor, articulation: Articulation
) -> None:
    made = Commitment.objects.filter(record="agreements.obligation")
    assert made.count() == len(owed()) == 11  # up to the end of its term
    first = made.order_by("due").first()
    assert first is not None
    assert (first.actor, first.unit, first.plan) == (university, reporting.unit, reporting.plan)
    assert (first.articulation, first.due) == (articulation, days(10))
    assert max(day for day in owed() if day) <= days(335)


def test_an_extension_and_each_day_add_what_comes(reporting: Agreement, head: User) -> None:
    amend.extend(reporting, by=head, signed_on=days(0), ends=days(1000))
    held = owed()
    assert len(held) == 12  # a year ahead
    daily.daily(days(0))
    assert owed() == held
    daily.daily(days(40))
    assert len(owed()) in (13, 14)
    daily.daily(days(40))
    assert len(owed()) == len(set(owed()))


def test_ended_early_what_was_to_come_is_cancelled(
    reporting: Agreement, head: User, partner: User
) -> None:
    first = Commitment.objects.filter(record="agreements.obligation").order_by("due").first()
    assert first
    commitments.report(first, text="Hecho", by=partner)
    life.terminate(reporting, by=head, reason="No hay fondos", today=days(50))
    left = Commitment.objects.filter(record="agreements.obligation")
    states = dict.fromkeys(left.filter(due__lte=days(50)).values_list("status", flat=True))
    assert set(states) == {"reported", "pending"}
    later = left.filter(due__gt=days(50))
    assert set(later.values_list("status", flat=True)) == {"cancelled"}
    assert all("No hay fondos" in why for why in later.values_list("reason", flat=True))
    daily.daily(days(60))
    assert left.count() == 11


def test_one_without_a_day_is_due_when_the_term_ends(
    to_sign: Agreement, university: Actor, head: User
) -> None:
    party = to_sign.parties.get(actor=university)
    to_sign.obligations.create(party=party, text="Informe final")
    brought_into_force(to_sign, head)
    assert owed() == [days(335)]


def test_made_due_twice_it_is_made_once(reporting: Agreement) -> None:
    before = owed()
    assert obligations.make_due(reporting, by=None) == []
    assert owed() == before


def test_its_parties_hear_once_that_it_is_in_force(reporting: Agreement, partner: User) -> None:
    told = Notice.objects.filter(to=partner).values_list("kind", flat=True)
    assert sorted(told) == ["agreements.in_force"]
