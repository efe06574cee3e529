"""What waits for a person, as the domains tell it and "my work" shows it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import IntegerField, Model, QuerySet, Subquery
from django.utils.functional import Promise

if TYPE_CHECKING:
    from minga.people.models import User


Text = str | Promise


@dataclass(frozen=True, slots=True)
class Act:
    """Something that can be done in place: a form of its own, posted to `url`.

    `text` is the label of what the person has to write ("" where nothing is to be written), and
    `file` whether evidence may be attached, as a field called `evidence`.
    """

    label: Text
    url: str
    text: Text = ""
    name: str = "text"  # of the field that takes what is written
    required: bool = False
    file: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits for a person."""

    title: str
    url: str
    where: str = ""  # the agreement, session or initiative that it belongs to
    why: str = ""  # what came back says why, and by whom
    due: datetime.date | None = None
    state: str = ""
    state_label: Text = ""
    acts: Sequence[Act] = ()


@dataclass(frozen=True, slots=True)
class Pile:
    """What waits for one reason: `due`, `returned`, `approve`, `sign` or `lapsing`; `start` for
    what nobody waits for yet, and would come next.

    `total` counts all of it, though `items` are only the most urgent; `url` leads to the rest.
    """

    kind: str
    label: Text
    items: Sequence[Waiting]
    total: int
    url: str = ""


class HowMany(Subquery):
    """How many rows another query has."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


def first[M: Model](rows: QuerySet[M, M], limit: int) -> tuple[list[M], int]:
    """The first so many, and how many there are in all; always one query."""
    total = HowMany(rows.order_by().values("pk"))
    found: list[Any] = list(rows.annotate(total_=total)[:limit])
    return found, found[0].total_ if found else 0


# (who asks, today, how many of each pile) -> piles, with a number of queries that never grows
Teller = Callable[["User", datetime.date, int], list[Pile]]
