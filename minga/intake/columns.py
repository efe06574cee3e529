"""What the heading of a column speaks of, by the words that a domain gives; none is known here.

A heading is taken apart into the phrases that are known, the period, the number and the unit it is
printed with, and the words left over: "Meta 2026 (km)" is a phrase, a period and a unit.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from minga.intake.folding import clean, fold

LONGEST = 160  # letters of a heading; anything longer is a text

_YEAR = r"(?:19|20)\d\d"
_YEARS = rf"{_YEAR}\s*(?:[-–—/]|\b(?:a|al|to|au|à|e|y|i|et|até)\b)\s*(?:{_YEAR}|\d\d(?!\d))"
_PART = r"(?:[TQS]\s?[1-4]|[1-4]\s?[TQS])"
_PERIOD = re.compile(
    rf"(?<![A-Za-z0-9])(?:FY\s?)?{_PART}[\s_/.-]*{_YEAR}(?!\d)"
    rf"|(?<!\d){_YEAR}[\s_/.-]*{_PART}(?![A-Za-z0-9])"
    rf"|(?:\bFY\s?)?(?<!\d){_YEARS}(?!\d)"
    rf"|(?:\bFY\s?)?(?<!\d){_YEAR}(?!\d)",
    re.IGNORECASE,
)
_GLUED = re.compile(r"(?<=[a-zà-öø-ÿ])(?=[A-ZÀ-ÖØ-Þ])")
_TONGUE = re.compile(r"(?<=\w)[/._:](?:es|ca|pt|fr|en)$", re.IGNORECASE)  # "title_en"
_ROUND = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_ROMAN = re.compile(r"(?:I{1,3}|IV|VI{0,3}|IX|X)$")
_MONEY = re.compile(r"[€$£¥₲]")


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that headings speak of; `kind` and `rank` are the domain's own."""

    name: str
    kind: str
    rank: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """A known phrase in a heading: all that it may mean, and how many words it takes."""

    terms: tuple[Term, ...]
    languages: tuple[str, ...]  # one a term
    stems: tuple[str, ...]

    @property
    def length(self) -> int:
        return len(self.stems)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading taken apart."""

    printed: str
    parts: tuple[Part, ...] = ()  # left to right
    words: int = 0  # that say something
    period: str = ""  # "2026", "2024-2027", "T1 2026", "Año 1"
    number: int = 0  # "Nivel 2"
    unit: str = ""  # "%" or "$" where it is printed with one
    rest: str = ""  # the words that no phrase covers, as printed
    machine: bool = False  # a name for machines: "start_date"

    @property
    def covered(self) -> float:
        """The share of its words that known phrases cover."""
        return sum(part.length for part in self.parts) / self.words if self.words else 0.0

    @property
    def whole(self) -> bool:
        return len(self.parts) == 1 and self.parts[0].length == self.words


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """One form for singular and plural: "ejes", "eje" → "eje"; "ações", "ação" → "acao"."""
    if len(word) > 4 and word.endswith("oes"):
        return f"{word[:-3]}ao"
    if len(word) > 5 and word.endswith("ies"):
        return f"{word[:-3]}y"
    for ending in "se":
        if len(word) > 3 and word.endswith(ending):
            word = word[:-1]
    return word


@dataclass(frozen=True)
class Vocabulary:
    """Phrases prepared for look-up, as stems without the words that say nothing."""

    phrases: Mapping[tuple[str, ...], tuple[tuple[Term, str], ...]]
    ignored: frozenset[str]
    units: frozenset[str]  # words of units, which say nothing of what is measured
    spans: frozenset[str]  # words that a number makes a period of: "año" 1
    longest: int
    _read: dict[str, Heading] = field(default_factory=dict)

    def read(self, heading: str | None) -> Heading:
        """The heading taken apart. Each is worked out once."""
        if not heading or len(heading) > LONGEST:
            return Heading(heading or "")
        known = self._read.get(heading)
        if known is None:
            if len(self._read) > 8192:
                self._read.clear()
            known = self._read[heading] = _take_apart(heading, self)
        return known

    @classmethod
    def of(
        cls,
        terms: Mapping[Term, Mapping[str, Sequence[str]]],
        *,
        ignored: Sequence[str] = (),
        units: Sequence[str] = (),
        spans: Sequence[str] = (),
    ) -> Vocabulary:
        """Prepare the phrases of each term, by language."""
        found: dict[tuple[str, ...], tuple[tuple[Term, str], ...]] = {}
        folded = [frozenset(map(fold, listed)) - {""} for listed in (ignored, units, spans)]
        known = cls(found, folded[0], folded[1], folded[2], 0)
        for term, languages in terms.items():
            for language, phrases in languages.items():
                for phrase in phrases:
                    stems = tuple(pair[0] for pair in _stems(_PERIOD.sub(" ", phrase), known))
                    if stems and (term, language) not in found.get(stems, ()):
                        found[stems] = (*found.get(stems, ()), (term, language))
        longest = max(map(len, found), default=0)
        return cls(found, folded[0], folded[1], folded[2], longest)

    def language(self, headings: Sequence[Heading]) -> str:
        """The language that most of the headings speak, "" where none of them tells."""
        votes: dict[str, float] = {}
        for heading in headings:
            for part in heading.parts:
                spoken = set(part.languages)
                for language in spoken:
                    votes[language] = votes.get(language, 0) + part.length / len(spoken)
        return max(votes, key=lambda language: votes[language]) if votes else ""


def _stems(text: str, known: Vocabulary) -> list[tuple[str, str]]:
    """The stems that say something, each with the word as printed."""
    listed = []
    for printed in _GLUED.sub(" ", text).replace("_", " ").split():
        for word in fold(printed).split():
            if word not in known.ignored and not word.isdigit():
                listed.append((stem(word), printed))
    return listed


def _take_apart(heading: str, known: Vocabulary) -> Heading:
    printed = clean(heading)
    periods, text = _period(_TONGUE.sub("", printed), known)
    number, text = _number(text)
    unit = "%" if "%" in text else "$" if _MONEY.search(text) else ""
    outside = _ROUND.sub(" ", text)
    full = _reading(text, known)
    if outside != text and outside.strip():
        bare = _reading(outside, known)
        if bare[1] and _share(bare) > _share(full):
            full = bare
    parts, words, rest = full
    if not words:
        sign = "num" if "#" in text else {"%": "pct", "$": "money"}.get(unit, "")
        parts, words, rest = _reading(sign, known)
    machine = " " not in printed and ("_" in printed or bool(_GLUED.search(printed)))
    return Heading(printed, parts, words, periods, number, unit, rest, machine)


def _share(reading: tuple[tuple[Part, ...], int, str]) -> tuple[float, int]:
    parts, words, _rest = reading
    return (sum(p.length for p in parts) / words if words else 0.0), len(parts)


def _period(text: str, known: Vocabulary) -> tuple[str, str]:
    """The period a heading is printed with, and the heading without it."""
    found = _PERIOD.search(text)
    if found:
        left = text[: found.start()] + " " + text[found.end() :]
        return clean(found[0].replace("_", " ")), left
    words = text.replace("_", " ").split()
    for index in range(len(words) - 1):
        counted = words[index + 1].strip("()[].,:")
        if fold(words[index]) in known.spans and (counted.isdigit() or _ROMAN.match(counted)):
            period = f"{words[index].strip('()[].,:')} {counted}"
            return period, " ".join(words[:index] + words[index + 2 :])
    return "", text


def _number(text: str) -> tuple[int, str]:
    found = re.search(r"(?<![\w.,])\d{1,2}(?![\w.,]|\s*%)", text.replace("_", " "))
    if not found:
        return 0, text
    return int(found[0]), text[: found.start()] + " " + text[found.end() :]


def _reading(text: str, known: Vocabulary) -> tuple[tuple[Part, ...], int, str]:
    """The phrases of a text, how many of its words say something, and the words left over."""
    listed = _stems(text, known)
    bare = [pair for pair in listed if fold(pair[1]) not in known.units]
    if bare and len(bare) < len(listed) and not _covers(listed, known):
        listed = bare
    parts, rest = [], []
    index = 0
    stems = [stem for stem, _word in listed]
    while index < len(stems):
        length = _longest(stems, index, known)
        if length:
            terms, languages = zip(
                *known.phrases[tuple(stems[index : index + length])], strict=True
            )
            parts.append(Part(terms, languages, tuple(stems[index : index + length])))
        else:
            rest.append(listed[index][1])
        index += length or 1
    return tuple(parts), len(stems), " ".join(rest)


def _covers(listed: Sequence[tuple[str, str]], known: Vocabulary) -> bool:
    return tuple(stem for stem, _word in listed) in known.phrases


def _longest(stems: Sequence[str], index: int, known: Vocabulary) -> int:
    for length in range(min(known.longest, len(stems) - index), 0, -1):
        if tuple(stems[index : index + length]) in known.phrases:
            return length
    return 0
