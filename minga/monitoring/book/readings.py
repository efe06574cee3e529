"""Readings from a table; each goes the way of those that people type."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.utils.translation import gettext as _

from minga.base.search import fold
from minga.intake.sheets import Line
from minga.monitoring.actions.report import Entry, report_many
from minga.monitoring.book.cells import Cells
from minga.monitoring.book.known import Known
from minga.monitoring.book.table import Change, Table, plain, reject
from minga.monitoring.models import Indicator, Reading

WRITTEN = (
    *("value", "numerator", "denominator", "note"),
    *("status", "reported_by_id", "reported_at"),
)


class Readings(Table):
    """`send` is to send them for approval at once; otherwise they are drafts."""

    name = "readings"
    model = Reading

    def __init__(self, known: Known, *, send: bool = False) -> None:
        super().__init__(known)
        self.send = send
        self.entries: dict[int, tuple[Line, Entry]] = {}

    def prepare(self, rows: list[Cells]) -> None:
        codes = {row.text("indicator") for row in rows}
        keys = [i.pk for code, i in self.known.indicators.items() if code in codes and i.pk]
        live = (*Reading.PENDING, Reading.Status.APPROVED)
        self.there: dict[Any, list[Reading]] = defaultdict(list)
        for reading in Reading.objects.filter(status__in=live, indicator__in=keys):
            cell = (reading.indicator_id, reading.period_id, reading.area_id, reading.category)
            self.there[cell].append(reading)

    def label(self, row: Cells) -> str:
        parts = (row.text(name) for name in ("indicator", "period", "area", "category"))
        return " · ".join(part for part in parts if part)

    def row(self, line: Line, row: Cells) -> None:
        if row.says("status") and row.choice("status", Reading.Status) == Reading.Status.RECTIFIED:
            return  # it was: what took its place has a row of its own
        indicator = self.known.indicator(row.text("indicator"))
        period = self.known.period(row.text("period"), indicator)
        area = self.known.area(row.text("area")) if row.says("area") else None
        value, above, below = (row.number(name) for name in ("value", "numerator", "denominator"))
        if value is None and above is None and below is None:
            return  # a row prepared to be filled in
        category = _category(indicator, row.text("category", 80))
        entry = Entry(
            line.at,
            indicator,
            period,
            area,
            category,
            value,
            above,
            below,
            row.text("note"),
            bool(row.yes("lower")),
        )
        cell = (indicator.pk, period.pk, area.pk if area else None, category)
        if any(self._same(reading, entry, row) for reading in self.there.get(cell, ())):
            return
        self.claim(cell, line, _("Esta lectura está dos veces: también en la fila %d."))
        self.entries[len(self.entries)] = (line, entry)

    def _same(self, reading: Reading, entry: Entry, row: Cells) -> bool:
        """Whether it says this already, where it has not yet to be sent."""
        if self.send and reading.status in (Reading.Status.DRAFT, Reading.Status.RETURNED):
            return False
        if row.says("note") and reading.note != entry.note.strip():
            return False
        if entry.numerator is not None or entry.denominator is not None:
            parts = (entry.numerator, entry.denominator)
            same = parts == (reading.numerator, reading.denominator)
            return same and entry.value in (None, reading.value)
        return reading.numerator is None and entry.value == reading.value

    def settle(self) -> None:
        if not self.entries:
            return
        by = self.known.by
        before = {
            reading.pk: plain(reading, {n: getattr(reading, n) for n in WRITTEN})
            for _line, entry in self.entries.values()
            for reading in self.there.get(entry.cell, ())
        }
        entries = [entry for _line, entry in self.entries.values()]
        outcomes = report_many(entries, by=by, send=self.send)
        for (line, _entry), outcome in zip(self.entries.values(), outcomes, strict=True):
            if outcome.kind == "refused" or outcome.reading is None:
                reject(line, outcome.why)
                continue
            line.kind = outcome.kind
            if line.kind == "same":
                continue
            line.columns = [str(self.model._meta.get_field("value").verbose_name)]
            made = outcome.kind == "new"
            change = Change(line, outcome.reading, made)
            if not made:
                change.before = before[outcome.reading.pk]
            self.changes.append(change)

    def write(self) -> None:
        """They are written already."""


def _category(indicator: Indicator, text: str) -> str:
    """One of its own, however the capitals and accents are typed."""
    return next((c for c in indicator.categories if fold(c) == fold(text)), text)
