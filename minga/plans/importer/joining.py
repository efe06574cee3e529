"""Tables that refer to each other put together as if one table had been printed.

What a table above says becomes columns at the left; what a table below says becomes further rows
of its initiative. A key that leads nowhere is told, with what it would have led to.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from minga.intake.blocks import Block
from minga.intake.folding import fold
from minga.intake.reading import Observation, Row
from minga.plans.importer.grid import Column
from minga.plans.importer.linked import Link, Sheet, is_code, is_mutual, named, terms, tokens_of
from minga.plans.importer.meanings import meanings, read

_QUOTED = 160
_PEOPLE = {"responsible", "partner", "funder", "coordinator", "actor"}
_DETAILS = {"indicator", "target", "baseline", "budget", "unit", "done", "progress"}


@dataclass(frozen=True, slots=True)
class Joined:
    """The table of initiatives with all that the others say."""

    block: Block
    flat: tuple[Row, ...]  # the rows of the block that are of an initiative
    levels: tuple[int, ...]  # columns at the left that name levels, whatever they are headed
    used: tuple[int, ...]  # the tables that went into it, the main one among them
    observations: tuple[Observation, ...]
    about: Mapping[tuple[str, str], Mapping[str, str]]  # (heading, name of a level) → texts


def joined(sheets: Sequence[Sheet], found: Sequence[Link], main: int) -> Joined | None:
    """The main table with what the others say of its initiatives; None where nothing leads."""
    if not found:
        return None
    maker = _Joiner(sheets, found, main)
    maker.look_up()
    maker.attach()
    return maker.made() if len(maker.used) > 1 else None


class _Joiner:
    def __init__(self, sheets: Sequence[Sheet], found: Sequence[Link], main: int) -> None:
        self.sheets = sheets
        self.links = found
        self.main = main
        self.used = [main]
        self.above: list[tuple[str, bool, dict[int, str]]] = []  # heading, whether bare, cells
        self.below: list[tuple[tuple[str, ...], dict[int, list[tuple[int, Row]]]]] = []
        self.replaced: dict[int, dict[str, str]] = {}  # column of the main table → key → name
        self.extra: list[tuple[int | None, str, Row, str]] = []  # levels without initiatives
        self.tables: dict[int, str] = {}  # of what stands below
        self.observations: list[Observation] = []
        self.about: dict[tuple[str, str], dict[str, str]] = {}
        self.dropped: set[int] = set()

    # the tables that the initiatives refer to

    def look_up(self) -> None:
        for link in self.links:
            if link.source != self.main or link.target in self.used or is_mutual(link, self.links):
                continue
            other = self.sheets[link.target]
            concept = self._concept(link)
            if concept in _PEOPLE or concept == "area":
                self._replace(link, other)
            elif concept in _DETAILS or link.lists:
                self._attach_by_list(link, other)
            else:
                self._levels(link, other)

    def _concept(self, link: Link) -> str:
        """What the rows of the table referred to are."""
        other = self.sheets[link.target]
        headings = {m.term.name for c in other.columns for m, sure in c.options[:1] if sure > 0.6}
        column = self.sheets[link.source].columns[link.column]
        said = terms(column) | named(other.block.table)
        for names in (_PEOPLE, {"area"}, _DETAILS):
            if said & names:
                return min(said & names)
        return min(headings & _DETAILS) if headings & _DETAILS else "level"

    def _levels(self, link: Link, other: Sheet) -> None:
        """The names of a level, and of those above it, by the keys of the rows below."""
        sheet = self.sheets[link.source]
        keys = dict(enumerate(sheet.values(link.column)))
        self._level_columns(link, other, keys, (link.source,), link.column)

    def _level_columns(
        self,
        link: Link,
        other: Sheet,
        keys: dict[int, str],
        path: tuple[int, ...],
        own: int | None = None,
    ) -> None:
        """`keys` are those of the rows; a row below zero stands for a level without initiatives,
        `own` is the column of the main table that holds the keys."""
        at = {other.cell(row, link.key): row for row in other.rows}
        name = _name_of(other, link.key)
        self.used.append(link.target)
        self._tell_unmatched(link, at)
        if name is None:
            return
        there = set(keys.values())
        for key, row in at.items():
            if key and key not in there:
                self.extra.append((own, key, row, other.block.table))
                keys[-len(self.extra)] = key
        heading, bare = self._headed(link, other, name)
        rows = {index: at[key] for index, key in keys.items() if key in at}
        further = [
            up
            for up in self.links
            if up.source == link.target and up.target not in (*path, link.target) and not up.lists
        ]
        self._describe(other, name, heading, {link.key, name.index, *(up.column for up in further)})
        for up in further:
            codes = {index: other.cell(row, up.column) for index, row in rows.items()}
            self._level_columns(up, self.sheets[up.target], codes, (*path, link.target))
            self.above.append((other.printed[up.column], False, codes))
        if name.index != link.key:
            cells = {index: other.cell(row, name.index) for index, row in rows.items()}
            self.above.append((heading, bare, cells))

    def _headed(self, link: Link, other: Sheet, name: Column) -> tuple[str, bool]:
        """The heading of a level, and whether it does not say itself that it is one."""
        if name.as_level():
            return name.heading.printed, False
        column = self.sheets[link.source].columns[link.column]
        words = [word for word in re.split(r"[\s_]+", column.heading.printed) if word]
        kept = [word for word in words if any(m.is_level for m in meanings(read(word)))]
        said = " ".join(kept) or other.block.table
        return said, not any(m.is_level for m in meanings(read(said)))

    def _describe(self, other: Sheet, name: Column, heading: str, taken: set[int]) -> None:
        for row in other.rows:
            texts = {
                other.printed[c.index] or f"#{c.index + 1}": text
                for c in other.columns
                if c.index not in taken and (text := other.cell(row, c.index))
            }
            if texts:
                self.about[heading, other.cell(row, name.index)] = texts

    def _replace(self, link: Link, other: Sheet) -> None:
        """People and places by their names in place of their keys."""
        name = _name_of(other, link.key)
        if name is None:
            return
        self.used.append(link.target)
        at = {other.cell(row, link.key): row for row in other.rows}
        self._tell_unmatched(link, at)
        self.replaced[link.column] = {
            key: other.cell(row, name.index) or key for key, row in at.items()
        }

    def _attach_by_list(self, link: Link, other: Sheet) -> None:
        """Indicators and the like that the initiatives name, rather than the other way round."""
        keys = other.values(link.key)
        at = {key: (i, row) for i, (row, key) in enumerate(zip(other.rows, keys, strict=True))}
        self.used.append(link.target)
        self._tell_unmatched(link, at)
        base = self.sheets[self.main]
        rows: dict[int, list[tuple[int, Row]]] = {}
        for index, key in enumerate(base.values(link.column)):
            for token in tokens_of(key, link.lists):
                if token in at:
                    rows.setdefault(index, []).append(at[token])
        self._add_below(link.target, other, {link.key}, rows)
        self.dropped.add(link.column)

    # the tables that refer to the initiatives

    def attach(self) -> None:
        base = self.sheets[self.main]
        for link in self.links:
            if link.target != self.main or link.source in self.used:
                continue
            other = self.sheets[link.source]
            at = {value: index for index, value in enumerate(base.values(link.key))}
            self.used.append(link.source)
            self._tell_unmatched(link, at)
            rows: dict[int, list[tuple[int, Row]]] = {}
            keys = other.values(link.column)
            for number, (row, key) in enumerate(zip(other.rows, keys, strict=True)):
                for token in tokens_of(key, link.lists):
                    if token in at:
                        rows.setdefault(at[token], []).append((number, row))
            other = self._with_look_ups(link, other, rows)
            self._add_below(link.source, other, {link.column}, rows)

    def _with_look_ups(
        self, link: Link, other: Sheet, rows: dict[int, list[tuple[int, Row]]]
    ) -> Sheet:
        """A table between two others ("action_id", "indicator_id") brings what it leads to."""
        for up in self.links:
            if up.source != link.source or up.target in self.used or up.lists:
                continue
            third = self.sheets[up.target]
            at = {third.cell(row, up.key): row for row in third.rows}
            kept = [c.index for c in third.columns if c.index != up.key]
            self.used.append(up.target)
            self._tell_unmatched(up, at)
            width = len(other.printed)
            for listed in rows.values():
                for place, (number, row) in enumerate(listed):
                    found = at.get(other.cell(row, up.column))
                    more = [third.cell(found, c) if found else "" for c in kept]
                    cells = (*row.cells, *("",) * (width - len(row.cells)), *more)
                    listed[place] = (number, Row(row.at, cells, page=row.page, box=row.box))
            printed = (*other.printed, *(third.printed[c] for c in kept))
            other = Sheet(other.block, printed, other.rows)
        return other

    def _add_below(
        self, index: int, other: Sheet, keys: set[int], rows: dict[int, list[tuple[int, Row]]]
    ) -> None:
        kept = [c for c in range(len(other.printed)) if c not in keys | self._repeated(other, rows)]
        topic = self.sheets[index].block.table
        printed = tuple(_topical(other.printed[c], topic) for c in kept)
        picked = {
            at: [(number, _picked(row, kept)) for number, row in listed]
            for at, listed in rows.items()
        }
        self.below.append((printed, picked))
        self.tables[len(self.below) - 1] = topic

    def _repeated(self, other: Sheet, rows: dict[int, list[tuple[int, Row]]]) -> set[int]:
        """The columns that say again what the main table says, under the same headings."""
        base = self.sheets[self.main]
        own = {fold(heading): c for c, heading in enumerate(base.printed) if heading}
        pairs = [(base.rows[at], row) for at, listed in rows.items() for _n, row in listed]
        found = set()
        for column, heading in enumerate(other.printed):
            at = own.get(fold(heading))
            if at is None or not pairs:
                continue
            shown = [(base.cell(one, at), other.cell(row, column)) for one, row in pairs]
            if all(not theirs or ours == theirs for ours, theirs in shown):
                found.add(column)
        return found

    def _tell_unmatched(self, link: Link, known: Mapping[str, object]) -> None:
        """One observation a row whose key leads nowhere, with what the row says."""
        sheet = self.sheets[link.source]
        for row, cell in zip(sheet.rows, sheet.values(link.column), strict=True):
            if cell in known:
                continue
            lost = [token for token in tokens_of(cell, link.lists) if token not in known]
            if not lost:
                continue
            text = " | ".join(t for c in range(len(row.cells)) if (t := sheet.cell(row, c)))
            self.observations.append(
                Observation(
                    "unmatched_key",
                    "medium",
                    "certain",
                    (row.at,),
                    {
                        "key": "; ".join(lost),
                        "heading": sheet.printed[link.column],
                        "other": self.sheets[link.target].block.table,
                    },
                    {"quotes": [{"line": row.at, "text": text[:_QUOTED]}]},
                    table=sheet.block.table,
                )
            )

    # one table of all

    def made(self) -> Joined:
        base = self.sheets[self.main]
        kept = [c for c in range(len(base.printed)) if c not in self.dropped]
        left = len(self.above)
        rows: list[Row] = []
        tables: list[str] = []
        for index, row in enumerate(base.rows):
            above = self._above(index)
            own = tuple(self._own(base, row, c) for c in kept)
            unsure = tuple(left + place for place, c in enumerate(kept) if c in row.unsure)
            parts = list(zip_longest(*(listed.get(index, []) for _h, listed in self.below)))
            first = self._details(parts[0] if parts else ())
            rows.append(Row(row.at, (*above, *own, *first), False, unsure, row.page, row.box))
            tables.append(base.block.table)
            for part in parts[1:]:
                place, piece = next((i, piece) for i, piece in enumerate(part) if piece)
                blank = (None,) * (left + len(kept))
                rows.append(Row(piece[1].at, (*blank, *self._details(part))))
                tables.append(self.tables[place])
        flat = list(rows)
        for number, (column, key, row, table) in enumerate(self.extra, 1):
            own = tuple(key if c == column else "" for c in kept)
            rows.append(Row(row.at, (*self._above(-number), *own)))
            tables.append(table)
        levels = tuple(i for i, (_h, bare, _cells) in enumerate(self.above) if bare)
        block = self._block(base, kept, rows, tables)
        return Joined(
            block, tuple(flat), levels, tuple(self.used), tuple(self.observations), self.about
        )

    def _block(
        self, base: Sheet, kept: Sequence[int], rows: Sequence[Row], tables: Sequence[str]
    ) -> Block:
        places = base.block.places or tuple(range(1, len(base.printed) + 1))
        origins: list[tuple[int, str]] = []
        for index, table in enumerate(tables):
            if table != (origins[-1][1] if origins else base.block.table):
                origins.append((index, table))
        further = [n + 1 for headings, _rows in self.below for n in range(len(headings))]
        return replace(
            base.block,
            printed=(
                *(heading for heading, _bare, _cells in self.above),
                *(self._printed(base, c) for c in kept),
                *(text for headings, _rows in self.below for text in headings),
            ),
            rows=tuple(rows),
            opens=frozenset(),
            groups=0,
            places=(*(0 for _ in self.above), *(places[c] for c in kept), *further),
            origins=tuple(origins),
        )

    def _above(self, index: int) -> tuple[str, ...]:
        return tuple(cells.get(index, "") for _heading, _bare, cells in self.above)

    def _printed(self, base: Sheet, column: int) -> str:
        """The heading of a column; one of keys that are names now says so no more."""
        heading = base.printed[column]
        if column not in self.replaced:
            return heading
        words = re.split(r"[\s_]+", heading)
        return " ".join(word for word in words if not _says_code(word)) or heading

    def _own(self, base: Sheet, row: Row, column: int) -> str | None:
        names = self.replaced.get(column)
        cell = row.cells[column] if column < len(row.cells) else ""
        if not names or not cell:
            return cell
        return "; ".join(names.get(token, token) for token in tokens_of(cell.strip(), True))

    def _details(self, part: Sequence[tuple[int, Row] | None]) -> tuple[str | None, ...]:
        cells: list[str | None] = []
        for place, (headings, _rows) in enumerate(self.below):
            piece = part[place] if place < len(part) else None
            cells += piece[1].cells if piece else [""] * len(headings)
        return tuple(cells)


def _picked(row: Row, columns: Sequence[int]) -> Row:
    cells = tuple(row.cells[c] if c < len(row.cells) else "" for c in columns)
    unsure = tuple(at for at, c in enumerate(columns) if c in row.unsure) if row.unsure else ()
    return Row(row.at, cells, unsure=unsure)


def _name_of(sheet: Sheet, key: int) -> Column | None:
    """The column that names the rows of a table of levels, people or places."""
    worded = [c for c in sheet.columns if c.index != key and c.cells.share("wordy") >= 0.6]
    for column in worded:
        if column.mark("name") >= 0.5 or (column.as_level() and not is_code(column)):
            return column
    own = sheet.columns[key]
    if not worded or (own.cells.share("wordy") >= 0.6 and not is_code(own)):
        return own if own.cells.share("wordy") >= 0.6 else None
    return next((c for c in worded if c.mark("description") >= 0.5), worded[0])


def _topical(heading: str, table: str) -> str:
    """ "nombre" in the table "Indicadores" is what "Indicadores nombre" would be."""
    found = meanings(read(heading))
    if found and found[0].term.kind != "mark":
        return heading
    if found and found[0].aspect not in ("name", "description"):
        return heading
    topics = [word for word in re.split(r"[\s_\-–,./]+", table) if word and _is_detail(word)]
    return f"{topics[-1]} {heading}" if topics and found else heading


def _says_code(word: str) -> bool:
    found = meanings(read(word))
    return bool(found) and found[0].term.kind == "mark" and found[0].aspect == "code"


def _is_detail(word: str) -> bool:
    return any(m.term.name in _DETAILS for m in meanings(read(word)))
