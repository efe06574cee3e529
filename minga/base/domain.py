"""What a domain app offers; the menu, the addresses and the data catalogue are read from here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from types import MappingProxyType
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.http import HttpRequest


class Domain(AppConfig):
    """One domain. A new one is a folder and one word in INSTALLED_APPS."""

    default = False  # or Django sees two configs in each apps.py and picks neither

    prefix: str = ""  # where its pages live; "" at the root
    menu: str = ""  # the function that makes the head of a page: "menu.of_plan"
    datasets: Sequence[str] = ()  # open data it publishes: "export.matrix"
    finds: Mapping[str, str] = MappingProxyType({})  # how it shows what a search found
    marks: Mapping[str, str] = MappingProxyType({})  # data it contributes to completeness
    instruments: Mapping[str, str] = MappingProxyType({})  # what makes articulations real
    participants: Mapping[str, str] = MappingProxyType({})  # initiatives that units take part in
    events: Mapping[str, str] = MappingProxyType({})  # what it adds to an initiative's timeline
    ties: Mapping[str, str] = MappingProxyType({})  # who works with whom in what
    scopes: Mapping[str, str] = MappingProxyType({})  # how the network can be narrowed
    loads: Mapping[str, str] = MappingProxyType({})  # how much each actor carries
    gaps: Mapping[str, str] = MappingProxyType({})  # what coordination still lacks, as lists
    shares: Mapping[str, str] = MappingProxyType({})  # what an actor takes part in
    moves: Mapping[str, str] = MappingProxyType({})  # what goes along when actors are merged
    work: Mapping[str, str] = MappingProxyType({})  # what waits for a person
    dates: Mapping[str, str] = MappingProxyType({})  # what stands in a calendar
    daily: Mapping[str, str] = MappingProxyType({})  # what is done once a day
    hides: Mapping[str, str] = MappingProxyType({})  # what is done when something is public no more
    notices: Mapping[str, str] = MappingProxyType({})  # how each kind of notice is said
    births: Mapping[str, str] = MappingProxyType({})  # where a commitment comes from, by name
    guards: Mapping[str, str] = MappingProxyType({})  # who sees a thing, and so its files
    sheets: Mapping[str, str] = MappingProxyType({})  # tables it takes in
    plan_sheets: Mapping[str, str] = MappingProxyType({})  # tables of a plan that it takes in
    counts: Mapping[str, str] = MappingProxyType({})  # what of it happens in each area
    follows: Mapping[str, str] = MappingProxyType({})  # what is done when initiatives change
    holds: Mapping[str, str] = MappingProxyType({})  # which of some records people worked on

    panels: Mapping[str, str] = MappingProxyType({})  # what it shows on others' pages
    facts: Sequence[str] = ()  # tables it gives to analytics: "readings" is facts/readings.sql
    rollup: str = ""  # the folder with the SQL that says what of it `minga rollup` adds up

    def __init_subclass__(cls) -> None:
        cls.default = True

    def part(self, name: str) -> Any:
        """The object that a manifest line such as "export.matrix" names."""
        module, _, attribute = name.rpartition(".")
        return getattr(import_module(f"{self.name}.{module}"), attribute)


def domains() -> list[Domain]:
    return [config for config in apps.get_app_configs() if isinstance(config, Domain)]


def offered(kind: str) -> dict[str, Callable[..., Any]]:
    """All that the domains offer under a mapping of their manifests, by name."""
    return {
        name: domain.part(where)
        for domain in domains()
        for name, where in getattr(domain, kind).items()
    }


def offers(kind: str) -> list[tuple[str, Callable[..., Any]]]:
    """The same as pairs, where several domains may offer one name."""
    return [
        (name, domain.part(where))
        for domain in domains()
        for name, where in getattr(domain, kind).items()
    ]


def site(request: HttpRequest) -> dict[str, Any]:
    """What every page knows: whether this is the demo."""
    return {"demo": settings.DEMO}
