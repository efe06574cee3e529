"""HTML: its tables with row and column spans, and the prose around them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from minga.base.cells import unguard
from minga.intake.read.letters import printed, whole
from minga.intake.read.lists import numeral
from minga.intake.reading import Paragraph, Reading, Row, Table

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = {
    *_HEADINGS,
    *(
        "p",
        "div",
        "li",
        "ul",
        "ol",
        "menu",
        "dl",
        "dt",
        "dd",
        "blockquote",
        "section",
        "article",
        "main",
    ),
    *("header", "footer", "aside", "figure", "figcaption", "caption", "pre", "address", "nav"),
    *("tr", "td", "th", "br", "hr", "form", "body", "table", "details", "summary"),
}
_SKIPPED = {"script", "style", "template", "noscript", "head", "svg", "nav", "select"}
_TITLES = {*_HEADINGS, "summary"}  # a button in them opens what they are the title of
_PARTS = {"article", "section", "main", "aside", "blockquote", "figure", "details", "li", "td"}
_MAX_SPAN = 1000
_MAX_FOLDED = 8  # one in another, each of which is looked through
_LOWEST = 9  # level of a heading
_LONGEST_TERM = 60  # letters of what a list of terms names a value by
_MAX_LAYOUTS = 100  # each is looked through once for every table around it
_NUMBERS = {"ul": "", "menu": "", "ol": "decimal"}  # lists, and how they number
_STYLES = {"a": "letter", "A": "LETTER", "i": "roman", "I": "ROMAN"}
_SPACE = re.compile(r"\s+")
_LINE_END = re.compile(r"\s*[\t\r\n]\s*")  # two spaces in a row may be all that is left of one


def read(text: str, name: str, encoding: str) -> Reading:
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(text)
    page = _Page()
    if tree.body is not None:
        page.walk(tree.body)
    return Reading(name, "text/html", encoding, tuple(page.prose), tuple(page.tables))


@dataclass(slots=True)
class _List:
    style: str  # "" prints no numbers
    number: int


@dataclass(slots=True)
class _Page:
    """Takes the document in order, without recursion: pages may nest as deep as they like."""

    prose: list[Paragraph] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    _pieces: list[str] = field(default_factory=list)
    _level: int = 0
    _lists: list[_List] = field(default_factory=list)
    _item: int = 0  # of the paragraph to come
    _label: str = ""
    _layouts: int = 0
    _titles: int = 0  # how many are open
    _above: int = 1  # level of the last title
    _folded: list[int] = field(default_factory=list)  # levels of the parts that fold
    _term: str = ""  # what the values to come are called
    _waits: bool = False  # whether the term has no value yet

    def walk(self, root: LexborNode) -> None:
        stack: list[LexborNode | str] = [root]
        while stack:
            node = stack.pop()
            if isinstance(node, str):
                self._end(node)
                continue
            tag = node.tag
            if tag == "-text":
                self._pieces.append(_SPACE.sub(" ", node.text_content or ""))
            elif not tag or tag.startswith("-") or self._passes_over(node, tag):
                continue
            elif tag == "br":
                self._pieces.append("\n")
            elif tag == "table" and not self._is_layout(node):
                self._close()
                self._table(node)
            else:
                if self._titles and tag not in _TITLES:
                    self._pieces.append(" " if tag in _BLOCKS else "")
                elif tag in _BLOCKS:
                    self._begin(node, tag)
                    stack.append(tag)
                stack.extend(reversed(list(_children(node))))
        self._close()

    def _passes_over(self, node: LexborNode, tag: str) -> bool:
        if tag == "button":
            return not self._titles
        return tag in _SKIPPED or (tag == "footer" and _closes(node))

    def _begin(self, node: LexborNode, tag: str) -> None:
        self._close()
        self._level = _HEADINGS.get(tag, 0)
        if tag in _TITLES:
            self._titles += 1
            if tag == "summary" and self._folded:
                self._level = self._folded[-1]
            self._above = self._level or self._above
        elif tag == "details":
            self._folded.append(self._level_of(node))
        elif tag == "dt":
            self._name()
        elif tag == "dd":
            self._label, self._waits = f"{self._term}: " if self._term else "", False
        if tag in _NUMBERS:
            style = _NUMBERS[tag] and _STYLES.get(node.attributes.get("type") or "", "decimal")
            start = node.attributes.get("start")
            self._lists.append(_List(style, whole(start, 1) - 1))
        elif tag == "li":
            self._item, self._label = max(1, len(self._lists)), ""
            if self._lists and self._lists[-1].style:
                here = self._lists[-1]
                here.number = whole(node.attributes.get("value"), here.number + 1)
                self._label = f"{numeral(here.number, here.style)}. "

    def _level_of(self, details: LexborNode) -> int:
        """How high the title of a part that folds stands: above the headings in it."""
        if len(self._folded) >= _MAX_FOLDED:
            return _LOWEST
        inside = [_HEADINGS[h.tag] for h in details.css(",".join(_HEADINGS)) if h.tag]
        if inside:
            return max(1, min(inside) - 1)
        return min(_LOWEST, (self._folded[-1] if self._folded else self._above) + 1)

    def _end(self, tag: str) -> None:
        if tag == "dt":
            said = self._said()
            if len(said) <= _LONGEST_TERM:
                self._pieces.clear()
                self._term, self._waits = said.rstrip(" :"), bool(said)
        self._close()
        if tag in _NUMBERS and self._lists:
            self._lists.pop()
        elif tag in ("li", "dd"):
            self._item, self._label = 0, ""
        elif tag == "details":
            self._above = max(1, self._folded.pop() - 1)
        elif tag == "dl":
            self._name()
        elif tag in _TITLES:
            self._titles -= 1

    def _name(self) -> None:
        """A new term comes; one that got no value is a text of its own."""
        if self._waits:
            self.prose.append(Paragraph(len(self.prose) + 1, self._term))
        self._term, self._waits = "", False

    def _said(self) -> str:
        said = "\n".join(" ".join(line.split()) for line in "".join(self._pieces).split("\n"))
        return printed(said).strip()

    def _close(self) -> None:
        if said := self._said():
            level, item = self._level, 0 if self._level else self._item
            text = f"{self._label}{said}"
            self.prose.append(Paragraph(len(self.prose) + 1, text, level, item))
            self._item, self._label = 0, ""
        self._pieces.clear()
        self._level = 0

    def _is_layout(self, table: LexborNode) -> bool:
        """Whether a table is there only to place others on the page."""
        if self._layouts >= _MAX_LAYOUTS or len(table.css("table")) < 2:
            return False
        self._layouts += 1
        return all(
            sum(bool(_said(cell)) for cell in _children(row) if cell.tag in ("td", "th")) < 2
            for group in _groups(table)
            for row in group
        )

    def _table(self, node: LexborNode) -> None:
        for caption in _children(node):
            if caption.tag == "caption" and (said := _said(caption)):
                self.prose.append(Paragraph(len(self.prose) + 1, said))
        table = _table(node, f"{len(self.tables) + 1}")
        if table.rows:
            self.tables.append(replace(table, after=len(self.prose)))


def _children(node: LexborNode) -> Iterator[LexborNode]:
    child = node.child
    while child is not None:
        yield child
        child = child.next


def _closes(footer: LexborNode) -> bool:
    """Whether it is the foot of the whole page, with its links, and not of a part of it."""
    above = footer.parent
    while above is not None:
        if above.tag in _PARTS:
            return False
        above = above.parent
    return True


def _groups(table: LexborNode) -> Iterator[list[LexborNode]]:
    """The rows of this table by group; those of a table inside a cell are text of that cell."""
    loose: list[LexborNode] = []
    for part in _children(table):
        if part.tag == "tr":
            loose.append(part)
        elif part.tag in ("thead", "tbody", "tfoot"):
            yield [row for row in _children(part) if row.tag == "tr"]
    yield loose


def _table(node: LexborNode, name: str) -> Table:
    rows: list[Row] = []
    at = width = 0
    for group in _groups(node):
        spans: dict[int, int] = {}  # column → rows that a cell above still covers
        for index, line in enumerate(group):
            at += 1
            cells, alone = _cells(line, spans, len(group) - index)
            width = max(width, len(cells))
            if any(cells):
                rows.append(Row(at, tuple(cells), wide=alone))
    return Table(name, tuple(_of_width(row, width) for row in rows))


def _of_width(row: Row, width: int) -> Row:
    """Only what takes the whole width of the table is wide."""
    wide = row.wide and len(row.cells) == width > 1
    return row if wide == row.wide else replace(row, wide=wide)


def _cells(line: LexborNode, spans: dict[int, int], left: int) -> tuple[list[str | None], bool]:
    """The cells of a row, and whether a single one makes it up. `left` is the rows to come."""
    cells: list[str | None] = []
    places = 0
    for cell in _children(line):
        if cell.tag not in ("td", "th"):
            continue
        _cover(cells, spans)
        attributes = cell.attributes
        width = height = 1
        if attributes:
            width = _span(attributes.get("colspan"))
            said = attributes.get("rowspan")
            height = left if said == "0" else min(_span(said), left)
        if height > 1:
            spans |= dict.fromkeys(range(len(cells), len(cells) + width), height - 1)
        cells.append(unguard(_said(cell)))
        cells.extend([""] * (width - 1))
        places += 1
    alone = places == 1 and None not in cells
    _cover(cells, spans)
    return cells, alone and None not in cells


def _cover(cells: list[str | None], spans: dict[int, int]) -> None:
    while spans.get(len(cells)):
        spans[len(cells)] -= 1
        cells.append(None)


def _span(value: str | None) -> int:
    if not value or not value.strip().isdigit():
        return 1
    return max(1, min(int(value), _MAX_SPAN))


def _said(cell: LexborNode) -> str:
    """The text of a cell, one block a line."""
    only = cell.child
    if only is None:
        return ""
    if only.next is None and only.tag == "-text":
        return printed(_LINE_END.sub(" ", only.text_content or "").strip())
    pieces: list[str] = []
    stack: list[LexborNode | None] = [cell]
    while stack:
        node = stack.pop()
        if node is None:
            pieces.append("\n")
            continue
        tag = node.tag or ""
        if tag == "-text":
            pieces.append(_SPACE.sub(" ", node.text_content or ""))
        elif tag == "br":
            pieces.append("\n")
        elif tag not in _SKIPPED and not tag.startswith(("-", "_")):
            if tag in ("td", "th"):
                pieces.append(" ")
            elif tag in _BLOCKS:
                pieces.append("\n")
                stack.append(None)
            stack.extend(reversed(list(_children(node))))
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return printed("\n".join(filter(None, lines)))
