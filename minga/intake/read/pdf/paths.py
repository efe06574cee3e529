"""The straight lines and the coloured boxes of a page, also those inside nested forms."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from minga.intake.read.pdf import native
from minga.intake.read.pdf.page import Fill, Page, Rule, Turned

THIN = 3.2  # a box no thicker than this many points is a line
_SHORTEST = 1.0
_MAX_OBJECTS = 60_000
_MAX_SEGMENTS = 200
_MAX_DEPTH = 12
_PATH, _IMAGE, _SHADING, _FORM = 2, 3, 4, 5
_LINE, _BEZIER, _MOVE = 0, 1, 2
_WHITE = 250

Matrix = tuple[float, float, float, float, float, float]
_SAME: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(slots=True)
class Drawn:
    lines: list[tuple[float, float, float, float, bool]] = field(default_factory=list)
    boxes: list[tuple[float, float, float, float, bool]] = field(default_factory=list)
    pictures: float = 0.0
    cut: bool = False  # there was more than we look at


def draw(page_handle: int, page: Page, turned: Turned) -> bool:
    """Put the rules and fills on the page; false where it holds too many to look at them all."""
    drawn = _Reader(page_handle).read()
    edge = 2.0
    for x0, y0, x1, y1, white in drawn.lines:
        left, top, right, bottom = turned.box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
        left, right = max(left, -edge), min(right, page.width + edge)
        top, bottom = max(top, -edge), min(bottom, page.height + edge)
        if right - left >= bottom - top:
            if right - left >= _SHORTEST:
                page.across.append(Rule((top + bottom) / 2, left, right, white=white))
        elif bottom - top >= _SHORTEST:
            page.down.append(Rule((left + right) / 2, top, bottom, white=white))
    for x0, y0, x1, y1, white in drawn.boxes:
        left, top, right, bottom = turned.box(x0, y0, x1, y1)
        left, right = max(left, 0.0), min(right, page.width)
        top, bottom = max(top, 0.0), min(bottom, page.height)
        if right - left > THIN and bottom - top > THIN:
            page.fills.append(Fill(left, top, right, bottom, white))
    page.pictures = min(drawn.pictures / max(page.width * page.height, 1.0), 1.0)
    return not drawn.cut


class _Reader:
    def __init__(self, page: int) -> None:
        self.page = page
        self.drawn = Drawn()
        self.left = _MAX_OBJECTS
        self.floats = (ctypes.c_float * 6)()
        at = ctypes.addressof(self.floats)
        self.places = [at + 4 * index for index in range(6)]
        self.ints = (ctypes.c_uint * 4)()
        at = ctypes.addressof(self.ints)
        self.numbers = [at + 4 * index for index in range(4)]

    def read(self) -> Drawn:
        for key, kind, matrix in self._objects():
            if kind == _PATH:
                self._path(key, matrix)
            elif kind in (_IMAGE, _SHADING):
                self._picture(key, matrix, kind)
        return self.drawn

    def _objects(self) -> Iterator[tuple[int, int, Matrix]]:
        count = native.call("FPDFPage_CountObjects")(self.page)
        yield from self._walk(native.call("FPDFPage_GetObject"), self.page, count, _SAME, 0)

    def _walk(
        self, get: Any, holder: int, count: int, matrix: Matrix, depth: int
    ) -> Iterator[tuple[int, int, Matrix]]:
        kind_of = native.call("FPDFPageObj_GetType")
        for index in range(count):
            self.left -= 1
            if self.left < 0:
                self.drawn.cut = True
                return
            key = get(holder, index)
            if not key:
                continue
            kind = kind_of(key)
            if kind == _FORM:
                if depth < _MAX_DEPTH:
                    inner = native.call("FPDFFormObj_CountObjects")(key)
                    nested = _times(self._matrix(key), matrix)
                    get_inner = native.call("FPDFFormObj_GetObject")
                    yield from self._walk(get_inner, key, inner, nested, depth + 1)
            elif kind in (_PATH, _IMAGE, _SHADING):
                yield key, kind, matrix

    def _matrix(self, key: int) -> Matrix:
        if not native.call("FPDFPageObj_GetMatrix")(key, self.places[0]):
            return _SAME
        a, b, c, d, e, f = self.floats
        return a, b, c, d, e, f

    def _bounds(self, key: int, matrix: Matrix) -> tuple[float, float, float, float] | None:
        p = self.places
        if not native.call("FPDFPageObj_GetBounds")(key, p[0], p[1], p[2], p[3]):
            return None
        left, bottom, right, top = self.floats[:4]
        if matrix is _SAME:
            return left, bottom, right, top
        corners = [_moved(x, y, matrix) for x in (left, right) for y in (bottom, top)]
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        return min(xs), min(ys), max(xs), max(ys)

    def _picture(self, key: int, matrix: Matrix, kind: int) -> None:
        box = self._bounds(key, matrix)
        if box is None:
            return
        wide, high = box[2] - box[0], box[3] - box[1]
        if min(wide, high) <= THIN < max(wide, high):
            self.drawn.lines.append((*_spine(box), False))
        elif kind == _IMAGE:
            self.drawn.pictures += max(wide, 0.0) * max(high, 0.0)

    def _colour(self, key: int, name: str) -> tuple[bool, bool]:
        """Whether it is white, and whether it is seen at all."""
        n = self.numbers
        if not native.call(name)(key, n[0], n[1], n[2], n[3]):
            return False, True
        red, green, blue, alpha = self.ints
        return min(red, green, blue) >= _WHITE, alpha > 3

    def _path(self, key: int, matrix: Matrix) -> None:
        n = self.numbers
        if not native.call("FPDFPath_GetDrawMode")(key, n[0], n[1]):
            return
        filled, stroked = bool(self.ints[0]), bool(self.ints[1])
        if not filled and not stroked:
            return
        box = self._bounds(key, matrix)
        if box is None:
            return
        white = False
        if stroked:
            white, seen = self._colour(key, "FPDFPageObj_GetStrokeColor")
            stroked = seen
        if filled:
            fill_white, seen = self._colour(key, "FPDFPageObj_GetFillColor")
            filled = seen
            white = fill_white if not stroked else white
        if not filled and not stroked:
            return
        wide, high = box[2] - box[0], box[3] - box[1]
        if min(wide, high) <= THIN:
            self.drawn.lines.append((*_spine(box), white))
            return
        self._figure(key, matrix, box, stroked, filled, white)

    def _figure(
        self, key: int, matrix: Matrix, box: tuple[float, float, float, float],
        stroked: bool, filled: bool, white: bool,
    ) -> None:  # fmt: skip
        straight, parts = self._segments(key, matrix)
        if parts is None:
            return
        if stroked:
            thick = self._thickness(key)
            if thick > 2 * THIN and not filled:
                self.drawn.boxes.append((*box, white))
            else:
                self.drawn.lines += [(*part, white) for part in straight]
            if not filled:
                return
        boxes = [_box_of(points) for points in parts]
        for found in boxes:
            if found is None:
                continue
            if min(found[2] - found[0], found[3] - found[1]) <= THIN:
                self.drawn.lines.append((*_spine(found), white))
            else:
                self.drawn.boxes.append((*found, white))

    def _thickness(self, key: int) -> float:
        if native.call("FPDFPageObj_GetStrokeWidth")(key, self.places[0]):
            return float(self.floats[0])
        return 1.0

    def _segments(
        self, key: int, matrix: Matrix
    ) -> tuple[
        list[tuple[float, float, float, float]], list[list[tuple[float, float, bool]]] | None
    ]:
        """The straight parts along an axis, and the points of each closed figure with whether a
        curve leads there; None where it is a drawing rather than boxes and lines."""
        count = native.call("FPDFPath_CountSegments")(key)
        if count > _MAX_SEGMENTS:
            return [], None
        self.left -= count // 4
        whole = _times(self._matrix(key), matrix)
        segment_of = native.call("FPDFPath_GetPathSegment")
        type_of = native.call("FPDFPathSegment_GetType")
        point_of = native.call("FPDFPathSegment_GetPoint")
        closes = native.call("FPDFPathSegment_GetClose")
        lines: list[tuple[float, float, float, float]] = []
        parts: list[list[tuple[float, float, bool]]] = []
        for index in range(count):
            segment = segment_of(key, index)
            kind = type_of(segment)
            if not point_of(segment, self.places[0], self.places[1]):
                continue
            x, y = _moved(self.floats[0], self.floats[1], whole)
            if kind == _MOVE or not parts:
                parts.append([(x, y, False)])
                continue
            before = parts[-1][-1]
            if kind == _LINE:
                _keep(lines, before, (x, y))
            parts[-1].append((x, y, kind == _BEZIER))
            if closes(segment):
                _keep(lines, (x, y), parts[-1][0])
        return lines, parts


def _keep(
    lines: list[tuple[float, float, float, float]],
    start: tuple[float, ...],
    end: tuple[float, ...],
) -> None:
    wide, high = abs(end[0] - start[0]), abs(end[1] - start[1])
    if min(wide, high) <= 0.5 and max(wide, high) > _SHORTEST:
        lines.append((start[0], start[1], end[0], end[1]))


def _box_of(points: list[tuple[float, float, bool]]) -> tuple[float, float, float, float] | None:
    """The box that a figure fills, corners rounded or not; None for any other figure."""
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    box = min(xs), min(ys), max(xs), max(ys)
    if len(points) < 4:
        return None
    near = 0.5
    curved = any(p[2] for p in points)
    for x, y, _curve in points:
        at_side = min(abs(x - box[0]), abs(x - box[2])) <= near
        at_end = min(abs(y - box[1]), abs(y - box[3])) <= near
        if not ((at_side and at_end) or (curved and (at_side or at_end))):
            return None
    return box


def _spine(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    left, bottom, right, top = box
    if right - left >= top - bottom:
        middle = (bottom + top) / 2
        return left, middle, right, middle
    middle = (left + right) / 2
    return middle, bottom, middle, top


def _moved(x: float, y: float, m: Matrix) -> tuple[float, float]:
    return x * m[0] + y * m[2] + m[4], x * m[1] + y * m[3] + m[5]


def _times(m: Matrix, n: Matrix) -> Matrix:
    if n is _SAME:
        return m
    return (
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    )
