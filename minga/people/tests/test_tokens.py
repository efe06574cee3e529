"""Keys for programs: made, shown once, used, withdrawn."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from minga.base import history
from minga.base.steps import Refused
from minga.people import tokens
from minga.people.models import Token, User
from minga.people.tests.people import says

READINGS = "/monitoring/api/plans/quito/readings/"
SECRET = re.compile(r"minga_[\w-]{43}")


def made(person: User, **more: Any) -> str:
    return tokens.create(person, **{"name": "prueba", "days": 30, "by": person, **more})[1]


def ask(secret: str, *, how: str = "Bearer", **more: Any) -> Any:
    return Client().get(READINGS, headers={"Authorization": f"{how} {secret}"}, **more)


def test_the_page_makes_a_key_and_shows_it_once(client: Client, delegate: User) -> None:
    client.force_login(delegate)
    shown = says(client.post("/people/tokens/", {"name": "el sensor", "days": "90"}))
    secret = SECRET.search(shown)
    assert secret
    assert "no se muestra otra vez" in shown
    again = says(client.get("/people/tokens/"))
    assert not SECRET.search(again)
    assert secret[0][:12] in again
    token = Token.objects.get(user=delegate)
    assert secret[0] not in (token.sha256, token.shown, token.name)
    assert token.expires.date() == (timezone.now() + datetime.timedelta(90)).date()
    assert history.of(delegate)[0].verb == "token"
    assert ask(secret[0]).status_code == 200


def test_a_key_needs_a_name_and_one_of_its_own(client: Client, delegate: User) -> None:
    client.force_login(delegate)
    assert "Escriba para qué es" in says(client.post("/people/tokens/", {"days": "90"}))
    client.post("/people/tokens/", {"name": "el sensor", "days": "90"})
    twice = says(client.post("/people/tokens/", {"name": "el sensor", "days": "90"}))
    assert "Ya tiene una clave en uso que se llama «el sensor»" in twice
    assert Token.objects.count() == 1


def test_one_person_has_at_most_twenty(delegate: User) -> None:
    for n in range(tokens.MOST):
        made(delegate, name=str(n))
    with pytest.raises(Refused, match="Ya tiene 20 claves en uso"):
        made(delegate, name="una más")


def test_a_withdrawn_key_opens_nothing(client: Client, delegate: User) -> None:
    secret = made(delegate)
    client.force_login(delegate)
    page = client.post(f"/people/tokens/{Token.objects.get().pk}/revoke/", follow=True)
    assert "desde ahora no abre nada" in page.content.decode()
    answer = ask(secret)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert "fue retirada" in answer.json()["error"]
    made(delegate)  # its name is free again


def test_nobody_withdraws_the_key_of_another(client: Client, delegate: User, head: User) -> None:
    made(delegate)
    client.force_login(head)
    assert client.post(f"/people/tokens/{Token.objects.get().pk}/revoke/").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("secret", "why"),
    [
        ("minga_no-es", "no existe"),
        ("", "no existe"),
        ("ñ" * 500, "no existe"),
        ("minga_\x00", "no existe"),
    ],
)
def test_an_unknown_key_is_told_so(secret: str, why: str) -> None:
    answer = Client().get(READINGS, HTTP_AUTHORIZATION=f"Bearer {secret}")
    assert answer.status_code == 401
    assert why in answer.json()["error"]


def test_an_expired_key_and_a_closed_account_are_told_so(delegate: User) -> None:
    secret = made(delegate)
    Token.objects.update(expires=timezone.now())
    assert "venció" in ask(secret).json()["error"]
    Token.objects.update(expires=timezone.now() + datetime.timedelta(1))
    User.objects.filter(pk=delegate.pk).update(is_active=False)
    assert "está cerrada" in ask(secret).json()["error"]
    User.objects.filter(pk=delegate.pk).update(is_active=True, is_demo=True)
    assert "está cerrada" in ask(secret).json()["error"]


def test_the_wrong_kind_of_authorization_is_told_so(delegate: User) -> None:
    answer = ask(made(delegate), how="Basic")
    assert answer.status_code == 401
    assert "Bearer minga_" in answer.json()["error"]


def test_its_last_use_is_written_once_a_minute(delegate: User) -> None:
    secret = made(delegate)
    ask(secret)
    first = Token.objects.get().last_used
    ask(secret)
    assert Token.objects.get().last_used == first
    long_ago = timezone.now() - datetime.timedelta(minutes=2)
    Token.objects.update(last_used=long_ago)
    ask(secret)
    used = Token.objects.get().last_used
    assert used
    assert used > long_ago


def test_a_form_of_another_site_cannot_deliver_with_a_cookie(delegate: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(delegate)
    assert client.post(READINGS, "[]", content_type="application/json").status_code == 403
    bearer = {"Authorization": f"Bearer {made(delegate)}"}
    answer = client.post(READINGS, "[]", content_type="application/json", headers=bearer)
    assert answer.status_code == 400  # it was read, and is empty


def test_a_key_counts_and_not_the_cookie(client: Client, coordinator: User) -> None:
    client.force_login(coordinator)
    answer = client.get(READINGS, headers={"Authorization": "Bearer minga_no-es"})
    assert answer.status_code == 401
