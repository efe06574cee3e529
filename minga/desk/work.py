"""What waits for a person, from all domains together."""

from __future__ import annotations

import copy
import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from minga.base.domain import offers
from minga.base.work import Pile
from minga.people.models import User, is_coordinator

EACH = 10  # of each pile; the rest is one press away
ORDER: dict[str, Promise] = {
    "due": _("Por hacer"),
    "returned": _("Volvió para corregir"),
    "approve": _("Espera su decisión"),
    "sign": _("Espera su firma"),
    "lapsing": _("Está por vencer"),
    "start": _("Lo que sigue"),
}


@dataclass(frozen=True, slots=True)
class Kind:
    """All piles of one kind."""

    name: str
    label: Promise
    piles: Sequence[Pile]

    @property
    def total(self) -> int:
        return sum(pile.total for pile in self.piles)


def has_work(user: User) -> bool:
    """Whether there is anything that could wait for this person."""
    return bool(user.own_units) or is_coordinator(user)


def kinds(user: User, today: datetime.date) -> list[Kind]:
    """What waits, by kind; a kind without anything is left out."""
    found: dict[str, list[Pile]] = {}
    for _name, teller in offers("work"):
        for pile in teller(user, today, EACH):
            if pile.total:
                found.setdefault(pile.kind, []).append(pile)
    return [Kind(name, label, found[name]) for name, label in ORDER.items() if name in found]


def only_of(user: User, unit: int) -> User:
    """The person as if all roles were those held in one unit."""
    narrowed = copy.copy(user)
    narrowed.roles = {role: units & {unit} for role, units in user.roles.items() if unit in units}
    return narrowed


def late(found: Sequence[Kind], today: datetime.date) -> int:
    """How many of those shown are past their day."""
    return sum(
        item.due is not None and item.due < today
        for kind in found
        if kind.name in ("due", "returned")
        for pile in kind.piles
        for item in pile.items
    )
