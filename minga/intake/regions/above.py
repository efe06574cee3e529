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

Key = tuple[str, int, str]


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
    places = _places(reading)
    open_now: dict[Key, Heading] = {}
    done = 0
    for table, place in zip(reading.tables, places, strict=True):
        if place > done:
            _take(reading.prose[done:place], open_now)
            done = place
        yield tuple(open_now[key] for key in sorted(open_now))


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


def _take(prose: Sequence[Paragraph], open_now: dict[Key, Heading]) -> None:
    before: Paragraph | None = None
    for index, paragraph in enumerate(prose):
        text = clean(paragraph.text)
        key = _key(paragraph, text, near=len(prose) - index <= _NEAR)
        if key is None:
            before = None
            continue
        if before and before.level == paragraph.level and _is_cut(open_now.get(key)):
            text = f"{open_now[key].text} {text}"
        for deeper in [other for other in open_now if other > key]:
            del open_now[deeper]
        open_now[key] = Heading(key, text, paragraph.at, paragraph.page)
        before = paragraph


def _key(paragraph: Paragraph, text: str, *, near: bool) -> Key | None:
    if not text or len(text) > _LONGEST or paragraph.item:
        return None
    one = style(text)
    if one.label and one.label.split()[0] in words().sheets:
        return None  # the name of the table
    if paragraph.level:
        return ("h", paragraph.level, "")
    if near and one.label and one.numbered and not is_finished(text):
        return ("s", one.depth, one.label)
    return None


def _is_cut(heading: Heading | None) -> bool:
    """Whether a heading is no more than its number: its name is on the next line."""
    if heading is None:
        return False
    one = style(heading.text)
    return one.numbered and len(heading.text.split()) <= len(one.label.split()) + 1


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
