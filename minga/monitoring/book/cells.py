"""What the cells of a row say: numbers by the declared convention, days, words of a list."""

from __future__ import annotations

import datetime
import re
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from minga.base.days import refuse_far
from minga.base.numbers import EXAMPLES, LONGEST, NotANumber, read_number
from minga.base.search import fold
from minga.base.steps import Refused
from minga.monitoring.book.columns import SHEETS

Cell = str | float | None
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ].*)?")
_YES = {"si", "sí", "yes", "1", "x", "true", "verdadero"}
_NO = {"no", "0", "false", "falso"}


class Cells:
    """The cells of one row of a table, asked for by their column.

    `mark` is the decimal mark that the table declares for numbers that are written as text; "" is
    none, and then only those that read the same either way are taken.
    """

    def __init__(self, sheet: str, at: int, cells: dict[str, Cell], mark: str) -> None:
        self.sheet, self.at, self.mark = SHEETS[sheet], at, mark
        self.cells = cells

    def refuse_errors(self) -> None:
        """A cell with an error is not an empty one."""
        for column, cell in self.cells.items():
            if cell is None:
                raise Refused(
                    _("La celda de «%s» tiene un error o una fórmula sin resultado: corríjala.")
                    % self.label(column)
                )

    def label(self, column: str) -> str:
        return self.sheet.label(column)

    def says(self, column: str) -> bool:
        cell = self.cells.get(column, "")
        return cell is not None and cell != ""

    def text(self, column: str, most: int = 0) -> str:
        """In one line where it has a limit of letters."""
        cell = self.cells.get(column, "")
        if isinstance(cell, float):
            cell = f"{exact(cell):f}"
        said = " ".join((cell or "").split()) if most else (cell or "").strip()
        if most and len(said) > most:
            raise Refused(
                _("«%(text)s…», en «%(column)s», es largo: escriba hasta %(most)d letras.")
                % {"text": said[:30], "column": self.label(column), "most": most}
            )
        if "\0" in said:
            raise Refused(_("«%s» tiene una letra que no se puede guardar.") % self.label(column))
        return said

    def number(self, column: str, decimals: int = 6) -> Decimal | None:
        """A number of the file is taken as it is; a text by the declared convention."""
        cell = self.cells.get(column, "")
        if cell is None or cell == "":
            return None
        if isinstance(cell, float):
            if not abs(cell) < 10**LONGEST:  # nor is it a number at all
                raise Refused(_("El número de «%s» es demasiado largo.") % self.label(column))
            return exact(cell).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
        try:
            number = self._written(cell)
        except NotANumber as wrong:
            raise Refused(f"{self.label(column)}: {wrong}") from None
        if -number.as_tuple().exponent > decimals:  # type: ignore[operator]
            raise Refused(
                _("«%(text)s», en «%(column)s», tiene más de %(n)d decimales.")
                % {"text": cell, "column": self.label(column), "n": decimals}
            )
        return number

    def _written(self, text: str) -> Decimal:
        if self.mark:
            return read_number(text, self.mark)
        number = read_number(text, ",") if not re.search(r"[.,]", text) else None
        if number is None:
            raise NotANumber(
                _(
                    "«%(text)s» se lee de dos modos: diga si los decimales van con coma, como"
                    " %(comma)s, o con punto, como %(point)s."
                )
                % {"text": text[:40], "comma": EXAMPLES[","], "point": EXAMPLES["."]}
            )
        return number

    def whole(self, column: str, most: int = 32_767) -> int | None:
        number = self.number(column)
        if number is None:
            return None
        if number != number.to_integral_value() or not 0 <= number <= most:
            raise Refused(
                _("«%(text)s», en «%(column)s», no es un número entero de 0 a %(most)d.")
                % {"text": self.text(column), "column": self.label(column), "most": most}
            )
        return int(number)

    def day(self, column: str) -> datetime.date | None:
        said = self.text(column)
        if not said:
            return None
        found = _DAY.fullmatch(said)
        try:
            day = datetime.date(*map(int, found.groups()[:3])) if found else None
        except ValueError:
            day = None
        if day is None:
            raise Refused(
                _("«%(text)s», en «%(column)s», no es una fecha: escríbala como 2027-03-31.")
                % {"text": said[:40], "column": self.label(column)}
            )
        refuse_far(**{column: day})
        return day

    def choice(self, column: str, kind: Any) -> str:
        """A value of a list, itself or by its label in any of our languages."""
        said = self.text(column)
        if not said:
            return ""
        value = words(kind).get(fold(said.replace("_", " ")))
        if value is None:
            raise Refused(
                _("«%(text)s» no es un valor de «%(column)s»: escriba %(values)s.")
                % {
                    "text": said[:40],
                    "column": self.label(column),
                    "values": ", ".join(str(label).partition(":")[0] for label in kind.labels),
                }
            )
        return value

    def yes(self, column: str) -> bool | None:
        said = fold(self.text(column))
        if not said:
            return None
        if said in _YES or said in _NO:
            return said in _YES
        raise Refused(_("En «%s» escriba sí o no.") % self.label(column))

    def uuid(self) -> str:
        said = self.text("uuid")
        try:
            return str(UUID(said)) if said else ""
        except ValueError:
            raise Refused(
                _("«%s» no es un identificador: déjelo en blanco si no lo sabe.") % said[:40]
            ) from None


def exact(number: float) -> Decimal:
    """The shortest decimal that is this number: what was typed."""
    return Decimal(repr(number)) if number % 1 else Decimal(int(number))


@lru_cache(maxsize=20)
def words(kind: Any) -> dict[str, str]:
    found = {fold(value.replace("_", " ")): str(value) for value in kind.values}
    for language, _name in settings.LANGUAGES:
        with override(language):
            for value, label in kind.choices:
                found.setdefault(fold(str(label)), str(value))
                found.setdefault(fold(str(label).partition(":")[0]), str(value))
    return found
