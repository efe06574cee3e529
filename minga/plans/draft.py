"""A plan as a document prints it: what the importer proposes before anything is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from minga.intake.reading import Observation, Source


@dataclass(frozen=True, slots=True)
class ObjectiveDraft:
    """An objective of any level. `depth` counts from 1; `declared` is the number of initiatives
    that the document's prose announces for it, or None."""

    code: str
    name: str
    depth: int
    parent: str  # code of the objective above, "" at the top
    source: Source
    declared: int | None = None


@dataclass(frozen=True, slots=True)
class ArticulationDraft:
    number: int  # from 1 within its initiative
    objective: str
    mechanisms: tuple[str, ...]  # codes, each once, in printed order
    sources: Mapping[str, Source]  # "objective", "mechanisms"


@dataclass(frozen=True, slots=True)
class InitiativeDraft:
    objective: str  # code of the objective it is listed under
    number: int  # from 1 within that objective
    name: str
    articulations: tuple[ArticulationDraft, ...]
    sources: Mapping[str, Source]  # "name"
    kind: str = ""  # what its name says it is; "" where it does not say
    lead_printed: str = ""  # who its name says carries it out; "" where it does not say

    @property
    def key(self) -> str:
        return f"{self.objective}#{self.number}"


@dataclass(frozen=True, slots=True)
class PlanDraft:
    title: str
    government: str
    first_year: int | None
    last_year: int | None
    language: str  # "es", "ca", "pt", "fr", "en" or ""
    levels: tuple[str, ...]  # printed headings of the objective columns, highest first
    objectives: tuple[ObjectiveDraft, ...]
    initiatives: tuple[InitiativeDraft, ...]
    observations: tuple[Observation, ...]
    columns: Mapping[str, str] = field(default_factory=dict)  # printed heading -> role

    @property
    def declared(self) -> dict[str, int]:
        return {o.code: o.declared for o in self.objectives if o.declared is not None}

    @property
    def found(self) -> dict[str, int]:
        """Initiatives listed under each objective that has any."""
        found: dict[str, int] = {}
        for initiative in self.initiatives:
            found[initiative.objective] = found.get(initiative.objective, 0) + 1
        return found
