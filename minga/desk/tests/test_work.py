"""My work: what waits for each, done in place."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from minga.actors.models import Actor
from minga.agreements.models import Agreement, Party
from minga.base.testing import one, read, words
from minga.commitments import actions
from minga.commitments.models import Commitment
from minga.commitments.tests.conftest import TODAY, WEEK, Promise, promise
from minga.notices.models import Notice
from minga.people.models import Membership, Role, Unit, User
from minga.plans.models import MechanismType, Plan

__all__ = ["promise"]  # the fixture
pytestmark = pytest.mark.django_db
WORK = "/my-work/"


def titles(client: Client, kind: str, address: str = WORK) -> list[str]:
    return [node.text(strip=True) for node in read(client, address).css(f"#{kind} h4")]


def test_what_is_due_stands_first_and_the_longest_overdue_at_its_top(
    client: Client, promise: Promise, partner: User
) -> None:
    promise("Luego", due=TODAY + WEEK)
    promise("Atrasado", due=TODAY - WEEK, past=True)
    client.force_login(partner)
    assert titles(client, "due") == ["Atrasado", "Luego"]
    page = read(client, WORK)
    assert words(page, "h1") == "2 cosas esperan algo de usted, y una está atrasada"
    assert words(page, ".m-nav a[aria-current]") == "Mi trabajo 2"


def test_a_report_is_sent_from_there_and_one_comes_back_there(
    client: Client, promise: Promise, partner: User, head: User
) -> None:
    promised = promise("Entregar el estudio")
    client.force_login(partner)
    form = one(read(client, WORK), "#due form")
    said = {"text": "Hecho.", "next": one(form, "[name=next]").attributes["value"] or ""}
    answer = client.post(form.attributes["action"] or "", said, follow=True)
    assert answer.redirect_chain[0][0] == WORK
    assert "Su reporte está enviado" in answer.content.decode()
    client.force_login(head)
    page = read(client, WORK)
    assert "Hecho. (Organización aliada" in words(page, "#approve")
    forms = [form.attributes["action"] for form in page.css("#approve form")]
    assert forms == [f"/commitments/{promised.pk}/{verb}/" for verb in ("accept", "give_back")]
    client.post(forms[1] or "", {"text": "Falta el anexo.", "next": WORK})
    assert read(client, WORK).css_first("#approve") is None
    client.force_login(partner)
    assert "Falta el anexo. (Jefatura de unidad" in words(read(client, WORK), "#returned")


def test_what_somebody_reported_does_not_wait_for_the_same_person(
    client: Client, promise: Promise, mobility: Actor, head: User
) -> None:
    own = promise(actor=mobility)
    actions.report(own, text="Hecho.", by=head)
    client.force_login(head)
    assert titles(client, "approve") == []


def test_the_coordination_decides_where_no_head_does(
    client: Client, promise: Promise, partner: User, coordinator: User
) -> None:
    for text, fields in {"Con jefatura": {}, "Sin jefatura": {"unit": None}}.items():
        actions.report(promise(text, **fields), text="Hecho.", by=partner)
    client.force_login(coordinator)
    assert titles(client, "approve") == ["Sin jefatura"]


def test_one_with_several_units_may_look_at_one_of_them(
    client: Client, promise: Promise, mobility: Actor, delegate: User
) -> None:
    other = Unit.objects.filter(external=False).exclude(actor=mobility).first()
    assert other
    client.force_login(delegate)
    assert read(client, WORK).css_first('nav[aria-label="Unidad"]') is None
    Membership.objects.create(user=delegate, unit=other, role=Role.DELEGATE)
    promise("De movilidad", actor=mobility)
    promise("De la otra", actor=other.actor)
    assert len(titles(client, "due")) == 2
    assert titles(client, "due", f"{WORK}?unit={other.pk}") == ["De la otra"]
    assert len(titles(client, "due", f"{WORK}?unit=999999")) == 2


def test_an_agreement_is_cleared_from_there_and_one_comes_back_there(
    client: Client, plan: Plan, mobility: Actor, university: Actor, head: User
) -> None:
    assert mobility.unit
    agreement = Agreement.objects.create(
        title="Convenio de ciclovías",
        type=MechanismType.objects.all()[0],
        plan=plan,
        unit=mobility.unit,
        status="review",
    )
    for actor in (mobility, university):
        Party.objects.create(agreement=agreement, actor=actor)
    client.force_login(head)
    form = one(read(client, WORK), "#approve form")
    answer = client.post(form.attributes["action"] or "", {"next": WORK})
    assert answer["Location"] == WORK


def test_nobody_sees_the_work_of_another(
    client: Client, promise: Promise, mobility: Actor, partner: User
) -> None:
    promise("De movilidad", actor=mobility)
    client.force_login(partner)
    assert titles(client, "due") == []
    assert words(read(client, WORK), "h1") == "Nada espera por usted"


def test_roles_without_such_work_are_told_so_and_visitors_sign_in(
    client: Client, operator: User
) -> None:
    assert client.get(WORK).status_code == 302
    client.force_login(operator)
    page = read(client, WORK)
    assert "Su papel no tiene tareas de este tipo" in words(page, "main")
    assert "Mi trabajo" not in words(page, ".m-nav")


def test_signing_in_leads_to_the_work_of_whoever_can_have_some(
    client: Client, operator: User, delegate: User, coordinator: User
) -> None:
    assert client.get("/start/")["Location"] == "/"
    for person, leads in ((operator, "/"), (delegate, WORK), (coordinator, WORK)):
        client.force_login(person)
        assert client.get("/start/")["Location"] == leads


def test_unread_notices_stand_beside_it(client: Client, promise: Promise, partner: User) -> None:
    promise("Entregar el estudio")
    client.force_login(partner)
    notice = Notice.objects.get(to=partner)
    side = one(read(client, WORK), ".m-facts")
    assert "Nuevo compromiso de Universidad de demostración" in side.text()
    assert one(side, f'a[href="/notices/{notice.pk}/"]')


@pytest.mark.parametrize("who", ["coordinator", "head", "delegate", "partner", "operator"])
def test_it_asks_as_much_for_many_as_for_few(
    client: Client, promise: Promise, request: pytest.FixtureRequest, mobility: Actor, who: str
) -> None:
    partner: User = request.getfixturevalue("partner")
    head: User = request.getfixturevalue("head")

    def more(count: int) -> None:
        """Of each kind of pile, for each role."""
        for number in range(count):
            for fields in ({}, {"actor": mobility}, {"unit": None}):
                promise(f"n{number}", due=TODAY + datetime.timedelta(number), **fields)
                reported = promise(f"r{number}", **fields)
                actions.report(reported, text="Hecho.", by=partner)
                returned = promise(f"d{number}", **fields)
                actions.report(returned, text="Hecho.", by=partner)
                actions.give_back(returned, reason="Falta.", by=head)

    def queries() -> int:
        client.get(WORK)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(WORK).status_code == 200
        return len(asked)

    client.force_login(request.getfixturevalue(who))
    more(11)
    few = queries()
    more(19)
    assert Commitment.objects.count() == 270
    assert queries() == few
