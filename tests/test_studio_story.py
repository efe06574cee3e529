"""A coordinator who has never met us: a foreign spreadsheet becomes a plan, then its next edition.

`MINGA_WRITE_PICTURES=1 script/test -k story` takes the pictures of the documents anew.
"""

from __future__ import annotations

import io
import os
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.conftest import OpenPage, Site, axe
from tests.test_browser import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FOLDER = Path(__file__).parent.parent / "docs" / "pictures" / "studio"
PICTURES = (
    *("1-upload", "2-questions", "3-columns", "4-review", "5-rehearsal", "6-applied", "7-plan"),
    *("8-compare", "9-edition"),
)
HEADINGS = ("Eixo", "Medida", "Casa", "Prazo", "Verba", "Marcha")
HEALTH, MOVING = "Secretaria Municipal de Saúde", "Secretaria Municipal de Transportes"
CULTURE = "Secretaria Municipal de Cultura"
CARES, MOVES, LEARNS = "1. Cidade que cuida", "2. Cidade que se move", "3. Cidade que aprende"
FIRST = [
    (CARES, "Abrir cinco centros de dia", HEALTH, "2026-2027", 120000, "Em execução"),
    (CARES, "Apoio domiciliário ao fim de semana", HEALTH, "2026-2029", 80000, "Por iniciar"),
    (CARES, "Transporte para consultas", MOVING, "2027-2029", 45000, "Por iniciar"),
    (MOVES, "Rede de ciclovias escolares", MOVING, "2026-2028", 310000, "Em execução"),
    (MOVES, "Paragens acessíveis", MOVING, "2026-2027", 95000, "Concluída"),
    (LEARNS, "Bibliotecas abertas à noite", CULTURE, "2026-2029", 60000, "Por iniciar"),
]
SECOND = [
    FIRST[0],
    (CARES, "Apoio domiciliário também ao fim de semana e à noite", *FIRST[1][2:]),
    (MOVES, "Transporte para consultas", *FIRST[2][2:]),
    FIRST[3],
    FIRST[4],
    (LEARNS, "Refeitórios escolares com produtos locais", *FIRST[5][2:]),
]


def workbook(rows: Sequence[Sequence[object]]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Plano"
    sheet.append(["Plano de ação de Vila Exemplo 2026-2029"])
    sheet.append(list(HEADINGS))
    for row in rows:
        sheet.append(list(row))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    wanted = FOLDER if os.environ.get("MINGA_WRITE_PICTURES") else tmp_path
    wanted.mkdir(parents=True, exist_ok=True)
    return wanted


def take(page: Page, folder: Path, name: str) -> None:
    page.evaluate("document.fonts.ready")
    page.screenshot(path=folder / f"{name}.png")
    assert axe(page) == []


def upload(page: Page, name: str, rows: Sequence[Sequence[object]]) -> None:
    page.goto("/import/")
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.get_by_label("El documento del plan").set_input_files(
        {"name": name, "mimeType": kind, "buffer": workbook(rows)}
    )
    page.get_by_role("button", name="Leer el documento").click()
    expect(page.locator("h1")).to_contain_text("Revisar lo leído", timeout=60_000)


def test_a_foreign_spreadsheet_becomes_a_plan_and_then_its_next_edition(
    open_page: OpenPage, demo: Site, folder: Path
) -> None:
    page = open_page("/")
    sign_in(page, demo)
    page.goto("/import/")
    take(page, folder, "1-upload")

    upload(page, "plano.xlsx", FIRST)
    expect(page.locator(".m-ask h2")).to_have_text("2 preguntas antes de seguir")
    take(page, folder, "2-questions")

    page.get_by_role("link", name="Responder").click()
    page.get_by_label("Casa").select_option("responsible")
    expect(page.locator("#preview")).to_contain_text(HEALTH)
    page.get_by_label("Marcha").select_option("status")
    take(page, folder, "3-columns")
    page.get_by_role("button", name="Leer con estas respuestas").click()
    expect(page.locator("h1")).to_contain_text("Revisar lo leído", timeout=60_000)
    expect(page.locator(".m-ask")).to_have_count(0)
    expect(page.locator(".m-tally")).to_contain_text("6")
    take(page, folder, "4-review")

    page.get_by_label("Código del plan nuevo").fill("vila-exemplo")
    page.get_by_role("button", name="Probar sin guardar").click()
    expect(page.locator("#h-try")).to_be_visible(timeout=60_000)
    page.locator("#h-try").scroll_into_view_if_needed()
    take(page, folder, "5-rehearsal")
    assert page.request.get("/plans/vila-exemplo/").status == 404

    page.get_by_label("Código del plan nuevo").fill("vila-exemplo")
    page.get_by_role("button", name="Aplicar").click()
    expect(page.locator("h1")).to_contain_text("6 iniciativas están en", timeout=60_000)
    take(page, folder, "6-applied")

    page.get_by_role("button", name="Deshacer").click()
    expect(page.locator(".m-messages")).to_contain_text("Se deshizo")
    assert page.request.get("/plans/vila-exemplo/").status == 404
    page.get_by_label("Código del plan nuevo").fill("vila-exemplo")
    page.get_by_role("button", name="Aplicar").click()
    expect(page.locator("h1")).to_contain_text("6 iniciativas están en", timeout=60_000)
    page.get_by_role("link", name="Abrir el plan").click()
    expect(page.locator("main")).to_contain_text("Rede de ciclovias escolares")
    take(page, folder, "7-plan")

    upload(page, "plano-2030.xlsx", SECOND)
    page.get_by_label("Plan", exact=True).select_option("vila-exemplo")
    page.get_by_role("button", name="Probar sin guardar").click()
    expect(page.locator("h1")).to_contain_text("1 nueva,")
    expect(page.locator("ins").first).to_be_visible()
    take(page, folder, "8-compare")
    page.get_by_role("button", name="Aplicar como nueva edición").click()
    expect(page.locator("h1")).to_contain_text("6 iniciativas están en", timeout=60_000)
    page.goto("/plans/vila-exemplo/editions/2/changes/")
    expect(page.locator("main")).to_contain_text("Refeitórios escolares")
    take(page, folder, "9-edition")
    page.goto("/plans/vila-exemplo/editions/1/")
    expect(page.locator("main")).to_contain_text("Bibliotecas abertas à noite")


def test_the_studio_works_on_a_phone_without_javascript(open_page: OpenPage, demo: Site) -> None:
    page = open_page("/accounts/login/", width=390, js=False)
    sign_in(page, demo)
    upload_without_script(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("link", name="Qué trae cada columna").click()
    page.get_by_role("button", name="Ver cómo quedaría").click()
    expect(page.locator("#preview")).to_contain_text("Rede de ciclovias escolares")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_value_is_corrected_and_taken_back_with_the_keyboard_alone(
    open_page: OpenPage, demo: Site
) -> None:
    page = open_page("/")
    sign_in(page, demo)
    upload(page, "teclado.xlsx", FIRST[1:])
    page.locator("#p1 summary.btn").press("Enter")
    field = page.locator("#p1").get_by_label("Iniciativa")
    field.press("Control+a")
    field.press_sequentially("Apoio em casa")
    page.locator("#p1").get_by_role("button", name="Guardar la corrección").press("Enter")
    expect(page.locator(".m-messages")).to_contain_text("Se corrigió un dato.")
    expect(page.locator("#p1")).to_be_focused()
    expect(page.locator("#p1 h3")).to_be_in_viewport()
    assert axe(page) == []
    page.get_by_role("link", name="Un dato corregido a mano").press("Enter")
    expect(page.locator("#review")).to_contain_text("Apoio domiciliário ao fim de semana")
    page.get_by_role("button", name="Quitar").press("Enter")
    expect(page.locator("#review")).to_contain_text("No se ha corregido nada a mano")


def test_the_bar_hides_nothing_that_has_the_focus(open_page: OpenPage, demo: Site) -> None:
    page = open_page("/")
    sign_in(page, demo)
    upload(page, "barra.xlsx", FIRST[2:])
    buttons = page.locator(".m-pair button:visible, .m-pair summary:visible")
    for number in range(buttons.count()):
        buttons.nth(number).focus()
        box = buttons.nth(number).bounding_box()
        bar = page.locator(".m-applybar").bounding_box()
        assert box and bar and box["y"] + box["height"] <= bar["y"]
    page.set_viewport_size({"width": 390, "height": 700})
    place = page.locator(".m-applybar").evaluate("bar => getComputedStyle(bar).position")
    assert place == "static"


def upload_without_script(page: Page) -> None:
    page.goto("/import/")
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.get_by_label("El documento del plan").set_input_files(
        {"name": "telefone.xlsx", "mimeType": kind, "buffer": workbook(FIRST[:5])}
    )
    page.get_by_role("button", name="Leer el documento").click()
    for _ in range(30):
        if "Revisar lo leído" in page.locator("h1").inner_text():
            return
        page.wait_for_timeout(1000)
        page.reload()
    pytest.fail("The document was not read in half a minute.")


def test_the_pictures_in_the_documents_are_those_taken_here() -> None:
    assert {file.stem for file in FOLDER.glob("*.png")} == set(PICTURES)
