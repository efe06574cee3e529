"""Signing in and out: who gets in, what a mistake says, and when an account waits."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest
from django.test import Client
from pytest_django import Settings

from minga.people.models import User
from minga.people.tests.people import PASSWORD, says, sign_in, signed_in, with_password

WAIT = "Espere y vuelva a intentarlo"


@pytest.fixture
def ana(delegate: User) -> User:
    return with_password(delegate)


def test_it_lets_in_and_goes_back_to_where_one_was(client: Client, ana: User) -> None:
    answer = client.post(
        "/accounts/login/",
        {"login": ana.email.upper(), "password": PASSWORD, "next": "/plans/quito/2.3.1/"},
    )
    assert (answer.status_code, answer["Location"]) == (302, "/plans/quito/2.3.1/")
    assert signed_in(client)


def test_it_never_leads_to_another_site(client: Client, ana: User) -> None:
    credentials = {"login": ana.email, "password": PASSWORD, "next": "https://example.com/"}
    assert client.post("/accounts/login/", credentials)["Location"] == "/start/"


@pytest.mark.django_db
@pytest.mark.parametrize("email", ["delegate@demo.invalid", "nadie@example.org"])
def test_a_mistake_says_the_same_whether_or_not_there_is_an_account(
    client: Client, email: str
) -> None:
    answer = sign_in(client, email, "otra cosa")
    assert "El correo y la contraseña no corresponden" in says(answer)
    assert not signed_in(client)


def test_five_mistakes_make_the_account_wait(client: Client, ana: User, head: User) -> None:
    for _attempt in range(5):
        assert WAIT not in says(sign_in(client, ana.email, "otra cosa"))
    assert WAIT in says(sign_in(client, ana.email, "otra cosa"))
    assert WAIT in says(sign_in(client, ana.email)), "the right password does not help"
    assert WAIT in says(sign_in(Client(REMOTE_ADDR="10.0.0.7"), ana.email)), "nor another place"
    assert not signed_in(client)

    other = Client()
    sign_in(other, with_password(head).email)
    assert signed_in(other), "another person does not wait"


@pytest.mark.slow
def test_the_wait_ends(client: Client, ana: User, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "1/3s/key"}
    sign_in(client, ana.email, "otra cosa")
    assert WAIT in says(sign_in(client, ana.email))
    time.sleep(3)
    sign_in(client, ana.email)
    assert signed_in(client)


def test_writing_the_address_otherwise_does_not_get_round_the_wait(
    client: Client, ana: User
) -> None:
    for port in range(5):
        sign_in(client, ana.email.upper(), "otra cosa", headers={"host": f"localhost:{port}"})
    assert WAIT in says(sign_in(client, ana.email, headers={"host": "localhost:9"}))


@pytest.mark.slow
def test_many_mistakes_from_one_place_make_the_place_wait(client: Client, db: None) -> None:
    for person in range(30):
        assert WAIT not in says(sign_in(client, f"persona{person}@example.org", "x"))
    assert WAIT in says(sign_in(client, "otra@example.org", "x"))


def test_too_many_requests_are_told_kindly(client: Client, db: None, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    sign_in(client, "nadie@example.org", "x")
    answer = sign_in(client, "nadie@example.org", "x")
    assert answer.status_code == 429
    assert "Demasiados intentos seguidos" in says(answer)


def test_it_speaks_of_the_plan_and_names_no_demo_outside_the_demo(client: Client, db: None) -> None:
    page = client.get("/accounts/login/")
    assert "Para leer el plan no necesita cuenta" in says(page)
    assert "demostración" not in says(page)
    assert "/people/demo/" not in page.content.decode()


def test_signing_out_asks_first_and_then_does(client: Client, ana: User) -> None:
    client.force_login(ana)
    assert "¿Quiere salir?" in says(client.get("/accounts/logout/"))
    assert signed_in(client)
    assert "Usted salió" in says(client.post("/accounts/logout/", follow=True))
    assert not signed_in(client)


def test_one_who_is_no_longer_active_is_out_at_once(client: Client, ana: User) -> None:
    sign_in(client, ana.email)
    assert signed_in(client)
    User.objects.filter(pk=ana.pk).update(is_active=False)
    assert not signed_in(client)
    again = sign_in(client, ana.email, follow=True)
    assert "Esta cuenta no está activa" in says(again)
    assert not signed_in(client)


def test_the_session_ends_with_the_browser_and_scripts_cannot_read_it(
    client: Client, ana: User
) -> None:
    cookie = sign_in(client, ana.email).cookies["sessionid"]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", "")
    assert client.get("/accounts/login/").cookies.get("csrftoken", {"httponly": True})["httponly"]


@pytest.mark.pure
@pytest.mark.parametrize(("url", "secure"), [("https://plan.example.org", True), ("", False)])
def test_cookies_are_secure_where_the_address_is(url: str, secure: bool) -> None:
    ask = (
        "from minga import settings as s; print({s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE,"
        " s.LANGUAGE_COOKIE_SECURE, bool(s.SECURE_HSTS_SECONDS)})"
    )
    environment = {**os.environ, "MINGA_SECRET": "x"} | ({"MINGA_URL": url} if url else {})
    told = subprocess.run(
        [sys.executable, "-c", ask], env=environment, capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == str({secure})


def test_letters_are_in_the_language_in_which_one_first_came(client: Client, ana: User) -> None:
    assert ana.last_login is None
    sign_in(client, ana.email, headers={"accept-language": "en"})
    ana.refresh_from_db()
    assert ana.language == "en"
    client.logout()
    sign_in(client, ana.email, headers={"accept-language": "es"})
    ana.refresh_from_db()
    assert ana.language == "en"
