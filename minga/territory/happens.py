"""What happens in areas, as the domains above tell it under `counts` of their manifests."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from django.db.models import Max

from minga.base.domain import offered
from minga.base.hits import Hit
from minga.base.kept import kept
from minga.base.models import Entry
from minga.base.work import Text
from minga.people.models import Visitor
from minga.territory.models import Area

RECORDS = ("territory.area", "territory.shapeimport")


@dataclass(frozen=True, slots=True)
class Happening:
    """One kind of thing that happens in areas: initiatives.

    `pairs` gives (area, thing) as far as the visitor sees things, in one query; `stamp` differs as
    soon as pairs do; `hits` shows the things of some areas: (visitor, area keys, after this key,
    how many).
    """

    label: Text
    pairs: Callable[[Visitor], Iterable[tuple[int, int]]]
    stamp: Callable[[Visitor], Hashable]
    hits: Callable[[Visitor, Collection[int], int, int], Sequence[Hit]]


def happenings() -> dict[str, Happening]:
    return cast("dict[str, Happening]", offered("counts"))


def changed() -> int:
    """Differs as soon as any area does."""
    last = Entry.objects.filter(record__in=RECORDS).aggregate(last=Max("pk"))["last"]
    return int(last or 0)


def counted(happening: Happening, user: Visitor) -> dict[int, int]:
    """How many different things happen in each area or in one that lies in it."""
    key = ("happens", str(happening.label), happening.stamp(user), changed(), Area.objects.count())
    return kept(key, lambda: _counted(happening, user))


def _counted(happening: Happening, user: Visitor) -> dict[int, int]:
    parents: Mapping[int, int | None] = dict(Area.objects.values_list("pk", "parent"))
    things: dict[int, set[int]] = {}
    for area, thing in happening.pairs(user):
        above: int | None = area
        while above is not None:
            held = things.setdefault(above, set())
            if thing in held:
                break  # counted here, and so above
            held.add(thing)
            above = parents.get(above)
    return {area: len(held) for area, held in things.items()}
