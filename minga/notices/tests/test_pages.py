"""A person's notices on the page, and how they say how they want to be told."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from minga.base import history
from minga.base.testing import next_page, read, words
from minga.notices import views
from minga.notices.letters import write
from minga.notices.menu import unread
from minga.notices.models import Mail, Mute, Notice
from minga.notices.tell import tell
from minga.people.models import Mailing, User
from minga.plans.models import Initiative


@pytest.fixture
def me(client: Client, delegate: User) -> User:
    client.force_login(delegate)
    return delegate


def told(person: User, about: Initiative, times: int = 1) -> None:
    for _time in range(times):
        tell([person], "gone.kind", about)


def test_nothing_yet_says_what_will_be_there(client: Client, me: User) -> None:
    assert words(read(client, "/notices/"), "h1") == "Ningún aviso todavía"


def test_opening_one_reads_it_and_leads_to_its_thing(
    client: Client, me: User, led: Initiative
) -> None:
    told(me, led)
    page = read(client, "/notices/")
    assert words(page, "h1") == "1 aviso por leer"
    assert unread(me) == 1
    notice = Notice.objects.get()
    assert page.css_first(f'.is-new a[href="/notices/{notice.pk}/"]')
    response = client.get(f"/notices/{notice.pk}/")
    assert response["Location"] == led.get_absolute_url()
    assert unread(me) == 0
    assert words(read(client, "/notices/"), "h1") == "Ha leído todos sus avisos"


def test_anothers_notice_is_not_there(
    client: Client, me: User, head: User, led: Initiative
) -> None:
    told(head, led)
    assert client.get(f"/notices/{Notice.objects.get().pk}/").status_code == 404
    client.post("/notices/read/")
    assert unread(head) == 1


def test_all_are_read_with_one_press(client: Client, me: User, led: Initiative) -> None:
    told(me, led, 3)
    assert client.get("/notices/read/").status_code == 405
    client.post("/notices/read/")
    assert unread(me) == 0


def test_those_not_read_come_first_over_all_pages_each_once(
    client: Client, me: User, led: Initiative
) -> None:
    told(me, led, 2 * views.PAGE + 5)
    pks = list(Notice.objects.order_by("pk").values_list("pk", flat=True))
    for pk in pks[-10:]:
        client.get(f"/notices/{pk}/")
    seen: list[int] = []
    address = "/notices/"
    while address:
        page = read(client, address)
        seen += [int((a.attributes["href"] or "").split("/")[2]) for a in page.css(".m-told a")]
        address = next_page(page)
    assert seen == [*reversed(pks[:-10]), *reversed(pks[-10:])]


def test_many_ask_the_same_of_the_database_as_few(
    client: Client, me: User, led: Initiative
) -> None:
    counts = []
    read(client, "/notices/")
    for more in (3, 27):
        told(me, led, more)
        with CaptureQueriesContext(connection) as asked:
            read(client, "/notices/")
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("after", ["x", "new-", "old-1e9", "new-99999999999999999999"])
def test_a_strange_address_begins_at_the_beginning(client: Client, me: User, after: str) -> None:
    read(client, "/notices/", {"after": after})


def test_one_says_how_to_be_told(client: Client, me: User) -> None:
    page = read(client, "/notices/settings/")
    assert page.css_first('input[name="mail"][value="immediate"][checked]')
    client.post("/notices/settings/", {"mail": "daily", "language": "en"})
    me.refresh_from_db()
    assert (me.mail, me.language) == (Mailing.DAILY, "en")
    assert words(read(client, "/people/me/"), "main").count("un resumen al día") == 1


def test_a_way_that_is_not_offered_is_not_taken(client: Client, me: User) -> None:
    client.post("/notices/settings/", {"mail": "hourly", "language": "en"})
    me.refresh_from_db()
    assert me.mail == Mailing.IMMEDIATE


def test_one_silences_a_thing_and_follows_it_again(
    client: Client, me: User, led: Initiative
) -> None:
    address = f"/notices/mute/plans.initiative/{led.pk}/"
    told(me, led)
    assert words(read(client, address), "h1") == f"¿Silenciar los avisos de {led}?"
    assert not Mute.objects.exists()
    back = client.post(address, {"next": led.get_absolute_url()})
    assert back["Location"] == led.get_absolute_url()
    assert words(read(client, "/notices/settings/"), "tbody th") == str(led)
    client.post(f"/notices/follow/plans.initiative/{led.pk}/", {"next": "https://elsewhere.ec/"})
    assert not Mute.objects.exists()
    assert not read(client, "/notices/settings/").css("tbody")


def test_only_things_that_there_are_can_be_silenced(client: Client, me: User) -> None:
    for record in ("plans.nothing", "nonsense"):
        assert client.post(f"/notices/mute/{record}/1/").status_code == 404
    assert client.post(f"/notices/mute/plans.initiative/{10**30}/").status_code == 404


def test_the_name_of_a_thing_that_one_may_not_see_is_not_shown(
    client: Client, me: User, led: Initiative
) -> None:
    hidden = Initiative.objects.exclude(pk=led.pk).order_by("pk")[0]
    Initiative.objects.filter(pk=hidden.pk).update(visibility="internal")
    client.logout()
    client.force_login(User.objects.get(memberships__role="partner"))
    page = read(client, f"/notices/mute/plans.initiative/{hidden.pk}/")
    assert str(hidden) not in page.text()


def stopped_letter() -> Mail:
    mail = write(to="ana@example.org", subject="Convocatoria", text="Secreto")
    assert mail is not None
    Mail.objects.update(status="unsure", problem="the worker ended", attempts=3)
    return mail


def test_who_operates_sees_what_stopped_and_sends_it_again(client: Client, operator: User) -> None:
    mail = stopped_letter()
    client.force_login(operator)
    assert words(read(client, "/notices/"), "main").count("Los correos que no salieron") == 1
    page = read(client, "/notices/letters/")
    assert words(page, "tbody tr").startswith("Convocatoria")
    assert "Sin confirmar" in words(page, "tbody tr")
    assert "Secreto" not in page.text()
    client.post(f"/notices/letters/{mail.pk}/again/")
    mail.refresh_from_db()
    assert (mail.status, mail.attempts) == ("waiting", 0)
    assert history.of(mail).get().by == operator
    client.post(f"/notices/letters/{mail.pk}/again/")
    assert history.of(mail).count() == 1


def test_nobody_else_sees_the_letters(client: Client, coordinator: User) -> None:
    mail = stopped_letter()
    client.force_login(coordinator)
    assert client.get("/notices/letters/").status_code == 404
    assert client.post(f"/notices/letters/{mail.pk}/again/").status_code == 404
