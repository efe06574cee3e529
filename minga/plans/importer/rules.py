"""The words by which a plan is read, loaded from `plans/data` once."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from minga.intake.folding import fold

DATA = Path(__file__).resolve().parent.parent / "data"

LEVELS = ("development", "management")  # prefixes of the roles of objectives, highest first


@dataclass(frozen=True, slots=True)
class Mechanism:
    code: str
    label: str
    is_instrument: bool


@dataclass(frozen=True, slots=True)
class Words:
    initiatives: tuple[frozenset[str], ...]  # what is counted; words for one thing together
    in_all: frozenset[str]
    holds: frozenset[str]
    plan: frozenset[str]
    conjunctions: frozenset[str]
    alternatives: frozenset[str]
    prepositions: frozenset[str]
    articles: frozenset[str]
    leading: frozenset[str]
    governments: tuple[str, ...]
    numbers: Mapping[str, int]
    kinds: Mapping[str, str]  # word → kind
    executed_hints: tuple[str, ...]
    executed_by: tuple[re.Pattern[str], ...]
    languages: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Money:
    """The words beside a figure, lower case without accents."""

    currencies: Mapping[str, str]  # sign or word → code
    scales: Mapping[str, Decimal]
    joining: frozenset[str]
    units: frozenset[str]  # those that may stand against a figure: "5km"


@dataclass(frozen=True, slots=True)
class Times:
    """The words of dates and periods, lower case without accents."""

    months: Mapping[str, int]
    ordinals: Mapping[str, int]
    parts: Mapping[str, int]  # "trimestre" → 3 months
    until: frozenset[str]
    since: frozenset[str]
    to: frozenset[str]
    between: frozenset[str]
    both: frozenset[str]
    small: frozenset[str]


def _load(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


@cache
def mechanisms() -> dict[str, Mechanism]:
    listed = _load("mechanisms.toml")["mechanism"]
    return {m["code"]: Mechanism(m["code"], m["label_es"], m["is_instrument"]) for m in listed}


@cache
def aliases() -> dict[tuple[str, ...], str]:
    """Each known way to write a mechanism, as folded words → code."""
    known: dict[tuple[str, ...], str] = {}
    for mechanism in _load("mechanisms.toml")["mechanism"]:
        code = mechanism["code"]
        written = [*mechanism["aliases"], mechanism["label_es"], mechanism["label_en"]]
        for alias in [*written, code.replace("_", " ")]:
            known.setdefault(tuple(fold(alias).split()), code)
    return known


@cache
def words() -> Words:
    raw = _load("words.toml")

    def folded(name: str) -> frozenset[str]:
        return frozenset(fold(word) for word in raw[name])

    return Words(
        initiatives=tuple(frozenset(map(fold, written)) for written in raw["initiatives"]),
        in_all=folded("in_all"),
        holds=folded("holds"),
        plan=folded("plan"),
        conjunctions=folded("conjunctions"),
        alternatives=folded("alternatives"),
        prepositions=folded("prepositions"),
        articles=folded("articles"),
        leading=frozenset(fold(word) for word in raw["leading"]["words"]),
        governments=tuple(fold(start) for start in raw["governments"]),
        numbers=raw["numbers"],
        kinds={fold(word): kind for kind, ws in raw["kinds"].items() for word in ws},
        executed_hints=tuple(raw["executed_by"]["hints"]),
        executed_by=tuple(re.compile(p) for p in raw["executed_by"]["patterns"]),
        languages={name: frozenset(map(fold, ws)) for name, ws in raw["languages"].items()},
    )


def bare(text: str) -> str:
    """Lower case without accents; signs are kept."""
    parts = unicodedata.normalize("NFKD", text.lower())
    return "".join(c for c in parts if not unicodedata.combining(c))


def _by_word(listed: Mapping[str, list[str]]) -> dict[str, str]:
    return {bare(word): meaning for meaning, written in listed.items() for word in written}


@cache
def money() -> Money:
    raw = _load("words.toml")["figures"]
    return Money(
        currencies=_by_word(raw["currencies"]),
        scales={word: Decimal(factor) for word, factor in _by_word(raw["scales"]).items()},
        joining=frozenset(map(bare, raw["joining"])),
        units=frozenset(map(bare, raw["units"])),
    )


@cache
def times() -> Times:
    raw = _load("words.toml")["times"]

    def listed(name: str) -> frozenset[str]:
        return frozenset(map(bare, raw[name]))

    return Times(
        months={
            bare(word): number
            for language in raw["months"].values()
            for number, written in enumerate(language, 1)
            for word in written.split()
        },
        ordinals={word: int(n) for word, n in _by_word(raw["ordinals"]).items()},
        parts={word: int(n) for word, n in _by_word(raw["parts"]).items()},
        until=listed("until"),
        since=listed("since"),
        to=listed("to"),
        between=listed("between"),
        both=listed("both"),
        small=listed("small"),
    )


@cache
def statuses() -> dict[tuple[str, ...], str]:
    """Each printed state, as folded words → ours."""
    listed = _load("words.toml")["statuses"]
    return {tuple(fold(word).split()): ours for ours, written in listed.items() for word in written}


@cache
def negations() -> frozenset[str]:
    return frozenset(map(fold, _load("words.toml")["negations"]["words"]))


@cache
def institutions() -> frozenset[str]:
    """The first words of names of institutions, folded."""
    return frozenset(map(fold, _load("words.toml")["institutions"]["words"]))
