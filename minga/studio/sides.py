"""The source beside the result: for each thing to look at, what is printed and what would be kept.

Plain data for the templates: made from a review and from what people said, without a query.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from minga.intake.models import Correction
from minga.intake.reading import Observation
from minga.plans import sentences
from minga.plans.draft import InitiativeDraft
from minga.studio.corrected import OBJECTIVE, Said, part_key
from minga.studio.fields import Field, fields
from minga.studio.places import REPAIRS, Places, Seen, sources
from minga.studio.reviews import between

LINES = 6  # rows of the document shown for one finding
LINES_OF_ROW = 12


@dataclass(frozen=True, slots=True)
class Cell:
    """One printed cell. `marked` says why a person has to look at it."""

    heading: str
    text: str
    marked: str = ""


@dataclass(frozen=True, slots=True)
class Printed:
    """A row of the document."""

    at: int
    table: str
    page: int
    box: tuple[float, float, float, float] | None
    cells: tuple[Cell, ...]

    @property
    def doubtful(self) -> bool:
        return any(cell.marked for cell in self.cells)

    @property
    def strip(self) -> str:
        """Which part of the page shows the row: "0.3100-0.3620"."""
        return f"{self.box[1]:.4f}-{self.box[3]:.4f}" if self.box else ""

    @property
    def frame(self) -> dict[str, str]:
        """The box as the attributes of a rectangle on the page."""
        return _frame(self.box, 0, 1)

    @property
    def frame_in_strip(self) -> dict[str, str]:
        return _frame(self.box, *between(self.box[1], self.box[3])) if self.box else {}


def _frame(box: tuple[float, ...] | None, above: float, below: float) -> dict[str, str]:
    if box is None:
        return {}
    left, top, right, bottom = box
    high = (below - above) or 1
    sides = {
        "x": left,
        "y": (top - above) / high,
        "width": right - left,
        "height": (bottom - top) / high,
    }
    return {name: f"{side:.4f}" for name, side in sides.items()}


@dataclass(frozen=True, slots=True)
class Pair:
    """Something to decide, with both sides."""

    key: str
    kind: str
    title: str
    why: str
    certainty: str
    printed: tuple[Printed, ...]
    kept: tuple[Field, ...]
    record: str = ""  # key of the initiative that would be kept
    code: str = ""
    verb: str = ""  # what was said: "", "accept", "edit" or "skip"
    quotes: tuple[tuple[int, str], ...] = ()
    more: int = 0  # rows of the document that are not shown

    @property
    def shown(self) -> list[Field]:
        return [f for f in self.kept if f.value or f.expected or f.was is not None]

    @property
    def editable(self) -> list[Field]:
        return [field for field in self.kept if field.name]


@dataclass(slots=True)
class Sides:
    """Looks up both sides of anything in one review."""

    places: Places
    said: Said

    def pair(self, key: str, seen: Observation) -> Pair:
        initiative = self.places.subject(seen)
        return Pair(
            key,
            seen.kind,
            sentences.sentence(seen.kind, seen.params),
            sentences.how_read(seen.kind, seen.params),
            seen.certainty,
            tuple(self.printed(seen.table, seen.lines[:LINES], seen)),
            self.kept(initiative, seen) if initiative else (),
            initiative.key if initiative else "",
            code_of(initiative) if initiative else "",
            self._verb(key, initiative),
            tuple(seen.quotes()),
            max(0, len(seen.lines) - LINES),
        )

    def pairs(self, found: Iterable[Seen]) -> list[Pair]:
        return [self.pair(key, seen) for key, seen in found]

    def row(self, initiative: InitiativeDraft) -> Pair:
        """Any initiative with the rows it was read from."""
        lines: dict[tuple[str, int], None] = {}
        for source in sources(initiative):
            lines.update(dict.fromkeys((source.table, line) for line in source.lines))
        kept = self.kept(initiative, None)
        verb = self._verb(initiative.key, initiative)
        return Pair(
            initiative.key,
            "row",
            initiative.name,
            "",
            "",
            tuple(
                row
                for table, line in list(lines)[:LINES_OF_ROW]
                for row in self.printed(table, [line], None)
            ),
            kept,
            initiative.key,
            code_of(initiative),
            verb or (Correction.Verb.EDIT if any(f.was is not None for f in kept) else ""),
            (),
            max(0, len(lines) - LINES_OF_ROW),
        )

    def _verb(self, key: str, initiative: InitiativeDraft | None) -> str:
        """What was said of it, or of the row that it is about."""
        row = self.said.get((initiative.key, "")) if initiative else None
        if row and row.verb == Correction.Verb.SKIP:
            return row.verb
        correction = self.said.get((key, ""))
        return correction.verb if correction else ""

    def printed(
        self, table: str, lines: Iterable[int], seen: Observation | None
    ) -> Iterator[Printed]:
        for line in lines:
            row = self.places.row(table, line)
            if row is None:
                continue
            headings = self.places.headings(table, len(row.cells))
            repaired = seen is not None and seen.kind in REPAIRS
            cells = tuple(
                Cell(
                    headings[place],
                    cell or "",
                    _("reparada")
                    if repaired and cell
                    else _("dudosa")
                    if place in row.unsure
                    else "",
                )
                for place, cell in enumerate(row.cells)
                if cell is not None
            )
            yield Printed(row.at, table, row.page, row.box, cells)

    def kept(self, initiative: InitiativeDraft, seen: Observation | None) -> tuple[Field, ...]:
        return tuple(fields(self.places, initiative, self.said, seen))


def code_of(initiative: InitiativeDraft) -> str:
    return initiative.identifier or f"{initiative.objective}.{initiative.number}"


def touched(found: Sequence[Seen], places: Places) -> set[str]:
    """The keys under which people may have said something of these findings."""
    keys: set[str] = set()
    for key, seen in found:
        keys.add(key)
        if initiative := places.subject(seen):
            keys |= keys_of(initiative, places)
    return keys


def keys_of(initiative: InitiativeDraft, places: Places) -> set[str]:
    """An initiative, its articulations and the objectives that it is listed under."""
    return {
        initiative.key,
        *(part_key(initiative, part) for part in initiative.articulations),
        *(f"{OBJECTIVE}{code}" for code in places.above(initiative.objective)),
    }
