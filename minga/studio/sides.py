"""The source beside the result: for each thing to look at, what is printed and what would be kept.

Plain data for the templates: made from a review and from what people said, without a query.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from minga.intake.models import Correction
from minga.intake.reading import Observation, Reading, Row, Source
from minga.plans import sentences
from minga.plans.draft import ArticulationDraft, InitiativeDraft, PlanDraft
from minga.plans.importer.rules import mechanisms
from minga.studio.corrected import Said, finding_key, part_key

REPAIRS = {"shifted_row", "continued_row", "misplaced_under_heading", "unassigned_heading"}
UNSURE = {"unsure_cell", "error_cell", "unmatched_key"}
_SEARCHED = 300  # rows in which the headings of a table are looked for
GROUPS = ("repairs", "unsure", "doubts", "gaps")


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
    def frame(self) -> dict[str, str]:
        """The box as the attributes of a rectangle on the page."""
        if self.box is None:
            return {}
        left, top, right, bottom = self.box
        sides = {"x": left, "y": top, "width": right - left, "height": bottom - top}
        return {name: f"{side:.4f}" for name, side in sides.items()}


@dataclass(frozen=True, slots=True)
class Field:
    """A value that would be kept. `name` is what a correction calls it; "" cannot be edited."""

    key: str
    name: str
    label: str
    value: str
    marked: str = ""
    listed: tuple[str, ...] = ()
    choices: tuple[tuple[str, str], ...] = ()


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


@dataclass(slots=True)
class Sides:
    """Looks up both sides of anything in one review."""

    reading: Reading
    draft: PlanDraft
    said: Said
    _rows: dict[tuple[str, int], Row] = field(default_factory=dict)
    _headings: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _objectives: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._objectives = {o.code: o.name for o in self.draft.objectives}
        for table in self.reading.tables:
            for row in table.rows:
                self._rows[table.name, row.at] = row
                self._rows.setdefault(("", row.at), row)

    def pairs(self, observations: Sequence[Observation]) -> list[Pair]:
        wanted = {key for seen in observations for key in seen.subjects[:3]}
        known = {i.key: i for i in self.draft.initiatives if i.key in wanted}
        return [self.pair(seen, known) for seen in observations]

    def pair(self, seen: Observation, known: Mapping[str, InitiativeDraft]) -> Pair:
        key = finding_key(seen)
        initiative = next((known[k] for k in seen.subjects if k in known), None)
        correction = self.said.get((key, ""))
        return Pair(
            key,
            seen.kind,
            sentences.sentence(seen.kind, seen.params),
            sentences.how_read(seen.kind, seen.params),
            seen.certainty,
            tuple(self.printed(seen.table, seen.lines[:6], seen)),
            tuple(self.kept(initiative, seen)) if initiative else (),
            initiative.key if initiative else "",
            code_of(initiative) if initiative else "",
            correction.verb if correction else "",
            tuple(seen.quotes()),
        )

    def row(self, initiative: InitiativeDraft) -> Pair:
        """Any initiative with the rows it was read from."""
        lines: dict[int, None] = {}
        table = ""
        for source in sources(initiative):
            table = table or source.table
            lines.update(dict.fromkeys(source.lines))
        correction = self.said.get((initiative.key, ""))
        return Pair(
            initiative.key,
            "row",
            initiative.name,
            "",
            "",
            tuple(self.printed(table, list(lines)[:12], None)),
            tuple(self.kept(initiative, None)),
            initiative.key,
            code_of(initiative),
            correction.verb if correction else "",
        )

    def printed(
        self, table: str, lines: Iterable[int], seen: Observation | None
    ) -> Iterator[Printed]:
        for line in lines:
            row = self._rows.get((table, line))
            if row is None:
                continue
            headings = self._headings_of(table, len(row.cells))
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

    def _headings_of(self, table: str, width: int) -> tuple[str, ...]:
        """The headings as the draft knows them, by place; else the number of the column."""
        if table not in self._headings:
            self._headings[table] = self._find_headings(table)
        found = self._headings[table]
        return tuple(
            (found[n] if n < len(found) and found[n] else _("Columna %s") % (n + 1))
            for n in range(width)
        )

    def _find_headings(self, table: str) -> tuple[str, ...]:
        """The row of the table that holds most of the headings that were understood."""
        known = set(self.draft.columns)
        first = [t for t in self.reading.tables if t.name == table] or self.reading.tables[:1]
        best: tuple[int, tuple[str, ...]] = (0, ())
        for row in (row for t in first for row in t.rows[:_SEARCHED]):
            cells = tuple(" ".join((cell or "").split()) for cell in row.cells)
            score = sum(cell in known for cell in cells)
            best = max(best, (score, cells), key=lambda found: found[0])
        return best[1]

    def kept(self, initiative: InitiativeDraft, seen: Observation | None) -> Iterator[Field]:
        repaired = seen is not None and seen.kind in REPAIRS
        named = set(seen.lines) if seen else set()
        yield Field("", "", _("Objetivo"), f"{initiative.objective} {self._objective(initiative)}")
        yield self._field(
            initiative.key,
            "name",
            _("Iniciativa"),
            initiative.name,
            self._mark(initiative, "name", repaired, named),
        )
        for part in initiative.articulations:
            key = part_key(initiative, part)
            if part.objective:
                yield self._field(
                    key,
                    "objective",
                    _("Objetivo de articulación"),
                    part.objective,
                    self._mark(part, "objective", repaired, named),
                )
            codes = self._value(key, "mechanisms", list(part.mechanisms))
            yield Field(
                key,
                "mechanisms",
                _("Mecanismos"),
                "; ".join(codes),
                self._mark(part, "mechanisms", repaired, named),
                tuple(_mechanism(code) for code in codes),
            )
        yield from self._details(initiative)

    def _details(self, initiative: InitiativeDraft) -> Iterator[Field]:
        roles: dict[str, list[str]] = {}
        for party in initiative.parties:
            roles.setdefault(party.role, []).append(party.name)
        for role, names in roles.items():
            yield Field("", "", _ROLES.get(role, role), "; ".join(names))
        if initiative.period_printed or initiative.starts:
            dates = " – ".join(str(d) for d in (initiative.starts, initiative.ends) if d)
            yield Field("", "", _("Plazo"), initiative.period_printed or dates)
        if initiative.status_printed:
            yield Field("", "", _("Estado"), initiative.status_printed)
        for indicator in initiative.indicators:
            targets = "; ".join(f"{p}: {v.printed}".strip(": ") for p, v in indicator.targets)
            yield Field("", "", _("Indicador"), f"{indicator.name} {targets}".strip())
        for line in initiative.budget:
            yield Field("", "", _("Presupuesto"), f"{line.period} {line.amount.printed}".strip())
        for heading, text in initiative.attributes.items():
            yield Field("", "", heading, text)

    def _objective(self, initiative: InitiativeDraft) -> str:
        return self._objectives.get(initiative.objective, "")

    def _value(self, key: str, name: str, value: list[str]) -> list[str]:
        correction = self.said.get((key, name))
        if correction and correction.verb == Correction.Verb.EDIT:
            return list(correction.value or ())
        return value

    def _field(self, key: str, name: str, label: str, value: str, mark: str) -> Field:
        correction = self.said.get((key, name))
        if correction and correction.verb == Correction.Verb.EDIT:
            return Field(key, name, label, str(correction.value), _("corregido"))
        return Field(key, name, label, value, mark)

    @staticmethod
    def _mark(
        of: InitiativeDraft | ArticulationDraft, name: str, repaired: bool, lines: set[int]
    ) -> str:
        source = of.sources.get(name)
        if source is None:
            return ""
        if source.unsure:
            return _("dudoso")
        return _("reparado") if repaired and lines & set(source.lines) else ""


_ROLES = {
    "responsible": _("Responsable"),
    "partner": _("Con quién"),
    "funder": _("Quién financia"),
    "coordinator": _("Coordina"),
    "actor": _("Actor"),
}


def sources(initiative: InitiativeDraft) -> Iterator[Source]:
    yield from initiative.sources.values()
    for part in initiative.articulations:
        yield from part.sources.values()


def code_of(initiative: InitiativeDraft) -> str:
    return initiative.identifier or f"{initiative.objective}.{initiative.number}"


def group_of(seen: Observation) -> str:
    """Where a finding stands in the review: repaired, unsure, a gap, or a doubt."""
    if seen.kind in REPAIRS:
        return "repairs"
    if seen.kind in UNSURE:
        return "unsure"
    return "gaps" if seen.kind.startswith("missing") else "doubts"


def _mechanism(code: str) -> str:
    known = mechanisms().get(code)
    return known.label if known else code
