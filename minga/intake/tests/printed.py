"""Tables as a reader would give them, and a vocabulary that knows a few headings."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from minga.intake.blocks import Block
from minga.intake.folding import fold
from minga.intake.reading import Paragraph, Reading, Row, Table
from minga.intake.regions import blocks

HEADINGS = {
    *("eje", "objetivo", "meta", "metas", "obra", "fin", "medio", "accion", "responsable", "plazo"),
    *("indicador", "unidad", "presupuesto", "monto", "fuente", "codigo", "proyecto", "iniciativa"),
    *("action", "pilote", "echeance", "budget", "inicio"),
}


def known(headings: Sequence[str]) -> float:
    """1 for a heading of the vocabulary, a half for one that has such a word among others."""
    total = 0.0
    for heading in headings:
        words = fold(heading).split()
        if " ".join(words) in HEADINGS:
            total += 1
        elif HEADINGS & set(words):
            total += 0.5
    return total


def nothing_known(headings: Sequence[str]) -> float:
    return 0.0


def table(
    *rows: Sequence[str | None],
    wide: Collection[int] = (),
    pages: Collection[int] = (),
    blank: Collection[int] = (),
    name: str = "1",
    after: int = 0,
) -> Table:
    """Rows numbered from 1; `wide` are numbers of rows of one cell over the whole width, `blank`
    numbers of rows after which the sheet has a blank row that the reader left out."""
    numbered: list[Row] = []
    at = 1
    for number, cells in enumerate(rows, start=1):
        numbered.append(Row(at, tuple(cells), number in wide))
        at += 2 if number in blank else 1
    return Table(name, tuple(numbered), frozenset(pages), after)


def reading(*tables: Table, prose: Sequence[Paragraph] = ()) -> Reading:
    return Reading("plan", "text/html", "", tuple(prose), tables)


def blocks_of(*tables: Table, prose: Sequence[Paragraph] = ()) -> list[Block]:
    return blocks(reading(*tables, prose=prose), known)


def block_of(*rows: Sequence[str | None], **more: Collection[int]) -> Block:
    """The only block of a table."""
    (block,) = blocks_of(table(*rows, **more))  # type: ignore[arg-type]
    return block


def cells(block: Block) -> list[tuple[str | None, ...]]:
    return [row.cells for row in block.rows]


def lines(rows: Sequence[Row]) -> list[int]:
    return [row.at for row in rows]
