"""What people do with the real plan, in a real browser, on a phone and at a desk, with and
without JavaScript."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import OpenPage, Site, axe

pytestmark = pytest.mark.browser

WIDTHS = [390, 1280]
PAGES = {
    "front": "/",
    "plan": "/plans/quito/",
    "objective": "/plans/quito/?objective=1.2",
    "matrix": "/plans/quito/matrix/",
    "initiative": "/plans/quito/1.1.12/",
    "findings": "/plans/quito/findings/",
    "completeness": "/plans/quito/completeness/",
    "search": "/search/?q=desnutricion",
    "documents": "/documents/",
    "sign-in": "/accounts/login/",
}
EDITOR_PAGES = {
    "initiative to edit": "/plans/quito/1.1.12/",
    "edit": "/plans/quito/1.1.12/edit/",
    "list to edit": "/plans/quito/?objective=2.3",
    "findings to decide": "/plans/quito/findings/",
    "account": "/people/me/",
}

in_both = pytest.mark.parametrize("width", WIDTHS)
both_ways = pytest.mark.parametrize("js", [True, False], ids=["with JavaScript", "without"])


def sign_in(page: Page, demo: Site, role: str = "coordinator") -> None:
    """With the password that `minga demo` printed."""
    found = re.search(r"contraseña: (\S+)\)", demo.said)
    assert found
    page.goto("/accounts/login/")
    page.get_by_label("Correo").fill(f"{role}@demo.invalid")
    page.get_by_label("Contraseña").fill(found[1])
    page.locator("form.m-form").get_by_role("button", name="Entrar").click()
    expect(page.get_by_role("button", name="Salir")).to_be_attached()


@in_both
@both_ways
def test_a_citizen_finds_what_the_city_will_do_about_malnutrition(
    open_page: OpenPage, width: int, js: bool
) -> None:
    page = open_page("/", width=width, js=js)
    page.locator("main").get_by_role("searchbox").fill("desnutricion")
    page.locator("main").get_by_role("button", name="Buscar").click()
    page.get_by_role("link", name="Desnutrición Crónica Infantil").first.click()
    expect(page.locator("h1")).to_contain_text("Reducción de Desnutrición Crónica Infantil")
    expect(page.locator("main")).to_contain_text("Impreso en la línea 61")


@in_both
@both_ways
def test_a_journalist_filters_the_matrix(open_page: OpenPage, width: int, js: bool) -> None:
    page = open_page("/plans/quito/matrix/", width=width, js=js)
    page.get_by_text("Filtrar la matriz").click()
    page.get_by_label("Mecanismo", exact=True).select_option("fideicomiso")
    page.get_by_role("button", name="Filtrar").click()
    expect(page).to_have_url(re.compile(r"mechanism=fideicomiso"))
    expect(page.locator("table.m-matrix tbody th.ini")).to_have_count(1)
    page.reload()
    expect(page.get_by_label("Mecanismo", exact=True)).to_have_value("fideicomiso")


@in_both
@both_ways
def test_the_coordinator_completes_an_initiative(
    open_page: OpenPage, demo: Site, width: int, js: bool
) -> None:
    page = open_page("/", width=width, js=js)
    sign_in(page, demo)
    code = {(390, True): "2.3.4", (390, False): "2.3.5", (1280, True): "2.3.6"}.get(
        (width, js), "2.3.7"
    )
    page.goto(f"/plans/quito/{code}/")
    page.locator("#f-period a").click()
    page.locator("[name=starts]").fill("2027-03-01")
    page.locator("[name=ends]").fill("2027-01-01")
    page.get_by_role("button", name="Guardar").click()
    expect(page.get_by_text("La fecha de fin es anterior a la de inicio")).to_be_visible()
    page.locator("[name=ends]").fill("2028-12-31")
    page.get_by_role("button", name="Guardar").click()
    expect(page.locator("#f-period")).to_contain_text("2028")
    expect(page.locator("#linea")).to_contain_text("Coordinación del plan")
    page.locator("#linea").get_by_role("button", name="Deshacer").click()
    expect(page.locator("#f-period")).to_contain_text("Falta")


@in_both
@both_ways
def test_the_coordinator_decides_a_finding(
    open_page: OpenPage, demo: Site, width: int, js: bool
) -> None:
    page = open_page("/", width=width, js=js)
    sign_in(page, demo)
    page.goto("/plans/quito/findings/?decision=open")
    item = page.locator("li.m-item").first
    title = item.locator(".t").inner_text()
    item.locator("summary").click()
    item.get_by_label("Descartar").check()
    item.get_by_role("button", name="Guardar la decisión").click()
    expect(page.get_by_text("escriba la razón")).to_be_visible()
    again = page.locator("li.m-item", has_text=title)
    again.get_by_label("Razón").fill("El conteo del documento es correcto.")
    again.get_by_role("button", name="Guardar la decisión").click()
    expect(page.get_by_text("Descartado").first).to_be_visible()
    page.goto("/plans/quito/findings/?decision=decided")
    expect(page.locator("li.m-item", has_text=title)).to_contain_text("El conteo del documento")


@both_ways
def test_a_visitor_reads_it_in_english(open_page: OpenPage, js: bool) -> None:
    page = open_page("/plans/quito/2.3.1/", js=js)
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("heading", name="Timeline")).to_be_visible()
    expect(page.locator("h1")).to_contain_text("Seguridad vial en el DMQ")  # as printed
    page.get_by_role("button", name="Español").click()
    expect(page.get_by_role("heading", name="Línea de tiempo")).to_be_visible()


def test_typing_narrows_the_list_and_the_address_keeps_it(open_page: OpenPage) -> None:
    page = open_page("/plans/quito/")
    page.locator("#fq").press_sequentially("quebradas", delay=20)
    expect(page).to_have_url(re.compile("q=quebradas"))
    expect(page.locator("#list tbody tr")).to_have_count(2)


def test_the_keyboard_is_enough(open_page: OpenPage) -> None:
    page = open_page("/plans/quito/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Ir al contenido")).to_be_focused()
    page.keyboard.press("/")
    expect(page.locator("#fq")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Estrategia de espacios saludables")


@in_both
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_on_public_pages(open_page: OpenPage, name: str, width: int) -> None:
    page = open_page(PAGES[name], width=width)
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_in_the_dark(open_page: OpenPage, name: str) -> None:
    assert axe(open_page(PAGES[name], color_scheme="dark")) == []


@in_both
@pytest.mark.parametrize("name", EDITOR_PAGES)
def test_axe_finds_nothing_for_those_who_edit(
    open_page: OpenPage, demo: Site, name: str, width: int
) -> None:
    page = open_page("/", width=width)
    sign_in(page, demo)
    page.goto(EDITOR_PAGES[name])
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_axe_sees_a_fault_that_is_planted(open_page: OpenPage) -> None:
    page = open_page("/")
    page.evaluate(
        """() => {
            const low = document.createElement('p');
            low.textContent = 'Texto gris claro sobre blanco';
            low.style.setProperty('color', '#ddd', 'important');
            const image = document.createElement('img');
            image.src = '/static/minga/icon.svg';
            document.querySelector('main').prepend(low, image);
        }"""
    )
    found = " ".join(axe(page))
    assert "color-contrast" in found
    assert "image-alt" in found
