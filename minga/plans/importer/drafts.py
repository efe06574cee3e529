"""From initiatives read to initiatives drafted."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from minga.intake.folding import fold
from minga.intake.reading import Source
from minga.plans.draft import ArticulationDraft, InitiativeDraft
from minga.plans.importer import rules
from minga.plans.importer.gather import Gatherer
from minga.plans.importer.matrix import Entry, Matrix, Part
from minga.plans.importer.naming import kind
from minga.plans.importer.sheet import Sheet
from minga.plans.importer.values import names
from minga.plans.importer.writing import Writing


def drafts(matrix: Matrix, writing: Writing) -> Iterator[InitiativeDraft]:
    gatherer = Gatherer(writing, frozenset(_standing_alone(matrix.sheets)))
    for entry in matrix.entries:
        sheet = entry.sheet
        sources = {"name": sheet.source(entry.piece, sheet.one["initiative"], entry.name)}
        column = sheet.one.get("identifier")
        if entry.identifier and column is not None:
            sources["identifier"] = sheet.source(entry.piece, column)
        more: dict[str, Any] = {}
        if sheet.has or entry.further:
            more = gatherer.more(entry)
            sources |= more.pop("sources")
        yield InitiativeDraft(
            entry.objective,
            entry.number,
            entry.name,
            tuple(_articulation(part) for part in entry.parts),
            sources,
            _kind(entry),
            entry.lead,
            entry.identifier,
            **more,
        )


def _kind(entry: Entry) -> str:
    """What a column says, in our own words, or else the name."""
    column = entry.sheet.one.get("kind")
    printed = "" if column is None else entry.piece.cells[column]
    return printed if printed and printed in _kinds() else kind(entry.folded)


@cache
def _kinds() -> frozenset[str]:
    return frozenset(rules.words().kinds.values())


def _articulation(part: Part) -> ArticulationDraft:
    one = part.sheet.one
    sources = {
        "objective": _source(part, one.get("articulation_objective"), part.objective),
        "mechanisms": _source(part, one.get("mechanism_text", one.get("mechanism")), part.printed),
    }
    return ArticulationDraft(part.number, part.objective, part.codes, sources)


def _source(part: Part, column: int | None, text: str) -> Source:
    if column is None:
        return Source(text, (part.line,), 0)
    return part.sheet.source(part.piece, column, text)


def _standing_alone(sheets: list[Sheet]) -> set[str]:
    """Names that fill a cell by themselves somewhere, folded: others may list them."""
    cells = {
        text
        for sheet in sheets
        for column in (*sheet.those, *sheet.areas)
        for piece in sheet.pieces
        if (text := piece.cells[column])
    }
    return {fold(name) for text in cells if "," not in text for name in names(text)}
