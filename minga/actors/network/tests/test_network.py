"""The network follows from what actors share; everybody sees what they may see."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from minga.actors.models import Actor, ActorRole
from minga.base.kept import forget_all
from minga.base.testing import read, words
from minga.people.models import User
from minga.plans.models import Initiative, Plan


def takes_part(actor: Actor, initiative: Initiative, **more: object) -> ActorRole:
    return ActorRole.objects.create(
        actor=actor, record="plans.initiative", object_id=initiative.pk, role="advises", **more
    )


def actor(name: str, **more: object) -> Actor:
    return Actor.objects.create(name=name, **more)


def test_two_who_share_an_initiative_are_tied(
    client: Client, led: Initiative, university: Actor
) -> None:
    takes_part(university, led)
    found = read(client, "/actors/network/")
    assert "2 actores forman una sola red" in words(found, "h1")
    assert university.name in words(found, ".m-list")
    assert found.css(".m-net .n-tie") and not found.css(".m-net .n-tie.is-firm")


def test_what_was_over_before_the_year_ties_nobody(
    client: Client, led: Initiative, university: Actor
) -> None:
    takes_part(university, led, ends=datetime.date(2025, 6, 1))
    assert "Todavía no se ve" in words(read(client, "/actors/network/"), "h1")
    assert "2 actores" in words(read(client, "/actors/network/?year=2025"), "h1")


def test_it_is_narrowed_by_objective(client: Client, led: Initiative, university: Actor) -> None:
    takes_part(university, led)
    assert university.name in read(client, "/actors/network/?objective=2.3").text()
    other = read(client, "/actors/network/?objective=1.1")
    assert "Nadie comparte nada aquí" in words(other, ".m-empty")


def test_visitors_see_neither_hidden_actors_nor_hidden_things(
    client: Client, led: Initiative, coordinator: User, plan: Plan
) -> None:
    hidden = actor("Actor reservado", visibility="internal")
    takes_part(hidden, led)
    secret = plan.initiatives.get(code="1.1.1")
    Initiative.objects.filter(pk=secret.pk).update(visibility="internal")
    open_one = actor("Actor público")
    takes_part(open_one, secret)
    text = read(client, "/actors/network/").text()
    assert hidden.name not in text and open_one.name not in text
    for file in ("actors.csv", "ties.json", "network.graphml"):
        content = b"".join(client.get(f"/actors/network/{file}").streaming_content)  # type: ignore[attr-defined]
        assert b"Actor reservado" not in content and b"Actor p" not in content
    client.force_login(coordinator)
    forget_all()
    text = read(client, "/actors/network/").text()
    assert hidden.name in text and open_one.name in text


def test_each_format_opens(client: Client, led: Initiative, university: Actor) -> None:
    from lxml import etree

    takes_part(university, led)
    said = client.get("/actors/network/network.graphml").streaming_content  # type: ignore[attr-defined]
    root = etree.fromstring(b"".join(said))
    space = "{http://graphml.graphdrawing.org/xmlns}"
    assert len(root.findall(f".//{space}node")) == 2 and len(root.findall(f".//{space}edge")) == 1
    rows = client.get("/actors/network/ties.json").streaming_content  # type: ignore[attr-defined]
    assert b'"state":"intended"' in b"".join(rows)
    assert client.get("/actors/network/ties.pdf").status_code == 404
    assert client.get("/actors/network/others.csv").status_code == 404


def test_a_new_role_is_seen_at_once(
    client: Client, led: Initiative, university: Actor, coordinator: User
) -> None:
    from minga.actors.actions.roles import add_role

    read(client, "/actors/network/")
    add_role(university, led, by=coordinator, role="advises")
    assert university.name in read(client, "/actors/network/").text()


def queries(client: Client, url: str) -> int:
    forget_all()
    with CaptureQueriesContext(connection) as found:
        read(client, url)
    return len(found)


@pytest.mark.parametrize("role", ["visitor", "partner", "delegate", "coordinator"])
def test_it_asks_the_same_for_few_and_for_many(
    role: str, client: Client, led: Initiative, request: pytest.FixtureRequest
) -> None:
    if role != "visitor":
        client.force_login(request.getfixturevalue(role))
    for n in range(3):
        takes_part(actor(f"Actor {n}"), led)
    pages = (
        "/actors/network/",
        "/actors/gaps/",
        "/actors/gaps/no-counterpart/",
        "/actors/gaps/no-instrument/",
        "/actors/gaps/one-unit/",
        "/actors/gaps/overloaded/?least=1",
    )
    few = [queries(client, url) for url in pages]
    for n in range(3, 30):
        takes_part(actor(f"Actor {n}"), led)
    assert [queries(client, url) for url in pages] == few


def test_the_next_page_begins_where_this_one_ends(client: Client, led: Initiative) -> None:
    for n in range(40):
        takes_part(actor(f"Actor {n:02}"), led)
    first = read(client, "/actors/network/")
    link = first.css_first("a[rel=next]")
    assert link is not None
    second = read(client, f"/actors/network/{link.attributes['href']}")
    names = [row.text(strip=True) for page in (first, second) for row in page.css("tbody th")]
    assert len(names) == len(set(names)) == 41
