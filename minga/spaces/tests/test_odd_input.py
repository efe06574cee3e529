"""What people paste, and what those who left may no longer read."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client

from minga.actors.models import Actor
from minga.base.models import Visibility
from minga.base.steps import Refused
from minga.commitments.models import Commitment
from minga.people.models import User
from minga.spaces.actions import members, minutes
from minga.spaces.actions import space as spaces
from minga.spaces.models import Member, Session, Space

TODAY = datetime.date.today()


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "pegado \x08 de otro \x0b programa \x0c\x1b\x7f\x85",
        "la familia \U0001f469\u200d\U0001f469\u200d\U0001f467\U0001f3fd \U0001f600 y \ufe0f",
        "".join(chr(0x4E00 + n) for n in range(80)),
        "privado \ue000 \ufffe \U000f0000",
        '\u202eal revés #import "x" $x$ *a* _b_ ] \\ ` <b> @c',
    ],
)
def test_an_act_is_published_whatever_was_pasted_into_it(
    held: Session, delegate: User, head: User, text: str
) -> None:
    minutes.add_line(held, kind="decision", text=text, by=delegate)
    minutes.submit(held, by=delegate)
    minutes.approve(held, by=head)
    assert minutes.publish(held, by=head).file.size > 1000


def test_what_was_promised_in_a_public_act_is_hidden_with_its_space(
    client: Client, held: Session, mobility: Actor, delegate: User, head: User
) -> None:
    due = TODAY + datetime.timedelta(30)
    minutes.add_line(
        held, kind="commitment", text="Traer el mapa", actor=mobility, due=due, by=delegate
    )
    minutes.submit(held, by=delegate)
    minutes.approve(held, by=head)
    minutes.publish(held, by=head)
    owed = Commitment.objects.get(text="Traer el mapa").get_absolute_url()
    assert client.get(owed).status_code == 200
    space = Space.objects.get(pk=held.space_id)
    spaces.edit(space, by=delegate, version=space.version, visibility=Visibility.INTERNAL)
    assert client.get(owed).status_code == 404


def test_an_institution_that_left_reads_no_more(
    client: Client, session: Session, university: Actor, partner: User, delegate: User
) -> None:
    Space.objects.filter(pk=session.space_id).update(visibility=Visibility.PARTNERS)
    url = f"/spaces/{session.space_id}/"
    client.force_login(partner)
    assert client.get(url).status_code == 200
    member = Member.objects.select_related("space", "actor").get(
        space=session.space_id, actor=university
    )
    members.remove_member(member, on=TODAY, by=delegate)
    assert client.get(url).status_code == 200  # today it still belongs
    Member.objects.filter(pk=member.pk).update(ends=TODAY - datetime.timedelta(1), starts=None)
    assert client.get(url).status_code == 404


def test_one_whose_term_ends_later_still_takes_part(
    client: Client, session: Session, university: Actor, partner: User
) -> None:
    Member.objects.filter(space=session.space_id, actor=university).update(
        ends=TODAY + datetime.timedelta(100)
    )
    client.force_login(partner)
    assert client.get(session.get_absolute_url()).status_code == 200  # not called yet


def test_who_left_does_not_leave_again(table: Space, seats: list[Member], delegate: User) -> None:
    member = seats[3]
    members.remove_member(member, on=TODAY, by=delegate)
    with pytest.raises(Refused, match="ya no es miembro"):
        members.remove_member(member, on=TODAY + datetime.timedelta(30), by=delegate)
    member.refresh_from_db()
    assert member.ends == TODAY


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_a_session_in_another_age_is_refused(
    client: Client, table: Space, delegate: User, day: str
) -> None:
    client.force_login(delegate)
    said = {"day": day, "starts": "22:00", "ends": "23:59", "place": "Sala", "agenda": "Uno"}
    response = client.post(f"/spaces/{table.pk}/sessions/new/", said)
    assert "demasiado lejos" in response.content.decode()
    assert not table.sessions.exists()


def test_what_no_database_stores_is_left_out(
    client: Client, called: Session, seats: list[Member], delegate: User
) -> None:
    client.force_login(delegate)
    url, key = called.get_absolute_url(), seats[0].pk
    said = {f"was_{key}": "0", f"present_{key}": "on", f"who_{key}": "Ana\0 Demo"}
    assert client.post(f"{url}attendance/", said).status_code == 302
    assert client.get(f"/spaces/{called.space_id}/members/?q=a%00b").status_code == 200
    gone = {"reason": "Llueve\0", "next": "ningun-lugar"}
    assert client.post(f"{url}cancel/", gone).headers["Location"] == url
    called.refresh_from_db()
    assert called.reason == "Llueve"


def test_a_quorum_of_a_hundred_thousand_is_refused(proposed: Space, delegate: User) -> None:
    with pytest.raises(Refused, match="no tiene tantas instituciones"):
        spaces.edit(
            proposed,
            by=delegate,
            version=proposed.version,
            quorum_rule="number",
            quorum_value=100_000,
        )
