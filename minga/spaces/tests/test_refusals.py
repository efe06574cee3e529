"""What is refused, each in one sentence, and nothing is half done."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from minga.actors.models import Actor
from minga.base.models import Entry
from minga.base.steps import Refused
from minga.commitments import actions as commitments
from minga.commitments.models import Commitment
from minga.notices.models import Mail
from minga.people.models import User
from minga.plans.models import Articulation
from minga.spaces.actions import members, minutes, sessions
from minga.spaces.actions import space as spaces
from minga.spaces.models import Attendance, Delegate, Line, Member, Session, Space

pytestmark = pytest.mark.django_db
TODAY = datetime.date.today()


def refused(does: Callable[..., Any], *args: Any, **kwargs: Any) -> str:
    with pytest.raises(Refused) as refusal:
        does(*args, **kwargs)
    (said,) = refusal.value.messages
    return str(said)


def test_an_empty_space_is_not_constituted(proposed: Space, delegate: User) -> None:
    said = refused(spaces.constitute, proposed, on=TODAY, by=delegate)
    assert said.startswith("Un espacio vacío no puede tener quórum")
    proposed.refresh_from_db()
    assert proposed.status == "proposed"


def test_guests_alone_make_no_space(proposed: Space, university: Actor, delegate: User) -> None:
    guest = members.add_member(proposed, university, position="guest", by=delegate)
    assert not guest.votes
    assert "vacío" in refused(spaces.constitute, proposed, on=TODAY, by=delegate)


def test_a_quorum_that_can_never_be_is_refused(
    proposed: Space, university: Actor, delegate: User
) -> None:
    members.add_member(proposed, university, by=delegate)
    spaces.edit(
        proposed, by=delegate, version=proposed.version, quorum_rule="number", quorum_value=5
    )
    said = refused(spaces.constitute, proposed, on=TODAY, by=delegate)
    assert "quórum de 5 y solo 1 institución tiene voto" in said


def test_a_share_without_its_number_is_refused(proposed: Space, delegate: User) -> None:
    said = refused(spaces.edit, proposed, by=delegate, version=1, quorum_rule="share")
    assert "Escriba el porcentaje o el número" in said
    said = refused(
        spaces.edit, proposed, by=delegate, version=1, quorum_rule="share", quorum_value=101
    )
    assert "llega a 100" in said


def test_a_malformed_address_is_refused_by_name(
    client: Client, table: Space, seats: list[Member], delegate: User
) -> None:
    client.force_login(delegate)
    url = f"{table.get_absolute_url()}members/{seats[3].pk}/delegates/"
    count = Delegate.objects.count()
    answer = client.post(url, {"name": "Ana", "email": "ana@@quito"})
    assert "«ana@@quito» no es una dirección de correo" in answer.content.decode()
    assert Delegate.objects.count() == count
    assert not Mail.objects.exists()


def test_a_session_that_ends_before_it_starts_is_refused(
    client: Client, table: Space, delegate: User
) -> None:
    client.force_login(delegate)
    said = {"day": "2027-03-01", "starts": "11:00", "ends": "09:00", "agenda": "Uno"}
    answer = client.post(f"{table.get_absolute_url()}sessions/new/", said)
    text = answer.content.decode()
    assert "La sesión termina antes de empezar" in text
    assert 'value="11:00"' in text  # what was written is not lost
    assert not Session.objects.exists()


def test_only_a_constituted_space_meets(
    proposed: Space, table: Space, delegate: User, session: Session
) -> None:
    again = {"starts": session.starts, "ends": session.ends, "by": delegate}
    spaces.pause(table, reason="Vacaciones", by=delegate)
    assert "en pausa" in refused(sessions.plan, table, **again)
    spaces.resume(table, by=delegate)
    spaces.close(table, reason="Cumplió", by=delegate)
    assert "cerrado" in refused(sessions.plan, table, **again)


def test_nobody_is_called_to_nowhere_or_for_nothing(session: Session, delegate: User) -> None:
    sessions.change(session, by=delegate, version=session.version, agenda=[])
    assert "orden del día" in refused(sessions.call, session, by=delegate)
    sessions.change(session, by=delegate, version=session.version, agenda=["Uno"])
    sessions.change(session, by=delegate, version=session.version, place="", link="")
    assert "Diga dónde" in refused(sessions.call, session, by=delegate)
    assert not Mail.objects.exclude(calendar="").exists()


def test_without_a_quorum_it_says_how_many_are_lacking(
    called: Session, seats: list[Member], delegate: User
) -> None:
    sessions.attend(called, {seats[0]: sessions.Came(True)}, by=delegate)
    said = refused(sessions.open, called, by=delegate)
    assert "Faltan 2 instituciones con voto" in said
    assert "están 1 de 4 y hacen falta 3" in said
    assert not called.carried.exists()


def test_a_session_is_cancelled_with_a_reason_and_not_after_it_began(
    called: Session, opened: Session, delegate: User
) -> None:
    assert "Escriba por qué" in refused(sessions.cancel, opened, reason=" ", by=delegate)
    assert "cambió" in refused(sessions.cancel, opened, reason="Tarde", by=delegate)


def test_two_people_who_press_the_same_step_do_it_once(session: Session, delegate: User) -> None:
    stale = Session.objects.get(pk=session.pk)
    sessions.call(session, by=delegate)
    assert "ya no se puede" in refused(sessions.call, stale, by=delegate)
    assert Mail.objects.exclude(calendar="").count() == 3


def test_the_second_who_changes_a_session_sees_what_the_first_wrote(
    client: Client, called: Session, delegate: User
) -> None:
    client.force_login(delegate)
    url = f"{called.get_absolute_url()}edit/"
    first = {
        "version": called.version,
        "day": "2027-03-01",
        "starts": "09:00",
        "ends": "11:00",
        "place": "Primera",
        "agenda": "Uno",
    }
    assert client.post(url, first).status_code == 302
    answer = client.post(url, {**first, "place": "Segunda"})
    text = answer.content.decode()
    assert "Otra persona cambió esta sesión" in text
    assert "Primera" in text
    assert "Segunda" in text
    fresh = Session.objects.get(pk=called.pk)
    assert client.post(url, {**first, "version": fresh.version, "place": "Segunda"}).status_code
    assert Session.objects.get(pk=called.pk).place == "Segunda"


def test_a_commitment_has_an_owner_among_the_members_and_a_day(
    opened: Session, delegate: User, seats: list[Member]
) -> None:
    add = {"session": opened, "kind": "commitment", "text": "Entregar", "by": delegate}
    assert "tiene dueño" in refused(minutes.add_line, **add)
    stranger = Actor.objects.create(name="Nadie de aquí")
    due = TODAY + datetime.timedelta(days=90)
    said = refused(minutes.add_line, **add, actor=stranger, due=due)
    assert "Nadie de aquí no es miembro" in said
    owner = seats[0].actor
    assert "tiene plazo" in refused(minutes.add_line, **add, actor=owner)
    assert "anterior a la sesión" in refused(minutes.add_line, **add, actor=owner, due=TODAY)
    assert not Line.objects.exists()
    assert not Commitment.objects.exists()


def test_an_empty_act_is_not_sent(held: Session, delegate: User) -> None:
    assert "vacía" in refused(minutes.submit, held, by=delegate)


def test_the_minutes_are_sent_once_the_session_is_over(opened: Session, delegate: User) -> None:
    minutes.add_line(opened, kind="information", text="Algo", by=delegate)
    assert "sigue abierta" in refused(minutes.submit, opened, by=delegate)


def test_approved_lines_do_not_change(held: Session, delegate: User, head: User) -> None:
    line = minutes.add_line(held, kind="information", text="Algo", by=delegate)
    minutes.submit(held, by=delegate)
    assert "Escriba qué hay que corregir" in refused(minutes.give_back, held, reason="", by=head)
    again = {"version": line.version, "kind": "decision", "text": "Otra cosa", "by": delegate}
    assert "ya no es un borrador" in refused(minutes.edit_line, line, **again)
    assert "ya no es un borrador" in refused(
        minutes.remove_line, line, version=line.version, by=delegate
    )
    assert "ya no es un borrador" in refused(
        minutes.add_line, held, kind="information", text="Más", by=delegate
    )
    assert "cuando está aprobada" in refused(minutes.publish, held, by=head)
    said = refused(sessions.attend, held, {}, by=delegate)
    assert "la asistencia no cambia" in said


def test_a_line_that_somebody_else_changed_is_not_overwritten(
    client: Client, opened: Session, delegate: User
) -> None:
    line = minutes.add_line(opened, kind="information", text="Uno", by=delegate)
    client.force_login(delegate)
    url = f"{opened.get_absolute_url()}lines/{line.pk}/"
    said = {"version": 1, "kind": "information", "text": "Dos"}
    assert client.post(url, said).status_code == 302
    answer = client.post(url, {**said, "text": "Tres"}).content.decode()
    assert "Otra persona cambió esta línea" in answer
    assert "Dos" in answer
    assert "Tres" in answer
    client.post(f"{url}remove/", {"version": 1})
    assert Line.objects.get().text == "Dos"


def test_a_commitment_that_was_reported_stays_in_the_draft(
    opened: Session, delegate: User, seats: list[Member]
) -> None:
    due = TODAY + datetime.timedelta(days=90)
    line = minutes.add_line(
        opened, kind="commitment", text="Entregar", actor=seats[0].actor, due=due, by=delegate
    )
    assert line.commitment
    commitments.report(line.commitment, text="Hecho", by=delegate)
    said = refused(minutes.remove_line, line, version=1, by=delegate)
    assert "Ya reportaron" in said
    assert Line.objects.filter(pk=line.pk).exists()


def test_a_line_taken_out_of_the_draft_takes_its_commitment_with_it(
    opened: Session, delegate: User, seats: list[Member]
) -> None:
    due = TODAY + datetime.timedelta(days=90)
    line = minutes.add_line(
        opened, kind="commitment", text="Entregar", actor=seats[0].actor, due=due, by=delegate
    )
    minutes.edit_line(line, version=1, kind="decision", text="Se decidió", by=delegate)
    assert not Commitment.objects.exists()
    minutes.remove_line(line, version=2, by=delegate)
    assert not Line.objects.exists()


def test_an_institution_sits_once_and_its_term_goes_forwards(
    table: Space, seats: list[Member], delegate: User
) -> None:
    assert "ya es miembro" in refused(members.add_member, table, seats[0].actor, by=delegate)
    yesterday = TODAY - datetime.timedelta(days=1)
    said = refused(
        members.change_member,
        seats[0],
        position="member",
        votes=True,
        starts=TODAY,
        ends=yesterday,
        by=delegate,
    )
    assert "anterior a la de inicio" in said


def test_a_member_saved_as_it_was_leaves_no_history(seats: list[Member], delegate: User) -> None:
    seat = Member.objects.get(pk=seats[0].pk)
    same: dict[str, Any] = {"starts": seat.starts, "ends": seat.ends, "by": delegate}
    members.change_member(seat, position=seat.position, votes=seat.votes, **same)
    assert not Entry.objects.filter(verb="member_changed").exists()
    members.change_member(seat, position="chair", votes=seat.votes, **same)
    assert Entry.objects.filter(verb="member_changed").count() == 1


def test_a_closed_space_does_not_change(table: Space, university: Actor, delegate: User) -> None:
    assert "Escriba por qué" in refused(spaces.close, table, reason="", by=delegate)
    spaces.close(table, reason="Cumplió", by=delegate)
    version = table.version
    assert "cerrado" in refused(spaces.edit, table, by=delegate, version=version, name="Otro")
    assert "cerrado" in refused(members.add_member, table, university, by=delegate)


def test_two_who_note_the_attendance_lose_nothing(
    client: Client, called: Session, seats: list[Member], delegate: User, head: User
) -> None:
    """Both saw an empty list; each ticks another institution."""
    shown = {f"was_{s.pk}": "0" for s in seats} | {f"was_who_{s.pk}": "" for s in seats}
    url = f"{called.get_absolute_url()}attendance/"
    for user, seat in ((delegate, seats[0]), (head, seats[1])):
        client.force_login(user)
        client.post(url, {**shown, f"present_{seat.pk}": "on"})
    here = Attendance.objects.filter(present=True).values_list("member", flat=True)
    assert set(here) == {seats[0].pk, seats[1].pk}


def test_pausing_takes_the_articulation_back_and_resuming_gives_it(
    held: Session, articulation: Articulation, delegate: User
) -> None:
    space = Space.objects.get(pk=held.space_id)
    articulation.refresh_from_db()
    assert articulation.status == "formalised"
    spaces.pause(space, reason="Vacaciones", by=delegate)
    articulation.refresh_from_db()
    assert articulation.status == "planned"
    spaces.resume(space, by=delegate)
    articulation.refresh_from_db()
    assert articulation.status == "formalised"
    spaces.close(space, reason="Cumplió", by=delegate)
    articulation.refresh_from_db()
    assert articulation.status == "planned"
