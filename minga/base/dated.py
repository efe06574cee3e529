"""What has a day, as the domains tell it, and calendars show it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise

if TYPE_CHECKING:
    from minga.people.models import User


@dataclass(frozen=True, slots=True)
class Dated:
    """An event (with a time) or a term (a whole day). `uid` never changes; `sequence` rises."""

    uid: str
    summary: str
    starts: datetime.datetime | datetime.date
    ends: datetime.datetime | datetime.date | None = None
    url: str = ""
    place: str = ""
    description: str = ""
    sequence: int = 0
    cancelled: bool = False
    changed: datetime.datetime | None = None
    kind: str | Promise = ""


# (whose, or None with `about`; "spaces.space" and key; from, to; how many things at most, the
# soonest ones, or None for all) -> in any order
Almanac = Callable[
    ["User | None", tuple[str, int] | None, datetime.date, datetime.date, int | None],
    Iterable[Dated],
]
