"""From the bytes of a PDF to a reading."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from minga.intake.read.archive import damaged
from minga.intake.read.pdf import (
    agreement,
    beneath,
    flow,
    furniture,
    grid,
    letters,
    loose,
    native,
    opening,
    paths,
    prose,
    tags,
)
from minga.intake.read.pdf import rules as rules_of
from minga.intake.read.pdf.flow import Whole
from minga.intake.read.pdf.joining import Joiner
from minga.intake.read.pdf.lines import lines_of, turned_lines
from minga.intake.read.pdf.page import Page, Word
from minga.intake.read.pdf.pieces import Piece, Slot, Strip, of_grid
from minga.intake.read.pdf.prose import Text
from minga.intake.reading import Paragraph, Reading, Row, Table, Unreadable

MEDIA_TYPE = "application/pdf"
_PICTURED = 0.5  # share of a page under pictures that makes a page without letters a scan


def read(content: bytes, name: str) -> Reading:
    with opening.opened(content) as document:
        pages = list(_pages(document))
        tagged = _is_tagged(document)
    _check_text(pages)
    words = [page.words for page in pages]
    joiner = Joiner(partial(_all_words, words))
    for page in pages:
        rules_of.tidy(page)
    grids = {page.number: grid.grids(page) for page in pages}
    furniture.remove(pages, grids)
    agreement.settle(pages, grids)
    for page in pages:
        beneath.give(page, grids[page.number])
    left = [(page, lines_of(_ungridded(page, grids[page.number]))) for page in pages]
    loosely = loose.items(left)
    items = flow.in_order(
        [_items(page, grids[page.number], loosely[page.number]) for page in pages]
    )
    if tagged:
        items = tags.settle(items, tags.tables(content), pages, words)
    prose.grade([item for item in items if isinstance(item, Text)])
    reading = _reading(name, items, joiner)
    if joiner.broken:
        joiner.wary = True
        return _reading(name, items, joiner)
    return reading


def _is_tagged(document: Any) -> bool:
    import pypdfium2.raw as raw

    return bool(raw.FPDFCatalog_IsTagged(document))


def _all_words(pages: list[list[Word]]) -> Iterator[Word]:
    for page in pages:
        yield from page


def _pages(document: Any) -> Iterator[Page]:
    import pypdfium2.raw as raw

    is_form = raw.FPDF_GetFormType(document) != raw.FORMTYPE_NONE
    for index in range(raw.FPDF_GetPageCount(document)):
        handle = raw.FPDF_LoadPage(document, index)
        if handle and is_form and raw.FPDFPage_GetAnnotCount(handle):
            # what was filled in is no part of the page until it is pressed into it
            raw.FPDFPage_Flatten(handle, raw.FLAT_NORMALDISPLAY)
            raw.FPDF_ClosePage(handle)
            handle = raw.FPDF_LoadPage(document, index)
        if not handle:
            raise Unreadable(damaged())
        try:
            yield _page(handle, index + 1)
        finally:
            raw.FPDF_ClosePage(handle)


def _page(handle: Any, number: int) -> Page:
    import pypdfium2.raw as raw

    rect = raw.FS_RECTF()
    raw.FPDF_GetPageBoundingBox(handle, rect)
    bounds = (rect.left, rect.bottom, rect.right, rect.top)
    text = raw.FPDFText_LoadPage(handle)
    try:
        count = raw.FPDFText_CountChars(text) if text else 0
        if count > letters.MAX_LETTERS:
            raise Unreadable(opening.too_much(number))
        found, turned, scanned = letters.words_of(native.address(text), count, bounds)
    finally:
        if text:
            raw.FPDFText_ClosePage(text)
    page = Page(number, turned.width, turned.height, found, scanned=scanned)
    page.letters = sum(len(word.text) for word in found)
    page.turn = (turned.direction - raw.FPDFPage_GetRotation(handle)) % 4
    paths.draw(native.address(handle), page, turned)
    return page


def _check_text(pages: list[Page]) -> None:
    if any(page.words for page in pages):
        return
    if any(page.pictures >= _PICTURED for page in pages):
        raise Unreadable(opening.needs_ocr())
    raise Unreadable(opening.no_text())


def _ungridded(page: Page, grids: list[grid.Grid]) -> list[Word]:
    taken = {id(word) for one in grids if _is_table(one) for c in one.cells for word in c.words}
    return [word for word in page.words if word.turn == 0 and id(word) not in taken]


def _is_table(one: grid.Grid) -> bool:
    return one.width > 1 and any(cell.words for cell in one.cells)


def _items(page: Page, grids: list[grid.Grid], loosely: list[Piece | Text]) -> list[Piece | Text]:
    found = [*(of_grid(one) for one in grids if _is_table(one)), *loosely]
    found.sort(key=lambda one: one.top)
    return [*found, *_turned(page, grids)]


def _turned(page: Page, grids: list[grid.Grid]) -> list[Text]:
    """Words in another direction than the page, which no table holds."""
    taken = {id(word) for one in grids if _is_table(one) for c in one.cells for word in c.words}
    words = [word for word in page.words if word.turn != 0 and id(word) not in taken]
    found: list[Text] = []
    for turn in {word.turn for word in words}:
        lines = turned_lines([word for word in words if word.turn == turn])
        found += prose.paragraphs(lines, page.number)
    return found


def _reading(name: str, items: list[Whole | Text], joiner: Joiner) -> Reading:
    tables: list[Table] = []
    paragraphs: list[Paragraph] = []
    at = 0
    for item in items:
        if isinstance(item, Text):
            at += 1
            said = prose.said(item, joiner)
            paragraphs.append(Paragraph(at, said, item.level, item.item, item.page))
            continue
        after = paragraphs[-1].at if paragraphs else 0
        rows: list[Row] = []
        opens: set[int] = set()
        due = False
        for strip in item.strips:
            due = due or strip.opens
            if not strip.filled:
                continue
            at += 1
            if due:
                opens.add(len(rows))
                due = False
            rows.append(_row(at, strip, joiner))
        if rows:
            tables.append(Table(f"{len(tables) + 1}", tuple(rows), frozenset(opens), after))
    return Reading(name, MEDIA_TYPE, "", tuple(paragraphs), tuple(tables))


def _row(at: int, strip: Strip, joiner: Joiner) -> Row:
    cells: list[str | None] = []
    unsure: list[int] = []
    for column, slot in enumerate(strip.slots):
        text, sure = _said(slot, joiner)
        cells.append(text)
        if slot.unsure or not sure:
            unsure.append(column)
    page = strip.page
    return Row(at, tuple(cells), strip.wide, tuple(unsure), page.number, page.shares(strip.box))


def _said(slot: Slot, joiner: Joiner) -> tuple[str | None, bool]:
    if slot.covered:
        return None, True
    if not slot.lines:
        return "", True
    said = joiner.text(slot.lines, slot.room)
    return said.text, said.sure
