"""The tables of one file of separated values, and the text between them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from minga.base.cells import unguard
from minga.intake.folding import fold
from minga.intake.reading import Paragraph, Row, Table

_FIGURE = re.compile(r"[\d\s.,:/%€$£+()-]*\d[\d\s.,:/%€$£+()-]*")
_LONGEST = 80  # letters of a heading
_SAMPLE = 200
_LINE_END = re.compile(r"\r\n|\n|\r")
_STEADY = 3  # rows of one width that may be another table

type Line = tuple[int, list[str]]


@dataclass(slots=True)
class _Part:
    """Lines without a blank one between them."""

    lines: list[Line]

    @property
    def first(self) -> list[str]:
        return self.lines[0][1]


@dataclass(slots=True)
class _Parting:
    text: str
    width: int  # most rows of the file have it
    spaced: bool  # the file puts a space after its separators
    printed: list[str] = field(default_factory=list)  # the lines of the text, when asked for
    prose: list[Paragraph] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)  # of the table being read
    header: list[str] = field(default_factory=list)
    after: int = 0
    waiting: list[Line] = field(default_factory=list)  # lines of one cell, before their table

    def take(self, part: _Part) -> None:
        lines = part.lines
        loose = 0
        while loose < len(lines) and self._is_loose(lines[loose]):
            loose += 1
        self.waiting += lines[:loose]
        ending = len(lines)
        while ending > loose and self._is_text(lines[ending - 1]):
            ending -= 1
        grid = lines[loose:ending]
        if grid:
            self._grid(_Part(grid))
        self.waiting += lines[ending:]

    def _grid(self, part: _Part) -> None:
        if self.rows and not self._continues(part):
            self.close()
        if not self.rows:
            self._say_waiting()
            self.header = part.first
            self.after = self.prose[-1].at if self.prose else 0
        self.rows += (_row(at, cells, len(cells) == 1) for at, cells in self.waiting)
        self.waiting = []
        self.rows += (_row(at, cells, len(cells) == 1 < self.width) for at, cells in part.lines)

    def close(self) -> None:
        if self.rows:
            table = Table(f"{len(self.tables) + 1}", tuple(self.rows), after=self.after)
            self.tables.append(table)
            self.rows = []

    def end(self) -> None:
        kept = [line for line in self.waiting if not self._is_text(line)] if self.rows else []
        self.rows += (_row(at, cells, False) for at, cells in kept)
        self.close()
        self.waiting = [line for line in self.waiting if line not in kept]
        self._say_waiting()
        for line in self.waiting:
            self._say(line)

    def _say_waiting(self) -> None:
        """Text before a table is prose; a title in a row of its own stays with its table."""
        kept = []
        for line in self.waiting:
            if self._is_text(line):
                self._say(line)
            else:
                kept.append(line)
        self.waiting = kept

    def _say(self, line: Line) -> None:
        at, cells = line
        self.printed = self.printed or _LINE_END.split(self.text)
        said = cells[0] if len(cells) == 1 else self.printed[at - 1]
        if said.strip():
            self.prose.append(Paragraph(at, said.strip()))

    def _is_loose(self, line: Line) -> bool:
        filled = [cell for cell in line[1] if cell.strip()]
        return len(filled) < 2 or self._is_text(line)

    def _is_text(self, line: Line) -> bool:
        """A line that nobody laid out in cells: it has no separators, or those of a sentence."""
        cells = line[1]
        if len(cells) == 1:
            return self.width > 1 or not self.rows
        others = [cell for cell in cells[1:] if cell]
        return not self.spaced and bool(others) and all(cell[0] == " " for cell in others)

    def _continues(self, part: _Part) -> bool:
        """Whether rows after a blank line belong to the table above it."""
        header = [fold(cell) for cell in self.header]
        first = [fold(cell) for cell in part.first]
        if [cell for cell in first if cell] == [cell for cell in header if cell]:
            return True
        others = [cells for _at, cells in part.lines[1:]]
        if not _may_be_header(part.first, others):
            return True
        if len(part.first) != len(self.header) or set(filter(None, first)) & set(header):
            return False
        return not _differs(part.first, others)


def part(rows: Iterable[Line], text: str) -> tuple[tuple[Paragraph, ...], tuple[Table, ...]]:
    """The prose and the tables of rows, each with its line in the text."""
    lines = list(rows)
    widths = Counter(len(cells) for _at, cells in lines if len(cells) > 1)
    width = widths.most_common(1)[0][0] if widths else 1
    sample = [cell for _at, cells in lines[:_SAMPLE] for cell in cells[1:] if cell]
    spaced = sum(cell[0] == " " for cell in sample) > len(sample) / 2
    parting = _Parting(text, width, spaced)
    for blank_parted in _parted(lines):
        for steady in _steady(blank_parted):
            parting.take(_Part(steady))
    parting.end()
    return tuple(parting.prose), tuple(parting.tables)


def _row(at: int, cells: list[str], wide: bool) -> Row:
    return Row(at, tuple(map(unguard, cells)) if "'" in "".join(cells) else tuple(cells), wide)


def _parted(lines: list[Line]) -> Iterator[list[Line]]:
    """Runs of rows that have anything in them."""
    run: list[Line] = []
    for line in lines:
        if any(line[1]) and any(cell.strip() for cell in line[1]):
            run.append(line)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _steady(lines: list[Line]) -> Iterator[list[Line]]:
    """The run parted where its width changes for good and the row there may be a header."""
    starts = [0]
    for index in range(1, len(lines)):
        width = len(lines[index][1])
        if width == len(lines[index - 1][1]) or min(width, len(lines[index - 1][1])) < 2:
            continue
        following = [cells for _at, cells in lines[index + 1 : index + _STEADY]]
        if len(following) == _STEADY - 1 and all(len(cells) == width for cells in following):
            before = [len(cells) for _at, cells in lines[max(starts[-1], index - 2) : index]]
            header = lines[index][1]
            if len(set(before)) == 1 and _may_be_header(header, following) and all(header):
                starts.append(index)
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        yield lines[start:end]


def _may_be_header(first: list[str], others: list[list[str]]) -> bool:
    """Short, different words, as many as any row below has cells."""
    filled = [cell.strip() for cell in first if cell.strip()]
    if len(filled) < 2 or not others or len({fold(cell) for cell in filled}) < len(filled):
        return False
    if any(len(cell) > _LONGEST or _FIGURE.fullmatch(cell) for cell in filled):
        return False
    return max(map(_filled_to, others[:50])) <= _filled_to(first)


def _filled_to(cells: list[str]) -> int:
    return max((n for n, cell in enumerate(cells, start=1) if cell.strip()), default=0)


def _differs(first: list[str], others: list[list[str]]) -> bool:
    """Whether the first row is of another kind than those below it: words above figures, or
    short words above texts."""
    lengths = []
    for column, heading in enumerate(first):
        below = [cells[column] for cells in others[:50] if column < len(cells)]
        below = [cell for cell in below if cell.strip()]
        lengths += [len(cell) for cell in below]
        digits = sum(any(c.isdigit() for c in cell) for cell in below)
        worded = bool(heading.strip()) and not any(c.isdigit() for c in heading)
        if worded and below and digits >= 0.6 * len(below):
            return True
    filled = [len(cell) for cell in first if cell.strip()]
    return bool(lengths) and sum(lengths) / len(lengths) >= 2 * sum(filled) / len(filled)
