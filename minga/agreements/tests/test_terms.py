"""The present term and amount follow from the first text and its amendments."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minga.agreements.actions import amend
from minga.agreements.models import Agreement, Amendment, Contribution
from minga.agreements.terms import current, later, occurrences, renewals
from minga.agreements.tests.conftest import days, read
from minga.people.models import User

D = datetime.date


@pytest.mark.pure
def test_a_short_month_has_its_last_day() -> None:
    first = D(2027, 1, 31)
    found = [later(first, n) for n in (1, 2, 3, 13)]
    assert found == [D(2027, 2, 28), D(2027, 3, 31), D(2027, 4, 30), D(2028, 2, 29)]


@pytest.mark.pure
def test_the_31st_comes_back_after_a_short_month() -> None:
    found = list(occurrences(D(2028, 1, 31), "monthly", None, D(2028, 4, 30)))
    assert found == [D(2028, 1, 31), D(2028, 2, 29), D(2028, 3, 31), D(2028, 4, 30)]
    again = list(occurrences(D(2028, 1, 31), "monthly", D(2028, 2, 29), D(2028, 4, 30)))
    assert again == found[2:]


@pytest.mark.pure
@given(
    st.dates(D(2020, 1, 1), D(2030, 1, 1)),
    st.sampled_from(["once", "monthly", "quarterly", "half_yearly", "yearly"]),
    st.integers(0, 800),
    st.integers(0, 800),
)
def test_made_in_two_goes_they_are_the_same(
    first: D, recurrence: str, some: int, more: int
) -> None:
    until = first + datetime.timedelta(days=some)
    end = until + datetime.timedelta(days=more)
    at_once = list(occurrences(first, recurrence, None, end))
    begun = list(occurrences(first, recurrence, None, until))
    rest = list(occurrences(first, recurrence, begun[-1] if begun else None, end))
    assert begun + rest == at_once
    assert at_once == sorted(set(at_once))


@pytest.mark.pure
def test_amendments_count_in_their_order() -> None:
    agreement = Agreement(starts=D(2026, 1, 1), ends=D(2026, 12, 31))
    amendments = [
        Amendment(number=2, kind="addendum", amount=Decimal("-100.00")),
        Amendment(number=3, kind="extension", indefinite=True),
        Amendment(number=1, kind="extension", ends=D(2027, 6, 30)),
    ]
    money = [Contribution(amount=Decimal("1000.00")), Contribution(amount=Decimal("0.50"))]
    terms = current(agreement, amendments, money)
    assert (terms.ends, terms.indefinite, terms.amount) == (None, True, Decimal("900.50"))
    assert current(agreement, amendments[::2], []).ends == D(2027, 6, 30)


@pytest.mark.pure
def test_it_renews_as_often_as_the_days_that_passed_ask_for() -> None:
    agreement = Agreement(ends=D(2027, 1, 31), renewal_months=1)
    assert renewals(agreement, [], D(2027, 1, 31)) == []
    found = renewals(agreement, [], D(2027, 4, 1))
    assert found == [D(2027, 2, 28), D(2027, 3, 31), D(2027, 4, 30)]
    one = Amendment(number=1, kind="renewal", ends=D(2027, 2, 28))
    assert renewals(agreement, [one], D(2027, 3, 15)) == [D(2027, 3, 31)]
    extended = Amendment(number=2, kind="extension", ends=D(2027, 5, 15))
    assert renewals(agreement, [one, extended], D(2027, 5, 16)) == [D(2027, 6, 15)]


def test_what_is_kept_is_what_follows(in_force: Agreement, head: User) -> None:
    amend.extend(in_force, by=head, signed_on=days(-5), ends=days(500))
    amend.add_addendum(in_force, by=head, signed_on=days(-4), text="Más", amount=Decimal("250.25"))
    amend.extend(in_force, by=head, signed_on=days(-3), ends=days(700))
    kept = read(in_force)
    again = current(
        kept,
        Amendment.objects.filter(agreement=kept),
        Contribution.objects.filter(party__agreement=kept),
    )
    assert (kept.term_ends, kept.amount) == (again.ends, again.amount)
    assert (again.ends, again.amount) == (days(700), Decimal("1750.75"))
    assert kept.ends == days(335)  # the first text stays as it was
    assert [a.number for a in kept.amendments.all()] == [1, 2, 3]
