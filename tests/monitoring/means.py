"""With what it is done: milestones, money and posts; and the index that five programmes give."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
from playwright.sync_api import Page, expect

from tests.acting import MOBILITY, TODAY, check, follow, press, says, take
from tests.conftest import OpenPage
from tests.monitoring.define import YEAR, add, bring

REPORT = b"Acta de entrega de demostracion\n"
# of the example that the guide of 2012 prints: codified, accrued, advance; by their priority
PROGRAMMES = {
    "2.3.2": (300, 300, 100),
    "2.3.1": (1000, 700, 60),
    "2.3.3": (500, 480, 90),
    "2.3.5": (500, 400, 70),
    "2.3.4": (800, 200, 30),
}
BY_HAND = "2.3.1"


def foresee(page: Page) -> None:
    """Two milestones that are all of an initiative; the first is reached, with its evidence."""
    for name, weight, due in (("Estudio entregado", "60", f"{YEAR}-06-30"), *LATER):
        page.goto(f"/plans/quito/{BY_HAND}/")
        follow(page, "Prever un hito")
        page.locator("#id_name").fill(name)
        page.locator("#id_due").fill(due)
        page.locator("#id_weight").fill(weight)
        press(page, "Guardar")
        says(page, "El hito quedó previsto.")
    check(page)
    row = page.locator("#hitos tr", has_text="Estudio entregado")
    row.get_by_role("link", name=re.compile("Alcanzado")).click()
    page.locator("#id_on").fill(TODAY.isoformat())
    page.locator("#id_evidence").set_input_files(
        {"name": "acta.txt", "mimeType": "text/plain", "buffer": REPORT}
    )
    check(page)
    press(page, "Guardar")
    expect(page.locator("#hitos")).to_contain_text("1 de 2 alcanzado, 60 % del peso")


LATER = (("Obra recibida", "40", f"{YEAR + 1}-06-30"),)


def pay(page: Page) -> None:
    """A line whose stages do not add up is asked about; then it says what was accrued."""
    page.goto(f"/plans/quito/{BY_HAND}/")
    follow(page, "Anotar una línea")
    codified, accrued, _advance = PROGRAMMES[BY_HAND]
    page.locator("#id_year").fill(str(YEAR))
    page.locator("#id_source").fill("Recursos propios (demostración)")
    page.locator("#id_codified").fill(f"{codified}")
    page.locator("#id_committed").fill("1.866.275,79")
    page.locator("#id_accrued").fill(f"{accrued}")
    page.locator("#id_paid").fill("650")
    page.locator("#id_as_of").fill(TODAY.isoformat())
    press(page, "Guardar")
    expect(page.locator("main .alert-danger")).to_be_visible()
    check(page)
    page.locator("#id_committed").fill("800")
    press(page, "Guardar")
    says(page, "La línea quedó anotada.")
    expect(page.locator("#dinero")).to_contain_text("700,00")


def staff(page: Page) -> None:
    page.goto("/monitoring/quito/posts/")
    check(page)
    follow(page, "Anotar puestos")
    page.locator("#id_unit").select_option(label=MOBILITY)
    page.locator("#id_name").fill("Técnica de movilidad")
    page.locator("#id_year").fill(str(YEAR))
    page.locator("#id_count").fill("3")
    page.locator("#id_share").fill("50 %")
    page.locator("#id_initiative").fill(BY_HAND)
    check(page)
    press(page, "Guardar")
    says(page, "Los puestos quedaron anotados.")
    page.goto(f"/monitoring/quito/posts/?year={YEAR}")
    expect(page.locator("h1")).to_contain_text(f"1,50 puestos de tiempo completo en {YEAR}")
    check(page)


def others_by_workbook(page: Page) -> None:
    """The coordinator brings what the other four programmes did."""
    book = openpyxl.Workbook()
    done, money = book.active, book.create_sheet("Presupuesto")
    assert done
    done.title = "Hitos"
    done.append(["Iniciativa", "Hito", "Para cuándo", "Peso", "Estado", "Alcanzado el"])
    money.append(["Iniciativa", "Año", "Fuente de financiamiento", "Codificado", "Devengado"])
    for code, (codified, accrued, advance) in PROGRAMMES.items():
        if code == BY_HAND:
            continue
        steps = {"Primera parte": advance, "Segunda parte": 100 - advance}
        for name, weight in steps.items():
            if weight:
                add(
                    done, Iniciativa=code, Hito=name, Peso=weight,
                    **{"Para cuándo": f"{YEAR}-11-30"},
                    **(
                        {"Estado": "reached", "Alcanzado el": f"{YEAR}-01-15"}
                        if name == "Primera parte"
                        else {}
                    ),
                )  # fmt: skip
        add(
            money, Iniciativa=code, Año=YEAR, Codificado=codified, Devengado=accrued,
            **{"Fuente de financiamiento": "Crédito de demostración"},
        )  # fmt: skip
    bring(page, book, "hitos y presupuesto.xlsx")
    expect(page.locator("h1")).to_contain_text("11 filas cambiarían el plan")
    press(page, "Aplicar")
    says(page, "Filas nuevas: 11")


def choose_priorities(page: Page) -> None:
    page.goto(f"/monitoring/quito/icm/{YEAR}/")
    says(page, "Faltan 5 programas prioritarios")
    check(page)
    follow(page, "Elegir los programas prioritarios")
    for rank, code in enumerate(PROGRAMMES, start=1):
        page.locator(f"#id_rank{rank}").fill(code)
    check(page)
    press(page, "Guardar")
    says(page, f"Las prioridades de {YEAR} quedaron dichas.")


def visit(open_page: OpenPage, folder: Path) -> None:
    """Anybody reads the money with its denominator, and the index with its steps."""
    page = open_page("/monitoring/quito/means/")
    expect(page.locator("main")).to_contain_text("5 de 114 iniciativas tienen una línea declarada")
    expect(page.locator("main")).to_contain_text("Cuadra")
    check(page)
    take(page, folder, "10-means", height=1100)
    for name in ("budget", "milestones", "posts"):
        page.goto(f"/monitoring/quito/{name}/")
        check(page)
    page.goto(f"/monitoring/quito/icm/{YEAR}/")
    expect(page.locator("h1")).to_contain_text("0,7184")
    check(page)
    take(page, folder, "11-icm", height=1000)
