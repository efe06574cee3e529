"""Numbers as people write them, by a convention that is declared and never guessed.

COMMA writes 1.866.275,79; POINT writes 1,866,275.79. A form declares the convention of the language
it is shown in, a workbook or a program says which one it uses.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import forms
from django.utils.formats import get_format, number_format
from django.utils.translation import gettext as _

COMMA = ","
POINT = "."
EXAMPLES = {COMMA: "1.866.275,79", POINT: "1,866,275.79"}
LONGEST = 18  # digits before the decimal mark
DIGITS = 15  # that mean something: SQLite keeps no more, and what is kept is what was written

_SHAPES = {
    mark: re.compile(
        rf"[-−]?(?:\d{{1,3}}(?:{re.escape(group)}\d{{3}})+|\d+)(?:{re.escape(mark)}\d+)?"
    )
    for mark, group in ((COMMA, POINT), (POINT, COMMA))
}


class NotANumber(ValueError):
    """The text is no number in the declared convention; the message says what to write."""


def convention() -> str:
    """The decimal mark of the language that is being spoken."""
    return COMMA if get_format("DECIMAL_SEPARATOR") == COMMA else POINT


def read_number(text: str, mark: str = "") -> Decimal:
    """The number that a text says, with `mark` (or the language's) before its decimals.

    Thousands may be grouped with the other mark or with spaces, and only by threes; a percent sign
    at the end is allowed. Raises NotANumber with a sentence for the person.

    >>> read_number("1.866.275,79", COMMA), read_number("23,327,341.51", POINT)
    (Decimal('1866275.79'), Decimal('23327341.51'))
    """
    mark = mark or convention()
    whole = " ".join(text.split())
    shown = whole[:40]
    digits = re.sub(r"(?<=\d)[\s\u00a0\u202f](?=\d{3}(?!\d))", "", whole).removesuffix("%").strip()
    other = POINT if mark == COMMA else COMMA
    if not _SHAPES[mark].fullmatch(digits):
        if _SHAPES[other].fullmatch(digits):
            raise NotANumber(
                _("«%(text)s» está escrito con otra convención: escriba como %(example)s.")
                % {"text": shown, "example": EXAMPLES[mark]}
            )
        raise NotANumber(
            _("«%(text)s» no es un número: escriba solo cifras, como %(example)s.")
            % {"text": shown, "example": EXAMPLES[mark]}
        )
    plain = digits.replace("−", "-").replace(other, "").replace(mark, ".")
    if len(plain) > 2 * LONGEST or len(plain.split(".")[0].lstrip("-")) > LONGEST:
        raise NotANumber(_("«%(text)s» es un número demasiado largo.") % {"text": shown})
    number = Decimal(plain)
    if too_fine(number):
        raise NotANumber(
            _("«%(text)s» tiene más de %(n)d cifras y no se guardaría exacto: redondéelo.")
            % {"text": shown, "n": DIGITS}
        )
    return number


def too_fine(number: Decimal) -> bool:
    """Whether it has more digits than every database keeps."""
    digits = "".join(map(str, number.as_tuple().digits))
    return len(digits.strip("0")) > DIGITS


def write_number(value: Decimal | int | float | None, decimals: int | None = None) -> str:
    """As the language writes it, grouped; without `decimals`, as many as it has."""
    if value is None:
        return ""
    number = Decimal(str(value)) if isinstance(value, float) else Decimal(value)
    if decimals is None:
        number = number.normalize()
        exponent = number.as_tuple().exponent
        decimals = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    number = number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)  # Django cuts them off
    return number_format(number, decimals, use_l10n=True, force_grouping=True)


def write_plain(value: Decimal) -> str:
    """All its digits, ungrouped, with the decimal mark of the language."""
    return f"{value:f}".replace(".", convention())


class NumberField(forms.CharField):
    """A number in the convention of the page's language; gives a Decimal or None."""

    def __init__(self, *, decimals: int = 6, least: Decimal | int | None = None, **fields: Any):
        super().__init__(**fields)
        self.decimals = decimals
        self.least = least

    def prepare_value(self, value: Any) -> Any:
        return write_number(value) if isinstance(value, Decimal | int | float) else value

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        try:
            number = read_number(text)
        except NotANumber as wrong:
            raise forms.ValidationError(str(wrong)) from wrong
        exponent = number.as_tuple().exponent
        if isinstance(exponent, int) and -exponent > self.decimals:
            raise forms.ValidationError(
                _("Escriba a lo más %(n)s decimales.") % {"n": self.decimals}
            )
        if self.least is not None and number < self.least:
            raise forms.ValidationError(
                _("Escriba un número desde %(least)s.") % {"least": write_number(self.least)}
            )
        return number

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "inputmode": "decimal"}
