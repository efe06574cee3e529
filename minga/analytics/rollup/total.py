"""`minga rollup`: the compliance that published facts tell, by what the domain groups it by.

The readings of a year make its value, as the domain's SQL says; values are scored by the rule and
added up. What is kept of parts that did not change is only read.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from django.conf import settings
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from minga.analytics.ask import Answer
from minga.analytics.catalog import NAME, Catalog, own, read_catalog
from minga.analytics.harvest import standing
from minga.analytics.questions import Heading, Question, Said
from minga.analytics.rollup.facts import batches
from minga.analytics.rollup.figures import Figures
from minga.analytics.rollup.goals import PLACES, Goals, Limit
from minga.analytics.rollup.kept import BASES, Member, Odd, Sheet, kept, refused
from minga.analytics.rollup.kernel import Batch, Readings, roll
from minga.analytics.rollup.sources import Source, source
from minga.base.steps import Refused

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MICRO = Decimal("0.000001")
WEIGHTS = 10_000  # weights have four decimals
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Group:
    """What was added up in one group and year, exactly."""

    publisher: str
    keys: tuple[int, ...]
    names: tuple[str, ...]
    year: int
    numerator: Decimal
    denominator: Decimal
    scored: int
    lights: dict[str, int]

    @property
    def share(self) -> Decimal | None:
        if not self.denominator:
            return None
        return (self.numerator / self.denominator).quantize(MICRO, ROUND_HALF_UP)


def rollup(
    by: Sequence[str],
    *,
    folder: Path | None = None,
    year: int | None = None,
    publisher: str = "",
    basis: str = "approved",
) -> Answer:
    """The groups of all publishers, or of one, as an answer that can be shown and written."""
    began = time.monotonic()
    of = source()
    unknown = [name for name in by if name not in of.by]
    if unknown or not by:
        raise Refused(
            _("Se suma por %(known)s; no por «%(name)s».")
            % {"known": ", ".join(of.by), "name": ", ".join(unknown)[:60]}
        )
    if basis not in BASES:
        raise Refused(_("Las lecturas son «approved» o «preliminary»."))
    catalogs = _catalogs(folder or Path(settings.FACTS), publisher)
    rows = [
        (
            *(group.publisher, *group.names, group.year, group.share),
            *(group.numerator, group.denominator, group.scored),
            *(group.lights.get(light, 0) for light in of.light_names),
        )
        for catalog in catalogs
        for group in groups(catalog, by, year=year, basis=basis)
    ]
    given = {"by": ",".join(by), "year": year, "publisher": publisher or None, "basis": basis}
    made_at = min(catalog.made_at for catalog in catalogs)
    seconds = time.monotonic() - began
    return Answer(_question(of, by), given, rows, made_at=made_at, seconds=seconds)


def groups(
    catalog: Catalog, by: Sequence[str], *, year: int | None = None, basis: str = "approved"
) -> list[Group]:
    """What one publisher's facts add up to, in the order of its groups."""
    import duckdb

    of = source()
    with (
        kept(catalog, of) as found,
        duckdb.connect(config={"threads": 1, "memory_limit": "256MB"}) as database,
    ):
        sheet = found.sheet()
        files = found.values(basis, year)
        try:
            rolled = [
                (names, _rolled(database, sheet, files, limits, which))
                for names, limits, which in _ruled(sheet, year)
            ]
        except Odd as error:
            raise refused(catalog, str(error)) from None
        members = [sheet.by[name] for name in by]
        return list(_added(catalog.publisher, sheet, members, rolled)) if rolled else []


def _catalogs(folder: Path, publisher: str) -> list[Catalog]:
    """Each set by itself: what was gathered of many is the same once more."""
    if (folder / NAME).exists():
        found = [read_catalog(folder)]
    else:
        found = [read_catalog(folder / own().name), *standing(folder)]
    catalogs = [catalog for catalog in found if catalog]
    if any(catalog.gathered for catalog in catalogs):
        raise Refused(_("Esa carpeta reúne los datos de muchos: dé la carpeta que la contiene."))
    if not catalogs:
        raise Refused(_("Todavía no hay datos para sumar: escríbalos primero con minga facts."))
    if publisher:
        known = ", ".join(catalog.publisher for catalog in catalogs[:20])
        catalogs = [catalog for catalog in catalogs if catalog.publisher == publisher]
        if not catalogs:
            raise Refused(
                _("No hay datos de «%(name)s»; hay de: %(known)s.")
                % {"name": publisher[:120], "known": known}
            )
    return catalogs


def _ruled(
    sheet: Sheet, year: int | None
) -> Iterator[tuple[list[str], list[Limit], NDArray[np.bool_]]]:
    """The goals of rules with the same thresholds: their lights, the limits, and which they are."""
    by_limits: dict[str, list[int]] = {}
    for rule in np.unique(sheet.rule[~np.isnan(sheet.target)]).tolist():
        by_limits.setdefault(repr(sheet.lights.get(rule, [])), []).append(rule)
    for rules in by_limits.values():
        names, limits = [], []
        for light, start, closed, places in sheet.lights.get(rules[0], []):
            names.append(light)
            if start is None:
                break  # for all the rest
            limits.append(Limit(start, closed, places))
        which = np.isin(sheet.rule, rules)
        if year is not None:
            which &= sheet.year == year
        yield names, limits, which


def _rolled(
    database: DuckDBPyConnection,
    sheet: Sheet,
    files: Sequence[Path],
    limits: Sequence[Limit],
    which: NDArray[np.bool_],
) -> Figures:
    """Each goal's own: groups may overlap, and weights are multiplied in whole numbers."""
    count = len(sheet.thing)
    goals = Goals.of(
        np.arange(count),
        sheet.direction,
        sheet.base,
        np.where(which, sheet.target, np.nan),
        sheet.tolerance,
        np.ones(count),
        count,
    )
    return roll(goals, (_known(batch, count) for batch in batches(database, files)), limits)


def _known(batch: Batch, count: int) -> Batch:
    def read() -> Readings:
        goal, value = batch()
        if len(goal) and not 0 <= goal.min() <= goal.max() < count:
            raise Odd(_("hay lecturas de metas que no están."))
        return goal, value

    return read


def _added(
    publisher: str,
    sheet: Sheet,
    members: Sequence[Member],
    rolled: Sequence[tuple[list[str], Figures]],
) -> Iterator[Group]:
    """Numerators and denominators of all groups, each part to the six decimals of the rule."""
    scored = np.sum([figures.scored for _names, figures in rolled], axis=0)
    capped = np.sum([figures.numerator for _names, figures in rolled], axis=0)
    goal = np.flatnonzero(scored)
    weight = np.rint(sheet.weight[goal] * WEIGHTS).astype(np.int64)
    part = (np.rint(capped[goal] * PLACES).astype(np.int64) * weight + WEIGHTS // 2) // WEIGHTS
    at, codes = np.arange(len(goal)), np.zeros(len(goal), np.int64)
    for member in members:
        again, places = _expanded(sheet.thing[goal[at]], member)
        at, codes = at[again], codes[again] * len(member.keys) + places
    years, year = np.unique(sheet.year[goal[at]], return_inverse=True)
    found, group = np.unique(codes * len(years) + year, return_inverse=True)

    def summed(amounts: NDArray[Any]) -> list[int]:
        sums = np.zeros(len(found), np.int64)
        np.add.at(sums, group, amounts[at])
        whole: list[int] = sums.tolist()
        return whole

    lights: dict[str, Ints] = {}
    for names, figures in rolled:
        for name, row in zip(names, figures.lights, strict=False):
            lights[name] = lights.get(name, np.zeros(len(goal), np.int64)) + row[goal]
    columns = [summed(part), summed(weight), summed(scored[goal])]
    counts = [summed(row) for row in lights.values()]
    for number, code in enumerate(found.tolist()):
        rest, year_place = divmod(code, len(years))
        pairs: list[tuple[Member, int]] = []
        for member in reversed(members):
            rest, place = divmod(rest, len(member.keys))
            pairs.insert(0, (member, place))
        yield Group(
            publisher,
            tuple(member.keys[place] for member, place in pairs),
            tuple(word for member, place in pairs for word in member.names[place]),
            int(years[year_place]),
            Decimal(columns[0][number]).scaleb(-6),
            Decimal(columns[1][number]).scaleb(-4),
            columns[2][number],
            {name: row[number] for name, row in zip(lights, counts, strict=True)},
        )


def _expanded(thing: Ints, member: Member) -> tuple[Ints, Ints]:
    """Each of these once for each group that it counts in: its place here, and the group's."""
    order = np.argsort(member.thing, kind="stable")
    sorted_ = member.thing[order]
    first, last = np.searchsorted(sorted_, thing), np.searchsorted(sorted_, thing, "right")
    lengths = last - first
    again = np.repeat(np.arange(len(thing)), lengths)
    within = np.arange(len(again)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return again, member.place[order[first[again] + within]]


def _question(of: Source, by: Sequence[str]) -> Question:
    """What the columns are, for who shows or writes the rows."""
    columns = (
        Heading("publisher", "text", Said("De quién", "Publisher")),
        *(heading for name in by for heading in of.by[name].columns),
        Heading("year", "year", Said("Año", "Year")),
        Heading("compliance", "percent", Said("Cumplimiento", "Compliance")),
        Heading("part", "number", Said("Suma de peso por cumplimiento", "Sum of weight by score")),
        Heading("weight", "number", Said("Suma de pesos", "Sum of weights")),
        Heading("indicators", "int", Said("Con puntaje", "Scored")),
        *(Heading(name, "int", label) for name, label in of.light_names.items()),
    )
    return Question(
        "rollup",
        of.domain,
        Said("Cumplimiento sumado", "Compliance rolled up"),
        Said("Lo que dicen los datos publicados.", "What published facts tell."),
        Said("un grupo en un año", "a group in a year"),
        (),
        (),
        columns,
        "",
    )
