"""What the columns of a table are like: which cells a row is missed without, which may be cut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from minga.intake.codes import CODE
from minga.intake.folding import is_finished, starts_lower
from minga.intake.stitch.pieces import Shape

_USUAL = 0.8  # share of records in which a column must be filled to be missed where it is blank
_FURTHER = 0.5  # and of the rows that are no record
_FEW = 3  # rows without a name that say nothing of the others
_SENTENCES = 0.3  # no more than this share of the cells may begin in lower case
_SHORT = 24  # letters of a cell that no page cuts
_SAMPLE = 2000


class HasCells(Protocol):
    @property
    def cells(self) -> list[str | None]: ...


@dataclass(frozen=True, slots=True)
class Evidence:
    coded: frozenset[int]  # the levels, if most of their headings carry a code
    usual: tuple[int, ...]  # details that a row is not without
    prose: frozenset[int]  # columns whose texts begin like sentences
    short: frozenset[int]  # details that are too short to be cut
    names_repeat: bool  # the name stands on each row, whatever it belongs to


def weigh(lines: Sequence[HasCells], shape: Shape) -> Evidence:
    sample = lines[:_SAMPLE]
    records = [line.cells for line in sample if line.cells[shape.record]]
    others = [
        line.cells
        for line in sample
        if line.cells[shape.record] == "" and any(line.cells[c] for c in shape.details)
    ]
    columns = (shape.record, *shape.details)
    return Evidence(
        _coded(lines, shape),
        tuple(c for c in shape.details if _is_usual(c, records, others)),
        frozenset(c for c in columns if _is_prose(c, sample)),
        frozenset(c for c in shape.details if _is_short(c, sample)),
        _repeats([cells[shape.record] or "" for cells in records]),
    )


def _coded(lines: Sequence[HasCells], shape: Shape) -> frozenset[int]:
    """The level columns, if most of their values carry a code."""
    values = {line.cells[c] or "" for line in lines for c in shape.levels} - {""}
    found = [match for value in values if (match := CODE.match(value))]
    enough = len(found) > 1 or any(not match[0].rstrip().isdigit() for match in found)
    return frozenset(shape.levels if enough and len(found) * 2 >= len(values) else ())


def _is_usual(
    column: int, records: Sequence[list[str | None]], others: Sequence[list[str | None]]
) -> bool:
    """Filled in nearly all records, and not only there: what is printed once for all the rows of
    a record is not missed in the further ones."""
    if not records:
        return True
    if sum(cells[column] != "" for cells in records) < _USUAL * len(records):
        return False
    further = sum(cells[column] != "" for cells in others)
    return len(others) < _FEW or further >= _FURTHER * len(others)


def _is_prose(column: int, sample: Sequence[HasCells]) -> bool:
    texts = [cell for line in sample if (cell := line.cells[column])]
    return sum(map(starts_lower, texts)) <= max(1.0, _SENTENCES * len(texts))


def _is_short(column: int, sample: Sequence[HasCells]) -> bool:
    """Figures, dates, codes and the like."""
    texts = [cell for line in sample if (cell := line.cells[column])]
    brief = sum(len(text) <= _SHORT and any(map(str.isdigit, text)) for text in texts)
    return len(texts) > 1 and brief >= 0.8 * len(texts)


def _repeats(names: Sequence[str]) -> bool:
    same = sum(one == other for one, other in pairwise(names))
    return len(names) > 3 and same * 4 >= len(names)


def ends_open(text: str) -> bool:
    return bool(text) and not is_finished(text)
