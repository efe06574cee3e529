"""The network drawn: on a ring where there is room, on one line where there is not.

Places follow from the measures alone, so that the same network is always drawn the same way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import cos, pi, sin, sqrt

from minga.actors.network.asked import DRAWN_SMALL, Answer
from minga.actors.network.gather import Tie
from minga.actors.network.measures import Standing

SIDE, RADIUS = 960, 250  # of the ring
WIDTH, ROW = 360, 34  # of the line: a phone is as wide as this
LONGEST, LONGEST_SMALL = 30, 32  # letters of a name
SHAPES = ("circle", "square", "triangle", "diamond", "cross", "star")
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Name:
    full: str
    short: str
    url: str


@dataclass(frozen=True, slots=True)
class Node:
    x: float
    y: float
    path: str  # the shape of its group, as large as its ties
    name: Name
    text: str
    says: str  # the numbers, for who points at it
    turn: float = 0  # degrees that its name is turned by
    left: bool = False  # its name ends at the node instead of beginning there
    group: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    path: str
    width: float
    firm: bool


@dataclass(frozen=True, slots=True)
class Label:
    x: float
    y: float
    text: str
    path: str = ""  # the bracket that holds the group together


@dataclass(frozen=True, slots=True)
class Drawing:
    width: int
    height: int
    nodes: Sequence[Node]
    lines: Sequence[Line]
    labels: Sequence[Label]
    groups: Sequence[tuple[str, str]]  # letter and who stands in the middle of it


def letter(group: int) -> str:
    """A, B … Z, then 27, 28 …: nobody reads more letters than that."""
    return LETTERS[group - 1] if 0 < group <= len(LETTERS) else str(group)


def ring(found: Answer, names: Mapping[int, Name]) -> Drawing:
    """Groups side by side on a circle, ties as chords; between two groups stands a gap."""
    drawn = [s for s in found.drawn if s.actor in names]
    groups = [list(some) for _key, some in groupby(drawn, key=lambda s: s.community)]
    slots = len(drawn) + len(groups)
    step = 2 * pi / max(slots, 1)
    at: dict[int, float] = {}
    labels = []
    slot = 0.0
    middle = SIDE / 2
    for some in groups:
        first = slot
        for standing in some:
            at[standing.actor] = slot * step - pi / 2
            slot += 1
        begin, end = first * step - pi / 2, (slot - 1) * step - pi / 2
        half = (begin + end) / 2
        inner = RADIUS - 34
        labels.append(
            Label(
                *_point(middle, half, inner),
                letter(some[0].community),
                _arc(middle, begin - step / 3, end + step / 3, RADIUS - 16),
            )
        )
        slot += 1
    most = max((s.degree for s in drawn), default=1)
    nodes = [_on_ring(s, at[s.actor], middle, most, names[s.actor]) for s in drawn]
    lines = [
        Line(_chord(nodes[a], nodes[b], middle), _width(tie), tie.firm)
        for tie, a, b in _between(found, drawn)
    ]
    return Drawing(SIDE, SIDE, nodes, lines, labels, _named(groups, names))


def line(found: Answer, names: Mapping[int, Name]) -> Drawing:
    """The same for a phone: fewer, one under the other, ties as arcs beside them."""
    most_tied = sorted(found.drawn, key=lambda s: (-s.degree, -s.strength, s.actor))
    few = {s.actor for s in most_tied[:DRAWN_SMALL]}
    drawn = [s for s in found.drawn if s.actor in few and s.actor in names]
    groups = [list(some) for _key, some in groupby(drawn, key=lambda s: s.community)]
    most = max((s.degree for s in drawn), default=1)
    left, top = 104.0, 8.0
    nodes, labels = [], []
    for some in groups:
        top += 14
        labels.append(
            Label(left + 14, top, letter(some[0].community), f"M{left} {top + 6}H{WIDTH}")
        )
        top += ROW * 0.75
        for standing in some:
            nodes.append(
                Node(
                    left,
                    top,
                    _shape(standing, left, top, 4 + 5 * sqrt(standing.degree / most)),
                    names[standing.actor],
                    _cut(names[standing.actor].short, LONGEST_SMALL),
                    str(standing.degree),
                    group=standing.community,
                )
            )
            top += ROW
    lines = []
    for tie, a, b in _between(found, drawn):
        one, other = nodes[a].y, nodes[b].y
        bend = min(left - 6, 10 + abs(other - one) / 3.2)
        path = f"M{left} {one:.1f}C{left - bend:.1f} {one:.1f} {left - bend:.1f} {other:.1f}"
        lines.append(Line(f"{path} {left} {other:.1f}", _width(tie), tie.firm))
    return Drawing(WIDTH, round(top), nodes, lines, labels, _named(groups, names))


def _between(found: Answer, drawn: Sequence[Standing]) -> list[tuple[Tie, int, int]]:
    """The ties among those drawn, weakest first, so that strong ones are on top."""
    place = {standing.actor: at for at, standing in enumerate(drawn)}
    ties = []
    for tie in sorted(found.ties, key=lambda t: (t.firm, t.strength, t.one, t.other)):
        one, other = found.drawn[tie.one].actor, found.drawn[tie.other].actor
        if one in place and other in place:
            ties.append((tie, place[one], place[other]))
    return ties


def _named(
    groups: Sequence[Sequence[Standing]], names: Mapping[int, Name]
) -> list[tuple[str, str]]:
    return [(letter(some[0].community), names[some[0].actor].full) for some in groups]


def _on_ring(standing: Standing, angle: float, middle: float, most: int, name: Name) -> Node:
    x, y = _point(middle, angle, RADIUS)
    left = cos(angle) < -1e-9
    turn = angle * 180 / pi + (180 if left else 0)
    return Node(
        x,
        y,
        _shape(standing, x, y, 4 + 7 * sqrt(standing.degree / most)),
        name,
        _cut(name.short, LONGEST),
        str(standing.degree),
        round(turn, 2),
        left,
        standing.community,
    )


def _point(middle: float, angle: float, radius: float) -> tuple[float, float]:
    return round(middle + radius * cos(angle), 1), round(middle + radius * sin(angle), 1)


def _arc(middle: float, begin: float, end: float, radius: float) -> str:
    x1, y1 = _point(middle, begin, radius)
    x2, y2 = _point(middle, end, radius)
    return f"M{x1} {y1}A{radius} {radius} 0 {int(end - begin > pi)} 1 {x2} {y2}"


def _chord(one: Node, other: Node, middle: float) -> str:
    """Bent towards the middle, so that lines beside each other can be told apart."""
    x = middle + ((one.x + other.x) / 2 - middle) * 0.35
    y = middle + ((one.y + other.y) / 2 - middle) * 0.35
    return f"M{one.x} {one.y}Q{x:.1f} {y:.1f} {other.x} {other.y}"


def _width(tie: Tie) -> float:
    return round(min(1 + 0.7 * (tie.shared - 1), 5), 1)


def _shape(standing: Standing, x: float, y: float, r: float) -> str:
    """Each group has a shape of its own; the seventh begins anew, with another letter."""
    shape = SHAPES[(standing.community - 1) % len(SHAPES)]
    if shape == "circle":
        half = f"a{r:.1f} {r:.1f} 0 1 0"
        return f"M{x - r:.1f} {y:.1f}{half} {2 * r:.1f} 0{half} {-2 * r:.1f} 0z"
    if shape == "square":
        s = r * 0.9
        return f"M{x - s:.1f} {y - s:.1f}h{2 * s:.1f}v{2 * s:.1f}h{-2 * s:.1f}z"
    if shape == "triangle":
        return _polygon(x, y, r * 1.2, 3, -pi / 2)
    if shape == "diamond":
        return _polygon(x, y, r * 1.2, 4, -pi / 2)
    if shape == "cross":
        a, b = r, r * 0.4
        steps = (
            f"h{a - b:.1f}v{b - a:.1f}h{2 * b:.1f}v{a - b:.1f}h{a - b:.1f}v{2 * b:.1f}h{b - a:.1f}"
        )
        return f"M{x - a:.1f} {y - b:.1f}{steps}v{a - b:.1f}h{-2 * b:.1f}v{b - a:.1f}h{b - a:.1f}z"
    return _polygon(x, y, r * 1.2, 6, -pi / 2)


def _polygon(x: float, y: float, r: float, corners: int, begin: float) -> str:
    angles = [begin + 2 * pi * k / corners for k in range(corners)]
    points = [f"{x + r * cos(angle):.1f} {y + r * sin(angle):.1f}" for angle in angles]
    return f"M{'L'.join(points)}z"


def _cut(text: str, letters: int) -> str:
    if len(text) <= letters:
        return text
    return text[:letters].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"
