"""Whom a session calls, and what their calendars read: zone, sequence, cancellation."""

from __future__ import annotations

import datetime
from typing import Any

import icalendar
import pytest
import vobject  # type: ignore[import-untyped]
from django.test import Client
from django.utils.timezone import localtime

from minga.notices.models import Mail, Notice
from minga.people.models import User
from minga.spaces.actions import members, sessions
from minga.spaces.actions import space as spaces
from minga.spaces.models import Invitation, Member, Session, Space

pytestmark = pytest.mark.django_db


def letters() -> list[Mail]:
    return list(Mail.objects.exclude(calendar="").order_by("pk"))


def event(mail: Mail) -> Any:
    calendar: Any = icalendar.Calendar.from_ical(mail.calendar)
    assert str(calendar["METHOD"]) == mail.method
    (found,) = calendar.walk("VEVENT")
    return found


def test_each_delegate_with_an_address_gets_one_letter_in_the_citys_zone(called: Session) -> None:
    sent = letters()
    assert {mail.to for mail in sent} == {
        "movilidad@example.org",
        "uni@example.org",
        "col@example.org",
    }
    for mail in sent:
        found = event(mail)
        assert mail.method == "REQUEST"
        assert found["SEQUENCE"] == 0
        assert str(found["UID"]) == f"{called.uuid}@minga"
        assert found["DTSTART"].params["TZID"] == "America/Guayaquil"
        assert found.decoded("dtstart") == called.starts
        assert found.decoded("dtstart").hour == 9
        assert str(found["ATTENDEE"]) == f"mailto:{mail.to}"
        assert found["ATTENDEE"].params["PARTSTAT"] == "NEEDS-ACTION"
        assert found["ATTENDEE"].params["RSVP"] == "TRUE"
        assert found["ORGANIZER"].params["CN"] == "Secretaría de Movilidad"
        assert "2. Plan de ciclovías" in str(found["DESCRIPTION"])
        assert max(len(line.encode()) for line in mail.calendar.split("\r\n")) <= 75
        other = vobject.readOne(mail.calendar)
        assert other.vevent.dtstart.value == called.starts
        assert str(other.vtimezone.tzid.value) == "America/Guayaquil"


def test_another_place_raises_the_sequence_and_a_cancelling_calls_it_off(
    called: Session, delegate: User
) -> None:
    sessions.change(called, by=delegate, version=called.version, place="Otra sala")
    newer = letters()[3:]
    assert [(mail.method, event(mail)["SEQUENCE"]) for mail in newer] == [("REQUEST", 1)] * 3
    assert str(event(newer[0])["LOCATION"]) == "Otra sala"
    sessions.cancel(called, reason="No hay sala.", by=delegate)
    off = letters()[6:]
    assert [mail.method for mail in off] == ["CANCEL"] * 3
    for mail in off:
        found = event(mail)
        assert (str(found["STATUS"]), found["SEQUENCE"]) == ("CANCELLED", 2)
        assert str(found["UID"]) == f"{called.uuid}@minga"
        assert "No hay sala." in mail.text
        other = vobject.readOne(mail.calendar)
        assert other.vevent.status.value == "CANCELLED"
        assert other.method.value == "CANCEL"
    assert len(letters()) == 9


def test_the_agenda_counts_as_a_change_and_nothing_counts_as_none(
    called: Session, delegate: User
) -> None:
    agenda = [item.text for item in called.agenda.all()]
    assert not sessions.change(called, by=delegate, version=called.version, agenda=agenda)
    assert len(letters()) == 3
    kept = called.agenda.get(text="Apertura").pk
    sessions.change(called, by=delegate, version=called.version, agenda=["Nuevo", *agenda])
    assert len(letters()) == 6
    assert "1. Nuevo" in str(event(letters()[-1])["DESCRIPTION"])
    assert called.agenda.get(text="Apertura").pk == kept


def test_a_delegate_named_later_is_called_and_one_who_leaves_is_told(
    called: Session, seats: list[Member], delegate: User
) -> None:
    new = members.add_delegate(seats[3], name="Nueva", email="nueva@example.org", by=delegate)
    assert [mail.to for mail in letters()[3:]] == ["nueva@example.org"]
    members.end_delegate(new, on=datetime.date.today(), by=delegate)
    last = letters()[4:]
    assert [(mail.to, mail.method) for mail in last] == [("nueva@example.org", "CANCEL")]
    assert Invitation.objects.filter(session=called, cancelled=False).count() == 3


def test_the_same_address_for_two_institutions_gets_one_letter(
    session: Session, seats: list[Member], delegate: User
) -> None:
    members.add_delegate(seats[3], name="La misma", email="UNI@example.org", by=delegate)
    sessions.call(session, by=delegate)
    assert len(letters()) == 3


def test_the_page_lists_whom_somebody_has_to_call(
    client: Client, called: Session, delegate: User
) -> None:
    client.force_login(delegate)
    page = client.get(called.get_absolute_url()).content.decode()
    assert "A 1 institución no le llega la convocatoria" in page
    assert "Delegado sin correo, sin correo" in page


def test_a_delegate_with_an_account_is_told_in_the_application_too(
    session: Session, seats: list[Member], delegate: User, partner: User
) -> None:
    members.add_delegate(seats[1], name="Con cuenta", email=partner.email, by=delegate)
    sessions.call(session, by=delegate)
    sessions.change(session, by=delegate, version=session.version, place="Otra")
    sessions.cancel(session, reason="Lluvia", by=delegate)
    kinds = Notice.objects.filter(to=partner, kind__startswith="spaces.").order_by("pk")
    assert [notice.kind for notice in kinds] == [
        "spaces.called",
        "spaces.changed",
        "spaces.cancelled",
    ]


def test_what_is_over_is_written_down_and_nobody_is_called(table: Space, delegate: User) -> None:
    now = localtime()
    past = sessions.plan(
        table,
        starts=now - datetime.timedelta(days=3, hours=2),
        ends=now - datetime.timedelta(days=3),
        place="Ayer",
        agenda=["Uno"],
        by=delegate,
    )
    assert sessions.call(past, by=delegate) == 0
    assert past.status == Session.Status.CALLED
    assert not letters()


def test_anybody_takes_a_session_into_a_calendar_but_the_link_is_for_those_who_take_part(
    client: Client, called: Session, partner: User
) -> None:
    url = f"{called.get_absolute_url()}session.ics"
    answer = client.get(url)
    assert answer["Content-Type"].startswith("text/calendar")
    calendar: Any = icalendar.Calendar.from_ical(answer.content)
    assert str(calendar["METHOD"]) == "PUBLISH"
    assert "example.org/sala" not in answer.content.decode()
    assert vobject.readOne(answer.content.decode()).vevent.dtstart.value == called.starts
    client.force_login(partner)
    assert "example.org/sala" in client.get(url).content.decode()


def test_closing_a_space_calls_off_what_was_to_come(called: Session, delegate: User) -> None:
    spaces.close(called.space, reason="Se fusionó con otra mesa.", by=delegate)
    called.refresh_from_db()
    assert called.status == Session.Status.CANCELLED
    assert [mail.method for mail in letters()[3:]] == ["CANCEL"] * 3
