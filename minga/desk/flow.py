"""A flow from left to right, drawn by hand: where each end stands and the band between two ends.

Pure arithmetic. A height is always the number times one unit, on both sides and all along a band,
so what looks twice as thick is twice as many.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

PLAIN, STRONG, ABSENT = "", "hi", "gap"  # how an end and its bands are drawn

WIDTH = 1120.0
TOP = 28.0
LEFT, RIGHT = 310.0, 850.0  # inner edges of the two columns
BODY = 440.0  # height of all the flow together
SPACE = 8.0  # between two ends
LINE = 19.0  # between the middles of two labels


@dataclass(frozen=True, slots=True)
class End:
    """Something the flow starts from or arrives at."""

    key: str
    label: str
    kind: str = PLAIN


@dataclass(frozen=True, slots=True)
class Node:
    """An end in its place."""

    end: End
    value: int
    y: float
    height: float

    @property
    def middle(self) -> float:
        return round(self.y + self.height / 2, 1)


@dataclass(frozen=True, slots=True)
class Band:
    """What goes from one end to another; its four corners and its outline."""

    start: End
    stop: End
    value: int
    y0: float
    y1: float
    height: float

    @property
    def kind(self) -> str:
        return self.stop.kind

    @property
    def outline(self) -> str:
        bend = (LEFT + RIGHT) / 2
        y0, y1, y2, y3 = (
            f"{y:.1f}" for y in (self.y0, self.y1, self.y1 + self.height, self.y0 + self.height)
        )
        return (
            f"M{LEFT:g},{y0}C{bend:g},{y0} {bend:g},{y1} {RIGHT:g},{y1}"
            f"V{y2}C{bend:g},{y2} {bend:g},{y3} {LEFT:g},{y3}Z"
        )


@dataclass(frozen=True, slots=True)
class Flow:
    left: tuple[Node, ...]
    right: tuple[Node, ...]
    bands: tuple[Band, ...]  # the strong ones last, so that they lie on top
    height: float


def layout(
    left: Sequence[End], right: Sequence[End], links: Mapping[tuple[str, str], int]
) -> Flow | None:
    """Where everything stands, in the order given; None when nothing flows."""
    links = {pair: n for pair, n in links.items() if n > 0}
    total = sum(links.values())
    if not total:
        return None
    unit = BODY / total
    starts = _values(left, links, 0)
    stops = _values(right, links, 1)
    tallest = max(_tight(starts, unit), _tight(stops, unit))
    nodes = _stand(starts, unit, tallest), _stand(stops, unit, tallest)
    return Flow(*nodes, _bands(*nodes, links, unit), round(TOP + tallest + LINE / 2, 1))


def _values(
    ends: Sequence[End], links: Mapping[tuple[str, str], int], side: int
) -> list[tuple[End, int]]:
    values = {end.key: 0 for end in ends}
    for pair, n in links.items():
        values[pair[side]] += n
    return [(end, values[end.key]) for end in ends if values[end.key]]


def _gaps(ends: Sequence[tuple[End, int]], unit: float) -> list[float]:
    """Room below each end but the last: enough that two labels never touch."""
    heights = [value * unit for _end, value in ends]
    return [max(SPACE, LINE - (upper + lower) / 2) for upper, lower in pairwise(heights)]


def _tight(ends: Sequence[tuple[End, int]], unit: float) -> float:
    return sum(value for _end, value in ends) * unit + sum(_gaps(ends, unit))


def _stand(ends: Sequence[tuple[End, int]], unit: float, tallest: float) -> tuple[Node, ...]:
    """One under another; what is left of the height goes evenly between them."""
    gaps = _gaps(ends, unit)
    spare = (tallest - _tight(ends, unit)) / len(gaps) if gaps else 0.0
    nodes, y = [], TOP
    for (end, value), gap in zip(ends, [*gaps, 0.0], strict=True):
        nodes.append(Node(end, value, y, value * unit))
        y += value * unit + gap + spare
    return tuple(nodes)


def _bands(
    left: Iterable[Node],
    right: Iterable[Node],
    links: Mapping[tuple[str, str], int],
    unit: float,
) -> tuple[Band, ...]:
    """Each end is cut into its bands without rest: they begin and arrive in the other's order."""
    arrived = {node.end.key: node.y for node in right}
    bands = []
    for start in left:
        y = start.y
        for stop in right:
            n = links.get((start.end.key, stop.end.key), 0)
            if not n:
                continue
            y1 = arrived[stop.end.key]
            bands.append(Band(start.end, stop.end, n, y, y1, n * unit))
            y += n * unit
            arrived[stop.end.key] = y1 + n * unit
    return tuple(sorted(bands, key=lambda band: (band.kind == STRONG, band.kind == ABSENT)))
