"""What coordination still lacks, as lists: the domains tell theirs; who carries too much is here.

A domain offers, under `gaps` of its manifest, a function (scope, visitor) -> Gap.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from minga.actors.models import Actor
from minga.actors.network.asked import Asked
from minga.actors.network.scope import Scoped
from minga.base.domain import offers
from minga.base.menu import address
from minga.opendata.datasets import Cell as Value
from minga.opendata.datasets import Column, Table
from minga.people.models import Visitor

LEAST = 10  # things that nobody calls too many, whatever the others carry
ALL = 1_000_000
LOADED = "overloaded"

CARRIED: dict[str, Promise] = {
    "initiatives": gettext_lazy("Iniciativas"),
    "agreements": gettext_lazy("Convenios"),
    "commitments": gettext_lazy("Compromisos abiertos"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    text: Value
    url: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    key: int  # the next page begins after it
    cells: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Gap:
    """A list of what is missing. `rows` takes the key to begin after ("" at first) and how many."""

    title: str  # the finding, with its number
    why: str
    count: int
    of: int  # among how many
    columns: Sequence[Column]
    rows: Callable[[str, int], list[Line]]
    none: str = ""  # what the page says when nothing is missing
    head: int = 0  # the column that names the row


Telling = Callable[[Scoped, Visitor], Gap]


def least(said: QueryDict) -> int:
    wanted = said.get("least", "")
    return max(1, int(wanted)) if wanted.isdecimal() and len(wanted) < 5 else LEAST


def of(asked: Asked, at_least: int = LEAST) -> list[tuple[str, Gap]]:
    """All of them, with a number of queries that does not depend on the rows."""
    told = [(name, tell(asked.scoped, asked.user)) for name, tell in offers("gaps")]
    return [*told, (LOADED, overloaded(asked, at_least))]


def one(kind: str, asked: Asked, at_least: int = LEAST) -> Gap | None:
    if kind == LOADED:
        return overloaded(asked, at_least)
    for name, tell in offers("gaps"):
        if name == kind:
            found: Gap = tell(asked.scoped, asked.user)
            return found
    return None


def table(gap: Gap) -> Table:
    rows = (tuple(cell.text for cell in line.cells) for line in gap.rows("", ALL))
    return Table(gap.title, tuple(gap.columns), rows)


Loads = dict[int, Counter[str]]


def overloaded(asked: Asked, at_least: int) -> Gap:
    """Actors that carry more than nine in ten of the others do, and `at_least` so many."""
    loads = _loads(asked)
    totals = {actor: load.total() for actor, load in loads.items()}
    bound = ninth(sorted(totals.values()))
    heavy = [a for a, n in totals.items() if n > bound and n >= at_least]
    heavy.sort(key=lambda actor: (-totals[actor], actor))
    names = [name for name, _tell in offers("loads")]

    def rows(after: str, n: int) -> list[Line]:
        begin = heavy.index(int(after)) + 1 if after and int(after) in heavy else 0
        some = heavy[begin : begin + n]
        found = Actor.objects.visible_to(asked.user).in_bulk(some if n < ALL else None)
        return [
            Line(
                actor,
                (
                    Cell(found[actor].name, address("actors:actor", actor)),
                    Cell(totals[actor]),
                    *(Cell(loads[actor][name]) for name in names),
                ),
            )
            for actor in some
            if actor in found
        ]

    return Gap(
        title=ngettext("%(n)s actor lleva demasiado", "%(n)s actores llevan demasiado", len(heavy))
        % {"n": len(heavy)},
        why=_(
            "Llevan más que nueve de cada diez actores y al menos %(least)s cosas entre"
            " iniciativas, convenios y compromisos abiertos."
        )
        % {"least": max(bound + 1, at_least)},
        count=len(heavy),
        of=len(loads),
        columns=(
            Column("actor", _("Actor"), width=45),
            Column("total", _("En total")),
            *(Column(name, CARRIED.get(name, name)) for name in names),
        ),
        rows=rows,
        none=_("Nadie lleva mucho más que los demás."),
    )


def ninth(values: Sequence[int]) -> int:
    """The 90th percentile of sorted values, by the nearest rank; 0 where there are none."""
    return values[-(-9 * len(values) // 10) - 1] if values else 0


def _loads(asked: Asked) -> Loads:
    """Counted anew for each page: commitments change without the plan."""
    seen = set(Actor.objects.visible_to(asked.user).values_list("pk", flat=True))
    loads: Loads = {}
    for name, tell in offers("loads"):
        for actor, n in tell(asked.scoped.scope, asked.user):
            if actor in seen:
                loads.setdefault(actor, Counter())[name] += n
    return loads
