"""Dates and periods as they are printed, in five languages: from which day to which day.

What names no days ("corto plazo", "permanente") gives none, and so does what can be read in two
ways: the printed text is kept beside it in any case.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, lru_cache
from itertools import pairwise

from minga.plans.importer import rules

DAY_FIRST, MONTH_FIRST, YEAR_FIRST = "day first", "month first", "year first"
Span = tuple[date | None, date | None]

_NONE: Span = (None, None)
_YEAR = r"(?:19|20)\d\d"
_NUMERIC = re.compile(rf"(\d{{1,2}})([/.-])(\d{{1,2}})\2({_YEAR}|\d\d)(?!\d)")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_SERIALS = range(20000, 80000)  # 1954 to 2119, as spreadsheets count days
_EPOCH = date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class _Point:
    """A day, month, part of a year or year; `year` is 0 where another point says it."""

    year: int
    first: tuple[int, int] = (1, 1)  # month, day
    last: tuple[int, int] = (12, 0)  # month, day: 0 is the last one
    until: int = 0  # the year of the last day, where it is another


_FISCAL = re.compile(r"\bfy ?'?(\d\d)(?!\d)", re.IGNORECASE)  # "FY24"
_Item = _Point | str
_Make = Callable[[re.Match[str], str], _Item | None]


def date_order(samples: Iterable[str]) -> str:
    """Which comes first in the dates of a document; "" where they do not tell."""
    votes: Counter[str] = Counter()
    for text in samples:
        for found in _NUMERIC.finditer(text):
            one, two = int(found[1]), int(found[3])
            if 12 < one <= 31 and two <= 12:
                votes[DAY_FIRST] += 1
            elif one <= 12 < two <= 31:
                votes[MONTH_FIRST] += 1
    return votes.most_common(1)[0][0] if len(votes) == 1 else ""


def is_undecided_date(text: str) -> bool:
    """Whether it holds a date such as 03/04/2026, which can be read in two ways."""
    return any(
        found[1] != found[3] and max(int(found[1]), int(found[3])) <= 12
        for found in _NUMERIC.finditer(text)
    )


def day(text: str, order: str = "", *, last: bool = False) -> date | None:
    """The day that a cell of a date column says: the first of what it names, or the last.

    The numbers by which spreadsheets count days are dates too.
    """
    text = text.strip()
    if _SERIAL.fullmatch(text) and int(float(text)) in _SERIALS:
        return _EPOCH + timedelta(days=int(float(text)))
    first, until = span(text, order)
    return until if last else first


@lru_cache(maxsize=16384)
def span(text: str, order: str = "") -> Span:
    """The first and the last day that a period names: "2024-2027", "T1 2026", "desde marzo 2025".

    `order` reads 03/04/2026; without it such a date gives nothing.
    """
    if not 3 < len(text) < 120 or not any(c.isdigit() for c in text):
        return _NONE
    bare = " ".join(rules.bare(text).replace("’", "'").split())
    bare = _FISCAL.sub(r"20\1", bare)
    items = _items(_year_behind().sub(r"\2 \1", bare), order)
    if not items:
        return _NONE
    points = [_days(point) for point in _with_years(items)]
    if not points or _NONE in points:
        return _NONE
    words = [item for item in items if isinstance(item, str)]
    first, last = _joined(points, words, opens=isinstance(items[0], str))
    return _NONE if first and last and last < first else (first, last)


def _joined(points: list[Span], words: list[str], *, opens: bool) -> Span:
    first, last = points[0][0], points[-1][1]
    if len(points) == 1:
        if not words:
            return first, last
        if not opens or len(words) > 1:
            return _NONE
        return {"since": (first, None), "until": (None, last), "to": (None, last)}.get(
            words[0], _NONE
        )
    if len(points) == 2 and words in (["to"], ["since", "to"], ["until"], ["since", "until"]):
        return first, last
    if len(points) == 2 and words == ["between", "and"]:
        return first, last
    apart = any(b and a and a - b != timedelta(days=1) for (_, b), (a, _) in pairwise(points))
    return _NONE if apart or set(words) - {"and"} else (first, last)


def _with_years(items: list[_Item]) -> list[_Point]:
    """A point that names no year has that of the next one, or else of the one before."""
    points = [item for item in items if isinstance(item, _Point)]
    found: list[_Point] = []
    for place, point in enumerate(points):
        ahead = next((p.year for p in points[place:] if p.year), 0)
        year = ahead or (found[-1].year if found else 0)
        found.append(replace(point, year=year))
    return found


def _days(point: _Point) -> Span:
    try:
        until = point.until or point.year
        month, last = point.last
        first = date(point.year, *point.first)
        return first, date(until, month, last or monthrange(until, month)[1])
    except ValueError:
        return _NONE


def _items(text: str, order: str) -> list[_Item] | None:
    """Points and the words between them; None where anything else is said."""
    items: list[_Item] = []
    at = 0
    while at < len(text):
        if text[at] == " ":
            at += 1
            continue
        found, make = next(
            ((m, make) for pattern, make in _grammar() if (m := pattern.match(text, at))),
            (None, None),
        )
        if not found or not make:
            return None
        made = make(found, order)
        if made is None:
            return None
        if made:
            items.append(made)
        at = found.end()
    return items


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


@cache
def _pieces() -> dict[str, str]:
    known = rules.times()
    small = r"(?:[\s,./'-]*(?:(?:de|del|do|du|of|d')\b\s*)?)"
    long = [word for word in known.parts if len(word) > 1]
    letters = "".join(word for word in known.parts if len(word) == 1)
    romans = "iv|v|vi|i{1,3}"
    parts = (
        rf"(?:(?P<ordinal>{_any(known.ordinals)})\.?\s*(?P<long>{_any(long)})"
        rf"|(?P<name>{_any(long)}|[{letters}])\.?\s*-?\s*(?P<number>[1-6]|{romans})"
        rf"|(?P<digit>[1-6])\s?(?P<letter>[{letters}]))(?![a-z])\.?"
    )
    return {"small": small, "part": parts, "month": f"(?:{_any(known.months)})(?![a-z])"}


@cache
def _year_behind() -> re.Pattern[str]:
    """ "2026 T1", "2026: primer semestre": the year goes behind, as in all the others."""
    p = _pieces()
    what = rf"{p['part']}|{p['month']}\.?"
    apart = r"(?:[\s:,(]+|[-/](?=\S))"
    return re.compile(rf"\b({_YEAR}){apart}({what})(?!{p['small']}\d)\)?")


@cache
def _grammar() -> list[tuple[re.Pattern[str], _Make]]:
    known, p = rules.times(), _pieces()
    month, small = p["month"], p["small"]
    time = r"(?:[t ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:z|[+-]\d\d:?\d\d)?)?"
    ordinal = "(?:er|re|st|nd|rd|th|o|a|n|r|t)?"
    listed: list[tuple[str, _Make]] = [
        (rf"({_YEAR})([-/.])(\d{{1,2}})\2(\d{{1,2}})(?!\d){time}", _year_first),
        (_NUMERIC.pattern + time, _numeric),
        (
            rf"(\d{{1,2}}){ordinal}[\s.-]+(?:(?:de|of|d')\s*)?({month})\.?(?:{small}({_YEAR}))?"
            r"(?:-(\d\d)\b)?",
            _day_month,
        ),
        (rf"({month})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+({_YEAR})\b", _month_day),
        (rf"({month})\.?(?:{small}({_YEAR})\b|[-/'](\d\d)\b)?", _month),
        (rf"{p['part']}(?:{small}(?P<year>{_YEAR})\b)?", _part),
        (rf"(\d{{1,2}})[/.-]({_YEAR})(?!\d)", _month_year),
        (rf"({_YEAR})([-/.])(\d{{1,2}})(?!\d)", _year_and),
        (rf"({_YEAR})(?!\d)", lambda found, order: _Point(int(found[1]))),
    ]
    for kind in ("since", "until", "between", "to", "both", "small"):
        words = getattr(known, kind)
        said = {"both": "and", "small": ""}.get(kind, kind)
        alone = _any(w for w in words if w[-1].isalpha())
        signs = _any(w for w in words if not w[-1].isalpha())
        pattern = "|".join(filter(None, (alone and rf"(?:{alone})(?![a-z0-9])", signs)))
        listed.append((pattern, lambda found, order, said=said: said))  # type: ignore[misc]
    return [(re.compile(pattern), make) for pattern, make in listed]


def _one_day(year: int, month: int, number: int) -> _Point | None:
    if not 1 <= month <= 12 or not 1 <= number <= 31:
        return None
    return _Point(year, (month, number), (month, number))


def _whole_month(year: int, month: int) -> _Point | None:
    return _Point(year, (month, 1), (month, 0)) if 1 <= month <= 12 else None


def _short(year: str | None) -> int:
    return 0 if not year else int(year) if len(year) == 4 else 2000 + int(year)


def _year_first(found: re.Match[str], order: str) -> _Point | None:
    return _one_day(int(found[1]), int(found[3]), int(found[4]))


def _numeric(found: re.Match[str], order: str) -> _Point | None:
    one, two, year = int(found[1]), int(found[3]), _short(found[4])
    if one > 12 or (one == two) or (two <= 12 and order == DAY_FIRST):
        return _one_day(year, two, one)
    if two > 12 or order == MONTH_FIRST:
        return _one_day(year, one, two)
    return None


def _day_month(found: re.Match[str], order: str) -> _Point | None:
    month = rules.times().months[found[2]]
    return _one_day(_short(found[3] or found[4]), month, int(found[1]))


def _month_day(found: re.Match[str], order: str) -> _Point | None:
    return _one_day(int(found[3]), rules.times().months[found[1]], int(found[2]))


def _month(found: re.Match[str], order: str) -> _Point | None:
    return _whole_month(_short(found[2] or found[3]), rules.times().months[found[1]])


def _month_year(found: re.Match[str], order: str) -> _Point | None:
    return _whole_month(int(found[2]), int(found[1]))


def _year_and(found: re.Match[str], order: str) -> _Point | None:
    """2026-03 is a month and 2025/26 two years; 2010-11 may be either, and is neither."""
    year, two = int(found[1]), int(found[3])
    later = two > year % 100 and len(found[3]) == 2
    if two > 12:
        return _Point(year, until=year - year % 100 + two) if later else None
    return None if later else _whole_month(year, two)


def _part(found: re.Match[str], order: str) -> _Point | None:
    """ "primer trimestre", "T1", "1T", "II semestre"."""
    known = rules.times()
    said = found.groupdict()
    length = known.parts[said["long"] or said["name"] or said["letter"]]
    number = known.ordinals[said["ordinal"] or said["number"] or said["digit"]]
    if number > 12 // length:
        return None
    last = number * length
    return _Point(_short(found["year"]), (last - length + 1, 1), (last, 0))
