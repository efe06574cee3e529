"""Lines joined into running text: where a word was parted at the end of a line, it is made whole
only when that is certain."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from minga.intake.read.pdf.lines import Line
from minga.intake.read.pdf.page import Word

_SOFT = "\u00ad"
_HYPHENS = ("-", "\u2010", "\u2011", _SOFT)
_PLAIN = str.maketrans("\u2010\u2011", "--")
_HYPHENATED = 0.004  # share of the words that end in a hyphen where lines are hyphenated
_LETTERS = re.compile(r"[^\W_]+(?:[-\u2010\u2011/][^\W_]+)*")
_RARE = 4  # times a word has to be met for its own sake


@dataclass(slots=True)
class Said:
    """A text and whether it is certainly what was printed."""

    text: str
    sure: bool = True


@dataclass(slots=True)
class Joiner:
    """Knows every word of the document, to tell "co-" + "operar" from "post-" + "venta".

    `broken` turns true when lines are found to end within words that carry no hyphen; read again
    with `wary`, the joiner then doubts every full line whose words are met nowhere else.
    """

    words: Callable[[], Iterable[Word]]
    wary: bool = False
    broken: bool = False
    _counts: Counter[str] | None = None
    _words: int = 0
    _ends: int = 0  # words that end in a hyphen

    def count(self, word: str) -> int:
        if self._counts is None:
            self._counts = Counter()
            for one in self.words():
                self._words += 1
                self._ends += one.text[-1] in _HYPHENS and len(one.text) > 2
                for found in _LETTERS.findall(one.text.replace(_SOFT, "")):
                    self._counts[found.lower().translate(_PLAIN)] += 1
        return self._counts[word.lower()]

    def known(self, word: str) -> bool:
        return self.count(word) > 0

    def text(self, lines: Sequence[Line], right: float | None = None) -> Said:
        """Lines as one text; `right` is where the column ends, None where it is not known."""
        if not lines:
            return Said("")
        said = lines[0].text
        sure = lines[0].sure
        left = min(line.left for line in lines) if right is not None else 0.0
        for before, line in pairwise(lines):
            full = right is not None and _is_broken(before, line, left, right)
            alone = full and len(before.words) == 1 and len(before.words[0].text) > 5
            near = right is not None and not full and _is_full(before, line, right)
            parted = near and self._may_be_parted(said, line.text)
            said, certain = self.join(said, line.text, full=full, alone=alone)
            sure = sure and certain and line.sure and not parted
        return Said(said.replace(_SOFT, ""), sure)

    def join(
        self, said: str, text: str, *, full: bool = False, alone: bool = False
    ) -> tuple[str, bool]:
        """Two texts one after the other, and whether it is certain how they meet. `full` says
        that the column may have broken a word there, `alone` that the line holds no other."""
        end, begin = said[-1:], text[:1]
        if end == _SOFT:
            return said[:-1] + text, True
        if end in _HYPHENS and said[-2:-1].isalnum():
            if begin.isalnum():
                return self._at_hyphen(said, text)
            if begin in _HYPHENS and text[1:2].isalnum():  # printed at both ends of the cut
                return said + text[1:], True
        if end.isalnum() and begin in _HYPHENS and text[1:2].islower():
            return said + text, self.known(f"{_last(said)}-{_first(text[1:])}")
        if end == "/" and said[-2:-1].isalnum() and begin.isalnum():
            whole = _last(said) + _first(text)
            return said + text, self.known(whole) or "://" in said.rsplit(" ", 1)[-1]
        if end in ".," and said[-2:-1].isdigit() and begin.isdigit():
            return (said + text if full else f"{said} {text}"), False
        if full and end.isalnum() and (begin.islower() or begin.isdigit()):
            return self._at_full_line(said, text, alone)
        return f"{said} {text}", True

    def _at_full_line(self, said: str, text: str, alone: bool) -> tuple[str, bool]:
        """Columns too narrow for a word break it anywhere."""
        before, after = _last(said), _first(text)
        times = self.count(before + after)
        if times and times >= min(self.count(before), self.count(after)):
            self.broken = True
            return said + text, False
        often = max(self.count(before), self.count(after))
        if self.wary and often <= _RARE:
            return said + text, False
        return f"{said} {text}", not alone and often > _RARE

    def _may_be_parted(self, said: str, text: str) -> bool:
        """Whether the words at the end of a line are together one that the document knows, and
        one of them is hardly met for its own sake."""
        if not said[-1:].isalnum() or not text[:1].islower():
            return False
        before, after = _last(said), _first(text)
        times = self.count(before + after)
        return times > 0 and times >= min(self.count(before), self.count(after)) - 1

    def _at_hyphen(self, said: str, text: str) -> tuple[str, bool]:
        before, after = _last(said[:-1]), _first(text)
        if said[-2].isdigit() or text[0].isdigit():
            return said + text, True
        kept, whole = self.known(f"{before}-{after}"), self.known(before + after)
        if kept != whole:
            return (said + text, True) if kept else (said[:-1] + text, True)
        if text[0].isupper():
            return said + text, False
        return (said + text if kept or not self._hyphenates() else said[:-1] + text), False

    def _hyphenates(self) -> bool:
        """Whether lines of this document end in hyphens more often than compounds make them."""
        self.count("")
        return self._ends > _HYPHENATED * max(self._words, 1)


def _is_broken(before: Line, line: Line, left: float, right: float) -> bool:
    """The first line has no room for one more letter, and the words on both sides of its end
    would together be wider than the column: what leaves a word whole where it can breaks others."""
    last, first = before.words[-1], line.words[0]
    wide = last.right - last.left + first.right - first.left
    return _is_full(before, line, right) and wide > right - left - 1.0


def _is_full(before: Line, line: Line, right: float) -> bool:
    first = line.words[0]
    letter = 1.25 * (first.right - first.left) / len(first.text) + 0.3
    return right - before.right < letter


def _last(text: str) -> str:
    found = _LETTERS.findall(text[-80:])
    return found[-1] if found else ""


def _first(text: str) -> str:
    found = _LETTERS.match(text[:80])
    return found[0] if found else ""
