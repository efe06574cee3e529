"""Which blanks of a level are filled by the heading above, and which are truly blank.

The hardest question of a printed table, and asked of each column for itself. Where the document
keeps its merged cells, they say it. Where it does not, the column says how it is printed: once for
all the rows of a heading, so that a blank is the heading above, or on each row, so that a blank is
a blank. What cannot be told is carried and unsure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from minga.intake.codes import CODE
from minga.intake.stitch.pieces import Piece, Shape

_NEARLY = 0.75  # a column this full, without a repetition, may be either
_SAMPLE = 200
_LIKELY = 3  # one kind of evidence outweighs the other by so much
_RARE = 5  # blanks to one merged cell: somebody merged a few of them by hand


@dataclass(slots=True)
class _Column:
    filled: int = 0
    merged: int = 0
    blank: int = 0
    repeated: int = 0  # filled again with what the row above says, inside a page

    @property
    def is_carried(self) -> bool:
        if not self.repeated:
            return True
        return self.repeated < self.blank

    @property
    def is_doubtful(self) -> bool:
        if self.repeated:
            more, less = max(self.repeated, self.blank), min(self.repeated, self.blank)
            return more < _LIKELY * less
        return self.filled >= _NEARLY * (self.filled + self.blank) and self.filled > 1


@dataclass(slots=True)
class Doubt:
    """Blanks one under the other of which nobody can tell whether the heading above fills them."""

    column: int
    heading: Piece  # the piece that the heading stands in
    pieces: list[Piece] = field(default_factory=list)


def settle(pieces: Sequence[Piece], shape: Shape, alone: frozenset[int]) -> list[Doubt]:
    """Make every carried blank of the levels None and mark those that are unsure. `alone` are the
    indexes of pieces that are no more than a heading."""
    doubts: list[Doubt] = []
    merged = False
    for place, column in enumerate(shape.levels):
        counts = _count(pieces, column, alone)
        merged = merged or counts.merged > 0
        if counts.blank or alone:
            doubts += _settle(pieces, shape, place, counts, alone)
    # a document that keeps its merged cells says by them what is carried
    for column in () if merged else _printed_by_group(pieces, shape, alone):
        doubts += _carry_detail(pieces, column, alone)
    return doubts


def _count(pieces: Sequence[Piece], column: int, alone: frozenset[int]) -> _Column:
    counts = _Column()
    above: str | None = None
    for index, piece in enumerate(pieces):
        cell = piece.cells[column]
        if piece.moved:
            continue
        if cell is None:
            counts.merged += index not in alone
        elif cell == "":
            counts.blank += index not in alone
        else:
            counts.filled += 1
            counts.repeated += cell == above and not piece.opens
        above = cell
    return counts


def _settle(
    pieces: Sequence[Piece], shape: Shape, place: int, counts: _Column, alone: frozenset[int]
) -> list[Doubt]:
    column = shape.levels[place]
    above: str | None = None  # the cell above, as printed
    heading: Piece | None = None  # the last that has a heading
    doubts: list[Doubt] = []
    run: tuple[bool, bool] = (True, False)  # of the blanks of this run: carried? doubtful?
    higher = shape.levels[:place]
    for index, piece in enumerate(pieces):
        cell = piece.cells[column]
        if cell:
            heading = piece
        elif cell is None:
            pass
        elif index in alone:
            piece.cells[column] = None
        elif higher and any(piece.cells[c] for c in higher):
            heading = None  # another heading above begins without one here
        elif heading:
            if above != "" or piece.opens:
                run = _judge(counts, above, piece)
            carried, doubtful = run
            if doubtful or not carried:
                said = _by_code(piece, shape, place, heading.cells[column] or "")
                if said is not None:
                    carried, doubtful = said, not (said and carried)
            if carried:
                piece.cells[column] = None
            if doubtful:
                piece.unsure.add(column)
                _doubt(doubts, column, heading, piece)
        if index not in alone and not piece.moved:
            above = cell
    return doubts


def _doubt(doubts: list[Doubt], column: int, heading: Piece, piece: Piece) -> None:
    if not doubts or doubts[-1].heading is not heading:
        doubts.append(Doubt(column, heading))
    doubts[-1].pieces.append(piece)


def _judge(counts: _Column, above: str | None, piece: Piece) -> tuple[bool, bool]:
    """Whether the blanks that begin here are carried, and whether that is doubtful."""
    if not counts.merged:
        return counts.is_carried, counts.is_doubtful
    if piece.opens:
        return True, False  # no merged cell goes over the end of a page
    rare = counts.merged * _RARE < counts.blank
    if above is None:
        return False, rare  # the merged cell above ends here
    return counts.merged < counts.blank, not rare


def _by_code(piece: Piece, shape: Shape, place: int, heading: str) -> bool | None:
    """Whether the code of a lower heading, or of the record, stands under that of the heading."""
    own = CODE.match(heading)
    if not own:
        return None
    for column in (*shape.levels[place + 1 :], shape.record):
        lower = CODE.match(piece.cells[column] or "")
        if lower and lower[1].count(".") > own[1].count("."):
            return lower[1].startswith(f"{own[1]}.")
    return None


def _printed_by_group(pieces: Sequence[Piece], shape: Shape, alone: frozenset[int]) -> list[int]:
    """Details that are filled where a heading is and nowhere else: they are the heading's."""
    if not shape.levels or any(not piece.cells[shape.record] for piece in pieces[:1]):
        return []
    few = [piece.cells for piece in pieces[:_SAMPLE]]
    sparse = [c for c in shape.details if sum(not cells[c] for cells in few) * 3 > len(few)]
    if not sparse:
        return []
    rows = [piece for index, piece in enumerate(pieces) if index not in alone]
    opening = [any(piece.cells[c] for c in shape.levels) for piece in rows]
    groups = sum(opening)
    if groups < 3 or groups * 2 > len(rows):
        return []
    return [
        column
        for column in sparse
        if all(
            piece.cells[column] is not None and bool(piece.cells[column]) == opens
            for piece, opens in zip(rows, opening, strict=True)
        )
    ]


def _carry_detail(pieces: Sequence[Piece], column: int, alone: frozenset[int]) -> list[Doubt]:
    heading: Piece | None = None
    doubts: list[Doubt] = []
    for index, piece in enumerate(pieces):
        if index in alone:
            continue
        if piece.cells[column]:
            heading = piece
        elif heading:
            piece.cells[column] = heading.cells[column]
            piece.unsure.add(column)
            _doubt(doubts, column, heading, piece)
    return doubts
