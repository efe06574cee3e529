"""One table taken apart from top to bottom: headers, rows, group headings, totals and notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from string import ascii_lowercase, digits

from minga.intake.folding import clean, fold, starts_lower
from minga.intake.reading import Row, Table
from minga.intake.regions import cells as look
from minga.intake.regions.above import Heading
from minga.intake.regions.body import Body, body
from minga.intake.regions.header import Header, Headers, Known, repeated
from minga.intake.regions.sums import Sums
from minga.intake.regions.words import words

_PLAIN = frozenset(ascii_lowercase + digits)
_KNOWN = 0.75  # what a header scores of which at least one heading is known
_MISPRINT = 0.75  # how like two headings are that are the same
_SEARCHED = 200  # rows of which each is tried as a header; further down something has to part it


@dataclass(slots=True)
class Mark:
    """A row that may be a group heading; it stands before the row at index `before`."""

    before: int
    row: Row
    text: str
    column: int
    opens: bool = False
    figures: bool = False  # the sums of the group stand beside it
    unsure: bool = False
    rank: int = 0  # of a heading outside the table, from 1; 0 for a row of it


@dataclass(slots=True)
class Segment:
    """Rows under one header, in the order of the table."""

    table: str
    header: Header | None
    body: Body
    places: tuple[int, ...] = ()
    above: tuple[Heading, ...] = ()  # the headings outside the table
    rows: list[Row] = field(default_factory=list)
    opens: set[int] = field(default_factory=set)
    marks: list[Mark] = field(default_factory=list)
    titles: list[Mark] = field(default_factory=list)
    inherited: list[Mark] = field(default_factory=list)  # titles of the part above
    totals: list[Row] = field(default_factory=list)
    notes: list[Row] = field(default_factory=list)
    hints: list[Row] = field(default_factory=list)

    def texts(self) -> list[Row]:
        """All that it holds besides its header, in printed order."""
        marks = [mark.row for mark in (*self.titles, *self.marks)]
        found = [*self.notes, *self.hints, *self.totals, *self.rows, *marks]
        return sorted({row.at: row for row in found}.values(), key=lambda row: row.at)

    @property
    def printed(self) -> tuple[str, ...]:
        return self.header.printed if self.header else ()


def segments(table: Table, known: Known) -> list[Segment]:
    """The parts of a table that have a header of their own; one without where none is found."""
    if table.headed:
        return [_headed(table, known)]
    return _Scanner(table, known).run()


def _headed(table: Table, known: Known) -> Segment:
    """A table made of what was no table: nothing in it has to be looked for."""
    first, *rows = table.rows
    printed = tuple(look.texts(first))
    header = Header((first,), printed, (), 1, known(printed))
    usual = body(table.rows, 1, len(printed))
    opens = {index - 1 for index in table.pages if index}
    return Segment(table.name, header, usual, rows=rows, opens=opens)


class _Scanner:
    """Goes down the rows once.

    `parted` says that something sets the next row off from those above, `opens` that it is the
    first of a page.
    """

    def __init__(self, table: Table, known: Known) -> None:
        self.table = table
        self.rows = table.rows
        self.headers = Headers(table.rows, known)
        self.words = words()
        self.found: list[Segment] = []
        self.bodies: dict[tuple[str, ...], Body] = {}
        self.parted = True
        self.opens = False
        self._open(None)

    def run(self) -> list[Segment]:
        index = 0
        while index < len(self.rows):
            index = self._go_down(index)
        return self.found

    def _open(self, header: Header | None) -> None:
        key = header.key() if header else ()
        if key not in self.bodies:
            start, width = (header.after, len(header.printed)) if header else (0, 0)
            self.bodies[key] = body(self.rows, start, width)
        part = Segment(self.table.name, header, self.bodies[key])
        if header:
            part.hints += header.hints
            _hand_on(self.found[-1], part)
        self.found.append(part)
        self.part = part
        self.sums = Sums(part.body.figures)
        self.again = [said for said in repeated(header) if said] if header else []
        self.hinted = {look.folded(row) for row in part.hints}
        self.first_said = {said[0] for said in self.again}
        self.longest = 2 * max(map(len, self.first_said), default=0) + 20
        self.others = _PLAIN - {said[0] for said in self.first_said}
        self.parted = header is None
        self.widths = {len(row.cells) for row in header.rows} if header else set()

    def _go_down(self, start: int) -> int:
        """Take rows until something takes more than one of them; gives the index to go on from."""
        rows, pages, part = self.rows, self.table.pages, self.part
        dense, numeric = part.body.dense, part.body.numeric
        totals, others, longest = self.words.starts, self.others, self.longest
        parted, opens, widths = self.parted, self.opens, self.widths
        before = rows[max(start - 1, 0)]
        for index in range(start, len(rows)):
            row = rows[index]
            cells = row.cells
            width = len(cells)
            count = width - cells.count("") - cells.count(None)
            if row.page != before.page or index in pages:
                opens = parted = True
            if width not in widths:
                widths.add(width)
                parted = True
            if row.at != before.at + 1 and index and _is_gap(before, row):
                parted = True
            before = row
            if count >= dense and not parted and index >= _SEARCHED and not row.wide:
                first = cells[0] or next(filter(None, cells))
                if (
                    first[:3].lower() not in totals
                    and (
                        first[0].lower() in others
                        or len(first) > longest
                        or _fold(first) not in self.first_said
                    )
                    and not (numeric < width and (cells[numeric] or "")[:1].isalpha())
                ):
                    if opens:
                        part.opens.add(len(part.rows))
                        opens = False
                    part.rows.append(row)
                    continue
            self.parted, self.opens = parted, opens
            after = self._look_closely(index, count)
            if after != index + 1 or self.part is not part:
                return after
            parted, opens = self.parted, self.opens
        return len(rows)

    def _look_closely(self, index: int, count: int) -> int:
        """Take one row that may be anything; gives the index of the next."""
        row = self.rows[index]
        if not count:
            self.parted = True
            return index + 1
        if self.again and look.folded(row) in self.hinted:
            return index + 1
        if self.again and self._comes_back(row):
            self.parted = self.opens = True
            return index + 1
        first = self.part.header is None and not self.part.rows
        header = self.headers.at(index, first=first, parted=self.parted, paged=self.opens)
        if header and not self._goes_on(header):
            if self.part.header and header.key() == self.part.header.key():
                self.parted = self.opens = True
            else:
                self._open(header)
            return header.after
        self._take(index, row, count)
        return index + 1

    def _goes_on(self, header: Header) -> bool:
        """Whether headings that nobody knows stand in the middle of rows that go on below as they
        were: then they are a row too."""
        if header.score >= _KNOWN or len(self.part.rows) < 2:
            return False
        below = body(self.rows, header.after, 0)
        return _kinds(below) == _kinds(self.part.body)

    def _comes_back(self, row: Row) -> bool:
        """Whether a row is the header again, or one of its rows."""
        said = tuple(text for cell in row.cells if cell and (text := _fold(cell)))
        return said in self.again or any(_nearly(said, header) for header in self.again)

    def _take(self, index: int, row: Row, count: int) -> None:
        part = self.part
        column = next(c for c, cell in enumerate(row.cells) if cell)
        text = look.text_at(row, column)
        alone = row.wide or count == 1
        if self._is_note(index, column, text, count):
            part.notes.append(row)
            self.parted = True
            return
        if self._is_total(index, column, text, alone=alone):
            part.totals.append(row)
            self.sums.anew(part.rows, row)
            self.parted = True
            return
        mark = self._mark(row, column, text, count)
        if mark:
            part.marks.append(mark)
            self.sums.anew(part.rows)
            self.parted = True
            return
        if self.opens:
            part.opens.add(len(part.rows))
            self.opens = False
        part.rows.append(row)
        self.parted = False

    def _is_note(self, index: int, column: int, text: str, count: int) -> bool:
        """A note has its row for itself, or a label has it with what it says; it stands where rows
        begin or below all of them, and beside no cell that goes on from above."""
        row = self.rows[index]
        if not (row.wide or count <= 2) or not self.words.is_note(text):
            return False
        if row.wide or count == 2:
            return row.wide or (text.endswith(":") and None not in row.cells)
        if None in row.cells:
            return False
        if text.startswith("(*"):
            return True  # which no list has for a bullet
        below = self.rows[index + 1 :]
        return column <= self.part.body.first or all(look.filled(r.cells) < 2 for r in below)

    def _is_total(self, index: int, column: int, text: str, *, alone: bool) -> bool:
        row = self.rows[index]
        if alone and not row.wide and None in row.cells:
            return False  # a further part of what stands beside it
        others = [look.text_at(row, c) for c, cell in enumerate(row.cells) if cell and c != column]
        figures = sum(map(look.is_number, others))
        if self.words.is_total(text):
            if alone:
                return any(map(str.isdigit, text)) or self.words.only_total(text)
            blank = sum(1 for c in self.part.body.wording - {column} if not look.text_at(row, c))
            return figures == len(others) or (figures > 0 and len(others) - figures < blank)
        if len(self.part.rows) < 2 or row.wide or row.cells.count(None) * 2 > len(row.cells):
            return False
        label = 0 if look.is_number(text) else 1
        if figures < len(others) or not figures + 1 - label:
            return False
        wording = self.part.body.wording
        blank = sum(1 for c in wording if not look.text_at(row, c))
        if (not blank or blank * 2 < len(wording)) and not self.words.says_total(text):
            return False
        if not label and not figures and not self._ends_group(index):
            return False
        return self.sums.match(row, self.part.rows)

    def _ends_group(self, index: int) -> bool:
        """Whether something else begins below a row."""
        below = self.rows[index + 1] if index + 1 < len(self.rows) else None
        return below is None or below.wide or not any(below.cells) or bool(below.cells[0])

    def _mark(self, row: Row, column: int, text: str, count: int) -> Mark | None:
        usual = self.part.body
        mark = Mark(len(self.part.rows), row, text, column, self.opens)
        if row.wide:
            return mark
        if None in row.cells or column > usual.first or starts_lower(text):
            return None
        if any(usual.shares[: usual.first]):
            return None  # levels are printed once for the rows below them, in columns of their own
        if count == 1:
            return None if look.is_number(text) or usual.typical < 2 else mark
        if usual.typical < 4:
            return None
        others = [look.text_at(row, c) for c, cell in enumerate(row.cells) if cell and c != column]
        beside = look.text_at(row, column + 1)
        if count == 2 and look.is_code(text) and beside and not look.is_number(beside):
            mark.text = f"{text} {beside}"
            return mark
        if look.is_number(text) or not all(map(look.is_number, others)):
            return None
        if len(usual.wording - {column}) < 1:
            return None
        mark.figures = True
        return mark


def _hand_on(above: Segment, part: Segment) -> None:
    """Rows that stand right above a header are its titles, in whatever part they were taken."""
    last = [mark for mark in above.marks if mark.before == len(above.rows)]
    if last:
        above.marks = above.marks[: -len(last)]
        part.titles = [replace(mark, before=0) for mark in last]
    elif above.header:
        part.inherited = above.titles or above.inherited
    if above.header is None and not above.rows:
        part.notes += [*above.notes, *above.totals]
        part.titles = [replace(mark, before=0) for mark in above.marks] + part.titles
        above.notes, above.marks, above.totals = [], [], []


def _kinds(usual: Body) -> list[tuple[int, bool]]:
    return [(column, kind == "n") for column, kind in enumerate(usual.kinds) if kind]


def _fold(cell: str) -> str:
    return fold(clean(cell))


def _nearly(said: Sequence[str], header: Sequence[str]) -> bool:
    """A header that comes back with a misprint in one cell."""
    if len(said) != len(header) or len(said) < 4:
        return False
    different = [pair for pair in zip(said, header, strict=True) if pair[0] != pair[1]]
    return len(different) * 4 <= len(said) and all(
        SequenceMatcher(None, one, other, autojunk=False).ratio() > _MISPRINT
        for one, other in different
    )


def _is_gap(above: Row, row: Row) -> bool:
    """Blank rows that the reader left out; a cell of several lines leaves none."""
    lines = sum(cell.count("\n") for cell in above.cells if cell)
    return row.at > above.at + 1 + lines
