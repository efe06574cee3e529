"""What makes an articulation real: agreements and spaces, as their domains tell it.

A domain offers, under `instruments` of its manifest, a function (articulation ids, visitor) ->
instruments; with None for the visitor it tells all there are, whoever may see them.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

from minga.base.domain import offers
from minga.people.models import Visitor


@dataclass(frozen=True, slots=True)
class Instrument:
    """An agreement or a space, as one articulation shows it.

    `real` while it makes the articulation real: in force, or meeting. `begun` while somebody is
    still working towards that.
    """

    articulation: int
    label: str
    url: str
    what: str  # convenio, mesa…
    state: str
    state_label: str | Promise
    real: bool
    begun: bool
    until: datetime.date | None = None
    counterparts: tuple[tuple[str, str], ...] = ()  # the actors of it: (name, url)
    mechanism: str = ""  # the code of the foreseen mechanism that it is


Instruments = Callable[[Collection[int], Visitor | None], Iterable[Instrument]]


def instruments_of(articulations: Collection[int], user: Visitor | None) -> list[Instrument]:
    """All of them, with as many queries as there are domains that know some."""
    if not articulations:
        return []
    return [
        instrument
        for _name, told in offers("instruments")
        for instrument in told(articulations, user)
    ]
