"""What goes along when two actors turn out to be one: each domain moves what it holds.

A domain offers, under `moves` of its manifest, a `Moves`. Its functions run inside the transaction
of the merge: they refuse with one sentence what cannot be joined, and nothing has happened.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.serializers import deserialize, serialize
from django.db import models

from minga.actors.models import Actor
from minga.people.models import Visitor

Moved = dict[str, Any]  # plain data, as JSON keeps it; empty where there was nothing to move


def nothing(kept: Actor, gone: Actor) -> Moved:
    return {}


def nothing_back(kept: Actor, gone: Actor, moved: Moved) -> None:
    return


@dataclass(frozen=True, slots=True)
class Moves:
    """`takes_part` is a query of the keys of actors that hold something the visitor may see."""

    takes_part: Callable[[Visitor], models.QuerySet[Any, Any]]
    move: Callable[[Actor, Actor], Moved] = nothing
    move_back: Callable[[Actor, Actor, Moved], None] = nothing_back


def carry(rows: models.QuerySet[Any, Any], **to: Any) -> list[int]:
    """Give rows to another; returns their keys, in order."""
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    if keys:
        rows.model._base_manager.filter(pk__in=keys).update(**to)
    return keys


def row(thing: models.Model) -> dict[str, Any]:
    """All of a row as plain data, so that it can be made again exactly."""
    (told,) = json.loads(serialize("json", [thing]))
    found: dict[str, Any] = told
    return found


def make_again(rows: list[dict[str, Any]]) -> None:
    for again in deserialize("python", rows):
        again.save()
