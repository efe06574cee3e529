"""What part of the whole is asked for: a domain that knows plans reads it from the address."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.http import QueryDict

from minga.actors.ties import Scope
from minga.base.domain import offers
from minga.people.models import Visitor

Options = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Choice:
    """A select of the form: `all` is what it says when nothing is chosen."""

    name: str
    label: str
    all: str
    options: Options
    chosen: str = ""


@dataclass(frozen=True, slots=True)
class Scoped:
    """A part of the whole, in ids and in words.

    `key` holds all that an answer depends on: the revision of the plan, who asks, what is chosen.
    """

    scope: Scope
    key: Hashable
    choices: Sequence[Choice] = ()
    subject: object = None  # the plan, for the head of the page
    said: dict[str, str] = field(default_factory=dict)  # what the address says, tidied
    name: str = ""  # for the names of files

    def query(self, **more: str) -> str:
        on = {name: value for name, value in (self.said | more).items() if value}
        return f"?{urlencode(on)}"


# (what the address says, who asks) -> None where there is no plan that the person may see
Scoping = Callable[[QueryDict, Visitor], Scoped | None]


def scoped(said: QueryDict, user: Visitor) -> Scoped:
    """As the domains read it; the whole of it where nobody knows how to narrow it."""
    for _name, read in offers("scopes"):
        found: Scoped | None = read(said, user)
        if found is not None:
            return found
    return Scoped(Scope(), key=None)
