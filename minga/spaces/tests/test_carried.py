"""What was promised in one session comes to the next by itself, and what meeting makes real."""

from __future__ import annotations

import datetime

import pypdfium2
import pytest
from django.test import Client
from django.utils import timezone

from minga.commitments import actions as commitments
from minga.commitments.models import Commitment
from minga.files.store import store
from minga.people.models import User
from minga.plans.completeness import with_marks
from minga.plans.models import Articulation, Initiative
from minga.spaces.actions import minutes, sessions
from minga.spaces.actions import space as spaces
from minga.spaces.instruments import settle_all
from minga.spaces.models import Carried, Member, Session, Space

pytestmark = pytest.mark.django_db
LATER = datetime.date.today() + datetime.timedelta(days=60)


def promise(session: Session, seat: Member, text: str, by: User) -> Commitment:
    line = minutes.add_line(
        session, kind="commitment", text=text, actor=seat.actor, due=LATER, by=by
    )
    assert line.commitment
    return line.commitment


def after(session: Session, by: User) -> Session:
    """The next session, a week later."""
    week = datetime.timedelta(days=7)
    return sessions.plan(
        session.space,
        starts=session.starts + week,
        ends=session.ends + week,
        place="Sala",
        agenda=["Uno"],
        by=by,
    )


def test_open_commitments_come_along_and_are_frozen_when_it_opens(
    client: Client, opened: Session, seats: list[Member], delegate: User, head: User
) -> None:
    first = promise(opened, seats[0], "Contar bicicletas", delegate)
    second = promise(opened, seats[1], "Prestar la sala", delegate)
    sessions.close(opened, by=delegate)
    following = after(opened, delegate)
    client.force_login(delegate)
    room = following.get_absolute_url()
    assert "2 compromisos vienen de antes" in client.get(room).content.decode()
    commitments.report(second, text="Está prestada", by=delegate)
    commitments.accept(second, by=head)
    assert "1 compromiso viene de antes" in client.get(room).content.decode()
    sessions.call(following, by=delegate)
    sessions.attend(following, {s: sessions.Came(True) for s in seats}, by=delegate)
    sessions.open(following, by=delegate)
    assert [c.commitment for c in Carried.objects.filter(session=following)] == [first]
    # reported from the room: the form stands there, and leads back
    page = client.get(room).content.decode()
    report = f"/commitments/{first.pk}/report/"
    assert report in page
    answer = client.post(report, {"text": "Contadas: 1.204", "next": room})
    assert answer.headers["Location"] == room
    first.refresh_from_db()
    assert first.status == "reported"
    page = client.get(room).content.decode()
    assert "al abrir la sesión: pendiente" in page
    assert "Reportado" in page


def test_the_space_says_how_many_were_kept(
    client: Client, opened: Session, seats: list[Member], delegate: User, head: User
) -> None:
    for at in range(3):
        kept = promise(opened, seats[0], f"Hacer {at}", delegate)
    commitments.report(kept, text="Hecho", by=delegate)
    commitments.accept(kept, by=head)
    client.force_login(delegate)
    page = client.get(opened.space.get_absolute_url()).content.decode()
    assert "Cumplió 1 de 3 compromisos" in page


def test_a_space_is_real_from_its_first_session_until_it_stops_meeting(
    held: Session, articulation: Articulation
) -> None:
    marks = with_marks(Initiative.objects.filter(pk=articulation.initiative_id)).get()
    assert marks.mark_instrument  # type: ignore[attr-defined]
    assert marks.mark_counterpart  # type: ignore[attr-defined]
    long_ago = timezone.now() - datetime.timedelta(days=500)
    Session.objects.filter(pk=held.pk).update(
        starts=long_ago, ends=long_ago + datetime.timedelta(hours=1)
    )
    settle_all(datetime.date.today())
    articulation.refresh_from_db()
    assert articulation.status == "under_way"
    Space.objects.update(periodicity="yearly")
    spaces.renew(Space.objects.get(), by=None)
    articulation.refresh_from_db()
    assert articulation.status == "formalised"
    settle_all(datetime.date.today())
    articulation.refresh_from_db()
    assert articulation.status == "formalised"


def test_a_constituted_space_that_never_met_formalises_nothing(
    table: Space, articulation: Articulation
) -> None:
    articulation.refresh_from_db()
    assert articulation.status == "under_way"
    marks = with_marks(Initiative.objects.filter(pk=articulation.initiative_id)).get()
    assert not marks.mark_instrument  # type: ignore[attr-defined]


def test_lines_go_up_and_down_and_stay_in_the_order_they_were_given(
    client: Client, opened: Session, delegate: User
) -> None:
    keys = [minutes.add_line(opened, kind="decision", text=text, by=delegate).pk for text in "abc"]
    client.force_login(delegate)
    url = opened.get_absolute_url()
    client.post(f"{url}lines/{keys[2]}/move/", {"to": "up"})
    client.post(f"{url}lines/{keys[0]}/move/", {"to": "up"})
    client.post(f"{url}lines/{keys[0]}/move/", {"to": "down"})
    assert [line.text for line in opened.lines.all()] == ["c", "a", "b"]


def test_a_browser_that_asks_for_a_part_gets_only_that(
    client: Client, opened: Session, delegate: User
) -> None:
    client.force_login(delegate)
    url = opened.get_absolute_url()
    for part in ("attendance", "lines", "minutes"):
        answer = client.get(url, headers={"HX-Request": "true", "HX-Target": part})
        assert answer.content.decode().strip().startswith(("<section", "<div"))
        assert "<html" not in answer.content.decode()
    whole = client.get(url, headers={"HX-Target": "something"}).content.decode()
    assert "<html" in whole


@pytest.mark.slow
def test_signs_that_no_typeface_has_are_named_in_the_act(
    held: Session, delegate: User, head: User
) -> None:
    text = "Se aprobó 🙂 y \\u00 «así» #let = $x$ ሰ"
    minutes.add_line(held, kind="decision", text=text, by=delegate)
    minutes.submit(held, by=delegate)
    minutes.approve(held, by=head)
    attached = minutes.publish(held, by=head)
    with store().get(attached.file.sha256) as content:
        pages = pypdfium2.PdfDocument(content.read())
    printed = " ".join("".join(page.get_textpage().get_text_range() for page in pages).split())
    assert "[SLIGHTLY SMILING FACE]" in printed
    assert "#let = $x$" in printed
