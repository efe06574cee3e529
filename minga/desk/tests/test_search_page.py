"""The search across everything: what people type, what they find, and nothing they may not see."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from selectolax.lexbor import LexborHTMLParser

from minga.base.hits import AROUND, excerpt, highlight
from minga.base.models import Visibility
from minga.base.testing import href, next_page, one, read, words
from minga.intake.models import Document
from minga.people.models import User
from minga.plans.models import Initiative, Plan

SEARCH = "/search/"


def found(client: Client, question: str, **more: str) -> LexborHTMLParser:
    return read(client, SEARCH, {"q": question, **more})


def titles(page: LexborHTMLParser) -> list[str]:
    return [" ".join(h.text().split()) for h in page.css(".m-hits h3")]


@pytest.mark.parametrize("question", ["desnutricion", "Desnutrición", "DESNUTRICIÓN", "desnutric"])
def test_accents_capitals_and_unfinished_words_do_not_matter(
    client: Client, plan: Plan, question: str
) -> None:
    assert titles(found(client, question))[0].startswith("1.1.3 Estrategia de Prevención")


def test_it_finds_initiatives_objectives_and_documents(client: Client, plan: Plan) -> None:
    page = found(client, "movilidad")
    kinds = [h.text() for h in page.css(".m-found h2")]
    assert kinds[:2] == ["Iniciativas", "Objetivos"]
    assert titles(found(client, "apendice")) == ["pmdot-apendice-12.txt"]


def test_an_initiative_is_found_by_its_code(client: Client, plan: Plan) -> None:
    assert titles(found(client, "2.3.11"))[0].startswith("2.3.11 ")


def test_what_was_asked_for_is_marked(client: Client, plan: Plan) -> None:
    marks = {m.text().lower() for m in found(client, "quebradas").css(".m-hits mark")}
    assert marks == {"quebradas"}


def test_a_kind_can_be_read_to_its_end(client: Client, plan: Plan) -> None:
    page = found(client, "salud")
    assert len(titles(page)) == 5 + len(page.css(".m-found section")[1:])
    more = href(one(page, ".m-found section a.btn"))
    everything: list[str] = []
    while more:
        page = read(client, more)
        everything += titles(page)
        more = next_page(page)
    assert len(everything) == len(set(everything))
    assert len(everything) == Initiative.objects.matching("salud").count()


def test_the_next_page_begins_where_the_last_one_ended(client: Client, plan: Plan) -> None:
    first = found(client, "de", **{"in": "plans.initiative"})
    assert len(titles(first)) == 25
    second = read(client, next_page(first))
    assert not set(titles(first)) & set(titles(second))


def test_nothing_found_says_what_to_try(client: Client, plan: Plan) -> None:
    page = words(found(client, "marciano"), "main")
    assert "Nada dice «marciano»" in page
    assert "Pruebe con menos palabras" in page
    assert "Por ejemplo:" in page


@pytest.mark.parametrize("question", ["", "   ", "¿?"])
def test_nothing_asked_says_what_can_be_asked(client: Client, plan: Plan, question: str) -> None:
    assert "Escriba una palabra" in words(found(client, question), "main")


@pytest.mark.parametrize(
    "question", ["a\0b", '"', "' or 1=1 --", "near(", "*", "x" * 5000, "-", ":"]
)
def test_it_takes_any_text(client: Client, plan: Plan, question: str) -> None:
    found(client, question)


@pytest.mark.parametrize("more", [{"in": "people.user"}, {"in": "x"}, {"after": "z"}])
def test_an_address_that_makes_no_sense_shows_everything_found(
    client: Client, plan: Plan, more: dict[str, str]
) -> None:
    assert len(found(client, "salud", **more).css(".m-found h2")) > 1


def test_what_people_type_is_never_run(client: Client, plan: Plan) -> None:
    page = client.get(SEARCH, {"q": "<script>alert(1)</script>"}).content
    assert b"<script>alert" not in page


def test_visitors_find_only_what_is_public(client: Client, plan: Plan, coordinator: User) -> None:
    Initiative.objects.filter(code="1.1.3").update(visibility=Visibility.INTERNAL)
    Document.objects.update(visibility=Visibility.INTERNAL)
    assert titles(found(client, "desnutricion")) == []
    assert titles(found(client, "apendice")) == []
    client.force_login(coordinator)
    assert len(titles(found(client, "desnutricion"))) == 1
    assert len(titles(found(client, "apendice"))) == 1


def test_nothing_of_an_internal_plan_is_found(client: Client, plan: Plan) -> None:
    Plan.objects.update(visibility=Visibility.INTERNAL)
    kinds = [h.text() for h in found(client, "salud").css(".m-found h2")]
    assert kinds == ["Actores"]  # the secretariat is public, whatever plan there is


def test_a_mark_stands_around_the_word_and_the_rest_is_escaped() -> None:
    assert highlight("Quebradas & ríos <b>", "quebrada rio") == (
        "<mark>Quebradas</mark> &amp; <mark>ríos</mark> &lt;b&gt;"
    )


def test_an_excerpt_is_the_piece_with_the_word() -> None:
    text = f"{'palabra ' * 60}quebrada {'otra ' * 60}"
    piece = excerpt(text, "quebradas")
    assert "quebrada" in piece
    assert piece.startswith("… ")
    assert piece.endswith(" …")
    assert len(piece) < AROUND + 10
    assert excerpt(text, "marciano") == ""
    assert excerpt("Una quebrada.", "quebrada") == "Una quebrada."


@pytest.mark.parametrize("role", ["", "coordinator", "head", "delegate", "partner", "operator"])
def test_the_number_of_queries_does_not_grow_with_what_is_found(
    request: pytest.FixtureRequest,
    client: Client,
    plan: Plan,
    role: str,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    if role:
        client.force_login(request.getfixturevalue(role))
    for question in ("desnutricion", "salud", "de", "marciano"):
        client.get(SEARCH, {"q": question})
        with django_assert_max_num_queries(21):
            client.get(SEARCH, {"q": question})
