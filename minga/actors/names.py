"""Names as they are compared: folded, without legal forms and small words."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from pathlib import Path

from minga.base.search import fold

DATA = Path(__file__).parent / "data" / "names.toml"
WORD = re.compile(r"\w+")
BRACKETS = re.compile(r"\(([^()]*)\)")


@cache
def _known() -> tuple[re.Pattern[str], frozenset[str]]:
    data = tomllib.loads(DATA.read_text(encoding="utf-8"))
    forms = sorted(data["legal_forms"], key=len, reverse=True)
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, forms))})\b")
    return pattern, frozenset(data["small_words"])


@lru_cache(maxsize=50_000)
def words_of(name: str) -> tuple[str, ...]:
    """The words that tell, in their order; all words where nothing else would be left."""
    forms, small = _known()
    outside = BRACKETS.sub(" ", fold(name))
    plain = " ".join(WORD.findall(outside)) or " ".join(WORD.findall(fold(name)))
    told = [word for word in forms.sub(" ", plain).split() if word not in small]
    return tuple(told or plain.split())


def key(name: str) -> str:
    """The same for names that only differ in how they are written."""
    return " ".join(words_of(name))


def exact(name: str) -> str:
    """The same for names that only differ in capitals, accents and spaces."""
    return " ".join(WORD.findall(fold(name)))


def acronyms(name: str, acronym: str) -> set[str]:
    """The short names of an actor: its acronym, and what stands in brackets in its name."""
    found = {"".join(WORD.findall(fold(acronym)))}
    for inside in BRACKETS.findall(name):
        if inside.isupper() and " " not in inside.strip():
            found.add("".join(WORD.findall(fold(inside))))
    if name.isupper() and " " not in name.strip() and len(name) < 12:
        found.add("".join(WORD.findall(fold(name))))
    return {short for short in found if len(short) > 2}
