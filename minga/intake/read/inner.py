"""Tables inside the cells of another one, drawn as its columns where they all have one header."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from minga.intake.reading import Row, Table

type Inner = Mapping[int, tuple[int, Table]]  # index of the outer row → column and inner table

_FEWEST = 2


@dataclass(frozen=True, slots=True)
class Said:
    """A paragraph wherever it stands. `joins` says that the next one runs on in it."""

    text: str
    level: int = 0
    item: int = 0
    unsure: bool = False
    joins: bool = False


Piece = Said | Table


def alone(pieces: Sequence[Piece]) -> Table | None:
    """The table of more than one row and column that fills a cell by itself, if one does."""
    said = [piece for piece in pieces if not isinstance(piece, Said) or piece.text]
    if len(said) != 1 or not isinstance(said[0], Table):
        return None
    rows = said[0].rows
    return said[0] if len(rows) > 1 and len(rows[0].cells) > 1 else None


def unfolded(rows: Sequence[Row], inner: Inner) -> list[Row] | None:
    """The rows with the columns of the inner tables in place of the one that they stand in, what
    stands beside them as cells merged over their rows; None where they are not alike."""
    columns = {column for column, _table in inner.values()}
    headers = {table.rows[0].cells for _column, table in inner.values()}
    if len(inner) < _FEWEST or len(columns) != 1 or len(headers) != 1:
        return None
    if sum(index not in inner for index in range(min(inner), len(rows))) > len(inner):
        return None
    return list(_numbered(_unfolded(rows, inner, columns.pop(), headers.pop())))


def _unfolded(
    rows: Sequence[Row], inner: Inner, column: int, header: tuple[str | None, ...]
) -> Iterator[Row]:
    more = len(header) - 1
    begins = min(inner)
    for index, row in enumerate(rows):
        left, right = row.cells[:column], row.cells[column + 1 :]
        if index == begins:
            covered = [None if index else ""] * len(left), [None if index else ""] * len(right)
            yield Row(row.at, (*covered[0], *header, *covered[1]))
        if index not in inner:
            unsure = tuple(c if c <= column else c + more for c in row.unsure)
            cells = (*left, row.cells[column], *[""] * more, *right)
            yield Row(row.at, cells, row.wide, unsure)
            continue
        for place, part in enumerate(inner[index][1].rows[1:]):
            if place:
                left, right = (None,) * len(left), (None,) * len(right)
            unsure = tuple(c + column for c in part.unsure)
            if not place:
                outer = (c for c in row.unsure if c != column)
                unsure += tuple(c if c < column else c + more for c in outer)
            yield Row(row.at, (*left, *part.cells, *right), False, tuple(sorted(unsure)))


def _numbered(rows: Iterator[Row]) -> Iterator[Row]:
    for at, row in enumerate(rows, start=1):
        yield Row(at, row.cells, row.wide, row.unsure)
