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
from minga.intake.labelled import TEXT, TIMES, USUAL, Folded, Forms, Line, bare, lines_of
from minga.intake.reading import Reading, Row, Table

_JOIN = "\n"
_MOST = 0.8  # of the tables


@dataclass(slots=True)
class _Card:
    """One record being read."""

    first: Line
    table: int
    titles: list[str] = field(default_factory=list)
    values: dict[str, list[str]] = field(default_factory=dict)  # folded label → what it says
    grids: dict[Folded, list[Line]] = field(default_factory=dict)  # header → rows
    unsure: set[str] = field(default_factory=set)
    last: str = ""  # label
    waiting: bool = False  # for the text under a label that takes the whole width


def tables(reading: Reading) -> list[Table]:
    """One table with a row for each form in the tables of the document, or none."""
    lines = list(lines_of(reading.tables))
    if len(lines) < TIMES * TIMES:
        return []
    forms = Forms(lines)
    if not forms.found():
        return []
    cards = _Reader(forms).cards()
    told = [card for card in cards if len(card.values) + sum(map(len, card.grids)) >= TIMES]
    if len(told) < TIMES:
        return []
    return [_Layout(forms, cards, reading).table()]


def are_most(reading: Reading) -> bool:
    """Whether nearly all tables of a document are forms, each by itself."""
    forms = {line.table for line in Forms(list(lines_of(reading.tables))).lines}
    return len(forms) >= max(TIMES, _MOST * len(reading.tables))


class _Reader:
    """Goes down the lines once and parts them into records."""

    def __init__(self, forms: Forms) -> None:
        self.forms = forms
        self.done: list[_Card] = []
        self.card: _Card | None = None
        self.grid: Folded = ()  # header of the small table being read
        self.titles: list[tuple[str, Line]] = []
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
        usual = times > 1 and times >= (1 - USUAL) * len(first)
        return label if usual else self.forms.sequence[0]

    def cards(self) -> list[_Card]:
        lines = self.forms.lines
        for index, line in enumerate(lines):
            self._take(line, lines[index + 1] if index + 1 < len(lines) else None)
        if self.card:
            self.done.append(self.card)
        return self.done

    def _take(self, line: Line, below: Line | None) -> None:
        filled = line.filled()
        if not filled:
            return
        if line.folded in self.forms.headers:
            self._open_grid(line)
            return
        labels = self.forms.labels_of(line)
        inside = bool(self.grid) and self.card is not None and line.table == self.card.table
        if labels and not (inside and labels[0][1] != filled[0]):
            self._label(line, labels)
        elif inside and self.card and len(filled) > 1:
            self.card.grids[self.grid].append(line)
        elif len(filled) == 1 and self._is_title(line, filled[0], below):
            self.titles.append((line.text(0, len(line.folded)), line))
        elif self.card:
            self._go_on(line, filled, self.card)

    def _label(self, line: Line, labels: list[tuple[str, int]]) -> None:
        self.grid = ()
        named = line.text(0, labels[0][1])
        if named and not self._is_group(line, labels[0][1]):  # a name at the left of its form
            self.titles.append((named, line))
        for number, (label, column) in enumerate(labels):
            card = self.card
            if card is None or self._is_new(label, line, card):
                card = self._open(line)
            end = labels[number + 1][1] if number + 1 < len(labels) else len(line.folded)
            _say(card, label, line, column + 1, end)
            card.table = line.table
            card.waiting = line.row.wide

    def _is_group(self, line: Line, end: int) -> bool:
        return any(self.forms.recurs(column, line.folded[column]) for column in range(end))

    def _is_new(self, label: str, line: Line, card: _Card) -> bool:
        if self.titles:
            return True
        if label not in card.values or (label == card.last and not line.opens):
            return False
        return label == self.opener or self.places[label] <= self.places.get(card.last, 0)

    def _open(self, line: Line) -> _Card:
        if self.card:
            self.done.append(self.card)
        first = self.titles[0][1] if self.titles else line
        self.card = _Card(first, line.table, [text for text, _line in self.titles])
        self.titles = []
        self.grid = ()
        return self.card

    def _open_grid(self, line: Line) -> None:
        """The header of a small table: in this record, or the first thing of the next one."""
        card = self.card
        if card is None or self.titles or self._is_first_grid(line, card):
            card = self._open(line)
        card.grids.setdefault(line.folded, [])
        card.table = line.table
        self.grid = line.folded
        for cell, text in zip(line.folded, line.row.cells, strict=True):
            if cell:
                self.forms.printed.setdefault(cell, bare(text))

    def _is_first_grid(self, line: Line, card: _Card) -> bool:
        return not card.values and line.folded == next(iter(card.grids), None)

    def _is_title(self, line: Line, column: int, below: Line | None) -> bool:
        """Whether a line of one cell names the form that begins under it."""
        first = self.forms.columns[0] if self.forms.columns else 0
        if column > first or below is None:
            return False
        if self.card is None or self.titles or line.opens:
            return True
        if self.card.waiting:
            return False
        if below.folded in self.forms.headers:
            return below.folded in self.card.grids
        labels = self.forms.labels_of(below)
        if not labels:  # the title of a group of forms above that of a form
            return len(below.filled()) == 1 and line.row.wide and below.row.wide
        return labels[0][0] == self.opener or labels[0][0] in self.card.values

    def _go_on(self, line: Line, filled: list[int], card: _Card) -> None:
        """A line without a label that is known: more of the last value, or a rare label."""
        first = self.forms.columns[0] if self.forms.columns else 0
        self.grid = ()
        label = line.folded[first] if first < len(line.folded) else ""
        if label and label != TEXT and filled[0] == first and len(filled) > 1:
            self.forms.printed.setdefault(label, bare(line.row.cells[first]))
            self.places.setdefault(label, len(self.places))
            _say(card, label, line, first + 1, len(line.folded))
        elif card.last:
            _say(card, card.last, line, 0, len(line.folded))


def _say(card: _Card, label: str, line: Line, start: int, end: int) -> None:
    values = card.values.setdefault(label, [])
    card.last = label
    card.waiting = False
    text = line.text(start, end)
    if text:
        values.append(text)
    if any(start <= column < end for column in line.row.unsure):
        card.unsure.add(label)


class _Layout:
    """The table: levels and titles at the left, then labels in their usual order, then grids."""

    def __init__(self, forms: Forms, cards: list[_Card], reading: Reading) -> None:
        self.cards = cards
        # where the rows of each table are counted anew, the number of the table is the place
        ats = [card.first.row.at for card in cards]
        self.anew = any(one >= next_ for one, next_ in pairwise(ats))
        after = [reading.tables[card.first.table].after for card in cards]
        depth = max(len(card.titles) for card in cards)
        titles = [
            [card.titles[n - depth] if len(card.titles) >= depth - n else None for card in cards]
            for n in range(depth)
        ]
        self.left = headings.above(reading.prose, after)
        self.left += [headings.named(texts) for texts in titles]
        self.labels = _ordered(cards)
        self.grids = [
            (header, [n for n, cell in enumerate(header) if cell])
            for header in dict.fromkeys(header for card in cards for header in card.grids)
        ]
        self.header = [called for called, _cells in self.left]
        self.header += [forms.printed[label] for label in self.labels]
        for header, columns in self.grids:
            self.header += [forms.printed[header[column]] for column in columns]

    def table(self) -> Table:
        first = self.cards[0].first.row
        at = self._at(self.cards[0].first)
        rows = [row for number, card in enumerate(self.cards) for row in self._rows(number, card)]
        header = Row(at, tuple(self.header), page=first.page)
        return Table("cards", (header, *rows), headed=True)

    def _rows(self, number: int, card: _Card) -> Iterator[Row]:
        """The row of a record, and one more for each further row of a small table inside it."""
        left = [cells[number] for _called, cells in self.left]
        said: list[str | None] = [_JOIN.join(card.values.get(label, ())) for label in self.labels]
        unsure = [len(left) + n for n, label in enumerate(self.labels) if label in card.unsure]
        height = max((len(rows) for rows in card.grids.values()), default=1)
        for index in range(max(1, height)):
            own = [*left, *said] if not index else [None] * (len(left) + len(said))
            place = card.first
            for header, columns in self.grids:
                rows = card.grids.get(header, [])
                line = rows[index] if index < len(rows) else None
                cells = line.row.cells if line else ()
                own += [cells[c] if c < len(cells) else "" for c in columns]
                if line and index:
                    place = line
                if line:
                    base = len(own) - len(columns)
                    unsure += [base + n for n, c in enumerate(columns) if c in line.row.unsure]
            yield Row(self._at(place), tuple(own), unsure=tuple(unsure), page=place.row.page)
            unsure = []

    def _at(self, line: Line) -> int:
        return line.table + 1 if self.anew else line.row.at


def _ordered(cards: Sequence[_Card]) -> list[str]:
    """The labels that say anything, by where they usually stand in a form."""
    places: dict[str, list[float]] = {}
    filled: set[str] = set()
    for card in cards:
        for place, (label, values) in enumerate(card.values.items()):
            places.setdefault(label, []).append(place / max(1, len(card.values) - 1))
            if values:
                filled.add(label)
    return sorted(filled, key=lambda label: sum(places[label]) / len(places[label]))
