"""A person's own page, their password, and the pages that are not offered."""

from __future__ import annotations

import re
import smtplib
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import translation
from pytest_django import DjangoAssertNumQueries, Settings

from minga.people.models import User
from minga.people.tests.people import PASSWORD, says, sign_in, signed_in, with_password

NEW = "cuarenta colibríes azules"


@pytest.fixture
def ana(delegate: User) -> User:
    return with_password(delegate)


def test_it_says_who_one_is_and_what_one_may(client: Client, ana: User) -> None:
    client.force_login(ana)
    page = says(client.get("/people/me/"))
    for said in (ana.name, ana.email, "Delegación de una unidad", "Secretaría de Movilidad"):
        assert said in page


@pytest.mark.django_db
def test_it_asks_little_of_the_database_for_everyone(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for person in User.objects.all():
        client.force_login(person)
        client.get("/people/me/")
        with django_assert_max_num_queries(9):
            client.get("/people/me/")


def test_a_stranger_is_sent_to_sign_in(client: Client, db: None) -> None:
    assert client.get("/people/me/")["Location"] == "/accounts/login/?next=/people/me/"


def test_it_changes_the_password_and_the_other_windows_close(client: Client, ana: User) -> None:
    other = Client()
    sign_in(client, ana.email)
    sign_in(other, ana.email)
    fields = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    wrong = client.post("/accounts/password/change/", fields | {"oldpassword": "no es esta"})
    assert "Esta no es su contraseña actual" in says(wrong)
    client.post("/accounts/password/change/", fields)
    assert signed_in(client)
    assert not signed_in(other)
    sign_in(other, ana.email, NEW)
    assert signed_in(other)


def test_it_refuses_a_password_that_anyone_would_guess(client: Client, ana: User) -> None:
    sign_in(client, ana.email)
    for easy in ("corta", "password", "83650274", ana.email):
        fields = {"oldpassword": PASSWORD, "password1": easy, "password2": easy}
        assert "invalid-feedback" in client.post("/accounts/password/change/", fields).text
    ana.refresh_from_db()
    assert ana.check_password(PASSWORD)


def reset_link(client: Client, email: str, **more: Any) -> str:
    client.post("/accounts/password/reset/", {"email": email}, **more)
    found = re.search(r"http\S+", str(mail.outbox[-1].body))
    assert found
    return found.group()


def test_a_forgotten_password_is_replaced_by_mail(client: Client, ana: User) -> None:
    link = reset_link(client, ana.email)
    assert mail.outbox[0].subject == "Minga: Poner otra contraseña"
    assert mail.outbox[0].to == [ana.email]
    form = client.get(link.removeprefix("http://127.0.0.1:8000"), follow=True)
    path = form.redirect_chain[-1][0]
    done = client.post(path, {"password1": NEW, "password2": NEW}, follow=True)
    assert "Ya puede entrar con la nueva" in says(done)
    sign_in(client, ana.email, NEW)
    assert signed_in(client)
    used = client.get(link.removeprefix("http://127.0.0.1:8000"), follow=True)
    assert "Este enlace ya no sirve" in says(used)


def test_the_link_is_on_our_address_whatever_the_visitor_says(
    client: Client, ana: User, settings: Settings
) -> None:
    settings.URL = "https://plan.example.org"
    link = reset_link(client, ana.email, headers={"host": "localhost:6666"})
    assert link.startswith("https://plan.example.org/accounts/password/reset/key/")


def test_asking_for_a_link_does_not_tell_who_has_an_account(client: Client, ana: User) -> None:
    ours = client.post("/accounts/password/reset/", {"email": ana.email}, follow=True)
    none = client.post("/accounts/password/reset/", {"email": "nadie@example.org"}, follow=True)
    assert says(ours) == says(none)
    assert "no hay una cuenta" in mail.outbox[-1].body
    assert "http" not in mail.outbox[-1].body


@pytest.mark.parametrize("change", [{"is_active": False}])
def test_no_link_goes_to_an_account_that_is_not_active(
    client: Client, ana: User, change: dict[str, bool]
) -> None:
    User.objects.filter(pk=ana.pk).update(**change)
    client.post("/accounts/password/reset/", {"email": ana.email})
    assert "http" not in mail.outbox[-1].body


def test_it_says_so_when_the_mail_server_does_not_answer(
    client: Client, ana: User, settings: Settings
) -> None:
    settings.MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": 1, "timeout": 1},
        }
    }
    assert issubclass(smtplib.SMTPException, OSError)
    answer = client.post("/accounts/password/reset/", {"email": ana.email})
    assert answer.status_code == 503
    assert "No pudimos enviar el correo" in says(answer)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("signup/", "Aquí no se abren cuentas"),
        ("3rdparty/signup/", "Aquí no se abren cuentas"),
        ("email/", "El correo no se cambia aquí"),
        ("confirm-email/", "El correo no se cambia aquí"),
        ("confirm-email/abc:def/", "El correo no se cambia aquí"),
        ("3rdparty/", "No hace falta conectar otra cuenta"),
        ("login/code/confirm/", "No se entra con un código por correo"),
    ],
)
@pytest.mark.parametrize("who", ["visitor", "delegate"])
def test_what_is_not_offered_says_so(
    client: Client, ana: User, path: str, said: str, who: str
) -> None:
    if who == "delegate":
        client.force_login(ana)
    before = User.objects.count()
    form = {"email": "otra@example.org", "password1": NEW, "action_add": ""}
    for answer in (client.get(f"/accounts/{path}"), client.post(f"/accounts/{path}", form)):
        assert answer.status_code == 404
        assert said in says(answer)
    assert User.objects.count() == before


def test_accounts_leads_to_ones_own_page(client: Client, ana: User) -> None:
    client.force_login(ana)
    assert client.get("/accounts/")["Location"] == "/people/me/"
    assert client.get("/accounts/2fa/")["Location"] == "/people/me/"


@pytest.mark.parametrize(
    "path",
    [
        "login/", "logout/", "inactive/", "password/change/", "password/reset/",
        "password/reset/done/", "password/reset/key/done/", "password/reset/key/1-x/",
        "reauthenticate/", "2fa/totp/activate/", "3rdparty/login/cancelled/",
        "3rdparty/login/error/",
    ],
)  # fmt: skip
def test_every_page_is_in_our_look(client: Client, ana: User, path: str) -> None:
    if not path.startswith(("login", "password/reset")):
        sign_in(client, ana.email)
    page = client.get(f"/accounts/{path}", follow=True).text
    assert page.count("<h1>") == 1
    assert "minga/look" in page
    assert "style=" not in page.split("<main")[1]


def test_every_message_id_is_spanish(client: Client, db: None) -> None:
    with translation.override("es"):
        assert "Sign" not in says(client.get("/accounts/login/"))
