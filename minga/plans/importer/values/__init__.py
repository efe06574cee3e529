"""What printed figures, dates, states and lists of names say, by rules that are declared."""

from minga.plans.importer.values.names import names
from minga.plans.importer.values.numbers import (
    COMMA,
    POINT,
    convention,
    currency,
    is_figure,
    is_undecided,
    number,
    scale,
)
from minga.plans.importer.values.periods import date_order, day, is_undecided_date, span
from minga.plans.importer.values.states import percent, share, status

__all__ = [
    "COMMA",
    "POINT",
    "convention",
    "currency",
    "date_order",
    "day",
    "is_figure",
    "is_undecided",
    "is_undecided_date",
    "names",
    "number",
    "percent",
    "scale",
    "share",
    "span",
    "status",
]
