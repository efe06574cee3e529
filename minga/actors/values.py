"""What an actor holds, as plain values: the same for the history, the forms and the sheets.

`parent` is a key or None, `areas` sorted keys, `identifiers` sorted pairs of scheme and value,
`contacts` rows of name, position, e-mail, telephone and whether it may be published.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models

from minga.actors.models import Actor, Contact, Identifier
from minga.base import search

PLAIN = ("name", "acronym", "type", "nature", "government", "website", "about", "visibility")
LISTS = ("areas", "identifiers", "contacts")
NAMES = (*PLAIN, "parent", *LISTS)
CONTACT = ("name", "position", "email", "phone", "public")
RECORD = "actors.actor"
Values = dict[str, Any]


def empty() -> Values:
    lists: Values = {name: [] for name in LISTS}
    return {**dict.fromkeys(PLAIN, ""), "visibility": "public", "parent": None, **lists}


def held(actors: Iterable[Actor], names: Iterable[str] = NAMES) -> dict[int, Values]:
    """What each actor holds, with a number of queries that does not depend on how many."""
    found: dict[int, Values] = {}
    wanted = tuple(names)
    for actor in actors:
        found[actor.pk] = {
            name: actor.parent_id if name == "parent" else [] if name in LISTS
            else getattr(actor, name)
            for name in wanted
        }  # fmt: skip
    some = list(found)
    within = {"actor__in": some} if len(some) < 500 else {}  # else all are read: it is faster
    if "areas" in wanted:
        through = Actor.areas.through.objects.filter(**within)
        for pk, area in through.order_by("area").values_list("actor", "area"):
            if pk in found:
                found[pk]["areas"].append(area)
    if "identifiers" in wanted:
        rows = Identifier.objects.filter(**within).order_by("scheme", "value")
        for pk, scheme, value in rows.values_list("actor", "scheme", "value"):
            if pk in found:
                found[pk]["identifiers"].append([scheme, value])
    if "contacts" in wanted:
        contacts = Contact.objects.filter(**within).order_by("pk")
        for pk, *contact in contacts.values_list("actor", *CONTACT):
            if pk in found:
                found[pk]["contacts"].append(contact)
    return found


def write_lists(values: dict[int, Values]) -> None:
    """Put the lists that are named, of many actors at once. What stays keeps its row; contacts
    keep their order too."""
    _write(Identifier, "identifiers", ("scheme", "value"), values)
    _write(Contact, "contacts", CONTACT, values)
    _write(Actor.areas.through, "areas", ("area_id",), values)


def _write(
    model: type[models.Model], name: str, columns: tuple[str, ...], values: dict[int, Values]
) -> None:
    wanted = {
        pk: [tuple(one) if isinstance(one, list) else (one,) for one in told[name]]
        for pk, told in values.items()
        if name in told
    }
    some = list(wanted)
    left: list[int] = []
    broken: set[int] = set()
    for at in range(0, len(some), 500):
        rows = model._base_manager.filter(actor__in=some[at : at + 500]).order_by("pk")
        for key, owner, *row in rows.values_list("pk", "actor_id", *columns):
            place = wanted[owner].index(tuple(row)) if tuple(row) in wanted[owner] else None
            if place is None or (model is Contact and (place or owner in broken)):
                left.append(key)
                broken.add(owner)
            else:
                del wanted[owner][place]
    for at in range(0, len(left), 500):
        model._base_manager.filter(pk__in=left[at : at + 500]).delete()
    model._base_manager.bulk_create(
        (
            model(actor_id=pk, **dict(zip(columns, row, strict=True)))
            for pk, rows in wanted.items()
            for row in rows
        ),
        batch_size=500,
    )


def index(actors: Iterable[Actor]) -> None:
    """The words that actors are found by: their names, those of actors joined to them, numbers."""
    known = {actor.pk: actor for actor in actors}
    words = {pk: [actor.name, actor.acronym, actor.about] for pk, actor in known.items()}
    some = list(words)
    for at in range(0, len(some), 500):
        batch = some[at : at + 500]
        for pk, value in Identifier.objects.filter(actor__in=batch).values_list("actor", "value"):
            words[pk].append(value)
        whose = {pk: pk for pk in batch}  # and those that were joined to the joined ones
        while whose:
            gone = Actor.objects.filter(merged_into__in=whose)
            rows = list(gone.values_list("pk", "merged_into", "name", "acronym"))
            for _pk, into, name, acronym in rows:
                words[whose[into or 0]] += [name, acronym]
            whose = {pk: whose[into or 0] for pk, into, _name, _acronym in rows}
    search.index(RECORD, ((pk, " ".join(told)) for pk, told in words.items()))
