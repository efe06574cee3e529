"""What the rows below a header usually look like, from the first of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from minga.intake.reading import Row
from minga.intake.regions import cells as look

_SAMPLE = 80
NOWHERE = 1 << 30


@dataclass(frozen=True, slots=True)
class Body:
    shares: tuple[float, ...]  # how often each column is filled
    kinds: tuple[str, ...]  # the usual kind of cell of each column, "" where it is always blank
    typical: int  # cells filled in a row that has no more blanks than most
    first: int  # the first column that is nearly always filled

    @property
    def dense(self) -> int:
        """From so many cells on a row is a row like any other."""
        return max(2, min(3, self.typical), self.typical // 2 + 1)

    @property
    def figures(self) -> tuple[int, ...]:
        return tuple(column for column, kind in enumerate(self.kinds) if kind == "n")

    @property
    def numeric(self) -> int:
        """A column that always holds a figure: a text in it may be a heading."""
        always = (c for c in self.figures if self.shares[c] > 0.9)
        return next(always, NOWHERE)

    @property
    def wording(self) -> frozenset[int]:
        """The columns that are usually filled with words."""
        worded = [c for c, kind in enumerate(self.kinds) if kind in ("t", "T")]
        most = max((self.shares[c] for c in worded), default=0.0)
        return frozenset(c for c in worded if self.shares[c] >= most / 2)


def body(rows: Sequence[Row], start: int, width: int) -> Body:
    """Looks at the rows below `start`, down to the first blank row or a few dozen."""
    sample: list[list[str]] = []
    before: Row | None = None
    for row in rows[start : start + 2 * _SAMPLE]:
        count = look.filled(row.cells)
        gap = before is not None and row.at > before.at + 1 and row.page == before.page
        if len(sample) > 3 and (count == 0 or gap):
            break
        before = row
        if count > 1 and not row.wide:
            sample.append(look.texts(row))
            if len(sample) == _SAMPLE:
                break
    width = max([width, *map(len, sample)])
    return _measured(sample, width)


def _measured(sample: Sequence[Sequence[str]], width: int) -> Body:
    shares: list[float] = []
    kinds: list[str] = []
    for column in range(width):
        values = [said for row in sample if column < len(row) and (said := row[column])]
        usual, share = look.common(map(look.kind, values))
        shares.append(len(values) / (len(sample) or 1))
        kinds.append(usual if share >= 0.8 or usual in ("t", "T") else "t" if values else "")
    counts = sorted(sum(map(bool, row)) for row in sample)
    typical = counts[3 * (len(counts) - 1) // 4] if counts else 0
    dense = (column for column, share in enumerate(shares) if share >= 0.6)
    first = next(dense, max(range(width), key=shares.__getitem__, default=0))
    return Body(tuple(shares), tuple(kinds), typical, first)
