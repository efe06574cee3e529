"""Forms of label and value, one a record, made into one table with a row a record.

Labels are known because the same ones come again in the same order, whatever they say. The first
row of a table made here is its header.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from minga.intake import headings
from minga.intake.folding import clean, fold
from minga.intake.reading import Reading, Row, Table

_TIMES = 3  # that a label has to come; as many have to come together
_WIDEST = 8  # columns of a form
_LONGEST = 80  # letters of a label
_LABELLED = 0.5  # of the first cells of a form
_FOLLOWED = 0.6  # of the times, a label is followed by the same one
_REPEATED = 0.1  # of the times, at most, by itself
_USUAL = 0.6
_JOIN = "\n"

type _Row = tuple[str, ...]  # folded cells


@dataclass(frozen=True, slots=True)
class _Line:
    row: Row
    folded: _Row
    table: int
    opens: bool  # first of its table

    def filled(self) -> list[int]:
        return [n for n, cell in enumerate(self.folded) if cell]

    def text(self, start: int, end: int) -> str:
        cells = (cell for cell in self.row.cells[start:end] if cell and cell.strip())
        return " ".join(cell.strip() for cell in cells)


@dataclass(slots=True)
class _Card:
    """One record being read."""

    at: int
    page: int
    table: int
    titles: list[str] = field(default_factory=list)
    values: dict[str, list[str]] = field(default_factory=dict)  # folded label → what it says
    grids: dict[_Row, list[list[str]]] = field(default_factory=dict)  # header → rows
    unsure: set[str] = field(default_factory=set)
    last: str = ""


def tables(reading: Reading) -> list[Table]:
    """One table with a row for each form in the tables of the document, or none."""
    lines = list(_lines(reading.tables))
    if len(lines) < _TIMES * _TIMES:
        return []
    forms = _Forms(lines)
    if not forms.found():
        return []
    cards = _Reader(forms).cards()
    told = [card for card in cards if len(card.values) + sum(map(len, card.grids)) >= _TIMES]
    if len(told) < _TIMES:
        return []
    return [_Layout(forms, cards, reading).table()]


def _lines(found: Sequence[Table]) -> Iterator[_Line]:
    for number, table in enumerate(found):
        width = max((len(row.cells) for row in table.rows), default=0)
        if not 1 < width <= _WIDEST:
            continue
        for index, row in enumerate(table.rows):
            folded = tuple(
                fold(cell) if cell and len(cell) <= _LONGEST else "\0" if cell else ""
                for cell in row.cells
            )
            yield _Line(row, folded, number, index == 0)


class _Forms:
    """Which lines of the document are forms, and what their labels are."""

    def __init__(self, lines: list[_Line]) -> None:
        self.times: dict[int, Counter[str]] = {}  # column → text → times
        for line in lines:
            for column, cell in enumerate(line.folded):
                if cell and cell != "\0":
                    self.times.setdefault(column, Counter())[cell] += 1
        self.lines = self._of_forms(lines)
        self.columns = self._label_columns()
        self.headers = self._grid_headers()
        self.printed: dict[str, str] = {}
        self.sequence = [label for line in self.lines for label, _c in self.labels_of(line)]
        self.counts = Counter(self.sequence)

    def recurs(self, column: int, cell: str) -> bool:
        return bool(cell) and self.times[column][cell] >= _TIMES if cell != "\0" else False

    def _of_forms(self, lines: list[_Line]) -> list[_Line]:
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
        for line in self.lines:
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
                if empty[kept[-1]] >= (1 - _USUAL) * filled[column]:
                    kept[-1] = column
                continue
            kept.append(column)
        return kept

    def _grid_headers(self) -> set[_Row]:
        """Rows of three cells or more that come again above rows that do not: small tables."""
        times: Counter[_Row] = Counter()
        above: Counter[_Row] = Counter()
        for line, below in pairwise(self.lines):
            if len(line.filled()) < _TIMES or "\0" in line.folded:
                continue
            times[line.folded] += 1
            start = below.filled()[:1]
            again = any(self.recurs(column, below.folded[column]) for column in start)
            above[line.folded] += bool(start) and not again and below.table == line.table
        return {r for r, n in times.items() if n >= _TIMES and above[r] >= _USUAL * n}

    def labels_of(self, line: _Line) -> list[tuple[str, int]]:
        """The labels of a line with their columns."""
        if line.folded in self.headers:
            return []
        found = []
        for column in self.columns:
            cell = line.folded[column] if column < len(line.folded) else ""
            if self.recurs(column, cell):
                self.printed.setdefault(cell, clean(line.row.cells[column] or "").rstrip(" :"))
                found.append((cell, column))
        return found

    def found(self) -> bool:
        """Whether labels come again as labels do: each once a record, in one order."""
        if self.headers and not self.columns:
            return True
        often = {label for label, number in self.counts.items() if number >= _TIMES}
        if len(often) + sum(map(len, self.headers)) < _TIMES or not self.columns:
            return False
        followers: dict[str, Counter[str]] = {}
        for one, next_ in pairwise(self.sequence):
            followers.setdefault(one, Counter())[next_] += 1
        pairs = sum(after.total() for after in followers.values())
        same = sum(after[label] for label, after in followers.items())
        steady = sum(max(after.values()) for after in followers.values())
        return same <= _REPEATED * pairs and steady >= _FOLLOWED * pairs


class _Reader:
    """Goes down the lines once and parts them into records."""

    def __init__(self, forms: _Forms) -> None:
        self.forms = forms
        self.done: list[_Card] = []
        self.card: _Card | None = None
        self.grid: _Row = ()  # header of the small table being read
        self.titles: list[tuple[str, _Line]] = []
        self.opener = self._opener()
        self.places = {label: n for n, label in enumerate(dict.fromkeys(forms.sequence))}

    def _opener(self) -> str:
        """The label that most forms begin with."""
        first: dict[int, str] = {}
        for line in self.forms.lines:
            if line.table not in first:
                for label, _column in self.forms.labels_of(line)[:1]:
                    first[line.table] = label
        if not first:
            return ""
        label, times = Counter(first.values()).most_common(1)[0]
        usual = times > 1 and times >= (1 - _USUAL) * len(first)
        return label if usual else self.forms.sequence[0]

    def cards(self) -> list[_Card]:
        lines = self.forms.lines
        for index, line in enumerate(lines):
            self._take(line, lines[index + 1] if index + 1 < len(lines) else None)
        if self.card:
            self.done.append(self.card)
        return self.done

    def _take(self, line: _Line, below: _Line | None) -> None:
        filled = line.filled()
        if not filled:
            return
        if line.folded in self.forms.headers:
            self._open_grid(line)
            return
        labels = self.forms.labels_of(line)
        if labels:
            self.grid = ()
            self._label_all(line, labels)
        elif self.grid and self.card and line.table == self.card.table and len(filled) > 1:
            self.card.grids[self.grid].append([clean(cell or "") for cell in line.row.cells])
        elif len(filled) == 1 and self._is_title(line, filled[0], below):
            self.titles.append((line.text(0, len(line.folded)), line))
        else:
            self._go_on(line, filled)

    def _label_all(self, line: _Line, labels: list[tuple[str, int]]) -> None:
        for number, (label, column) in enumerate(labels):
            if self._is_new(label, line):
                self._open(line)
            assert self.card is not None
            end = labels[number + 1][1] if number + 1 < len(labels) else len(line.folded)
            self._say(label, line, column + 1, end)
            self.card.last = label
            self.card.table = line.table

    def _is_new(self, label: str, line: _Line) -> bool:
        if self.card is None or label == self.opener and bool(self.card.values):
            return self.card is None or label not in (self.card.last,) or line.opens
        if self.titles:
            return True
        seen = label in self.card.values and label != self.card.last
        return seen and self.places[label] <= self.places.get(self.card.last, 0)

    def _open(self, line: _Line) -> None:
        if self.card:
            self.done.append(self.card)
        first = self.titles[0][1] if self.titles else line
        self.card = _Card(first.row.at, first.row.page, line.table)
        self.card.titles = [text for text, _line in self.titles]
        self.titles = []
        self.grid = ()

    def _say(self, label: str, line: _Line, start: int, end: int) -> None:
        assert self.card is not None
        values = self.card.values.setdefault(label, [])
        text = line.text(start, end)
        if text:
            values.append(text)
        if any(start <= column < end for column in line.row.unsure):
            self.card.unsure.add(label)

    def _open_grid(self, line: _Line) -> None:
        new = self.card is None or bool(self.titles)
        if self.card and line.folded in self.card.grids:
            # the header of a small table comes again on the next page, or in the next record
            new = new or line.opens or self.card.last == "" or bool(self.card.grids[line.folded])
            new = new and not (line.opens and self.card.last and self.grid == line.folded)
        if new:
            self._open(line)
        assert self.card is not None
        self.card.grids.setdefault(line.folded, [])
        self.card.table = line.table
        self.grid = line.folded
        for cell, text in zip(line.folded, line.row.cells, strict=True):
            if cell:
                self.forms.printed.setdefault(cell, clean(text or "").rstrip(" :"))

    def _is_title(self, line: _Line, column: int, below: _Line | None) -> bool:
        """Whether a line of one cell names the form that begins under it."""
        first = self.forms.columns[0] if self.forms.columns else 0
        if column > first or below is None:
            return False
        if self.card is None or self.titles or line.opens:
            return True
        if below.folded in self.forms.headers:
            return bool(self.card.grids) and below.folded in self.card.grids
        labels = self.forms.labels_of(below)
        if not labels:
            return len(below.filled()) == 1 and line.row.wide
        label = labels[0][0]
        return label == self.opener or label in self.card.values

    def _go_on(self, line: _Line, filled: list[int]) -> None:
        """A line without a label of its own: more of the last value, or a rare label."""
        first = self.forms.columns[0] if self.forms.columns else 0
        if self.card is None:
            return
        self.grid = ()
        if filled[0] == first and len(filled) > 1 and line.folded[first] != "\0":
            label = line.folded[first]
            self.forms.printed.setdefault(label, clean(line.row.cells[first] or "").rstrip(" :"))
            self.places.setdefault(label, len(self.places))
            self._say(label, line, first + 1, len(line.folded))
            self.card.last = label
        elif self.card.last:
            self._say(self.card.last, line, 0, len(line.folded))


class _Layout:
    """The table: levels and titles at the left, then the labels in their usual order."""

    def __init__(self, forms: _Forms, cards: list[_Card], reading: Reading) -> None:
        self.forms = forms
        self.cards = cards
        after = [reading.tables[card.table].after for card in cards]
        first = [reading.tables[c.table].after if c.table else 0 for c in cards]
        self.above = headings.above(reading.prose, after if any(first) or any(after) else [])
        self.labels = self._ordered()
        self.grids = list(dict.fromkeys(header for card in cards for header in card.grids))

    def _ordered(self) -> list[str]:
        """The labels that say anything, by where they usually stand in a form."""
        places: dict[str, list[float]] = {}
        filled: set[str] = set()
        for card in self.cards:
            for place, (label, values) in enumerate(card.values.items()):
                places.setdefault(label, []).append(place / max(1, len(card.values) - 1))
                if values:
                    filled.add(label)
        return sorted(filled, key=lambda label: sum(places[label]) / len(places[label]))

    def table(self) -> Table:
        titles = max((len(card.titles) for card in self.cards), default=0)
        named = [headings.named([c.titles[n] if n < len(c.titles) else "" for c in self._padded(titles)]) for n in range(titles)]
        header = [title for title, _texts in [*self.above, *named]]
        header += [self.forms.printed[label] for label in self.labels]
        for grid in self.grids:
            header += [self.forms.printed[cell] for cell in grid if cell]
        return Table("cards", (Row(0, tuple(header)), *self._rows(named)))
