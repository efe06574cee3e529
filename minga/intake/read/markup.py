"""HTML: its tables with row and column spans, and the prose around them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from minga.base.cells import unguard
from minga.intake.reading import Paragraph, Reading, Row, Table

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = {
    *_HEADINGS,
    *("p", "div", "li", "ul", "ol", "dl", "dt", "dd", "blockquote", "section", "article", "main"),
    *("header", "footer", "aside", "figure", "figcaption", "caption", "pre", "address", "nav"),
    *("tr", "td", "th", "br", "hr", "form", "body", "table", "details", "summary"),
}
_SKIPPED = {"script", "style", "template", "noscript", "head", "svg", "nav", "select", "button"}
_MAX_SPAN = 1000
_SPACE = re.compile(r"\s+")


def read(text: str, name: str, encoding: str) -> Reading:
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(text)
    tables: list[Table] = []
    prose: list[Paragraph] = []
    if tree.body is not None:
        _walk(tree.body, tables, prose)
    return Reading(name, "text/html", encoding, tuple(prose), tuple(tables))


def _walk(root: LexborNode, tables: list[Table], prose: list[Paragraph]) -> None:
    """Take the document in order, without recursion: pages may nest as deep as they like."""
    pieces: list[str] = []
    level = 0

    def close() -> None:
        nonlocal level
        said = "\n".join(" ".join(line.split()) for line in "".join(pieces).split("\n"))
        if said.strip():
            prose.append(Paragraph(len(prose) + 1, said.strip(), level))
        pieces.clear()
        level = 0

    stack: list[LexborNode | None] = [root]
    while stack:
        node = stack.pop()
        if node is None:
            close()
            continue
        tag = node.tag
        if tag == "-text":
            pieces.append(_SPACE.sub(" ", node.text_content or ""))
            continue
        if not tag or tag.startswith("-") or tag in _SKIPPED:
            continue
        if tag == "br":
            pieces.append("\n")
            continue
        if tag == "table":
            close()
            table = _table(node, f"{len(tables) + 1}")
            if table.rows:
                tables.append(table)
            continue
        if tag in _BLOCKS:
            close()
            level = _HEADINGS.get(tag, 0)
            stack.append(None)
        stack.extend(reversed(list(_children(node))))
    close()


def _children(node: LexborNode) -> Iterator[LexborNode]:
    child = node.child
    while child is not None:
        yield child
        child = child.next


def _rows(table: LexborNode) -> Iterator[LexborNode]:
    """The rows of this table; those of a table inside a cell are text of that cell."""
    for part in _children(table):
        if part.tag == "tr":
            yield part
        elif part.tag in ("thead", "tbody", "tfoot"):
            yield from (row for row in _children(part) if row.tag == "tr")


def _table(node: LexborNode, name: str) -> Table:
    rows: list[Row] = []
    spans: dict[int, int] = {}  # column → rows that a cell above still covers
    for at, line in enumerate(_rows(node), start=1):
        cells: list[str | None] = []
        for cell in _children(line):
            if cell.tag not in ("td", "th"):
                continue
            _cover(cells, spans)
            attributes = cell.attributes
            width = height = 1
            if attributes:
                width = _span(attributes.get("colspan"))
                height = _span(attributes.get("rowspan"))
            if height > 1:
                for column in range(len(cells), len(cells) + width):
                    spans[column] = height - 1
            cells.append(unguard(_said(cell)))
            cells.extend([""] * (width - 1))
        _cover(cells, spans)
        if any(cells):
            rows.append(Row(at, tuple(cells)))
    return Table(name, tuple(rows))


def _cover(cells: list[str | None], spans: dict[int, int]) -> None:
    while spans.get(len(cells)):
        spans[len(cells)] -= 1
        cells.append(None)


def _span(value: str | None) -> int:
    if not value or not value.strip().isdigit():
        return 1
    return max(1, min(int(value), _MAX_SPAN))


def _said(cell: LexborNode) -> str:
    """The text of a cell; only blocks and line ends part words."""
    only = cell.child
    if only is None:
        return ""
    if only.next is None and only.tag == "-text":
        return (only.text_content or "").strip()
    pieces: list[str] = []
    stack: list[LexborNode | None] = [cell]
    while stack:
        node = stack.pop()
        if node is None:
            pieces.append(" ")
            continue
        tag = node.tag or ""
        if tag == "-text":
            pieces.append(node.text_content or "")
        elif tag not in _SKIPPED and not tag.startswith(("-", "_")):
            if tag in _BLOCKS:
                pieces.append(" ")
                stack.append(None)
            stack.extend(reversed(list(_children(node))))
    return " ".join("".join(pieces).split())
