"""A table as its columns are judged: headings taken apart, samples of cells, and containment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise

from minga.intake.columns import Heading
from minga.intake.evidence import Cells
from minga.intake.reading import Row
from minga.plans.importer import content
from minga.plans.importer.meanings import Meaning, meanings

FINER = 1.15  # how many times more values something must have to stand below another
FEW = 4  # rows that are too few to tell anything from
_HOLDS = 0.96  # share of the rows in which a value below has its one value above
_ELSEWHERE = 0.62  # what a word counts that only another language has


@dataclass(frozen=True)
class Column:
    """A column with its heading taken apart and a sample of its cells."""

    index: int
    heading: Heading
    cells: Cells
    group: bool = False  # a group heading that the reader made a column
    depth: int = 0  # of a level that is known to be one, from 1
    trusted: bool = False  # the heading is ours: whatever the cells hold, it stands
    language: str = ""  # of the headings of its table
    described: bool = False  # a level that is named by its description, and nowhere else

    def spoken(self, meaning: Meaning) -> float:
        """What a word counts: less where only another language has it."""
        elsewhere = meaning.languages and self.language and self.language not in meaning.languages
        return _ELSEWHERE if elsewhere else 1.0

    def agreement(self, name: str) -> float:
        return content.YES if self.trusted else content.agreement(name, self.cells)

    @property
    def is_wordy(self) -> bool:
        return self.trusted or self.cells.share("wordy") >= 0.5

    @cached_property
    def options(self) -> tuple[tuple[Meaning, float], ...]:
        """What it may be and how surely, heading and cells together, best first."""
        found = [
            (meaning, meaning.score * self.agreement(concept(meaning)) * self.spoken(meaning))
            for meaning in self._meanings()
        ]
        return tuple(sorted(found, key=lambda pair: -pair[1]))

    def _meanings(self) -> Iterator[Meaning]:
        for meaning in meanings(self.heading):
            named = self.described and meaning.aspect == "description"
            yield replace(meaning, aspect="name") if named else meaning

    @property
    def best(self) -> float:
        return self.options[0][1] if self.options else 0.0

    def as_level(self) -> tuple[Meaning, float] | None:
        """The best meaning as a level, where nothing else is likelier."""
        for meaning, sure in self.options:
            if meaning.is_level and sure >= 0.5 and sure >= self.best - 0.01:
                return meaning, sure
        return None

    def mark(self, *names: str) -> float:
        """How surely it is only a code, a name or a description, of nothing in particular."""
        for meaning, sure in self.options:
            if meaning.term.kind == "mark" and meaning.aspect in names:
                return sure
        return 0.0


def concept(meaning: Meaning) -> str:
    if meaning.aspect == "code" or (meaning.term.kind, meaning.term.name) == ("mark", "code"):
        return "code"
    if meaning.term.kind in ("level", "loose"):
        return "level" if meaning.aspect != "aim" else "initiative"
    if meaning.term.kind == "mark" and meaning.term.name in ("name", "description"):
        return "initiative"
    return meaning.term.name


@dataclass
class Grid:
    """The rows of a table, asked how its columns stand to each other. Linear in the rows."""

    rows: Sequence[Row]
    _carried: dict[int, list[str]] = field(default_factory=dict)
    _distinct: dict[int, int] = field(default_factory=dict)
    _decides: dict[tuple[int, int], float] = field(default_factory=dict)

    def carried(self, column: int) -> list[str]:
        """Each row's value, blanks as above."""
        if column not in self._carried:
            above = ""
            listed = []
            for row in self.rows:
                cell = row.cells[column] if column < len(row.cells) else None
                above = (cell and cell.strip()) or above
                listed.append(above)
            self._carried[column] = listed
        return self._carried[column]

    def distinct(self, column: int) -> int:
        if column not in self._distinct:
            self._distinct[column] = len(set(self.carried(column)) - {""})
        return self._distinct[column]

    def decides(self, lower: int, upper: int) -> bool:
        """Whether each value of `lower` has one value of `upper`."""
        key = (lower, upper)
        if key not in self._decides:
            first: dict[str, str] = {}
            pairs = zip(self.carried(lower), self.carried(upper), strict=True)
            kept = sum(first.setdefault(one, other) == other for one, other in pairs)
            self._decides[key] = kept / len(self.rows) if self.rows else 1.0
        return self._decides[key] >= _HOLDS

    def contains(self, upper: int, lower: int) -> bool:
        """Whether `upper` stands above `lower`, by the cells alone."""
        fewer = self.distinct(upper) * FINER <= self.distinct(lower)
        return fewer and self.decides(lower, upper)

    def grouped(self, column: int) -> bool:
        """Whether the rows are printed in groups of one value of it."""
        listed = [value for value in self.carried(column) if value]
        if len(listed) < FEW:
            return column == 0
        runs = 1 + sum(one != other for one, other in pairwise(listed))
        return runs <= 0.8 * len(listed) and runs <= 1.3 * self.distinct(column)

    def blank(self, column: int) -> float:
        """The share of rows that leave it blank."""
        empty = sum(not (r.cells[column] if column < len(r.cells) else "") for r in self.rows)
        return empty / len(self.rows) if self.rows else 0.0
