"""How it is going, as anybody sees it: the board, a score down to a file, a report that stays."""

from __future__ import annotations

import datetime
import hashlib
import io
import json
import re
from pathlib import Path

import pypdfium2
from PIL import Image
from playwright.sync_api import Download, Page, expect
from python_calamine import CalamineWorkbook

from tests.acting import check, follow, press, says, take
from tests.conftest import OpenPage
from tests.monitoring.define import MONTH, SAFE, TRIPS, YEAR
from tests.monitoring.report import EVIDENCE

LAST_DAY = (MONTH + datetime.timedelta(31)).replace(day=1) - datetime.timedelta(1)
BOARD = f"/monitoring/quito/?year={YEAR}"


def look(page: Page, folder: Path) -> None:
    """Completeness first; then compliance, whose number is a door."""
    page.goto(BOARD)
    first, then = page.locator("#h-complete"), page.locator("#h-done")
    heights = [here.bounding_box() for here in (first, then)]
    assert heights[0] and heights[1] and heights[0]["y"] < heights[1]["y"]
    expect(page.locator("main")).to_contain_text("de 114")
    expect(page.locator("main")).to_contain_text("en 20 de 20 indicadores")
    check(page)
    take(page, folder, "12-board", height=1500)
    take(page, folder, "13-board-390", at=page.locator("#h-done"), height=1200)
    for by in ("unit", "area", "mechanism"):
        page.goto(f"{BOARD}&by={by}")
        check(page)


def down(page: Page, folder: Path) -> None:
    """From the figure to its rows, to the score, to the reading, to the file that shows it."""
    page.goto(BOARD)
    page.locator("#h-done").locator("xpath=ancestor::section").locator(
        "a.num, .num a"
    ).first.click()
    row = page.locator("main tbody tr", has_text=TRIPS)
    expect(row).to_be_visible()
    check(page)
    row.locator("a.num").click()
    expect(page.locator(".m-formula")).to_contain_text("18.155.123")
    check(page)
    take(page, folder, "14-score", height=1100)
    follow(page, "Ver las metas del indicador")
    page.go_back()
    rule = page.locator("main dd a[href*='/rules/']").first.get_attribute("href")
    page.locator("#lecturas tbody tr a").first.click()
    expect(page.locator("h1")).to_contain_text(TRIPS)
    check(page)
    assert rule
    page.goto(rule)
    expect(page.locator("main")).to_contain_text("por confirmar")
    check(page)
    page.goto("/monitoring/quito/rules/")
    check(page)


def evidence(page: Page, reading: str) -> None:
    page.goto(reading)
    with page.expect_download() as coming:
        page.locator("main a[href*='/files/']", has_text="recaudo").first.click()
    assert coming.value.path().read_bytes() == EVIDENCE


def bytes_of(file: Download) -> bytes:
    return file.path().read_bytes()


def download(page: Page, name: str, within: str = "main") -> bytes:
    with page.expect_download() as coming:
        page.locator(within).get_by_role("link", name=name, exact=True).click()
    return coming.value.path().read_bytes()


def take_away(page: Page) -> None:
    """The board as paper, picture and sheet, and each of them opens."""
    page.goto(BOARD)
    paper = pypdfium2.PdfDocument(download(page, "PDF"))
    text = "\n".join(sheet.get_textpage().get_text_bounded() for sheet in paper)
    assert "Tablero de seguimiento" in text
    assert "Movilidad" in text
    picture = Image.open(io.BytesIO(download(page, "PNG")))
    assert picture.width > 1000
    colours = picture.convert("RGB").getcolors(1 << 24)
    assert colours and len(colours) > 20
    book = CalamineWorkbook.from_filelike(io.BytesIO(download(page, "XLSX")))
    cells = [
        cell
        for name in book.sheet_names
        for row in book.get_sheet_by_name(name).to_python()
        for cell in row
    ]
    assert any("Movilidad" in str(cell) for cell in cells)
    chart = page.locator("figure.m-chart").first
    with page.expect_download() as coming:
        chart.get_by_role("link", name=re.compile("imagen PNG")).click()
    assert Image.open(io.BytesIO(bytes_of(coming.value))).width > 400


def account(page: Page, folder: Path) -> str:
    """The coordination tells the year beside its figures, and publishes it for ever."""
    page.goto("/monitoring/quito/reports/")
    says(page, "Todavía no hay ningún informe")
    check(page)
    follow(page, "Empezar un informe")
    page.locator("#id_title").fill(f"Rendición de cuentas de {YEAR}, de demostración")
    page.locator("#id_starts").fill(f"{YEAR}-12-31")
    page.locator("#id_ends").fill(f"{YEAR}-01-01")
    press(page, "Empezar el borrador")
    says(page, "termina antes de empezar")
    check(page)
    page.locator("#id_starts").fill(f"{YEAR}-01-01")
    page.locator("#id_ends").fill(f"{LAST_DAY}")
    press(page, "Empezar el borrador")
    page.locator("textarea").first.fill("Los viajes subieron cada mes.\n\nFaltan cruces.")
    check(page)
    press(page, "Guardar lo escrito")
    says(page, "Se guardó lo que se cuenta.")
    follow(page, "Publicar…")
    check(page)
    press(page, "Publicar para siempre")
    says(page, "Ya no cambia.")
    check(page)
    take(page, folder, "15-report", height=1300)
    return page.url


def frozen(page: Page, report: str) -> tuple[str, bytes]:
    """What is printed on it as its fingerprint, and the file that has it."""
    page.goto(report)
    printed = page.locator("#citar dd.m-hash").inner_text()
    content = download(page, "JSON")
    assert hashlib.sha256(content).hexdigest() == printed
    assert json.loads(content)
    expect(page.locator("#citar")).to_contain_text("Coincide")
    return printed, content


def papers(page: Page, report: str) -> None:
    page.goto(report)
    text = "\n".join(
        sheet.get_textpage().get_text_bounded()
        for sheet in pypdfium2.PdfDocument(download(page, "PDF"))
    )
    assert "Los viajes subieron cada mes." in text
    assert CalamineWorkbook.from_filelike(io.BytesIO(download(page, "XLSX"))).sheet_names


def whole(page: Page) -> str:
    page.goto(BOARD)
    return page.locator("h1").inner_text()


def rectify(delegate: Page, head: Page, crossings: str) -> None:
    """A reading that was approved is replaced by another one, with why."""
    delegate.goto(crossings)
    delegate.locator("#lecturas tbody a").first.click()
    delegate.locator("summary", has_text="Rectificar").click()
    delegate.get_by_label("Cruces con semáforo peatonal", exact=True).fill("501")
    delegate.get_by_label("Por qué se rectifica").fill("Se contaron los cruces que faltaban.")
    press(delegate, "Enviar")
    says(delegate, "vale hasta que se apruebe")
    check(delegate)
    head.goto("/my-work/")
    item = head.locator("li.m-waiting", has_text=SAFE)
    item.get_by_role("button", name="Aprobar", exact=True).click()
    says(head, "La lectura está aprobada.")


def nothing_stale(
    open_page: OpenPage, delegate: Page, head: Page, report: str, crossings: str
) -> None:
    visitor = open_page(report)
    before, told = frozen(visitor, report), whole(visitor)
    rectify(delegate, head, crossings)
    assert frozen(visitor, report) == before
    assert whole(visitor) != told
