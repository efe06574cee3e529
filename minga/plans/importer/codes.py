"""Codes in front of texts, of any numbering: "1.1 Promover", "OE2: Agua", "Eje 3 – Vida", "II. …".

Whether a column is coded at all is decided over all its texts, so that a name that happens to
begin with a number keeps it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from minga.intake.folding import fold
from minga.plans.importer import meanings

_END = r"(?:\s*[.):–—-]+(?:\s+|(?=[^\W\d])|$)|\s+|$)"
_STRONG_END = r"(?:\s*[.):–—-]+(?:\s+|(?=[^\W\d])|$)|$)"
_NUMBER = r"\d{1,3}(?:[.\-](?:[A-Z]{1,3})?\d{1,3})*[a-z]?"
_PLAIN = re.compile(rf"(?P<code>(?:[A-Z]{{1,6}}[-.\s]?)*{_NUMBER}){_END}")
_ROMAN = re.compile(rf"(?P<code>[IVXL]{{1,6}}){_STRONG_END}")
_LETTER = re.compile(rf"(?P<code>[A-Za-z](?:\.\d{{1,3}})*){_STRONG_END}")
_LABELLED = re.compile(
    rf"(?P<label>[^\W\d_]{{2,}}(?:\s+[^\W\d_]+){{0,3}})\s+(?:n\.?[º°o]?\.?\s*)?"
    rf"(?:(?P<code>{_NUMBER}){_END}|(?P<mark>[IVXL]{{1,6}}|[A-Z]){_STRONG_END})",
    re.IGNORECASE,
)
_ENOUGH = 0.5
_NAMES_ENOUGH = 0.8


@dataclass(frozen=True, slots=True)
class Numbering:
    """How the texts of one column are coded; one that is not gives every text back whole."""

    pattern: re.Pattern[str] | None = None
    label: str = ""
    said: str = ""  # the label as printed: "Eje"

    def split(self, text: str) -> tuple[str, str]:
        """ "1.1 Promover" → ("1.1", "Promover"); a code that stands alone is its own name."""
        found = self.pattern.match(text) if self.pattern else None
        if not found or (self.label and fold(found["label"]) != self.label):
            return "", text
        if self.label and _is_of(found[0], text[found.end() :]):
            return "", text  # "Programa 3 de viviendas": what it counts, and no code
        code = next(filter(None, map(found.groupdict().get, ("code", "mark"))))
        code = re.sub(r"\s+", "", code)
        return code, text[found.end() :].strip() or text


def _is_of(code: str, rest: str) -> bool:
    """Whether a number is part of what follows, by a small word like "de" right behind it."""
    first = rest.split(maxsplit=1)[:1]
    return (
        code[-1:].isspace()
        and code.rstrip()[-1:].isalnum()
        and first != []
        and (first[0].islower() and first[0] in meanings.raw()["ignored"])
    )


NONE = Numbering()


def of_headings(texts: Iterable[str]) -> Numbering:
    """How the headings of a level are coded: most of them, and not two alike."""
    return _best(list(dict.fromkeys(filter(None, texts))), _ENOUGH)


def of_names(texts: Iterable[str]) -> Numbering:
    """How the names of initiatives are coded: nearly all of them."""
    return _best(list(dict.fromkeys(filter(None, texts))), _NAMES_ENOUGH)


def _best(values: list[str], enough: float) -> Numbering:
    if not values:
        return NONE
    for numbering in _candidates(values):
        codes = [code for value in values if (code := numbering.split(value)[0])]
        if len(codes) < enough * len(values):
            continue
        telling = numbering.label or any(not code.isdigit() for code in codes)
        if len(codes) > 1 or (telling and numbering.pattern not in (_ROMAN, _LETTER)):
            return numbering
    return NONE


def _candidates(values: list[str]) -> Iterator[Numbering]:
    said = [found["label"] for value in values if (found := _LABELLED.match(value))]
    if said:
        label, count = Counter(map(fold, said)).most_common(1)[0]
        if count > 1 or len(values) == 1:
            yield Numbering(_LABELLED, label, next(s for s in said if fold(s) == label))
    yield Numbering(_PLAIN)
    yield Numbering(_ROMAN)
    yield Numbering(_LETTER)
