"""Choosing one actor among thousands, without JavaScript: ask with words, press one of the answers.

A view makes a `Choosing` from its request and includes `actors/choose.html`:

    {% include "actors/choose.html" with choosing=choosing act=_("Añadir como parte") %}

Each answer is a button that posts the key of the actor, as the field `choosing.field`, to
`choosing.post`; where `post` is empty it is a link to the same page with `?<field>=<key>`, for
a form that has more to ask. `chosen` reads that key back, for both.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, IntegerField, Q, Value, When
from django.http import HttpRequest, QueryDict

from minga.actors.models import Actor, ActorQuerySet, may_add
from minga.base import search
from minga.base.menu import address
from minga.people.models import Visitor

FOUND = 15  # answers shown


@dataclass(frozen=True, slots=True)
class Choosing:
    """What was asked, and who answers to it."""

    q: str
    found: list[Actor]
    more: bool  # others answer too: more words are needed
    field: str = "actor"
    word: str = "q"  # the field that takes the words
    post: str = ""
    kept: tuple[tuple[str, str], ...] = ()  # the rest of the address
    new: str = ""  # where an actor that is not there is made

    @property
    def rest(self) -> str:
        """The rest of the address, before the key of an actor."""
        query = QueryDict(mutable=True)
        for name, value in self.kept:
            query.appendlist(name, value)
        return f"{query.urlencode()}&" if self.kept else ""


def choose(
    request: HttpRequest,
    *,
    but: Collection[int] = (),
    name: str = "actor",
    word: str = "q",
    post: str = "",
    among: ActorQuerySet | None = None,
) -> Choosing:
    """At most two queries; `but` are the keys of those that are there already.

    `name` is the field that takes the key, `word` the one that takes what is asked for, `post`
    the address that takes the key. `among` narrows who may be chosen.
    """
    q = " ".join(request.GET.get(word, "").replace("\0", "\ufffd").split())[:200]
    everybody = Actor.objects.all() if among is None else among
    present = everybody.visible_to(request.user).exclude(pk__in=list(but))
    found = list(answering(present, q)[: FOUND + 1])
    kept = tuple(
        (key, value)
        for key, values in request.GET.lists()
        if key not in (word, name)
        for value in values
    )
    return Choosing(
        q=q,
        found=found[:FOUND],
        more=len(found) > FOUND,
        field=name,
        word=word,
        post=post,
        kept=kept,
        new=address("actors:add") if may_add(request.user) else "",
    )


def answering(actors: ActorQuerySet, question: str) -> ActorQuerySet:
    """Those whose words, name or acronym answer a question, the exact ones first."""
    if not question:
        return actors.none()
    exact = Case(
        When(Q(acronym__iexact=question) | Q(name__iexact=question), then=Value(0)),
        When(name__istartswith=question, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    named = Q(name__icontains=question) | Q(acronym__icontains=question)
    said = search.matching("actors.actor", question)
    return actors.filter(said | named).order_by(exact, "name", "pk")


def chosen(said: Any, user: Visitor, *, name: str = "actor") -> Actor | None:
    """The actor that a form or an address names, if there is one that the person may see."""
    key = str(said.get(name, ""))
    if not key.isdecimal() or len(key) > 18:
        return None
    return Actor.objects.visible_to(user).filter(pk=int(key)).first()
