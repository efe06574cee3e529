"""What a list is narrowed by: read from an address, put into words, given back as an address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from urllib.parse import urlencode

LONGEST = 200  # characters of a search


def plain(said: str) -> str:
    """What an address says, on one line; NUL, which no database stores, becomes �."""
    return " ".join(said.replace("\0", "\ufffd").split())[:LONGEST]


@dataclass(frozen=True, slots=True)
class On:
    """A filter that is on: what it is, in words, and the address without it."""

    name: str
    label: str
    value: str
    without: str


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter one press away, and how many it finds."""

    label: str
    query: str
    count: int
    current: bool


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What filters have in common: each field is text as an address has it, "" leaves it open.

    `plan` is the code of a plan that is not the usual one: it goes along, and narrows nothing.
    """

    plan: str = ""

    @classmethod
    def said(cls, address: Mapping[str, str]) -> dict[str, str]:
        """What an address says of each field, whether it makes sense or not."""
        return {f.name: plain(address.get(f.name, "")) for f in fields(cls)}

    def __bool__(self) -> bool:
        return any(getattr(self, f.name) for f in fields(self) if f.name != "plan")

    @property
    def narrows(self) -> bool:
        return bool(self)

    def query(self, **changes: str) -> str:
        """The address of the same list with other filters, or of another page: "?status=draft"."""
        said = {f.name: getattr(self, f.name) for f in fields(self)} | changes
        return f"?{urlencode({name: value for name, value in said.items() if value})}"

    def worded(self, name: str, label: str, value: object) -> On:
        """One of the filters that are on, in words."""
        return On(name, label, str(value), self.query(**{name: ""}))
