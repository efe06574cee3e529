"""Two articulations of the real plan, from an intention to what people did: a table that meets,
and an agreement that is signed, extended, and lapses.

`MINGA_WRITE_PICTURES=1 script/test -k coordination_story` takes the pictures of the documents anew.
"""

from __future__ import annotations

import datetime
import io
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path

import icalendar
import pypdfium2
import pytest
from playwright.sync_api import Locator, Page, expect

from minga.notices.tests.server import PostOffice, post_office
from tests.conftest import CHECKOUT, OpenPage, Site, axe, running_demo
from tests.test_browser import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FOLDER = Path(__file__).parent.parent / "docs" / "pictures" / "coordination"
PICTURES = (
    *("1-initiative", "2-space", "3-members", "4-no-quorum", "5-minutes", "6-act", "7-act-390"),
    *("8-carried", "9-returned-390", "10-timeline"),
    *("11-agreement", "12-to-sign", "13-in-force", "14-alert", "15-lapsed", "16-timeline"),
)
TABLE = "Mesa Interinstitucional para la promoción de modos de transporte sostenibles en el DMQ"
RIVER = "Recuperación del Rio San Pedro"
MOBILITY, NATURE = "Secretaría de Movilidad", "Secretaría de Ambiente"
UNIVERSITY = "Universidad de demostración"
CYCLISTS, PARISH = "Colectivo ciclista de demostración", "Junta parroquial de demostración"
DELEGATES = {
    MOBILITY: ("Delegada de demostración", "movilidad@demo.invalid"),
    UNIVERSITY: ("Docente de demostración", "universidad@demo.invalid"),
    CYCLISTS: ("Vocera de demostración", "ciclistas@demo.invalid"),
}
TODAY = datetime.date.today()
PASSWORD = "una clave de demostración"
REPORT = (
    "Conteo de bicicletas de noviembre\n\nAvenida de demostración: 312 por hora.\n".encode()
)


def in_days(days: int) -> str:
    return (TODAY + datetime.timedelta(days)).isoformat()


@pytest.fixture(scope="module")
def office() -> Iterator[PostOffice]:
    with post_office() as office:
        yield office


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, office: PostOffice) -> Iterator[Site]:
    """One of its own, which sends its letters."""
    mail = {"MINGA_SMTP_HOST": "127.0.0.1", "MINGA_SMTP_PORT": str(office.port)}
    with running_demo(tmp_path_factory.mktemp("story"), **mail) as site:
        yield site


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    wanted = FOLDER if os.environ.get("MINGA_WRITE_PICTURES") else tmp_path
    wanted.mkdir(parents=True, exist_ok=True)
    return wanted


def check(page: Page) -> None:
    """Nothing that axe finds, and nothing that scrolls sideways, at a desk and on a phone."""
    was = page.viewport_size
    assert was
    for width, height in ((1280, 800), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        assert axe(page) == [], f"{page.url} at {width}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
    page.set_viewport_size(was)


def take(
    page: Page, folder: Path, name: str, *, height: int = 800, at: Locator | None = None
) -> None:
    """The picture, with `at` near its top."""
    width = 390 if name.endswith("-390") else 1280
    page.set_viewport_size({"width": width, "height": height})
    page.evaluate("document.fonts.ready")
    if at is None:
        page.evaluate("scrollTo(0, 0)")
    else:
        at.evaluate("it => scrollTo(0, it.getBoundingClientRect().top + scrollY - 24)")
    # hiding the caret would leave a style on each field, which htmx copies and the policy refuses
    page.screenshot(path=folder / f"{name}.png", caret="initial")
    page.set_viewport_size({"width": 1280, "height": 800})


def press(page: Page, name: str, *, within: str = "main") -> None:
    page.locator(within).get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str | re.Pattern[str], *, within: str = "main") -> None:
    page.locator(within).get_by_role("link", name=name).first.click()


def says(page: Page, words: str | re.Pattern[str]) -> None:
    expect(page.locator("main, .m-messages").filter(has_text=words).first).to_be_visible()


def letter(office: PostOffice, to: str, said: str, *, after: int = 0) -> EmailMessage:
    """The letter that came to somebody; the worker sends it within seconds, alone or with others."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        for found in office.letters[after:]:
            if to in str(found["To"]) and said in f"{found['Subject']} {text_of(found)}":
                return found
        time.sleep(0.1)
    pytest.fail(f"No letter «{said}» came to {to}, only {dict(office.subjects)}")


def text_of(found: EmailMessage) -> str:
    plain = found.get_body(("plain",))
    assert plain
    return str(plain.get_content())


def event_of(found: EmailMessage) -> icalendar.Event:
    part = next(p for p in found.walk() if p.get_content_type() == "text/calendar")
    assert part.get_param("method") == "REQUEST"
    calendar = icalendar.Calendar.from_ical(part.get_payload(decode=True))
    return next(iter(calendar.walk("VEVENT")))


def add_actor(page: Page, name: str, kind: str) -> None:
    page.goto("/actors/")
    follow(page, "Añadir un actor")
    page.locator("#id_name").fill(name)
    page.get_by_label("Tipo", exact=True).select_option(kind)
    press(page, "Añadir al directorio")
    expect(page.locator("h1")).to_contain_text(name)


def lead(page: Page, code: str, unit: str) -> None:
    """The coordinator says which unit answers for an initiative."""
    page.goto(f"/plans/quito/{code}/edit/?field=leads")
    page.get_by_label(unit).check()
    press(page, "Guardar")
    expect(page.locator("#f-leads")).to_contain_text(unit)


def minga(site: Site, *arguments: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "minga.cli", *arguments],
        cwd=CHECKOUT,
        env={**os.environ, "MINGA_HOME": str(site.home), "MINGA_DEMO": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def pdf(text: str) -> bytes:
    """A page that says something, as a scanner would give it."""
    document = pypdfium2.PdfDocument.new()
    document.new_page(200, 100)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue() + f"\n% {text}\n".encode()


# --- the table


def test_a_table_that_the_plan_names_meets_promises_and_keeps_its_word(
    open_page: OpenPage, demo: Site, folder: Path, office: PostOffice
) -> None:
    def enter(role: str) -> Page:
        page = open_page("/")
        sign_in(page, demo, role)
        return page

    coordinator, delegate, head, partner = map(
        enter, ("coordinator", "delegate", "head", "partner")
    )
    add_actor(coordinator, CYCLISTS, "colectivo")
    check(coordinator)
    lead(coordinator, "2.3.10", MOBILITY)
    space = constitute(delegate, folder)
    session = call(delegate, space, folder, office)
    hold(delegate, session, folder)
    publish(delegate, head, session, folder, office)
    visit(open_page, session, folder)
    following(delegate, space, folder)
    keep_their_word(partner, head, folder, office)
    delegate.goto("/plans/quito/2.3.10/")
    expect(delegate.locator("#a-1")).to_contain_text("formalizada", ignore_case=True)
    line = delegate.locator("#linea")
    for told in ("Se constituyó", "Se realizó la sesión 1", "Se publicó el acta", "Universidad"):
        expect(line).to_contain_text(told)
    check(delegate)
    take(delegate, folder, "10-timeline", at=line, height=1000)


def constitute(page: Page, folder: Path) -> str:
    """From the articulation of the plan to a space with its members; returns its address."""
    page.goto("/plans/quito/2.3.10/")
    expect(page.locator("h1")).to_contain_text(TABLE)
    take(page, folder, "1-initiative")
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


def choose(page: Page, name: str) -> None:
    """Ask for an actor of the directory, and press the answer."""
    page.get_by_role("searchbox", name=re.compile("Buscar un actor")).fill(name)
    press(page, "Buscar")
    answers = page.get_by_role("list", name="Actores encontrados")
    answers.locator("li", has_text=name).get_by_role("button").click()
    expect(answers).to_have_count(0)


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


def publish(
    page: Page, head: Page, session: str, folder: Path, office: PostOffice
) -> None:
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


def waiting(page: Page, title: str) -> Locator:
    return page.locator("li.m-waiting", has_text=title)


def report(page: Page, text: str) -> None:
    item = waiting(page, "Entregar el conteo")
    item.locator("summary").first.click()
    item.get_by_label("Qué se hizo").fill(text)
    item.get_by_label("Medio de verificación").set_input_files(
        {"name": "conteo.txt", "mimeType": "text/plain", "buffer": REPORT + text.encode()}
    )
    item.get_by_role("button", name="Enviar el reporte").click()
    says(page, "Su reporte está enviado")


# --- the agreement


def test_an_agreement_of_three_lives_is_extended_and_lapses(
    open_page: OpenPage, demo: Site, folder: Path, office: PostOffice
) -> None:
    coordinator = open_page("/")
    sign_in(coordinator, demo)
    lead(coordinator, "2.4.4", NATURE)
    for role, name in (("delegate", "Técnica"), ("head", "Jefa")):
        named = ("--name", f"{name} de demostración", "--unit", NATURE)
        account = (f"{role}-ambiente@demo.invalid", "--role", role, "--password", PASSWORD)
        minga(demo, "createuser", *account, *named)
    delegate, head = open_page("/"), open_page("/")
    for page, role in ((delegate, "delegate"), (head, "head")):
        enter_as(page, f"{role}-ambiente@demo.invalid")
    add_actor(delegate, PARISH, "gobierno_autonomo")

    agreement = draft(delegate)
    give_back(delegate, head, office)
    complete(delegate, agreement, folder)
    press(delegate, "Enviar a revisión jurídica")
    head.goto("/my-work/")
    waiting(head, "DEMO-001").get_by_role("button", name="Dar paso a la firma").click()
    sign(delegate, head, agreement, folder)
    formalised(head, agreement, folder)
    extend(head, agreement)
    warned(demo, head, agreement, folder, office)
    lapse(demo, open_page, head, agreement, folder, office)


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
    """Three parties, what each puts in, and what one has to do every month."""
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
    page.get_by_label("Se repite").select_option("monthly")
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
        page.get_by_label("Documento firmado").set_input_files(
            {"name": "firmado.pdf", "mimeType": "application/pdf", "buffer": b"<html>no</html>"}
        )
        press(page, "Registrar la firma")
        says(page, "PDF")
        page.get_by_label("Documento firmado").set_input_files(
            {"name": "firmado.pdf", "mimeType": "application/pdf", "buffer": pdf(name)}
        )
        press(page, "Registrar la firma")
        says(page, f"Quedó la firma de {name}.")


def formalised(head: Page, agreement: str, folder: Path) -> None:
    """In force: what the plan only intended is real, and what the parties owe is a commitment."""
    head.goto("/my-work/")
    waiting(head, "DEMO-001").get_by_role("button", name="Poner en vigor").click()
    head.goto(agreement)
    expect(head.locator("#art")).to_contain_text("1 articulación deja de estar formalizada")
    expect(head.locator("#obl")).to_contain_text("Pendiente")
    check(head)
    take(head, folder, "13-in-force", height=1000)
    head.goto("/plans/quito/2.4.4/")
    expect(head.locator("#a-1 .m-mech.is-real")).to_have_text("acuerdo")
    expect(head.locator("#a-1")).to_contain_text("Formalizada")
    head.goto("/plans/quito/completeness/?lacks=instrument")


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
    expect(head.locator("main")).to_contain_text("DEMO-001 Acuerdo para recuperar el río San Pedro vence el")
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
    expect(visitor.locator("#a-1")).not_to_contain_text("Formalizada")
    line = visitor.locator("#linea")
    for told in ("entró en vigor", "se prorrogó", "se avisó que el plazo termina", "venció"):
        expect(line).to_contain_text(told)
    check(visitor)
    take(visitor, folder, "16-timeline", at=line, height=1000)


def test_the_pictures_in_the_documents_are_those_taken_here() -> None:
    assert {file.stem for file in FOLDER.glob("*.png")} == set(PICTURES)
