"""The directory: everybody of whom one may know, found by words and by filters."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from minga.actors.models import Actor, ActorRole
from minga.actors.tests.conftest import Make
from minga.base.kept import forget_all
from minga.base.testing import next_page, read, words
from minga.people.models import User
from minga.people.tests.people import says
from minga.plans.models import Initiative


def names(client: Client, query: str = "") -> list[str]:
    page = read(client, f"/actors/{query}")
    return [link.text() for link in page.css("a[data-key]")]


def test_a_search_finds_by_name_acronym_and_number(client: Client, foundation: Actor) -> None:
    for question in ("rio vivo", "RÍOS", "FRV", "1790011674001"):
        assert names(client, f"?q={question}") == ["Fundación Río Vivo"]


def test_the_search_of_the_whole_site_finds_actors_too(client: Client, foundation: Actor) -> None:
    assert "Fundación Río Vivo" in says(client.get("/search/?q=rio+vivo"))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?type=fundacion", True),
        ("?type=club", False),
        ("?nature=privado", True),
        ("?type=none", False),
        ("?government=national", False),
        ("?part=1", False),
        ("?part=none", True),
        ("?type=nonsense&nature=%00&area=x&part=7", True),
    ],
)
def test_filters_narrow_the_list(
    client: Client, foundation: Actor, query: str, found: bool
) -> None:
    assert ("Fundación Río Vivo" in names(client, query)) is found


def test_who_has_a_role_takes_part_in_something(
    client: Client, foundation: Actor, led: Initiative
) -> None:
    ActorRole.objects.create(
        actor=foundation, record="plans.initiative", object_id=led.pk, role="funds"
    )
    assert "Fundación Río Vivo" in names(client, "?part=1")
    assert "Secretaría de Movilidad" in names(client, "?part=1"), "its unit leads an initiative"


def test_an_area_holds_what_lies_in_it(client: Client, foundation: Actor) -> None:
    from minga.territory.models import Area

    inside = Area.objects.exclude(parent=None).first()
    assert inside and inside.parent_id
    foundation.areas.add(inside)
    assert names(client, f"?area={inside.parent_id}") == ["Fundación Río Vivo"]


def test_pages_follow_each_other_by_key(client: Client, make: Make) -> None:
    for number in range(30):
        make(f"Club {number:02}", type="club")
    first = read(client, "/actors/?type=club")
    assert len(first.css("a[data-key]")) == 25
    assert "Actores 1 a 25 de 30" in words(first, ".m-pages")
    second = read(client, f"{next_page(first)}")
    assert len(second.css("a[data-key]")) == 5
    assert "Actores 26 a 30 de 30" in words(second, ".m-pages")
    assert not next_page(second)


def test_a_visitor_does_not_see_an_internal_actor(
    client: Client, make: Make, operator: User
) -> None:
    hidden = make("Oficina callada", visibility="internal")
    assert names(client, "?q=callada") == []
    assert client.get(hidden.get_absolute_url()).status_code == 404
    client.force_login(operator)
    assert names(client, "?q=callada") == ["Oficina callada"]


def queries(client: Client, url: str) -> int:
    client.get(url)  # what is made once is made
    forget_all()
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


@pytest.mark.parametrize(
    "who", ["nobody", "coordinator", "head", "delegate", "partner", "operator"]
)
def test_the_directory_asks_the_same_of_3_and_of_30(
    client: Client, make: Make, who: str, request: pytest.FixtureRequest
) -> None:
    if who != "nobody":
        client.force_login(request.getfixturevalue(who))
    for number in range(3):
        make(f"Liga {number}", type="liga_barrial")
    few = queries(client, "/actors/?type=liga_barrial")
    for number in range(3, 24):
        make(f"Liga {number}", type="liga_barrial", parent=Actor.objects.get(name="Liga 0").pk)
    many = queries(client, "/actors/?type=liga_barrial")
    assert many == few < 30


def test_the_empty_directory_says_what_to_do(client: Client, coordinator: User) -> None:
    client.force_login(coordinator)
    page = read(client, "/actors/?q=inexistente")
    assert "Ningún actor es así" in words(page, ".m-empty")
    assert page.css_first("a[href='/actors/add/?name=inexistente']")
