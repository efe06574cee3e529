"""Choosing an actor among thousands: asked for with words, answered with buttons or links."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory
from selectolax.lexbor import LexborHTMLParser

from minga.actors.choose import FOUND, Choosing, choose, chosen
from minga.actors.models import Actor
from minga.people.models import User, Visitor


def asked(user: Visitor, query: str) -> Choosing:
    request = RequestFactory().get(f"/?{query}")
    request.user = user
    return choose(request)


def test_nothing_is_shown_before_one_asks(head: User) -> None:
    assert asked(head, "").found == []


def test_the_exact_one_comes_first(head: User) -> None:
    Actor.objects.create(name="Fundación Agua Clara")
    exact = Actor.objects.create(name="Clara")
    assert asked(head, "q=clara").found[0] == exact


def test_many_answers_are_cut_and_it_says_so(head: User) -> None:
    Actor.objects.bulk_create(Actor(name=f"Liga {n:02d}") for n in range(30))
    found = asked(head, "q=liga")
    assert (len(found.found), found.more) == (FOUND, True)


def test_nobody_chooses_whom_they_may_not_see(head: User) -> None:
    hidden = Actor.objects.create(name="Reservada", visibility="internal")
    assert asked(AnonymousUser(), "q=reservada").found == []
    assert asked(head, "q=reservada").found == [hidden]
    said = {"actor": str(hidden.pk)}
    assert chosen(said, AnonymousUser()) is None
    assert chosen(said, head) == hidden
    assert chosen({"actor": "x"}, head) is None


def test_without_an_address_to_post_to_each_is_a_link_that_keeps_the_rest(
    head: User, university: Actor
) -> None:
    choosing = asked(head, "q=universidad&step=2&actor=9")
    html = render_to_string("actors/choose.html", {"choosing": choosing, "act": "Elegir"})
    link = LexborHTMLParser(html).css_first(".m-answers a")
    assert link is not None
    assert link.attributes["href"] == f"?step=2&actor={university.pk}"


def test_whom_nobody_registered_may_be_registered(head: User, partner: User) -> None:
    assert asked(head, "q=nadie").new == "/actors/add/"
    assert asked(partner, "q=nadie").new == ""
