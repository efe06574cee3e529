"""Periods open by themselves, and those who have not reported are reminded once for each line."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from minga.base import history
from minga.monitoring.actions.decide import approve, give_back
from minga.monitoring.actions.report import report
from minga.monitoring.daily import daily
from minga.monitoring.dates import dated
from minga.monitoring.models import Indicator, Period
from minga.monitoring.tests.readings_cast import month, sent, several
from minga.notices.models import Mail, Notice
from minga.notices.saying import say
from minga.people.models import Membership, Role, User
from minga.plans.models import Plan

DUE = datetime.date(2026, 4, 15)


def day(n: int) -> datetime.date:
    """So many days from the due day of March."""
    return DUE + datetime.timedelta(n)


@pytest.fixture
def march(plan: Plan) -> Period:
    return month(plan, 3)


def told() -> list[tuple[User, str]]:
    """Whom a day told what, which is then forgotten."""
    found = [(n.to, n.kind) for n in Notice.objects.order_by("pk")]
    Notice.objects.all().delete()
    return found


def test_it_tells_on_the_four_lines_and_never_twice(
    indicator: Indicator, march: Period, delegate: User, head: User
) -> None:
    several(indicator, 5)
    soon, late = (delegate, "monitoring.due_soon"), (delegate, "monitoring.late")
    wanted = {-7: [soon], -1: [soon], 1: [late, (head, "monitoring.late")]}
    wanted[7] = wanted[1]
    for n in range(-14, 30):
        daily(day(n))
        daily(day(n))  # again, as after having been killed
        assert told() == wanted.get(n, []), n


def test_it_says_how_many_are_missing_and_writes_a_letter(
    indicator: Indicator, march: Period, delegate: User, head: User
) -> None:
    first, second, third, *_others = several(indicator, 6)
    approve(sent(first, march, 1, by=delegate), by=head)
    sent(second, march, 1, by=delegate)
    give_back(sent(third, march, 1, by=delegate), reason="Falta.", by=head)
    report(_others[0], march, value=Decimal(1), by=delegate, send=False)
    Notice.objects.all().delete()
    Mail.objects.all().delete()
    daily(day(-7))
    [notice] = Notice.objects.all()
    assert say(notice) == "Por reportar de 2026-03: 4 de 6 indicadores, hasta el 15 abr 2026"
    assert Mail.objects.get().user == delegate
    assert notice.url == march.get_absolute_url()


def test_nobody_is_told_where_nothing_is_missing(
    indicator: Indicator, march: Period, delegate: User
) -> None:
    sent(indicator, march, 1, by=delegate)
    Notice.objects.all().delete()
    daily(day(-7))
    daily(day(7))
    assert not told()


def test_days_without_running_are_made_up_for_with_the_last_line(
    indicator: Indicator, march: Period, delegate: User, head: User
) -> None:
    daily(day(3))
    assert told() == [(delegate, "monitoring.late"), (head, "monitoring.late")]
    daily(day(4))
    assert not told()


def test_the_heads_hear_where_a_unit_has_no_delegate(
    indicator: Indicator, march: Period, head: User
) -> None:
    Membership.objects.filter(role=Role.DELEGATE).delete()
    daily(day(-7))
    assert told() == [(head, "monitoring.due_soon")]


def test_a_closed_period_reminds_nobody(
    indicator: Indicator, march: Period, delegate: User
) -> None:
    Period.objects.update(status="closed")
    daily(day(-7))
    assert not told()


def test_a_period_opens_on_the_day_after_its_end(indicator: Indicator, plan: Plan) -> None:
    april, old = month(plan, 4, status="planned"), month(plan, 1, status="planned", year=2020)
    daily(datetime.date(2026, 4, 30))
    april.refresh_from_db()
    assert april.status == "planned"
    daily(datetime.date(2026, 5, 1))
    april.refresh_from_db()
    old.refresh_from_db()
    assert (april.status, old.status) == ("open", "planned")  # a past year waits for a person
    [entry] = history.of(april)
    assert (entry.verb, entry.by) == ("opened", None)


def test_the_due_day_stands_in_the_calendar_of_who_reports(
    indicator: Indicator, march: Period, delegate: User, partner: User
) -> None:
    span = (day(-30), day(30))
    [found] = dated(delegate, None, *span)
    assert (found.summary, found.starts) == ("Reportar los indicadores: Marzo 2026", DUE)
    assert not list(dated(partner, None, *span))
    assert not list(dated(None, None, *span))
    Period.objects.update(status="closed")
    assert not list(dated(delegate, None, *span))
