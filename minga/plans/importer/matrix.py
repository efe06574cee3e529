"""From rows put together to objectives, initiatives and articulations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from minga.intake.columns import Columns
from minga.intake.folding import fold
from minga.intake.reading import Observation, Source
from minga.intake.stitch import Piece, Shape, Stitched, split_code
from minga.plans.draft import ArticulationDraft, InitiativeDraft, ObjectiveDraft
from minga.plans.importer import mechanisms, rules


@dataclass(slots=True)
class Part:
    """An articulation being read."""

    number: int
    objective: str
    printed: str  # mechanisms as printed
    codes: tuple[str, ...]
    piece: Piece

    @property
    def line(self) -> int:
        return self.piece.at


@dataclass(slots=True)
class Entry:
    """An initiative being read."""

    objective: str
    number: int
    name: str
    folded: str  # the name, as names are compared
    piece: Piece
    parts: list[Part] = field(default_factory=list)
    lead: str = ""  # who the name says carries it out

    @property
    def key(self) -> str:
        return f"{self.objective}#{self.number}"

    @property
    def line(self) -> int:
        return self.piece.at

    def lines(self) -> tuple[int, ...]:
        """The lines on which the initiative and its further articulations begin."""
        return tuple(dict.fromkeys([self.line, *(part.line for part in self.parts)]))


@dataclass(slots=True)
class Matrix:
    """All that the tables of one document hold."""

    objectives: dict[str, ObjectiveDraft] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    observations: list[Observation] = field(default_factory=list)
    levels: tuple[str, ...] = ()
    roles: dict[str, str] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)  # role → 1-based column

    def parts(self) -> Iterator[tuple[Entry, Part]]:
        for entry in self.entries:
            for part in entry.parts:
                yield entry, part

    def deepest(self) -> list[ObjectiveDraft]:
        """Objectives that have none below them."""
        parents = {objective.parent for objective in self.objectives.values()}
        return [o for code, o in self.objectives.items() if code not in parents]


def shape(columns: Columns) -> Shape:
    roles = columns.roles
    levels = []
    for prefix in rules.LEVELS:
        column = roles.get(f"{prefix}_objective", roles.get(f"{prefix}_code"))
        if column is not None:
            levels.append(column)
    details = ("articulation_objective", "mechanisms", "mechanisms_text", "articulation_number")
    return Shape(
        tuple(levels),
        roles["initiative"],
        tuple(roles[role] for role in details if role in roles),
        exact="initiative_number" in roles or "articulation_number" in roles,
    )


class Reader:
    """Reads one run of tables with the same header into the matrix."""

    def __init__(self, matrix: Matrix, columns: Columns, stitched: Stitched, shape: Shape) -> None:
        self.matrix = matrix
        self.roles = columns.roles
        self.stitched = stitched
        self.shape = shape
        self.depths = [p for p in rules.LEVELS if self._has(p)]
        self.current: list[str] = [""] * len(self.depths)  # code of the objective at each depth
        self.known: dict[tuple[int, str, str, str], str] = {}
        self.uncoded: dict[tuple[int, str, str], str] = {}  # depth, parent, name → code
        self.given: dict[str, int] = {}  # parent → last number given to an uncoded heading
        self.numbers: dict[str, int] = {}
        self.repeats = self._repeats()
        self.anew = self._begin_anew()
        matrix.levels = matrix.levels or tuple(self._level_name(columns, p) for p in self.depths)
        for role, column in columns.roles.items():
            matrix.roles.setdefault(columns.printed[column], role)
            matrix.places.setdefault(role, column + 1)

    def run(self) -> None:
        entry: Entry | None = None
        number_before = ""
        began = len(self.matrix.entries)
        for piece in self.stitched.pieces:
            self._levels(piece)
            name = piece.cells[self.shape.record] or ""
            printed_number = self._cell(piece, "initiative_number")
            if not name and not any(piece.cells[c] for c in self.shape.details):
                continue
            objective = self._objective()
            further = (
                entry is not None
                and entry.objective == objective
                and (
                    not name
                    or (bool(printed_number) and printed_number == number_before)
                    or (not printed_number and self.repeats and fold(name) == entry.folded)
                )
            )
            if entry is None or not further:
                entry = self._open(objective, name, printed_number, piece)
            number_before = printed_number
            self._part(entry, piece)
        self._name_subjects(self.matrix.entries[began:])

    def _has(self, prefix: str) -> bool:
        return f"{prefix}_objective" in self.roles or f"{prefix}_code" in self.roles

    def _cell(self, piece: Piece, role: str) -> str:
        column = self.roles.get(role)
        return "" if column is None else piece.cells[column] or ""

    def _repeats(self) -> bool:
        """Whether each row repeats what it belongs to, so that a name again is the same one."""
        pieces = [p for p in self.stitched.pieces if p.cells[self.shape.record] or p.nameless]
        if not pieces or any(piece.nameless for piece in pieces):
            return False
        deepest = self.shape.levels[-1:]
        return all(piece.cells[column] for piece in pieces for column in deepest)

    def _begin_anew(self) -> frozenset[int]:
        """The depths whose codes repeat those above: their numbering begins anew under each."""
        codes: list[set[str]] = []
        for depth, prefix in enumerate(self.depths):
            found = {self._cell(piece, f"{prefix}_code") for piece in self.stitched.pieces}
            if self.shape.levels[depth] in self.stitched.coded:
                headings = {
                    self._cell(piece, f"{prefix}_objective") for piece in self.stitched.pieces
                }
                found |= {split_code(heading)[0] for heading in headings}
            codes.append(found - {""})
        return frozenset(d for d in range(1, len(codes)) if codes[d] & codes[d - 1])

    @staticmethod
    def _level_name(columns: Columns, prefix: str) -> str:
        column = columns.roles.get(f"{prefix}_objective")
        printed = "" if column is None else columns.printed[column]
        return "" if "_" in printed else printed

    def _levels(self, piece: Piece) -> None:
        for depth, prefix in enumerate(self.depths):
            text = self._cell(piece, f"{prefix}_objective")
            code = self._cell(piece, f"{prefix}_code")
            if not text and not code:
                column = self.shape.levels[depth]
                if self.shape.exact and piece.cells[column] == "":
                    self.current[depth:] = [""] * (len(self.depths) - depth)
                continue
            above = next((c for c in reversed(self.current[:depth]) if c), "")
            key = (depth, above, code, text)
            known = self.known.get(key)
            if known is None:
                known = self.known[key] = self._heading(depth, above, code, text, piece)
            if self.current[depth] != known:
                self.current[depth] = known
                self.current[depth + 1 :] = [""] * (len(self.depths) - depth - 1)

    def _heading(self, depth: int, above: str, code: str, text: str, piece: Piece) -> str:
        column = self.roles.get(f"{self.depths[depth]}_objective", self.shape.levels[depth])
        name = text
        if not code and column in self.stitched.coded:
            code, name = split_code(text)
        parent = above
        prefix = code.rpartition(".")[0]
        if depth and prefix in self.matrix.objectives:
            parent = prefix
        if not code:
            named = (depth, parent, fold(name))
            code = self.uncoded.get(named) or self._new_code(parent)
            self.uncoded[named] = code
        if depth in self.anew and parent and "." not in code:
            code = f"{parent}.{code}"
        if code not in self.matrix.objectives:
            source = Source(text or code, piece.lines(column), column + 1)
            self.matrix.objectives[code] = ObjectiveDraft(code, name, depth + 1, parent, source)
        return code

    def _new_code(self, parent: str) -> str:
        """The next free number under the objective above."""
        while True:
            number = self.given[parent] = self.given.get(parent, 0) + 1
            code = f"{parent}.{number}" if parent else f"{number}"
            if code not in self.matrix.objectives:
                return code

    def _objective(self) -> str:
        code = next((c for c in reversed(self.current) if c), "")
        if not code:
            code = next(iter(self.matrix.objectives), "1")
            if code not in self.matrix.objectives:
                self.matrix.objectives[code] = ObjectiveDraft(code, "", 1, "", Source("", (), 0))
        return code

    def _open(self, objective: str, name: str, printed: str, piece: Piece) -> Entry:
        number = int(printed) if printed.isdigit() and len(printed) < 7 else 0
        last = self.numbers.get(objective, 0)
        if number <= last:
            number = last + 1
        self.numbers[objective] = number
        if not name:  # a row of its own that no name covers: its objective has to name it
            name = next(piece.cells[c] or "" for c in self.shape.details if piece.cells[c])
        entry = Entry(objective, number, name, fold(name), piece, lead=lead(name))
        self.matrix.entries.append(entry)
        return entry

    def _part(self, entry: Entry, piece: Piece) -> None:
        objective = self._cell(piece, "articulation_objective")
        given = self._cell(piece, "mechanisms")
        printed = self._cell(piece, "mechanisms_text") or given
        number = self._cell(piece, "articulation_number")
        if not (objective or printed or number):
            return
        last = entry.parts[-1].number if entry.parts else 0
        wanted = int(number) if number.isdigit() and len(number) < 7 else 0
        codes = mechanisms.parse(given or printed).codes if printed else ()
        entry.parts.append(
            Part(wanted if wanted > last else last + 1, objective, printed, codes, piece)
        )

    def _name_subjects(self, entries: Sequence[Entry]) -> None:
        """Tell each repair which initiatives it concerns, by the lines they were read from."""
        by_line: dict[int, list[str]] = {}
        if self.stitched.observations:
            for entry in entries:
                pieces = [entry.piece, *(part.piece for part in entry.parts)]
                for line in {row.at for piece in pieces for row in piece.rows}:
                    by_line.setdefault(line, []).append(entry.key)
        for seen in self.stitched.observations:
            if seen.kind == "unassigned_heading":  # it concerns no initiative
                self.matrix.observations.append(seen)
                continue
            keys = dict.fromkeys(key for line in seen.lines for key in by_line.get(line, ()))
            self.matrix.observations.append(replace(seen, subjects=tuple(keys)))


def drafts(matrix: Matrix) -> Iterator[InitiativeDraft]:
    places = matrix.places
    name_at = places["initiative"]
    objective_at = places.get("articulation_objective", 0)
    mechanisms_at = places.get("mechanisms_text", places.get("mechanisms", 0))
    for entry in matrix.entries:
        articulations = []
        for part in entry.parts:
            sources = {
                "objective": Source(
                    part.objective, part.piece.lines(objective_at - 1), objective_at
                ),
                "mechanisms": Source(
                    part.printed, part.piece.lines(mechanisms_at - 1), mechanisms_at
                ),
            }
            articulations.append(
                ArticulationDraft(part.number, part.objective, part.codes, sources)
            )
        yield InitiativeDraft(
            entry.objective,
            entry.number,
            entry.name,
            tuple(articulations),
            {"name": Source(entry.name, entry.piece.lines(name_at - 1), name_at)},
            kind(entry.folded),
            entry.lead,
        )


@lru_cache(maxsize=1024)
def _kind_of(words: tuple[str, ...]) -> str:
    known = rules.words()
    skipped = known.articles | known.prepositions
    led = False
    for word in words:
        if word in known.kinds:
            return known.kinds[word]
        if word in skipped or (not led and word in known.leading):
            led = led or word in known.leading
            continue
        return ""
    return ""


def kind(folded: str) -> str:
    """The kind that the first telling word of a name says: "Elaboración del Plan…" is a plan."""
    return _kind_of(tuple(folded.split(maxsplit=5)[:5]))


def lead(name: str) -> str:
    """Who the name says carries it out."""
    known = rules.words()
    lower = name.lower()
    if not any(hint in lower for hint in known.executed_hints):
        return ""
    for pattern in known.executed_by:
        found = pattern.search(name)
        if found:
            return found["lead"].strip()
    return ""
