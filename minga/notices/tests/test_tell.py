"""Telling people: who is told, how, and in which language."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from django.utils.functional import lazystr
from django.utils.translation import gettext_lazy as _

from minga.notices.actions import follow, mute
from minga.notices.letters import write
from minga.notices.models import Mail, Notice
from minga.notices.saying import as_written, say
from minga.notices.tell import tell
from minga.people.actions import change_mailing
from minga.people.models import Mailing, User
from minga.plans.models import Initiative


@pytest.fixture(autouse=True)
def kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    """A kind that says something that is translated, and one with a date and a name."""
    from minga.notices import saying
    from minga.notices.apps import Notices

    module: Any = saying
    monkeypatch.setattr(module, "PUBLISHED", _("Ningún papel vigente"), raising=False)
    monkeypatch.setattr(
        module, "ENDS", lazystr("«%(about)s» termina el %(on)s; lo dice %(by)s"), raising=False
    )
    offered = {"tests.published": "saying.PUBLISHED", "tests.ends": "saying.ENDS"}
    monkeypatch.setattr(Notices, "notices", offered)


def test_whoever_did_it_and_whoever_left_are_not_told(
    led: Initiative, head: User, delegate: User, coordinator: User
) -> None:
    User.objects.filter(pk=coordinator.pk).update(is_active=False)
    coordinator.refresh_from_db()
    people = [head, delegate, coordinator, delegate]
    assert tell(people, "tests.ends", led, by=head, on="2027-03-31") == 1
    notice = Notice.objects.get()
    assert (notice.to, notice.url) == (delegate, led.get_absolute_url())
    assert say(notice) == f"«{led}» termina el 31 mar 2027; lo dice {head.name}"


def test_a_letter_says_what_happened_where_and_how_to_receive_fewer(
    led: Initiative, delegate: User
) -> None:
    tell([delegate], "tests.ends", led, on="2027-03-31")
    mail = Mail.objects.get()
    assert (mail.to, mail.user, mail.status) == (delegate.email, delegate, "waiting")
    assert mail.subject == f"«{led}» termina el 31 mar 2027; lo dice Minga"[:250]
    assert f"Hola, {delegate.name}:" in mail.text
    assert f"\nhttp://127.0.0.1:8000{led.get_absolute_url()}\n" in mail.text
    mute_page = f"http://127.0.0.1:8000/notices/mute/plans.initiative/{led.pk}/"
    assert f"Para no recibir más avisos de esto: {mute_page}\n" in mail.text
    assert "o ningún correo: http://127.0.0.1:8000/notices/settings/\n" in mail.text
    assert Notice.objects.get().mail == mail


def test_each_is_told_in_their_own_language(led: Initiative, head: User, delegate: User) -> None:
    change_mailing(head, mail=Mailing.IMMEDIATE, language="en", by=head)
    tell([head, delegate], "tests.published", led)
    subjects = dict(Mail.objects.values_list("to", "subject"))
    assert subjects == {head.email: "No role at present", delegate.email: "Ningún papel vigente"}


def test_a_daily_reader_waits_and_who_wants_none_gets_none(
    led: Initiative, head: User, delegate: User, coordinator: User
) -> None:
    change_mailing(head, mail=Mailing.DAILY, language="es", by=head)
    change_mailing(coordinator, mail=Mailing.NEVER, language="es", by=head)
    assert tell([head, delegate, coordinator], "tests.published", led) == 3
    assert [mail.user for mail in Mail.objects.all()] == [delegate]
    assert [n.to for n in Notice.objects.filter(for_digest=True)] == [head]


def test_what_is_muted_is_not_told_until_it_is_followed_again(
    led: Initiative, delegate: User, head: User
) -> None:
    assert mute("plans.initiative", led.pk, by=delegate)
    assert not mute("plans.initiative", led.pk, by=delegate)
    assert tell([delegate, head], "tests.published", led) == 1
    assert follow("plans.initiative", led.pk, by=delegate)
    assert tell([delegate, head], "tests.published", led) == 2


def test_nobody_is_told_of_what_did_not_happen(led: Initiative, delegate: User) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        tell([delegate], "tests.published", led)
        raise RuntimeError
    assert not Notice.objects.exists()
    assert not Mail.objects.exists()


def test_many_are_told_with_as_many_queries_as_one(
    led: Initiative, delegate: User, django_assert_num_queries: Any
) -> None:
    crowd = User.objects.bulk_create(
        User(email=f"p{n}@demo.invalid", name=f"Persona {n}") for n in range(60)
    )
    with django_assert_num_queries(3):
        tell([delegate], "tests.published", led)
    with django_assert_num_queries(3):
        tell(crowd, "tests.published", led)


def test_a_kind_that_is_no_longer_there_still_says_of_what(led: Initiative, delegate: User) -> None:
    tell([delegate], "gone.kind", led)
    assert say(Notice.objects.get()) == f"Hay novedades en «{led}»."


@pytest.mark.pure
@pytest.mark.parametrize(
    ("stored", "written"),
    [
        ("2027-03-01", "1 mar 2027"),
        ("2027-03-01 15:30:00+00:00", "1 mar 2027, 10:30"),
        ("2027-03-01 15:30:00", "1 mar 2027, 15:30"),
        ("2027-13-01", "2027-13-01"),
        ("Mesa de 2027-03-01", "Mesa de 2027-03-01"),
        (["Ana", "2027-03-01"], "Ana, 1 mar 2027"),
        (3, 3),
    ],
)
def test_dates_are_said_as_people_write_them(stored: Any, written: Any) -> None:
    assert as_written(stored) == written


def test_a_letter_with_a_key_is_written_once(db: None) -> None:
    first = write(to="ana@example.org", subject="Uno", text="…", key="session 3 call 1")
    assert first is not None
    assert write(to="ana@example.org", subject="Dos", text="…", key="session 3 call 1") is None
    assert [mail.subject for mail in Mail.objects.all()] == ["Uno"]
