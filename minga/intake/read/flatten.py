"""A list of nested records as one table: lists inside lists become rows, ancestors at the left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from minga.intake.read.grid import MAX_COLUMNS, too_wide
from minga.intake.read.shapes import (
    TECHNICAL,
    Record,
    Shape,
    Turned,
    by_year,
    depth_of,
    fields_of,
    holds_objects,
    is_geometry,
    lists_of,
    objects,
    observe,
    text_of,
    width_of,
)
from minga.intake.reading import Row, Table, Unreadable

type Cells = dict[int, str]  # column → text

_RECORD = 1.5  # a list with so many times the fields of the one inside it holds the records,
_FEW = 3  # and one with as many fields, where the one inside is so short on average


@dataclass(slots=True)
class _Level:
    """One list of the chain that becomes rows; `opener` is the key that holds it."""

    name: str
    shapes: dict[str, Shape]
    opener: Shape | None = None
    columns: list[int] = field(default_factory=list)
    fields: int = 0


@dataclass(frozen=True, slots=True)
class _Column:
    level: int
    words: tuple[str, ...]


def tables(name: str, records: Sequence[Record]) -> tuple[list[Table], int]:
    """The records as tables, most often one, and how many geometries were left out."""
    shapes: dict[str, Shape] = {}
    geometries = sum(observe(record, shapes) for record in records)
    chains = list(_chains([_Level(name, shapes)]))
    made = [_Flattener(chains[0]).table(name, records)]
    made += [_Flattener(chain).table(chain[-1].name, records) for chain in chains[1:]]
    return made, geometries


def _chains(chain: list[_Level]) -> Iterator[list[_Level]]:
    """The lists that become rows, from the outermost to the innermost.

    A second branch below the same ancestors is a chain of its own.
    """
    branches: list[list[_Level]] = []
    while True:
        rest = []
        for shape, owner in lists_of(chain[-1].shapes, chain[-1].name):
            shape.turned = by_year(shape)
            if not shape.turned:
                rest.append((shape, owner))
        if not rest:
            break
        best, owner = max(rest, key=lambda pair: _rank(pair[0]))
        for shape, other in rest:
            if shape is best:
                continue
            shape.joined = depth_of(shape) == 1
            if not shape.joined:
                above = [_Level(one.name, one.shapes, one.opener) for one in chain]
                branches.append([*above, _level(shape, other)])
        chain.append(_level(best, owner))
    yield chain
    for branch in branches:
        yield from _chains(branch)


def _level(shape: Shape, owner: str) -> _Level:
    return _Level(owner if shape.name in TECHNICAL else shape.name, shape.items or {}, shape)


def _rank(shape: Shape) -> tuple[int, int, int]:
    fields = sum(1 for _ in fields_of(shape.items or {}))
    return depth_of(shape), fields, sum(map(len, shape.lists))


class _Flattener:
    """Lays out the columns of one chain, then its rows."""

    def __init__(self, chain: list[_Level]) -> None:
        self.chain = chain
        self.columns: list[_Column] = []

    def table(self, name: str, records: Sequence[Record]) -> Table:
        for depth, level in enumerate(self.chain):
            before = len(self.columns)
            self._lay_out(depth, level.shapes, ())
            level.columns = list(range(before, len(self.columns)))
            level.fields = width_of(level.shapes)
        if len(self.columns) > MAX_COLUMNS:
            raise Unreadable(too_wide(len(self.columns)))
        lines: list[list[str | None]] = [list(self._headings())]
        for record in records:
            lines += self._rows(record, 0)
        rows = tuple(Row(at, tuple(cells)) for at, cells in enumerate(lines, start=1))
        return Table(name, rows)

    def _add(self, depth: int, words: tuple[str, ...]) -> int:
        self.columns.append(_Column(depth, words))
        return len(self.columns) - 1

    def _lay_out(self, depth: int, shapes: dict[str, Shape], words: tuple[str, ...]) -> None:
        for shape in shapes.values():
            named = (*words, shape.name) if shape.name else words
            if shape.plain:
                shape.column = self._add(depth, named)
            if shape.inner:
                self._lay_out(depth, shape.inner, words if shape.name in TECHNICAL else named)
            if shape.turned:
                self._lay_out_years(depth, shape.turned, named)
            elif shape.joined:
                inside = list(fields_of(shape.items or {}))
                for inner, telling in inside:
                    own = (*named, *(telling if len(inside) > 1 else ()))
                    inner.column = self._add(depth, own)

    def _lay_out_years(self, depth: int, turned: Turned, named: tuple[str, ...]) -> None:
        alone = len({key[2] for key in turned.columns}) == 1
        for key in turned.columns:
            year, kind, other = key
            words = named if alone or not other else (*named, other)
            turned.columns[key] = self._add(depth, (*words, year, *([kind] if kind else [])))

    def _headings(self) -> list[str]:
        """The shortest name that tells a column from the others. Ancestors always say whose they
        are, and the first thing said of what stands below the records does."""
        record = self._record_level()
        short = [" ".join(column.words) for column in self.columns]
        counts: dict[str, int] = {}
        for text in short:
            counts[text.casefold()] = counts.get(text.casefold(), 0) + 1
        headings = []
        for column, text in zip(self.columns, short, strict=True):
            owner = self.chain[column.level].name
            first = column == self.columns[self.chain[column.level].columns[0]]
            elsewhere = column.level < record or (column.level > record and first)
            if not text or ((elsewhere or counts[text.casefold()] > 1) and len(self.chain) > 1):
                text = f"{owner} {text}".strip()
            headings.append(text)
        return headings

    def _record_level(self) -> int:
        """The innermost list, unless the one around it has more to say of each object."""
        record = len(self.chain) - 1
        while record:
            around, inside = self.chain[record - 1], self.chain[record]
            lists = inside.opener.lists if inside.opener else []
            few = sum(map(len, lists)) < _FEW * len(lists)
            said = around.fields - 1  # the list inside is none of it
            more = few and said >= max(_FEW, inside.fields)
            if said <= _RECORD * inside.fields + 1 and not more:
                break
            record -= 1
        return record

    def _rows(self, record: Record, depth: int) -> list[list[str | None]]:
        level = self.chain[depth]
        below = self.chain[depth + 1].opener if depth + 1 < len(self.chain) else None
        cells: Cells = {}
        inside: list[Record] = []
        _fill(record, level.shapes, cells, below, inside)
        lines: list[list[str | None]] = []
        for item in inside:
            lines += self._rows(item, depth + 1)
        if not lines:
            lines = [[""] * len(self.columns)]
        first = lines[0]
        for column, text in cells.items():
            first[column] = text
        for line in lines[1:]:
            for column in level.columns:
                line[column] = None
        return lines


def _fill(
    record: Record,
    shapes: dict[str, Shape],
    cells: Cells,
    below: Shape | None,
    inside: list[Record],
) -> None:
    """Put the values of one record into `cells`, and the objects of its list `below` apart."""
    for key, value in record.items():
        shape = shapes[key]
        if isinstance(value, str):
            if value:
                cells[shape.column] = value.strip()
        elif isinstance(value, dict):
            if not is_geometry(key, value):
                _fill(value, shape.inner, cells, below, inside)
        elif isinstance(value, list) and holds_objects(value):
            if shape is below:
                inside += objects(value)
            elif shape.turned:
                for item in objects(value):
                    _fill_year(item, shape.turned, cells)
            elif shape.joined:
                _join(objects(value), shape, cells)
        elif value is not None and value != []:
            cells[shape.column] = text_of(value)


def _join(items: list[Record], shape: Shape, cells: Cells) -> None:
    each: list[Cells] = []
    for item in items:
        here: Cells = {}
        _fill(item, shape.items or {}, here, None, [])
        each.append(here)
    for column in dict.fromkeys(column for here in each for column in here):
        cells[column] = "; ".join(here.get(column, "") for here in each)


def _fill_year(item: Record, turned: Turned, cells: Cells) -> None:
    year = text_of(item.get(turned.year))
    kind = text_of(item.get(turned.kind)) if turned.kind else ""
    for name, value in item.items():
        column = turned.columns.get((year, kind, name), -1)
        text = text_of(value)
        if column >= 0 and text:
            cells[column] = text
