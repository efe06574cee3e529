"""Rows of totals against the rows they sum up, and the number of initiatives that they declare."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal

from minga.intake.folding import clean, fold
from minga.intake.reading import Observation, Paragraph, Row
from minga.plans.importer import prose, values
from minga.plans.importer.matrix import Matrix
from minga.plans.importer.sheet import Sheet
from minga.plans.importer.writing import Writing

_ROUNDED = Decimal("0.5")


@dataclass(slots=True)
class _Sum:
    """What the rows above a total add up to; `known` is False where one could not be read."""

    value: Decimal = Decimal(0)
    rows: int = 0
    known: bool = True

    def add(self, number: Decimal | None) -> None:
        self.known = self.known and number is not None
        self.value += number or 0
        self.rows += 1


def declared(matrix: Matrix, nouns: Collection[str]) -> prose.Count | None:
    """The number of initiatives that a row of totals gives for all of the plan."""
    found = [
        prose.Count(row.at, number, " | ".join(_texts(row)), 0)
        for sheet in matrix.sheets
        for row in sheet.mapped.block.totals
        if (number := _count(sheet, row, nouns)) is not None
    ]
    if not found:
        return None
    largest = max(found, key=lambda count: count.number)
    others = sum(count.number for count in found) - largest.number
    if others in (0, largest.number):
        return largest  # the only one, or the one that sums up the others
    return prose.Count(found[-1].at, others + largest.number, found[-1].quote, 0)


def _count(sheet: Sheet, row: Row, nouns: Collection[str]) -> int | None:
    cells = [clean(cell) if cell else "" for cell in row.cells]
    text = " ".join(filter(None, cells))
    for _folded, counts in prose.counts([Paragraph(row.at, text)], nouns):
        return counts[0].number
    for before, after in zip(cells, [*cells[1:], ""], strict=True):
        if set(fold(before).split()) & set(nouns) and after.isdigit():
            return int(after)
    column = sheet.one["initiative"]
    bare = cells[column] if column < len(cells) else ""
    return int(bare) if bare.isdigit() and len(bare) < 6 else None


def all_of(matrix: Matrix, writing: Writing) -> Iterator[Observation]:
    """Totals of money that are not the sum of any rows they may stand for."""
    for sheet in matrix.sheets:
        for money in sheet.budgets:
            yield from _column(sheet, money.column, writing.numbers_in(sheet, money.column))


def _column(sheet: Sheet, column: int, by: str) -> Iterator[Observation]:
    block = sheet.mapped.block
    for total in block.totals:
        printed = _text(total, column)
        number = values.number(printed, by)
        if number is None:
            continue
        sums = [one for one in _sums(sheet, total, column, by) if one.rows]
        if not sums or not all(one.known for one in sums):
            continue
        if any(abs(one.value - number) <= _tolerance(one, number) for one in sums):
            continue
        nearest = min(sums, key=lambda one: abs(one.value - number))
        yield Observation(
            "total_mismatch",
            "medium",
            "certain",
            (total.at,),
            {
                "column": sheet.printed[column],
                "declared": printed,
                "found": f"{nearest.value.normalize():f}",
                "rows": nearest.rows,
            },
            {
                "declared": printed,
                "found": {"sum": f"{nearest.value.normalize():f}", "rows": nearest.rows},
                "quotes": [{"line": total.at, "text": " | ".join(_texts(total))}],
            },
            table=block.table if sheet.several else "",
        )


def _tolerance(one: _Sum, number: Decimal) -> Decimal:
    """Each figure may be rounded at the last digit that the total prints."""
    exponent = number.as_tuple().exponent
    digits = exponent if isinstance(exponent, int) else 0
    return _ROUNDED.scaleb(min(digits, 0)) * (one.rows + 1)


def _sums(sheet: Sheet, total: Row, column: int, by: str) -> Iterator[_Sum]:
    """Of all rows; of those of each table, or where it is one, of those above the total, of those
    since the total before, and of those under it as far as the next."""
    block = sheet.mapped.block
    whole = _Sum()
    parts: dict[str, _Sum] = {}
    before = max((other.at for other in block.totals if other.at < total.at), default=-1)
    after = min((other.at for other in block.totals if other.at > total.at), default=0)
    for index, row in enumerate(block.rows):
        places = ["above" if row.at < total.at else "below"]
        if before < row.at < total.at:
            places.append("since")
        if block.origins:
            places = [block.table_at(index)]
        elif row.at > total.at and after and row.at > after:
            places = []
        for one in (whole, *(parts.setdefault(place, _Sum()) for place in places)):
            _add(one, row, column, by)
    yield whole
    yield from parts.values()


def _add(one: _Sum, row: Row, column: int, by: str) -> None:
    text = _text(row, column)
    if any(c.isdigit() for c in text):
        one.add(values.number(text, by))


def _text(row: Row, column: int) -> str:
    cell = row.cells[column] if column < len(row.cells) else ""
    return clean(cell) if cell else ""


def _texts(row: Row) -> Iterator[str]:
    return (clean(cell) for cell in row.cells if cell and cell.strip())
