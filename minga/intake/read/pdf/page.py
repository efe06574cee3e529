"""What stands on a page: words, rules and coloured boxes, in points, upright, from the top left."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

Box = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(slots=True, eq=False)
class Word:
    """Letters without white space. `base` is the line they stand on; `turn` counts quarter turns
    against the upright page (-1 where the letters run askew). `mark` is the marked content they
    belong to, -1 where none. `sure` is false where a letter has no certain meaning."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    base: float
    size: float
    bold: bool = False
    turn: int = 0
    mark: int = -1
    sure: bool = True
    run: int = 0  # the text object it was drawn by
    spaced: bool = False  # white space was drawn after it

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


@dataclass(slots=True)
class Rule:
    """A straight line along one axis: at `place` from `start` to `end`.

    `faint` rules are the edges of coloured boxes."""

    place: float
    start: float
    end: float
    faint: bool = False
    white: bool = False


@dataclass(slots=True)
class Fill:
    """A box painted in one colour."""

    left: float
    top: float
    right: float
    bottom: float
    white: bool = False


@dataclass(slots=True)
class Page:
    number: int  # from 1
    width: float
    height: float
    words: list[Word] = field(default_factory=list)
    across: list[Rule] = field(default_factory=list)
    down: list[Rule] = field(default_factory=list)
    fills: list[Fill] = field(default_factory=list)
    turn: int = 0  # quarter turns from the page as shown to the page as read
    pictures: float = 0.0  # share of the page that pictures cover
    letters: int = 0
    scanned: bool = False  # its letters are the invisible ones that a text recognition laid down

    def shares(self, box: Box) -> Box:
        """A box as shares of the page as it is shown."""
        left, top, right, bottom = box
        x0, x1 = _share(left, self.width), _share(right, self.width)
        y0, y1 = _share(top, self.height), _share(bottom, self.height)
        if self.turn == 1:  # the reader turned the page clockwise to read it
            return (y0, 1 - x1, y1, 1 - x0)
        if self.turn == 2:
            return (1 - x1, 1 - y1, 1 - x0, 1 - y0)
        if self.turn == 3:
            return (1 - y1, x0, 1 - y0, x1)
        return (x0, y0, x1, y1)


def _share(value: float, whole: float) -> float:
    return round(min(max(value / whole, 0.0), 1.0), 4) if whole else 0.0


def around(words: Iterable[Word]) -> Box:
    """The smallest box around words."""
    words = list(words)
    return (
        min(word.left for word in words),
        min(word.top for word in words),
        max(word.right for word in words),
        max(word.bottom for word in words),
    )


class Turned:
    """User space of a page, turned so that text running in `direction` (quarter turns to the left)
    is upright."""

    def __init__(self, bounds: Box, direction: int) -> None:
        self.left, self.bottom, self.right, self.top = bounds
        self.direction = direction
        wide, high = self.right - self.left, self.top - self.bottom
        self.width, self.height = (high, wide) if direction % 2 else (wide, high)

    def point(self, x: float, y: float) -> tuple[float, float]:
        if self.direction == 0:
            return x - self.left, self.top - y
        if self.direction == 1:
            return y - self.bottom, x - self.left
        if self.direction == 2:
            return self.right - x, y - self.bottom
        return self.top - y, self.right - x

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        x0, y0 = self.point(left, bottom)
        x1, y1 = self.point(right, top)
        return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
