"""White columns: what lies open between words down a page, and whether it parts columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from minga.intake.read.pdf.lines import Line

_FINE = 2  # bins a point
SPACE = 0.9  # sizes of letters: a gap wider than this parts two pieces of a line
_PARTED = 0.75  # the same where it is only a first sign
_GUTTER = 0.45  # sizes of letters: the narrowest gutter, where many lines keep to it
_GUTTER_POINTS = 3.0
KEPT = 3  # lines that have to keep to a gutter before a line across it is an exception
MANY = 6  # lines on both sides of a narrow gutter
_RARELY = 5  # lines that keep to a gutter for one that goes across
_EXACT = 0.9  # share of the lines of a column
_ALIGNED = 0.6  # share of them that begin, or end, at the same place
_OPEN = 0.7  # of the lines on both sides of a gutter have to leave it well open
_SOME = 10  # lines before one across a gutter may be forgiven
_FORGIVEN = 0.03  # share of the lines that may go across a gutter

Gutter = tuple[float, float]


class Cover:
    """How many lines cover each half point across the page."""

    def __init__(self, lines: Iterable[Line] = ()) -> None:
        self.steps: Counter[int] = Counter()
        self.lines = 0
        for line in lines:
            self.add(line)

    def add(self, line: Line) -> None:
        self.lines += 1
        for word in line.words:
            self.steps[int(word.left * _FINE)] += 1
            self.steps[int(word.right * _FINE) + 1] -= 1

    def gutters(self, size: float) -> list[Gutter]:
        """The white columns inside what is covered, and those that a few lines go across."""
        return self.more(self.white(size), size)

    def more(self, strict: list[Gutter], size: float) -> list[Gutter]:
        if self.lines < _SOME:
            return strict
        forgiving = self.white(size, 1 + int(_FORGIVEN * self.lines))
        found = [g for g in forgiving if not any(a < g[1] and g[0] < b for a, b in strict)]
        return sorted([*strict, *found])

    def white(self, size: float, forgiven: int = 0) -> list[Gutter]:
        least = max(_GUTTER_POINTS, _GUTTER * size) * _FINE
        found: list[Gutter] = []
        depth, begun, started = 0, 0, False
        for at in sorted(self.steps):
            before = depth
            depth += self.steps[at]
            if before > forgiven >= depth:
                begun, started = at, True
            elif before <= forgiven < depth and started and at - begun >= least:
                found.append((begun / _FINE, at / _FINE))
        return found


def usual_size(lines: Iterable[Line]) -> float:
    sizes = Counter(round(line.size, 1) for line in lines)
    return sizes.most_common(1)[0][0] if sizes else 10.0


def is_parted(line: Line) -> bool:
    return any(b.left - a.right >= _PARTED * line.size for a, b in pairwise(line.words))


def crosses(line: Line, gutter: Gutter) -> bool:
    """Whether text of the line goes over the gutter without leaving it open."""
    left, right = gutter
    if line.left >= right or line.right <= left:
        return False
    least = min(right - left, max(_GUTTER_POINTS, _GUTTER * line.size)) - 0.6
    reached = left
    for word in line.words:
        if word.right <= left:
            continue
        if word.left >= right:
            break
        if word.left - reached >= least:
            return False
        reached = max(reached, word.right)
    return right - reached < least


def is_column(
    gutter: Gutter,
    lines: Sequence[Line],
    size: float,
    between: Gutter = (0.0, 1e9),
    *,
    forgiven: bool = False,
) -> bool:
    """Whether a white column parts columns rather than words that happen to stand so. `between`
    is where the columns at its sides end; `forgiven` says that some line goes across."""
    found = evidence(gutter, lines, between)
    aligned = found.aligned >= _ALIGNED
    if forgiven:
        across = sum(crosses(line, gutter) for line in lines)
        enough = max(MANY, _RARELY * across)
        return aligned and found.parted >= KEPT and found.both >= enough
    if found.begins >= MANY and found.begun >= _EXACT:
        return True  # every line of the column at the right begins at one place
    if gutter[1] - gutter[0] >= SPACE * size:
        return found.parted >= 2 or (aligned and found.least >= 2)
    return aligned and found.least > KEPT and (found.both >= MANY or found.parted >= 2)


@dataclass(slots=True)
class _Evidence:
    """What the lines say of a gutter between two columns."""

    both: int  # lines with words right beside it on both sides
    parted: int  # those of them that leave it well open
    least: int  # lines of the side that has fewer
    begins: int  # lines of the column at the right,
    begun: float  # and the share of them that begin at the same place
    aligned: float  # the share of lines that begin or end at the same place, on either side
    alike: int  # and how many those are


def evidence(gutter: Gutter, lines: Sequence[Line], between: Gutter) -> _Evidence:
    before: Counter[int] = Counter()  # where the column at the left ends
    begins: Counter[int] = Counter()  # where the one at the right begins, and ends
    ends: Counter[int] = Counter()
    parted = both = 0
    for line in lines:
        left = right = last = None
        for word in line.words:
            if between[0] < word.right <= gutter[0] + 1:
                left = word.right
            elif gutter[1] - 1 <= word.left and word.right <= between[1] + 1:
                right = word.left if right is None else right
                last = word.right
        if right is not None and last is not None:
            begins[round(right)] += 1
            ends[round(last)] += 1
        if left is not None:
            before[round(left)] += 1
        if left is not None and right is not None:
            both += 1
            parted += right - left >= SPACE * line.size
    told = [before, begins]
    if parted >= max(KEPT, _OPEN * both):  # justified text ends at one place as well
        told.append(ends)
    alike = [(_mode(places), places.total()) for places in told]
    return _Evidence(
        both,
        parted,
        min(before.total(), begins.total()),
        begins.total(),
        alike[1][0] / max(begins.total(), 1),
        max(count / total if total else 0.0 for count, total in alike),
        max(count for count, _ in alike),
    )


def _mode(places: Counter[int]) -> int:
    """How many are at the most common place, or right beside it."""
    if not places:
        return 0
    at = places.most_common(1)[0][0]
    return sum(places[at + step] for step in (-1, 0, 1))
