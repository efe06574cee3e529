"""Running text: lines put into paragraphs, with headings by size and weight and items of lists."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from minga.intake.read.pdf.joining import Joiner
from minga.intake.read.pdf.lines import Line

BULLETS = "•▪●◦○‣∙·■□➢►✓✔⁃"
_BULLET = re.compile(rf"(?:[{BULLETS}]\s*|[-–—*]\s+)(?=\S)")
_NUMBERED = re.compile(r"\(?(?:\d{1,3}(?:\.\d{1,3})*|[a-zA-Z]|[ivxIVX]{1,5})[.)º°]?[.)-]?\s+(?=\S)")
_ENDS = (".", ":", ";", "!", "?", "…", ".»", ".”", '."', ".)")
_PARTED = 1.32  # times the usual step between lines
_MAX_HEADING = 4  # lines
_LARGER = 1.1  # times the size of the body text


@dataclass(slots=True, eq=False)
class Text:
    """A paragraph on its page, before anybody knows how large the text around it is."""

    lines: list[Line]
    page: int
    left: float
    right: float  # where the lines around it end
    bullet: str = ""
    level: int = 0
    item: int = 0
    place: float | None = None  # the height to sort it by, where that is not its own

    @property
    def size(self) -> float:
        sizes: Counter[float] = Counter()
        for line in self.lines:
            sizes[round(line.size * 2) / 2] += sum(len(word.text) for word in line.words)
        return sizes.most_common(1)[0][0]

    @property
    def bold(self) -> bool:
        return all(line.bold for line in self.lines)

    @property
    def top(self) -> float:
        return self.lines[0].top if self.place is None else self.place


def paragraphs(lines: Sequence[Line], page: int) -> list[Text]:
    """Lines of one column, from the top, as paragraphs."""
    texts: list[Text] = []
    if not lines:
        return texts
    right = max(line.right for line in lines)
    step = usual_step(lines)
    for line in lines:
        last = texts[-1] if texts else None
        bullet = _bullet(line)
        if last and not bullet and _goes_on(last, line, step, right):
            last.lines.append(line)
            continue
        texts.append(Text([line], page, line.left, right, bullet))
    return texts


def usual_step(lines: Sequence[Line]) -> float:
    """How far the lines of a paragraph stand apart, in sizes of their letters."""
    steps = sorted(
        (after.base - line.base) / line.size
        for line, after in pairwise(lines)
        if abs(after.size - line.size) < 0.6 and 0.8 < (after.base - line.base) / line.size < 2.2
    )
    return steps[len(steps) // 4] if steps else 1.3


def _bullet(line: Line) -> str:
    found = _BULLET.match(line.text)
    return found[0].strip() if found else ""


def _goes_on(text: Text, line: Line, step: float, right: float) -> bool:
    last = text.lines[-1]
    if abs(last.size - line.size) > 0.6 or (last.bold != line.bold and _short(last, right)):
        return False
    gap = (line.base - last.base) / max(last.size, 1.0)
    if not 0 < gap <= step * _PARTED + 0.05:
        return False
    if last.bold != line.bold and gap > step * 1.1:
        return False
    if text.bullet:
        return line.left > text.left + 2 or not _short(last, right)
    ended = last.text.endswith(_ENDS)
    if _short(last, right) and ended:
        return False
    if _NUMBERED.match(line.text) and (ended or _short(last, right)):
        return False
    indented = line.left > last.left + line.size
    return not (indented and len(text.lines) > 1 and ended)


def _short(line: Line, right: float) -> bool:
    """The next word would have had room on it."""
    return right - line.right > 6 * line.size


def grade(texts: Sequence[Text]) -> None:
    """Say which paragraphs are headings, of what level, and which are items of a list."""
    body = body_size(texts)
    styles: set[tuple[float, bool]] = set()
    headings: list[tuple[Text, tuple[float, bool]]] = []
    for text in texts:
        if text.bullet or len(text.lines) > _MAX_HEADING or not _has_letters(text):
            continue
        larger = text.size >= body * _LARGER
        alone = text.bold and len(text.lines) <= 2 and not text.lines[-1].text.endswith((".", ";"))
        if larger or (alone and text.size >= body * 0.97):
            style = (text.size, text.bold)
            styles.add(style)
            headings.append((text, style))
    order = {style: i for i, style in enumerate(sorted(styles, reverse=True), start=1)}
    for text, style in headings:
        text.level = min(order[style], 9)
    _grade_items(texts)


def body_size(texts: Iterable[Text]) -> float:
    sizes: Counter[float] = Counter()
    for text in texts:
        sizes[text.size] += sum(len(w.text) for line in text.lines for w in line.words)
    return sizes.most_common(1)[0][0] if sizes else 10.0


def _has_letters(text: Text) -> bool:
    return any(c.isalpha() for line in text.lines for word in line.words for c in word.text)


def _grade_items(texts: Sequence[Text]) -> None:
    numbered = [t for t in texts if not t.bullet and not t.level and _is_numbered(t)]
    _deepen([t for t in texts if t.bullet])
    if len(numbered) > 1:
        _deepen(numbered)


def _deepen(items: Sequence[Text]) -> None:
    lefts: list[float] = []
    for left in sorted(text.left for text in items):
        if not lefts or left - lefts[-1] > 6:
            lefts.append(left)
    for text in items:
        text.item = sum(text.left >= left - 0.1 for left in lefts) or 1


def _is_numbered(text: Text) -> bool:
    found = _NUMBERED.match(text.lines[0].text)
    return found is not None and not found[0].strip().isalnum() and len(found[0]) < 12


def said(text: Text, joiner: Joiner) -> str:
    """The text with its line ends; a word that was certainly parted is made whole."""
    first = text.lines[0].text
    if text.bullet:
        first = _BULLET.sub("", first, count=1)
    result = first
    for line in text.lines[1:]:
        joined, sure = joiner.join(result, line.text)
        glued = len(joined) < len(result) + 1 + len(line.text)
        result = joined if glued and sure else f"{result}\n{line.text}"
    return result.replace("\u00ad", "")
