"""What is measured: two indicators by form, with their targets; eighteen more by workbook."""

from __future__ import annotations

import datetime
import io
import re
from pathlib import Path

import openpyxl
from playwright.sync_api import Download, Page, expect

from tests.acting import MOBILITY, TODAY, check, follow, press, says, take

OBJECTIVE = "2.3"
TRIPS, SAFE = "Viajes en transporte público", "Cruces con semáforo peatonal"
ACT = "Resolución de demostración 012"
OTHERS = 18


def last_month() -> datetime.date:
    """The first day of the last month that ended with two before it in its year."""
    found = (TODAY.replace(day=1) - datetime.timedelta(1)).replace(day=1)
    return found if found.month > 2 else datetime.date(found.year - 1, 12, 1)


MONTH = last_month()
YEAR = MONTH.year


def begin(page: Page) -> None:
    """On objective 2.3, from the empty list."""
    page.goto("/monitoring/quito/indicators/")
    says(page, "Todavía no hay indicadores")
    check(page)
    follow(page, "Definir un indicador")
    expect(page.locator("h1")).to_have_text("¿Qué va a medir?")
    check(page)
    page.get_by_label("Objetivo", exact=True).select_option(OBJECTIVE)
    press(page, "Medir este objetivo")


def sheet(page: Page, **said: str) -> None:
    """The whole sheet; a name with `is_` is a choice among few."""
    for name, value in said.items():
        if name.startswith("is_"):
            page.locator(f"[name={name[3:]}][value={value}]").check()
        else:
            page.locator(f"#id_{name}").fill(value)


def one_value(page: Page, folder: Path) -> str:
    """Trips: a number each month, of which the year has the mean. Returns its address."""
    begin(page)
    expect(page.locator("#id_owner option:checked")).to_have_text(MOBILITY)
    sheet(
        page,
        name=TRIPS,
        definition="Viajes pagados en el transporte público metropolitano, con y sin trasbordo.",
        formula="Suma de las validaciones del mes",
        unit="viajes",
        decimals="0",
        is_measure="value",
        is_direction="increase",
        is_frequency="monthly",
        is_accumulation="periodic",
        is_yearly="mean",
        weight="2",
        source="Registro de recaudo (demostración)",
        limits="No cuenta los viajes a pie ni en bicicleta.",
        base_value="diecisiete millones",
        base_date=f"{YEAR - 1}-12-31",
        base_source="Registro de recaudo (demostración)",
    )
    press(page, "Definir el indicador")
    expect(page.locator("#id_base_value_error")).to_contain_text("número")
    check(page)
    page.locator("#id_base_value").fill("17.100.000")
    take(page, folder, "1-sheet", at=page.locator("#id_unit"), height=1000)
    press(page, "Definir el indicador")
    says(page, "está definido. Falta fijar sus metas.")
    expect(page.locator(".m-facts")).to_contain_text("17.100.000 viajes")
    check(page)
    return page.url


def a_ratio(page: Page) -> str:
    """Crossings: two parts each month, and the last one is that of the year."""
    begin_again(page)
    sheet(
        page,
        name=SAFE,
        definition="Cruces de vías arteriales con semáforo peatonal que funciona.",
        unit="%",
        decimals="1",
        is_measure="ratio",
        numerator_name="cruces con semáforo peatonal",
        denominator_name="cruces de vías arteriales",
        factor="100",
        is_direction="increase",
        is_frequency="monthly",
        is_accumulation="periodic",
        is_yearly="last",
        source="Inventario de semáforos (demostración)",
        base_value="52",
        base_date=f"{YEAR - 1}-12-31",
        base_source="Inventario de semáforos (demostración)",
    )
    press(page, "Definir el indicador")
    says(page, "está definido. Falta fijar sus metas.")
    expect(page.locator(".m-facts")).to_contain_text("cruces de vías arteriales")
    return page.url


def begin_again(page: Page) -> None:
    page.goto(f"/monitoring/quito/indicators/new/?objective={OBJECTIVE}")
    expect(page.locator("h1")).to_have_text("Definir un indicador")


def targets(page: Page, indicator: str, folder: Path, values: dict[int, str]) -> None:
    """By the act that sets them; the years between are interpolated, and marked so."""
    page.goto(indicator)
    press_link(page, "Fijar las metas")
    page.locator("#id_act").fill(ACT)
    page.locator("#id_act_date").fill(f"{YEAR}-01-15")
    first, *_rest = values
    box = page.locator(f"#id_value_{first}-12-31")
    box.fill("23,327,341.51")
    press(page, "Guardar las metas")
    expect(page.locator("main .invalid-feedback").first).to_be_visible()
    check(page)
    take(page, folder, "2-targets", height=900)
    for year, value in values.items():
        page.locator(f"#id_value_{year}-12-31").fill(value)
    press(page, "Guardar las metas")
    expect(page.locator("#metas")).to_contain_text(ACT)
    expect(page.locator("#metas")).to_contain_text("interpolada")
    check(page)


def press_link(page: Page, name: str) -> None:
    page.locator("main").get_by_role("link", name=name, exact=True).click()


def others_by_workbook(page: Page, folder: Path) -> None:
    """The workbook that came out goes in again with eighteen rows more, and one that is wrong."""
    page.goto("/monitoring/quito/workbook/")
    check(page)
    with page.expect_download() as coming:
        press_link(page, "El libro entero, XLSX")
    book = opened(coming.value)
    indicators, goals = book["Indicadores"], book["Metas"]
    assert indicators.max_row == 3
    for n in range(1, OTHERS + 2):
        add(indicators, **indicator(n, frequency="monthly" if n <= OTHERS else "cada luna llena"))
        add(goals, Indicador=code(n), **{"Para cuándo": YEAR, "Meta": 100 + 10 * n})
    bring(page, book, "indicadores.xlsx")
    expect(page.locator("h1")).to_contain_text(f"{2 * OTHERS} filas cambiarían el plan")
    says(page, "cada luna llena")
    check(page)
    take(page, folder, "4-workbook", height=900)
    press(page, "Aplicar las filas buenas")
    says(page, f"Filas nuevas: {2 * OTHERS}")
    with page.expect_download() as coming:
        press_link(page, "Descargar las filas rechazadas, XLSX")
    left = opened(coming.value)
    assert "cada luna llena" in str(list(left.worksheets[0].values))
    page.goto("/monitoring/quito/indicators/")
    says(page, f"{OTHERS + 2} indicadores")
    check(page)


def opened(file: Download) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(file.path().read_bytes()))


def code(n: int) -> str:
    return f"M-{n:03}"


def indicator(n: int, *, frequency: str) -> dict[str, object]:
    kinds = ("Ciclovías construidas", "Paradas accesibles", "Inspecciones de vehículos")
    return {
        "Código": code(n),
        "Nombre": f"{kinds[n % 3]}, zona de demostración {n}",
        "Objetivo": (OBJECTIVE, OBJECTIVE, "2.1", "2.5")[n % 4],
        "Qué se anota": "value",
        "Unidad de medida": ("km", "paradas", "inspecciones")[n % 3],
        "Decimales": 0,
        "Sentido": "increase",
        "Acumulado o por período": "cumulative" if n % 2 else "periodic",
        "El valor del año": "last" if n % 2 else "sum",
        "Frecuencia": frequency,
        "Unidad responsable": MOBILITY,
        "Quién lo ve": "public",
    }


def add(table: openpyxl.worksheet.worksheet.Worksheet, **said: object) -> None:
    """A row, by the headings of the table."""
    headings = [cell.value for cell in table[1]]
    assert set(said) <= set(headings), set(said) - set(headings)
    table.append([said.get(str(heading)) for heading in headings])


def bring(page: Page, book: openpyxl.Workbook, name: str, *, send: bool = False) -> None:
    page.goto("/monitoring/quito/workbook/")
    content = io.BytesIO()
    book.save(content)
    upload(page, content.getvalue(), name, send=send)


def upload(page: Page, content: bytes, name: str, *, send: bool = False) -> None:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.get_by_label("El libro o la tabla").set_input_files(
        {"name": name, "mimeType": kind, "buffer": content}
    )
    page.get_by_label(re.compile("Enviar a aprobación")).set_checked(send)
    press(page, "Leer el libro")


def round_trip(page: Page) -> None:
    """What comes out and goes in again changes nothing."""
    page.goto("/monitoring/quito/from-document/")
    check(page)
    page.goto("/monitoring/quito/workbook/")
    check(page)
    follow(page, "Lo mismo para programas")
    check(page)
    page.go_back()
    with page.expect_download() as coming:
        press_link(page, "El libro entero, XLSX")
    upload(page, coming.value.path().read_bytes(), "libro.xlsx")
    expect(page.locator("h1")).to_have_text("No cambiaría nada")
    says(page, "Filas nuevas: 0; cambiadas: 0;")
    says(page, "que no se pueden traer: 0.")
    check(page)
