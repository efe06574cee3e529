"""The pages of the import studio and of the editions speak English."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from minga.people.models import User
from minga.plans.models import Plan
from tests.test_catalog import slips, theirs, written

PRINTED = """Eje;Iniciativa;Responsable;Meta 2026;Observaciones
1 Barrio verde;Huertos comunitarios;Dirección de Ambiente;12;con escuelas
1 Barrio verde;Composteras de barrio;Dirección de Ambiente;30;
2 Ciudad en movimiento;Red de ciclovías;Dirección de Movilidad;doce;por etapas
2 Ciudad en movimiento;Paradas accesibles;Dirección de Movilidad;40;
"""
LAST = "2 Ciudad en movimiento;Trenes;Dirección de Movilidad;50;\n"
LATER = PRINTED.replace("Red de", "Red urbana de").replace("Composteras de", "Ferias del")
IN_THE_STUDIO = {
    "index": "/import/",
    "review": "/import/{later}/",
    "rows": "/import/{later}/?show=rows",
    "nothing found": "/import/{later}/?show=rows&q=xyzxyz",
    "columns": "/import/{later}/columns/",
    "comparison": "/import/{later}/edition/ejemplo/",
    "applied": "/import/{second}/",
    "not a plan": "/import/{failed}/",
    "editions": "/plans/ejemplo/editions/",
    "edition": "/plans/ejemplo/editions/1/",
    "compare": "/plans/ejemplo/editions/2/changes/",
    "initiative of an edition": "/plans/ejemplo/editions/1/1.1/",
    "initiative": "/plans/ejemplo/1.1/",
}


@pytest.fixture
def imports(
    client: Client,
    coordinator: User,
    plan: Plan,
    settings: Any,
    django_capture_on_commit_callbacks: Any,
) -> dict[str, str]:
    """Two editions of a plan, a third under review, and a file that is no plan."""
    settings.TASKS = {"default": {"BACKEND": "django.tasks.backends.immediate.ImmediateBackend"}}
    client.force_login(coordinator)
    client.cookies["django_language"] = "es"

    def upload(name: str, text: str, **form: str) -> str:
        with django_capture_on_commit_callbacks(execute=True):
            file = SimpleUploadedFile(name, text.encode())
            uuid = client.post("/import/", {"files": [file]})["Location"].split("/")[-2]
        if form:
            with django_capture_on_commit_callbacks(execute=True):
                client.post(f"/import/{uuid}/apply/", form)
        return str(uuid)

    upload("ejemplo-2024.csv", PRINTED, new="ejemplo")
    return {
        "second": upload("ejemplo-2028.csv", LATER, into="ejemplo", edition="1"),
        "later": upload("ejemplo-2032.csv", PRINTED + LAST),
        "failed": upload("horario.csv", "Ruta;Hora\nA;08:00\nB;09:00\nC;10:00\n"),
    }


@pytest.mark.parametrize("url", IN_THE_STUDIO.values(), ids=IN_THE_STUDIO)
def test_a_page_of_the_studio_or_an_edition_speaks_english(
    client: Client, imports: dict[str, str], url: str
) -> None:
    cells = {cell for line in (PRINTED + LATER + LAST).splitlines() for cell in line.split(";")}
    cited = "http://testserver/plans/ejemplo/editions/1/"
    known = theirs({*written(), *cells, *(cell[2:] for cell in cells), cited})
    assert slips(client, url.format(**imports), known) == []
