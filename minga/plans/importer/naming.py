"""What the name of an initiative says: its kind, and who carries it out."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from minga.plans.importer import rules


@lru_cache(maxsize=1024)
def _kind_of(words: tuple[str, ...]) -> str:
    known = rules.words()
    skipped = known.articles | known.prepositions
    led = False
    for word in words:
        if word in known.kinds:
            return known.kinds[word]
        if word in skipped or (not led and word in known.leading):
            led = led or word in known.leading
            continue
        return ""
    return ""


def kind(folded: str) -> str:
    """The kind that the first telling word of a name says: "Elaboración del Plan…" is a plan."""
    return _kind_of(tuple(folded.split(maxsplit=5)[:5]))


@cache
def _hints() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, rules.words().executed_hints)))


def lead(name: str) -> str:
    """Who the name says carries it out."""
    if not _hints().search(name.lower()):
        return ""
    for pattern in rules.words().executed_by:
        found = pattern.search(name)
        if found:
            return found["lead"].strip()
    return ""
