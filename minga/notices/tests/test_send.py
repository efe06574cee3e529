"""Sending through a real mail server, in the process of the test."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from minga.notices import send
from minga.notices.letters import write
from minga.notices.models import Mail, Notice
from minga.notices.post import Post
from minga.notices.tell import tell
from minga.notices.tests.server import PostOffice, post_office
from minga.people.models import User
from minga.plans.models import Initiative

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(settings: Settings) -> Iterator[PostOffice]:
    with post_office() as office:
        settings.SMTP = {**settings.SMTP, "host": "127.0.0.1", "port": office.port}
        settings.SENDS_LETTERS = True
        yield office


def letter(to: str = "ana@example.org", **more: Any) -> Mail:
    mail = write(to=to, subject=f"Para {to}", text="Hola", **more)
    assert mail is not None
    return mail


def test_many_letters_go_over_one_connection_once_each(office: PostOffice) -> None:
    wanted = [f"p{n}@example.org" for n in range(30)]
    for to in wanted:
        letter(to)
    assert send.send_due()
    assert send.send_due()
    assert office.subjects == {f"Para {to}": 1 for to in wanted}
    assert office.connections == 1
    assert set(Mail.objects.values_list("status", flat=True)) == {"sent"}
    assert not Mail.objects.filter(sent_at=None).exists()


def test_one_that_is_not_due_waits(office: PostOffice) -> None:
    letter(not_before=timezone.now() + datetime.timedelta(hours=1))
    assert send.send_due()
    assert not office.letters


def test_a_refusal_for_good_ends_one_letter_and_no_other(office: PostOffice) -> None:
    office.says["nadie@example.org"] = ["550 No such person"]
    gone, good = letter("nadie@example.org"), letter("ana@example.org")
    assert send.send_due()
    gone.refresh_from_db()
    good.refresh_from_db()
    assert (gone.status, gone.problem) == ("failed", "550 No such person")
    assert good.status == "sent"


@pytest.mark.parametrize("when", ["says", "says_at_the_end"])
def test_a_refusal_for_now_is_tried_again_after_a_growing_while(
    office: PostOffice, when: str
) -> None:
    getattr(office, when)["ana@example.org"] = ["451 Busy", "451 Busy"]
    mail = letter()
    waits = []
    for _try in range(2):
        assert send.send_due()
        mail.refresh_from_db()
        assert (mail.status, mail.problem) == ("waiting", "451 Busy")
        assert mail.not_before is not None
        waits.append(round((mail.not_before - timezone.now()).total_seconds() / 60))
        assert send.claim() is None
        Mail.objects.update(not_before=timezone.now())
    assert waits == [1, 2]
    assert send.send_due()
    mail.refresh_from_db()
    assert (mail.status, mail.attempts, len(office.letters)) == ("sent", 2, 1)


def test_after_about_a_day_it_is_given_up(office: PostOffice) -> None:
    office.says["ana@example.org"] = ["450 Later"]
    mail = letter()
    Mail.objects.update(attempts=len(send.WAITS))
    send.send_due()
    mail.refresh_from_db()
    assert (mail.status, mail.problem) == ("failed", "450 Later")
    assert 23 * 60 <= sum(send.WAITS) <= 25 * 60


def test_without_a_server_nothing_is_lost(settings: Settings) -> None:
    with post_office() as office:
        port = office.port
    settings.SMTP = {**settings.SMTP, "host": "127.0.0.1", "port": port}
    settings.SENDS_LETTERS = True
    first, second = letter("ana@example.org"), letter("zoe@example.org")
    assert not send.send_due()
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, first.attempts) == ("waiting", 1)
    assert "refused" in first.problem
    assert (second.status, second.attempts) == ("waiting", 0)


def test_a_server_that_wants_a_password_ends_no_letter(office: PostOffice) -> None:
    office.says["ana@example.org"] = ["530 Authentication required"]
    mail = letter()
    send.send_due()
    mail.refresh_from_db()
    assert mail.status == "waiting"


def test_a_connection_that_the_server_ended_is_opened_anew(office: PostOffice) -> None:
    office.says["b@example.org"] = ["421 Too many letters on one connection"]
    for to in ("a@example.org", "b@example.org", "c@example.org"):
        letter(to)
    assert send.send_due()
    assert sum(office.subjects.values()) == 3
    assert office.connections == 2


def test_a_letter_that_cannot_be_written_stops_no_other(office: PostOffice) -> None:
    Mail.objects.create(to="no address", subject="x", text="x")
    letter()
    assert send.send_due()
    assert sorted(Mail.objects.values_list("status", flat=True)) == ["failed", "sent"]


def test_the_demo_bothers_no_server(office: PostOffice, settings: Settings) -> None:
    settings.SENDS_LETTERS = False
    mail = letter()
    assert send.send_due()
    mail.refresh_from_db()
    assert mail.status == "waiting"


@pytest.mark.parametrize(
    ("status", "by", "minutes", "becomes"),
    [
        ("sending", "elsewhere:1", 20, "waiting"),
        ("handing", "elsewhere:1", 20, "unsure"),
        ("sending", "elsewhere:1", 5, "sending"),
        ("handing", "elsewhere:1", 5, "handing"),
        ("sending", "here:gone", 0, "waiting"),
        ("handing", "here:gone", 0, "unsure"),
        ("sending", "here:me", 0, "sending"),
    ],
)
def test_only_claims_whose_worker_is_gone_are_taken_back(
    status: str, by: str, minutes: int, becomes: str
) -> None:
    host, _colon, own = send.me().rpartition(":")
    by = {"here:gone": f"{host}:{2**22 + 1}", "here:me": f"{host}:{own}"}.get(by, by)
    mail = letter()
    claimed_at = timezone.now() - datetime.timedelta(minutes=minutes)
    Mail.objects.update(status=status, claimed_at=claimed_at, claimed_by=by)
    send.recover()
    mail.refresh_from_db()
    assert mail.status == becomes


def test_a_worker_that_begins_holds_no_claim_yet() -> None:
    letter()
    assert send.claim()
    send.recover(starting=True)
    assert send.claim()


def test_a_claim_that_another_took_back_is_not_handed_over(
    office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail = letter()
    own = Post.offer

    def slowly(self: Post, to: str) -> None:
        own(self, to)
        Mail.objects.update(claimed_by="another", claimed_at=timezone.now())

    monkeypatch.setattr(Post, "offer", slowly)
    assert send.send_due()
    mail.refresh_from_db()
    assert (office.letters, mail.status, mail.claimed_by) == ([], "sending", "another")


def test_what_one_person_is_told_at_once_is_one_letter(
    office: PostOffice, led: Initiative, head: User, delegate: User
) -> None:
    other = Initiative.objects.exclude(pk=led.pk).order_by("pk")[0]
    for about in (led, other, led):
        tell([head], "gone.kind", about)
    tell([delegate], "gone.kind", led)
    invitation = letter(head.email, user=head, key="invitation")
    assert send.send_due()
    assert office.subjects == {
        "Minga: 3 avisos": 1,
        f"Hay novedades en «{led}».": 1,
        invitation.subject: 1,
    }
    (told,) = (sent for sent in office.letters if sent["Subject"] == "Minga: 3 avisos")
    assert told.get_content().count("· Hay novedades en") == 3
    assert told["To"] == head.email
    assert Mail.objects.filter(status="sent").count() == Mail.objects.count() == 3
    assert not Notice.objects.filter(mail=None).exists()


def test_one_that_was_put_off_is_not_put_into_another(
    office: PostOffice, led: Initiative, head: User
) -> None:
    tell([head], "gone.kind", led)
    Mail.objects.update(attempts=1, not_before=timezone.now())
    tell([head], "gone.kind", led)
    assert send.send_due()
    assert len(office.letters) == 2
