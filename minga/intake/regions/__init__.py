"""Tables become blocks by their layout alone: `blocks` finds the headers and what is no data."""

from __future__ import annotations

from minga.intake.blocks import Block
from minga.intake.reading import Reading
from minga.intake.regions.above import headings
from minga.intake.regions.header import Known
from minga.intake.regions.runs import joined
from minga.intake.regions.segments import Segment, segments
from minga.intake.regions.strips import strips

__all__ = ["Known", "blocks"]


def blocks(reading: Reading, known: Known) -> list[Block]:
    """The tables of a document, each under its header, with all that is no row set apart.

    `known` says how many of some headings a vocabulary knows: about 1 for each that it knows
    well, less for one that it half knows, 0 for one that it does not know.
    """
    parts: list[Segment] = []
    for table, above in zip(reading.tables, headings(reading), strict=True):
        for strip, places in strips(table):
            found = segments(strip, known)
            for part in found:
                part.places = places
                part.above = above
            parts += found
    return joined(parts)
