"""Every address, for every role: who gets what. The table is docs/access.md."""

from __future__ import annotations

import os
from collections.abc import Iterator
from copy import deepcopy
from http.cookies import SimpleCookie
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from minga.intake.models import Document, Import
from minga.people.models import Role, User
from minga.plans.importer.together import read_together
from minga.plans.models import Plan
from minga.studio import reviews
from tests.staged import Values, stage

TABLE = Path(__file__).parent.parent / "docs" / "access.md"
ROLES = ["visitor", *Role.values]
VERBS = {"spaces:step_session": {"verb": "cancel"}}
CHOSEN = {"plans:bulk": "?do=lead&sel=2.3.1"}  # what the address means nothing without

INTRO = """\
# Who gets what

Each address, asked for by each role on Quito's plan: first what reading (GET) answers, then what
sending an empty form (POST) does. Made and checked by `tests/test_access.py`; after a change that
is meant, `MINGA_WRITE_ACCESS=1 script/test --quick tests/test_access.py` writes it anew.

`ok` a page or a file · `login` sent to sign in · `on` sent on to another page · `form` the form
again, with what is missing · `no` not for this role, or not there for it · `-` the address does not
take it.

"""


def pages(
    resolver: URLResolver, prefix: str = "", parts: tuple[str, ...] = ()
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every named address, with the names of its changing parts: "plans:edit", (plan, code)."""
    for pattern in resolver.url_patterns:
        inside = (*parts, *pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLResolver):
            space = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from pages(pattern, prefix + space, inside)
        elif pattern.name:
            yield prefix + pattern.name, inside


def values(
    name: str, parts: tuple[str, ...], document: Document, review: Import, staged: dict[str, Values]
) -> Values:
    """A real value for each changing part of an address."""
    known: Values = {
        "plan": "quito",
        "code": "2.3.1",
        "number": 1,
        "uuid": review.uuid if name.startswith("studio:") else document.uuid,
        "role": "coordinator",
        "fmt": "csv",
        "uidb36": "1",
        "key": "x",
        "provider_id": "x",
        "token": "x",
        **staged.get(name.partition(":")[0], {}),
        **staged.get(name, {}),
        **VERBS.get(name, {}),
    }
    return {name: known[name] for name in parts}


def in_review(document: Document) -> Import:
    """An import of the same document that waits to be applied."""
    imported = Import.objects.create(document=document, status=Import.Status.READ)
    read = read_together([(document.name, document.path.read_bytes())])
    reviews.keep(imported, reviews.Review(*read))
    return imported


def answer(client: Client, method: str, url: str) -> str:
    with transaction.atomic():
        response = getattr(client, method)(url)
        if response.streaming:
            b"".join(response.streaming_content)
        transaction.set_rollback(True)
    match response.status_code:
        case 200:
            return "ok" if method == "get" else "form"
        case 301 | 302:
            return "login" if response.url.startswith("/accounts/login/") else "on"
        case 405:
            return "-"
        case 400 | 403 | 404 | 429:
            return "no"
        case code:
            return str(code)


def cookies(role: str) -> SimpleCookie:
    client = Client()
    if role != "visitor":
        client.force_login(User.objects.get(memberships__role=role))
    return client.cookies


def table() -> str:
    document = Document.objects.get(imports__into="quito")
    review = in_review(document)
    staged = stage(Plan.objects.get(code="quito"))
    signed_in = {role: cookies(role) for role in ROLES}
    lines = [
        "| address | " + " | ".join(ROLES) + " |",
        "|---" * (len(ROLES) + 1) + "|",
    ]
    for name, parts in sorted(set(pages(get_resolver()))):
        url = reverse(name, kwargs=values(name, parts, document, review, staged)) + CHOSEN.get(
            name, ""
        )
        cells = []
        for role in ROLES:
            answers = []
            for method in ("get", "post"):
                client = Client()
                client.cookies = deepcopy(signed_in[role])
                answers.append(answer(client, method, url))
            cells.append(" / ".join(answers))
        lines.append(f"| `{name}` | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


@pytest.mark.django_db
def test_every_address_answers_every_role_as_written(plan: Plan) -> None:
    found = INTRO + table()
    print(found)
    if os.environ.get("MINGA_WRITE_ACCESS"):
        TABLE.write_text(found)
    assert TABLE.exists(), "write it with MINGA_WRITE_ACCESS=1"
    assert found == TABLE.read_text()
    assert " 5" not in table_body(found), "an address fails for someone"


def table_body(text: str) -> str:
    return text[text.index("|---") :]
