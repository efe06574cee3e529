"""The agreement: drafted, given back, signed by three, in force, extended, told of, lapsed."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pypdfium2
from playwright.sync_api import Page, expect

from minga.notices.tests.server import PostOffice
from tests.acting import (
    TODAY,
    check,
    follow,
    in_days,
    letter,
    minga,
    press,
    says,
    take,
    waiting,
)
from tests.conftest import OpenPage, Site
from tests.coordination.acting import (
    NATURE,
    PARISH,
    PASSWORD,
    RIVER,
    UNIVERSITY,
    choose,
)


def enter_as(page: Page, email: str) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("Correo").fill(email)
    page.get_by_label("Contraseña").fill(PASSWORD)
    page.locator("form.m-form").get_by_role("button", name="Entrar").click()
    expect(page.get_by_role("button", name="Salir")).to_be_attached()


def draft(page: Page) -> str:
    """From the articulation of the plan; returns the address of the agreement."""
    page.goto("/plans/quito/2.4.4/")
    expect(page.locator("h1")).to_contain_text(RIVER)
    follow(page, re.compile("Registrar un convenio"), within="#a-1")
    expect(page.get_by_label("Título")).to_have_value(RIVER)
    expect(page.get_by_label("Tipo").locator("option:checked")).to_have_text("Acuerdo")
    page.get_by_label("Título").fill("Acuerdo para recuperar el río San Pedro")
    page.get_by_label("Número").fill("DEMO-001")
    page.get_by_label("Empieza").fill(TODAY.isoformat())
    page.get_by_label("Termina", exact=True).fill(in_days(-1))
    press(page, "Guardar el borrador")
    says(page, "anterior")
    check(page)
    page.get_by_label("Termina", exact=True).fill(in_days(90))
    press(page, "Guardar el borrador")
    says(page, "Antes de la firma le falta: la segunda parte")
    return page.url


def give_back(page: Page, head: Page, office: PostOffice) -> None:
    """With one party nobody signs: the head says what is missing, and the delegate reads it."""
    press(page, "Enviar a revisión jurídica")
    letter(office, "head-ambiente@demo.invalid", "por revisar")
    head.goto("/my-work/")
    waiting(head, "DEMO-001").get_by_role("button", name="Dar paso a la firma").click()
    says(head, "Un convenio tiene al menos dos partes: añada la otra antes de firmar.")
    head.goto("/my-work/")
    item = waiting(head, "DEMO-001")
    item.locator("summary", has_text="Devolver").click()
    item.get_by_label("Por qué se devuelve").fill("Faltan la universidad y la junta parroquial.")
    item.get_by_role("button", name="Devolver para corregir").click()
    letter(office, "delegate-ambiente@demo.invalid", "devolvieron")
    page.goto("/my-work/")
    item = waiting(page, "DEMO-001")
    expect(item).to_contain_text("Faltan la universidad y la junta parroquial.")
    item.locator(".t a").click()


def complete(page: Page, agreement: str, folder: Path) -> None:
    """Three parties, what each puts in, and what one has to do every quarter."""
    says(page, "Faltan la universidad y la junta parroquial.")
    follow(page, "Añadir o quitar partes")
    for name in (UNIVERSITY, PARISH):
        choose(page, name)
    check(page)
    money = {
        NATURE: ("120000", "Presupuesto de demostración"),
        UNIVERSITY: ("35000", "Horas de laboratorio"),
        PARISH: ("8000", "Presupuesto participativo de demostración"),
    }
    for name, (amount, source) in money.items():
        page.goto(agreement)
        row = page.locator("#partes tr", has_text=name)
        row.get_by_role("link", name=re.compile("Firmante y aportes")).click()
        expect(page.locator("h1")).to_have_text(name)
        page.get_by_label("Monto en dólares").fill(amount)
        page.get_by_label("Fuente").fill(source)
        if name == UNIVERSITY:
            page.get_by_label("En especie").check()
        press(page, "Añadir el aporte")
        says(page, source)
        page.get_by_role("textbox", name="Quién firma", exact=True).fill("Firmante de demostración")
        if name == PARISH:
            check(page)
        press(page, "Guardar")
    follow(page, "Añadir una obligación")
    page.get_by_label("Quién se obliga").select_option(label=UNIVERSITY)
    page.get_by_label("Qué tiene que hacer").fill("Medir la calidad del agua en tres puntos")
    page.get_by_label("Para cuándo, la primera vez").fill(in_days(30))
    page.get_by_label("Se repite").select_option("quarterly")
    check(page)
    press(page, "Guardar")
    expect(page.locator("#obl")).to_contain_text("Medir la calidad del agua")
    check(page)
    take(page, folder, "11-agreement", height=1000)


def sign(page: Page, head: Page, agreement: str, folder: Path) -> None:
    """Each party; whoever records for another says how it is known. Only then in force."""
    head.goto("/my-work/")
    follow(head, re.compile("DEMO-001"))
    check(head)
    press(head, "Firmar")
    expect(head.locator("#partes caption")).to_have_text("1 de 3 partes firmaron")
    expect(head.get_by_role("button", name="Poner en vigor")).to_have_count(0)
    check(head)
    take(head, folder, "12-to-sign", height=1000)
    page.goto(agreement)
    for name in (UNIVERSITY, PARISH):
        row = page.locator("#partes tr", has_text=name)
        row.get_by_role("link", name=re.compile("Registrar la firma")).click()
        press(page, "Registrar la firma")
        says(page, "adjunte el documento firmado o escriba cómo consta")
        for content, answer in ((b"<p>no</p>", "PDF"), (pdf(name), f"Quedó la firma de {name}.")):
            page.get_by_label("Documento firmado").set_input_files(
                {
                    "name": f"firmado por {name}.pdf",
                    "mimeType": "application/pdf",
                    "buffer": content,
                }
            )
            press(page, "Registrar la firma")
            says(page, answer)


def formalised(head: Page, agreement: str, folder: Path) -> None:
    """In force: what the plan only intended is real, and what the parties owe is a commitment."""
    head.goto("/my-work/")
    waiting(head, "DEMO-001").get_by_role("button", name="Poner en vigor").click()
    head.goto(agreement)
    expect(head.locator("#art")).to_contain_text("1 articulación deja de estar formalizada")
    expect(head.locator("#obl")).to_contain_text("Pendiente")
    check(head)
    take(head, folder, "13-in-force", at=head.locator("#obl"), height=1000)
    head.goto("/plans/quito/2.4.4/")
    expect(head.locator("#a-1 .m-mech.is-real")).to_have_text("acuerdo")
    expect(head.locator("#a-1")).to_contain_text("Formalizada")
    assert lacks_instrument(head) == 0


def lacks_instrument(page: Page) -> int:
    """Whether the initiative is among those that have no instrument in force."""
    page.goto("/plans/quito/?missing=instrument&q=San+Pedro")
    return page.locator("#list tbody tr", has_text=RIVER).count()


def extend(head: Page, agreement: str) -> None:
    head.goto(agreement)
    follow(head, "Registrar una prórroga")
    head.get_by_label("Suscrita el").fill(TODAY.isoformat())
    head.get_by_label("Nuevo fin").fill(in_days(60))
    press(head, "Guardar")
    says(head, "Una prórroga termina después del")
    head.get_by_label("Nuevo fin").fill(in_days(180))
    check(head)
    press(head, "Guardar")
    says(head, "La prórroga está registrada")
    expect(head.locator("#plazo")).to_contain_text("Prórroga 1")


def warned(site: Site, head: Page, agreement: str, folder: Path, office: PostOffice) -> None:
    """Counted from the end that the extension gave: not before, and then once."""
    minga(site, "worker", "--day", in_days(60))
    head.goto("/notices/")
    expect(head.locator("main")).not_to_contain_text("vence el")
    minga(site, "worker", "--day", in_days(150))
    letter(office, "head-ambiente@demo.invalid", "vence el")
    head.goto("/notices/")
    expect(head.locator("main")).to_contain_text(
        "DEMO-001 Acuerdo para recuperar el río San Pedro vence el"
    )
    check(head)
    head.goto("/my-work/")
    expect(head.locator("#lapsing")).to_contain_text("DEMO-001")
    check(head)
    take(head, folder, "14-alert")


def lapse(
    site: Site, open_page: OpenPage, head: Page, agreement: str, folder: Path, office: PostOffice
) -> None:
    """The day after the last one: the articulation is an intention again."""
    minga(site, "worker", "--day", in_days(181))
    letter(office, "head-ambiente@demo.invalid", "Venció")
    head.goto(agreement)
    expect(head.locator(".m-under").first).to_contain_text("Vencido")
    check(head)
    take(head, folder, "15-lapsed", height=1000)
    visitor = open_page("/plans/quito/2.4.4/")
    expect(visitor.locator("#a-1")).to_contain_text("Prevista")
    expect(visitor.locator("#a-1 .m-mech.is-real")).to_have_count(0)
    line = visitor.locator("#linea")
    for told in ("entró en vigor", "se prorrogó", "se avisó que el plazo termina", "venció"):
        expect(line).to_contain_text(told)
    check(visitor)
    take(visitor, folder, "16-timeline", at=line, height=1160)
    assert lacks_instrument(visitor) == 1


def pdf(text: str) -> bytes:
    """A page that says something, as a scanner would give it."""
    document = pypdfium2.PdfDocument.new()
    document.new_page(200, 100)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue() + f"\n% {text}\n".encode()
