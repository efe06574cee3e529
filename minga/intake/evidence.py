"""What the cells of a column look like: small tests of one cell, and their shares over a sample."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from minga.intake.folding import clean
from minga.intake.reading import Row

SAMPLE = 40
_STRIDES = 120

Test = Callable[[str], bool]

_CODE = re.compile(
    r"\(?[A-Za-zÀ-ÿ]{0,6}(?:[-._/ ]?[A-Z]{0,5}\d{1,8}[A-Za-z]?)+[.)ºª°]?"
    r"|[IVXLC]{1,5}(?:[.-]\d{1,3})*[.)]?"
    r"|[A-Za-z][.)]?(?:[.-]?\d{1,3})*"
    r"|[A-Z0-9]{2,}(?:-[A-Z0-9]+){1,6}"
)
_YEAR = re.compile(r"(?:19|20)\d\d(?:\.0)?")
_DATE = re.compile(
    r"\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?(?:\d{4}|\d\d)(?:[ T].*)?"
    r"|\d{4}[/.-]\d{1,2}(?:[/.-]\d{1,2}(?:[ T].*)?)?"
    r"|\d{1,2}[/-]\d{4}"
    r"|(?:\d{1,2}\.?[\s/-](?:de |d')?)?[^\W\d]{3,10}\.?[\s/-](?:de |del |of )?(?:19|20)\d\d"
    r"|(?:\d{1,2}[\s/-])?[^\W\d]{3,10}\.?[-/']'?\d\d"
    r"|[^\W\d]{3,9}\.? \d{1,2},? (?:19|20)\d\d"
)
_PERIOD = re.compile(
    r"FY ?'?\d\d(?:[/-]\d\d)?"
    r"|.*(?<!\d)(?:19|20)\d\d(?!\d).*|[TQS][1-4]\b.*|[1-4][TQS]\b.*|\d{1,3} ?[^\W\d]{3,10}",
    re.DOTALL,
)
_NUMBER = re.compile(r"[-+(]?\s?(?:\d{1,3}(?:[.,'’\s]\d{3})+|\d+)(?:[.,]\d+)?\)?\s?%?")
_FIGURE = re.compile(r"[<>≥≤±~+-]?\s?\d[\d.,'’]*(?:\s?\d{3})*\s?(?:%|[^\W\d][^\d]{0,24})?")
_GROUPED = re.compile(r"\d{1,3}(?:[.,'’\s]\d{3})+(?:[.,]\d+)?|\d{4,}(?:[.,]\d+)?|\d+[.,]\d\d")
_MONEY = re.compile(r"[€$£¥₲]|\b(?:US[D$]?|EUR|BRL|GBP|COP|MXN|CLP|PEN)\b", re.IGNORECASE)
_PERCENT = re.compile(r"[-+]?\d{1,4}(?:[.,]\d+)?\s?%|[01](?:[.,]\d{1,17})?")
_MARK = re.compile(r"[xX✓✔●■▪•█√⬛☑*+]+|\s*")
_CLOCK = re.compile(r"\d{1,2}[:h.]\d\d(?:[:.]\d\d)?(?:\s?[ap]\.?m\.?)?", re.IGNORECASE)
_MAIL = re.compile(r"[^\s@]+@[^\s@]+\.\w+")
_PHONE = re.compile(r"\+?[\d\s().-]{7,18}")


def is_code(cell: str) -> bool:
    return len(cell) <= 26 and bool(_CODE.fullmatch(cell))


def is_year(cell: str) -> bool:
    return bool(_YEAR.fullmatch(cell))


def is_date(cell: str) -> bool:
    return len(cell) <= 40 and bool(_DATE.fullmatch(cell) or is_year(cell))


def is_period(cell: str) -> bool:
    return len(cell) <= 60 and bool(_DATE.fullmatch(cell) or _PERIOD.fullmatch(cell))


def is_number(cell: str) -> bool:
    return bool(_NUMBER.fullmatch(cell))


def is_figure(cell: str) -> bool:
    """A number, with or without what it counts: "10 km", "≥ 80 %"."""
    return len(cell) <= 40 and bool(_FIGURE.fullmatch(cell) or is_money(cell))


def is_money(cell: str) -> bool:
    """An amount: with a sign of money, or large, or with cents."""
    if len(cell) > 40 or not any(c.isdigit() for c in cell):
        return False
    if _MONEY.search(cell):
        return True
    return bool(_GROUPED.fullmatch(cell)) and not is_year(cell)


def is_percent(cell: str) -> bool:
    return bool(_PERCENT.fullmatch(cell))


def is_mark(cell: str) -> bool:
    """A cross or a filled box, as in a calendar."""
    return len(cell) <= 3 and bool(_MARK.fullmatch(cell))


def is_clock(cell: str) -> bool:
    return bool(_CLOCK.fullmatch(cell))


def is_contact(cell: str) -> bool:
    """An address of mail or a telephone number, which two years or an amount are not."""
    if _MAIL.search(cell):
        return True
    if not _PHONE.fullmatch(cell) or "." in cell or is_period(cell) or is_money(cell):
        return False
    return sum(c.isdigit() for c in cell) >= 7


GENERAL: Mapping[str, Test] = {
    "code": is_code,
    "year": is_year,
    "date": is_date,
    "period": is_period,
    "number": is_number,
    "figure": is_figure,
    "money": is_money,
    "percent": is_percent,
    "mark": is_mark,
    "clock": is_clock,
    "contact": is_contact,
}


@dataclass(frozen=True)
class Cells:
    """A sample of the filled cells of one column."""

    texts: tuple[str, ...]
    tests: Mapping[str, Test]
    rows: int = 0  # rows looked at for them

    def share(self, test: str) -> float:
        """The share of the sample that passes the test; 0 where there is nothing to look at."""
        return _share(self.texts, self.tests[test])

    @property
    def distinct(self) -> float:
        return len(set(self.texts)) / len(self.texts) if self.texts else 0.0

    @property
    def length(self) -> float:
        return sum(map(len, self.texts)) / len(self.texts) if self.texts else 0.0

    @property
    def examples(self) -> tuple[str, ...]:
        return tuple(list(dict.fromkeys(text[:80] for text in self.texts))[:3])


@lru_cache(maxsize=4096)
def _share(texts: tuple[str, ...], test: Test) -> float:
    return sum(map(test, texts)) / len(texts) if texts else 0.0


def sample(
    rows: Sequence[Row], column: int, tests: Mapping[str, Test], nothing: frozenset[str]
) -> Cells:
    """Up to SAMPLE filled cells from all over the column; those that say `nothing` do not count."""
    for step in dict.fromkeys((max(1, len(rows) // _STRIDES), 1)):
        texts: list[str] = []
        looked = 0
        for index in range(0, len(rows), step):
            cells = rows[index].cells
            looked += 1
            cell = cells[column] if column < len(cells) else None
            if cell and (text := clean(cell)) and text.lower().strip(" .") not in nothing:
                texts.append(text)
                if len(texts) == 3 * SAMPLE:
                    break
        if len(texts) >= SAMPLE // 2:
            break
    spread = max(1, len(texts) // SAMPLE)
    return Cells(tuple(texts[::spread][:SAMPLE]), tests, looked if rows else 0)
