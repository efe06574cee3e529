"""Which tables of a document are forms of label and value, and what their labels are.

Labels are known because the same ones come again in the same order, whatever they say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from minga.intake.folding import clean, fold
from minga.intake.reading import Row, Table

TIMES = 3  # that a label has to come; as many have to come together
_SAMPLE = 200  # rows
_WIDEST = 8  # columns of a form
_LONGEST = 80  # letters of a label
_LABELLED = 0.5  # of the first cells of a form
_FOLLOWED = 0.6  # of the times, a label is followed by the same one
_REPEATED = 0.1  # of the times, at most, by itself
_MORE = 1.5
USUAL = 0.6
TEXT = "\0"  # stands for a cell too long to be a label

type Folded = tuple[str, ...]  # the cells of a row, folded


@dataclass(frozen=True, slots=True)
class Line:
    row: Row
    folded: Folded
    table: int
    opens: bool  # first of its table

    def filled(self) -> list[int]:
        return [n for n, cell in enumerate(self.folded) if cell]

    def text(self, start: int, end: int) -> str:
        cells = (cell for cell in self.row.cells[start:end] if cell and cell.strip())
        return " ".join(cell.strip() for cell in cells)


def lines_of(found: Sequence[Table]) -> Iterator[Line]:
    for number, table in enumerate(found):
        width = max((len(row.cells) for row in table.rows), default=0)
        if not 1 < width <= _WIDEST or not _may_be_forms(table.rows[:_SAMPLE]):
            continue
        for index, row in enumerate(table.rows):
            folded = tuple(
                fold(cell) if cell and len(cell) <= _LONGEST else TEXT if cell else ""
                for cell in row.cells
            )
            yield Line(row, folded, number, index == 0)


def _may_be_forms(rows: Sequence[Row]) -> bool:
    """A quick look at the start of a long table: whether texts come again, but not in a row."""
    if len(rows) < _SAMPLE:
        return True
    for column in (0, 1):
        cells = [row.cells[column] for row in rows if column < len(row.cells)]
        filled = [cell for cell in cells if cell]
        times = Counter(filled)
        again = sum(times[cell] >= TIMES for cell in filled)
        same = sum(one == next_ for one, next_ in pairwise(filled))
        if again >= _LABELLED / 2 * len(filled) and same <= 2 * _REPEATED * len(filled):
            return True
    return False


class Forms:
    """Which lines of the document are forms, and what their labels are."""

    def __init__(self, lines: list[Line]) -> None:
        self.times: dict[int, Counter[str]] = {}  # column → text → times
        for line in lines:
            for column, cell in enumerate(line.folded):
                if cell and cell != TEXT:
                    self.times.setdefault(column, Counter())[cell] += 1
        self.lines = self._of_forms(lines)
        self.headers = self._grid_headers()
        self.columns = self._label_columns()
        self.printed: dict[str, str] = {}
        self.sequence = [label for line in self.lines for label, _c in self.labels_of(line)]
        self.counts = Counter(self.sequence)

    def recurs(self, column: int, cell: str) -> bool:
        return bool(cell) and self.times[column][cell] >= TIMES if cell != TEXT else False

    def _of_forms(self, lines: list[Line]) -> list[Line]:
        """The lines of those tables whose first cells come again in others."""
        first: Counter[int] = Counter()
        again: Counter[int] = Counter()
        for line in lines:
            filled = line.filled()
            if len(filled) > 1:
                first[line.table] += 1
                column = next((c for c in filled[:2] if self.recurs(c, line.folded[c])), -1)
                again[line.table] += column >= 0
        forms = {table for table in first if again[table] >= _LABELLED * first[table]}
        return [line for line in lines if line.table in forms]

    def _label_columns(self) -> list[int]:
        """The columns that hold labels, from the left."""
        filled: Counter[int] = Counter()
        again: Counter[int] = Counter()
        empty: Counter[int] = Counter()
        for line in self._outside_grids():
            cells = line.filled()
            for column in cells[:-1]:
                filled[column] += 1
                again[column] += self.recurs(column, line.folded[column])
            if cells and 0 < cells[0] < cells[-1]:
                empty[cells[0] - 1] += 1
        usual = [c for c in sorted(filled) if again[c] >= _LABELLED * filled[c]]
        kept: list[int] = []
        for column in usual:
            if kept and column == kept[-1] + 1:
                # a name for a group of labels stands at their left, over many rows
                if empty[kept[-1]] >= (1 - USUAL) * filled[column]:
                    kept[-1] = column
                continue
            kept.append(column)
        return [c for c in kept if c == kept[0] or self._keeps_pace(c, kept[0])]

    def _keeps_pace(self, column: int, first: int) -> bool:
        """Whether no text of a column comes more often than the labels of the first column do: a
        label comes once a record, and a value that is said again and again does not."""
        usual = median(n for n in self.times[first].values() if n >= TIMES)
        return max(self.times[column].values()) <= _MORE * usual

    def _grid_headers(self) -> set[Folded]:
        """Rows of three cells or more that come again above rows that do not: small tables."""
        times: Counter[Folded] = Counter()
        above: Counter[Folded] = Counter()
        for line, below in pairwise(self.lines):
            if len(line.filled()) < TIMES or TEXT in line.folded:
                continue
            times[line.folded] += 1
            start = below.filled()[:1]
            again = any(self.recurs(column, below.folded[column]) for column in start)
            above[line.folded] += bool(start) and not again and below.table == line.table
        return {r for r, n in times.items() if n >= TIMES and above[r] >= USUAL * n}

    def _outside_grids(self) -> Iterator[Line]:
        """The lines that are no part of a small table inside a form."""
        table = -1
        for line in self.lines:
            start = line.filled()[:1]
            if line.folded in self.headers:
                table = line.table
            elif line.table != table or any(self.recurs(c, line.folded[c]) for c in start):
                table = -1
                yield line

    def labels_of(self, line: Line) -> list[tuple[str, int]]:
        """The labels of a line with their columns."""
        if line.folded in self.headers:
            return []
        found = []
        for column in self.columns:
            cell = line.folded[column] if column < len(line.folded) else ""
            if self.recurs(column, cell):
                self.printed.setdefault(cell, bare(line.row.cells[column]))
                found.append((cell, column))
        return found

    def found(self) -> bool:
        """Whether labels come again as labels do: each once a record, in one order, with one
        value."""
        often = {label for label, number in self.counts.items() if number >= TIMES}
        if len(often) + sum(map(len, self.headers)) < TIMES:
            return False
        if not often:
            return len(self.headers) > 1 and self._single_rows()
        followers: dict[str, Counter[str]] = {}
        for one, next_ in pairwise(self.sequence):
            followers.setdefault(one, Counter())[next_] += 1
        pairs = sum(after.total() for after in followers.values())
        same = sum(after[label] for label, after in followers.items())
        steady = sum(max(after.values()) for after in followers.values())
        if same > _REPEATED * pairs or steady < _FOLLOWED * pairs:
            return False
        labelled = [line for line in self.lines if self.labels_of(line)]
        wide = sum(self._values(line) > len(self.labels_of(line)) for line in labelled)
        return wide <= (1 - USUAL) * len(labelled)

    def _values(self, line: Line) -> int:
        labels = [column for _label, column in self.labels_of(line)]
        return sum(column > labels[0] and column not in labels for column in line.filled())

    def _single_rows(self) -> bool:
        """Whether each small table has one row under its header, as labels over values have."""
        headers = sum(line.folded in self.headers for line in self.lines)
        return len(self.lines) <= 2.2 * headers


def bare(text: str | None) -> str:
    return clean(text or "").rstrip(" :")
