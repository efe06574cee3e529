"""Signing in with one's institution, against a real provider on loopback."""

from __future__ import annotations

import html
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from pytest_django import Settings

from minga.people.models import User
from minga.people.tests.people import PASSWORD, says, sign_in, signed_in, with_password
from minga.people.tests.provider import CLIENT, SECRET, Provider, Server

LOGIN = "/accounts/oidc/ciudad/login/"


class Stay(HTTPRedirectHandler):
    """Says where one is sent, and does not go."""

    def redirect_request(self, req: Request, *_answer: Any) -> None:
        return None

    def http_error_302(self, _req: Any, fp: Any, _code: int, _msg: str, headers: Any) -> Any:
        fp.headers = headers
        return fp


@pytest.fixture
def ana(delegate: User) -> User:
    return with_password(delegate)


@pytest.fixture
def provider(settings: Settings, monkeypatch: pytest.MonkeyPatch, ana: User) -> Iterator[Provider]:
    """The city's own sign-in, which knows Ana."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with Server() as provider:
        provider.claims = {"sub": "ana-1", "email": ana.email, "email_verified": True}
        settings.SOCIALACCOUNT_PROVIDERS = {
            "openid_connect": {
                "OAUTH_PKCE_ENABLED": True,
                "APPS": [
                    {
                        "provider_id": "ciudad",
                        "name": "la cuenta de la ciudad",
                        "client_id": CLIENT,
                        "secret": SECRET,
                        "settings": {"server_url": provider.url},
                    }
                ],
            }
        }
        yield provider


def go(client: Client, path: str = f"{LOGIN}?process=login") -> Any:
    """Press the button, be identified there, and come back."""
    page = client.post(path)
    found = re.search(r'href="(http[^"]+)" id="go"', page.text)
    assert found, says(page)
    there = build_opener(Stay, ProxyHandler({})).open(html.unescape(found.group(1)))
    back = urlsplit(there.headers["Location"])
    assert back.path == f"{LOGIN}callback/"
    return client.get(f"{back.path}?{back.query}", follow=True)


def test_the_sign_in_page_has_a_button_for_it(client: Client, provider: Provider) -> None:
    page = client.get("/accounts/login/?next=/plans/quito/")
    assert "Entrar con la cuenta de la ciudad" in says(page)
    assert f'method="post" action="{LOGIN}?process=login&amp;next=' in page.text


def test_without_a_provider_there_is_no_button(client: Client, db: None) -> None:
    assert "su institución" not in says(client.get("/accounts/login/"))
    assert client.get(LOGIN).status_code == 404


def test_reading_the_address_asks_first(client: Client, provider: Provider) -> None:
    assert "Continuar" in says(client.get(LOGIN))
    assert not provider.asked


def test_an_account_made_by_an_operator_is_let_in_by_its_verified_address(
    client: Client, provider: Provider, ana: User
) -> None:
    provider.claims["email"] = ana.email.upper()
    answer = go(client, f"{LOGIN}?process=login&next=/people/me/")
    assert answer.redirect_chain[-1][0] == "/people/me/"
    assert ana.email in says(answer)
    assert not SocialAccount.objects.exists(), "nothing stays that would let in later"
    assert not EmailAddress.objects.exists()


def test_the_password_stays_as_it_was(client: Client, provider: Provider, ana: User) -> None:
    go(client)
    other = Client()
    sign_in(other, ana.email, PASSWORD)
    assert signed_in(other)


def test_a_stranger_gets_no_account(client: Client, provider: Provider) -> None:
    before = User.objects.count()
    provider.claims |= {"sub": "eva-1", "email": "eva@example.org"}
    answer = go(client)
    assert answer.status_code == 403
    assert "No hay una cuenta para eva@example.org" in says(answer)
    assert not signed_in(client)
    assert User.objects.count() == before


@pytest.mark.parametrize("verified", [False, "false", None, "no"])
def test_an_address_that_is_not_verified_lets_no_one_in(
    client: Client, provider: Provider, verified: object
) -> None:
    provider.claims["email_verified"] = verified
    answer = go(client)
    assert answer.status_code == 403
    assert "El proveedor no confirma que el correo sea suyo" in says(answer)
    assert not signed_in(client)


def test_an_address_of_which_nothing_is_said_lets_no_one_in(
    client: Client, provider: Provider
) -> None:
    del provider.claims["email_verified"]
    assert "no confirma" in says(go(client))


def test_the_token_and_the_profile_have_to_be_of_one_person(
    client: Client, provider: Provider
) -> None:
    provider.token = {"sub": "another"}
    assert "se contradice" in says(go(client))
    assert not signed_in(client)


def test_a_token_for_another_site_is_refused(client: Client, provider: Provider) -> None:
    provider.token = {"aud": "another site"}
    assert "No pudimos confirmar quién es usted" in says(go(client))
    assert not signed_in(client)


def test_a_token_of_another_provider_is_refused(client: Client, provider: Provider) -> None:
    provider.token = {"iss": "https://example.com"}
    assert "No pudimos confirmar quién es usted" in says(go(client))
    assert not signed_in(client)


def test_an_answer_that_no_one_asked_for_is_refused(client: Client, provider: Provider) -> None:
    answer = client.get(f"{LOGIN}callback/?code=x&state=y")
    assert "No pudimos confirmar quién es usted" in says(answer)
    assert not signed_in(client)


def test_changing_ones_mind_there_is_no_error(client: Client, provider: Provider) -> None:
    provider.refuses = "access_denied"
    assert "Usted canceló" in says(go(client))


@pytest.mark.parametrize("demo", [True, False])
def test_demo_people_never_come_in_this_way(
    client: Client, provider: Provider, ana: User, settings: Settings, demo: bool
) -> None:
    settings.DEMO = demo
    User.objects.filter(pk=ana.pk).update(is_demo=True)
    assert "No hay una cuenta" in says(go(client))
    assert not signed_in(client)


def test_nor_does_one_who_is_no_longer_active(
    client: Client, provider: Provider, ana: User
) -> None:
    User.objects.filter(pk=ana.pk).update(is_active=False)
    assert "Esta cuenta no está activa" in says(go(client))
    assert not signed_in(client)


def test_no_other_identity_can_be_tied_to_an_account(
    client: Client, provider: Provider, ana: User
) -> None:
    client.force_login(ana)
    provider.claims |= {"sub": "eva-1", "email": "eva@example.org"}
    assert "no hace falta conectar" in says(go(client, f"{LOGIN}?process=connect"))
    assert not SocialAccount.objects.exists()


def test_the_page_that_leads_there_keeps_the_policy(client: Client, provider: Provider) -> None:
    page = client.post(f"{LOGIN}?process=login")
    assert page.status_code == 200, "a form may not be sent on to another site"
    assert "form-action 'self'" in page["Content-Security-Policy"]
    assert f'http-equiv="refresh" content="0; url={provider.url}/authorize?' in page.text


@pytest.mark.pure
def test_providers_come_from_the_file_that_the_operator_names(tmp_path: Path) -> None:
    apps = [{"provider_id": "ciudad", "name": "Ciudad", "client_id": "x", "secret": "y"}]
    file = tmp_path / "oidc.json"
    file.write_text(json.dumps(apps))
    ask = "from minga import settings as s; print(s.SOCIALACCOUNT_PROVIDERS)"
    told = subprocess.run(
        [sys.executable, "-c", ask],
        env={**os.environ, "MINGA_SECRET": "x", "MINGA_OIDC": str(file)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == str(
        {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": apps}}
    )
