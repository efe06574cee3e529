"""How much of a drawn table came back: rows exact, cells flagged, and cells wrong and not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from minga.intake.reading import Reading, Row

Cells = Sequence[str | None]


@dataclass(slots=True)
class Score:
    rows: int
    exact: int = 0
    flagged: int = 0
    flagged_wrong: int = 0
    silent: int = 0  # wrong and not flagged: none may be

    def __str__(self) -> str:
        return (
            f"{self.exact:4d} of {self.rows} rows exact, {self.flagged:3d} cells flagged, "
            f"{self.flagged_wrong:3d} of them wrong, {self.silent} wrong and not flagged"
        )


def score(truth: Sequence[Cells], reading: Reading, header: Cells) -> Score:
    """Compare what was drawn with what was read; repeated headers do not count."""
    wanted = [_plain(row) for row in truth]
    head = _plain(header)
    read = [row for table in reading.tables for row in table.rows if _plain(row.cells) != head]
    result = Score(len(wanted), flagged=sum(len(row.unsure) for row in read))
    found = [_plain(row.cells) for row in read]
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, wanted, found, autojunk=False).get_opcodes():
        if kind == "equal":
            result.exact += i2 - i1
        else:
            _differ(wanted[i1:i2], read[j1:j2], result)
    return result


def _plain(cells: Cells) -> tuple[str, ...]:
    said = [" ".join((cell or "").split()) for cell in cells]
    while said and not said[-1]:
        said.pop()
    return tuple(said)


def _differ(wanted: Sequence[tuple[str, ...]], read: Sequence[Row], result: Score) -> None:
    left = [list(row) for row in wanted]
    told = False
    for row in read:
        for column, cell in enumerate(_plain(row.cells)):
            right = next((w for w in left if column < len(w) and w[column] == cell), None)
            if right is not None and cell:
                right[column] = ""
            if right is not None or not cell:
                continue
            if column in row.unsure:
                result.flagged_wrong += 1
                told = True
            else:
                result.silent += 1
        told = told or bool(row.unsure)
    if len(read) != len(wanted) and not told:
        result.silent += 1
