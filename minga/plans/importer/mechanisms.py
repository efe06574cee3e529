"""What a cell of mechanisms names: by longest alias, with any separator or none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise, product, takewhile

from minga.intake.folding import fold
from minga.plans.importer import rules

_WORD = re.compile(r"[^\W_]+(?:·[^\W_]+)*")
_GLUED = re.compile(r"(?<=[a-zà-öø-ÿ])(?=[A-ZÀ-ÖØ-Þ])")


@dataclass(frozen=True, slots=True)
class Mention:
    code: str
    printed: str  # as it stands in the cell, with its qualifier
    plain: str  # without the qualifier
    start: int
    end: int
    corrected: bool = False  # known only after mending a misprint


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of mechanisms, read."""

    mentions: tuple[Mention, ...]
    unknown: tuple[str, ...]  # pieces that name no known mechanism
    separators: tuple[str, ...]  # between mentions: ",", "y", "o", " "…

    @property
    def codes(self) -> tuple[str, ...]:
        """Each code once, in printed order; what is unknown counts as another mechanism."""
        found = dict.fromkeys(mention.code for mention in self.mentions)
        if self.unknown:
            found.setdefault("otro")
        return tuple(found)


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    folded: str
    start: int
    end: int


@lru_cache(maxsize=8192)
def parse(text: str, *, mend: bool = True) -> Cell:
    """Read one cell, cleaned of tags and of extra white space; `mend` forgives misprints."""
    words = list(_words(text))
    mentions: list[Mention] = []
    unknown: list[str] = []
    pending: list[_Word] = []
    index = 0
    while index < len(words):
        code, length, corrected = _longest(words, index, mend)
        if length and not (pending and _inside(pending, words[index], text)):
            _settle(pending, mentions, unknown, text)
            pending = []
            start, end = words[index].start, words[index + length - 1].end
            printed = text[start:end]
            mentions.append(Mention(code, printed, printed, start, end, corrected))
            index += length
            continue
        pending.append(words[index])
        index += 1
    _settle(pending, mentions, unknown, text)
    return Cell(tuple(mentions), tuple(unknown), tuple(_separators(mentions, text)))


def _words(text: str) -> Iterator[_Word]:
    for found in _WORD.finditer(text):
        start = found.start()
        for part in _GLUED.split(found[0]):
            for piece in _unglued(part):
                yield _Word(piece, fold(piece).replace(" ", ""), start, start + len(piece))
                start += len(piece)


@lru_cache(maxsize=4096)
def _unglued(word: str) -> tuple[str, ...]:
    """ "conveniosacuerdos" → "convenios", "acuerdos": only if known words make up all of it."""
    folded = fold(word)
    known = _vocabulary()
    if folded in known or len(folded) < 10 or len(folded) != len(word):
        return (word,)
    ends: dict[int, tuple[int, ...]] = {0: ()}
    for end in range(4, len(folded) + 1):
        for start, cuts in list(ends.items()):
            if end - start >= 4 and folded[start:end] in known:
                ends.setdefault(end, (*cuts, end))
                break
    if len(folded) not in ends:
        return (word,)
    return tuple(word[a:b] for a, b in pairwise((0, *ends[len(folded)])))


@cache
def _vocabulary() -> frozenset[str]:
    return frozenset(word for alias in rules.aliases() for word in alias)


@cache
def _widest() -> int:
    return max(map(len, rules.aliases()))


def _longest(words: list[_Word], index: int, mend: bool) -> tuple[str, int, bool]:
    """The code of the longest alias that begins here, its number of words, and whether a
    misprint had to be mended."""
    known = rules.aliases()
    ahead = [word.folded for word in words[index : index + _widest()]]
    for length in range(len(ahead), 0, -1):
        code = known.get(tuple(ahead[:length]))
        if code:
            return code, length, False
    options = list(takewhile(bool, map(_near, ahead))) if mend else []
    for length in range(len(options), 0, -1):
        meant = {known.get(phrase) for phrase in product(*options[:length])} - {None}
        if len(meant) == 1:
            return str(meant.pop()), length, True
    return "", 0, False


@lru_cache(maxsize=4096)
def _near(word: str) -> tuple[str, ...]:
    """The word if it is known, else the known ones a slip away (two in a long word)."""
    known = _vocabulary()
    if word in known:
        return (word,)
    if len(word) < 6:
        return ()
    for allowed in (1, 2) if len(word) > 9 else (1,):
        near = sorted(k for k in known if len(k) > 5 and within(word, k, allowed))
        if near:
            return tuple(near[:4])
    return ()


def within(one: str, other: str, allowed: int) -> bool:
    """Whether at most `allowed` letters were changed, added, dropped or swapped."""
    if abs(len(one) - len(other)) > allowed:
        return False
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        ahead = [i]
        for j, b in enumerate(other, 1):
            cost = min(row[j] + 1, ahead[j - 1] + 1, row[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            ahead.append(cost)
        if min(ahead) > allowed:
            return False
        before, row = row, ahead
    return row[-1] <= allowed


def _inside(pending: list[_Word], word: _Word, text: str) -> bool:
    """A known word inside a qualifier: "convenio para la estrategia local" is one mechanism."""
    known = rules.words()
    before = pending[-1]
    between = text[before.end : word.start]
    small = (known.prepositions | known.articles) - known.conjunctions
    return not between.strip() and before.folded in small


def _settle(pending: list[_Word], mentions: list[Mention], unknown: list[str], text: str) -> None:
    """Words left between mentions: a qualifier of the one before, or something unknown."""
    known = rules.words()
    while pending and pending[-1].folded in known.conjunctions:
        pending = pending[:-1]
    parted = False
    while pending and pending[0].folded in known.conjunctions:
        pending, parted = pending[1:], True
    if not pending:
        return
    last = mentions[-1] if mentions else None
    start, end = pending[0].start, pending[-1].end
    if last and not parted and not text[last.end : start].strip():
        first = pending[0]
        if first.folded in known.prepositions or first.text[:1].islower():
            mentions[-1] = Mention(
                last.code, text[last.start : end], last.plain, last.start, end, last.corrected
            )
            return
    unknown.append(text[start:end])


def _separators(mentions: list[Mention], text: str) -> Iterator[str]:
    for one, other in pairwise(mentions):
        yield separator(text[one.end : other.start])


def separator(between: str) -> str:
    """ "," for any sign, the conjunction where there is one, else " "."""
    words = fold(between).split()
    if words:
        return words[-1]
    return between.strip()[:1] or " "
