"""How a table is compared with what there is, and written: the same for every table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.db import models

from minga.base.steps import Refused
from minga.intake.sheets import Cells as Given
from minga.intake.sheets import Line
from minga.monitoring.actions.means import seen
from minga.monitoring.book.cells import Cells
from minga.monitoring.book.columns import SHEETS
from minga.monitoring.book.known import AT_ONCE, Known


@dataclass(slots=True)
class Change:
    """A record that a row makes, or changes; `before` and `after` hold its fields that differ."""

    line: Line
    record: Any
    made: bool
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)


class Table:
    """One table of a file. What a row cannot do is said at the row; the others are written."""

    name: ClassVar[str]
    model: ClassVar[type[models.Model]]

    def __init__(self, known: Known) -> None:
        self.known = known
        self.lines: list[Line] = []
        self.changes: list[Change] = []
        self.taken: dict[Any, int] = {}  # what a row already speaks of
        self.indicators: set[int] = set()  # to be scored anew

    def take(self, rows: Iterable[Given]) -> None:
        """Compare the rows, and write what they change."""
        cells = [Cells(self.name, row.at, row.cells, self.known.mark) for row in rows]
        self.prepare(cells)
        for row in cells:
            line = Line(row.at, self.label(row)[:120] or f"#{row.at}")
            self.lines.append(line)
            try:
                row.refuse_errors()
                self.row(line, row)
            except Refused as refusal:
                reject(line, refusal)
        self.settle()
        self.changes = [change for change in self.changes if change.line.kind != "rejected"]
        if self.changes:
            self.write()

    def prepare(self, rows: list[Cells]) -> None:
        """Look up what the rows name, all at once."""

    def label(self, row: Cells) -> str:
        return ""

    def row(self, line: Line, row: Cells) -> None:
        raise NotImplementedError

    def settle(self) -> None:
        """Check what several rows make together."""

    def write(self) -> None:
        raise NotImplementedError

    # --- parts

    def claim(self, key: Any, line: Line, says: str) -> None:
        """Refuse a second row about the same; `says` has a place for the number of the first."""
        if key in self.taken:
            raise Refused(says % self.taken[key])
        self.taken[key] = line.at

    def judge(self, line: Line, record: Any, values: dict[str, Any], *, new: bool) -> Change | None:
        """Set what differs on the record; None where nothing does."""
        before = {name: getattr(record, name) for name in values}
        after = {name: value for name, value in values.items() if new or value != before[name]}
        if not after and not new:
            return None
        for name, value in after.items():
            setattr(record, name, value)
        line.kind = "new" if new else "changed"
        columns = {column.name: str(column.label) for column in SHEETS[self.name].columns}
        line.columns = [columns[name] for name in after if name in columns]
        change = Change(line, record, new, {} if new else {n: before[n] for n in after}, after)
        self.changes.append(change)
        return change

    def store(self) -> None:
        """Insert what is new, and update what changed, by sets."""
        new = [change.record for change in self.changes if change.made]
        self.model._base_manager.bulk_create(new, batch_size=AT_ONCE)
        edited = [change for change in self.changes if not change.made]
        fields = sorted({name for change in edited for name in change.after})
        if fields:
            records = [change.record for change in edited]
            self.model._base_manager.bulk_update(records, fields, batch_size=AT_ONCE)

    def done(self) -> dict[str, list[list[Any]]]:
        """What was written, so that it can be taken back: see undo.py."""
        stored = self.model._base_manager.in_bulk([change.record.pk for change in self.changes])
        made: dict[str, list[list[Any]]] = {"created": [], "edited": []}
        for change in self.changes:
            pk = change.record.pk
            if change.made:
                made["created"].append([pk, seen(stored[pk])])
            else:
                made["edited"].append([pk, plain(change.record, change.before), seen(stored[pk])])
        return made


def plain(record: models.Model, values: dict[str, Any]) -> dict[str, Any]:
    """Values of fields by the names of their columns, as JSON keeps them."""
    kept = {}
    for name, value in values.items():
        column = record._meta.get_field(name)
        if isinstance(value, models.Model):
            value = value.pk
        simple = value is None or isinstance(value, bool | int | str | list)
        kept[getattr(column, "attname", name)] = value if simple else str(value)
    return kept


def reject(line: Line, why: Refused | str) -> None:
    line.kind, line.doubtful, line.columns = "rejected", False, []
    line.why = [why if isinstance(why, str) else " ".join(dict.fromkeys(why.messages))]
