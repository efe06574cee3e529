"""A mapped table as rows are read from it: which column holds what, and how its cells are cut."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from minga.intake.blocks import Mapped
from minga.intake.folding import clean
from minga.intake.reading import Source
from minga.intake.stitch import Piece, Shape
from minga.plans import further
from minga.plans.importer import crosses, ours

PARTIES = ("responsible", "coordinator", "partner", "funder", "actor")
_SEVERAL = {*PARTIES, "indicator", "unit", "baseline", "target", "budget", "budget_source", "area"}
_ONE = {
    *("initiative", "identifier", "initiative_number", "articulation_objective"),
    *("articulation_number", "mechanism", "mechanism_text", "period", "start", "end"),
    *("status", "progress", "kind"),
}
_LEFT_OUT = {"ignore", "articulation_status"}
_PLACED = {"initiative", "identifier", "initiative_number"}  # they say which initiative it is
_YEAR = re.compile(r"\b((?:19|20)\d\d)\b")


@dataclass(frozen=True, slots=True)
class LevelColumns:
    depth: int  # as the roles count: 1 is the highest
    text: int | None
    code: int | None

    @property
    def shown(self) -> int:
        """The column that a heading stands in."""
        return self.text if self.text is not None else self.code or 0


@dataclass(frozen=True, slots=True)
class Measure:
    """The columns of one indicator: its name, unit, baselines and targets with their periods."""

    name: int | None
    unit: int | None = None
    baselines: tuple[tuple[int, str], ...] = ()
    targets: tuple[tuple[int, str], ...] = ()

    def columns(self) -> Iterator[int]:
        yield from (c for c in (self.name, self.unit) if c is not None)
        yield from (column for column, _period in (*self.baselines, *self.targets))


@dataclass(frozen=True, slots=True)
class Money:
    column: int
    period: str
    source: str
    heading: str


@dataclass(slots=True)
class Sheet:
    mapped: Mapped
    one: dict[str, int] = field(default_factory=dict)  # role of a single column → column
    levels: tuple[LevelColumns, ...] = ()
    parties: tuple[tuple[str, int], ...] = ()  # role, column
    measures: tuple[Measure, ...] = ()
    budgets: tuple[Money, ...] = ()
    payers: tuple[int, ...] = ()  # columns that name who pays
    areas: tuple[int, ...] = ()
    attributes: tuple[tuple[str, int], ...] = ()  # printed heading, column
    calendar: tuple[crosses.Crossed, ...] = ()  # of those, the periods of a calendar of crosses
    several: bool = False  # whether the document has other tables, so that each is named
    pieces: list[Piece] = field(default_factory=list)
    places: tuple[int, ...] = ()  # the printed column of each column
    unsure: bool = False  # whether any cell may not say what was printed
    has: frozenset[str] = frozenset()  # what it says besides objectives and articulations
    those: tuple[int, ...] = ()  # columns of those who take part
    times: tuple[int, ...] = ()
    states: tuple[int, ...] = ()
    noted: tuple[tuple[str, tuple[int, ...]], ...] = ()  # fields whose place is kept
    ours: bool = False  # whether Minga published it
    long: bool = False  # an initiative takes a row for each of its years, indicators, partners

    @property
    def printed(self) -> tuple[str, ...]:
        return self.mapped.block.printed

    def take(self, pieces: list[Piece]) -> None:
        self.pieces = pieces
        self.unsure = any(piece.unsure for piece in pieces)

    def table_of(self, piece: Piece) -> str:
        """The name of the table that a row was printed in, where the document has several."""
        return piece.table if self.several else ""

    def columns_of(self, *roles: str) -> tuple[int, ...]:
        return tuple(self.one[role] for role in roles if role in self.one)

    def cell(self, piece: Piece, role: str) -> str:
        column = self.one.get(role)
        return "" if column is None else piece.cells[column] or ""

    def source(self, piece: Piece, column: int, text: str = "") -> Source:
        return Source(
            text or piece.cells[column] or "",
            piece.lines(column),
            self.places[column],
            piece.table if self.several else "",
            column in piece.unsure,
        )

    def shape(self) -> Shape:
        levels = tuple(level.shown for level in self.levels)
        record = self.one["initiative"]
        codes = {level.code for level in self.levels if level.code is not None}
        placed = {self.one[role] for role in _PLACED if role in self.one}
        taken = {*levels, record, *codes, *placed}
        details = tuple(c for c in range(len(self.printed)) if c not in taken)
        exact = "initiative_number" in self.one or "articulation_number" in self.one
        return Shape(levels, record, details, exact=exact)


def raw(piece: Piece, column: int) -> str:
    """The cell with its line ends, where it stands in one row as it was printed."""
    text = piece.cells[column] or ""
    if len(piece.rows) == 1 and column < len(piece.rows[0].cells):
        printed = piece.rows[0].cells[column] or ""
        if "\n" in printed and clean(printed) == text:
            return printed
    return text


def sheet(mapped: Mapped, *, several: bool = False) -> Sheet:
    """Which column holds what. A role that only one column can have goes to the first of the
    surest; what is left over stays as an attribute, so that nothing is lost."""
    made = Sheet(mapped, several=several)
    block = mapped.block
    made.places = tuple(block.place(column) for column in range(len(block.printed)))
    levels: dict[int, dict[str, int]] = {}
    left: list[int] = []
    order = sorted(range(len(mapped.roles)), key=lambda c: (-mapped.roles[c].confidence, c))
    for column in order:
        role = mapped.roles[column].name
        head = role.split(":")[0]
        if head.startswith("objective_"):
            number, _sep, kind = head.removeprefix("objective_").partition("_")
            slot = levels.setdefault(int(number), {})
            if kind not in slot:
                slot[kind] = column
                continue
        elif head in _ONE and head not in made.one:
            made.one[head] = column
            continue
        elif head in _SEVERAL or head in _LEFT_OUT:
            continue
        left.append(column)
    made.ours = ours.is_ours(block.printed)
    if made.ours:
        left = _without_ours(made, left)
    made.levels = tuple(
        LevelColumns(depth, slot.get(""), slot.get("code"))
        for depth, slot in sorted(levels.items())
    )
    made.parties = tuple((role, c) for role in PARTIES for c in mapped.columns(role))
    made.payers = tuple(mapped.columns("budget_source"))
    made.areas = tuple(mapped.columns("area"))
    made.measures = tuple(_measures(mapped))
    made.budgets = tuple(_budgets(mapped))
    made.attributes = tuple(_attributes(mapped, sorted(left)))
    if made.ours:
        made.attributes = tuple((ours.attribute(heading), c) for heading, c in made.attributes)
    made.those = tuple(column for _role, column in made.parties)
    made.times = made.columns_of("period", "start", "end")
    if not made.times:
        free = [column for _heading, column in made.attributes]
        made.calendar = tuple(crosses.columns(block.printed, block.rows, free))
        made.times = tuple(column for column, *_period in made.calendar)
    made.states = made.columns_of("status", "status_printed", "progress")
    made.has = frozenset(
        name
        for name, columns in (
            *(("parties", made.parties), ("indicators", made.measures)),
            *(("budget", made.budgets), ("areas", made.areas), ("times", made.times)),
            *(("states", made.states), ("attributes", made.attributes)),
        )
        if columns
    )
    noted = {
        "areas": made.areas,
        "period_printed": made.times,
        "status": made.columns_of("status"),
        "progress": made.columns_of("progress"),
    }
    made.noted = tuple((name, columns) for name, columns in noted.items() if columns)
    return made


def _without_ours(made: Sheet, left: list[int]) -> list[int]:
    """Our own files hold the printed state beside the state."""
    for column in left:
        if further.names().get(made.printed[column]) == "status_printed":
            made.one["status_printed"] = column
            return [other for other in left if other != column]
    return left


def _attributes(mapped: Mapped, columns: list[int]) -> Iterator[tuple[str, int]]:
    """Headings that stand twice are told apart; a column without one is named by its place."""
    seen: dict[str, int] = {}
    for column in columns:
        heading = mapped.block.printed[column]
        if not heading:
            if not any(_filled(row.cells, column) for row in mapped.block.rows):
                continue
            heading = _("Columna %s") % mapped.block.place(column)
        seen[heading] = times = seen.get(heading, 0) + 1
        yield (heading if times == 1 else f"{heading} ({times})"), column


def _filled(cells: tuple[str | None, ...], column: int) -> bool:
    return column < len(cells) and bool((cells[column] or "").strip())


def _measures(mapped: Mapped) -> Iterator[Measure]:
    """Each indicator column with the unit, baseline and target columns that stand nearest after
    it; those before the first one are its own too."""
    names = mapped.columns("indicator")
    rest = [c for role in ("unit", "baseline", "target") for c in mapped.columns(role)]
    if not names and not rest:
        return
    owners: dict[int | None, list[int]] = {name: [] for name in names} or {None: []}
    for column in sorted(rest):
        before = [name for name in names if name < column]
        owner = before[-1] if before else (names[0] if names else None)
        owners[owner].append(column)
    for name, columns in owners.items():
        by_role: dict[str, list[tuple[int, str]]] = {"unit": [], "baseline": [], "target": []}
        for column in columns:
            role, _sep, period = mapped.roles[column].name.partition(":")
            if role == "baseline" and not period:
                found = _YEAR.search(mapped.block.printed[column])
                period = found[1] if found else ""
            by_role[role].append((column, period))
        unit = by_role["unit"][0][0] if by_role["unit"] else None
        yield Measure(name, unit, tuple(by_role["baseline"]), tuple(by_role["target"]))


def _budgets(mapped: Mapped) -> Iterator[Money]:
    for column in mapped.columns("budget"):
        _role, period, source = [*mapped.roles[column].name.split(":", 2), "", ""][:3]
        yield Money(column, period, source, mapped.block.printed[column])
