"""The index of 2012 over five priority programmes (SENPLADES 2012, equations 21-26). Pure.

A = accrued / codified (24); D = mean advance of its projects (25); C = (A + D) / 2 (23);
B = its part of the five codified; Pg by its priority (table 38); P = (Pg + B) / 2 (26);
the index is the sum of C x P (21), and the five P add up to 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

PRIORITIES = tuple(Decimal(f"0.{n}") for n in (30, 25, 20, 15, 10))  # from the highest
FIVE = 5
PLACES = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Programme:
    """What is known of a priority programme; None is not known, and is not 0."""

    rank: int  # 1 is the highest
    codified: Decimal | None
    accrued: Decimal | None
    advance: Decimal | None  # 0..1
    name: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """The steps of one programme; None where something it needs is missing."""

    programme: Programme
    A: Decimal | None
    D: Decimal | None
    C: Decimal | None
    B: Decimal | None
    Pg: Decimal
    P: Decimal | None
    missing: tuple[str, ...] = ()  # "codified", "accrued", "advance"

    @property
    def part(self) -> Decimal | None:
        """What it gives to the index: C x P."""
        return None if self.C is None or self.P is None else self.C * self.P


@dataclass(frozen=True, slots=True)
class Index:
    """`value` is None while any of the five, or anything of them, is missing."""

    lines: tuple[Line, ...]
    value: Decimal | None
    weights: Decimal | None  # the sum of P: 1, by construction
    absent: tuple[int, ...] = ()  # priorities without a programme


def icm(programmes: Sequence[Programme], priorities: Sequence[Decimal] = PRIORITIES) -> Index:
    """The index of five programmes, in the order of their priority."""
    ranked = sorted(programmes, key=lambda programme: programme.rank)
    absent = tuple(sorted(set(range(1, FIVE + 1)) - {p.rank for p in ranked}))
    known = [p.codified for p in ranked if p.codified is not None]
    whole = sum(known, Decimal(0)) if len(known) == FIVE and not absent else None
    lines = tuple(_line(p, whole, priorities[p.rank - 1]) for p in ranked)
    parts = [line.part for line in lines if line.part is not None]
    weights = [line.P for line in lines if line.P is not None]
    complete = len(parts) == len(lines) == FIVE and not absent
    return Index(
        lines,
        sum(parts, Decimal(0)) if complete else None,
        sum(weights, Decimal(0)).quantize(PLACES) if len(weights) == FIVE else None,
        absent,
    )


def _line(programme: Programme, whole: Decimal | None, priority: Decimal) -> Line:
    money, spent, advance = programme.codified, programme.accrued, programme.advance
    names = {"codified": money or None, "accrued": spent, "advance": advance}  # by 0 none divides
    executed = spent / money if money and spent is not None else None
    both = (executed + advance) / 2 if executed is not None and advance is not None else None
    share = money / whole if whole and money is not None else None
    return Line(
        programme,
        executed,
        advance,
        both,
        share,
        priority,
        (priority + share) / 2 if share is not None else None,
        tuple(name for name, value in names.items() if value is None),
    )
