"""Handing files out: to whoever sees what they belong to, and never as a page."""

from __future__ import annotations

import io
from collections.abc import Collection
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from minga.files.actions import attach, detach
from minga.files.models import Attachment, StoredFile
from minga.files.store import Folder, store
from minga.files.tests.samples import PDF, SIGNED
from minga.people.models import Role, User, Visitor
from minga.plans.models import Initiative
from minga.plans.testing import person


def guard(visitor: Visitor, ids: Collection[int]) -> set[int]:
    return set(
        Initiative.objects.visible_to(visitor).filter(pk__in=ids).values_list("pk", flat=True)
    )


@pytest.fixture(autouse=True)
def guards(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    from minga.files import access

    known: dict[str, Any] = {"plans.initiative": guard}
    monkeypatch.setattr(access, "offered", lambda _kind: known)
    return known


@pytest.fixture
def file(led: Initiative, delegate: User) -> StoredFile:
    return attach(
        io.BytesIO(PDF), "Acta de la sesión.pdf", led, Attachment.Kind.ACT, by=delegate
    ).file


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def test_it_comes_whole_to_be_saved_and_nothing_else(client: Client, file: StoredFile) -> None:
    response = client.get(file.get_absolute_url())
    assert body(response) == PDF
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Length"] == str(len(PDF))
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''Acta%20de")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["Cache-Control"] == "private, no-cache"


def test_what_one_has_is_not_sent_again_but_asked_for_each_time(
    client: Client, file: StoredFile, led: Initiative
) -> None:
    address = file.get_absolute_url()
    etag = client.get(address)["ETag"]
    assert client.get(address, headers={"if-none-match": etag}).status_code == 304
    Initiative.objects.filter(pk=led.pk).update(visibility="internal")
    assert client.get(address, headers={"if-none-match": etag}).status_code == 404


@pytest.mark.parametrize("visibility", ["public", "partners", "internal"])
@pytest.mark.parametrize("role", [None, *Role])
def test_whoever_sees_the_thing_has_its_files_and_nobody_else(
    client: Client, file: StoredFile, led: Initiative, role: Role | None, visibility: str
) -> None:
    Initiative.objects.filter(pk=led.pk).update(visibility=visibility)
    if role:
        client.force_login(person(role))
    sees = client.get(led.get_absolute_url()).status_code
    assert client.get(file.get_absolute_url()).status_code == sees


def test_of_several_things_any_that_is_seen_is_enough(
    client: Client, file: StoredFile, led: Initiative
) -> None:
    other = Initiative.objects.exclude(pk=led.pk).order_by("pk")[0]
    Initiative.objects.filter(pk=led.pk).update(visibility="internal")
    assert client.get(file.get_absolute_url()).status_code == 404
    Attachment.objects.create(file=file, record="plans.initiative", object_id=other.pk)
    assert client.get(file.get_absolute_url()).status_code == 200


def test_what_nobody_guards_and_what_belongs_to_nothing_is_nobodys(
    client: Client, file: StoredFile, guards: dict[str, Any], coordinator: User
) -> None:
    client.force_login(coordinator)
    guards.clear()
    assert client.get(file.get_absolute_url()).status_code == 404
    guards["plans.initiative"] = guard
    detach(file.attachments.get(), by=None)
    assert client.get(file.get_absolute_url()).status_code == 404


def test_its_name_in_the_address_changes_nothing(client: Client, file: StoredFile) -> None:
    address = reverse("files:file", args=[file.uuid, "pagina.html"])
    response = client.get(address)
    assert response["Content-Type"] == "application/pdf"
    assert "Acta" in response["Content-Disposition"]


def test_it_is_only_read(client: Client, file: StoredFile) -> None:
    assert client.post(file.get_absolute_url()).status_code == 405


def test_a_damaged_one_is_not_handed_out(client: Client, file: StoredFile) -> None:
    kept = store()
    assert isinstance(kept, Folder)
    kept.path(file.sha256).write_bytes(b"%PDF-1.7 damaged")
    response = client.get(file.get_absolute_url())
    assert response.status_code == 503
    assert "Avise a quien opera el sistema" in response.content.decode()
    kept.path(file.sha256).unlink()


def test_a_signed_envelope_is_handed_out_as_one(client: Client, led: Initiative) -> None:
    kept = attach(io.BytesIO(SIGNED), "convenio.pdf.p7m", led, Attachment.Kind.SIGNED, by=None).file
    response = client.get(kept.get_absolute_url())
    assert response["Content-Type"] == "application/pkcs7-mime"
    assert 'filename="convenio.pdf.p7m"' in response["Content-Disposition"]
