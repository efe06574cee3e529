"""How figures and dates are written in one document, found out once over all its cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from minga.intake.layout import Doubt, Layout
from minga.plans.importer import values
from minga.plans.importer.sheet import Sheet

_DAY_FIRST = frozenset({"es", "ca", "pt", "fr"})  # languages in which a date begins with its day
_EXAMPLES = 3
_SEVERAL = 5  # different amounts


@dataclass(frozen=True, slots=True)
class Writing:
    numbers: str = ""  # the convention of the document
    dates: str = ""
    of_column: Mapping[tuple[int, int], str] = field(default_factory=dict)  # sheet, column → own
    shares: Mapping[tuple[int, int], str] = field(default_factory=dict)
    doubts: tuple[Doubt, ...] = ()

    def numbers_in(self, sheet: Sheet, column: int) -> str:
        return self.of_column.get((id(sheet), column)) or self.numbers

    def share_in(self, sheet: Sheet, column: int) -> str:
        return self.shares.get((id(sheet), column), "")


def writing(sheets: Sequence[Sheet], layout: Layout, language: str) -> Writing:
    """The convention is what the layout says, else what a column tells, else the document."""
    figures = {
        (id(sheet), column): list(_cells(sheet, column))
        for sheet in sheets
        for column in _figure_columns(sheet)
    }
    dates = list(
        dict.fromkeys(
            text for sheet in sheets for c in _date_columns(sheet) for text in _cells(sheet, c)
        )
    )
    own = {key: values.convention(cells) for key, cells in figures.items()}
    numbers = (
        layout.numbers
        or values.convention(text for cells in figures.values() for text in cells)
        or _by_money(sheets, figures)
    )
    order = layout.dates or values.date_order(dates)
    if not order and language in _DAY_FIRST:
        order = "day first"
    shares = {
        (id(sheet), column): values.share(figures[id(sheet), column])
        for sheet in sheets
        if (column := sheet.one.get("progress")) is not None
    }
    told = {} if layout.numbers else {key: by for key, by in own.items() if by}
    doubts = [
        *_number_doubts(sheets, figures, numbers, told, language),
        *_date_doubts(dates, order),
    ]
    return Writing(numbers, order, told, shares, tuple(doubts))


def _by_money(sheets: Sequence[Sheet], figures: Mapping[tuple[int, int], Sequence[str]]) -> str:
    """No money is printed with three decimals all down a column: "452.000 €" has thousands."""
    amounts = {
        text
        for sheet in sheets
        for money in sheet.budgets
        if values.scale(money.heading) == 1
        for text in figures[id(sheet), money.column]
        if values.is_undecided(text)
    }
    if len(amounts) < _SEVERAL:
        return ""
    points = sum("." in text for text in amounts)
    return {len(amounts): values.COMMA, 0: values.POINT}.get(points, "")


def _figure_columns(sheet: Sheet) -> Iterator[int]:
    for measure in sheet.measures:
        yield from (column for column, _period in (*measure.baselines, *measure.targets))
    yield from (money.column for money in sheet.budgets)
    if "progress" in sheet.one:
        yield sheet.one["progress"]


def _date_columns(sheet: Sheet) -> Iterator[int]:
    yield from (sheet.one[role] for role in ("start", "end", "period") if role in sheet.one)


def _cells(sheet: Sheet, column: int) -> Iterator[str]:
    return (text for piece in sheet.pieces if (text := piece.cells[column]))


def _number_doubts(
    sheets: Sequence[Sheet],
    figures: Mapping[tuple[int, int], list[str]],
    numbers: str,
    told: Mapping[tuple[int, int], str],
    language: str,
) -> Iterator[Doubt]:
    """One question for the whole document, with what cannot be read without its answer."""
    if numbers:
        return
    examples = dict.fromkeys(
        text
        for key, cells in figures.items()
        if key not in told
        for text in cells
        if values.is_undecided(text)
    )
    if not examples:
        return
    zeros = sum(text.rstrip(" €$").endswith("000") for text in examples)
    by_sign = values.COMMA if any("." in text for text in examples) else values.POINT
    usual = values.POINT if language == "en" else values.COMMA
    proposed = by_sign if 2 * zeros >= len(examples) else usual
    yield Doubt(
        "numbers",
        "",
        (values.COMMA, values.POINT),
        proposed,
        0.6 if proposed == usual else 0.5,
        examples=tuple(examples)[:_EXAMPLES],
    )


def _date_doubts(dates: Sequence[str], order: str) -> Iterator[Doubt]:
    if order:
        return
    examples = dict.fromkeys(text for text in dates if values.is_undecided_date(text))
    if examples:
        yield Doubt(
            "dates",
            "",
            ("day first", "month first"),
            "day first",
            0.5,
            examples=tuple(examples)[:_EXAMPLES],
        )
