"""What an agreement that everybody may read keeps to itself."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client

from minga.actors import actions as actors
from minga.actors.models import Actor
from minga.agreements.actions import draft, life, obligations
from minga.agreements.dates import dated
from minga.agreements.models import Agreement
from minga.agreements.tests.conftest import brought_into_force, days, read
from minga.base.models import Visibility
from minga.commitments.models import Commitment
from minga.people.models import Membership, User
from minga.plans.models import Articulation, Initiative, Plan


@pytest.fixture
def hidden(agreement: Agreement, coordinator: User, delegate: User) -> Actor:
    """A party that only the government may know of."""
    made = actors.add(by=coordinator, name="Empresa reservada", visibility="internal")
    draft.add_party(agreement, made, by=delegate)
    return made


@pytest.fixture
def secret(plan: Plan) -> Articulation:
    """Of an initiative that is only for the government."""
    initiative = plan.initiatives.get(code="2.3.2")
    Initiative.objects.filter(pk=initiative.pk).update(visibility=Visibility.INTERNAL)
    found = initiative.articulations.get(number=1)
    Articulation.objects.filter(pk=found.pk).update(objective="Comprar un terreno reservado")
    found.refresh_from_db()
    return found


def signed(agreement: Agreement, head: User, delegate: User) -> Agreement:
    life.send_to_review(agreement, by=delegate)
    life.clear(agreement, by=head)
    return brought_into_force(agreement, head)


def shown(client: Client, url: str) -> str:
    return client.get(url).getvalue().decode()


def test_no_page_names_a_party_that_is_not_public(
    client: Client,
    agreement: Agreement,
    hidden: Actor,
    articulation: Articulation,
    head: User,
    delegate: User,
    partner: User,
) -> None:
    party = agreement.parties.get(actor=hidden)
    obligations.oblige(agreement, party, by=delegate, text="Abrir sus datos", due=days(30))
    signed(agreement, head, delegate)
    urls = [
        *(f"/agreements/{agreement.pk}/", "/agreements/", "/agreements/register.csv"),
        *(f"/agreements/?actor={hidden.pk}", "/search/?q=reservada", "/commitments/"),
        articulation.initiative.get_absolute_url(),
    ]
    for user in (None, partner):
        if user:
            client.force_login(user)
        for url in urls:
            assert "Empresa" not in shown(client, url), (user, url)
        assert "1 institución que no es pública" in shown(client, urls[0])
    client.force_login(head)
    assert "Empresa reservada" in shown(client, urls[0])


def test_an_internal_initiative_is_not_told_by_its_agreement(
    client: Client, agreement: Agreement, secret: Articulation, head: User, delegate: User
) -> None:
    draft.link(agreement, secret, by=delegate)
    signed(agreement, head, delegate)
    for url in (f"/agreements/{agreement.pk}/", "/agreements/register.csv"):
        told = shown(client, url)
        assert "terreno" not in told and "2.3.2" not in told, url
    client.force_login(head)
    assert "2.3.2/1" in shown(client, "/agreements/register.csv")


def test_why_a_draft_came_back_is_told_to_the_government_only(
    client: Client, agreement: Agreement, head: User, delegate: User
) -> None:
    life.send_to_review(agreement, by=delegate)
    life.give_back(agreement, by=head, reason="El monto no cuadra")
    signed(agreement, head, delegate)
    assert "no cuadra" not in shown(client, f"/agreements/{agreement.pk}/")
    client.force_login(head)
    assert "no cuadra" in shown(client, f"/agreements/{agreement.pk}/")


def test_what_was_promised_in_public_is_hidden_with_its_agreement(
    client: Client, agreement: Agreement, mobility: Actor, head: User, delegate: User
) -> None:
    party = agreement.parties.get(actor=mobility)
    obligations.oblige(agreement, party, by=delegate, text="Contar a quien camina", due=days(30))
    found = signed(agreement, head, delegate)
    owed = Commitment.objects.get(text="Contar a quien camina")
    assert client.get(owed.get_absolute_url()).status_code == 200
    draft.edit(found, by=delegate, version=found.version, visibility=Visibility.INTERNAL)
    assert client.get(owed.get_absolute_url()).status_code == 404
    draft.edit(found, by=delegate, version=found.version, visibility=Visibility.PUBLIC)
    assert client.get(owed.get_absolute_url()).status_code == 200


def test_an_agreement_of_a_plan_that_is_not_public_is_found_by_nobody_outside(
    client: Client, in_force: Agreement
) -> None:
    assert "Convenio para estudiar" in shown(client, "/search/?q=viajes")
    Plan.objects.filter(pk=in_force.plan_id).update(visibility=Visibility.INTERNAL)
    assert "Convenio para estudiar" not in shown(client, "/search/?q=viajes")
    assert client.get(f"/agreements/{in_force.pk}/").status_code == 404


def test_the_calendar_of_who_left_the_government_holds_nothing_internal(
    in_force: Agreement, delegate: User
) -> None:
    Agreement.objects.filter(pk=in_force.pk).update(
        visibility=Visibility.INTERNAL, administrator=delegate
    )
    when = (datetime.date.today(), days(400))
    assert list(dated(delegate, None, *when))
    Membership.objects.filter(user=delegate).update(ends=days(-1))
    assert list(dated(User.objects.get(pk=delegate.pk), None, *when)) == []
    assert read(in_force).administrator == delegate
