"""Group headings printed over the rows below them become columns at the left."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from minga.intake.folding import clean, fold
from minga.intake.reading import Row
from minga.intake.regions import cells as look
from minga.intake.regions.segments import Mark, Segment
from minga.intake.regions.styles import Style, dominant, ranks, shared_label, style

_SAMPLE = 200


def settle(part: Segment) -> None:
    """Decide which of the marks of a segment are rows like any other, and put those back."""
    single = [mark for mark in part.marks if not mark.row.wide]
    if not single:
        return
    data = _data(part, single)
    if data:
        _put_back(part, data)


def _data(part: Segment, single: Sequence[Mark]) -> list[Mark]:
    """The marks that no numbering or writing tells from the rows; some may be doubtful."""
    data: list[Mark] = []
    alike: list[Mark] = []
    columns: dict[int, tuple[Style | None, bool]] = {}
    for mark in single:
        if mark.column not in columns:
            columns[mark.column] = _usual(part.rows, mark.column)
        usual, coded = columns[mark.column]
        same = _is_alike(style(mark.text), usual, coded=coded, text=mark.text)
        if same is None:
            alike.append(mark)
        elif not same and mark.opens and not style(mark.text).numbered:
            mark.unsure = True  # or the end of a cell that the page cut
        elif same:
            data.append(mark)
    if not alike:
        return data
    if _are_headings(part, alike):
        for mark in alike:
            mark.unsure = True
        return data
    for mark in alike:
        mark.unsure = not mark.opens
    return sorted([*data, *alike], key=lambda mark: mark.before)


def _usual(rows: Sequence[Row], column: int) -> tuple[Style | None, bool]:
    """The style of a column, and whether it holds bare codes or numbers."""
    texts = [said for row in rows[:_SAMPLE] if (said := look.text_at(row, column))]
    codes = sum(look.is_code(text) for text in texts)
    return dominant(texts), bool(texts) and codes >= 0.7 * len(texts)


def _is_alike(one: Style, usual: Style | None, *, coded: bool, text: str) -> bool | None:
    """Whether a heading is written like the rows: no (it is a heading), yes, or None: who knows."""
    if coded:
        if not (one.numbered and text[:1].isdigit()):
            return False
        return usual is not None and one.depth == usual.depth and usual.numbered
    if usual is None:
        return False if one.numbered and one.label else None
    if usual.numbered or one.numbered:
        return replace(one, upper=False) == replace(usual, upper=False)
    if one.upper and not usual.upper:
        return False
    return None


def _are_headings(part: Segment, alike: Sequence[Mark]) -> bool:
    """Unnumbered rows with one cell are headings if there are several, with rows under each."""
    wide = any(mark.row.wide for mark in part.marks)
    if wide or len(alike) < 2 or any(mark.figures for mark in alike):
        return False
    if len(alike) * 2 > len(part.rows) or alike[-1].before == len(part.rows):
        return False
    places = [mark.before for mark in alike]
    return len(set(places)) == len(places) and places[0] == 0


def _put_back(part: Segment, data: Sequence[Mark]) -> None:
    rows: list[Row] = []
    opens: set[int] = set()
    at = 0
    begins = [mark.before for mark in data]
    for mark in data:
        rows += part.rows[at : mark.before]
        at = mark.before
        if mark.opens:
            opens.add(len(rows))
        row = mark.row
        if mark.unsure and not mark.figures:
            row = replace(row, unsure=tuple(sorted({*row.unsure, mark.column})))
        rows.append(row)
    rows += part.rows[at:]
    opens |= {index + bisect_left(begins, index + 1) for index in part.opens}
    kept = {id(mark) for mark in data}
    part.marks = [mark for mark in part.marks if id(mark) not in kept]
    places = [(one.before, one.row.at) for one in data]
    for mark in part.marks:
        mark.before += bisect_left(places, (mark.before, mark.row.at))
    part.rows, part.opens = rows, opens


@dataclass(frozen=True, slots=True)
class Groups:
    """The columns of group headings, ready to be put before the others."""

    headings: tuple[str, ...]
    rows: list[Row]
    opens: frozenset[int]
    shifts: tuple[int, ...]  # indexes (in the old rows) before which a row was added


def with_groups(rows: Sequence[Row], opens: frozenset[int], marks: Sequence[Mark]) -> Groups:
    """Write each group heading beside the first of its rows, None beside the others."""
    styles = _styles(marks)
    outside = {
        one: mark.rank for mark, one in zip(marks, styles, strict=True) if mark.rank and one.label
    }
    keys = [
        Style(sign="h", depth=level) if (level := mark.rank or outside.get(one, 0)) else one
        for mark, one in zip(marks, styles, strict=True)
    ]
    order = ranks([(keys[i], _follows(marks, i)) for i in range(len(marks))])
    rank = [order.get(one, max(order.values())) for one in keys]
    count = max(rank) + 1
    headings = tuple(
        shared_label(
            [styles[i] for i in range(len(marks)) if rank[i] == level and marks[i].text],
            [marks[i].text for i in range(len(marks)) if rank[i] == level and marks[i].text],
        )
        for level in range(count)
    )
    return _Writer(rows, opens, count).run(marks, rank, headings)


def _styles(marks: Sequence[Mark]) -> list[Style]:
    """The style of each. A text that begins with the label of others is one of them, and a word
    before a letter is a label only if it comes again."""
    listed = [style(mark.text) for mark in marks]
    labelled = {one.label: one for one in listed if one.label and one.sign in ("1", "I", "A")}
    times = Counter(one.label for one in listed)
    found = []
    for mark, one in zip(marks, listed, strict=True):
        if not one.numbered:
            said = f"{fold(mark.text)} "
            one = next((o for label, o in labelled.items() if said.startswith(f"{label} ")), one)
        elif one.label and one.sign == "A" and times[one.label] < 2:
            one = Style(upper=mark.text.isupper())
        found.append(replace(one, upper=one.upper and not one.numbered))
    return found


def _follows(marks: Sequence[Mark], index: int) -> bool:
    return index > 0 and marks[index].before == marks[index - 1].before


class _Writer:
    def __init__(self, rows: Sequence[Row], opens: frozenset[int], count: int) -> None:
        self.old = rows
        self.old_opens = opens
        self.count = count
        self.rows: list[Row] = []
        self.opens: set[int] = set()
        self.shifts: list[int] = []
        self.now: list[str | None] = [""] * count  # what the next row gets
        self.heads: dict[int, Mark] = {}  # the headings that no row stands beside yet

    def run(self, marks: Sequence[Mark], rank: Sequence[int], headings: tuple[str, ...]) -> Groups:
        at = 0
        for mark, level in zip(marks, rank, strict=True):
            self._take(at, mark.before)
            at = mark.before
            if any(other >= level for other in self.heads):
                self._alone(at)
            self.now[level] = clean(mark.text)
            self.now[level + 1 :] = [""] * (self.count - level - 1)
            if mark.text:
                self.heads[level] = mark
        self._take(at, len(self.old))
        if self.heads:
            self._alone(len(self.old))
        return Groups(headings, self.rows, frozenset(self.opens), tuple(self.shifts))

    def _alone(self, before: int) -> None:
        """A group without rows still says its heading."""
        row = self.heads[max(self.heads)].row
        self.rows.append(replace(row, cells=tuple(self.now), wide=False, unsure=self._unsure()))
        self.shifts.append(before)
        self._written()

    def _unsure(self) -> tuple[int, ...]:
        doubtful = (c for c, mark in self.heads.items() if mark.unsure or mark.row.unsure)
        return tuple(sorted(doubtful))

    def _written(self) -> None:
        self.now = [None] * self.count
        self.heads = {}

    def _take(self, start: int, end: int) -> None:
        """Rows as they were, with the headings beside the first of them."""
        count = self.count
        nothing = (None,) * count
        for index in range(start, end):
            row = self.old[index]
            if index in self.old_opens:
                self.opens.add(len(self.rows))
            head: tuple[str | None, ...] = tuple(self.now) if index == start else nothing
            unsure = tuple(c + count for c in row.unsure) if row.unsure else ()
            if index == start:
                unsure = (*self._unsure(), *unsure)
            cells = (*head, *row.cells)
            self.rows.append(Row(row.at, cells, False, unsure, row.page, row.box))
        if start < end:
            self._written()
