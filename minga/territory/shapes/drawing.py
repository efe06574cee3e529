"""The map: shapes become a drawing, projected, rounded to what a screen can show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import cos, radians
from typing import Any

WIDE = 1000
TALL = 1200  # no drawing is taller
MARGIN = 8
DOT = 7
FEW = 200  # shapes that can be shown finely
FINE, COARSE = 0.7, 2.0


@dataclass(frozen=True, slots=True)
class Drawn:
    """One area of the map: the `d` of its path."""

    key: int
    path: str


@dataclass(frozen=True, slots=True)
class Picture:
    width: int
    height: int
    drawn: list[Drawn]


def draw(shapes: Iterable[tuple[int, Any]]) -> Picture | None:
    """Shapes by the key of their area, in the order to draw them; None where there is none.

    Degrees of longitude are narrowed by the cosine of the middle latitude, so that a city or a
    country keeps its form.
    """
    held = [(key, shape) for key, shape in shapes if shape]
    points = [point for _key, shape in held for ring in _rings(shape) for point in ring]
    if not points:
        return None
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    narrow = max(cos(radians((south + north) / 2)), 0.05)
    across, up = (east - west) * narrow, north - south
    room = WIDE - 2 * MARGIN
    scale = min(room / across if across else 1e9, (TALL - 2 * MARGIN) / up if up else 1e9)
    if scale == 1e9:  # a single point
        scale = 1.0

    def place(point: Any) -> tuple[float, float]:
        x = MARGIN + (point[0] - west) * narrow * scale
        y = MARGIN + (north - point[1]) * scale
        return round(x, 1), round(y, 1)

    step = FINE if len(held) <= FEW else COARSE
    drawn = [Drawn(key, _path(shape, place, step)) for key, shape in held]
    width, height = round(across * scale) + 2 * MARGIN, round(up * scale) + 2 * MARGIN
    return Picture(max(width, 4 * DOT), max(height, 4 * DOT), drawn)


def _rings(shape: Any) -> Iterator[Any]:
    if shape["type"] == "Point":
        yield [shape["coordinates"]]
    elif shape["type"] == "Polygon":
        yield from shape["coordinates"]
    else:
        for polygon in shape["coordinates"]:
            yield from polygon


def _path(shape: Any, place: Any, step: float) -> str:
    if shape["type"] == "Point":
        x, y = place(shape["coordinates"])
        return f"M{x - DOT} {y}a{DOT} {DOT} 0 1 0 {2 * DOT} 0a{DOT} {DOT} 0 1 0 {-2 * DOT} 0z"
    return "".join(_ring(ring, place, step) for ring in _rings(shape))


def _ring(ring: Any, place: Any, step: float) -> str:
    """Steps too small to be seen are left out."""
    kept: list[tuple[float, float]] = []
    for point in ring[:-1]:
        at = place(point)
        if not kept or abs(at[0] - kept[-1][0]) + abs(at[1] - kept[-1][1]) >= step:
            kept.append(at)
    if len(kept) < 3:
        x, y = kept[0]
        kept = [(x, y), (x + step, y), (x, y + step)]
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in kept) + "z"
