"""Lists of names in one cell: "EPMMOP; Secretaría de Movilidad"."""

from __future__ import annotations

import re
from collections.abc import Collection

from minga.intake.folding import clean, fold
from minga.plans.importer import rules

_SURE = re.compile(r"\s*(?:;|\n|\r|•|▪|●|\||(?<=\s)[·–—](?=\s))\s*")
_COMMA = re.compile(r"\s*,\s*|\s+/\s+|\s+-\s+")
_BULLET = re.compile(r"^(?:[-*·–—•]|\d{1,2}[.)])\s+")


def names(text: str, known: Collection[str] = ()) -> tuple[str, ...]:
    """The names that a cell lists, each once.

    A semicolon or a line end always parts them. A comma does only where every part is a name by
    itself (an acronym, one that begins as institutions do, or one of `known`, folded): the comma
    of "Secretaría de Ambiente, Energía y Agua" belongs to the name.
    """
    found: dict[str, None] = {}
    for piece in _SURE.split(text):
        for name in _parted(_BULLET.sub("", clean(piece)), known):
            name = name.strip(" .,;:") if not name.endswith(("S.A.", "C.A.")) else name
            if name and any(c.isalpha() for c in name):
                found.setdefault(name)
    return tuple(found)


def _parted(text: str, known: Collection[str]) -> list[str]:
    parts = [part for part in _COMMA.split(text) if part]
    if len(parts) < 2:
        return [text]
    conjunctions = rules.words().conjunctions
    head, _, tail = _rpartition(parts[-1], conjunctions)
    ends = [head, tail] if head and _alone(head, known) and _alone(tail, known) else [parts[-1]]
    listed = [*parts[:-1], *ends]
    return listed if all(_alone(part, known) for part in listed) else [text]


def _rpartition(text: str, conjunctions: Collection[str]) -> tuple[str, str, str]:
    words = text.split()
    for place in range(len(words) - 2, 0, -1):
        if words[place] in conjunctions:
            return " ".join(words[:place]), words[place], " ".join(words[place + 1 :])
    return "", "", text


def _alone(name: str, known: Collection[str]) -> bool:
    """Whether it can stand by itself as the name of somebody."""
    words = name.split()
    if not words:
        return False
    if all(word.isupper() or not word[0].isalpha() for word in words) and len(name) <= 24:
        return True
    return fold(words[0]) in rules.institutions() or fold(name) in known
