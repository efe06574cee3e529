"""What the other columns say of an initiative: with whom, by how much, at what cost, when, where.

Nothing here guesses: a figure that cannot be read keeps its printed text and has no number.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from minga.intake.folding import clean, fold, starts_lower
from minga.intake.reading import Source
from minga.intake.stitch import Piece
from minga.plans.draft import BudgetDraft, IndicatorDraft, Party, Value
from minga.plans.importer import values
from minga.plans.importer.crosses import taken
from minga.plans.importer.matrix import Entry
from minga.plans.importer.sheet import Measure, Money, Sheet, raw
from minga.plans.importer.writing import Writing

_BULLET = re.compile(r"^[-*·–—•▪●]\s+")
Rows = Sequence[tuple[Sheet, Piece]]


@dataclass(slots=True)
class Gatherer:
    """Reads entries one by one; `known` holds the folded names of those who stand alone."""

    writing: Writing
    known: Collection[str] = field(default_factory=frozenset)
    parted: dict[str, tuple[str, ...]] = field(default_factory=dict)  # a cell → its names
    told: dict[tuple[Any, ...], dict[str, Any]] = field(default_factory=dict)  # by what cells say

    def more(self, entry: Entry) -> dict[str, Any]:
        """The further fields of an InitiativeDraft that it has, and under "sources" where from."""
        rows: Rows = ((entry.sheet, entry.piece), *entry.further)
        has = entry.sheet.has
        if entry.further:
            has = has.union(*(sheet.has for sheet, _piece in entry.further))
        found: dict[str, Any] = {}
        sources: dict[str, Source] = {}
        if "parties" in has:
            found["parties"] = tuple(dict.fromkeys(self._parties(rows)))
        if "indicators" in has:
            found["indicators"] = tuple(self._indicators(rows))
        if "budget" in has:
            found["budget"] = tuple(self._budget(rows))
        if "areas" in has:
            found["areas"] = self._areas(rows)
        if "times" in has:
            found |= self._once(rows, self._times, [s.times for s, _piece in rows])
        if "states" in has:
            found |= self._once(rows, self._state, [s.states for s, _piece in rows])
        if "attributes" in has and (attributes := _attributes(rows)):
            found["attributes"] = attributes
        self._note(rows, sources)
        if "period_printed" in sources:
            sources |= {n: sources["period_printed"] for n in ("starts", "ends") if found[n]}
        if "status" not in sources and found.get("status"):
            sources["status"] = sources["progress"]
        if entry.sheet.unsure or entry.further:
            _doubtful(rows, sources)
        found["sources"] = sources
        return found

    def _once(
        self,
        rows: Rows,
        make: Callable[[Rows], dict[str, Any]],
        columns: Sequence[tuple[int, ...]],
    ) -> dict[str, Any]:
        """The same cells say the same: most initiatives share their dates and states."""
        if len(rows) > 1:
            return make(rows)
        sheet, piece = rows[0]
        cells = piece.cells
        key = (id(sheet), columns[0], tuple([cells[c] for c in columns[0]]))
        found = self.told.get(key)
        if found is None:
            found = self.told[key] = make(rows)
        return found

    @staticmethod
    def _note(rows: Rows, sources: dict[str, Source]) -> None:
        """Where fields were taken from: the first row that says it, with all that is printed."""
        for sheet, piece in rows:
            cells = piece.cells
            for name, columns in sheet.noted:
                filled = [column for column in columns if cells[column]]
                if not filled:
                    continue
                text = "; ".join([cells[c] or "" for c in filled]) if len(filled) > 1 else ""
                source = sheet.source(piece, filled[0], text)
                before = sources.get(name)
                sources[name] = _both(before, source) if before else source

    def _parties(self, rows: Rows) -> Iterator[Party]:
        for sheet, piece in rows:
            for role, column in sheet.parties:
                for name in self._names(piece, column):
                    yield Party(role, name)

    def _areas(self, rows: Rows) -> tuple[str, ...]:
        listed = [self._names(piece, column) for sheet, piece in rows for column in sheet.areas]
        if len(listed) == 1:
            return listed[0]
        return tuple(dict.fromkeys(name for names in listed for name in names))

    def _names(self, piece: Piece, column: int) -> tuple[str, ...]:
        if not piece.cells[column]:
            return ()
        text = raw(piece, column)
        parted = self.parted.get(text)
        if parted is None:
            parted = self.parted[text] = values.names(text, self.known)
        return parted

    # --- figures

    def _value(self, sheet: Sheet, piece: Piece, column: int, *, units: bool) -> Value:
        text = piece.cells[column] or ""
        by = self.writing.numbers_in(sheet, column)
        return Value(text, values.number(text, by, units=units))

    def _indicators(self, rows: Rows) -> Iterator[IndicatorDraft]:
        """One for each name and unit; its targets are those of all its rows."""
        found: dict[tuple[str, str, int], IndicatorDraft] = {}
        periods = _row_periods(rows)
        for (sheet, piece), period in zip(rows, periods, strict=True):
            for place, measure in enumerate(sheet.measures):
                for said in self._measured(sheet, piece, measure, period):
                    key = (fold(said.name), fold(said.unit), 0 if said.name else place)
                    found[key] = _merged(found[key], said) if key in found else said
        yield from found.values()

    def _measured(
        self, sheet: Sheet, piece: Piece, measure: Measure, period: str
    ) -> Iterator[IndicatorDraft]:
        if not any(piece.cells[column] for column in measure.columns()):
            return
        lists = _parallel(piece, measure)
        if lists:
            for cells in zip(*lists.values(), strict=True):
                part = Piece(list(piece.cells), piece.rows)
                for column, cell in zip(lists, cells, strict=True):
                    part.cells[column] = cell
                yield self._one(sheet, part, measure, period)
            return
        yield self._one(sheet, piece, measure, period)

    def _one(self, sheet: Sheet, piece: Piece, measure: Measure, period: str) -> IndicatorDraft:
        def said(column: int | None) -> str:
            return "" if column is None else piece.cells[column] or ""

        baseline = next(((c, p) for c, p in measure.baselines if said(c)), None)
        targets = tuple(
            (own or period, self._value(sheet, piece, column, units=True))
            for column, own in measure.targets
            if said(column)
        )
        return IndicatorDraft(
            said(measure.name),
            said(measure.unit),
            self._value(sheet, piece, baseline[0], units=True) if baseline else None,
            baseline[1] if baseline else "",
            targets,
        )

    def _budget(self, rows: Rows) -> Iterator[BudgetDraft]:
        """A figure that every row of an initiative repeats is one figure."""
        periods = _row_periods(rows)
        found: list[list[BudgetDraft]] = []
        for (sheet, piece), period in zip(rows, periods, strict=True):
            payer = "; ".join(piece.cells[c] or "" for c in sheet.payers if piece.cells[c])
            found.append(
                [
                    self._paid(sheet, piece, money, period, payer)
                    for money in sheet.budgets
                    if piece.cells[money.column]
                ]
            )
        told = [each for each in found if each]
        if len(told) > 1 and all(each == told[0] for each in told):
            told = told[:1]
        for each in told:
            yield from each

    def _paid(
        self, sheet: Sheet, piece: Piece, money: Money, period: str, payer: str
    ) -> BudgetDraft:
        value = self._value(sheet, piece, money.column, units=False)
        factor = values.scale(money.heading)
        if value.number is not None and factor != 1 and values.scale(value.printed) == 1:
            value = Value(value.printed, value.number * factor)
        currency = values.currency(value.printed) or values.currency(money.heading)
        return BudgetDraft(value, money.period or period, money.source or payer, currency)

    # --- time and state

    def _times(self, rows: Rows) -> dict[str, Any]:
        printed: dict[str, None] = {}
        starts: list[date] = []
        ends: list[date] = []
        order = self.writing.dates
        for sheet, piece in rows:
            for _column, heading, first, last in taken(piece.cells, sheet.calendar):
                printed.setdefault(heading)
                starts, ends = [*starts, first], [*ends, last]
            if period := sheet.cell(piece, "period"):
                printed.setdefault(period)
                # our own files say the days in columns of their own
                day, until = (None, None) if sheet.ours else values.span(period, order)
                starts += [day] if day else []
                ends += [until] if until else []
            start, end = sheet.cell(piece, "start"), sheet.cell(piece, "end")
            if start or end:
                if not period and not sheet.ours:
                    printed.setdefault(" – ".join(filter(None, (start, end))))
                day, until = values.day(start, order), values.day(end, order, last=True)
                starts += [day] if day else []
                ends += [until] if until else []
        day, until = min(starts, default=None), max(ends, default=None)
        if day and until and until < day:
            day = until = None
        return {"starts": day, "ends": until, "period_printed": "; ".join(printed)}

    def _state(self, rows: Rows) -> dict[str, Any]:
        states: dict[str, None] = {}
        printed: dict[str, None] = {}
        shares: dict[str, Decimal | None] = {}
        for sheet, piece in rows:
            if text := sheet.cell(piece, "status"):
                states.setdefault(text)
            if text := sheet.cell(piece, "status_printed" if sheet.ours else "status"):
                printed.setdefault(text)
            if text := sheet.cell(piece, "progress"):
                column = sheet.one["progress"]
                by = self.writing.numbers_in(sheet, column)
                shares[text] = values.percent(text, self.writing.share_in(sheet, column), by)
        said = list(states) or [text for text, share in shares.items() if share is None]
        ours = {values.status(text) for text in said}
        return {
            "status": ours.pop() if len(ours) == 1 else "",
            "status_printed": "; ".join(printed),
            "progress": next(iter(shares.values())) if len(shares) == 1 else None,
            "progress_printed": "; ".join(shares),
        }


def _both(one: Source, other: Source) -> Source:
    """All that is printed of a field, each text once, in the place of the first."""
    text = one.text if other.text in one.text.split("; ") else f"{one.text}; {other.text}"
    lines = tuple(dict.fromkeys((*one.lines, *other.lines)))
    return Source(text, lines, one.column, one.table, one.unsure or other.unsure)


def _doubtful(rows: Rows, sources: dict[str, Source]) -> None:
    """Where the fields that have several columns are from, if any of them may not say what was
    printed."""
    for sheet, piece in rows:
        fields = [("parties", column) for column in sheet.those]
        fields += [("indicators", c) for measure in sheet.measures for c in measure.columns()]
        fields += [("budget", money.column) for money in sheet.budgets]
        fields += [("budget", column) for column in sheet.payers]
        for name, column in (*fields, *sheet.attributes):
            if name not in sources and column in piece.unsure:
                sources[name] = sheet.source(piece, column)


def _row_periods(rows: Rows) -> list[str]:
    """The period of each row, where the rows of an initiative tell one year after the other."""
    periods = [sheet.cell(piece, "period") for sheet, piece in rows]
    by_row = rows[0][0].long or len({*periods}) > 1
    return periods if by_row else [""] * len(rows)


def _merged(one: IndicatorDraft, other: IndicatorDraft) -> IndicatorDraft:
    targets = dict.fromkeys((*one.targets, *other.targets))
    return IndicatorDraft(
        one.name,
        one.unit,
        one.baseline or other.baseline,
        one.baseline_period or other.baseline_period,
        tuple(targets),
    )


def _parallel(piece: Piece, measure: Measure) -> dict[int, list[str]]:
    """The lines of each cell, where all cells of an indicator list as many: one an indicator."""
    lists = {
        column: [line for part in raw(piece, column).splitlines() if (line := clean(part))]
        for column in measure.columns()
        if piece.cells[column]
    }
    counts = {len(lines) for lines in lists.values()}
    if len(counts) != 1 or counts == {1}:
        return {}
    if len(lists) == 1:  # names alone: a name that goes on in the next line does so in lower case
        ((column, lines),) = lists.items()
        if column != measure.name or any(starts_lower(line) for line in lines):
            return {}
    return {column: [_BULLET.sub("", line) for line in lines] for column, lines in lists.items()}


def _attributes(rows: Rows) -> dict[str, str]:
    """Each text once, one a line, under the heading that is printed."""
    found: dict[str, dict[str, None]] = {}
    for sheet, piece in rows:
        for heading, column in sheet.attributes:
            if piece.cells[column]:
                text = raw(piece, column)
                if "\n" in text:
                    text = "\n".join(filter(None, map(clean, text.split("\n"))))
                found.setdefault(heading, {}).setdefault(text)
    return {heading: "\n".join(texts) for heading, texts in found.items()}
