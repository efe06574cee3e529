"""A value against what was wanted: solid is what was reached, dashed is what is intended."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from django.utils.translation import gettext as _

from minga.base.numbers import write_number
from minga.monitoring.charts import draw
from minga.monitoring.charts.chart import Chart, Column, Table

HIGH = {draw.WIDE: 300, draw.NARROW: 250}
TOP, FOOT = 22, 30
Across = Callable[[int], float]  # where a point stands
Up = Callable[[float], float]  # where a value stands
MANY = 9  # points whose values are all written beside them
NEAR = 75  # points closer than this cannot both have their words


@dataclass(frozen=True, slots=True)
class Point:
    """One period. None is "sin dato"; an interpolated target is no act's, but lies on the way."""

    label: str
    value: Decimal | None = None
    target: Decimal | None = None
    interpolated: bool = False
    preliminary: bool = False
    running: str = ""  # of a sum that is not whole yet: no line leads to it


@dataclass(frozen=True, slots=True)
class Base:
    """The value that it starts from, and when that was."""

    label: str
    value: Decimal


def line(
    rows: Sequence[Point],
    *,
    name: str,
    title: str,
    subtitle: str,
    unit: str = "",
    decimals: int | None = None,
    base: Base | None = None,
    period: str = "",
    target: str = "",
    notes: Sequence[str] = (),
) -> Chart:
    """`period` and `target` are what the table calls them; `unit` follows the values there."""
    words = (period or _("Período"), target or _("Meta"))
    made = _Line(list(rows), unit, decimals, base, words[1])
    return Chart(
        name=name,
        title=title,
        subtitle=subtitle,
        svg=made.drawn(draw.WIDE),
        svg_narrow=made.drawn(draw.NARROW),
        table=_table(rows, unit, decimals, base, words),
        notes=notes,
        kind="line",
        series=(1, 2),
    )


def _table(
    rows: Sequence[Point],
    unit: str,
    decimals: int | None,
    base: Base | None,
    words: tuple[str, str],
) -> Table:
    of = f" ({unit})" if unit else ""
    columns = [
        Column(words[0]),
        Column(_("Valor") + of, number=True, decimals=decimals),
        Column(words[1] + of, number=True, decimals=decimals),
        Column(_("Nota")),
    ]
    lines: list[list[str | Decimal | None]] = []
    if base:
        lines.append([base.label, base.value, None, _("línea base")])
    for row in rows:
        said = [_("preliminar")] if row.preliminary and row.value is not None else []
        if row.interpolated and row.target is not None:
            said.append(_("meta interpolada"))
        lines.append([row.label, row.value, row.target, ", ".join(said)])
    return Table(columns, lines)


class _Line:
    def __init__(
        self,
        rows: list[Point],
        unit: str,
        decimals: int | None,
        base: Base | None,
        target: str,
    ) -> None:
        self.rows = ([Point(base.label, base.value)] if base else []) + rows
        self.base = base
        self.unit, self.decimals, self.target = unit, decimals, target
        values = [float(v) for row in self.rows for v in (row.value, row.target) if v is not None]
        self.ticks = draw.ticks(min(values, default=0.0), max(values, default=1.0))

    def drawn(self, wide: int) -> str:
        high = HIGH[wide]
        marks = [self._number(tick) for tick in self.ticks]
        left = max(draw.SMALL * draw.width(mark) for mark in marks) + 8
        right = wide - self._beside() - 10
        low, most = self.ticks[0], self.ticks[-1]
        count = max(len(self.rows) - 1, 1)
        first = left + 16

        def x(at: int) -> float:
            return first + (right - first) * at / count if len(self.rows) > 1 else first

        def y(value: float) -> float:
            return high - FOOT - (high - FOOT - TOP) * (value - low) / (most - low)

        parts = []
        for tick, mark in zip(self.ticks, marks, strict=True):
            kind = "c-axis" if tick == 0 else "c-grid"
            parts += [
                draw.line(left, y(tick), right + 10, y(tick), kind),
                draw.text(
                    left - 6, y(tick) + 4, mark, kind="c-text-2", anchor="end", size=draw.SMALL
                ),
            ]
        parts += self._labels(x, high, (right - first) / count)
        parts += self._targets(x, y)
        parts += self._values(x, y, wide)
        parts += self._ends(x, y, right, high)
        return draw.svg((wide, high), parts)

    def _number(self, value: float) -> str:
        return write_number(Decimal(repr(round(value, 6))))

    def _said(self, value: Decimal) -> str:
        return write_number(value, self.decimals)

    def _beside(self) -> float:
        """The room that the words at the right need."""
        said = [words for words, *_rest in self._named()]
        return max((draw.TEXT * draw.width(words) for words in said), default=0.0)

    def _named(self) -> list[tuple[str, int, Decimal, str]]:
        """The last value and the last target: what they are, where, and in which ink."""
        found = []
        for at, row in reversed(list(enumerate(self.rows))):
            if row.value is not None and not (self.base and at == 0):
                found.append((self._said(row.value), at, row.value, "c-hi"))
                break
        for at, row in reversed(list(enumerate(self.rows))):
            if row.target is not None:
                words = f"{self.target} {self._said(row.target)}"
                found.append((words, at, row.target, "c-text-2"))
                break
        return found

    def _labels(self, x: Across, high: float, step: float) -> list[str]:
        widest = max((draw.width(row.label) for row in self.rows), default=1.0) * draw.SMALL + 8
        every = max(1, -(-int(widest) // max(int(step), 1)))
        last = len(self.rows) - 1
        return [
            draw.text(x(at), high - 9, row.label, kind="c-text-2", anchor="middle", size=draw.SMALL)
            for at, row in enumerate(self.rows)
            if (last - at) % every == 0
        ]

    def _targets(self, x: Across, y: Up) -> list[str]:
        """From the base through all targets; those that an act set have a mark."""
        points = [
            (x(at), y(float(row.target)))
            for at, row in enumerate(self.rows)
            if row.target is not None
        ]
        if self.base and points:
            points.insert(0, (x(0), y(float(self.base.value))))
        marks = [
            draw.line(x(at) - 6, y(float(row.target)), x(at) + 6, y(float(row.target)), "c-tick")
            for at, row in enumerate(self.rows)
            if row.target is not None and not row.interpolated
        ]
        return [draw.path(points, "c-target"), *marks]

    def _values(self, x: Across, y: Up, wide: int) -> list[str]:
        told = [(at, row) for at, row in enumerate(self.rows) if row.value is not None]
        lines = [
            draw.path([(x(a), y(float(p.value))), (x(b), y(float(q.value)))], kind)
            for (a, p), (b, q) in pairwise(told)
            if p.value is not None and q.value is not None and not q.running
            for kind in ("c-line" if b == a + 1 else "c-absent",)
        ]
        dots = []
        for at, row in told:
            assert row.value is not None
            kind = "c-hollow" if row.preliminary else "c-dot"
            if self.base and at == 0:
                kind = "c-base"
            dots.append(draw.tag("circle", class_=kind, cx=x(at), cy=y(float(row.value)), r=4.5))
        some = told if len(told) <= (MANY if wide == draw.WIDE else 5) else told[:1]
        named = {at: float(value) for _words, at, value, kind in self._named() if kind == "c-hi"}
        words = [
            draw.text(
                x(at),
                y(float(row.value)) + (19 if self._under_target(row, y) else -10),
                self._said(row.value),
                kind="c-text-2" if self.base and at == 0 else "c-text",
                anchor="middle" if at else "start",  # not over the numbers of the axis
                size=draw.SMALL,
            )
            for at, row in some
            if row.value is not None
            and not any(  # nor where they would run into those of the last value
                abs(x(at) - x(last)) < NEAR and abs(y(float(row.value)) - y(value)) < 2 * draw.SMALL
                for last, value in named.items()
            )
        ]
        return lines + dots + words

    def _under_target(self, row: Point, y: Up) -> bool:
        """The target is right above the value: its words would stand on the dashed line."""
        if row.target is None or row.value is None:
            return False
        return 0 <= y(float(row.value)) - y(float(row.target)) < 28

    def _ends(self, x: Across, y: Up, right: float, high: float) -> list[str]:
        """What the lines are called, at their ends, never one over the other."""
        named = self._named()
        places = [y(float(value)) + 5 for _words, _at, value, _kind in named]
        if len(places) == 2 and abs(places[0] - places[1]) < 17:
            middle = sum(places) / 2
            up = places[0] <= places[1]
            places = [middle - 9, middle + 9] if up else [middle + 9, middle - 9]
            over = max(0.0, max(places) - (high - FOOT + 2))
            places = [place - over for place in places]
        parts = []
        for (words, at, value, kind), place in zip(named, places, strict=True):
            if kind == "c-hi" and at != len(self.rows) - 1:
                # the value ends before the year does: its words stand over its last point
                parts.append(
                    draw.text(
                        x(at), y(float(value)) - 10, words, kind=kind, anchor="middle", bold=True
                    )
                )
                continue
            parts.append(draw.text(x(at) + 9, place, words, kind=kind, bold=kind == "c-hi"))
        return parts
