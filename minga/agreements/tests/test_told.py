"""What agreements tell the other pages: initiatives, actors, my work, calendars, the search."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from minga.actors.models import Actor
from minga.agreements import dates, events, found, shares, work
from minga.agreements.actions import amend, daily, life
from minga.agreements.instruments import instruments, participants
from minga.agreements.models import Agreement
from minga.agreements.tests.conftest import TODAY, days, read
from minga.base.domain import offered
from minga.base.work import Pile
from minga.files.models import Attachment
from minga.notices.models import Notice
from minga.people.models import User
from minga.plans.completeness import with_marks
from minga.plans.models import Articulation, Initiative

NOBODY = AnonymousUser()


def marks(articulation: Articulation) -> tuple[bool, bool]:
    one = with_marks(Initiative.objects.filter(pk=articulation.initiative_id)).get()
    return one.mark_instrument, one.mark_counterpart  # type: ignore[attr-defined]


def piles(user: User) -> dict[str, list[str]]:
    told: list[Pile] = work.waiting(User.objects.get(pk=user.pk), TODAY, 5)
    return {pile.kind: [item.title for item in pile.items] for pile in told if pile.items}


def test_an_initiative_has_its_marks_while_it_is_in_force(
    to_sign: Agreement, articulation: Articulation, head: User
) -> None:
    from minga.agreements.tests.conftest import brought_into_force

    assert marks(articulation) == (False, False)
    agreement = brought_into_force(to_sign, head)
    assert marks(articulation) == (True, True)
    life.suspend(agreement, by=head, reason="Obras")
    assert marks(articulation) == (False, True)
    life.terminate(agreement, by=head, reason="Obras")
    assert marks(articulation) == (False, False)


def test_only_the_unit_that_leads_is_no_counterpart(
    in_force: Agreement, articulation: Articulation, university: Actor
) -> None:
    in_force.parties.filter(actor=university).delete()
    assert marks(articulation) == (True, False)


def test_an_articulation_shows_it_to_those_who_see_it(
    agreement: Agreement, articulation: Articulation, head: User, university: Actor
) -> None:
    (told,) = instruments([articulation.pk], head)
    assert (told.real, told.begun, told.state) == (False, True, "draft")
    assert told.counterparts == ((university.name, university.get_absolute_url()),)
    assert list(instruments([articulation.pk], NOBODY)) == []
    (whole,) = instruments([articulation.pk], None)
    assert whole.begun


def test_a_partner_takes_part_in_what_it_signs(
    agreement: Agreement, articulation: Articulation, university: Actor
) -> None:
    assert university.unit_id
    units = {university.unit_id}
    assert list(participants(units)) == []  # a draft is nobody's yet
    Agreement.objects.update(status="review")
    assert list(participants(units)) == [articulation.initiative_id]
    Agreement.objects.update(visibility="internal")
    assert list(participants(units)) == []


def test_its_end_stands_on_the_timeline_of_the_initiative(
    in_force: Agreement, articulation: Articulation
) -> None:
    told = events.events(articulation.initiative, NOBODY)
    assert any("entró en vigor" in event.says for event in told)
    coming = [event for event in told if event.to_come]
    assert [event.on for event in coming] == [days(335)]


def test_an_actor_shows_what_it_signs(
    in_force: Agreement, university: Actor, mobility: Actor
) -> None:
    told = shares.shares(university, NOBODY, 5)
    assert told and told.total == 1
    assert (told.items[0].state, told.items[0].ends) == ("in_force", days(335))
    assert told.url.endswith(f"?actor={university.pk}")
    Agreement.objects.update(visibility="internal")
    assert shares.shares(university, NOBODY, 5) is None


def test_my_work_follows_its_life(
    agreement: Agreement, head: User, delegate: User, coordinator: User, partner: User
) -> None:
    title = str(agreement)
    assert piles(head) == piles(delegate) == {}
    life.send_to_review(agreement, by=delegate)
    assert piles(head) == {"approve": [title]}
    assert piles(coordinator) == {}  # the unit has a head
    life.give_back(agreement, by=head, reason="Falta el anexo.")
    assert piles(delegate) == {"returned": [title]}
    (returned,) = [p for p in work.waiting(User.objects.get(pk=delegate.pk), TODAY, 5) if p.items]
    assert returned.items[0].why == "Falta el anexo."
    life.send_to_review(read(agreement), by=delegate)
    life.clear(read(agreement), by=head)
    assert piles(head) == {"sign": [title]}
    agreement.parties.update(signed_on=TODAY)
    assert piles(head) == {"approve": [title]}
    life.bring_into_force(read(agreement), by=head)
    assert piles(head) == {}
    Agreement.objects.update(term_ends=days(40), ends=days(40))
    daily.daily(TODAY)
    assert piles(head) == piles(delegate) == {"lapsing": [title]}
    amend.extend(read(agreement), by=head, signed_on=TODAY, ends=days(700))
    assert piles(head) == piles(partner) == {}


def test_what_waits_is_done_in_place(
    client: Client, agreement: Agreement, head: User, delegate: User
) -> None:
    life.send_to_review(agreement, by=delegate)
    (pile,) = [p for p in work.waiting(User.objects.get(pk=head.pk), TODAY, 5) if p.items]
    clear, give_back = pile.items[0].acts
    client.force_login(head)
    client.post(give_back.url, {give_back.name: "Falta el anexo."})
    assert read(agreement).reason == "Falta el anexo."
    life.send_to_review(read(agreement), by=delegate)
    client.post(clear.url)
    assert read(agreement).status == "to_sign"


def test_a_unit_that_nobody_heads_is_reviewed_by_the_coordination(
    agreement: Agreement, head: User, delegate: User, coordinator: User
) -> None:
    head.memberships.all().delete()
    life.send_to_review(agreement, by=delegate)
    assert piles(coordinator) == {"approve": [str(agreement)]}
    assert Notice.objects.filter(to=coordinator, kind="agreements.to_review").exists()


def test_a_calendar_has_its_end_and_its_notice(
    in_force: Agreement, head: User, partner: User, operator: User
) -> None:
    for user in (head, partner):
        told = list(dates.dated(user, None, TODAY, days(400)))
        assert {d.starts for d in told} == {days(335), days(275)}
        assert len({d.uid for d in told}) == 2
    assert list(dates.dated(operator, None, TODAY, days(400))) == []
    about = ("agreements.agreement", in_force.pk)
    before = max(d.sequence for d in dates.dated(None, about, TODAY, days(400)))
    amend.extend(in_force, by=head, signed_on=TODAY, ends=days(380))
    after = {d.starts: d.sequence for d in dates.dated(None, about, TODAY, days(400))}
    assert after.keys() == {days(380), days(320)}
    assert min(after.values()) > before
    assert list(dates.dated(None, ("spaces.space", 1), TODAY, days(400))) == []


def test_it_is_found_by_its_words_and_its_parties(in_force: Agreement) -> None:
    for question in ("caminan", "estudiar los viajes", "universidad de demostra"):
        assert [hit.key for hit in found.agreements(NOBODY, question)] == [in_force.pk], question
    Agreement.objects.update(visibility="internal")
    assert found.agreements(NOBODY, "caminan") == []


def test_who_sees_it_sees_its_files(
    client: Client, in_force: Agreement, head: User, partner: User
) -> None:
    client.force_login(head)
    file = SimpleUploadedFile("anexo.txt", b"Los aforos de marzo.\n", "text/plain")
    here = f"/agreements/{in_force.pk}/"
    answer = client.post(f"{here}files/", {"file": file, "kind": "document"})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    attached = Attachment.objects.get(record="agreements.agreement", object_id=in_force.pk)
    assert attached.file.name == "anexo.txt"
    guard = offered("guards")["agreements.agreement"]
    assert guard(NOBODY, [in_force.pk]) == {in_force.pk}
    Agreement.objects.update(visibility="partners")
    assert guard(NOBODY, [in_force.pk]) == set()
    assert guard(partner, [in_force.pk]) == {in_force.pk}


def test_each_kind_of_notice_can_be_said(in_force: Agreement) -> None:
    said = {kind: text for kind, text in offered("notices").items() if "agreements." in kind}
    assert len(said) == 12
    for text in said.values():
        assert "Viajes" in str(text) % {"title": "Viajes", "reason": "x", "ends": "1 ene 2027"}


@pytest.mark.parametrize("role", ["visitor", "partner", "delegate", "head", "coordinator"])
def test_the_page_is_the_same_document_for_all(
    client: Client, in_force: Agreement, request: pytest.FixtureRequest, role: str
) -> None:
    if role != "visitor":
        client.force_login(request.getfixturevalue(role))
    page = client.get(f"/agreements/{in_force.pk}/").content.decode()
    assert "2 de 2 partes firmaron" in page
    assert ("Terminar antes del plazo" in page) == (role in ("head", "coordinator"))
    assert ("Cambiar el texto" in page) is False
    assert ("Añadir un archivo" in page) == (role in ("delegate", "head", "coordinator"))
