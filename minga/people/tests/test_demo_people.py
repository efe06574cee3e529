"""The people of the demo sign in with one button there, and nowhere else at all."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import Settings

from minga.people.models import Role, User
from minga.people.tests.people import says, sign_in, signed_in, with_password


@pytest.fixture
def shown(delegate: User) -> User:
    """The delegate, as the demo has it."""
    delegate.is_demo = True
    return with_password(delegate)


@pytest.fixture
def running(settings: Settings) -> None:
    settings.DEMO = True


def test_one_button_signs_in_and_goes_back(client: Client, shown: User, running: None) -> None:
    answer = client.post("/people/demo/delegate/", {"next": "/plans/quito/"})
    assert answer["Location"] == "/plans/quito/"
    assert shown.name in says(client.get("/people/me/"))


def test_it_never_leads_to_another_site(client: Client, shown: User, running: None) -> None:
    answer = client.post("/people/demo/delegate/", {"next": "//example.com/"})
    assert answer["Location"] == "/start/"


def test_there_is_a_button_for_each_role(client: Client, db: None, running: None) -> None:
    page = client.get("/accounts/login/").content.decode()
    assert all(f'action="/people/demo/{role}/" method="post"' in page for role in Role.values)


def test_reading_the_address_does_not_sign_in(client: Client, shown: User, running: None) -> None:
    assert client.get("/people/demo/delegate/").status_code == 405
    assert not signed_in(client)


@pytest.mark.parametrize("role", ["operator", "mayor"])
def test_it_takes_no_one_who_is_not_of_the_demo(
    client: Client, shown: User, running: None, role: str
) -> None:
    assert client.post(f"/people/demo/{role}/").status_code == 404


def test_outside_the_demo_the_button_is_not_there(client: Client, shown: User) -> None:
    assert client.post("/people/demo/delegate/").status_code == 404
    assert not signed_in(client)


def test_outside_the_demo_the_password_does_not_help(client: Client, shown: User) -> None:
    assert "Esta cuenta no está activa" in says(sign_in(client, shown.email, follow=True))
    assert not signed_in(client)


def test_whoever_was_in_is_out_when_the_demo_ends(
    client: Client, shown: User, settings: Settings
) -> None:
    settings.DEMO = True
    sign_in(client, shown.email)
    assert signed_in(client)
    settings.DEMO = False
    assert not signed_in(client)
