"""Objectives of any depth, from the headings that rows stand under."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from minga.intake.folding import fold
from minga.intake.reading import Observation
from minga.intake.stitch import Piece
from minga.plans.draft import ObjectiveDraft
from minga.plans.importer import codes
from minga.plans.importer.matrix import Matrix
from minga.plans.importer.sheet import LevelColumns, Sheet

_UNFIT = re.compile(r"[^\w.\-]+")
_ALIKE = 0.75
_LONGEST = 36


class Levels:
    """Goes down the rows of one sheet and knows which objectives each row stands under."""

    def __init__(self, matrix: Matrix, sheet: Sheet) -> None:
        self.matrix = matrix
        self.sheet = sheet
        self.columns: Sequence[LevelColumns] = sheet.levels
        self.places = sorted(
            {c for level in self.columns for c in (level.text, level.code) if c is not None}
        )
        self.last: list[str | None] | None = None
        self.lowest = ""
        self.current: list[str] = [""] * len(self.columns)  # code of the objective at each depth
        self.known: dict[tuple[int, str, str, str], str] = {}
        self.numberings = [self._numbering(level) for level in self.columns]
        self.anew = self._begin_anew()

    def take(self, piece: Piece) -> None:
        headings = self._headings(piece)
        if headings == self.last:
            return
        self.last = headings
        for place, level in enumerate(self.columns):
            text, code = self._printed(piece, level)
            if not text and not code:
                if piece.cells[level.shown] == "":
                    self.current[place:] = [""] * (len(self.columns) - place)
                continue
            above = next((c for c in reversed(self.current[:place]) if c), "")
            key = (place, above, code, text)
            known = self.known.get(key)
            if known is None:
                known = self.known[key] = self._heading(place, above, code, text, piece)
            if self.current[place] != known:
                self.current[place] = known
                self.current[place + 1 :] = [""] * (len(self.columns) - place - 1)
        self.lowest = next((c for c in reversed(self.current) if c), "")

    def _headings(self, piece: Piece) -> list[str | None]:
        """What a row prints of all its levels: mostly the same as the row above."""
        cells = piece.cells
        return [cells[column] for column in self.places]

    def objective(self) -> str:
        """The code of the objective that the row stands under, one for none where it must."""
        return self.lowest or self.matrix.without_objective()

    @staticmethod
    def _printed(piece: Piece, level: LevelColumns) -> tuple[str, str]:
        text = "" if level.text is None else piece.cells[level.text] or ""
        code = "" if level.code is None else piece.cells[level.code] or ""
        return text, code

    def _numbering(self, level: LevelColumns) -> codes.Numbering:
        if level.code is not None or level.text is None:
            return codes.NONE
        return codes.of_headings(piece.cells[level.text] or "" for piece in self.sheet.pieces)

    def _begin_anew(self) -> frozenset[int]:
        """The levels whose codes are told apart only by what stands above them: they repeat those
        of a level above, or stand under two of its headings."""
        used: list[dict[str, set[str]]] = [{} for _level in self.columns]
        current = [""] * len(self.columns)
        last: list[str | None] | None = None
        for piece in self.sheet.pieces:
            headings = self._headings(piece)
            if headings == last:
                continue
            last = headings
            for place, level in enumerate(self.columns):
                text, code = self._printed(piece, level)
                if not text and not code:
                    continue
                code = code or self.numberings[place].split(text)[0]
                current[place] = code or fold(text)
                current[place + 1 :] = [""] * (len(self.columns) - place - 1)
                if code:
                    used[place].setdefault(code, set()).add("\n".join(current[:place]))
        found = set()
        for place in range(1, len(used)):
            above = {code for codes_of in used[:place] for code in codes_of}
            for code, parents in used[place].items():
                if code in above or (len(parents) > 1 and code.rpartition(".")[0] not in above):
                    found.add(place)
        return frozenset(found)

    def _heading(self, place: int, above: str, code: str, text: str, piece: Piece) -> str:
        matrix, level = self.matrix, self.columns[place]
        name = text
        if not code:
            code, name = self.numberings[place].split(text)
        code = _UNFIT.sub("-", code).strip("-.")[:_LONGEST]
        parent = above
        prefix = code.rpartition(".")[0]
        depth = matrix.depth_of(level.depth)
        if place and prefix in matrix.objectives and matrix.objectives[prefix].depth < depth:
            parent = prefix
        named = (depth, parent, fold(name))
        if not code:
            code = matrix.uncoded.get(named) or matrix.new_code(parent)
        elif place in self.anew and parent and not code.startswith(f"{parent}."):
            code = f"{parent}.{code}"
        if len(code) > _LONGEST:
            code = matrix.new_code(parent if len(parent) < _LONGEST // 2 else "")
        code = self._settled(code, name, depth, piece, level.shown)
        matrix.uncoded.setdefault(named, code)
        if code not in matrix.objectives:
            source = self.sheet.source(piece, level.shown, text or code)
            matrix.objectives[code] = ObjectiveDraft(code, name or code, depth, parent, source)
        return code

    def _settled(self, code: str, name: str, depth: int, piece: Piece, column: int) -> str:
        """The code itself, or another where a different objective has it already."""
        known = self.matrix.objectives.get(code)
        if not known or (known.depth == depth and _same(known.name, name, code)):
            return code
        number = 2
        while (other := f"{code}-{number}") in self.matrix.objectives and not _same(
            self.matrix.objectives[other].name, name, code
        ):
            number += 1
        if other not in self.matrix.objectives:
            lines = (*known.source.lines, *piece.lines(column))
            self.matrix.observations.append(
                Observation(
                    "repeated_code",
                    "medium",
                    "certain",
                    tuple(sorted(dict.fromkeys(lines))),
                    {"code": code, "name": known.name, "other": name, "given": other},
                    {
                        "quotes": [
                            {"line": min(known.source.lines, default=0), "text": known.name},
                            {"line": piece.at, "text": name},
                        ]
                    },
                    table=self.sheet.table_of(piece),
                )
            )
        return other


def _same(one: str, other: str, code: str) -> bool:
    """Whether two headings with one code are the same, a misprint or a cut aside."""
    a, b = fold(one), fold(other)
    if a == b or not b or not a or one == code or other == code:
        return True
    if a.startswith(b) or b.startswith(a):
        return True
    return SequenceMatcher(None, a, b, autojunk=False).ratio() >= _ALIKE
