"""Tables that refer to each other by keys: which column of which leads to which.

A column refers to another where nearly all of its values are among the values of that one, and
those are each there once: "axis_id" to the "id" of the axes, "acciones" ("A1; A3") to the codes of
the actions.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from minga.intake.blocks import Block
from minga.intake.evidence import Cells
from minga.intake.folding import clean, fold
from minga.intake.reading import Row
from minga.plans.importer import content
from minga.plans.importer.grid import Column
from minga.plans.importer.meanings import meanings, read

_MOST = 0.8  # share of the values that must lead somewhere
_LIST = re.compile(r"\s*[;,|\n]\s*")
_LONGEST = 60  # letters of a key that is no name


@dataclass
class Sheet:
    """A table as it is joined: its rows, and for each column what its heading may mean."""

    block: Block
    printed: tuple[str, ...]
    rows: tuple[Row, ...]
    columns: list[Column] = field(default_factory=list)
    _values: dict[int, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.columns:
            self.columns = [
                Column(i, read(text), content.sample(self.rows, i), group=i < self.block.groups)
                for i, text in enumerate(self.printed)
            ]

    def cell(self, row: Row, column: int) -> str:
        text = row.cells[column] if column < len(row.cells) else ""
        if not text or "\n" not in text:
            return clean(text) if text else ""
        return "\n".join(clean(line) for line in text.split("\n"))

    def values(self, column: int) -> list[str]:
        if column not in self._values:
            self._values[column] = [self.cell(row, column) for row in self.rows]
        return self._values[column]


@dataclass(frozen=True, slots=True)
class Link:
    """Values of a column of one table that lead to rows of another."""

    source: int  # table and column that refer
    column: int
    target: int
    key: int
    lists: bool  # whether a cell may name several


def links(sheets: Sequence[Sheet], among: Collection[int]) -> list[Link]:
    """Which columns lead to which, each to the one where most of its values are found; only
    among some of the tables."""
    keys = [list(_keys(sheet)) if i in among else [] for i, sheet in enumerate(sheets)]
    found = []
    for source, sheet in enumerate(sheets):
        if source not in among:
            continue
        for column in _references(sheet):
            best = max(
                (
                    candidate
                    for target, listed in enumerate(keys)
                    if target != source
                    for key, values in listed
                    if (candidate := _leads(sheet, column, sheets[target], key, values, target))
                ),
                default=None,
                key=lambda candidate: candidate[0],
            )
            if best:
                _share, target, key, lists = best
                found.append(Link(source, column.index, target, key, lists))
    return found


def _keys(sheet: Sheet) -> Iterator[tuple[Column, frozenset[str]]]:
    """The columns whose values are each there once, and can be referred to."""
    for column in sheet.columns:
        if column.cells.distinct < 0.9 or len(column.cells.texts) < 2 or column.group:
            continue
        coded = is_code(column)
        if not coded and not (column.as_level() or column.mark("name") >= 0.5):
            continue
        values = [value for value in sheet.values(column.index) if value]
        if coded and any(_LIST.search(value) for value in values):
            continue
        unique = frozenset(values)
        if len(unique) >= 2 and len(unique) >= 0.98 * len(values):
            yield column, unique


def _references(sheet: Sheet) -> Iterator[Column]:
    for column in sheet.columns:
        if not column.group and column.cells.texts and (is_code(column) or _is_name(column)):
            yield column


def is_code(column: Column) -> bool:
    """Headed as a code, or with cells that are codes or lists of codes."""
    for meaning, sure in column.options:
        if meaning.aspect == "code" and sure >= 0.5:
            return True
    if column.cells.share("money") > 0.5 or column.cells.share("day") > 0.5:
        return False
    return _codes(column.cells) >= 0.85


def _codes(cells: Cells) -> float:
    if not cells.texts:
        return 0.0
    codes = [
        all(cells.tests["code"](part) and not part.isdigit() for part in _LIST.split(text) if part)
        for text in cells.texts
    ]
    return sum(codes) / len(codes)


def _is_name(column: Column) -> bool:
    level = column.as_level()
    return level is not None and column.cells.share("wordy") >= 0.8


def _leads(
    sheet: Sheet, column: Column, other: Sheet, key: Column, values: frozenset[str], target: int
) -> tuple[float, int, int, bool] | None:
    whole = [value for value in sheet.values(column.index) if value]
    if not whole:
        return None
    hits = sum(value in values for value in whole) / len(whole)
    lists = False
    tokens: list[str] = whole
    if hits < _MOST and any(_LIST.search(value) for value in whole):
        tokens = [part for value in whole for part in _LIST.split(value) if part]
        hits, lists = sum(token in values for token in tokens) / len(tokens), True
    if hits < _MOST or len(set(tokens) & values) < min(2, len(values)):
        return None
    shared = _share_a_word(column, key, other)
    if all(token.isdigit() for token in tokens[:20]) and not shared:
        return None
    if not is_code(key) and max(map(len, tokens)) > _LONGEST and not _is_name(key):
        return None
    return hits + 0.5 * shared, target, key.index, lists


def _share_a_word(column: Column, key: Column, other: Sheet) -> bool:
    """Whether the heading that refers and what it refers to speak of the same thing."""
    said = terms(column)
    there = terms(key) | named(other.block.table)
    return bool(said & there) or fold(column.heading.printed) == fold(key.heading.printed)


def terms(column: Column) -> set[str]:
    return {m.term.name for m in meanings(column.heading)} - {"code", "name"}


def named(table: str) -> set[str]:
    """What the name of a table speaks of: "Ejes", "linked-actions"."""
    words = re.split(r"[\s_\-–,./]+", table)
    return {m.term.name for word in words for m in meanings(read(word)) if word} - {"code", "name"}


def is_mutual(link: Link, found: Sequence[Link]) -> bool:
    """Whether two tables have the same keys, so that each leads to the other."""
    return any(
        (back.source, back.target, back.key) == (link.target, link.source, link.column)
        for back in found
    )


def tokens_of(cell: str, lists: bool) -> list[str]:
    if not cell:
        return []
    return [part for part in _LIST.split(cell) if part] if lists else [cell]
