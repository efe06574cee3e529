"""The pieces that the pages of things include: a list of files, and the field that adds one."""

from __future__ import annotations

import io

from django.contrib.messages import get_messages
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.test import RequestFactory
from selectolax.lexbor import LexborHTMLParser

from minga.base.testing import one, words
from minga.files.actions import attach
from minga.files.forms import add, remove
from minga.files.models import Attachment
from minga.files.tests.samples import PDF
from minga.people.models import User
from minga.plans.models import Initiative

LIST = "{% include 'files/list.html' with attachments=attachments %}"
TAKEN_AWAY = (
    "{% include 'files/list.html' with attachments=attachments detach='plans:initiative'"
    " of='quito' %}"
)


def shown(template: str, **context: object) -> LexborHTMLParser:
    return LexborHTMLParser(Template(template).render(Context(context)))


def asked(rf: RequestFactory, **data: object) -> HttpRequest:
    request = rf.post("/", data)
    for middleware in (SessionMiddleware, MessageMiddleware):
        middleware(lambda _request: HttpResponse()).process_request(request)
    return request


def said(request: HttpRequest) -> list[str]:
    return [str(message) for message in get_messages(request)]


def test_the_list_says_what_each_is_and_whose(led: Initiative, delegate: User) -> None:
    attach(io.BytesIO(PDF * 9000), "Acta.pdf", led, Attachment.Kind.ACT, by=delegate)
    files = Attachment.objects.of("plans.initiative", led.pk)
    page = shown(LIST, attachments=files)
    assert words(page, "a") == "Acta.pdf"
    told = words(page, ".small")
    for part in ("Acta ·", "PDF", "kB", delegate.name):
        assert part in told
    assert not page.css("form")
    assert words(shown(TAKEN_AWAY, attachments=files), "form button") == "Quitar Acta.pdf"


def test_the_field_says_what_is_taken_in_and_how_large() -> None:
    field = shown("{% include 'files/add.html' with label='Evidencia' name='evidence' %}")
    assert "hasta 25 MB" in words(field, ".form-text")
    box = one(field, "input[type=file]")
    assert box.attributes["name"] == "evidence"
    assert ".pdf" in (box.attributes["accept"] or "")
    assert box.attributes["aria-describedby"] == "id_evidence_hint"


def test_a_page_adds_and_removes_with_a_line_each(
    rf: RequestFactory, led: Initiative, delegate: User
) -> None:
    request = asked(rf, file=SimpleUploadedFile("acta.pdf", PDF))
    attached = add(request, led, by=delegate)
    assert attached is not None
    assert said(request) == ["Se añadió «acta.pdf»."]
    request = asked(rf)
    remove(request, led, attached.pk, by=delegate)
    assert said(request) == ["Se quitó «acta.pdf»."]
    assert not Attachment.objects.exists()


def test_what_is_refused_is_told_and_nothing_is_added(
    rf: RequestFactory, led: Initiative, delegate: User
) -> None:
    request = asked(rf, file=SimpleUploadedFile("acta.pdf", b"<html>"))
    assert add(request, led, by=delegate) is None
    assert said(request)[0].startswith("«acta.pdf» es una página web (HTML)")
    request = asked(rf)
    assert add(request, led, by=delegate) is None
    assert said(request) == ["Elija un archivo."]
