"""Words put together into lines, and lines into the text of a cell or paragraph."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from minga.intake.read.pdf.page import Word

_SAME_BASE = 0.36  # of the size of the letters
_RAISED = 0.8  # a letter smaller than this share of its neighbours, off their line, is a note mark
_GLUED = 0.1
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(slots=True, eq=False)
class Line:
    words: list[Word]
    base: float
    size: float

    @property
    def left(self) -> float:
        return self.words[0].left

    @property
    def right(self) -> float:
        return max(word.right for word in self.words)

    @property
    def top(self) -> float:
        return min(word.top for word in self.words)

    @property
    def bottom(self) -> float:
        return max(word.bottom for word in self.words)

    @property
    def sure(self) -> bool:
        return all(word.sure for word in self.words)

    @property
    def bold(self) -> bool:
        heavy = sum(len(w.text) for w in self.words if w.bold)
        return heavy * 2 > sum(len(w.text) for w in self.words)

    @property
    def text(self) -> str:
        pieces: list[str] = []
        before: Word | None = None
        for word in self.words:
            said = word.text
            gap = word.left - before.right if before is not None else 0.0
            small = word.size <= _RAISED * self.size and word.base < self.base - 0.8
            if small and said.isdigit():
                said = said.translate(_SUPERSCRIPT)
                glued = gap < 2 * _GLUED * self.size
            else:
                glued = before is not None and not before.spaced and gap < _GLUED * self.size
            pieces.append(said if glued or before is None else " " + said)
            before = word
        return "".join(pieces)


def lines_of(words: Iterable[Word]) -> list[Line]:
    """Upright words as lines, from the top."""
    lines: list[Line] = []
    for word in sorted(words, key=lambda w: w.base):
        last = lines[-1] if lines else None
        if last and word.base - last.base <= _SAME_BASE * min(word.size, last.size):
            last.words.append(word)
            if word.size > last.size:
                last.size, last.base = word.size, word.base
        else:
            lines.append(Line([word], word.base, word.size))
    if len(lines) > 1:
        lines = _with_notes(lines)
    for line in lines:
        line.words.sort(key=lambda w: w.left)
    return lines


def _with_notes(lines: list[Line]) -> list[Line]:
    """Give the small raised or lowered letters back to the line they belong to."""
    kept: list[Line] = []
    for index, line in enumerate(lines):
        small = max(word.size for word in line.words)
        target = None
        for other in (*lines[index + 1 : index + 2], *kept[-1:]):
            near = abs(other.base - line.base) <= 0.62 * other.size
            if small <= _RAISED * other.size and near and _fits(line, other):
                target = other
                break
        if target is None:
            kept.append(line)
        else:
            target.words += line.words
    return kept


def _fits(small: Line, line: Line) -> bool:
    """The small words touch words of the line, and cover none."""
    reach = 0.6 * line.size
    for word in small.words:
        if not any(
            w.left - reach <= word.right and word.left <= w.right + reach for w in line.words
        ):
            return False
        if any(min(w.right, word.right) - max(w.left, word.left) > 1.0 for w in line.words):
            return False
    return True


def turned_lines(words: Sequence[Word]) -> list[Line]:
    """Words of one other direction, as lines in their own reading order."""
    turn = words[0].turn
    copies = []
    for word in words:
        if turn == 1:  # upwards: what is left is above
            left, right, base = -word.bottom, -word.top, word.right
        elif turn == 3:  # downwards: what is right is above
            left, right, base = word.top, word.bottom, -word.left
        else:
            left, right, base = -word.right, -word.left, -word.top
        copies.append(replace(word, left=left, right=right, base=base, turn=0))
    return lines_of(copies)


def reading_order(words: Sequence[Word]) -> list[Line]:
    """The lines of a cell: the upright ones first, then those of each other direction."""
    upright = [word for word in words if word.turn == 0]
    lines = lines_of(upright)
    if len(upright) < len(words):
        for turn in (1, 3, 2, -1):
            others = [word for word in words if word.turn == turn]
            if others:
                lines += turned_lines(others)
    return lines
