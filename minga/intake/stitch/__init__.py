"""Put a printed table together again from layout alone: no word of any document is known here.

Shifted rows are moved, cells cut by the end of a page joined, and merged cells carried down but
never over true blanks. Each repair leaves an observation, and what is only probable is unsure.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import overload

from minga.intake.blocks import Block
from minga.intake.codes import CODE, split_code
from minga.intake.folding import clean
from minga.intake.reading import Row
from minga.intake.stitch.before import body
from minga.intake.stitch.joining import Line, Stitcher
from minga.intake.stitch.pieces import Piece, Shape, Stitched

__all__ = ["CODE", "Piece", "Shape", "Stitched", "body", "split_code", "stitch"]


@overload
def stitch(rows: Block, shape: Shape) -> Stitched: ...


@overload
def stitch(rows: Iterable[tuple[Row, bool]], shape: Shape, width: int) -> Stitched: ...


def stitch(
    rows: Block | Iterable[tuple[Row, bool]], shape: Shape, width: int | None = None
) -> Stitched:
    """The rows of a block as pieces. In the levels of a piece None means as above, and "" that
    there is none.

    Rows that are no block come as (row, whether it opens a page), with the number of columns.
    """
    if isinstance(rows, Block):
        opens, tables = rows.opens, dict(rows.origins)
        width, table = len(rows.printed), rows.table
        lines = []
        for index, row in enumerate(rows.rows):
            table = tables.get(index, table)
            lines.append(Line(row, _padded(row, width), index in opens, table))
    else:
        lines = [Line(row, _padded(row, width or 0), opens) for row, opens in rows]
    return Stitcher(lines, shape).run()


def _padded(row: Row, width: int) -> list[str | None]:
    cells = [clean(cell) if cell else cell for cell in row.cells[:width]]
    return cells if len(cells) == width else cells + [""] * (width - len(cells))
