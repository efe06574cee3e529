"""Rows that the end of a page cut, told from how they look where no open rule proves it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from minga.intake.read.pdf.lines import Line
from minga.intake.read.pdf.pieces import Slot, Strip

_USUAL = 0.85  # share of the rows in which a column is filled to be missed where it is blank
_MERGED = 0.4  # share of the rows in which such a column may be covered
_LOWER = 0.2  # share of the cells of a column that may begin in lower case to make it telling
_ROOM = 2.8  # sizes of letters: more than this is left free only where nothing goes on
_FINISHED = 0.6  # share of the cells of a column that end a sentence to miss the end of one
_NUMBERED = 0.75  # share of the cells of a column that hold numbers or codes
_CODE = re.compile(r"[A-Za-z]{0,5}[-.\s]?\d{1,4}(?:[.\-]\d{1,4})*\.?")
_END = (".", ";", ":", "!", "?", "…", ".”", ".»", '."', ".)")


@dataclass(slots=True)
class Habits:
    """What is usual in the columns of one table."""

    usual: list[bool]
    lower: list[bool]  # cells of it begin in lower case anyway
    finished: list[bool]  # cells of it end like sentences
    numbered: list[bool]  # cells of it are numbers or codes, which no page cuts

    def goes_on(self, column: int, above: Slot, slot: Slot) -> bool:
        """Whether a cell begins in the middle of the sentence that the one above leaves open."""
        lower = begins_lower(slot.lines[0]) and not self.lower[column]
        return lower and bool(above.lines) and not ends(above.lines[-1])


@dataclass(slots=True)
class Verdict:
    """Whether the second row goes on with the first, and the columns that leave it in doubt."""

    cut: bool
    doubts: set[int] = field(default_factory=set)


def habits(strips: Sequence[Strip], width: int) -> Habits:
    rows = [strip for strip in strips if strip.filled and not strip.wide]
    usual, lower, finished, numbered = [], [], [], []
    for column in range(width):
        slots = [strip.slots[column] for strip in rows]
        filled = [slot for slot in slots if slot.lines]
        covered = sum(slot.covered for slot in slots)
        whole = len(filled) + covered >= _USUAL * len(rows)
        usual.append(len(rows) > 2 and whole and covered <= _MERGED * len(rows))
        few = sum(begins_lower(slot.lines[0]) for slot in filled)
        lower.append(few > _LOWER * len(filled))
        ended = sum(ends(slot.lines[-1]) for slot in filled)
        finished.append(len(filled) > 2 and ended >= _FINISHED * len(filled))
        codes = sum(is_code(slot) for slot in filled)
        numbered.append(len(filled) > 2 and codes >= _NUMBERED * len(filled))
    return Habits(usual, lower, finished, numbered)


def verdict(last: Strip, first: Strip, above: Sequence[Slot], known: Habits) -> Verdict:
    """`above` are the cells of the last row, or those that still cover it."""
    pairs, going_on, fresh_start = [], set(), set()
    drawn = [slot.drawn for slot in last.slots]
    low = max((lines[-1].base for lines in drawn if lines), default=0.0)
    level = _is_level(drawn)
    for column, slot in enumerate(first.slots):
        before = drawn[column]
        if not slot.lines or not above[column].lines:
            continue
        if level and before and low - before[-1].base > _ROOM * before[-1].size:
            return Verdict(False)  # there was room for it on the page before
        pairs.append(column)
        lower = begins_lower(slot.lines[0]) and not known.lower[column]
        unfinished = not ends(above[column].lines[-1])
        if lower and unfinished:
            going_on.add(column)
        elif not lower and not unfinished:
            fresh_start.add(column)
    filled = {column for column, slot in enumerate(first.slots) if slot.lines}
    if any(known.numbered[column] and is_code(first.slots[column]) for column in filled):
        return Verdict(False, going_on)
    missing = sum(
        usual and not slot.lines and not slot.covered
        for usual, slot in zip(known.usual, first.slots, strict=True)
    )
    late = any(
        usual and slot.lines and not before.drawn and not before.covered
        for usual, slot, before in zip(known.usual, first.slots, last.slots, strict=True)
    )
    rare = {c for c in fresh_start if not known.usual[c]}
    if going_on:
        if rare:
            return Verdict(False, filled)
        beside = all(last.slots[column].covered for column in going_on)
        if beside and fresh_start and fresh_start | going_on == set(pairs) == filled:
            return Verdict(False, going_on)  # the end of a merged cell beside a new row
        if fresh_start or not (missing or late):
            return Verdict(True, set(pairs))
        return Verdict(True, set(pairs) - going_on)
    if not missing or first.wide:
        return Verdict(False)
    if set(pairs) == filled and not fresh_start and _goes_over(pairs, first, above, known):
        return Verdict(True, filled)
    little = missing >= 2 and missing * 2 >= sum(known.usual)
    if little and not rare and (pairs or late):
        return Verdict(True, filled)
    return Verdict(False, filled)


def _goes_over(pairs: Sequence[int], first: Strip, above: Sequence[Slot], known: Habits) -> bool:
    """Whether each cell above ends without room for the first word below, and one of them in the
    middle of a sentence though its column is one of sentences."""
    for column in pairs:
        room, line = above[column].room, above[column].lines[-1]
        word = first.slots[column].lines[0].words[0]
        if room is None or line.right + 0.2 * line.size + word.right - word.left <= room:
            return False
    return any(known.finished[column] for column in pairs)


def _is_level(cells: Sequence[list[Line]]) -> bool:
    """The cells of a row begin at the same height."""
    tops = [lines[0].base for lines in cells if lines]
    return not tops or max(tops) - min(tops) <= 2.5


def is_code(slot: Slot) -> bool:
    return len(slot.lines) == 1 and bool(_CODE.fullmatch(slot.lines[0].text))


def begins_lower(line: Line) -> bool:
    return (
        next((c.islower() for c in line.text if c.isalpha()), False) and not line.text[:1].isdigit()
    )


def ends(line: Line) -> bool:
    return line.text.endswith(_END)
