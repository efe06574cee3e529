"""A month is reported: with the keyboard alone, by workbook and by a program; then decided on."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import openpyxl
from playwright.sync_api import Page, expect

from minga.notices.tests.server import PostOffice
from tests.acting import (
    check,
    follow,
    in_days,
    letter,
    minga,
    press,
    says,
    take,
    text_of,
    waiting,
)
from tests.conftest import OpenPage, Site
from tests.monitoring.define import MONTH, OTHERS, SAFE, TRIPS, YEAR, add, bring, code

ALL = OTHERS + 2
REASON = "Falta el respaldo: adjunte el reporte de recaudo del mes."
EVIDENCE = "Reporte de recaudo de demostración\n\nValidaciones del mes: 18.412.990\n".encode()
MONTHS = [MONTH.replace(month=MONTH.month - n) for n in (2, 1, 0)]  # the last is reported by hand
NAMES = [f"{month:%Y-%m}" for month in MONTHS]


def open_periods(page: Page) -> str:
    """Made for the year by what is measured; those whose time is over are opened by hand.

    Returns the address of the last.
    """
    page.goto("/monitoring/quito/periods/")
    says(page, "Sin períodos no se puede reportar")
    check(page)
    page.get_by_label("Año", exact=True).fill(str(YEAR))
    press(page, "Preparar")
    page.goto(f"/monitoring/quito/periods/?year={YEAR}")
    expect(page.locator("main table tbody tr")).to_have_count(12)
    for name in NAMES:
        row = page.locator("main table tbody tr", has_text=name)
        row.get_by_role("button", name=re.compile("Abrir")).click()
        says(page, "El período está abierto")
    check(page)
    follow(page, re.compile(""), within=f"tr:has-text('{NAMES[-1]}')")
    page.locator("#id_due").fill(in_days(10))
    press(page, "Mover el plazo")
    says(page, "El plazo cambió")
    check(page)
    return page.url


def reminded(site: Site, page: Page, office: PostOffice) -> None:
    """Seven days before: all twenty are lacking."""
    minga(site, "worker", "--day", in_days(3))
    found = letter(office, "delegate@demo.invalid", "Por reportar")
    assert f"{ALL} de {ALL} indicadores" in text_of(found)
    page.goto("/my-work/")
    expect(page.locator("main")).to_contain_text("Lecturas por reportar")


def by_workbook(page: Page) -> None:
    """The month before the last: a table of readings alone, with a row of another unit's year."""
    book = openpyxl.Workbook()
    table = book.active
    assert table
    table.title = "Lecturas"
    table.append(["Indicador", "Período", "Valor", "Numerador", "Denominador", "Comentario"])
    add(table, Indicador="I-001", Período=NAMES[0], Valor=17_950_120)
    add(table, Indicador="I-002", Período=NAMES[0], Numerador=430, Denominador=760)
    for n in range(1, ALL - 1):
        add(table, Indicador=code(n), Período=NAMES[0], Valor=value(n, 1))
    add(table, Indicador="I-001", Período=f"{YEAR - 5}-01", Valor=1)
    bring(page, book, "lecturas.xlsx", send=True)
    expect(page.locator("h1")).to_contain_text(f"{ALL} filas cambiarían el plan")
    says(page, "Rechazadas: 1")
    check(page)
    press(page, "Aplicar las filas buenas")
    says(page, f"Filas nuevas: {ALL}")


def value(n: int, month: int) -> int:
    """Cumulative ones grow; the others are what a month brings."""
    return (20 + 5 * n) * (month if n % 2 else 1)


# --- a program


def make_key(page: Page) -> str:
    page.goto("/people/me/")
    page.goto("/people/tokens/")
    check(page)
    page.get_by_label("Para qué es").fill("Registro de recaudo")
    press(page, "Crear la clave")
    secret = page.locator("code.m-secret").inner_text()
    check(page)
    page.reload()
    return secret


def ask(site: Site, key: str, rows: list[dict[str, Any]]) -> tuple[int, dict[str, Any]]:
    """What a program is answered."""
    request = Request(
        f"{site.url}/monitoring/api/plans/quito/readings/",
        json.dumps(rows).encode(),
        {
            "Authorization": f"Bearer {key}",
            "Content-Type": "application/json",
            "Accept-Language": "es",
        },
    )
    try:
        with urlopen(request) as answer:
            return answer.status, json.load(answer)
    except HTTPError as refused:
        return refused.code, json.load(refused)


def by_program(site: Site, key: str) -> None:
    """The month before: a wrong number stops its reading, and so does one of nothing."""
    rows: list[dict[str, Any]] = [
        {"indicator": "I-001", "value": "18.102.340"},
        {"indicator": "I-002", "numerator": "441", "denominator": "760"},
        *({"indicator": code(n), "value": value(n, 2)} for n in range(1, ALL - 1)),
    ]
    rows = [{**row, "period": NAMES[1], "send": True} for row in rows]
    status, told = ask(site, key, rows[:1])
    assert (status, told["outcomes"][0]["kind"]) == (207, "refused")
    assert told["outcomes"][0]["why"] == (
        "En la lectura 0, «value» no es un número: escríbalo como 1866275.79."
    )
    rows[0]["value"] = "18102340"
    status, told = ask(site, key, [*rows, {**rows[0], "indicator": "M-999"}])
    assert status == 207
    kinds = [one["kind"] for one in told["outcomes"]]
    assert kinds.count("refused") == 1
    assert "M-999" in told["outcomes"][kinds.index("refused")]["why"]


def withdraw_key(page: Page, site: Site, key: str) -> None:
    page.goto("/people/tokens/")
    page.get_by_role("button", name=re.compile("Retirar")).click()
    says(page, "desde ahora no abre nada")
    check(page)
    status, told = ask(site, key, [])
    assert status == 401
    assert told["error"] == (
        "La clave de acceso fue retirada: cree otra en «Mis claves de acceso»."
    )


# --- by hand, without a mouse


class Keyboard:
    """Only what a keyboard can do, counted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.pressed = 0

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.pressed += 1

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.pressed += len(text)

    def tab_to(self, wanted: str, *, most: int = 60) -> None:
        """On with Tab, until what has the focus matches."""
        for _ in range(most):
            self.press("Tab")
            if self.page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
                return
        here = self.page.evaluate("document.activeElement.outerHTML")
        raise AssertionError(f"No {wanted} after {most} tabs, but {here[:200]}")

    def follow(self, wanted: str, **more: int) -> None:
        self.tab_to(wanted, **more)
        with self.page.expect_navigation():
            self.press("Enter")


def by_keyboard(page: Page, period: str, folder: Path) -> int:
    """From the own work to twenty readings sent, one of them written wrong at first."""
    keys = Keyboard(page)
    page.goto("/my-work/")
    keys.follow(f"main h4 a[href$='?period={period.rstrip('/').rpartition('/')[2]}']")
    expect(page.locator("h1")).to_contain_text(f"{ALL} de {ALL} por reportar")
    check(page)
    fill(keys, {"M-003": "cuarenta"})
    take(page, folder, "5-report", height=1100)
    send(keys)
    says(page, f"{ALL - 1} enviadas; 1 por corregir.")
    expect(page.locator("tr.is-wrong")).to_contain_text("«cuarenta» no es un número")
    check(page)
    take(page, folder, "6-wrong-390", at=page.locator(".alert-danger"), height=844)
    keys.tab_to(".alert-danger a")
    keys.press("Enter")  # to the row, whose box comes two tabs later, with its text chosen
    keys.tab_to("tr.is-wrong input.num")
    keys.type(str(value(3, 3)))
    send(keys)
    says(page, "1 enviada.")
    expect(page.locator("h1")).to_contain_text("todo está reportado")
    check(page)
    return keys.pressed


def fill(keys: Keyboard, odd: dict[str, str]) -> None:
    """Box by box, as Tab reaches them."""
    page = keys.page
    boxes = page.locator("form.m-report input.num").count()
    assert boxes == ALL + 1
    for _ in range(boxes):
        keys.tab_to("form.m-report input.num", most=40)
        label = page.evaluate("document.activeElement.ariaLabel")
        keys.type(said(label, odd))


def said(label: str, odd: dict[str, str]) -> str:
    """What is typed in the box of this name."""
    if TRIPS in label:
        return "18.412.990"
    if SAFE in label:
        return "760" if "vías arteriales" in label.partition(":")[0] else "452"
    found = re.search(r"M-(\d+)", label)
    assert found, label
    return odd.get(found[0], str(value(int(found[1]), 3)))


def send(keys: Keyboard) -> None:
    keys.tab_to("button[name=send]", most=80)
    with keys.page.expect_navigation():
        keys.press("Enter")


# --- decided on


def give_back(head: Page, office: PostOffice) -> str:
    """The head opens one of those that wait; returns its address."""
    head.goto("/my-work/")
    expect(head.locator("main")).to_contain_text("Lecturas por aprobar")
    check(head)
    head.goto("/monitoring/quito/readings/?status=sent")
    check(head)
    row = head.locator("main tbody tr", has_text=TRIPS).filter(has_text="18.412.990")
    row.get_by_role("link").first.click()
    reading = head.url
    check(head)
    head.locator("summary", has_text="Devolver para corregir").click()
    head.get_by_label("Qué hay que corregir").fill(REASON)
    press(head, "Devolver")
    says(head, "Devuelta: avisamos a quien la reportó, con la razón.")
    assert REASON in text_of(letter(office, "delegate@demo.invalid", "devolvió"))
    return reading


def late(site: Site, office: PostOffice) -> None:
    """A day after: what came back counts as not reported, and the head hears of it too."""
    sent = len(office.letters)
    minga(site, "worker", "--day", in_days(11))
    for role in ("delegate", "head"):
        found = letter(office, f"{role}@demo.invalid", "siguen sin reportar", after=sent)
        assert f"siguen sin reportar 1 de {ALL} indicadores" in text_of(found)


def correct(page: Page, folder: Path) -> None:
    page.goto("/my-work/")
    item = waiting(page, TRIPS)
    expect(item).to_contain_text(REASON)
    check(page)
    take(page, folder, "7-returned-390", at=page.locator("h1"), height=1100)
    item.locator(".t a").click()
    check(page)
    page.locator("summary", has_text="Corregir y enviar").click()
    page.get_by_label("Valor, en viajes").fill("18.412.909")
    page.get_by_label("Comentario", exact=True).fill("Dos cifras estaban cambiadas de lugar.")
    page.locator("input[type=file]").first.set_input_files(
        {"name": "recaudo.txt", "mimeType": "text/plain", "buffer": EVIDENCE}
    )
    press(page, "Enviar")
    says(page, "Corregida y enviada: avisamos a la jefatura.")
    expect(page.locator("main")).to_contain_text("Volvió una vez")
    check(page)


def preliminary(open_page: OpenPage, indicator: str) -> None:
    """A visitor sees what waits, and that it does."""
    page = open_page(indicator)
    expect(page.locator("#lecturas tbody tr").first).to_contain_text("18.412.909")
    expect(page.locator("#lecturas tbody tr").first).to_contain_text("preliminar")
    check(page)
    tag = page.locator("#h-done").locator("xpath=../..").locator(".m-tag", has_text="preliminar")
    for basis, marked in (("approved", 0), ("preliminary", 1)):
        page.goto(f"/monitoring/quito/?year={YEAR}&basis={basis}")
        expect(tag).to_have_count(marked)
        check(page)


def approve(head: Page, folder: Path, office: PostOffice) -> None:
    """All that wait, three months of twenty, in one go."""
    head.goto("/monitoring/quito/readings/?status=sent")
    says(head, f"{3 * ALL} lecturas esperan aprobación")
    take(head, folder, "8-approve", height=900)
    head.get_by_label(re.compile(f"las {3 * ALL} de esta lista")).check()
    press(head, "Aprobar")
    says(head, f"{3 * ALL} lecturas aprobadas.")
    letter(office, "delegate@demo.invalid", "aprobó")


def approved(open_page: OpenPage, indicator: str, folder: Path) -> None:
    page = open_page(indicator)
    expect(page.locator("#lecturas")).not_to_contain_text("preliminar")
    expect(page.locator("#metas")).to_contain_text("18.155.123")
    check(page)
    take(page, folder, "9-line", height=1000)
