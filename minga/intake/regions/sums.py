"""Rows whose figures are the sums of those above them."""

from __future__ import annotations

from collections.abc import Sequence

from minga.intake.reading import Row
from minga.intake.regions import cells as look

_NEAR = 1e-6


class Sums:
    """Adds up the columns of figures, but only as far as somebody asks: most ask nothing."""

    def __init__(self, columns: Sequence[int]) -> None:
        self.columns = columns
        self.added = 0  # rows added so far
        self.begins = 0  # first row since the last sum or group heading
        self.all = dict.fromkeys(columns, 0.0)
        self.since = dict.fromkeys(columns, 0.0)  # since the last sum or group heading
        self.totals = dict.fromkeys(columns, 0.0)  # of the sums themselves

    def anew(self, rows: Sequence[Row], total: Row | None = None) -> None:
        """A group ends here, with its sums if it prints them."""
        self.begins = len(rows)
        if self.added == self.begins:
            self.since = dict.fromkeys(self.columns, 0.0)
        if total:
            for column in self.columns:
                self.totals[column] += look.figure(look.text_at(total, column)) or 0.0

    def match(self, row: Row, rows: Sequence[Row]) -> bool:
        """Whether all the figures of a row are sums of two or more above."""
        printed = {
            column: found
            for column in self.columns
            if (found := look.figure(look.text_at(row, column))) is not None
        }
        if not printed or len(rows) < 2:
            return False
        self._add(rows)
        held = [self.all, self.totals]
        if len(rows) - self.begins > 1:
            held.append(self.since)
        return all(
            found != 0 and any(abs(found - sums[column]) <= _NEAR * abs(found) for sums in held)
            for column, found in printed.items()
        )

    def _add(self, rows: Sequence[Row]) -> None:
        if self.added < self.begins:
            self.since = dict.fromkeys(self.columns, 0.0)
        for index in range(self.added, len(rows)):
            for column in self.columns:
                found = look.figure(look.text_at(rows[index], column))
                if found is not None:
                    self.all[column] += found
                    if index >= self.begins:
                        self.since[column] += found
        self.added = len(rows)
