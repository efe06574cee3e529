"""What a visitor asks of the network, and the kept answer to it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from minga.actors.network.gather import Gathered, Tie, gather, kinds
from minga.actors.network.measures import Measured, Standing, measure
from minga.actors.network.scope import Choice, Scoped, scoped
from minga.base.kept import kept
from minga.people.models import Visitor

DRAWN = 60  # actors drawn on a wide screen: with more, the names no longer fit around the ring
DRAWN_SMALL = 16  # and on a phone
SORTS = ("degree", "shared", "strength", "betweenness")


@dataclass(frozen=True, slots=True)
class Asked:
    scoped: Scoped
    user: Visitor
    kind: str = ""
    sort: str = "degree"

    @classmethod
    def read(cls, said: QueryDict, user: Visitor) -> Asked:
        kind, sort = said.get("kind", ""), said.get("sort", "")
        return cls(
            scoped(said, user),
            user,
            kind if kind in kinds() else "",
            sort if sort in SORTS else SORTS[0],
        )

    @property
    def choices(self) -> list[Choice]:
        kind = Choice("kind", _("Lazo por"), _("Cualquiera"), list(kinds().items()), self.kind)
        return [*self.scoped.choices, kind]

    @property
    def narrowed(self) -> bool:
        return any(choice.chosen for choice in self.choices)

    def query(self, **more: str) -> str:
        said = self.scoped.said | {
            "kind": self.kind,
            "sort": "" if self.sort == SORTS[0] else self.sort,
        }
        return f"?{urlencode({k: v for k, v in (said | more).items() if v})}"

    def gathered(self) -> Gathered:
        return gather(self.scoped.scope, self.user, {self.kind} if self.kind else ())


@dataclass(frozen=True, slots=True)
class Answer:
    """The measures, and of the ties only those between the actors that are drawn."""

    measured: Measured
    drawn: tuple[Standing, ...]
    ties: tuple[Tie, ...]  # their ends are places in `drawn`

    def standings(self, sort: str) -> list[Standing]:
        return sorted(self.measured.standings, key=lambda s: (-getattr(s, sort), s.actor))


def answer(asked: Asked) -> Answer:
    """Computed once for each revision of the plan and kind of reader."""
    return kept(("network", asked.scoped.key, asked.kind), lambda: _answer(asked))


def _answer(asked: Asked) -> Answer:
    gathered = asked.gathered()
    measured = measure(gathered)
    tied = [standing for standing in measured.standings if standing.degree]
    most = sorted(tied, key=lambda s: (-s.degree, -s.strength, s.actor))[:DRAWN]
    # side by side those of one group, and among them the most tied first
    drawn = tuple(sorted(most, key=lambda s: (s.community, -s.degree, s.actor)))
    place = {standing.actor: at for at, standing in enumerate(drawn)}
    ties = tuple(
        Tie(place[one], place[other], tie.shared, tie.strength, tie.firm)
        for tie in gathered.ties
        if (one := gathered.actors[tie.one]) in place
        and (other := gathered.actors[tie.other]) in place
    )
    return Answer(measured, drawn, ties)
