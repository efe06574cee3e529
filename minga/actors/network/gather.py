"""Who takes part in what, as the domains tell it, as far as the visitor may see the actors."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from itertools import combinations
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from minga.actors.models import Actor
from minga.actors.ties import Scope
from minga.base.domain import offers
from minga.people.models import Visitor

LARGEST = 60  # actors in one thing: with more, it says nothing of who works with whom

LABELS: dict[str, Promise] = {
    "initiatives": _("iniciativas"),
    "agreements": _("convenios"),
    "spaces": _("espacios"),
}
INTENDED = frozenset({"initiatives"})  # what a plan foresees; the others are in force


class Tie(NamedTuple):
    """Two actors that share `shared` things.

    Each thing of n actors adds 1/(n-1) to the `strength` of each pair in it, so that a thing of
    many gives an actor no more weight than a thing of two (Newman 2001, Phys. Rev. E 64, 016132).
    `firm` where an agreement or a space binds them, and not only an initiative.
    """

    one: int
    other: int
    shared: int
    strength: float
    firm: bool


@dataclass(frozen=True, slots=True)
class Gathered:
    """`actors` are keys in order; `ties` name them by their places there."""

    actors: list[int]
    ties: list[Tie]
    things: dict[int, int]  # of each actor
    too_large: int  # things that tie nobody because they have more than LARGEST actors


def kinds() -> dict[str, str]:
    """The kinds of tie that there are, with their names."""
    return {name: str(LABELS.get(name, name)) for name, _tell in offers("ties")}


def gather(scope: Scope, user: Visitor, wanted: Collection[str] = ()) -> Gathered:
    """One query for each kind of tie, and one for the actors."""
    seen = set(Actor.objects.visible_to(user).values_list("pk", flat=True))
    things: dict[tuple[str, int], set[int]] = {}
    for kind, tell in offers("ties"):
        if wanted and kind not in wanted:
            continue
        for thing, actor in tell(scope, user):
            if actor in seen:
                things.setdefault((kind, thing), set()).add(actor)
    count: dict[int, int] = {}
    for members in things.values():
        for actor in members:
            count[actor] = count.get(actor, 0) + 1
    actors = sorted(count)
    place = {actor: at for at, actor in enumerate(actors)}
    shared: dict[int, list[Any]] = {}  # both ends in one number: quicker to find and to sort
    too_large = 0
    for (kind, _thing), members in things.items():
        if len(members) > LARGEST:
            too_large += 1
            continue
        firm, part = kind not in INTENDED, 1 / max(len(members) - 1, 1)
        for one, other in combinations(sorted([place[actor] for actor in members]), 2):
            tie = shared.get(one * len(actors) + other)
            if tie is None:
                shared[one * len(actors) + other] = [1, part, firm]
            else:
                tie[0] += 1
                tie[1] += part
                tie[2] |= firm
    ties = [Tie(*divmod(ends, len(actors)), *shared[ends]) for ends in sorted(shared)]
    return Gathered(actors, ties, count, too_large)
