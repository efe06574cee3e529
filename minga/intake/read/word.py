"""DOCX: tables with their merged cells, headings, lists and prose, straight from the XML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from minga.intake.read import archive, numbering
from minga.intake.read.grid import Grid, Story
from minga.intake.read.inner import Piece, Said
from minga.intake.read.letters import printed, whole
from minga.intake.read.lists import without_bullet
from minga.intake.read.numbering import W
from minga.intake.reading import Observation, Reading, Unreadable

if TYPE_CHECKING:
    from lxml.etree import _Element

_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_PICTURES = {
    "{http://schemas.openxmlformats.org/drawingml/2006/main}blip",
    "{urn:schemas-microsoft-com:vml}imagedata",
}
_OBJECT = "{urn:schemas-microsoft-com:office:office}OLEObject"
_PARAGRAPH, _ROW, _TABLE, _CELL = f"{W}p", f"{W}tr", f"{W}tbl", f"{W}tc"
_TEXTS = {f"{W}t", f"{_MATH}t"}
_RUN, _PROPERTIES, _RUN_PROPERTIES = f"{W}r", f"{W}pPr", f"{W}rPr"
_HIDDEN, _DELETED, _HYPHEN, _SYMBOL = (
    f"{W}{name}" for name in ("vanish", "del", "noBreakHyphen", "sym")
)
_SPACES = {f"{W}tab", f"{W}ptab"}
_BREAKS = {f"{W}br", f"{W}cr"}
_BOX = f"{W}txbxContent"
_UNSAID = {
    _FALLBACK,
    *(f"{W}{name}" for name in ("pPr", "tcPr", "trPr", "tblPr", "tblGrid", "sdtPr")),
    *(f"{W}{name}" for name in ("del", "moveFrom", "sdtEndPr", "footnotePr")),
    *(f"{W}{name}" for name in ("rt", "instrText", "delText", "delInstrText", "annotationRef")),
}
_SYMBOLS = {  # of the fonts Wingdings and Symbol, by the last two digits of their code
    "FC": "✓", "FB": "✗", "FE": "☑", "FD": "☒", "A8": "☐", "6F": "☐", "B7": "•", "A7": "▪",
    "D8": "➢", "E0": "→", "F0": "⇨",
}  # fmt: skip
_UNKNOWN = "\ufffd"
_BLANKS = re.compile(r"[\t\r\n]+")
_OFF = {"0", "false", "off"}
_KEPT = "kept"
_UNTIL_THE_NEXT = 1 << 30  # Word says where a merged cell ends only by beginning another


def read(content: bytes, name: str) -> Reading:
    from lxml import etree

    with archive.opened(content) as package:
        main = next(
            (r.target for r in package.relations().values() if r.kind == "officeDocument"), ""
        )
        if main not in package.names:
            main = "word/document.xml"
        try:
            parts = {r.kind: r.target for r in package.relations(main).values() if not r.external}
            styles = numbering.read(package, parts.get("styles", ""), parts.get("numbering", ""))
            flow = _Flow(styles)
            flow.take(package, main)
            for kind in ("footnotes", "endnotes"):
                if parts.get(kind) in package.names:
                    flow.take(package, parts[kind])
        except (etree.XMLSyntaxError, KeyError) as error:
            raise Unreadable(archive.damaged()) from error
        notes = (*package.notes(), *flow.notes())
    story = flow.story
    if not story.prose and not story.tables:
        raise Unreadable(nothing(flow.pictures))
    return Reading(name, _MEDIA_TYPE, "", tuple(story.prose), tuple(story.tables), (), notes)


def nothing(pictures: int) -> str:
    if pictures:
        return _(
            "El documento solo tiene imágenes: pase un programa de reconocimiento de texto (OCR) "
            "y suba el resultado."
        )
    return _("El documento no tiene texto: elija el documento que contiene el plan.")


@dataclass(slots=True)
class _Text:
    """What a paragraph says, and what hangs from it."""

    line_end: str
    pieces: list[str] = field(default_factory=list)
    boxes: list[_Element] = field(default_factory=list)
    unsure: bool = False


@dataclass(slots=True)
class _Flow:
    """Goes down a document once; each row is let go as soon as it is read."""

    styles: numbering.Numbering
    story: Story = field(default_factory=Story)
    pictures: int = 0
    objects: int = 0
    _open: list[Grid] = field(default_factory=list)
    _kept: list[list[Piece]] = field(default_factory=list)  # tables inside others, already read

    def take(self, package: archive.Package, part: str) -> None:
        paragraphs = fallbacks = 0
        tags = [_PARAGRAPH, _ROW, _TABLE, _FALLBACK, f"{W}altChunk"]
        for event, node in package.events(part, ("start", "end"), tags):
            tag, began = node.tag, event == "start"
            if tag == _FALLBACK:
                fallbacks += 1 if began else -1
            elif tag == _PARAGRAPH:
                paragraphs += 1 if began else -1
                if not (began or paragraphs or fallbacks or self._open):
                    self.story.tell(self._paragraph(node, "\n"))
                    let_go(node)
            elif tag == _TABLE and began:
                self._open.append(Grid())
            elif tag == _TABLE:
                pieces = self._open.pop().finished()
                if paragraphs or self._open:
                    self._keep(node, pieces)
                elif not fallbacks:
                    self.story.tell(pieces)
                    let_go(node)
            elif began:
                continue
            elif tag == _ROW and self._open:
                if not fallbacks:
                    self._row(node, self._open[-1])
                let_go(node)
            else:
                self.objects += 1

    def notes(self) -> Iterator[Observation]:
        if self.objects:
            params = {"count": self.objects}
            yield Observation("embedded_not_read", "medium", "certain", (), params)

    def _keep(self, node: _Element, pieces: list[Piece]) -> None:
        node.clear()
        node.set(_KEPT, str(len(self._kept)))
        self._kept.append(pieces)

    def _row(self, node: _Element, grid: Grid) -> None:
        properties = node.find(f"{W}trPr")
        before = 0
        if properties is not None:
            if properties.find(f"{W}del") is not None:
                return
            skipped = properties.find(f"{W}gridBefore")
            before = 0 if skipped is None else whole(skipped.get(f"{W}val"))
        grid.begin(before)
        for cell in _inside(node, _CELL):
            self._cell(cell, grid)
        grid.end()

    def _cell(self, node: _Element, grid: Grid) -> None:
        properties = node.find(f"{W}tcPr")
        width, merge, across = 1, None, None
        if properties is not None:
            for child in properties:
                if child.tag == f"{W}gridSpan":
                    width = whole(child.get(f"{W}val"), 1)
                elif child.tag == f"{W}vMerge":
                    merge = child.get(f"{W}val", "continue")
                elif child.tag == f"{W}hMerge":
                    across = child.get(f"{W}val", "continue")
                elif child.tag == f"{W}cellDel":
                    grid.cell([], width)
                    return
        if across == "continue":
            grid.beside(width)
        elif merge == "continue" and grid.is_covered():
            grid.below(width)
        else:
            height = 1 if merge is None else _UNTIL_THE_NEXT
            grid.cell(list(self._pieces(node)), width, height)

    def _pieces(self, node: _Element) -> Iterator[Piece]:
        """The paragraphs and tables of a cell or a box."""
        for child in _inside(node, _PARAGRAPH, _TABLE):
            if child.tag == _PARAGRAPH:
                yield from self._paragraph(child, " ")
            elif child.get(_KEPT):
                yield from self._kept[int(child.get(_KEPT, "0"))]

    def _paragraph(self, node: _Element, line_end: str) -> list[Piece]:
        text = _Text(line_end)
        self._say(node, text)
        properties = node.find(_PROPERTIES)
        joins = _joins(properties)
        said = printed("".join(text.pieces)).lstrip()
        said = said if joins else said.rstrip()
        mark = self.styles.mark(properties)
        item = mark.item
        if said and line_end == "\n" and not (mark.level or item):  # in a cell all of it stays
            plain = without_bullet(said)
            if plain is not None:
                said, item = plain, 1
        if mark.label and (said or line_end == " "):
            said = f"{mark.label} {said}".strip()
        pieces: list[Piece] = [Said(said, mark.level, item, text.unsure, joins)]
        for box in text.boxes:
            pieces += self._pieces(box)
        return pieces

    def _say(self, node: _Element, text: _Text) -> None:
        for child in node:
            tag = child.tag
            if tag in _TEXTS:
                text.pieces.append(_BLANKS.sub(" ", child.text or ""))
            elif tag == _RUN:
                self._say(child, text)
            elif tag == _RUN_PROPERTIES:
                if _hides(child):
                    return
            elif tag in _UNSAID:
                continue
            elif tag in _SPACES:
                text.pieces.append(" ")
            elif tag in _BREAKS:
                page = child.get(f"{W}type") in ("page", "column")
                text.pieces.append(" " if page else text.line_end)
            elif tag == _HYPHEN:
                text.pieces.append("-")
            elif tag == _SYMBOL:
                symbol = _SYMBOLS.get(child.get(f"{W}char", "")[-2:].upper(), _UNKNOWN)
                text.unsure = text.unsure or symbol == _UNKNOWN
                text.pieces.append(symbol)
            elif tag == _BOX:
                text.boxes.append(child)
            else:
                self.pictures += tag in _PICTURES
                self.objects += tag == _OBJECT
                self._say(child, text)


def _inside(node: _Element, *tags: str) -> Iterator[_Element]:
    """The parts of a table or a cell, also where the text is wrapped in a control or a change."""
    for child in node:
        if child.tag in tags:
            yield child
        elif child.tag not in _UNSAID and len(child):
            yield from _inside(child, *tags)


def _hides(properties: _Element) -> bool:
    return any(one.tag == _HIDDEN and one.get(f"{W}val") not in _OFF for one in properties)


def _joins(properties: _Element | None) -> bool:
    """Whether the end of the paragraph was deleted."""
    for child in properties if properties is not None else ():
        if child.tag == _RUN_PROPERTIES:
            return any(one.tag == _DELETED for one in child)
    return False


def let_go(node: _Element) -> None:
    """What was read is not held; a document may have more rows than fit."""
    node.clear()
    parent = node.getparent()
    while parent is not None and node.getprevious() is not None:
        del parent[0]
