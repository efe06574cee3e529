"""Text of one column as cells may hold it, and the rows made of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from minga.intake.read.pdf.lines import Line

_SPARSE = 0.6  # of the fullest column: one with fewer cells holds headings
ALIKE = 2.2  # points


@dataclass(slots=True, eq=False)
class Block:
    """Lines of one column that follow one another at the usual step."""

    column: int
    lines: list[Line]

    @property
    def first(self) -> float:
        return self.lines[0].base

    @property
    def last(self) -> float:
        return self.lines[-1].base

    @property
    def top(self) -> float:
        return self.lines[0].top

    @property
    def bottom(self) -> float:
        return self.lines[-1].bottom

    @property
    def middle(self) -> float:
        return (self.first + self.last) / 2


@dataclass(slots=True, eq=False)
class Found:
    """A row: its lines by column, the columns covered from above, and those in doubt."""

    lines: dict[int, list[Line]] = field(default_factory=dict)
    covered: set[int] = field(default_factory=set)
    unsure: set[int] = field(default_factory=set)

    @property
    def top(self) -> float:
        return min((line.top for lines in self.lines.values() for line in lines), default=0.0)

    @property
    def bottom(self) -> float:
        return max((line.bottom for lines in self.lines.values() for line in lines), default=0.0)


def blocks_of(column: int, lines: Sequence[Line], parted: float) -> list[Block]:
    blocks: list[Block] = []
    for line in lines:
        last = blocks[-1].lines[-1] if blocks else None
        if last and line.base - last.base <= parted and abs(line.size - last.size) < 1.5:
            blocks[-1].lines.append(line)
        else:
            blocks.append(Block(column, [line]))
    return blocks


def sparse_columns(blocks: Sequence[Block], width: int) -> set[int]:
    counts = Counter(block.column for block in blocks)
    fullest = max(counts.values(), default=0)
    return {c for c in range(width) if counts[c] < _SPARSE * fullest}
