"""Running headers, footers and page numbers: what stands at the same place of page after page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from minga.intake.read.pdf.grid import Grid
from minga.intake.read.pdf.lines import Line, lines_of
from minga.intake.read.pdf.page import Page, Word

_ZONE = 0.16  # share of the page, at the top and at the bottom, where they are looked for
_MARGIN = 0.09  # share of the page
_DEPTH = 8  # lines looked at from each end
_SAME_PLACE = 4.0  # points
_SHARE = 0.3  # of the pages of a document that have to repeat it
_ENOUGH = 8  # pages, however long the document is
_BELOW = 14  # lines in which a header of columns has its columns
_STEADY = 0.8  # of the pages in which a number has to keep pace
_BOXES = 40  # cells of the largest box that may be a letterhead
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"[-–—|\s]*(?:(?:p[aáà]g(?:ina|\.)?|p\.|page|seite)\s*)?"
    r"(?:\d{1,4}|[ivxlc]{1,7})(?:\s*(?:/|de|of|sur|di)\s*\d{1,4})?[-–—|\s.]*",
    re.IGNORECASE,
)
_ROMAN = re.compile(r"[ivxlc]{1,7}")


@dataclass(slots=True)
class _Edge:
    """One line near an end of a page, in parts that stand well apart."""

    page: Page
    line: Line
    parts: list[Line]
    place: float  # from the top of the page, or, below zero, from its bottom
    grid: Grid | None = None
    runs: set[int] = field(default_factory=set)  # the parts that other pages repeat
    counts: bool = False  # one of them goes up with the pages


def remove(pages: Sequence[Page], grids: dict[int, list[Grid]]) -> None:
    """Take out of the pages the words, and the boxes around them, that only say where in the
    document one is."""
    _mark_repeated(grids)
    ends = [end for page in pages for end in _ends(page, grids.get(page.number, []))]
    groups: dict[tuple[str, bool], list[tuple[_Edge, int]]] = {}
    for edges in ends:
        for edge in edges:
            for index, part in enumerate(edge.parts):
                groups.setdefault((_key(part), edge.place >= 0), []).append((edge, index))
    for group in groups.values():
        for same in _same_place(group):
            on = {edge.page.number for edge, _ in same}
            if len(on) >= _needed(len(pages)) and _tells_page(same):
                differ = len({edge.parts[index].text for edge, index in same}) > 1
                for edge, index in same:
                    edge.runs.add(index)
                    edge.counts = edge.counts or differ
    for edges in ends:
        _clear(edges, len(pages), grids)
    _clear_marks(pages)


def _tells_page(same: Sequence[tuple[_Edge, int]]) -> bool:
    """The same words each time; where numbers differ, they have to go up with the pages."""
    texts = [edge.parts[index].text.lower() for edge, index in same]
    if len(set(texts)) == 1:
        return True
    numbers = [[int(run[-6:]) for run in _DIGITS.findall(text)] or [_roman(text)] for text in texts]
    for figures in zip(*numbers, strict=False):
        offsets = Counter(
            figure - edge.page.number for figure, (edge, _) in zip(figures, same, strict=True)
        )
        steady = Counter(figures).most_common(1)[0][1]
        if max(steady, offsets.most_common(1)[0][1]) < _STEADY * len(same):
            return False
    return True


def _roman(text: str) -> int:
    worth = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
    values = [worth.get(letter, 0) for letter in text] + [0]
    return sum(-a if a < b else a for a, b in pairwise(values))


def _needed(pages: int) -> float:
    return max(2.0, min(_SHARE * pages, _ENOUGH))


def _ends(page: Page, grids: Sequence[Grid]) -> list[list[_Edge]]:
    """The lines at the top from the first one on, and those at the bottom from the last one."""
    upright = [word for word in page.words if word.turn == 0]
    above = lines_of(word for word in upright if word.base < _ZONE * page.height)[:_DEPTH]
    below = lines_of(word for word in upright if word.base > (1 - _ZONE) * page.height)[-_DEPTH:]
    tables = [grid for grid in grids if grid.width > 1]
    boxed = {id(w): grid for grid in tables for cell in grid.cells for w in cell.words}

    def edge(line: Line, place: float) -> _Edge:
        return _Edge(page, line, _parts(line), place, boxed.get(id(line.words[0])))

    return [
        [edge(line, line.base) for line in above],
        [edge(line, line.base - page.height - 1) for line in reversed(below)],
    ]


def _parts(line: Line) -> list[Line]:
    parts: list[list[Word]] = [[line.words[0]]]
    for before, word in pairwise(line.words):
        if word.left - before.right > 1.6 * line.size:
            parts.append([])
        parts[-1].append(word)
    return [Line(words, line.base, line.size) for words in parts]


def _key(line: Line) -> str:
    text = line.text.lower()
    return "#" if _ROMAN.fullmatch(text) else _DIGITS.sub("#", text)


def _same_place(group: list[tuple[_Edge, int]]) -> list[list[tuple[_Edge, int]]]:
    parts: list[list[tuple[_Edge, int]]] = []
    for one in sorted(group, key=lambda found: found[0].place):
        if parts and one[0].place - parts[-1][-1][0].place <= _SAME_PLACE:
            parts[-1].append(one)
        else:
            parts.append([one])
    return parts


def _clear(edges: list[_Edge], pages: int, grids: dict[int, list[Grid]]) -> None:
    """From the end of the page inwards, as long as everything is repeated."""
    for block in _blocks(edges):
        page = block[0].page
        inner = edges[edges.index(block[-1]) + 1 :]
        boxes = grids.get(page.number, [])
        if not all(_goes(edge, inner, pages, boxes) for edge in block):
            return
        gone = [word for edge in block for word in edge.line.words]
        grid = block[0].grid
        if grid is not None:
            boxes.remove(grid)
            gone += [word for cell in grid.cells for word in cell.words]
        out = set(map(id, gone))
        page.words = [word for word in page.words if id(word) not in out]


def _blocks(edges: Sequence[_Edge]) -> list[list[_Edge]]:
    """Lines at the usual step, or in the same box, stand or go together."""
    blocks: list[list[_Edge]] = []
    for edge in edges:
        last = blocks[-1][-1] if blocks else None
        boxed = last is not None and edge.grid is not None and edge.grid is last.grid
        if last and (boxed or (edge.grid is last.grid and _touches(edge, last))):
            blocks[-1].append(edge)
        else:
            blocks.append([edge])
    return blocks


def _goes(edge: _Edge, inner: Sequence[_Edge], pages: int, grids: Sequence[Grid]) -> bool:
    if edge.grid is not None:
        return _is_letterhead(edge.grid, pages)
    if not edge.runs:
        return _is_number_alone(edge, pages)
    if len(edge.runs) < len(edge.parts) and not _stands_apart(edge, inner):
        return False
    return not (edge.place >= 0 and _heads_columns(edge, grids))


def _stands_apart(edge: _Edge, inner: Sequence[_Edge]) -> bool:
    """In the margin, well away from the text: a part of it may change with the chapter."""
    margin = edge.place if edge.place >= 0 else -1 - edge.place
    near = inner[0].line if inner else None
    return margin < _MARGIN * edge.page.height and (
        near is None or abs(near.base - edge.line.base) > 3.5 * edge.line.size
    )


def _touches(edge: _Edge, inner: _Edge) -> bool:
    """No more than the usual step parts it from the line beside it."""
    return abs(edge.line.base - inner.line.base) < 1.5 * max(edge.line.size, inner.line.size)


def _is_letterhead(grid: Grid, pages: int) -> bool:
    """A box of its own that pages repeat, over text that does not keep to its columns."""
    if len(grid.repeated) < _needed(pages):
        return False
    below = [w for w in grid.page.words if w.turn == 0 and w.top > grid.ys[-1]]
    near = lines_of(below)[:_BELOW]
    if not near or grid.width < 2:
        return True
    return any(
        w.left < x - 2 and w.right > x + 2
        for line in near
        for x in grid.xs[1:-1]
        for w in line.words
    )


def _mark_repeated(grids: dict[int, list[Grid]]) -> None:
    """Tell each small grid the pages that hold the same at the same place."""
    same: dict[tuple[object, ...], set[int]] = {}
    keyed = []
    for number, found in grids.items():
        for grid in found:
            if len(grid.cells) > _BOXES:
                continue
            said = tuple(_DIGITS.sub("#", " ".join(w.text for w in c.words)) for c in grid.cells)
            key = (said, round(grid.ys[0] / 6))
            same.setdefault(key, set()).add(number)
            keyed.append((grid, key))
    for grid, key in keyed:
        grid.repeated = same[key]


def _heads_columns(edge: _Edge, grids: Sequence[Grid]) -> bool:
    """A line of headings over columns that keep to them."""
    if len(edge.parts) < 2 or edge.counts:
        return False
    page = edge.page
    if any(grid.width > 1 and 0 < grid.ys[0] - edge.line.bottom < 30 for grid in grids):
        return False
    if len(edge.parts) > 2:
        return True
    below = [w for w in page.words if w.turn == 0 and w.base > edge.line.base + 2]
    near = lines_of(below)[:_BELOW]
    return all(
        sum(any(abs(w.left - part.left) <= 2 for w in line.words) for line in near) >= 2
        for part in edge.parts
    )


def _is_number_alone(edge: _Edge, pages: int) -> bool:
    """A number in the margin below: the last page, or one of another kind, has no like."""
    text = edge.line.text
    return (
        edge.place < 0
        and pages > 1
        and -edge.place < 60
        and len(text) <= 24
        and _PAGE_NUMBER.fullmatch(text) is not None
        and _DIGITS.search(text) is not None
    )


def _clear_marks(pages: Sequence[Page]) -> None:
    """Words laid askew over page after page ("borrador")."""
    seen: dict[str, int] = {}
    for page in pages:
        for text in {word.text for word in page.words if word.turn == -1}:
            seen[text] = seen.get(text, 0) + 1
    marks = {text for text, count in seen.items() if count >= _needed(len(pages))}
    if marks:
        for page in pages:
            page.words = [w for w in page.words if w.turn != -1 or w.text not in marks]
