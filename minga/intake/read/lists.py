"""Items of lists: the bullets people type, and the numbers that a program writes for them."""

from __future__ import annotations

import re

_BULLET = re.compile(r"\s*(?:[•◦▪▫‣●○■□◆◇➢➤✓·∙\uf0b7\uf0a7\uf0d8]|[-–—*+](?=\s))\s*(?=\S)")
_ROMAN = [
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
]  # fmt: skip


def without_bullet(text: str) -> str | None:
    """What stands behind a bullet, or None where the text does not begin with one.

    >>> without_bullet("• Ordenar el suelo"), without_bullet("1.2 Ordenar")
    ('Ordenar el suelo', None)
    """
    bullet = _BULLET.match(text)
    return text[bullet.end() :] if bullet else None


def numeral(number: int, style: str) -> str:
    """A number as a list prints it: "decimal", "padded", "letter", "LETTER", "roman" or "ROMAN".

    >>> [numeral(4, style) for style in ("decimal", "padded", "letter", "ROMAN")]
    ['4', '04', 'd', 'IV']
    """
    if style == "padded":
        return f"{number:02}"
    if style.lower() == "letter" and 0 < number <= 260:
        # after z comes aa, then bb, as word processors count
        said = chr(97 + (number - 1) % 26) * ((number - 1) // 26 + 1)
    elif style.lower() == "roman" and 0 < number < 4000:
        said = _roman(number)
    else:
        return str(number)
    return said.upper() if style.isupper() else said


def _roman(number: int) -> str:
    said = ""
    for value, letters in _ROMAN:
        times, number = divmod(number, value)
        said += letters * times
    return said
