"""The second step: an app's code, and the recovery codes for the day without the phone."""

from __future__ import annotations

import re
import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from minga.people.models import User
from minga.people.tests.people import PASSWORD, says, sign_in, signed_in, with_password

ACTIVATE = "/accounts/2fa/totp/activate/"
DEACTIVATE = "/accounts/2fa/totp/deactivate/"
CODES = "/accounts/2fa/recovery-codes/"


def code_now(secret: str) -> str:
    """What the phone shows; waits for the next one if this one is about to change."""
    if time.time() % 30 > 27:
        time.sleep(3.5)
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


@pytest.fixture
def ana(delegate: User) -> User:
    return with_password(delegate)


def activate(client: Client, ana: User) -> str:
    """Sign in and go through it as a person does; returns the secret of the phone."""
    sign_in(client, ana.email)
    asked = client.get(ACTIVATE)
    assert asked["Location"].startswith("/accounts/reauthenticate/")
    page = client.post(asked["Location"], {"password": PASSWORD, "next": ACTIVATE}, follow=True)
    found = re.search(r'<code id="secret">(\w+)</code>', page.text)
    assert found
    client.post(ACTIVATE, {"code": code_now(found.group(1))})
    return found.group(1)


def recovery_codes(client: Client) -> list[str]:
    file = client.get(f"{CODES}download/")
    assert file["Content-Disposition"].startswith("attachment")
    return re.findall(r"^\d+$", file.text, re.M)


def test_activating_asks_for_the_password_again(client: Client, ana: User) -> None:
    sign_in(client, ana.email)
    url = client.get(ACTIVATE)["Location"]
    wrong = client.post(url, {"password": "otra cosa"})
    assert "Esta no es su contraseña" in says(wrong)
    assert client.get(ACTIVATE).status_code == 302


def test_the_square_to_scan_passes_our_policy(client: Client, ana: User) -> None:
    sign_in(client, ana.email)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": ACTIVATE})
    page = client.get(ACTIVATE)
    assert 'src="data:image/svg+xml;base64,' in page.text
    assert "img-src 'self' data:" in page["Content-Security-Policy"]


def test_a_wrong_code_does_not_activate(client: Client, ana: User) -> None:
    sign_in(client, ana.email)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": ACTIVATE})
    client.get(ACTIVATE)
    assert "El código no es correcto" in says(client.post(ACTIVATE, {"code": "000000"}))
    assert "Sin activar" in says(client.get("/people/me/"))


def test_from_activating_to_removing(client: Client, ana: User) -> None:
    secret = activate(client, ana)
    page = says(client.get("/people/me/"))
    assert "Activo" in page
    assert "Quedan 10 códigos" in page
    codes = recovery_codes(client)
    assert len(codes) == 10
    assert all(code in says(client.get(CODES)) for code in codes)

    client.post("/accounts/logout/")
    answer = sign_in(client, ana.email)
    assert answer["Location"].startswith("/accounts/2fa/authenticate/")
    assert not signed_in(client), "the password alone is not enough"
    wrong = client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert "El código no es correcto" in says(wrong)
    code = code_now(secret)
    client.post("/accounts/2fa/authenticate/", {"code": code})
    assert signed_in(client)

    thief = Client()
    sign_in(thief, ana.email)
    thief.post("/accounts/2fa/authenticate/", {"code": code})
    assert not signed_in(thief), "a code that was seen over the shoulder is no longer good"

    asked = client.get(DEACTIVATE)["Location"]
    client.post(asked, {"password": PASSWORD, "next": DEACTIVATE})
    assert "¿Quitar el segundo paso?" in says(client.get(DEACTIVATE))
    gone = client.post(DEACTIVATE, follow=True)
    assert "Se quitó el segundo paso" in says(gone)
    assert "Sin activar" in says(gone)
    client.post("/accounts/logout/")
    sign_in(client, ana.email)
    assert signed_in(client)


def test_a_recovery_code_is_good_once(client: Client, ana: User) -> None:
    activate(client, ana)
    code = recovery_codes(client)[0]
    for expected in (True, False):
        visit = Client()
        sign_in(visit, ana.email)
        visit.post("/accounts/2fa/authenticate/", {"code": code})
        assert signed_in(visit) is expected
    assert "Quedan 9 códigos" in says(client.get("/people/me/"))


def test_new_codes_replace_the_old_ones(client: Client, ana: User) -> None:
    activate(client, ana)
    old = recovery_codes(client)
    assert "Los 10 códigos que le quedan dejarán de servir" in says(client.get(f"{CODES}generate/"))
    client.post(f"{CODES}generate/")
    assert not set(old) & set(recovery_codes(client))


def test_guessing_codes_makes_the_account_wait(client: Client, ana: User) -> None:
    secret = activate(client, ana)
    visit = Client()
    sign_in(visit, ana.email)
    for guess in range(5):
        visit.post("/accounts/2fa/authenticate/", {"code": f"00000{guess}"})
    answer = visit.post("/accounts/2fa/authenticate/", {"code": code_now(secret)})
    assert "Espere y vuelva a intentarlo" in says(answer)
    assert not signed_in(visit)


def test_one_without_the_second_step_has_no_codes(client: Client, ana: User) -> None:
    sign_in(client, ana.email)
    assert client.get(CODES).status_code == 404
    assert client.get(f"{CODES}download/").status_code == 404
