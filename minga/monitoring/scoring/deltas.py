"""What scores give to the figures, and adding it to them without ever losing an addition."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from itertools import batched
from typing import Any

from django.db import connection

from minga.monitoring.models import LIGHTS, Basis, Figure, Score, Standing

PLACES = Decimal("0.000001")
BATCH = 1000
KEYS = ("rule_id", "year", "basis", "audience", "of", "key")
SUMS = ("numerator", "denominator", "scored", *LIGHTS)

FigureKey = tuple[int, int, str, str, str, int]
Sums = list[Any]  # as SUMS says
Counted = dict[tuple[int, int, str], Score]  # by rule, year and basis
Stood = tuple[Standing | None, Iterable[Score]]


class Deltas:
    """What is to be added to each figure: what some scores give, less what others gave."""

    def __init__(self) -> None:
        self._sums: dict[FigureKey, Sums] = defaultdict(
            lambda: [Decimal(0), Decimal(0), 0, 0, 0, 0]
        )

    def move(self, before: Stood, after: Stood) -> None:
        """From what an indicator was counted as to what it is now; what stayed costs nothing."""
        (stood, held), (stands, scores) = before, after
        old, new = _counted(held), _counted(scores)
        if stood and stands and stood.said == stands.said:
            same = [key for key in new if key in old and _gives(old[key]) == _gives(new[key])]
            for key in same:
                del old[key], new[key]
        self._give(stood, old, -1)
        self._give(stands, new, 1)

    def _give(self, standing: Standing | None, scores: Counted, sign: int) -> None:
        if standing is None or not standing.groups:
            return
        audiences = [Figure.Audience.ALL.value]
        if standing.public:
            audiences.append(Figure.Audience.PUBLIC.value)
        groups = [(of, key) for of, key in standing.groups]
        for (rule, year, basis), score in scores.items():
            if score.capped is None:
                continue
            part = (standing.weight * score.capped).quantize(PLACES, ROUND_HALF_UP)
            lights = [sign * (score.light == name) for name in LIGHTS]
            given = [sign * part, sign * standing.weight, sign, *lights]
            for audience in audiences:
                for of, key in groups:
                    sums = self._sums[rule, year, basis, audience, of, key]
                    for at, value in enumerate(given):
                        sums[at] += value

    def carry(self) -> None:
        """Add them to the figures: two statements a thousand, a third where something is left."""
        rows = [(*key, *sums) for key, sums in sorted(self._sums.items()) if any(sums)]
        for some in batched(rows, BATCH):
            Figure.objects.bulk_create(
                (Figure(**dict(zip(KEYS, row, strict=False))) for row in some),
                ignore_conflicts=True,
            )
            _add(some)
        if any(row[8] < 0 for row in rows):
            emptied = Figure.objects.filter(rule__in={row[0] for row in rows}, scored=0)
            emptied.filter(year__in={row[1] for row in rows}).delete()


def _gives(score: Score) -> tuple[Decimal | None, str]:
    return score.capped, score.light


def _counted(scores: Iterable[Score]) -> Counted:
    """The score that counts for each rule, year and basis: the preliminary one where there is one,
    else the approved one for both."""
    found: Counted = {}
    for score in scores:
        if score.basis == Basis.APPROVED:
            found[score.rule_id, score.year, Basis.APPROVED.value] = score
            found.setdefault((score.rule_id, score.year, Basis.PRELIMINARY.value), score)
        else:
            found[score.rule_id, score.year, Basis.PRELIMINARY.value] = score
    return found


def _add(rows: Iterable[tuple[Any, ...]]) -> None:
    """One statement: the database adds, so what others add meanwhile stays.

    An upsert cannot do it: a part taken back is negative, and would break a constraint on its way.
    """
    listed = list(rows)
    names = (*KEYS, *SUMS)
    row = f"({', '.join(['%s'] * len(names))})"
    table = Figure._meta.db_table
    sums = ", ".join(
        f"{name} = round({table}.{name} + d.{name}, 6)"
        if name in ("numerator", "denominator")
        else f"{name} = {table}.{name} + d.{name}"
        for name in SUMS
    )
    same = " and ".join(f"{table}.{_quoted(name)} = d.{_quoted(name)}" for name in KEYS)
    statement = (
        f"with d({', '.join(map(_quoted, names))}) as (values {', '.join([row] * len(listed))})"  # noqa: S608
        f" update {table} set {sums} from d where {same}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [_plain(value) for one in listed for value in one])


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _plain(value: Any) -> Any:
    """SQLite counts with what it is given: a number, never a text that holds one."""
    if connection.vendor == "sqlite" and isinstance(value, Decimal):
        return float(value)
    return value
