"""Whether the edge of a polygon crosses itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

Position = Sequence[float]
Edge = tuple[float, float, float, float]
CELLS = 32  # an edge that spans more of them than this makes the grid coarser


def crosses(ring: Sequence[Position]) -> bool:
    """Whether two edges properly cross; edges that only touch do not.

    Edges are put in the cells of a grid as fine as they are short, so that each meets few others.
    """
    edges = [(a[0], a[1], b[0], b[1]) for a, b in pairwise(ring) if a[0] != b[0] or a[1] != b[1]]
    spans = sorted(max(abs(e[2] - e[0]), abs(e[3] - e[1])) for e in edges)
    if not spans:
        return False
    size = max(spans[len(spans) // 2] * 2, spans[-1] / CELLS)
    grid: dict[tuple[int, int], list[Edge]] = {}
    for edge in edges:
        for cell in _cells(edge, size):
            met = grid.setdefault(cell, [])
            if any(_cross(edge, other) for other in met):
                return True
            met.append(edge)
    return False


def _cells(edge: Edge, size: float) -> Iterator[tuple[int, int]]:
    x1, y1, x2, y2 = edge
    left, right = sorted((int(x1 // size), int(x2 // size)))
    low, high = sorted((int(y1 // size), int(y2 // size)))
    for x in range(left, right + 1):
        for y in range(low, high + 1):
            yield x, y


def _cross(one: Edge, other: Edge) -> bool:
    ax, ay, bx, by = one
    cx, cy, dx, dy = other
    if max(ax, bx) < min(cx, dx) or max(cx, dx) < min(ax, bx):
        return False
    if max(ay, by) < min(cy, dy) or max(cy, dy) < min(ay, by):
        return False
    first = _side(ax, ay, bx, by, cx, cy) * _side(ax, ay, bx, by, dx, dy)
    return first < 0 and _side(cx, cy, dx, dy, ax, ay) * _side(cx, cy, dx, dy, bx, by) < 0


def _side(ax: float, ay: float, bx: float, by: float, px: float, py: float) -> int:
    turn = (bx - ax) * (py - ay) - (by - ay) * (px - ax)
    return (turn > 1e-18) - (turn < -1e-18)
