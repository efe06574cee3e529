"""Put a printed table together again from layout alone: no word of any document is known here.

Shifted rows are moved, cells cut by the end of a page joined, and merged cells carried down but
never over true blanks. Each repair leaves an observation, and what is only probable is unsure.
"""

from __future__ import annotations

from minga.intake.blocks import Block
from minga.intake.codes import CODE, split_code
from minga.intake.folding import clean
from minga.intake.reading import Row
from minga.intake.stitch.joining import Line, Stitcher
from minga.intake.stitch.pieces import Piece, Shape, Stitched

__all__ = ["CODE", "Piece", "Shape", "Stitched", "split_code", "stitch"]


def stitch(block: Block, shape: Shape) -> Stitched:
    """The rows of a block as pieces. In the levels of a piece None means as above, and "" that
    there is none."""
    width, table, tables = len(block.printed), block.table, dict(block.origins)
    lines = []
    for index, row in enumerate(block.rows):
        table = tables.get(index, table)
        lines.append(Line(row, _padded(row, width), index in block.opens, table))
    return Stitcher(lines, shape, block.printed).run()


def _padded(row: Row, width: int) -> list[str | None]:
    cells = [clean(cell) if cell else cell for cell in row.cells[:width]]
    return cells if len(cells) == width else cells + [""] * (width - len(cells))
