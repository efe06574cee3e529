"""The documents: kept whole, described, and downloaded safely."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from minga.base.models import Visibility
from minga.intake.models import Document, Import
from minga.people.models import User

DOCUMENTS = "/documents/"


@pytest.fixture
def document(plan: Any) -> Document:
    return Document.objects.get()


def test_it_says_whether_everything_announced_was_read(client: Client, document: Document) -> None:
    page = client.get(DOCUMENTS).content.decode()
    assert "Leímos las 114 iniciativas que el documento anuncia" in page
    assert "Todos los conteos cuadran" in page
    assert document.sha256 in page


def test_a_count_that_differs_is_shown(client: Client, document: Document) -> None:
    imported = Import.objects.get()
    imported.tally["found"]["1.1"] = 35
    imported.save()
    page = client.get(DOCUMENTS).content.decode()
    assert "Leímos 113 iniciativas; el documento anuncia 114" in page
    assert "En 1 objetivo el conteo no cuadra" in page


def test_without_documents_it_says_how_to_bring_one(client: Client, document: Document) -> None:
    Document.objects.update(visibility=Visibility.INTERNAL)
    assert "Todavía no hay documentos" in client.get(DOCUMENTS).content.decode()


def test_the_file_is_the_published_one_and_can_only_be_saved(
    client: Client, document: Document
) -> None:
    response = client.get(f"{DOCUMENTS}{document.uuid}/file")
    content = response.getvalue()
    assert hashlib.sha256(content).hexdigest() == document.sha256
    assert response["Content-Disposition"] == f'attachment; filename="{document.name}"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]


def test_a_name_with_anything_in_it_cannot_add_a_header(client: Client, document: Document) -> None:
    Document.objects.update(name='plan "final"\r\nSet-Cookie: a=b\n ñ.txt')
    response = client.get(f"{DOCUMENTS}{document.uuid}/file")
    assert "\n" not in response["Content-Disposition"]
    assert "Set-Cookie" not in response.headers


def test_an_internal_document_is_not_given_to_visitors(
    client: Client, document: Document, delegate: User
) -> None:
    Document.objects.update(visibility=Visibility.INTERNAL)
    address = f"{DOCUMENTS}{document.uuid}/file"
    assert client.get(address).status_code == 404
    client.force_login(delegate)
    assert client.get(address).status_code == 200


def test_a_file_that_is_gone_is_not_found(client: Client, document: Document) -> None:
    Document.objects.update(sha256="f" * 64)
    assert client.get(f"{DOCUMENTS}{document.uuid}/file").status_code == 404


def test_names_of_people_are_for_those_who_are_signed_in(
    client: Client, document: Document, coordinator: User
) -> None:
    Document.objects.update(added_by=coordinator)
    assert str(coordinator) not in client.get(DOCUMENTS).content.decode()


@pytest.mark.parametrize("role", ["", "coordinator", "delegate", "partner"])
def test_the_number_of_queries_does_not_grow_with_the_documents(
    request: pytest.FixtureRequest,
    client: Client,
    document: Document,
    role: str,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    if role:
        client.force_login(request.getfixturevalue(role))
    for n in range(5):
        more = Document.objects.create(sha256=str(n) * 64, name=f"{n}.txt", size=1)
        Import.objects.create(document=more, into="quito")
    client.get(DOCUMENTS)
    with django_assert_max_num_queries(9):
        client.get(DOCUMENTS)
