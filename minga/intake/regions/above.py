"""What is printed above a table outside of it: the headings that it stands under."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from minga.intake.folding import clean, fold, is_finished
from minga.intake.reading import Paragraph, Reading, Table
from minga.intake.regions.styles import style
from minga.intake.regions.words import words

_SHARED = {"application/pdf", "text/plain", "text/markdown"}  # rows and prose are counted together
_LONGEST = 250
_NEAR = 3  # paragraphs above a table that may be headings without saying so

Key = tuple[str, int, int, int, str]


@dataclass(frozen=True, slots=True)
class Heading:
    """`key` is the same for headings of one rank; keys in order are ranks in order."""

    key: Key
    text: str
    at: int
    page: int


def headings(reading: Reading) -> Iterator[tuple[Heading, ...]]:
    """For each table the headings that it stands under, highest first."""
    if not reading.prose:
        yield from (() for _table in reading.tables)
        return
    now = _Open()
    done = 0
    for place in _places(reading):
        if place > done:
            now.take(reading.prose[done:place])
            done = place
        yield tuple(now.open[key] for key in sorted(now.open))


def _places(reading: Reading) -> list[int]:
    """How many paragraphs are printed before each table."""
    by_at = {paragraph.at: index + 1 for index, paragraph in enumerate(reading.prose)}
    lines = [paragraph.at for paragraph in reading.prose]
    shared = reading.media_type in _SHARED and lines == sorted(lines)
    return [_place(table, by_at, lines if shared else None) for table in reading.tables]


def _place(table: Table, by_at: dict[int, int], lines: Sequence[int] | None) -> int:
    if table.after:
        return by_at.get(table.after, 0)
    if lines and table.rows:
        return bisect_left(lines, table.rows[0].at)
    return 0


class _Open:
    """The headings that the next table would stand under."""

    def __init__(self) -> None:
        self.open: dict[Key, Heading] = {}
        self.met: dict[tuple[str, int, str], int] = {}  # kind, level and label in printed order

    def take(self, prose: Sequence[Paragraph]) -> None:
        before: Paragraph | None = None
        for index, paragraph in enumerate(prose):
            text = clean(paragraph.text)
            key = self._key(paragraph, text, near=len(prose) - index <= _NEAR)
            if key is None:
                before = None
                continue
            if before and before.level == paragraph.level and (cut := self._cut(key)):
                text = f"{cut.text} {text}"
                key = cut.key
            self.open = {other: h for other, h in self.open.items() if _stays(other, key)}
            self.open[key] = Heading(key, text, paragraph.at, paragraph.page)
            before = paragraph

    def _key(self, paragraph: Paragraph, text: str, *, near: bool) -> Key | None:
        if not text or len(text) > _LONGEST or paragraph.item:
            return None
        one = style(text)
        if one.label and one.label.split()[0] in words().sheets:
            return None  # the name of the table
        label = one.label if one.numbered else ""
        if paragraph.level:
            kind = "h"
        elif near and label and not is_finished(text):
            kind = "s"
        else:
            return None
        order = self.met.setdefault((kind, paragraph.level, label), len(self.met))
        return (kind, paragraph.level, one.depth, order, label)

    def _cut(self, key: Key) -> Heading | None:
        """The heading above that is no more than its number: its name is on the next line."""
        if key[2]:
            return None
        for heading in self.open.values():
            one = style(heading.text)
            alone = one.numbered and len(heading.text.split()) <= len(one.label.split()) + 1
            if alone and heading.key[:2] == key[:2]:
                return heading
        return None


def _stays(other: Key, key: Key) -> bool:
    """Whether a heading stays open under a new one: it is higher, or its number or its label says
    so, as "Axe 1" is above "Objectif 1.1" though both look the same."""
    if other[:2] != key[:2]:
        return other < key
    if 0 < other[2] < key[2]:
        return True
    return bool(other[4]) and bool(key[4]) and other[4] != key[4] and other < key


def shared(listed: Sequence[Sequence[Heading]]) -> list[Key]:
    """The ranks that tell the parts of a table apart: others stand above all of them alike."""
    said: dict[Key, set[str]] = {}
    count: Counter[Key] = Counter()
    for found in listed:
        for heading in found:
            said.setdefault(heading.key, set()).add(heading.text)
            count[heading.key] += 1
    return sorted(
        key
        for key, texts in said.items()
        if len(texts) > 1 and count[key] * 2 > len(listed) and not _are_parts(texts)
    )


def _are_parts(texts: set[str]) -> bool:
    """Headings that only count the parts of one table: "Cuadro, primera parte"."""
    first = {fold(text.split()[0]) for text in texts if text}
    return len(first) == 1 and not any(style(text).numbered for text in texts)
