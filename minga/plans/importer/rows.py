"""From rows put together to initiatives and articulations under their objectives."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from minga.intake.folding import fold
from minga.intake.reading import Observation
from minga.intake.stitch import Piece
from minga.plans.importer import codes, mechanisms
from minga.plans.importer.levels import Levels
from minga.plans.importer.matrix import Entry, Matrix, Part
from minga.plans.importer.naming import lead
from minga.plans.importer.sheet import Sheet

_LAST_NUMBER = re.compile(r"[.\-/\s]0*(\d{1,6})")
PARTS = ("articulation_objective", "mechanism", "mechanism_text", "articulation_number")
_LONG = 1.25  # rows for each different name from which a table tells one thing on several rows


class Reader:
    """Reads one sheet into the matrix."""

    def __init__(self, matrix: Matrix, sheet: Sheet, seen: Sequence[Observation] = ()) -> None:
        self.matrix = matrix
        self.sheet = sheet
        self.seen = seen
        self.record = sheet.one["initiative"]
        self.shape = sheet.shape()
        self.levels = Levels(matrix, sheet)
        self.more = bool(sheet.has)
        self.told = tuple(sheet.one.get(role, -1) for role in PARTS)
        if max(self.told) < 0:
            self.told = ()
        self.repeats = self._repeats()
        self.long = sheet.long = self._is_long()
        self.numbering = self._numbering()
        self.by_name: dict[tuple[str, str], Entry] = {}
        matrix.sheets.append(sheet)
        self._name_levels()

    def run(self) -> None:
        entry: Entry | None = None
        number_before = ""
        began = len(self.matrix.entries)
        one = self.sheet.one
        code_at, number_at = one.get("identifier"), one.get("initiative_number")
        for piece in self.sheet.pieces:
            cells = piece.cells
            self.levels.take(piece)
            name = cells[self.record] or ""
            if not name and not any(cells[c] for c in self.shape.details):
                continue
            code, name = self.numbering.split(name) if name else ("", name)
            identifier = code if code_at is None else cells[code_at] or code
            number = "" if number_at is None else cells[number_at] or ""
            known = self._of_another_table(identifier, name)
            objective = known.objective if known else self.levels.objective()
            known = known or self._known(entry, objective, name, identifier, number, number_before)
            if known is None:
                entry = self._open(objective, name, identifier, number, piece)
            else:
                entry = known
                if self.more:
                    entry.further.append((self.sheet, piece))
            number_before = number
            if self.told:
                self._part(entry, piece)
        self._name_subjects(self.matrix.entries[began:])

    def _of_another_table(self, identifier: str, name: str) -> Entry | None:
        """A table without objectives goes on with the initiatives that others list, by code."""
        if not identifier or self.sheet.levels:
            return None
        same = self.matrix.by_code.get(identifier)
        return same if same and (not name or same.folded == fold(name)) else None

    def _known(
        self,
        entry: Entry | None,
        objective: str,
        name: str,
        identifier: str,
        number: str,
        number_before: str,
    ) -> Entry | None:
        """The initiative that a row goes on with, if it begins none: by identifier, by number,
        else by its name where each row repeats what it belongs to."""
        if identifier:
            same = self.matrix.by_identifier.get((objective, identifier))
            return same if same and (not name or same.folded == fold(name)) else None
        if entry and entry.objective == objective:
            if not name or (number and number == number_before):
                return entry
            if number or not self.repeats:
                return None
            if fold(name) == entry.folded:
                return entry
        return self.by_name.get((objective, fold(name))) if self.long and name else None

    def _repeats(self) -> bool:
        """Whether each row repeats what it belongs to, so that a name again is the same one."""
        pieces = [p for p in self.sheet.pieces if p.cells[self.record] or p.nameless]
        if not pieces or any(piece.nameless for piece in pieces):
            return False
        deepest = self.shape.levels[-1:]
        return all(piece.cells[column] for piece in pieces for column in deepest)

    def _is_long(self) -> bool:
        """Whether an initiative takes a row for each of its years, indicators or partners, in
        whatever order the rows stand."""
        if not self.repeats or not self.more or self.told:
            return False
        names = [fold(p.cells[self.record] or "") for p in self.sheet.pieces]
        return len(names) >= _LONG * len(set(names))

    def _numbering(self) -> codes.Numbering:
        """How names are coded, where no column holds their codes."""
        if self.sheet.one.keys() & {"identifier", "initiative_number"}:
            return codes.NONE
        return codes.of_names(piece.cells[self.record] or "" for piece in self.sheet.pieces)

    def _name_levels(self) -> None:
        for place, level in enumerate(self.sheet.levels):
            printed = "" if level.text is None else self.sheet.printed[level.text]
            if "_" in printed:
                printed = ""
            name = printed or self.levels.numberings[place].said
            depth = self.matrix.depth_of(level.depth)
            if name:
                self.matrix.names.setdefault(depth, name)

    def _open(self, objective: str, name: str, identifier: str, number: str, piece: Piece) -> Entry:
        given = self._number(objective, number, identifier)
        if not name:  # a row of its own that no name covers: its first text has to name it
            name = next(piece.cells[c] or "" for c in self.shape.details if piece.cells[c])
        entry = Entry(
            objective,
            given,
            name,
            fold(name),
            piece,
            self.sheet,
            lead=lead(name),
            identifier=identifier,
        )
        self.matrix.entries.append(entry)
        if identifier:
            self._remember(objective, identifier, entry)
        if self.long:
            self.by_name.setdefault((objective, entry.folded), entry)
        return entry

    def _number(self, objective: str, printed: str, identifier: str) -> int:
        """The printed number, else the one that ends "1.1.12" under 1.1, else the next."""
        number = int(printed) if printed.isdigit() and len(printed) < 7 else 0
        if not number and identifier.startswith(objective):
            found = _LAST_NUMBER.fullmatch(identifier[len(objective) :])
            number = int(found[1]) if found else 0
        last = self.matrix.numbers.get(objective, 0)
        if number <= last:
            number = last + 1
        self.matrix.numbers[objective] = number
        return number

    def _remember(self, objective: str, identifier: str, entry: Entry) -> None:
        self.matrix.by_code.setdefault(identifier, entry)
        known = self.matrix.by_identifier.setdefault((objective, identifier), entry)
        if known is not entry:
            self.matrix.observations.append(
                Observation(
                    "repeated_identifier",
                    "medium",
                    "certain",
                    tuple(sorted({known.line, entry.line})),
                    {"identifier": identifier, "name": known.name, "other": entry.name},
                    {
                        "quotes": [
                            {"line": one.line, "text": f"{identifier} {one.name}"}
                            for one in (known, entry)
                        ]
                    },
                    (known.key, entry.key),
                    self.sheet.table_of(entry.piece),
                )
            )

    def _part(self, entry: Entry, piece: Piece) -> None:
        cells = [*piece.cells, ""]  # the last one stands for a column that is not there
        objective, given, text, number = [cells[column] or "" for column in self.told]
        printed = text or given
        if not (objective or printed or number):
            return
        last = entry.parts[-1].number if entry.parts else 0
        wanted = int(number) if number.isdigit() and len(number) < 7 else 0
        found = mechanisms.parse(given or printed).codes if printed else ()
        entry.parts.append(
            Part(
                wanted if wanted > last else last + 1, objective, printed, found, piece, self.sheet
            )
        )

    def _name_subjects(self, entries: Sequence[Entry]) -> None:
        """Tell each repair which initiatives it concerns, by the lines they were read from."""
        by_line = keys_by_line(entries) if self.seen else {}
        for seen in self.seen:
            if seen.kind == "unassigned_heading":  # it concerns no initiative
                self.matrix.observations.append(seen)
                continue
            keys = dict.fromkeys(key for line in seen.lines for key in by_line.get(line, ()))
            self.matrix.observations.append(replace(seen, subjects=tuple(keys)))


def keys_by_line(entries: Sequence[Entry]) -> dict[int, list[str]]:
    by_line: dict[int, list[str]] = {}
    for entry in entries:
        pieces = [*(p for _s, p in entry.rows()), *(part.piece for part in entry.parts)]
        for line in {row.at for piece in pieces for row in piece.rows}:
            by_line.setdefault(line, []).append(entry.key)
    return by_line
