"""Who takes part in the two stories, and what is done with actors and invitations."""

from __future__ import annotations

import re
from email.message import EmailMessage
from typing import Any, cast

import icalendar
from playwright.sync_api import Page, expect

from tests.acting import MOBILITY, follow, press

TABLE = "Mesa Interinstitucional para la promoción de modos de transporte sostenibles en el DMQ"
RIVER = "Recuperación del Rio San Pedro"
NATURE = "Secretaría de Ambiente"
UNIVERSITY = "Universidad de demostración"
CYCLISTS, PARISH = "Colectivo ciclista de demostración", "Junta parroquial de demostración"
DELEGATES = {
    MOBILITY: ("Delegada de demostración", "movilidad@demo.invalid"),
    UNIVERSITY: ("Docente de demostración", "universidad@demo.invalid"),
    CYCLISTS: ("Vocera de demostración", "ciclistas@demo.invalid"),
}
PASSWORD = "una clave de demostración"


def event_of(found: EmailMessage) -> Any:
    part = next(p for p in found.walk() if p.get_content_type() == "text/calendar")
    assert part.get_param("method") == "REQUEST"
    calendar = icalendar.Calendar.from_ical(cast(bytes, part.get_payload(decode=True)))
    return next(iter(calendar.walk("VEVENT")))


def add_actor(page: Page, name: str, kind: str) -> None:
    page.goto("/actors/")
    follow(page, "Añadir un actor")
    page.locator("#id_name").fill(name)
    page.get_by_label("Tipo", exact=True).select_option(kind)
    press(page, "Añadir al directorio")
    expect(page.locator("h1")).to_contain_text(name)


def choose(page: Page, name: str) -> None:
    """Ask for an actor of the directory, and press the answer."""
    page.get_by_role("searchbox", name=re.compile("Buscar un actor")).fill(name)
    press(page, "Buscar")
    answers = page.get_by_role("list", name="Actores encontrados")
    answers.locator("li", has_text=name).get_by_role("button").click()
    expect(answers).to_have_count(0)
