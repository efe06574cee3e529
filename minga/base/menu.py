"""The head and foot of every page: whose plan it is, where one can go, where the data come from."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from operator import attrgetter
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from minga.base.domain import domains


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    url: str
    current: bool = False
    count: int | None = None
    place: int = 0  # links stand in this order
    follows: bool = False  # leads to the same plan that one is in


@dataclass(slots=True)
class Head:
    """What `base/layout.html` shows around a page."""

    here: str = ""  # the address to come back to
    back: str = ""  # the same, where signing in should come back to it
    view: str = ""
    search: str = ""
    title: str = ""
    source: str = ""
    links: list[Link] = field(default_factory=list)
    foot: list[Link] = field(default_factory=list)
    notices: Link | None = None
    within: str = ""  # "?plan=code", where it is not the usual plan
    plan: Any = None  # what the page belongs to, as the domain of plans found it


def address(view: str, *args: Any) -> str:
    """Where a view lives, or "" if the domain that has it is not installed."""
    try:
        return reverse(view, args=args)
    except NoReverseMatch:
        return ""


def head(request: HttpRequest, subject: object) -> Head:
    """The head of the page that answers `request`, about `subject` (a plan) or nothing yet."""
    match = request.resolver_match
    made = Head(
        here=request.get_full_path(),
        view=match.view_name if match else "",
        search=address("desk:search") or "/",
    )
    if request.method == "GET" and not made.view.startswith(("account_", "mfa_", "people:")):
        made.back = made.here
    for domain in domains():
        if domain.menu:
            domain.part(domain.menu)(request, made, subject)
    if made.within:
        made.links = [
            replace(link, url=link.url + made.within) if link.follows else link
            for link in made.links
        ]
    made.links.sort(key=attrgetter("place"))
    return made
