"""The value of an indicator in a year, from its readings. Pure, in decimals.

Within one period, or at the end of the year: the cell of the whole (no area, no category) if it
is there; else the cells by category; else those by area; else those by both. Parts are added up.

Over the year: a cumulative indicator has the last reading of each cell, by the end of its period,
and so has a periodic one of the kind `last`; `sum` adds the periods and `mean` divides that by how
many have a reading. A ratio is always the sum of the numerators by the sum of the denominators,
times its factor: over periods too, so that a percentage is never a mean of percentages.

Where the frequency changed, the periods of the present one count if the year has any.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext

from minga.monitoring.models import Basis

PLACES = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Read:
    """A reading that was told: sent, returned or approved."""

    pk: int
    ends: datetime.date
    frequency: str
    area: int | None
    category: str
    value: Decimal
    numerator: Decimal | None
    denominator: Decimal | None
    approved: bool

    @property
    def cell(self) -> tuple[int | None, str]:
        return self.area, self.category


@dataclass(frozen=True, slots=True)
class Way:
    """What of its sheet says how the readings of an indicator are put together."""

    measure: str  # value | ratio
    accumulation: str  # cumulative | periodic
    yearly: str  # sum | last | mean
    frequency: str
    factor: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Year:
    """The value, what it was made of, and whether any of it waits for approval."""

    value: Decimal
    readings: tuple[int, ...]
    preliminary: bool
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    told: int | None = None  # of a sum: up to which month of the year it goes


def value_of(way: Way, reads: Iterable[Read], basis: str) -> Year | None:
    """The value of the year that these readings are of; None where none counts: never 0."""
    counted = _counted(reads, basis)
    same = [read for read in counted if read.frequency == way.frequency]
    counted = same or counted
    if not counted:
        return None
    adds = way.accumulation == "periodic" and way.yearly != "last"
    used = _of_each_period(counted) if adds else _last_of_each(counted)
    with localcontext(prec=80):
        return _ratio(way, used) if way.measure == "ratio" else _value(way, used, adds=adds)


def _counted(reads: Iterable[Read], basis: str) -> list[Read]:
    """One reading a cell: the approved one, or on the other basis what would replace it."""
    found: dict[tuple[datetime.date, str, int | None, str], Read] = {}
    for read in reads:
        if basis == Basis.APPROVED and not read.approved:
            continue
        key = (read.ends, read.frequency, *read.cell)
        if key not in found or not read.approved:
            found[key] = read
    return sorted(found.values(), key=lambda read: (read.ends, read.area or 0, read.category))


def _level(read: Read) -> tuple[bool, bool]:
    """The whole, then by category, by area, by both."""
    return read.area is not None, bool(read.category)


def _of_each_period(reads: Sequence[Read]) -> list[Read]:
    level: dict[datetime.date, tuple[bool, bool]] = {}
    for read in reads:
        level[read.ends] = min(level.get(read.ends, (True, True)), _level(read))
    return [read for read in reads if _level(read) == level[read.ends]]


def _last_of_each(reads: Sequence[Read]) -> list[Read]:
    last = max(read.ends for read in reads)
    level = min(_level(read) for read in reads if read.ends == last)
    return list({read.cell: read for read in reads if _level(read) == level}.values())


def _value(way: Way, used: Sequence[Read], *, adds: bool) -> Year:
    value = sum((read.value for read in used), Decimal(0))
    told = None
    if adds and way.yearly == "mean":
        value /= len({read.ends for read in used})
    elif adds:
        told = max(read.ends for read in used).month
    return Year(value.quantize(PLACES, ROUND_HALF_UP), *_made_of(used), told=told)


def _ratio(way: Way, used: Sequence[Read]) -> Year | None:
    whole = [read for read in used if read.numerator is not None and read.denominator is not None]
    numerator = sum((read.numerator or Decimal(0) for read in whole), Decimal(0))
    denominator = sum((read.denominator or Decimal(0) for read in whole), Decimal(0))
    if not denominator:
        return None
    value = (numerator / denominator * way.factor).quantize(PLACES, ROUND_HALF_UP)
    return Year(value, *_made_of(whole), numerator, denominator)


def _made_of(used: Sequence[Read]) -> tuple[tuple[int, ...], bool]:
    return tuple(read.pk for read in used), not all(read.approved for read in used)
