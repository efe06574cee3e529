"""The tables that a tagged document says it has, beside those that its pages show."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from minga.intake.read.pdf.flow import Item, Whole
from minga.intake.read.pdf.lines import Line, reading_order
from minga.intake.read.pdf.page import Page, Word, around
from minga.intake.read.pdf.pieces import Slot, Strip
from minga.intake.read.pdf.prose import Text

_MAX_NODES = 400_000
_MAX_SPAN = 1000
_MAX_CELLS = 400_000
_ROWS = {"/THead", "/TBody", "/TFoot"}
_CELLS = {"/TH", "/TD"}
_HEAD = 3  # rows of a header at most
_COVERED = 0.9  # share of the words of a table that the tags have to know
_AWRY = 0.02  # share of the cells that may stand at another place than the tags say

Place = tuple[int, int]  # page (from 1), marked content


@dataclass(slots=True)
class Cell:
    row: int
    column: int
    height: int
    width: int
    places: list[Place]
    words: list[Word] = field(default_factory=list)


@dataclass(slots=True)
class Tagged:
    rows: int
    width: int
    cells: list[Cell]


def tables(content: bytes) -> list[Tagged]:
    """What the structure tree says; nothing where it cannot be followed."""
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            root = pdf.Root.get("/StructTreeRoot")
            if root is None:
                return []
            return _Walker(pdf, root).tables()
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, RecursionError, RuntimeError):
        return []


class _Walker:
    def __init__(self, pdf: Any, root: Any) -> None:
        import pikepdf

        self.kinds = (pikepdf.Dictionary, pikepdf.Array)
        self.pages = {page.objgen: number for number, page in enumerate(pdf.pages, start=1)}
        self.root = root
        self.left = _MAX_NODES
        roles = root.get("/RoleMap")
        self.roles = {str(k): str(v) for k, v in roles.items()} if roles is not None else {}

    def tables(self) -> list[Tagged]:
        found = []
        for node, page in self._nodes(self.root, 0):
            if self._role(node) == "/Table":
                table = self._table(node, page)
                if table is not None:
                    found.append(table)
        return found

    def _role(self, node: Any) -> str:
        role = str(node.get("/S", ""))
        for _ in range(8):
            if role not in self.roles or self.roles[role] == role:
                break
            role = self.roles[role]
        return role

    def _page(self, node: Any, page: int) -> int:
        own = node.get("/Pg")
        return self.pages.get(own.objgen, page) if own is not None else page

    def _kids(self, node: Any) -> list[Any]:
        kids = node.get("/K")
        if kids is None:
            return []
        return list(kids) if isinstance(kids, self.kinds[1]) else [kids]

    def _nodes(self, node: Any, page: int) -> Iterator[tuple[Any, int]]:
        """Every element that is no part of a table, in order, and each table once."""
        stack = [(node, page)]
        while stack:
            one, on = stack.pop()
            self.left -= 1
            if self.left < 0:
                raise ValueError("too many tags")
            if one is not self.root:
                yield one, on
                if self._role(one) == "/Table":
                    continue
            inner = [
                (kid, self._page(kid, on))
                for kid in self._kids(one)
                if isinstance(kid, self.kinds[0]) and "/S" in kid
            ]
            stack.extend(reversed(inner))

    def _table(self, node: Any, page: int) -> Tagged | None:
        rows = list(self._rows(node, page))
        cells: list[Cell] = []
        covered: dict[int, int] = {}  # column → rows that a cell above still takes
        width = 0
        for index, (row, on) in enumerate(rows):
            column = 0
            for kid in self._kids(row):
                if not isinstance(kid, self.kinds[0]) or self._role(kid) not in _CELLS:
                    continue
                while covered.get(column, 0) > 0:
                    column += 1
                wide, high = self._spans(kid)
                places = list(self._places(kid, self._page(kid, on)))
                cells.append(Cell(index, column, min(high, len(rows) - index), wide, places))
                for c in range(column, column + wide):
                    covered[c] = high
                column += wide
                if len(cells) > _MAX_CELLS or column > _MAX_SPAN:
                    return None
            while covered.get(column, 0) > 0:
                column += 1
            width = max(width, column)
            covered = {c: high - 1 for c, high in covered.items() if high > 1}
        return Tagged(len(rows), width, cells) if len(rows) > 1 and width > 1 else None

    def _rows(self, node: Any, page: int) -> Iterator[tuple[Any, int]]:
        for kid in self._kids(node):
            if not isinstance(kid, self.kinds[0]):
                continue
            role, on = self._role(kid), self._page(kid, page)
            if role == "/TR":
                yield kid, on
            elif role in _ROWS:
                yield from self._rows(kid, on)

    def _spans(self, cell: Any) -> tuple[int, int]:
        said = cell.get("/A")
        if said is None:
            return 1, 1
        wide = high = 1
        for one in said if isinstance(said, self.kinds[1]) else [said]:
            if isinstance(one, self.kinds[0]):
                wide = max(wide, int(one.get("/ColSpan", 1)))
                high = max(high, int(one.get("/RowSpan", 1)))
        return min(wide, _MAX_SPAN), min(high, _MAX_SPAN * 100)

    def _places(self, node: Any, page: int) -> Iterator[Place]:
        stack: list[tuple[Any, int]] = [(node, page)]
        while stack:
            one, on = stack.pop()
            self.left -= 1
            if self.left < 0:
                raise ValueError("too many tags")
            if not isinstance(one, self.kinds[0]):
                yield on, int(one)
                continue
            on = self._page(one, on)
            if "/MCID" in one:
                if "/Stm" in one:
                    raise ValueError("marks inside a form")
                yield on, int(one["/MCID"])
                continue
            stack.extend((kid, on) for kid in reversed(self._kids(one)))


def settle(items: list[Item], found: Sequence[Tagged], pages: Sequence[Page],
           words: Sequence[Sequence[Word]]) -> list[Item]:  # fmt: skip
    """Take the tagged tables where they fit what is seen: a table that both know is told by its
    tags, and a cell is in doubt where the two differ and the eye was sure."""
    by_place = {
        (page.number, word.mark): [] for page, all_of in zip(pages, words, strict=True)
        for word in all_of if word.mark >= 0
    }  # type: dict[Place, list[tuple[Page, Word]]]  # fmt: skip
    for page, all_of in zip(pages, words, strict=True):
        for word in all_of:
            if word.mark >= 0:
                by_place[page.number, word.mark].append((page, word))
    for table in found:
        items = _take(items, table, by_place)
    return items


def _take(
    items: list[Item], table: Tagged, by_place: dict[Place, list[tuple[Page, Word]]]
) -> list[Item]:
    page_of: dict[int, Page] = {}
    for cell in table.cells:
        for place in cell.places:
            for page, word in by_place.get(place, ()):
                cell.words.append(word)
                page_of[id(word)] = page
    if not page_of or _is_awry(table, page_of):
        return items
    seen: dict[int, Slot] = {}
    taken: list[Item] = []
    heads = _heads(table)
    for item in items:
        inside = [w for line in _lines(item, heads) for w in line.words]
        known = sum(id(word) in page_of for word in inside)
        if known == 0:
            continue
        if known < _COVERED * len(inside) or (isinstance(item, Text) and known < len(inside)):
            return items
        taken.append(item)
        if isinstance(item, Whole):
            for strip in item.strips:
                for slot in strip.slots:
                    seen.update((id(w), slot) for line in slot.lines for w in line.words)
    if not taken:
        return items
    whole = _whole(table, page_of, seen, taken)
    at = next(i for i, item in enumerate(items) if item in taken)
    rest = [item for item in items[at:] if item not in taken]
    return [*items[:at], whole, *rest]


def _heads(table: Tagged) -> list[list[str]]:
    """What the first rows say: a page that repeats them does so without tags."""
    rows: list[list[str]] = [[] for _ in range(min(_HEAD, table.rows))]
    for cell in table.cells:
        if cell.row < len(rows):
            rows[cell.row] += [word.text for word in cell.words]
    return [sorted(row) for row in rows if row]


def _lines(item: Item, heads: Sequence[Sequence[str]]) -> Iterator[Line]:
    """The lines of an item, but for the headers that its pages repeat."""
    if isinstance(item, Text):
        yield from item.lines
        return
    for strip in item.strips:
        lines = [line for slot in strip.slots for line in slot.lines]
        again = sorted(word.text for line in lines for word in line.words) in heads
        if not (again and all(word.mark < 0 for line in lines for word in line.words)):
            yield from lines


def _is_awry(table: Tagged, page_of: dict[int, Page]) -> bool:
    """Whether cells stand elsewhere than their tags say: then nothing is taken from them."""
    rows: dict[int, list[Cell]] = {}
    for cell in table.cells:
        if cell.words:
            rows.setdefault(cell.row, []).append(cell)
    wrong = total = 0
    starts: list[tuple[int, float]] = []
    for _, row in sorted(rows.items()):
        row.sort(key=lambda cell: cell.column)
        for one, other in pairwise(row):
            on = page_of[id(one.words[0])]
            first = [w for w in one.words if page_of[id(w)] is on]
            second = [w for w in other.words if page_of[id(w)] is on]
            total += 1
            if second and max(w.right for w in first) > min(w.left for w in second) + 2:
                wrong += 1
        low = [cell for cell in row if cell.height == 1] or row
        first_page = min(page_of[id(w)].number for cell in low for w in cell.words)
        starts.append(
            (
                first_page,
                min(
                    w.top for cell in low for w in cell.words
                    if page_of[id(w)].number == first_page
                ),
            )
        )  # fmt: skip
    for above, below in pairwise(starts):
        total += 1
        wrong += below < above
    return wrong > _AWRY * max(total, 1)


def _whole(
    table: Tagged, page_of: dict[int, Page], seen: dict[int, Slot], taken: Sequence[Item]
) -> Whole:
    grid = [[Slot() for _ in range(table.width)] for _ in range(table.rows)]
    wide = [False] * table.rows
    for cell in table.cells:
        slot = grid[cell.row][cell.column]
        slot.lines = _reading(cell.words, page_of)
        slot.columns = cell.width
        slot.unsure, slot.room = _doubt(slot.lines, seen)
        for r in range(cell.row + 1, cell.row + cell.height):
            for c in range(cell.column, min(cell.column + cell.width, table.width)):
                grid[r][c].covered = True
        wide[cell.row] = wide[cell.row] or cell.width == table.width
    strips: list[Strip] = []
    last: Page | None = None
    for r, slots in enumerate(grid):
        words = [w for slot in slots for line in slot.lines for w in line.words]
        own = [w for w in words if id(w) in page_of]
        page = min((page_of[id(w)] for w in own), key=lambda p: p.number, default=last)
        if page is None:
            continue  # rows above the first that says anything
        here = [w for w in own if page_of[id(w)] is page]
        box = around(here) if here else (0.0, 0.0, page.width, 0.0)
        strip = Strip(slots, page, box, wide[r], opens=last is not None and page is not last)
        strips.append(strip)
        last = page
    pieces = [piece for item in taken if isinstance(item, Whole) for piece in item.pieces]
    return Whole(pieces, strips)


def _reading(words: Sequence[Word], page_of: dict[int, Page]) -> list[Line]:
    """Page by page; what a page only says again is a header that repeats."""
    parts: dict[int, list[Word]] = {}
    for word in words:
        parts.setdefault(page_of[id(word)].number, []).append(word)
    found: list[list[Line]] = []
    for _, part in sorted(parts.items()):
        lines = reading_order(part)
        if [line.text for line in lines] not in [[line.text for line in one] for one in found]:
            found.append(lines)
    return [line for lines in found for line in lines]


def _doubt(lines: Sequence[Line], seen: dict[int, Slot]) -> tuple[bool, float | None]:
    """Whether eye and tags differ on a cell of which the eye was sure."""
    own = {id(word) for line in lines for word in line.words}
    slots = {id(slot): slot for key in own if (slot := seen.get(key)) is not None}
    if len(slots) == 1:
        slot = next(iter(slots.values()))
        theirs = {id(word) for line in slot.lines for word in line.words}
        if theirs <= own:
            return False, slot.room
    return any(not slot.unsure for slot in slots.values()), None
