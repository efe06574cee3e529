"""What an actor takes part in, promised and owes: each domain tells its part."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from minga.actors.models import Actor
from minga.people.models import Visitor

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Share:
    title: str
    url: str
    what: Text = ""  # the role there
    state: str = ""
    state_label: Text = ""
    starts: datetime.date | None = None
    ends: datetime.date | None = None  # or when it is due


@dataclass(frozen=True, slots=True)
class Shares:
    """`items` are the newest or most urgent of `total`; `url` leads to all of them."""

    label: Text
    items: Sequence[Share]
    total: int
    url: str = ""
    note: Text = ""  # what has to be known to read it rightly


# (actor, who asks, how many) -> None where there is nothing to say
Sharing = Callable[[Actor, Visitor, int], Shares | None]
