"""What is done once a day: claimed, tried again where it crashed, and the letter of the day."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from minga.notices import daily
from minga.notices.actions import mute, read
from minga.notices.models import DayDone, Mail, Notice
from minga.notices.tell import tell
from minga.people.actions import change_mailing
from minga.people.models import Mailing, User
from minga.plans.models import Initiative

TODAY = datetime.date(2027, 3, 1)
TOMORROW = datetime.date(2027, 3, 2)


@pytest.fixture
def reader(delegate: User) -> User:
    """Wants one letter a day."""
    change_mailing(delegate, mail=Mailing.DAILY, language="es", by=delegate)
    return delegate


def other(led: Initiative) -> Initiative:
    return Initiative.objects.exclude(pk=led.pk).order_by("pk")[0]


def test_one_letter_tells_the_whole_day_thing_by_thing(led: Initiative, reader: User) -> None:
    tell([reader], "gone.kind", led)
    tell([reader], "gone.kind", other(led))
    tell([reader], "gone.kind", led)
    daily.send_digests(TODAY)
    mail = Mail.objects.get()
    assert (mail.to, mail.subject) == (reader.email, "Minga: 3 avisos")
    assert mail.text.count(f"\n{led}\n") == 1
    assert mail.text.count(f"http://127.0.0.1:8000{led.get_absolute_url()}\n") == 1
    assert mail.text.count("· Hay novedades en") == 3
    assert {n.mail for n in Notice.objects.all()} == {mail}
    assert not Notice.objects.filter(for_digest=True).exists()


def test_it_is_written_once_a_day_and_what_comes_later_waits(led: Initiative, reader: User) -> None:
    tell([reader], "gone.kind", led)
    daily.send_digests(TODAY)
    tell([reader], "gone.kind", led)
    daily.send_digests(TODAY)
    assert Mail.objects.count() == 1
    daily.send_digests(TOMORROW)
    assert Mail.objects.count() == 2


def test_what_was_read_or_silenced_meanwhile_is_left_out(led: Initiative, reader: User) -> None:
    tell([reader], "gone.kind", led)
    tell([reader], "gone.kind", other(led))
    read(Notice.objects.get(object_id=led.pk).pk, by=reader)
    mute("plans.initiative", other(led).pk, by=reader)
    daily.send_digests(TODAY)
    assert not Mail.objects.exists()
    assert not Notice.objects.filter(for_digest=True).exists()


def test_who_wants_no_letters_any_more_gets_none(led: Initiative, reader: User) -> None:
    tell([reader], "gone.kind", led)
    change_mailing(reader, mail=Mailing.NEVER, language="es", by=reader)
    daily.send_digests(TODAY)
    assert not Mail.objects.exists()


def test_each_job_is_done_once_a_day(db: None) -> None:
    done: list[datetime.date] = []
    assert daily.once("tests.job", TODAY, done.append)
    assert not daily.once("tests.job", TODAY, done.append)
    assert daily.once("tests.job", TOMORROW, done.append)
    assert done == [TODAY, TOMORROW]


def test_a_job_that_fails_stops_no_other_and_is_tried_again_an_hour_later(
    db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    settings.DIGEST_HOUR = 0
    done: list[str] = []

    def fails(_today: datetime.date) -> None:
        done.append("fails")
        raise RuntimeError

    jobs = [("tests.fails", fails), ("tests.good", lambda _today: done.append("good"))]
    monkeypatch.setattr(daily, "offers", lambda _kind: jobs)
    daily.do_today()
    daily.do_today()
    assert done == ["fails", "good"]
    assert "tests.fails" in caplog.text
    DayDone.objects.update(at=timezone.now() - datetime.timedelta(minutes=61))
    daily.do_today()
    assert done == ["fails", "good", "fails"]


def test_before_its_hour_nothing_is_done(
    db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DIGEST_HOUR = 24
    monkeypatch.setattr(daily, "offers", lambda _kind: [("tests.job", pytest.fail)])
    daily.do_today()
    assert not DayDone.objects.exists()
