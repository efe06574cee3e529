"""States and shares as they are printed: "En ejecución", "45 %", "0,45"."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from functools import cache, lru_cache

from minga.intake.folding import fold
from minga.plans.importer import rules
from minga.plans.importer.values.numbers import number

HUNDREDTHS, SHARES = "0..100", "0..1"


@lru_cache(maxsize=4096)
def status(text: str) -> str:
    """Ours for a printed state; "" where it says none that we know, several, or denies one."""
    words = tuple(fold(text).split())
    known = rules.statuses()
    found: set[str] = set()
    at = 0
    while at < len(words):
        ends = range(min(len(words), at + _longest()), at, -1)
        end = next((end for end in ends if words[at:end] in known), 0)
        if end:
            found.add(known[words[at:end]])
        elif words[at] in rules.negations():
            return ""
        at = end or at + 1
    return found.pop() if len(found) == 1 else ""


@cache
def _longest() -> int:
    return max(map(len, rules.statuses()))


def share(samples: Iterable[str]) -> str:
    """How a column counts progress: HUNDREDTHS, SHARES ("0,45"), or "" where it may be either."""
    told = ""
    for text in samples:
        if "%" in text:
            continue
        value = number(text)
        if value is None:
            continue
        if value > 1:
            return HUNDREDTHS
        if 0 < value < 1:
            told = SHARES
    return told


def percent(text: str, counts: str, by: str = "") -> Decimal | None:
    """Progress from 0 to 100; None where the text says no such figure."""
    value = number(text, by)
    if value is None:
        return None
    if "%" not in text:
        if counts == SHARES:
            value *= 100
        elif not counts and value:
            return None
    return value if 0 <= value <= 100 else None
