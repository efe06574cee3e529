"""The pages in order: tables that go on over pages put together, cells cut by a page made whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from minga.intake.read.pdf import cuts
from minga.intake.read.pdf.lines import Line
from minga.intake.read.pdf.pieces import Piece, Slot, Strip
from minga.intake.read.pdf.prose import Text

_SAME_EDGE = 4.0  # points


@dataclass(slots=True, eq=False)
class Whole:
    """A table over all its pages. `seams` are the first rows of its pages, each with the number of
    header rows that are repeated above it."""

    pieces: list[Piece]
    strips: list[Strip] = field(default_factory=list)
    seams: list[tuple[int, Strip]] = field(default_factory=list)


Item = Whole | Text


def in_order(pages: Sequence[Sequence[Piece | Text]]) -> list[Item]:
    """What stands on the pages, from the first to the last."""
    items: list[Item] = []
    last: Whole | None = None  # the table at the end of the page before, as long as nothing follows
    for page in pages:
        opens = True
        for one in page:
            if isinstance(one, Text):
                above = items[-1] if items else None
                if isinstance(above, Text) and _is_cut(above, one):
                    above.lines += one.lines
                else:
                    items.append(one)
                last = None
                continue
            if last is not None and opens and goes_on(last.pieces[-1], one):
                _append(last, one)
            else:
                last = Whole([one], list(one.strips))
                items.append(last)
            opens = False
    for item in items:
        if isinstance(item, Whole):
            _mend(item)
            _same_blanks(item)
    for before, after in pairwise(items):
        if isinstance(before, Whole):
            _doubt_end(before, after)
        elif isinstance(after, Whole):
            _doubt_start(before, after)
    return items


def _is_cut(text: Text, after: Text) -> bool:
    """A paragraph that the end of a page or of a column cut in the middle of a sentence."""
    line, first = text.lines[-1], after.lines[0]
    return (
        (after.page == text.page + 1 or (after.page == text.page and first.base < line.base))
        and not after.bullet
        and abs(line.size - first.size) < 0.3
        and line.bold == first.bold
        and not cuts.ends(line)
        and cuts.begins_lower(first)
    )


def _doubt_end(whole: Whole, after: Item) -> None:
    """The last row of a page may go on in what the next page begins with, though that is no row
    of the same table."""
    page = whole.strips[-1].page.number
    if isinstance(after, Text):
        lower = after.page == page + 1 and cuts.begins_lower(after.lines[0])
    else:
        first = after.strips[0]
        starts = [slot for slot in first.slots if slot.lines and cuts.begins_lower(slot.lines[0])]
        lower = first.page.number == page + 1 and bool(starts)
        for slot in starts if lower else ():
            slot.unsure = True
    if lower:
        for slot in whole.strips[-1].slots:
            if slot.lines and not cuts.ends(slot.lines[-1]):
                slot.unsure = True


def _same_blanks(whole: Whole) -> None:
    """Without rules a merged cell is proved only where its text stands beside the row; where some
    blanks of a column are proved and others are not, none of them is told from a true blank."""
    if any(piece.ruled for piece in whole.pieces):
        return
    for column in range(whole.pieces[0].width):
        slots = [strip.slots[column] for strip in whole.strips if not strip.wide]
        if any(not slot.lines and not slot.covered for slot in slots):
            for slot in slots:
                slot.covered = False


def _doubt_start(text: Text, whole: Whole) -> None:
    """A table that opens a page in the middle of a sentence."""
    first = whole.strips[0]
    if first.page.number == text.page + 1:
        for slot in first.slots:
            if slot.lines and cuts.begins_lower(slot.lines[0]):
                slot.unsure = True


def goes_on(above: Piece, below: Piece) -> bool:
    """The same columns at the same places."""
    if below.page.number != above.page.number + 1 or above.width != below.width:
        return False
    if above.gutters is not None and below.gutters is not None:
        return above.edges is below.edges  # the zones of one chain share them
    shift = below.edges[0] - above.edges[0]  # left and right pages may have other margins
    return all(
        abs(b - a - shift) <= _SAME_EDGE for a, b in zip(above.edges, below.edges, strict=True)
    )


def _append(whole: Whole, piece: Piece) -> None:
    strips = _parted(whole, list(piece.strips))
    skipped = _repeated(whole, strips)
    strips[0].opens = True
    if len(strips) > skipped:
        first = strips[skipped]
        if _join_open(whole, piece, first, skipped):
            del strips[skipped]
            if strips and not skipped:
                strips[0].opens = True
        else:
            whole.seams.append((skipped, first))
    whole.strips += strips
    whole.pieces.append(piece)


def _parted(whole: Whole, strips: list[Strip]) -> list[Strip]:
    """Some writers draw no rule between the header they repeat and the rest of a cut row."""
    header, first = whole.pieces[0].strips[0], strips[0]
    rest: list[list[Line]] = []
    for slot, other in zip(header.slots, first.slots, strict=True):
        said = [line.text for line in slot.lines]
        if not said or [line.text for line in other.lines[: len(said)]] != said:
            return strips
        rest.append(other.lines[len(said) :])
    if not any(rest):
        return strips
    below = Strip(
        [replace(slot, lines=lines) for slot, lines in zip(first.slots, rest, strict=True)],
        first.page,
        first.box,
    )
    for slot, lines in zip(first.slots, rest, strict=True):
        slot.lines = slot.lines[: len(slot.lines) - len(lines)]
    return [first, below, *strips[1:]]


def _repeated(whole: Whole, strips: Sequence[Strip]) -> int:
    """How many rows at the start of the page say again what the table begins with."""
    count = 0
    for first, strip in zip(whole.pieces[0].strips[:4], strips[:4], strict=False):
        if _words(first) != _words(strip) or not strip.filled:
            break
        count += 1
    return count


def _words(strip: Strip) -> list[str]:
    return [" ".join(line.text for line in slot.lines) for slot in strip.slots]


def _join_open(whole: Whole, piece: Piece, first: Strip, skipped: int) -> bool:
    """Join the first row of a page to the last of the page before where no rule closes it; true
    where nothing of it is left as a row of its own."""
    above = whole.pieces[-1]
    if above.open_bottom is None or piece.open_top is None:
        return False
    # a repeated header closes every cell: then only the open ends above can tell
    tops = piece.open_top if not skipped else [True] * piece.width
    cut = [a and b for a, b in zip(above.open_bottom, tops, strict=True)]
    if not any(cut):
        return False
    for column, is_cut in enumerate(cut):
        slot = first.slots[column]
        if is_cut and not slot.covered:
            _give(slot, _beginning(whole.strips, column))
    return all(cut)


def _give(slot: Slot, to: Slot) -> None:
    to.lines = to.lines + slot.lines
    to.unsure = to.unsure or slot.unsure
    to.room = None if slot.lines else to.room
    slot.moved, slot.lines = slot.lines, []
    slot.covered = True


def _beginning(strips: Sequence[Strip], column: int) -> Slot:
    """The cell that still holds at the end, in the row where it begins."""
    for strip in reversed(strips):
        if not strip.slots[column].covered:
            return strip.slots[column]
    return strips[0].slots[column]


def _mend(whole: Whole) -> None:
    """Rows that pages cut, and merged cells that go on, where every page closes its cells."""
    if not whole.seams:
        return
    parted = {id(first) for _, first in whole.seams}
    known = cuts.habits(
        [strip for strip in whole.strips if id(strip) not in parted], whole.pieces[0].width
    )
    for skipped, first in whole.seams:
        index = whole.strips.index(first)
        before = whole.strips[: index - skipped]
        last = before[-1]
        above = [_beginning(before, column) for column in range(len(first.slots))]
        found = cuts.verdict(last, first, above, known)
        for column in found.doubts:
            if first.slots[column].lines or found.cut:
                first.slots[column].unsure = True
                above[column].unsure = True
        if found.cut:
            for slot, to in zip(first.slots, above, strict=True):
                if slot.lines:
                    _give(slot, to)
            after = whole.strips[index + 1 : index + 2]
            if after and first.opens:
                after[0].opens = True
            del whole.strips[index]
        else:
            _carry(last, first, above, whole.strips[index + 1 : index + 2], known)


def _carry(
    last: Strip, first: Strip, above: Sequence[Slot], after: Sequence[Strip], known: cuts.Habits
) -> None:
    """A merged cell that the page parts begins anew: empty, saying the same again, or with what
    there was no room for."""
    for column, slot in enumerate(first.slots):
        if slot.covered:
            return
        if slot.lines and last.slots[column].covered and known.goes_on(column, above[column], slot):
            slot.unsure = True
            _give(slot, above[column])  # its end, beside a row that begins
            continue
        if known.usual[column] and slot.lines:
            return
        tall = bool(after) and after[0].slots[column].covered
        merged = last.slots[column].covered or tall
        if not merged:
            return
        if not slot.lines:
            slot.covered = True
            continue
        same = [line.text for line in slot.lines] == [line.text for line in above[column].lines]
        if not same:
            return
        slot.lines = []
        slot.covered = True
