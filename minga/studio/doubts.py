"""What is not clear in a document, as questions to a person."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from minga.intake.layout import Doubt
from minga.intake.reading import Reading, Table


@dataclass(frozen=True, slots=True)
class Question:
    says: str
    examples: tuple[str, ...]


def questions(doubts: tuple[Doubt, ...], reading: Reading) -> list[Question]:
    several = len(reading.tables) > 1
    return [Question(_says(doubt, several), doubt.examples) for doubt in doubts]


def _says(doubt: Doubt, several: bool) -> str:
    if doubt.about == "numbers":
        return _("¿Cómo están escritos los números?")
    if doubt.about == "dates":
        return _("¿Qué va primero en las fechas, el día o el mes?")
    if doubt.about != "column":
        return _("¿Es la tabla «%s» parte del plan?") % doubt.key
    heading = column(doubt.key)
    if several and doubt.table:
        return _("¿Qué trae «%(column)s», en la tabla «%(table)s»?") % {
            "column": heading,
            "table": doubt.table,
        }
    return _("¿Qué trae la columna «%s»?") % heading


def column(key: str) -> str:
    """A column by its heading; one without heading is called by its number ("#6")."""
    if key.startswith("#") and key[1:].isdecimal():
        return _("Columna %s, sin encabezado") % key[1:]
    return key or _("(sin encabezado)")


def first_text(table: Table) -> str:
    """The first words of a table, to know it by."""
    for row in table.rows:
        texts = [" ".join(cell.split()) for cell in row.cells if cell and cell.strip()]
        if texts:
            return " · ".join(texts)[:90]
    return ""
