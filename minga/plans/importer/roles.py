"""The roles that a column of a plan may have, and what is decided of the columns of one table."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from minga.intake.blocks import Role
from minga.intake.layout import Doubt
from minga.plans.importer.grid import Column, Grid
from minga.plans.importer.hierarchy import Hierarchy

SURE = 0.6  # below it a column is left as an attribute and asked about
PLAUSIBLE = 0.4  # below it nothing is asked
ATTRIBUTE = "attribute"
NAMES = (
    *("initiative", "identifier", "initiative_number", "articulation_objective"),
    *("articulation_number", "articulation_status", "mechanism", "mechanism_text", "kind"),
    *("actor", "responsible", "partner", "funder", "coordinator", "indicator", "unit"),
    *("baseline", "target", "budget", "budget_source", "period", "start", "end"),
    *("status", "progress", "area", "attribute", "ignore"),
)
_VALID = re.compile(rf"objective_[1-9](?:_code)?|(?:{'|'.join(NAMES)})|target:.+|budget:.+")


def is_valid(role: str) -> bool:
    return bool(_VALID.fullmatch(role))


def key(printed: str, index: int) -> str:
    """How a layout names a column: by its heading, and where it has none by its place."""
    return printed or f"#{index + 1}"


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the columns before their headings are read: which ones are levels, highest
    first, which column of codes belongs to which of them, and what only holds the rows together."""

    groups: tuple[int, ...] = ()  # group headings, in no known order
    levels: tuple[int, ...] = ()
    codes: Mapping[int, int] = field(default_factory=dict)
    ignored: tuple[int, ...] = ()


@dataclass
class Assigned:
    """The roles of the columns of one kind of table."""

    columns: list[Column]
    grid: Grid
    roles: list[Role]
    hierarchy: Hierarchy
    language: str
    doubts: list[Doubt] = field(default_factory=list)

    def names(self) -> set[str]:
        return {role.name.split(":")[0] for role in self.roles}

    def column(self, name: str) -> int | None:
        return next((i for i, role in enumerate(self.roles) if role.name == name), None)


@dataclass
class Choices:
    """What has been decided so far. `fixed` are the roles that are not ours to choose."""

    columns: list[Column]
    grid: Grid
    language: str
    found: Hierarchy
    roles: dict[int, Role] = field(default_factory=dict)
    fixed: dict[int, str] = field(default_factory=dict)
    asked: list[tuple[float, Column, tuple[str, ...]]] = field(default_factory=list)

    def free(self) -> list[Column]:
        return [column for column in self.columns if column.index not in self.roles]

    def bases(self) -> set[str]:
        """The roles that some column has, without what stands after the colon."""
        return {role.name.split(":")[0] for role in self.roles.values()}

    def says(self, name: str) -> int:
        """How many columns are headed as that, more than as anything else."""
        return sum(is_headed(column, name) for column in self.columns)


def is_headed(column: Column, name: str) -> bool:
    return any(meaning.term.name == name for meaning, _sure in column.options[:1])


def rounded(sure: float) -> float:
    return round(max(0.0, min(1.0, sure)), 2)
