"""Whatever is sent to monitoring, evaluation or analytics has an answer; nothing typed is lost."""

from __future__ import annotations

import random
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse

from minga.intake.models import Document
from minga.people.models import Role, User
from minga.plans.models import Plan
from tests.staged import stage
from tests.test_access import in_review, pages, values

OURS = ("monitoring:", "evaluation:", "analytics:", "people:tokens", "people:revoke")
ALWAYS = ("after", "order", "page", "year", "period", "indicator", "basis", "objective", "unit")
TYPED = ("text", "number", "date", "search", "email", "url")
ODD = [
    *("\0", "a\0b", "NaN", "-Infinity", "1e400", "٣", "３", "−5", "-1", "0", "1_000", "0x10", "²"),
    *(str(2**63), "9" * 40, "2026-02-31", "31/02/2026", "0000-01-01", "-0001-01-01", "9999-12-31"),
    *("10000-01-01", "1.866.275,79", "23,327,341.51", "12abc", "'", '"><script>', "../../etc/x"),
    *("%", "%(x)s", "{{x}}", "[1]", "null", "\u202e", " ", "\r\n", "é" * 3000, "x" * 60_000),
]
BODIES = [
    ("application/json", b"[" * 50_000),
    ("text/xml", b"<a"),
    ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\nb"),
    ("multipart/form-data", b"x"),
    ("application/x-www-form-urlencoded; charset=none", b"a=%ff%00"),
]


class Fields(HTMLParser):
    """The names that a page asks for: what is typed, and what is chosen."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.typed: dict[str, str] = {}
        self.chosen: dict[str, str] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        name, value = said.get("name"), said.get("value") or ""
        if not name or name == "csrfmiddlewaretoken":
            return
        if tag == "textarea" or (tag == "input" and said.get("type", "text") in TYPED):
            self.typed[name] = value
        elif tag in ("input", "select", "button"):
            self.chosen.setdefault(name, value)


@pytest.fixture
def addresses(plan: Plan) -> list[tuple[str, dict[str, object]]]:
    """Ours, each with something of its own to answer about."""
    document = Document.objects.get(imports__into="quito")
    review, staged = in_review(document), stage(plan)
    named = sorted({page for page in pages(get_resolver()) if page[0].startswith(OURS)})
    return [(name, values(name, parts, document, review, staged)) for name, parts in named]


def person(role: str) -> Client:
    client = Client()
    if role != "visitor":
        client.force_login(User.objects.get(memberships__role=role))
    return client


def sent(client: Client, method: str, url: str, body: Any = None, kind: str = "") -> str:
    """What it answers, as text; nothing of it stays."""
    with transaction.atomic():
        if kind:
            response = client.generic(method, url, body, content_type=kind)
        else:
            response = getattr(client, method.lower())(url, body)
        content = response.getvalue()
        transaction.set_rollback(True)
    assert response.status_code < 500, (method, url[:200], str(body)[:200])
    html = response.status_code == 200 and "html" in response.get("Content-Type", "")
    return content.decode() if html else ""


def asked(names: Iterator[str] | set[str], value: str) -> str:
    return "?" + "&".join(f"{name}={quote(value[:3000])}" for name in sorted(names))


@pytest.mark.slow
@pytest.mark.parametrize("role", ["visitor", Role.DELEGATE.value, Role.COORDINATOR.value])
def test_nothing_that_is_sent_breaks_a_page(
    addresses: list[tuple[str, dict[str, object]]], role: str
) -> None:
    client, dice = person(role), random.Random(f"odd {role}")
    for name, given in addresses:
        url = reverse(name, kwargs=given)
        fields = Fields(sent(client, "GET", url))
        names = {*fields.typed, *fields.chosen}
        for value in dice.sample(ODD, 2):
            sent(client, "GET", url + asked(names | set(ALWAYS), value))
        if names:
            one = dice.choice(sorted(names))
            plain = {**fields.chosen, **fields.typed}
            sent(client, "POST", url, dict.fromkeys(names, dice.choice(ODD)))
            sent(client, "POST", url, {**plain, one: dice.choice(ODD)})
            sent(client, "POST", url, {**plain, one: dice.sample(ODD, 2)})
        kind, body = dice.choice(BODIES)
        sent(client, dice.choice(["POST", "PUT", "DELETE"]), url, body, kind)
        for part, held in given.items():
            if isinstance(held, int):
                huge = dice.choice([0, 2**31, 2**63 - 1, 2**63, 10**30])
                sent(client, "GET", reverse(name, kwargs={**given, part: huge}))


@pytest.mark.slow
def test_a_refused_form_keeps_what_was_typed(
    addresses: list[tuple[str, dict[str, object]]],
) -> None:
    client, refused = person(Role.COORDINATOR.value), 0
    for name, given in addresses:
        url = reverse(name, kwargs=given)
        fields = Fields(sent(client, "GET", url))
        typed = {field: f"zz{at}qq" for at, field in enumerate(fields.typed) if field != "q"}
        if not typed:
            continue
        again = sent(client, "POST", url, fields.chosen | typed)
        if again:
            refused += 1
            assert [text for text in typed.values() if text not in again] == [], name
    assert refused > 20
