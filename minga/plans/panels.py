"""What other domains show on the page of an initiative or an objective.

A domain offers, under `panels` of its manifest, a place and a function (what the page is about,
visitor) -> Panel, or None where it has nothing to show there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from minga.base.domain import offers
from minga.people.models import Visitor
from minga.plans.models import Initiative, Objective

MEASURES = "plans.initiative.measures"  # "Cómo se mide"
OF_OBJECTIVE = "plans.objective.measures"


@dataclass(frozen=True, slots=True)
class Panel:
    """A template that finds its own context under `panel`, and the page's own beside it."""

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    covers: tuple[str, ...] = ()  # what it tells: indicators, budget, money


def panels(place: str, about: Initiative | Objective, user: Visitor) -> list[Panel]:
    """All that the domains show in one place, in the order of the domains."""
    told = [show(about, user) for name, show in offers("panels") if name == place]
    return [panel for panel in told if panel]
