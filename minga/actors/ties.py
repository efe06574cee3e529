"""Who works with whom: the domains tell who takes part in what, and the network follows.

A domain offers, under `ties` of its manifest, a function (scope, visitor) -> rows of
(thing, actor id), where `thing` is the same for all who take part in one thing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from minga.people.models import Visitor


@dataclass(frozen=True, slots=True)
class Scope:
    """What part of the whole is looked at; each part may be left open."""

    plan: int | None = None
    objectives: frozenset[int] = frozenset()  # an objective and all below it
    areas: frozenset[int] = frozenset()  # an area and all inside it
    year: int | None = None


Tied = Callable[[Scope, Visitor], Iterable[tuple[int, int]]]
