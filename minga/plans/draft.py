"""A plan as a document prints it: what the importer proposes before anything is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from minga.intake.layout import Doubt
from minga.intake.reading import Observation, Source


@dataclass(frozen=True, slots=True)
class Value:
    """A figure as printed, and the number it says, or None where it says none ("sin dato")."""

    printed: str
    number: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody named by the document, with what they do: "responsible", "partner", "funder",
    "coordinator" or "actor"."""

    role: str
    name: str


@dataclass(frozen=True, slots=True)
class IndicatorDraft:
    name: str
    unit: str = ""
    baseline: Value | None = None
    baseline_period: str = ""
    targets: tuple[tuple[str, Value], ...] = ()  # period as printed ("2027", "2024-2027", "")


@dataclass(frozen=True, slots=True)
class BudgetDraft:
    amount: Value
    period: str = ""  # "2026", "2024-2027" or "" for all of it
    source: str = ""  # who pays, as printed
    currency: str = ""


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
    attributes: Mapping[str, str] = field(default_factory=dict)  # printed heading → text


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
    sources: Mapping[str, Source]  # "name", and any other field by its name
    kind: str = ""  # what its name says it is; "" where it does not say
    lead_printed: str = ""  # who its name says carries it out; "" where it does not say
    identifier: str = ""  # the code that the document itself gives it
    parties: tuple[Party, ...] = ()
    indicators: tuple[IndicatorDraft, ...] = ()
    budget: tuple[BudgetDraft, ...] = ()
    starts: date | None = None
    ends: date | None = None
    period_printed: str = ""
    status: str = ""  # one of ours; "" where the document says none
    status_printed: str = ""
    progress: Decimal | None = None  # 0 to 100, as the document declares it
    progress_printed: str = ""
    areas: tuple[str, ...] = ()  # as printed
    attributes: Mapping[str, str] = field(default_factory=dict)  # printed heading → text

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
    doubts: tuple[Doubt, ...] = ()
    declared_total: int | None = None  # initiatives that the document says it has in all
    skipped: tuple[str, ...] = ()  # tables of the document that are no part of the plan
    numbers: str = ""  # how its numbers are written, as layouts say it; "" where it is not known
    dates: str = ""

    @property
    def declared(self) -> dict[str, int]:
        return {o.code: o.declared for o in self.objectives if o.declared is not None}

    @property
    def found(self) -> dict[str, int]:
        """Initiatives listed under each objective that has any, and under all that is below one
        that announces how many it has."""
        found: dict[str, int] = {}
        for initiative in self.initiatives:
            found[initiative.objective] = found.get(initiative.objective, 0) + 1
        parents = {o.code: o.parent for o in self.objectives}
        announced = {code: 0 for code in self.declared if code not in found}
        for code, number in list(found.items()) if announced else ():
            above = parents.get(code, "")
            while above:
                if above in announced:
                    announced[above] += number
                above = parents.get(above, "")
        return found | announced
