"""How wide the columns of the annex are. Everything is in mm."""

from __future__ import annotations

from collections.abc import Iterable

from minga.opendata.annex.words import EM, width
from minga.opendata.datasets import Row, Table

SMALL = 8 / 9  # those of the headings, to the others
INSET = 2.6  # both sides of a cell together
LINE = 3.9  # from one line to the next, with some to spare
CODE = 30  # a longer code is parted


def widths(table: Table, room: float, rows: Iterable[Row] = ()) -> list[float]:
    """As the columns ask, but a heading or a code never narrower than its longest word."""
    starts = {sum(table.groups[:depth]) for depth in range(len(table.groups))}
    codes: dict[int, set[str]] = {place: set() for place in starts}
    for row in rows:
        for place, found in codes.items():
            found.update(str(row[place] or "").split())
    least = []
    for place, column in enumerate(table.columns):
        ems = [width(word) * SMALL for word in str(column.label).split()]
        ems += map(width, codes.get(place, ()))
        least.append(min(max(ems, default=0) * EM + INSET, CODE))
    share = room / sum(column.width for column in table.columns)
    asked = [max(c.width * share, low) for c, low in zip(table.columns, least, strict=True)]
    over = sum(asked) - room
    spare = sum(asked) - sum(least)
    return [
        round(wanted - over * (wanted - low) / spare if spare else wanted, 2)
        for wanted, low in zip(asked, least, strict=True)
    ]
