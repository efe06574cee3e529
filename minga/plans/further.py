"""The further columns of the matrix: what documents say of initiatives besides their articulations.

Only what a plan uses has a column. An initiative with more indicators than articulations takes more
rows, on which the columns of the articulation are empty; figures stand on one row each, so that a
column can be added up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from typing import Any

import orjson
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from minga.opendata.datasets import Cell, Column

SEPARATOR, NOTHING, AGAIN = " · ", "–", " (2)"
LANGUAGES = ("es", "en")
PARTIES = ("responsible", "coordinator", "partner", "funder", "actor")
ONE = {  # one cell an initiative
    "identifier": Column("identifier", _("Código en el documento"), _("Como está impreso."), 12),
    "responsible": Column("responsible", _("Responsable impreso"), _("Según el documento."), 28),
    "coordinator": Column("coordinator", _("Coordina"), _("Según el documento."), 28),
    "partner": Column("partner", _("Con quién"), _("Según el documento."), 28),
    "funder": Column("funder", _("Financia"), _("Según el documento."), 28),
    "actor": Column("actor", _("Participa"), _("Según el documento."), 28),
    "period_printed": Column("period", _("Plazo impreso"), _("Según el documento."), 14),
    "status_printed": Column("status_printed", _("Estado impreso"), _("Según el documento."), 14),
    "progress_printed": Column("progress", _("Avance impreso"), _("Según el documento."), 10),
    "areas": Column("areas_printed", _("Territorio impreso"), _("Según el documento."), 24),
}
INDICATOR = Column("indicator", _("Indicador"), _("Uno por fila."), 36)
UNIT = Column("unit", _("Unidad de medida"), _("Del indicador."), 12)
BASELINE, TARGET, BUDGET = _("Línea base"), _("Meta"), _("Presupuesto")
Details = dict[str, Any]
Money = tuple[str, str, str]  # period, source, currency


@dataclass(frozen=True, slots=True)
class Further:
    """The columns that a plan uses, and how the details of an initiative fill them."""

    one: tuple[str, ...] = ()
    measures: bool = False
    units: bool = False
    baselines: tuple[str, ...] = ()  # periods
    targets: tuple[str, ...] = ()  # periods
    budget: tuple[Money, ...] = ()
    attributes: tuple[str, ...] = ()  # printed headings

    @property
    def columns(self) -> tuple[Column, ...]:
        return (
            *(ONE[name] for name in self.one),
            *((INDICATOR,) if self.measures else ()),
            *((UNIT,) if self.units else ()),
            *(_column("baseline", BASELINE, period) for period in self.baselines),
            *(_column("target", TARGET, period) for period in self.targets),
            *(_column("budget", BUDGET, *money) for money in self.budget),
            *(
                Column(heading, heading, _("Según el documento."), 28)
                for heading in self.attributes
            ),
        )

    def rows(self, kept: str) -> list[tuple[Cell, ...]]:
        """The cells of one initiative, in as many rows as its figures take."""
        details: Details = orjson.loads(kept)
        head = tuple(_cell(details, name) for name in self.one)
        attributes = details.get("attributes", {})
        tail = tuple(attributes.get(heading, "") for heading in self.attributes)
        indicators = details.get("indicators", ())
        paid = [
            [line["printed"] for line in details.get("budget", ()) if _money(line) == money]
            for money in self.budget
        ]
        height = max(1, len(indicators), *map(len, paid))
        return [
            (
                *head,
                *self._measured(indicators[row] if row < len(indicators) else None),
                *(amounts[row] if row < len(amounts) else "" for amounts in paid),
                *tail,
            )
            for row in range(height)
        ]

    def below(self, row: Sequence[Cell]) -> tuple[Cell, ...]:
        """A further row of the same initiative: its figures are on the rows above."""
        start = len(self.one)
        end = len(row) - len(self.attributes)
        return (*row[:start], *[""] * (end - start), *row[end:])

    def _measured(self, indicator: Details | None) -> Iterator[Cell]:
        found = indicator or {"name": "", "unit": "", "baseline": None, "targets": ()}
        if self.measures:
            yield found["name"]
        if self.units:
            yield found["unit"]
        for period in self.baselines:
            said = found["baseline"] and found["baseline_period"] == period
            yield found["baseline"]["printed"] if said else ""
        for period in self.targets:
            yield "; ".join(t["printed"] for t in found["targets"] if t["period"] == period)


def further(every: Iterable[str]) -> Further:
    """The columns that the stored details of the initiatives of a plan need, in a fixed order."""
    one: set[str] = set()
    units: set[str] = set()
    baselines: set[str] = set()
    targets: set[str] = set()
    budget: dict[Money, None] = {}
    attributes: dict[str, None] = {}
    measures = False
    for kept in every:
        details: Details = orjson.loads(kept)
        one |= ONE.keys() & details.keys()
        one |= {party["role"] for party in details.get("parties", ())}
        for indicator in details.get("indicators", ()):
            measures = True
            units.add(indicator["unit"])
            targets |= {target["period"] for target in indicator["targets"]}
            if indicator["baseline"]:
                baselines.add(indicator["baseline_period"])
        budget |= dict.fromkeys(map(_money, details.get("budget", ())))
        attributes |= dict.fromkeys(details.get("attributes", ()))
    return Further(
        tuple(name for name in ONE if name in one),
        measures,
        bool(units - {""}),
        tuple(sorted(baselines)),
        tuple(sorted(targets)),
        tuple(sorted(budget, key=itemgetter(0))),
        tuple(attributes),
    )


def _cell(details: Details, name: str) -> Cell:
    if name in PARTIES:
        return "; ".join(p["name"] for p in details.get("parties", ()) if p["role"] == name)
    value = details.get(name, "")
    return "; ".join(value) if isinstance(value, list) else value


def _money(line: Details) -> Money:
    return line["period"], line["source"], line["currency"]


def _column(name: str, label: Any, *parts: str) -> Column:
    """ "budget · 2026 · Propio · USD", for people "Presupuesto · 2026 · Propio · USD"."""
    while parts and not parts[-1]:
        parts = parts[:-1]
    said = [part or NOTHING for part in parts]
    return Column(
        SEPARATOR.join([name, *said]),
        SEPARATOR.join([str(label), *said]),
        _("Según el documento."),
        14,
    )


def apart(heading: str) -> str:
    """The heading of an attribute, told apart from those of our own columns."""
    return f"{heading}{AGAIN}" if heading in names() else heading


@cache
def names() -> dict[str, str]:
    """Each heading that a column of every plan may have, in our languages → the column's name."""
    from minga.plans.export import COLUMNS

    found = {}
    for column in (*COLUMNS, *ONE.values(), INDICATOR, UNIT):
        found[column.name] = column.name
        for language in LANGUAGES:
            with override(language):
                found[str(column.label)] = column.name
    return found
