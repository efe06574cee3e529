"""The table: constituted, called, held with its quorum, its act published, its word kept."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import pypdfium2
from playwright.sync_api import Page, expect

from minga.notices.tests.server import PostOffice
from tests.acting import (
    MOBILITY,
    TODAY,
    check,
    follow,
    in_days,
    letter,
    press,
    says,
    take,
    text_of,
    waiting,
)
from tests.conftest import OpenPage
from tests.coordination.acting import (
    CYCLISTS,
    DELEGATES,
    TABLE,
    UNIVERSITY,
    choose,
    event_of,
)

REPORT = "Conteo de bicicletas de noviembre\n\nAvenida de demostración: 312 por hora.\n".encode()


def constitute(page: Page, folder: Path) -> str:
    """From the articulation of the plan to a space with its members; returns its address."""
    page.goto("/plans/quito/2.3.10/")
    expect(page.locator("h1")).to_contain_text(TABLE)
    take(page, folder, "1-initiative", height=960)
    follow(page, re.compile("Crear un espacio"), within="#a-1")
    expect(page.get_by_label("Nombre")).to_have_value(TABLE)
    page.get_by_label("Base legal").fill("Artículo 3207, como lo cita el plan")
    page.get_by_label("Público, desde que se constituye").check()
    page.get_by_label("Cada cuánto se reúne").select_option("monthly")
    check(page)
    press(page, "Crear el espacio")
    space = page.url
    follow(page, "Constituir")
    page.get_by_label("Se constituyó el").fill(TODAY.isoformat())
    page.locator("form.m-form button").click()
    says(page, "Un espacio vacío no puede tener quórum")
    check(page)

    page.goto(f"{space}members/")
    for name in DELEGATES:
        choose(page, name)
    for name, (who, mail) in DELEGATES.items():
        page.goto(f"{space}members/")
        follow(page, name, within="table")
        page.locator("#delegate_name").fill(who)
        page.locator("#delegate_email").fill(mail.replace("@", " en "))
        press(page, "Nombrar")
        says(page, "correo")
        page.locator("#delegate_email").fill(mail)
        press(page, "Nombrar")
        says(page, f"{who} representa a {name}.")
    check(page)
    page.goto(f"{space}members/")
    check(page)
    take(page, folder, "3-members")
    page.goto(space)
    follow(page, "Constituir")
    page.get_by_label("Se constituyó el").fill(TODAY.isoformat())
    page.locator("form.m-form button").click()
    says(page, "está constituido: ya puede reunirse")
    check(page)
    take(page, folder, "2-space", height=1000)
    return space


def call(page: Page, space: str, folder: Path, office: PostOffice) -> str:
    """A session with its letters; returns its address."""
    plan_session(page, 0, "Apertura\nConteo de bicicletas\nParqueaderos de bicicletas")
    session = page.url
    check(page)
    page.get_by_role("button", name="Convocar", exact=True).click()
    for who, mail in DELEGATES.values():
        found = letter(office, mail, "Convocatoria:")
        assert "2. Conteo de bicicletas" in text_of(found)
        event = event_of(found)
        assert event["SEQUENCE"] == 0
        assert event["ATTENDEE"] == f"mailto:{mail}"
        assert event["ATTENDEE"].params["CN"] == who
        assert event["DTSTART"].dt.tzinfo.key == "America/Guayaquil"
        assert event["DTSTART"].dt.date() == TODAY
    sent = len(office.letters)
    follow(page, "Cambiar día, lugar u orden del día")
    page.get_by_label("Lugar").fill("Sala de demostración 2")
    press(page, "Guardar y avisar a quienes se convocó")
    found = letter(office, DELEGATES[CYCLISTS][1], "Cambió la sesión:", after=sent)
    assert event_of(found)["SEQUENCE"] == 1
    assert "Sala de demostración 2" in text_of(found)
    return session


def plan_session(page: Page, days: int, agenda: str) -> None:
    follow(page, "Preparar una sesión")
    page.get_by_label("Día", exact=True).fill(in_days(days))
    page.get_by_label("Empieza a las").fill("09:00")
    over = days == 0 and datetime.datetime.now().hour > 9  # nobody is called to what is over
    page.get_by_label("Termina a las").fill("23:59" if over else "11:00")
    page.get_by_label("Lugar").fill("Sala de demostración")
    page.get_by_label("Orden del día").fill(agenda)
    press(page, "Guardar")


def hold(page: Page, session: str, folder: Path) -> None:
    """Opened with its quorum and not before; minutes with three commitments."""
    page.goto(session)
    came(page, MOBILITY)
    page.get_by_role("button", name="Abrir la sesión").click()
    says(page, "Falta 1 institución con voto para el quórum: están 1 de 3 y hacen falta 2.")
    check(page)
    take(page, folder, "4-no-quorum")
    came(page, UNIVERSITY)
    expect(page.locator("#attendance")).to_contain_text("Hay quórum")
    page.get_by_role("button", name="Abrir la sesión").click()
    expect(page.locator(".m-under")).to_contain_text("En curso")

    write(page, "information", "Movilidad presenta el avance de la red de ciclovías.")
    write(page, "decision", "Se medirá cada año con el mismo conteo.", point="Conteo de bicicletas")
    promise(page, "Entregar el conteo de bicicletas de noviembre", UNIVERSITY, 30)
    promise(page, "Publicar la ubicación de los parqueaderos", MOBILITY, 45)
    promise(page, "Convocar a los colectivos a revisar la propuesta", CYCLISTS, 60)
    check(page)
    take(page, folder, "5-minutes", at=page.locator("#lines"), height=1000)
    page.get_by_role("button", name="Cerrar la sesión").click()
    expect(page.locator(".m-under")).to_contain_text("realizada", ignore_case=True)


def came(page: Page, name: str) -> None:
    """Ticked and named; each is kept as soon as it is written."""
    page.get_by_label(name, exact=True).check()
    expect(page.locator(f"tr:has-text('{name}') [name^=was_]").first).to_have_value("1")
    spoke = page.get_by_label(f"Quién asistió por {name}")
    spoke.fill(DELEGATES[name][0])
    with page.expect_response("**/attendance/"):
        spoke.press("Tab")


def write(page: Page, kind: str, text: str, *, point: str = "") -> None:
    form = page.locator("form.m-line")
    form.locator(f"[name=kind][value={kind}]").check()
    form.get_by_label("Qué se dijo, se decidió o se hará").fill(text)
    if point:
        form.get_by_label("Punto del orden del día").select_option(label=point)
    press(page, "Guardar la línea")
    expect(page.locator("#minutes")).to_contain_text(text)


def promise(page: Page, text: str, who: str, days: int) -> None:
    form = page.locator("form.m-line")
    form.locator("[name=kind][value=commitment]").check()
    form.get_by_label("Institución que responde").select_option(label=who)
    form.get_by_label("Para cuándo").fill(in_days(days))
    form.get_by_label("De qué articulación").select_option(index=1)
    write(page, "commitment", text)


def publish(page: Page, head: Page, session: str, folder: Path, office: PostOffice) -> None:
    page.goto(session)
    page.get_by_role("button", name="Enviar").first.click()
    letter(office, "head@demo.invalid", "acta")
    head.goto("/my-work/")
    check(head)
    head.goto(session)
    head.get_by_role("button", name=re.compile("^Aprobar")).click()
    head.get_by_role("button", name=re.compile("^Publicar")).click()
    expect(head.get_by_role("link", name="Leer el acta")).to_be_visible(timeout=30_000)


def visit(open_page: OpenPage, session: str, folder: Path) -> None:
    """Anybody reads the act, and has it as a file."""
    visitor = open_page(f"{session}act/")
    says(visitor, "Se medirá cada año con el mismo conteo.")
    expect(visitor.locator("li.is-commitment")).to_have_count(3)
    check(visitor)
    take(visitor, folder, "6-act")
    take(visitor, folder, "7-act-390", height=844)
    link = visitor.get_by_role("link", name="Descargar el acta (PDF)").get_attribute("href")
    file = visitor.request.get(link or "")
    assert file.headers["content-type"] == "application/pdf"
    pages = pypdfium2.PdfDocument(file.body())
    printed = " ".join("".join(p.get_textpage().get_text_range() for p in pages).split())
    assert TABLE in printed
    assert "Entregar el conteo de bicicletas de noviembre" in printed


def following(page: Page, space: str, folder: Path) -> None:
    """The next session begins with what the last one left open."""
    page.goto(space)
    plan_session(page, 30, "Lo que quedó abierto\nVarios")
    expect(page.locator("#pendientes h2")).to_have_text("3 compromisos vienen de antes")
    check(page)
    take(page, folder, "8-carried")


def keep_their_word(partner: Page, head: Page, folder: Path, office: PostOffice) -> None:
    """Reported with a file, given back with a reason, reported again, accepted."""
    partner.goto("/my-work/")
    check(partner)
    report(partner, "Contamos en tres cruces.")
    head.goto("/my-work/")
    item = waiting(head, "Entregar el conteo")
    expect(item).to_contain_text("Contamos en tres cruces.")
    item.locator("summary", has_text="Devolver").click()
    item.get_by_label("Qué falta").fill("Falta el cruce de la avenida de demostración.")
    item.get_by_role("button", name="Devolver").click()
    letter(office, "partner@demo.invalid", "Volvió un compromiso")
    partner.goto("/my-work/")
    expect(waiting(partner, "Entregar el conteo")).to_contain_text("Falta el cruce")
    check(partner)
    take(partner, folder, "9-returned-390", height=1200)
    report(partner, "Añadimos el cruce que faltaba.")
    head.goto("/my-work/")
    waiting(head, "Entregar el conteo").get_by_role("button", name="Aceptar").click()
    says(head, "El compromiso está cumplido.")
    partner.goto("/commitments/?state=kept")
    follow(partner, "Entregar el conteo")
    says(partner, "conteo.txt")
    says(partner, "Volvió una vez")
    check(partner)


def report(page: Page, text: str) -> None:
    item = waiting(page, "Entregar el conteo")
    item.locator("summary").first.click()
    item.get_by_label("Qué se hizo").fill(text)
    item.get_by_label("Medio de verificación").set_input_files(
        {"name": "conteo.txt", "mimeType": "text/plain", "buffer": REPORT + text.encode()}
    )
    item.get_by_role("button", name="Enviar el reporte").click()
    says(page, "Su reporte está enviado")
