"""The words of `intake/data/layout.toml`, loaded once and ready to be compared."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from minga.intake.folding import fold

_DATA = Path(__file__).resolve().parent.parent / "data" / "layout.toml"
_MARKED = re.compile(r"(?:\*|†|‡|[¹²³⁰⁴-⁹]|\(\*+\))\s*\S")
_NOTE_ENDS = re.compile(r"\s*\d{0,2}\s*[:.]")
_NUMBERED = re.compile(r"(?:\(\d{1,2}\)|\[\d{1,2}\]|\d{1,2}/)\s+\S")


@dataclass(frozen=True, slots=True)
class Words:
    totals: tuple[tuple[str, ...], ...]  # each as its folded words
    starts: frozenset[str]  # first three letters of a total, lower case
    notes: re.Pattern[str]
    hints: frozenset[str]
    numbering: frozenset[str]
    sheets: frozenset[str]
    number: re.Pattern[str]

    def is_total(self, text: str) -> bool:
        """Whether a text begins like a row of sums: "TOTAL EJE 1", "Sub-total"."""
        if text[:3].lower() not in self.starts or len(text) > 120:
            return False
        words = tuple(fold(text).split())
        return any(words[: len(total)] == total for total in self.totals)

    def only_total(self, text: str) -> bool:
        """Whether a text says nothing but that it is a row of sums."""
        return tuple(fold(text).split()) in self.totals

    def says_total(self, text: str) -> bool:
        """Whether one of the words of a short text is a total: "Presupuesto total"."""
        if len(text) > 60:
            return False
        words = fold(text).split()
        return any(total[0] in words for total in self.totals if len(total) == 1)

    def is_note(self, text: str, *, last: bool = False) -> bool:
        """Whether a text that stands alone is a note; `last` where no data follows it."""
        if _MARKED.match(text) or (last and _NUMBERED.match(text)):
            return True
        found = self.notes.match(text)
        return bool(found and _NOTE_ENDS.match(text, found.end()))


@cache
def words() -> Words:
    raw = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    totals = {tuple(fold(word).split()) for word in _every(raw["totals"])}
    notes = sorted(_every(raw["notes"]), key=len, reverse=True)
    return Words(
        totals=tuple(totals),
        starts=frozenset(word[:3].lower() for word in _every(raw["totals"])),
        notes=re.compile("|".join(map(re.escape, notes)), re.IGNORECASE),
        hints=frozenset(_bare(word) for word in _every(raw["hints"])),
        numbering=frozenset(fold(word) for word in _every(raw["numbering"])),
        sheets=frozenset(fold(word) for word in _every(raw["sheets"])),
        number=_number(_every(raw["currencies"])),
    )


def _number(currencies: Sequence[str]) -> re.Pattern[str]:
    money = "|".join(map(re.escape, sorted(currencies, key=len, reverse=True)))
    return re.compile(
        rf"[-+−(]?\s*(?:{money})?\s*[-−]?\d(?:[\d.,'’ \u00a0\u202f]*\d)?\s*(?:%|{money})?\s*\)?"
    )


def is_hint(cell: str) -> bool:
    """Whether a cell says what to type: "(número)", "string", "dd/mm/aaaa"."""
    return len(cell) <= 24 and _bare(cell) in words().hints


def _bare(cell: str) -> str:
    return fold(cell.strip().strip("()[]<>{}:.")) or cell.strip()


def _every(languages: Mapping[str, Sequence[str]]) -> list[str]:
    return [word for listed in languages.values() for word in listed]
