"""What is read from the tables of one document, before it is a draft."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from minga.intake.reading import Observation, Source
from minga.intake.stitch import Piece
from minga.plans.draft import ObjectiveDraft
from minga.plans.importer.sheet import Sheet


@dataclass(slots=True)
class Part:
    """An articulation being read."""

    number: int
    objective: str
    printed: str  # mechanisms as printed
    codes: tuple[str, ...]
    piece: Piece
    sheet: Sheet

    @property
    def line(self) -> int:
        return self.piece.at


@dataclass(slots=True)
class Entry:
    """An initiative being read."""

    objective: str
    number: int
    name: str
    folded: str  # the name, as names are compared
    piece: Piece
    sheet: Sheet
    parts: list[Part] = field(default_factory=list)
    further: list[tuple[Sheet, Piece]] = field(default_factory=list)  # rows after its first
    lead: str = ""  # who the name says carries it out
    identifier: str = ""

    @property
    def key(self) -> str:
        return f"{self.objective}#{self.number}"

    @property
    def line(self) -> int:
        return self.piece.at

    def lines(self) -> tuple[int, ...]:
        """The lines on which the initiative and its further articulations begin."""
        return tuple(dict.fromkeys([self.line, *(part.line for part in self.parts)]))

    def rows(self) -> Iterator[tuple[Sheet, Piece]]:
        yield self.sheet, self.piece
        yield from self.further


@dataclass(slots=True)
class Matrix:
    """All that the tables of one document hold."""

    objectives: dict[str, ObjectiveDraft] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    observations: list[Observation] = field(default_factory=list)
    sheets: list[Sheet] = field(default_factory=list)
    depths: dict[int, int] = field(default_factory=dict)  # depth of the roles → depth of the plan
    names: dict[int, str] = field(default_factory=dict)  # what the plan calls each depth
    uncoded: dict[tuple[int, str, str], str] = field(default_factory=dict)  # → code given
    given: dict[str, int] = field(default_factory=dict)  # parent → last number given
    numbers: dict[str, int] = field(default_factory=dict)  # objective → last number given
    by_identifier: dict[tuple[str, str], Entry] = field(default_factory=dict)  # objective, code →
    by_code: dict[str, Entry] = field(default_factory=dict)
    homeless: str = ""  # code of the objective for what stands under none

    def parts(self) -> Iterator[tuple[Entry, Part]]:
        for entry in self.entries:
            for part in entry.parts:
                yield entry, part

    def has(self, *roles: str) -> bool:
        return any(role in sheet.one for sheet in self.sheets for role in roles)

    @property
    def levels(self) -> tuple[str, ...]:
        deepest = max((o.depth for o in self.objectives.values()), default=0)
        deepest = max([deepest, *self.depths.values()])
        return tuple(self.names.get(depth, "") for depth in range(1, deepest + 1))

    def deepest(self) -> list[ObjectiveDraft]:
        """Objectives that have none below them."""
        parents = {objective.parent for objective in self.objectives.values()}
        return [o for code, o in self.objectives.items() if code not in parents]

    def named(self, seen: Observation) -> Observation:
        """An observation names its table only where the document has several."""
        several = any(sheet.several for sheet in self.sheets)
        tables = {sheet.mapped.block.table for sheet in self.sheets}
        return replace(seen, table="") if not several and seen.table in tables else seen

    def depth_of(self, level: int) -> int:
        return self.depths.get(level, level)

    def settle_depths(self, levels: Iterable[int]) -> None:
        self.depths = {level: depth for depth, level in enumerate(sorted(set(levels)), 1)}

    def new_code(self, parent: str) -> str:
        """The next free number under the objective above."""
        while True:
            number = self.given[parent] = self.given.get(parent, 0) + 1
            code = f"{parent}.{number}" if parent else f"{number}"
            if code not in self.objectives:
                return code

    def without_objective(self) -> str:
        """The objective for what the document lists under none; it has no name of its own."""
        if not self.homeless:
            self.homeless = "0" if self.objectives else "1"
            while self.homeless in self.objectives:
                self.homeless = f"0{self.homeless}"
            source = Source("", (), 0)
            self.objectives[self.homeless] = ObjectiveDraft(self.homeless, "", 1, "", source)
        return self.homeless
