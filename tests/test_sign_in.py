"""Signing in, in a real browser: a mistake, the second step, and one's own account."""

from __future__ import annotations

import re
import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Browser, Page, expect

from tests.conftest import OpenPage, Site, axe

pytestmark = pytest.mark.browser

in_both = pytest.mark.parametrize("width", [390, 1280])


def password(demo: Site) -> str:
    return (demo.home / "demo-password").read_text()


def fill(page: Page, email: str, secret: str) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("Correo").fill(email)
    page.get_by_label("Contraseña").fill(secret)
    with page.expect_navigation():
        page.locator("form.m-form").get_by_role("button", name="Entrar").click()


def code_now(secret: str) -> str:
    """What the phone shows; waits for the next one if this one is about to change."""
    if time.time() % 30 > 24:
        time.sleep(6.5)
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


@in_both
@pytest.mark.parametrize("js", [True, False], ids=["with JavaScript", "without"])
def test_a_mistake_is_explained_and_the_right_password_lets_in(
    open_page: OpenPage, demo: Site, width: int, js: bool
) -> None:
    page = open_page("/accounts/login/", width=width, js=js)
    fill(page, "partner@demo.invalid", "otra cosa")
    expect(page.get_by_role("alert")).to_contain_text("no corresponden")
    expect(page.get_by_label("Correo")).to_have_value("partner@demo.invalid")
    assert not js or axe(page) == []
    fill(page, "partner@demo.invalid", password(demo))
    page.goto("/people/me/")
    expect(page.locator("main")).to_contain_text("Universidad de demostración")
    page.locator("main").get_by_role("button", name="Salir").click()
    expect(page.locator("header").get_by_role("link", name="Entrar")).to_be_visible()


@in_both
def test_one_button_shows_the_demo_from_each_seat(open_page: OpenPage, width: int) -> None:
    page = open_page("/accounts/login/?next=/people/me/", width=width)
    rows = page.locator("main tbody tr")
    assert rows.count() == 8
    rows.first.get_by_role("button").click()
    expect(page.locator("main")).to_contain_text("coordinator@demo.invalid")


@in_both
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_second_step_from_activating_to_removing(
    open_page: OpenPage, demo: Site, width: int, scheme: str
) -> None:
    found: dict[str, list[str]] = {}
    page = open_page("/", width=width, color_scheme=scheme)
    form = page.locator("form.m-form")
    fill(page, "supervisor@demo.invalid", password(demo))
    page.goto("/people/me/")
    found["account"] = axe(page)
    page.get_by_role("link", name="Activar el segundo paso").click()
    found["confirm"] = axe(page)
    page.get_by_label("Contraseña").fill(password(demo))
    form.get_by_role("button", name="Confirmar").click()
    square = page.locator("main img")
    expect(square).to_be_visible()
    assert square.evaluate("image => image.naturalWidth") > 0, "the policy lets the square be seen"
    found["activate"] = axe(page)
    secret = page.locator("#secret").inner_text()
    page.get_by_role("textbox", name="Código").fill(code_now(secret))
    form.get_by_role("button", name="Activar").click()

    codes = re.findall(r"\d{8}", page.locator("main").inner_text())
    assert len(codes) == 10
    found["codes"] = axe(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Descargar").click()
    assert all(code in download.value.path().read_text() for code in codes)

    page.goto("/accounts/logout/")
    with page.expect_navigation():
        form.get_by_role("button", name="Salir").click()
    fill(page, "supervisor@demo.invalid", password(demo))
    expect(page.locator("h1")).to_have_text("Falta el segundo paso")
    expect(page.get_by_role("textbox", name="Código")).to_be_focused()
    found["second step"] = axe(page)
    page.get_by_role("textbox", name="Código").fill(codes[0])
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.goto("/people/me/")
    page.get_by_role("link", name="Quitar el segundo paso").click()
    page.get_by_label("Contraseña").fill(password(demo))
    form.get_by_role("button", name="Confirmar").click()
    found["remove"] = axe(page)
    form.get_by_role("button", name="Quitar el segundo paso").click()
    expect(page.locator("main")).to_contain_text("Sin activar")
    assert {name: faults for name, faults in found.items() if faults} == {}


@in_both
def test_axe_finds_nothing_around_the_door(browser: Browser, demo: Site, width: int) -> None:
    paths = [
        "login/", "password/reset/", "password/reset/done/", "password/reset/key/1-x/", "signup/",
        "inactive/", "3rdparty/login/error/",
    ]  # fmt: skip
    page = browser.new_page(viewport={"width": width, "height": 800}, base_url=demo.url)
    for path in paths:
        page.goto(f"/accounts/{path}")
        assert axe(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    page.context.close()


def test_the_account_page_changes_the_language(open_page: OpenPage, demo: Site) -> None:
    page = open_page("/")
    fill(page, "operator@demo.invalid", password(demo))
    page.goto("/people/me/")
    page.locator("main").get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.locator("main").get_by_role("button", name="Español").click()
    expect(page.locator("html")).to_have_attribute("lang", "es")
