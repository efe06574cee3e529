"""The studio as tests use it: work is done at once, in the process of the test."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from minga.intake.models import Import
from minga.people.models import User


def said(page: Any) -> str:
    """The text of a page, without its markup."""
    body = LexborHTMLParser(page.content).body
    assert body is not None
    return " ".join(body.text(separator=" ").split())


CSV = """Eje;Iniciativa;Responsable;Meta 2026;Observaciones
1 Barrio verde;Huertos comunitarios;Dirección de Ambiente;12;con escuelas
1 Barrio verde;Composteras de barrio;Dirección de Ambiente;30;
2 Ciudad en movimiento;Red de ciclovías;Dirección de Movilidad;25;por etapas
2 Ciudad en movimiento;Paradas accesibles;Dirección de Movilidad;40;
""".encode()


@pytest.fixture(autouse=True)
def at_once(settings: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django.tasks.backends.immediate.ImmediateBackend"}}


@pytest.fixture
def studio(client: Client, coordinator: User) -> Client:
    client.force_login(coordinator)
    return client


Upload = Callable[..., Import]


@pytest.fixture
def upload(studio: Client, django_capture_on_commit_callbacks: Any) -> Upload:
    """Upload files (name, content) and have them read."""

    def upload(*files: tuple[str, bytes]) -> Import:
        given = [SimpleUploadedFile(name, content) for name, content in files]
        with django_capture_on_commit_callbacks(execute=True):
            answer = studio.post("/import/", {"files": given})
        assert answer.status_code == 302, answer.content.decode()
        return Import.objects.get(uuid=answer["Location"].split("/")[-2])

    return upload


Bring = Callable[..., Import]


@pytest.fixture
def bring(studio: Client, django_capture_on_commit_callbacks: Any) -> Bring:
    """Apply what was read, with the fields of the form."""

    def bring(imported: Import, **form: str) -> Import:
        with django_capture_on_commit_callbacks(execute=True):
            studio.post(f"/import/{imported.uuid}/apply/", {"new": "ejemplo", **form})
        imported.refresh_from_db()
        return imported

    return bring
