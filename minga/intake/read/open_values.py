"""A cell of an ODS as a person should read it: its value where the print hides or rounds it.

Numbers are written plainly, as XLSX gives them: "1.866.275,79 €" is "1866275.79 €" and "1,10" is
"1.10", whatever the language of the sheet. The printed digits are kept where they say the whole
value. Dates are ISO, as precise as they are printed: "mar-24" is "2024-03".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from minga.intake.read.letters import printed

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
KIND, _VALUE = f"{_OFFICE}value-type", f"{_OFFICE}value"
_FIGURE = re.compile(r"(?:[-−–+]\s?)?\d(?:[\d.,'’\s]*\d)?")
_SIGNS = "-−–+"
_WORDS = re.compile(r"[^\W\d_]{3,}")
_NUMBERS = re.compile(r"\d+")
_LONGEST = 40  # letters of a number


def value(kind: str, shown: str, said: Mapping[str, str]) -> str:
    """By the type of the cell, the text in it, and all that its attributes say."""
    if kind == "string":
        return shown or printed(said.get(f"{_OFFICE}string-value", ""))
    if kind in ("float", "percentage", "currency"):
        return number(shown, said.get(_VALUE, ""), percent=kind == "percentage")
    if kind == "date":
        return day(shown, said.get(f"{_OFFICE}date-value", ""))
    return shown or said.get(f"{_OFFICE}{kind}-value", "")


def number(shown: str, said: str, *, percent: bool = False) -> str:
    """
    >>> number("1.866.275,79 €", "1866275.79"), number("1,10", "1.1"), number("###", "2.5")
    ('1866275.79 €', '1.10', '2.5')
    >>> number("46 %", "0.457", percent=True), number("007", "7")
    ('45.7%', '007')
    """
    if not percent and shown.replace(",", ".") == said:  # nearly all
        return said
    try:
        exact = Decimal(said) if len(said) <= _LONGEST else None
    except InvalidOperation:
        exact = None
    if exact is None or not exact.is_finite() or abs(exact.adjusted()) > _LONGEST:
        return shown or said[:_LONGEST]
    if percent:
        exact *= 100
    figure = _FIGURE.search(shown)
    digits = figure and _digits(figure[0], exact)
    if figure is None or digits is None:
        return f"{_plain(exact)}%" if percent else _plain(exact)
    before, after = shown[: figure.start()], shown[figure.end() :]
    if before.endswith("(") and after.startswith(")"):  # how accountants write less than nothing
        before, after = before[:-1], after[1:]
    if exact < 0 and before.rstrip().endswith(tuple(_SIGNS)):
        before = before.rstrip()[:-1]
    sign = "-" if exact < 0 else ""
    return f"{before}{sign}{digits}{after}".strip()


def _digits(figure: str, exact: Decimal) -> str | None:
    """The printed digits with a decimal point, if they say the whole value."""
    figure = "".join(figure.lstrip(_SIGNS).split())
    for point in ".,":
        left, dot, right = figure.rpartition(point)
        if not dot:
            left, right = figure, ""
        plain = f"{re.sub(r'[^0-9]', '', left)}.{right}"
        if right.strip("0123456789") or Decimal(plain) != abs(exact):
            continue
        return plain.rstrip(".") if not right else plain
    left = re.sub(r"[^0-9]", "", figure)
    return left if left and Decimal(left) == abs(exact) else None


def _plain(exact: Decimal) -> str:
    if exact == exact.to_integral_value():
        return str(exact.quantize(Decimal(1)))
    return f"{exact.normalize():f}"


def day(shown: str, said: str) -> str:
    """
    >>> day("01/03/24", "2024-03-01"), day("mar-24", "2024-03-01"), day("2027", "2027-01-01")
    ('2024-03-01', '2024-03', '2027')
    """
    date, _t, time = said.partition("T")
    if len(date) != 10:
        return shown or said[:_LONGEST]
    parts = len(_NUMBERS.findall(shown)) + bool(_WORDS.search(shown))
    if time.strip("0:.Z"):
        return said[:19]
    if parts in (1, 2) and shown:
        return date[:4] if parts == 1 else date[:7]
    return date
