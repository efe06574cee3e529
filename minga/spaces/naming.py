"""Whether a name is the name of a space of coordination, and by which words. No database."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from minga.base.search import fold

WORD = re.compile(r"[\w·]+")
NEAR = 5  # words after an unsure one, among which one has to decide it


@dataclass(frozen=True, slots=True)
class Named:
    """A kind of space, the words it was found by, and the name from there on."""

    kind: str
    words: str
    name: str


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "data" / "words.toml").read_text("utf-8"))


@cache
def _kinds() -> dict[str, str]:
    return {word: kind for kind, words in _data()["kinds"].items() for word in words}


@cache
def _any() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, _kinds()))})\b")


def named(name: str) -> Named | None:
    """What the first telling word of a name says: it is a space, or something else.

    Before it may stand what is done with the space ("Conformación de la Mesa …"). A word inside a
    name is of no account: "Regeneración del Comité del Pueblo" regenerates a neighbourhood.
    """
    if not _any().search(fold(name)):  # most names of a plan: no need to look closer
        return None
    found = list(WORD.finditer(name))
    words = [fold(match[0]) for match in found]
    data = _data()
    passed = set(data["leading"]["words"]) | set(data["leading"]["between"])
    for at, word in enumerate(words):
        kind = _kinds().get(word)
        if kind is None:
            if word in passed:
                continue
            return _last(name, found[at:], words[at:])
        following = words[at + 1 : at + 1 + NEAR]
        if following and following[0] in data["unlike"].get(word, ()):
            return None
        end = at
        if word in data["only"]["words"]:
            beside = next((i for i, w in enumerate(following) if w in data["only"]["beside"]), None)
            before = at > 0 and words[at - 1] in data["only"]["beside"]  # round table
            if beside is None and not before:
                return None
            end = at if beside is None else at + 1 + beside
        start = at - 1 if at and words[at - 1] == "round" else at
        told = name[found[start].start() : found[end].end()]
        rest = name[found[start].start() :]
        return Named(kind, told, f"{rest[:1].upper()}{rest[1:]}")
    return None


def _last(name: str, found: list[re.Match[str]], words: list[str]) -> Named | None:
    """Where what it is about comes first: "Food Policy Council"."""
    data = _data()["last"]
    for at, word in enumerate(words):
        if word in data["not_between"]:
            return None
        if word in data["words"]:
            following = words[at + 1 : at + 2]
            if following and following[0] not in data["before"]:
                return None
            told = name[found[0].start() : found[at].end()]
            return Named(_kinds()[word], told, name[found[0].start() :])
    return None
