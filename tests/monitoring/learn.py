"""What is learned: an evaluation answered, a solution assessed, a question asked."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.acting import MOBILITY, check, follow, in_days, minga, press, says, take
from tests.conftest import OpenPage, Site
from tests.monitoring.define import YEAR


def evaluate(page: Page) -> str:
    page.goto("/evaluation/")
    check(page)
    follow(page, "Prever una evaluación")
    page.get_by_label("Título").fill("¿Sirvieron los cruces seguros?")
    page.locator("#id_kind").select_option("mid_term")
    page.locator("#id_unit").select_option(label=MOBILITY)
    page.get_by_label("Método").fill("Conteo en doce cruces, antes y después.")
    check(page)
    press(page, "Prever la evaluación")
    expect(page.locator("h1")).to_have_text("¿Sirvieron los cruces seguros?")
    address = page.url
    press(page, "Empezar")
    says(page, "Una evaluación empieza por una pregunta: escriba al menos una.")
    for link, fields in (
        ("Añadir una pregunta", {"text": "¿Cruzan más seguras las personas?"}),
        ("Añadir un hallazgo", {"text": "Hubo 31 % menos atropellos en los doce cruces."}),
        ("Añadir una recomendación", {"text": "Extender el semáforo peatonal a cien cruces."}),
    ):
        page.goto(address)
        follow(page, link)
        for name, value in fields.items():
            page.locator(f"#id_{name}").fill(value)
        if "recomendación" in link:
            page.locator("#id_unit").select_option(label=MOBILITY)
        check(page)
        page.locator("form.m-form button").last.click()
        expect(page.locator("#questions, #findings, #recommendations").first).to_be_visible()
        expect(page.locator("main")).to_contain_text(fields["text"])
    press(page, "Empezar")
    says(page, "La evaluación está en marcha.")
    follow(page, re.compile("Responder"), within="#questions")
    page.locator("form.m-form textarea").fill("Sí, y más las personas mayores.")
    page.locator("form.m-form button").last.click()
    says(page, "Sí, y más las personas mayores.")
    press(page, "Publicar")
    says(page, "La evaluación está publicada.")
    check(page)
    return address


def answer(head: Page, evaluation: str, folder: Path, open_page: OpenPage) -> None:
    """The unit says what it will do, and until when: a commitment like any other."""
    head.goto("/my-work/")
    expect(head.locator("main")).to_contain_text("Extender el semáforo")
    check(head)
    head.goto(evaluation)
    follow(head, re.compile("Responder"), within="#recommendations")
    head.locator("[name=response]").first.check()
    head.locator("#id_text").fill("Se hará en dos años, por barrios.")
    head.locator("#id_promise_1").fill("Instalar cincuenta semáforos peatonales")
    check(head)
    head.locator("form.m-form button").last.click()
    says(head, "Escriba para cuándo.")
    head.locator("#id_due_1").fill(in_days(90))
    head.locator("form.m-form button").last.click()
    visitor = open_page(evaluation)
    expect(visitor.locator("#recommendations")).to_contain_text("cincuenta semáforos peatonales")
    check(visitor)
    take(visitor, folder, "16-evaluation", at=visitor.locator("#findings"), height=900)


def assess(page: Page, folder: Path) -> None:
    """A solution that was tried, beside a place where it was not."""
    page.goto("/evaluation/solutions/")
    check(page)
    page.goto("/evaluation/solutions/new/")
    page.get_by_label("Nombre").fill("Cruce con isla y semáforo")
    page.get_by_label("Problema que enfrenta").fill("Atropellos en avenidas de cuatro carriles.")
    page.locator("#id_unit").select_option(label=MOBILITY)
    check(page)
    page.locator("form.m-form button").last.click()
    expect(page.locator("h1")).to_have_text("Cruce con isla y semáforo")
    follow(page, "Valorar qué cambió")
    said = {
        "measure": "Atropellos al año",
        "unit": "atropellos",
        "before": "29",
        "before_on": f"{YEAR - 1}-12-31",
        "after": "20",
        "after_on": f"{YEAR}-09-30",
        "comparison": "Doce cruces parecidos, sin cambios",
        "other_before": "27",
        "other_after": "26",
        "source": "Registro de siniestros (demostración)",
    }
    for name, value in said.items():
        page.locator(f"#id_{name}").fill(value)
    page.locator("#id_evidence").select_option("compared")
    check(page)
    page.locator("form.m-form button").last.click()
    expect(page.locator("#impacto")).to_contain_text("-8")
    check(page)
    take(page, folder, "17-solution", height=1000)


def ask(site: Site, open_page: OpenPage, folder: Path) -> None:
    """The facts are written, and anybody asks them one of the questions."""
    minga(site, "facts")
    page = open_page("/analysis/")
    check(page)
    page.goto("/analysis/facts/")
    check(page)
    page.goto("/analysis/compliance_by_objective/")
    expect(page.locator("main table tbody tr").first).to_be_visible()
    check(page)
    take(page, folder, "18-question", height=900)
    page.locator("summary", has_text="Descargar").click()
    with page.expect_download() as coming:
        page.locator("main").get_by_role("link", name="CSV").click()
    rows = list(csv.reader(io.StringIO(coming.value.path().read_text("utf-8-sig"))))
    assert len(rows) - 1 == page.locator("main table tbody tr").count()
