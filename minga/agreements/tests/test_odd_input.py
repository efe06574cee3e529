"""What people write and press by mistake: one sentence, and nothing half done."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from minga.actors import actions as actors
from minga.actors.models import Actor
from minga.agreements.actions import amend, draft, obligations
from minga.agreements.forms import Amount
from minga.agreements.models import Agreement
from minga.agreements.tests.conftest import TODAY, days, read
from minga.base.steps import Refused
from minga.people.models import User
from minga.plans.models import MechanismType


def test_a_button_pressed_twice_does_it_once(
    agreement: Agreement, mobility: Actor, delegate: User, kind: MechanismType
) -> None:
    own = agreement.parties.get(actor=mobility)
    with pytest.raises(Refused, match="Ese aporte ya está"):
        draft.contribute(own, by=delegate, amount=Decimal("1500.50"), source="Presupuesto")
    obligations.oblige(agreement, own, by=delegate, text="Contar")
    with pytest.raises(Refused, match="Esa obligación ya está"):
        obligations.oblige(agreement, own, by=delegate, text="Contar")
    with pytest.raises(Refused, match="Ya hay un borrador igual"):
        draft.create(
            agreement.plan,
            by=delegate,
            title=agreement.title,
            type=kind,
            unit=agreement.unit,
            starts=agreement.starts,
            ends=agreement.ends,
        )
    assert read(agreement).amount == Decimal("1500.50")
    assert agreement.obligations.count() == 1


def test_an_addendum_sent_twice_adds_its_money_once(
    client: Client, in_force: Agreement, head: User
) -> None:
    client.force_login(head)
    said = {"signed_on": TODAY.isoformat(), "text": "Más recursos", "amount": "1.000,00"}
    client.post(f"/agreements/{in_force.pk}/addendum/", said)
    again = client.post(f"/agreements/{in_force.pk}/addendum/", said)
    assert "Esa adenda ya está registrada" in again.content.decode()
    assert read(in_force).amount == Decimal("2500.50")


@pytest.mark.pure
@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("12.500,00", "12500.00"),
        ("12,500.00", "12500.00"),
        ("12.500", "12500"),
        ("12,500", "12500"),
        ("1.234.567,8", "1234567.8"),
        ("USD 12500.5", "12500.5"),
        ("$ 12 500", "12500"),
        ("-300,25", "-300.25"),
        ("0,5", "0.5"),
    ],
)
def test_money_is_read_as_people_write_it(said: str, meant: str) -> None:
    assert Amount(decimal_places=2).clean(said) == Decimal(meant)


@pytest.mark.pure
@pytest.mark.parametrize("said", ["1.2.3", "12.50,000", "1,23,4", "1e9,0", "NaN", "doce", "1.5000"])
def test_money_that_can_be_read_in_two_ways_is_refused(said: str) -> None:
    with pytest.raises(ValidationError):
        Amount(decimal_places=2).clean(said)


def test_more_money_than_there_is_in_the_world(
    in_force: Agreement, agreement: Agreement, head: User
) -> None:
    most = Decimal("9999999999999999.99")
    with pytest.raises(Refused, match="demasiado grande"):
        amend.add_addendum(in_force, by=head, signed_on=TODAY, text="Error", amount=most)
    assert not in_force.amendments.exists()
    assert read(in_force).amount == Decimal("1500.50")


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("notice_days", "99999999999", "Avise a lo más"),
        ("notice_days", "4000", "Avise a lo más"),
        ("authorised_on", "0226-01-01", "demasiado lejos"),
        ("published_on", "9999-12-31", "demasiado lejos"),
    ],
)
def test_figures_and_years_out_of_this_world(
    client: Client, agreement: Agreement, delegate: User, field: str, value: str, says: str
) -> None:
    client.force_login(delegate)
    said = {"version": agreement.version, "notice_days": "60", "visibility": "public"}
    response = client.post(f"/agreements/{agreement.pk}/edit/around/", {**said, field: value})
    assert says in response.content.decode()
    assert read(agreement).notice_days == 60
    assert read(agreement).version == agreement.version


def test_what_recurs_since_the_year_226_is_a_slip(
    agreement: Agreement, mobility: Actor, delegate: User
) -> None:
    own = agreement.parties.get(actor=mobility)
    with pytest.raises(Refused, match="El año 226"):
        obligations.oblige(
            agreement,
            own,
            by=delegate,
            text="Informar",
            due=datetime.date(226, 1, 31),
            recurrence="monthly",
        )


@pytest.mark.parametrize(
    "query",
    ["expiry/?by=x", "?within=999999999", "calendar/?month=99999999999999999999-1", "?month=٢-١"],
)
def test_an_address_that_means_nothing_shows_the_page(client: Client, db: None, query: str) -> None:
    assert client.get(f"/agreements/{query}").status_code == 200


def test_who_was_joined_to_another_meanwhile_is_no_party(
    agreement: Agreement, delegate: User, coordinator: User
) -> None:
    one, other = (actors.add(by=coordinator, name=f"Colectivo {n} de aquí") for n in "AB")
    stale = Actor.objects.get(pk=other.pk)
    actors.merge(one, other, by=coordinator)
    with pytest.raises(Refused, match="se unió a otro actor"):
        draft.add_party(agreement, stale, by=delegate)
    assert agreement.parties.count() == 2
    assert not agreement.parties.filter(actor=other).exists()


def test_an_extension_to_another_age(in_force: Agreement, head: User) -> None:
    with pytest.raises(Refused, match="demasiado lejos"):
        amend.extend(in_force, by=head, signed_on=TODAY, ends=datetime.date(9999, 12, 31))
    assert read(in_force).term_ends == days(335)
