"""Numbers as they are printed: "1.866.275,79", "23,327,341.51", "(1 200)", "3,5 millones de €".

A number that can only be read in one way is read so. One that can be read in two ("1.234") is read
by the convention of its document, and not at all where there is none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache

from minga.plans.importer import rules

COMMA = "1.234,56"
POINT = "1,234.56"
_AGREE = 0.95  # share of the telling numbers from which their way of writing is the document's

_FIGURE = re.compile(r"(?<![^\W_])[0-9]+(?:[.,'’´][0-9]+| [0-9]{3}(?![0-9]))*")
_POWER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?[eE][+-]?[0-9]{1,2}")
_GROUPED = re.compile(r"([0-9]{1,3}(?:([ '’´])[0-9]{3})(?:\2[0-9]{3})*)([.,].*)?")
_TOKEN = re.compile(r"us\$|u\$s|r\$|c\$|s/\.|[^\W\d_]+\.?|[^\s\w.]")
_MINUS = frozenset("-−–")
_NOTHING = frozenset("≥≤<>~≈±+=:")
_NO_CENTS = re.compile(r"(?<=\d)([.,])[-–—]+")
_UNIT_WORDS = 4
_UNIT_SIGNS = frozenset("()/²³°.")


@dataclass(frozen=True, slots=True)
class _Read:
    """What a text says: one value, or two where the convention has to tell."""

    value: Decimal | None = None
    vote: str = ""  # the convention that its shape follows
    either: tuple[Decimal, Decimal] | None = None  # by COMMA, by POINT


_NONE = _Read()


def convention(samples: Iterable[str]) -> str:
    """How the numbers of a document are written: COMMA, POINT, or "" where they do not tell."""
    votes = Counter(vote for text in samples if (vote := _read(text, True).vote))
    if not votes:
        return ""
    best, count = votes.most_common(1)[0]
    return best if count >= _AGREE * votes.total() else ""


def number(text: str, by: str = "", *, units: bool = False) -> Decimal | None:
    """The number a text says, by a convention; None where it says none: "s/d", "-", "por definir".

    `units` allows words of a unit after it: "120 ha".
    """
    read = _read(text, units)
    if read.either and by:
        return read.either[0 if by == COMMA else 1]
    return read.value


def is_undecided(text: str, by: str = "") -> bool:
    """Whether it is a number that can be read in two ways, and the convention does not tell."""
    return not by and _read(text, True).either is not None


def is_figure(text: str) -> bool:
    """Whether the text is one number, with or without its currency or unit."""
    read = _read(text, True)
    return read.value is not None or read.either is not None


@lru_cache(maxsize=16384)
def currency(text: str) -> str:
    """The currency that a figure or a heading names: "EUR", "USD"… "$" where it may be several."""
    known = rules.money().currencies
    found = (known.get(token.rstrip(".")) for token in _TOKEN.findall(rules.bare(text)))
    return next((code for code in found if code), "")


@lru_cache(maxsize=1024)
def scale(heading: str) -> Decimal:
    """What the figures of a column are counted in: "Coste (miles de €)" → 1000."""
    tokens = [token.rstrip(".") for token in _TOKEN.findall(rules.bare(heading))]
    product = Decimal(1)
    for place, token in enumerate(tokens):
        factor = rules.money().scales.get(token)
        if factor and (len(token) > 2 or _beside_currency(tokens, place)):
            product *= factor
    return product


def _beside_currency(tokens: list[str], place: int) -> bool:
    known = rules.money().currencies
    return any(token in known for token in tokens[max(place - 1, 0) : place + 2])


@cache
def _glued() -> re.Pattern[str]:
    """A currency written against its figure: "USD1200"."""
    codes = sorted(filter(str.isalpha, rules.money().currencies), key=len, reverse=True)
    return re.compile(rf"\b({'|'.join(codes)})(?=[0-9])", re.IGNORECASE)


@lru_cache(maxsize=65536)
def _read(text: str, units: bool) -> _Read:
    text = _glued().sub(r"\1 ", _NO_CENTS.sub(r"\g<1>00", " ".join(text.split())))
    if not text or len(text) > 80:
        return _NONE
    if _POWER.fullmatch(text):
        return _Read(Decimal(text))
    figures = list(_FIGURE.finditer(text))
    if len(figures) != 1:
        return _NONE
    figure = figures[0]
    before, after = text[: figure.start()], text[figure.end() :]
    factor = _factor(before, after, units)
    if factor is None:
        return _NONE
    read = _shape(figure[0])
    if read.either:
        return _Read(None, "", (read.either[0] * factor, read.either[1] * factor))
    return _Read(None if read.value is None else read.value * factor, read.vote)


def _factor(before: str, after: str, units: bool) -> Decimal | None:
    """What the words and signs around a figure multiply it by; None where they say other things."""
    known = rules.money()
    if units and after[:1].isalpha() and not _known_start(after):
        return None  # "3er", "1a": an ordinal
    sign = 1
    product = Decimal(1)
    for token in _TOKEN.findall(rules.bare(before)):
        if token in _MINUS:
            sign = -1
        elif token.rstrip(".") not in known.currencies and token not in _NOTHING | {"("}:
            return None
    words = 0
    tokens = _TOKEN.findall(rules.bare(after))
    for place, token in enumerate(tokens):
        word = token.rstrip(".")
        scaled = known.scales.get(word) if _is_scale(word, place, tokens, after) else None
        if scaled:
            product *= scaled
        elif token in _MINUS and place == len(tokens) - 1 and not words:
            sign = -1
        elif word in known.currencies or token in _NOTHING | {"%", ")"} or word in known.joining:
            continue
        elif units and words < _UNIT_WORDS and (word.isalpha() or word in _UNIT_SIGNS):
            words += word.isalpha()
        else:
            return None
    if before.count("(") == after.count(")") == 1:
        sign = -1
    return sign * product


def _known_start(after: str) -> bool:
    known = rules.money()
    first = _TOKEN.findall(rules.bare(after))[0].rstrip(".")
    return first in known.currencies or first in known.scales or first in known.units


def _is_scale(word: str, place: int, tokens: list[str], printed: str) -> bool:
    """ "M" and "MM" are millions, "m" and "mm" are lengths."""
    if word not in rules.money().scales:
        return False
    return word not in ("m", "mm") or word.upper() in printed or _beside_currency(tokens, place)


def _shape(figure: str) -> _Read:
    grouped = _GROUPED.fullmatch(figure)
    apostrophes = False
    if grouped:
        apostrophes = grouped[2] != " "
        head = "".join(c for c in grouped[1] if c.isdigit())
        figure = head + (grouped[3] or "")
    if not all(c.isdigit() or c in ".," for c in figure):
        return _NONE
    points, commas = figure.count("."), figure.count(",")
    if not points and not commas:
        return _Read(Decimal(figure))
    last = max(figure.rfind("."), figure.rfind(","))
    sign = figure[last]
    whole, part = figure[:last], figure[last + 1 :]
    vote = POINT if sign == "." else COMMA
    if points and commas:
        if (points if sign == "." else commas) > 1 or not _in_threes(whole, bool(grouped)):
            return _NONE
        return _Read(_decimal(whole, part), vote)
    if points + commas > 1:
        if not _in_threes(figure, bool(grouped)):
            return _NONE
        return _Read(_decimal(figure, ""), COMMA if sign == "." else POINT)
    if len(part) == 3 and whole[0] != "0" and (len(whole) <= 3 or apostrophes):
        thousands, decimals = _decimal(figure, ""), _decimal(whole, part)
        either = (thousands, decimals) if sign == "." else (decimals, thousands)
        return _Read(None, "", either)
    return _Read(_decimal(whole, part), vote)


def _in_threes(whole: str, grouped: bool) -> bool:
    head, *rest = re.split(r"[.,]", whole)
    return (grouped or 1 <= len(head) <= 3) and all(len(group) == 3 for group in rest)


def _decimal(whole: str, part: str) -> Decimal:
    digits = "".join(c for c in whole if c.isdigit())
    return Decimal(f"{digits}.{part}" if part else digits)
