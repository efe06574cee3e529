"""Calendars at secret addresses."""

from __future__ import annotations

import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import vobject  # type: ignore[import-untyped]
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar

from minga.actors.models import Actor
from minga.base.models import Visibility
from minga.base.testing import one, read, words
from minga.commitments import actions
from minga.commitments.models import Commitment
from minga.commitments.tests.conftest import TODAY, WEEK, Promise, promise
from minga.desk import feeds
from minga.desk.models import Feed
from minga.people.models import User
from minga.plans.models import Plan
from minga.spaces.models import Member, Session, Space

__all__ = ["promise"]  # the fixture
pytestmark = pytest.mark.django_db
CALENDAR = "/calendar/"
QUITO = ZoneInfo("America/Guayaquil")


@pytest.fixture
def space(plan: Plan, mobility: Actor, university: Actor) -> Space:
    """One that the university belongs to."""
    assert mobility.unit
    made = Space.objects.create(
        name="Mesa de modos sostenibles",
        plan=plan,
        unit=mobility.unit,
        status="active",
        constituted_on=TODAY,
    )
    Member.objects.create(space=made, actor=university)
    return made


@pytest.fixture
def session(space: Space) -> Session:
    starts = datetime.datetime.combine(TODAY + WEEK, datetime.time(10), QUITO)
    return Session.objects.create(
        space=space,
        number=1,
        starts=starts,
        ends=starts + datetime.timedelta(hours=2),
        status="called",
        place="Sala 3",
    )


def address(client: Client, about: str = "") -> str:
    """Ask for one as people do; returns its path."""
    client.post("/calendar/feeds/", {"about": about})
    shown = one(read(client, CALENDAR), "#fresh").attributes["value"] or ""
    return "/" + shown.split("/", 3)[3]


def events(client: Client, path: str) -> dict[str, Any]:
    """What a calendar program reads, by its summary."""
    answer = Client().get(path)
    assert answer.status_code == 200
    read_by_another = vobject.readOne(answer.content.decode())
    found = {str(e["summary"]): e for e in Calendar.from_ical(answer.content).walk("VEVENT")}
    assert len(found) == len(read_by_another.contents.get("vevent", []))
    return found


def test_it_holds_what_is_due_and_the_sessions_in_the_zone_of_the_city(
    client: Client, promise: Promise, session: Session, partner: User
) -> None:
    due = promise("Entregar el estudio")
    client.force_login(partner)
    path = address(client)
    found = events(client, path)
    assert set(found) == {"Plazo: Entregar el estudio", str(session)}
    meeting = found[str(session)]
    assert meeting["dtstart"].dt == session.starts
    assert meeting["dtstart"].params["TZID"] == "America/Guayaquil"
    assert str(meeting["location"]) == "Sala 3"
    term = found["Plazo: Entregar el estudio"]
    assert due.due
    assert (term["dtstart"].dt, term["dtend"].dt) == (due.due, due.due + datetime.timedelta(1))
    whole = Calendar.from_ical(Client().get(path).content)
    assert (str(whole["method"]), str(whole["x-wr-calname"])) == (
        "PUBLISH",
        "Minga: Organización aliada",
    )
    assert [str(z["tzid"]) for z in whole.walk("VTIMEZONE")] == ["America/Guayaquil"]


def test_a_change_keeps_its_identity_and_raises_its_number_and_a_cancelling_is_said(
    client: Client, promise: Promise, partner: User, head: User
) -> None:
    due = promise("Entregar el estudio")
    client.force_login(partner)
    path = address(client)
    (before,) = events(client, path).values()
    actions.reschedule(due, due=TODAY + 8 * WEEK, reason="Faltan datos.", by=head)
    (after,) = events(client, path).values()
    assert (after["uid"], after["sequence"]) == (before["uid"], before["sequence"] + 1)
    assert after["dtstart"].dt == TODAY + 8 * WEEK
    actions.cancel(due, reason="Ya no.", by=head)
    (off,) = events(client, path).values()
    assert (str(off["status"]), off["sequence"]) == ("CANCELLED", 2)


def test_the_address_is_shown_once_and_only_its_hash_is_kept(client: Client, partner: User) -> None:
    client.force_login(partner)
    path = address(client)
    assert read(client, CALENDAR).css_first("#fresh") is None
    token = path.split("/")[-1].removesuffix(".ics")
    feed = Feed.objects.get()
    assert token not in feed.token
    assert len(token) >= 43


def test_one_that_was_revoked_is_gone_at_once_and_only_its_owner_revokes_it(
    client: Client, partner: User, delegate: User
) -> None:
    client.force_login(partner)
    path = address(client)
    feed = Feed.objects.get()
    client.force_login(delegate)
    assert client.post(f"/calendar/feeds/{feed.pk}/revoke/").status_code == 404
    assert client.get(path).status_code == 200
    client.force_login(partner)
    client.post(f"/calendar/feeds/{feed.pk}/revoke/")
    assert Client().get(path).status_code == 404
    assert Client().get("/calendar/never-made.ics").status_code == 404


def test_it_shows_what_its_owner_may_see_on_the_day_it_is_read(
    client: Client, promise: Promise, partner: User
) -> None:
    promise("Entregar el estudio")
    client.force_login(partner)
    path = address(client)
    partner.memberships.update(ends=TODAY - datetime.timedelta(1))
    assert events(client, path) == {}
    partner.is_active = False
    partner.save()
    assert Client().get(path).status_code == 404


def test_the_things_of_another_are_never_in_it(
    client: Client, promise: Promise, mobility: Actor, space: Space, session: Session, head: User
) -> None:
    promise("De la universidad")
    promise("De movilidad", actor=mobility)
    other = User.objects.get(memberships__role="operator")
    client.force_login(other)
    assert events(client, address(client)) == {}
    client.force_login(head)
    assert set(events(client, address(client))) == {"Plazo: De movilidad", str(session)}


def test_a_space_has_its_own_as_long_as_its_reader_sees_the_space(
    client: Client, promise: Promise, space: Space, session: Session, partner: User
) -> None:
    promise("Entregar el estudio")
    client.force_login(partner)
    path = address(client, str(space.pk))
    assert set(events(client, path)) == {str(session)}
    space.visibility = Visibility.INTERNAL
    space.save()
    assert Client().get(path).status_code == 404
    client.post("/calendar/feeds/", {"about": str(space.pk)})
    assert "no está entre los que usted puede ver" in words(read(client, CALENDAR), ".m-messages")


def test_a_cancelled_session_is_said_to_be(client: Client, session: Session, partner: User) -> None:
    client.force_login(partner)
    path = address(client)
    Session.objects.update(status="cancelled", sequence=1)
    (off,) = events(client, path).values()
    assert (str(off["status"]), off["sequence"]) == ("CANCELLED", 1)


def test_who_has_it_already_is_told_so(client: Client, promise: Promise, partner: User) -> None:
    promise("Entregar el estudio")
    client.force_login(partner)
    path = address(client)
    first = Client().get(path)
    assert first["Cache-Control"] == "private, max-age=300"
    again = Client().get(path, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    promise("Otra cosa")
    fresh = Client().get(path, headers={"If-None-Match": first["ETag"]})
    assert fresh.status_code == 200


def test_only_what_is_near_is_in_it(client: Client, promise: Promise, partner: User) -> None:
    for text, days in {"Antiguo": -91, "Lejano": 401, "Pasado": -90, "Futuro": 400}.items():
        promise(text, due=TODAY + datetime.timedelta(days), past=True)
    client.force_login(partner)
    assert set(events(client, address(client))) == {"Plazo: Pasado", "Plazo: Futuro"}


def test_nobody_has_too_many(client: Client, partner: User) -> None:
    for _number in range(feeds.MOST):
        feeds.make(partner)
    client.force_login(partner)
    client.post("/calendar/feeds/", {"about": ""})
    assert "revoque una que no use" in words(read(client, CALENDAR), ".m-messages")
    assert Feed.objects.count() == feeds.MOST


def test_line_ends_and_control_characters_break_nothing(
    client: Client, promise: Promise, partner: User
) -> None:
    promise("Uno; dos, tres\r\nATTENDEE:mailto:x@example.org\x07 fin\\n")
    client.force_login(partner)
    (one_event,) = events(client, address(client)).values()
    assert "attendee" not in one_event


def test_a_month_is_shown_day_by_day(
    client: Client, promise: Promise, session: Session, partner: User
) -> None:
    due = promise("Entregar el estudio", due=TODAY + WEEK)
    client.force_login(partner)
    assert due.due
    page = read(client, f"{CALENDAR}?month={due.due:%Y-%m}")
    table = words(page, "table")
    assert "Plazo: Entregar el estudio" in table
    assert "10:00" in table
    for odd in ("2026-13", "x", "0000-01", "9999-12"):
        assert client.get(f"{CALENDAR}?month={odd}").status_code == 200
    assert Client().get(CALENDAR).status_code == 302


def test_it_asks_as_much_for_many_as_for_few(
    client: Client, promise: Promise, session: Session, partner: User
) -> None:
    client.force_login(partner)
    path = address(client)
    Client().get(path)

    def queries(where: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(where).status_code == 200
        return len(asked)

    promise("Uno"), promise("Dos")
    few = queries(path), queries(CALENDAR)
    for number in range(2, 30):
        promise(f"n{number}", due=TODAY)
        Session.objects.create(
            space=session.space,
            number=number,
            starts=timezone.now() + number * WEEK,
            ends=timezone.now() + number * WEEK + datetime.timedelta(hours=1),
            status="called",
        )
    assert Commitment.objects.count() == 30
    assert (queries(path), queries(CALENDAR)) == few
