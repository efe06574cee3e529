"""Small bars of money by year, one drawing for each group, all to one scale."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from minga.monitoring.means import ZERO
from minga.monitoring.means.tables import Group, Sums

TALL, WIDE, GAP, FOOT = 80, 34, 12, 18


@dataclass(frozen=True, slots=True)
class Bar:
    year: int
    x: int
    middle: int
    top: str  # of what is codified; in the units of the drawing, with a point
    height: str
    done_top: str  # of what is accrued; "" where nobody says
    done_height: str
    there: bool  # whether there is any line


@dataclass(frozen=True, slots=True)
class Chart:
    label: str
    sums: Sums
    bars: list[Bar]
    width: int
    height: int = TALL + FOOT


def charts(groups: Iterable[Group], years: Sequence[int]) -> list[Chart]:
    listed = list(groups)
    drawn = (sums for g in listed for year, sums in g.years.items() if year in years)
    most = max((sums.amounts["codified"] or ZERO for sums in drawn), default=ZERO)
    return [
        Chart(
            group.label,
            group.sums,
            [_bar(group.years.get(year), year, at, float(most)) for at, year in enumerate(years)],
            max(1, len(years)) * (WIDE + GAP),
        )
        for group in listed
    ]


def _bar(sums: Sums | None, year: int, at: int, most: float) -> Bar:
    x = at * (WIDE + GAP)
    if sums is None or not sums.lines:
        return Bar(year, x, x + WIDE // 2, "", "", "", "", there=False)
    codified = _tall(float(sums.amounts["codified"] or 0), most)
    accrued = sums.amounts["accrued"]
    done = None if accrued is None else _tall(float(accrued), most)
    return Bar(
        year,
        x,
        x + WIDE // 2,
        f"{TALL - codified:.1f}",
        f"{codified:.1f}",
        "" if done is None else f"{TALL - done:.1f}",
        "" if done is None else f"{done:.1f}",
        there=True,
    )


def _tall(amount: float, most: float) -> float:
    return min(TALL, TALL * amount / most) if most else 0
