"""OpenDocument: the sheets of ODS and the writing of ODT, from the same kind of XML."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from minga.intake.read import MAX_ROWS, archive, open_values, too_many
from minga.intake.read.archive import Package
from minga.intake.read.faults import place
from minga.intake.read.grid import MAX_COLUMNS, Grid, Story
from minga.intake.read.inner import Piece, Said
from minga.intake.read.letters import printed, whole
from minga.intake.read.lists import without_bullet
from minga.intake.read.open_lists import Counting
from minga.intake.read.word import let_go, nothing
from minga.intake.reading import Observation, Reading, Table, Unreadable

if TYPE_CHECKING:
    from lxml.etree import _Element

_SHEETS = "application/vnd.oasis.opendocument.spreadsheet"
_WRITING = "application/vnd.oasis.opendocument.text"
_URN = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_OFFICE, _TABLE, _TEXT, _DRAW, _STYLE = (
    _URN % name for name in ("office", "table", "text", "drawing", "style")
)
_GRID, _ROW = f"{_TABLE}table", f"{_TABLE}table-row"
_CELL, _COVERED = f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"
_PARAGRAPH, _HEADING = f"{_TEXT}p", f"{_TEXT}h"
_PARAGRAPHS = {_PARAGRAPH, _HEADING}
_LIST = f"{_TEXT}list"
_BOX, _NOTE, _PICTURE = f"{_DRAW}text-box", f"{_TEXT}note", f"{_DRAW}image"
_UNSAID = {
    f"{_OFFICE}annotation",
    f"{_OFFICE}annotation-end",
    f"{_TEXT}tracked-changes",
    f"{_TEXT}ruby-text",
    f"{_TEXT}number",
    *(f"{_URN % 'svg-compatible'}{name}" for name in ("title", "desc")),
}
_ASIDE = {f"{_OFFICE}annotation", f"{_TEXT}tracked-changes", f"{_TABLE}tracked-changes"}
_REPEATED = f"{_TABLE}number-columns-repeated"
_FORMULA = f"{_TABLE}formula"
_ACROSS, _DOWN = f"{_TABLE}number-columns-spanned", f"{_TABLE}number-rows-spanned"
_KEPT = "kept"


def read_sheets(content: bytes, name: str, *, hidden: bool = False) -> Reading:
    from lxml import etree

    with archive.opened(content) as package:
        try:
            book = _Book(hidden)
            book.take(package)
        except (etree.XMLSyntaxError, KeyError) as error:
            raise Unreadable(archive.damaged()) from error
        notes = (*package.notes(), *book.notes)
    if not book.tables:
        raise Unreadable(_no_sheets(book.unseen))
    return Reading(name, _SHEETS, "", (), tuple(book.tables), tuple(book.unseen), notes)


def read_writing(content: bytes, name: str) -> Reading:
    from lxml import etree

    with archive.opened(content) as package:
        try:
            flow = _Flow(Counting(package.tree("styles.xml")))
            flow.take(package)
        except (etree.XMLSyntaxError, KeyError) as error:
            raise Unreadable(archive.damaged()) from error
        notes = package.notes()
    flow.story.tell(flow.footnotes)
    story = flow.story
    if not story.prose and not story.tables:
        raise Unreadable(nothing(flow.pictures))
    return Reading(name, _WRITING, "", tuple(story.prose), tuple(story.tables), (), notes)


def _no_sheets(unseen: list[str]) -> str:
    if unseen:
        return _(
            "El libro solo tiene datos en hojas ocultas (%(sheets)s): muéstrelas o pida que se "
            "lean también las ocultas."
        ) % {"sheets": ", ".join(unseen[:5])}
    return _("El libro no tiene ninguna hoja visible con datos: revise el archivo.")


# --- sheets


@dataclass(slots=True)
class _Book:
    """The sheets in turn; each row is let go as soon as it is read."""

    hidden: bool
    tables: list[Table] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)
    notes: list[Observation] = field(default_factory=list)
    _invisible: set[str] = field(default_factory=set)  # styles of sheets
    _unresolved: list[tuple[int, int]] = field(default_factory=list)

    def take(self, package: Package) -> None:
        grid: Grid | None = None
        tags = [_GRID, _ROW, f"{_STYLE}style"]
        for event, node in package.events("content.xml", ("start", "end"), tags):
            tag, began = node.tag, event == "start"
            if tag == _GRID and began:
                grid = self._begin(node)
            elif tag == _GRID:
                if grid is not None:
                    self._end(node.get(f"{_TABLE}name", ""), grid)
                grid = None
                let_go(node)
            elif began:
                continue
            elif tag == _ROW:
                if grid is not None:
                    self._row(node, grid)
                let_go(node)
            else:
                properties = node.find(f"{_STYLE}table-properties")
                if properties is not None and properties.get(f"{_TABLE}display") == "false":
                    self._invisible.add(node.get(f"{_STYLE}name", ""))

    def _begin(self, node: _Element) -> Grid | None:
        """Nothing for a sheet that is not read: hidden, or a copy of another file's."""
        name = node.get(f"{_TABLE}name", "")
        parent = node.getparent()
        if parent is None or parent.tag != f"{_OFFICE}spreadsheet" or name.startswith("'file:"):
            return None
        if node.get(f"{_TABLE}style-name") in self._invisible and not self.hidden:
            self.unseen.append(name)
            return None
        self._unresolved = []
        return Grid(trims=True)

    def _end(self, name: str, grid: Grid) -> None:
        table = grid.table(name)
        if table.rows:
            self.tables.append(table)
        if self._unresolved:
            lines = tuple(dict.fromkeys(at for at, _column in self._unresolved))
            params = {"cell": place(*self._unresolved[0]), "count": len(self._unresolved)}
            kind = "formula_without_result"
            self.notes.append(Observation(kind, "medium", "certain", lines, params, table=name))

    def _row(self, node: _Element, grid: Grid) -> None:
        times = whole(node.get(f"{_TABLE}number-rows-repeated"), 1) or 1
        grid.begin()
        for cell in node:
            if cell.tag == _CELL:
                self._cell(cell, grid)
            elif cell.tag == _COVERED:
                for _time in range(_repeated(cell)):
                    grid.covered()
        if times > MAX_ROWS and grid.holds():
            raise Unreadable(too_many(times))
        grid.end(times)

    def _cell(self, cell: _Element, grid: Grid) -> None:
        said = dict(cell.attrib)
        times = whole(said[_REPEATED], 1) or 1 if _REPEATED in said else 1
        text = _cell_text(cell) if len(cell) else ""
        kind = said.get(open_values.KIND)
        if kind:
            text = open_values.value(kind, text, said)
        elif not text and _FORMULA in said:
            self._unresolved.append((grid.at + 1, grid.column))
            grid.text("", unsure=True)
            times -= 1
        if _ACROSS in said or _DOWN in said:
            width, height = whole(said.get(_ACROSS), 1), whole(said.get(_DOWN), 1)
            for _time in range(min(times, MAX_COLUMNS + 1)):
                grid.text(text, width, height)
        elif not text:
            grid.blank(times)
        else:
            for _time in range(min(times, MAX_COLUMNS + 1)):
                grid.text(text)


def _repeated(cell: _Element) -> int:
    """How many columns, of those that a table may have."""
    return min(whole(cell.get(_REPEATED), 1) or 1, MAX_COLUMNS + 1)


def _cell_text(cell: _Element) -> str:
    lines = []
    for child in cell:
        if child.tag in _PARAGRAPHS:
            if not len(child):  # nearly all
                lines.append(" ".join((child.text or "").split()))
                continue
            pieces: list[str] = []
            _say(child, pieces)
            lines.append("".join(pieces).strip())
    return printed(lines[0] if len(lines) == 1 else "\n".join(lines).strip())


# --- writing


@dataclass(slots=True)
class _Flow:
    """Goes down a text once, as a reader would."""

    counting: Counting
    story: Story = field(default_factory=Story)
    footnotes: list[Piece] = field(default_factory=list)
    pictures: int = 0
    _open: list[Grid] = field(default_factory=list)
    _kept: list[list[Piece]] = field(default_factory=list)  # tables inside others, already read

    def take(self, package: Package) -> None:
        paragraphs = asides = 0
        tags = [_PARAGRAPH, _HEADING, _GRID, _ROW, _LIST, *_ASIDE]
        tags.append(f"{_OFFICE}automatic-styles")
        for event, node in package.events("content.xml", ("start", "end"), tags):
            tag, began = node.tag, event == "start"
            if tag in _ASIDE:
                asides += 1 if began else -1
            elif asides:
                continue
            elif tag in _PARAGRAPHS:
                paragraphs += 1 if began else -1
                if not (began or paragraphs or self._open):
                    self.story.tell(self._paragraph(node, "\n"))
                    let_go(node)
            elif tag == _LIST:
                if began and not (paragraphs or self._open):
                    self.counting.begin(node)
            elif tag == _GRID and began:
                self._open.append(Grid())
            elif tag == _GRID:
                pieces = self._open.pop().finished()
                if paragraphs or self._open:
                    node.clear()
                    node.set(_KEPT, str(len(self._kept)))
                    self._kept.append(pieces)
                else:
                    self.story.tell(pieces)
                    let_go(node)
            elif began:
                continue
            elif tag == _ROW and self._open:
                self._row(node, self._open[-1])
                let_go(node)
            else:
                self.counting.learn(node)

    def _row(self, node: _Element, grid: Grid) -> None:
        times = min(whole(node.get(f"{_TABLE}number-rows-repeated"), 1), MAX_ROWS)
        grid.begin()
        for cell in node:
            if cell.tag == _COVERED:
                for _time in range(_repeated(cell)):
                    grid.covered()
            elif cell.tag == _CELL:
                pieces = list(self._pieces(cell))
                width = whole(cell.get(_ACROSS), 1)
                height = whole(cell.get(_DOWN), 1)
                for _time in range(_repeated(cell)):
                    grid.cell(pieces, width, height)
        grid.end(max(times, 1))

    def _pieces(self, node: _Element) -> Iterator[Piece]:
        """The paragraphs and tables of a cell, a box or a note."""
        for child in node:
            if child.tag in _PARAGRAPHS:
                yield from self._paragraph(child, " ")
            elif child.get(_KEPT):
                yield from self._kept[int(child.get(_KEPT, "0"))]
            elif child.tag not in _UNSAID:
                if child.tag == _LIST:
                    self.counting.begin(child)
                yield from self._pieces(child)

    def _paragraph(self, node: _Element, line_end: str) -> list[Piece]:
        pieces: list[str] = []
        aside: list[_Element] = []
        _say(node, pieces, line_end, aside)
        said = printed("".join(pieces)).strip()
        level = 0
        if node.tag == _HEADING:
            level = min(whole(node.get(f"{_TEXT}outline-level"), 1) or 1, 9)
        label, item = self.counting.mark(node, level)
        if said and not (level or item):
            plain = without_bullet(said)
            if plain is not None:
                said, item = plain, 1
        if label and (said or line_end == " "):
            said = f"{label} {said}".strip()
        found: list[Piece] = [Said(said, level, 0 if level else item)]
        for element in aside:
            if element.tag == _NOTE:
                for body in element.iterchildren(f"{_TEXT}note-body"):
                    self.footnotes += self._pieces(body)
            elif element.tag == _BOX:
                found += self._pieces(element)
            else:
                self.pictures += 1
        return found


def _say(
    node: _Element, into: list[str], line_end: str = " ", aside: list[_Element] | None = None
) -> None:
    """The letters of a paragraph; what stands beside it is set aside."""
    if node.text:
        into.append(_collapsed(node.text, into))
    for child in node:
        tag = child.tag
        if tag == f"{_TEXT}s":
            into.append(" " * min(whole(child.get(f"{_TEXT}c"), 1), 100))
        elif tag == f"{_TEXT}tab":
            into.append(" ")
        elif tag == f"{_TEXT}line-break":
            into.append(line_end)
        elif tag in (_BOX, _NOTE, _PICTURE):
            if aside is not None:
                aside.append(child)
        elif tag not in _UNSAID:
            _say(child, into, line_end, aside)
        if child.tail:
            into.append(_collapsed(child.tail, into))


def _collapsed(text: str, before: list[str]) -> str:
    """White space in the file is one space, and none after another."""
    said = " ".join(text.split(" ")) if text.isspace() else text
    words = " ".join(said.split())
    if not words:
        return "" if before and before[-1].endswith((" ", "\n")) else " "
    start = " " if text[0].isspace() and not (before and before[-1].endswith(" ")) else ""
    return f"{start}{words}{' ' if text[-1].isspace() else ''}"
