"""Parts of tables that have the same header, or go on without one, are put together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from minga.intake.blocks import Block
from minga.intake.folding import fold
from minga.intake.reading import Row
from minga.intake.regions import cells as look
from minga.intake.regions.above import Key, shared
from minga.intake.regions.body import body
from minga.intake.regions.groups import settle, with_groups
from minga.intake.regions.moved import move_back
from minga.intake.regions.segments import Mark, Segment
from minga.intake.regions.styles import Style, style
from minga.intake.regions.words import words

_FEW = 5  # rows above a header that are more likely about the table than of another one
_COMPARED = 10
_CUT = 31  # letters that the name of a sheet has at most


def joined(parts: Sequence[Segment]) -> list[Block]:
    for part in parts:
        settle(part)
    runs = _runs(parts)
    found = [(run, _block(run)) for run in runs]
    made = [block for _run, block in found if block]
    spare = [part for run, block in found if not block for part in run]
    return _with_spare(made, spare)


def _with_spare(made: list[Block], spare: Sequence[Segment]) -> list[Block]:
    """What is no table stays as notes of the blocks that it was printed with."""
    places: dict[str, int] = {}
    for index, block in enumerate(made if spare else ()):
        for name in (block.table, *(name for _index, name in block.origins)):
            places.setdefault(name, index)
    for part in spare:
        if part.table in places:
            block = made[places[part.table]]
            rows = (*(part.header.rows if part.header else ()), *part.texts())
            made[places[part.table]] = replace(block, notes=(*block.notes, *rows))
    return made


def _runs(parts: Sequence[Segment]) -> list[list[Segment]]:
    """Parts with the same header; parts without one follow what they go on from."""
    runs: list[list[Segment]] = []
    by_header: dict[tuple[object, ...], list[Segment]] = {}
    last: list[Segment] | None = None
    for place, part in enumerate(parts):
        if part.header is None:
            if not part.rows and not part.marks:
                if last:
                    last[-1].notes += part.texts()
                continue
            if last and _goes_on(last[-1], part):
                last.append(part)
                continue
            after = parts[place + 1] if place + 1 < len(parts) else None
            if after and after.table == part.table and _is_about(part):
                after.notes[:0] = part.texts()
                continue
            last = [part]
            runs.append(last)
            continue
        key = (*part.header.key(), part.places)
        if key not in by_header:
            by_header[key] = []
            runs.append(by_header[key])
        last = by_header[key]
        last.append(part)
    return runs


def _is_about(part: Segment) -> bool:
    """Whether some rows above a header are no table of their own: "Entidad: …"."""
    full = [count for row in part.rows if (count := look.filled(row.cells)) > 1]
    return len(full) < _FEW or max(full) < 3


def _goes_on(above: Segment, part: Segment) -> bool:
    """Whether rows without a header are of as many columns and of the same kinds."""
    if above.table == part.table or above.places != part.places or not part.rows:
        return False
    if not above.rows:
        return len(above.printed) == _width(part.rows)
    if _width(above.rows) != _width(part.rows):
        return False
    usual = body(above.rows, 0, 0)
    compared = different = 0
    for row in part.rows[:_COMPARED]:
        for column, kind in enumerate(usual.kinds):
            text = look.text_at(row, column)
            if not text or not kind or look.is_code(text):
                continue
            compared += 1
            different += look.is_number(text) != (kind == "n")
    return different * 5 <= compared


def _width(rows: Sequence[Row]) -> int:
    return max((c + 1 for row in rows[:200] for c, cell in enumerate(row.cells) if cell), default=0)


def _block(run: Sequence[Segment]) -> Block | None:
    first = run[0]
    titles, spare = _titles(run)
    notes = [mark.row for mark in spare] + [row for part in run for row in part.notes]
    rows, opens, marks, origins = _together(run, titles)
    marks, after = _without_notes(marks, len(rows))
    notes += after
    totals = [row for part in run for row in part.totals]
    totals += [mark.row for mark in marks if mark.figures]
    if not origins:
        totals.sort(key=lambda row: row.at)
    printed = _printed(first.printed, rows)
    if not _is_table(first, printed, rows):
        return None
    rows, repairs = move_back(rows, printed, first.table)
    places = first.places[: len(printed)]
    if len(places) < len(printed) and places:
        places = (*places, *range(places[-1] + 1, places[-1] + 1 + len(printed) - len(places)))
    groups = 0
    if marks and not _is_printed_beside(rows, marks):
        grouped = with_groups(rows, opens, marks)
        rows, opens, groups = grouped.rows, grouped.opens, len(grouped.headings)
        origins = tuple(
            (index + sum(1 for shift in grouped.shifts if shift <= index), name)
            for index, name in origins
        )
        places = (*[0] * groups, *(places or range(1, len(printed) + 1)))
        printed = (*grouped.headings, *printed)
    return Block(
        first.table,
        first.header.rows if first.header else (),
        printed,
        tuple(rows),
        opens,
        tuple(totals),
        groups,
        tuple(notes),
        tuple(row for part in run for row in part.hints),
        places,
        origins,
        tuple(repairs),
    )


def _titles(run: Sequence[Segment]) -> tuple[list[list[Mark]], list[Mark]]:
    """The titles above each part that are group headings, and those that are only titles."""
    listed = [part.titles or part.inherited for part in run]
    wanted = _wanted(run, listed)
    adopted: list[list[Mark]] = []
    spare: list[Mark] = []
    said: dict[Style, str] = {}
    for part, titles in zip(run, listed, strict=True):
        taken: list[Mark] = []
        left = Counter(wanted)
        for mark in reversed(titles):  # the nearest to the header first
            key = style(mark.text)
            if left[key] > 0:
                left[key] -= 1
                taken.append(mark)
            elif part.titles:
                spare.append(mark)
        new = [mark for mark in reversed(taken) if said.get(style(mark.text)) != fold(mark.text)]
        said.update({style(mark.text): fold(mark.text) for mark in taken})
        adopted.append(new)
    spare.sort(key=lambda mark: mark.row.at)
    return adopted, spare


def _wanted(run: Sequence[Segment], listed: Sequence[Sequence[Mark]]) -> Counter[Style]:
    """How many titles of each style above one part are group headings: those that change from
    part to part, and those like the headings further down when the first rows have none."""
    wanted: Counter[Style] = Counter()
    said: dict[Style, set[str]] = {}
    most: dict[Style, list[int]] = {}
    for titles in listed:
        for key, count in Counter(style(mark.text) for mark in titles).items():
            most.setdefault(key, []).append(count)
        for mark in titles:
            said.setdefault(style(mark.text), set()).add(fold(mark.text))
    for key, counts in most.items():
        if len(counts) > 1 and len(said[key]) > 1:
            wanted[key] = min(counts)
    marks = [mark for part in run for mark in part.marks]
    if marks and marks[0].before > 0:
        alike = {style(mark.text) for mark in marks}
        for key in {style(mark.text) for mark in listed[0]} & alike:
            wanted[key] = max(wanted[key], 1)
    return wanted


def _together(
    run: Sequence[Segment], titles: Sequence[Sequence[Mark]]
) -> tuple[list[Row], frozenset[int], list[Mark], tuple[tuple[int, str], ...]]:
    rows: list[Row] = []
    opens: set[int] = set()
    marks: list[Mark] = []
    origins: list[tuple[int, str]] = []
    table = run[0].table
    outside = _Outside(shared([part.above for part in run]))
    for number, (part, above) in enumerate(zip(run, titles, strict=True)):
        offset = len(rows)
        if part.table != table:
            table = part.table
            origins.append((offset, table))
        if number:
            opens.add(offset)
        opens.update(index + offset for index in part.opens)
        marks += outside.marks(part, offset)
        marks += [replace(mark, before=offset) for mark in above]
        marks += [replace(mark, before=mark.before + offset) for mark in part.marks]
        rows += part.rows
    if not marks and origins:
        marks = _sheets(run[0], [(0, run[0].table), *origins], rows)
    return rows, frozenset(index for index in opens if index < len(rows)), marks, tuple(origins)


class _Outside:
    """The headings outside a table that change from one part of a run to the next."""

    def __init__(self, keys: Sequence[Key]) -> None:
        self.keys = keys
        self.now: dict[Key, str] = {}

    def marks(self, part: Segment, offset: int) -> list[Mark]:
        said = {heading.key: heading for heading in part.above}
        marks: list[Mark] = []
        for rank, key in enumerate(self.keys, 1):
            heading = said.get(key)
            text = heading.text if heading else ""
            if self.now.get(key, "") == text and not marks:
                continue
            if not marks:
                self.now = {other: self.now.get(other, "") for other in self.keys[: rank - 1]}
            row = Row(heading.at, (text,), page=heading.page) if heading else Row(0, ("",))
            marks.append(Mark(offset, row, text, 0, rank=rank))
            self.now[key] = text
        return marks


def _sheets(first: Segment, origins: Sequence[tuple[int, str]], rows: Sequence[Row]) -> list[Mark]:
    """Sheets named "Eje 1" and "Eje 2", or "Salud" and "Vivienda": their names are group
    headings."""
    names = [name for _index, name in origins]
    if not rows or not (_are_numbered(names, first.printed) or _are_worded(names)):
        return []
    return [
        Mark(
            index,
            replace(rows[min(index, len(rows) - 1)], unsure=()),
            name,
            0,
            unsure=len(name) >= _CUT,
        )
        for index, name in origins
    ]


def _are_numbered(names: Sequence[str], printed: Sequence[str]) -> bool:
    styles = {style(name) for name in names}
    one = next(iter(styles))
    if len(styles) != 1 or one.sign not in ("1", "I", "A"):
        return False
    if not one.label:
        return all(any(map(str.isalpha, name[2:])) for name in names)
    return one.label.split()[0] not in words().sheets and not any(
        fold(heading).startswith(one.label) for heading in printed
    )


def _are_worded(names: Sequence[str]) -> bool:
    """Whether they are names that somebody gave, each another one: no "Hoja 1", "Plan (2)", nor
    keys of a program."""
    bare = {" ".join(word for word in fold(name).split() if word.isalpha()) for name in names}
    return len(bare) == len(names) > 1 and all(
        len(said) > _FEW
        and said.split()[0] not in words().sheets
        and not look.is_machine(name)
        and not any(map(str.isdigit, name))
        for said, name in zip(sorted(bare), sorted(names, key=fold), strict=True)
    )


def _without_notes(marks: list[Mark], count: int) -> tuple[list[Mark], list[Row]]:
    """What stands under the last row is a note, unless it is numbered like the headings above."""
    kept: list[Mark] = []
    notes: list[Row] = []
    known: set[Style] = set()
    for mark in marks:
        key = style(mark.text)
        if mark.before < count:
            known.add(key)
        elif not (key.numbered and key in known) or words().is_note(mark.text, last=True):
            notes.append(mark.row)
            continue
        kept.append(mark)
    return kept, notes


def _printed(printed: tuple[str, ...], rows: Sequence[Row]) -> tuple[str, ...]:
    """The headings, as many as there are columns with anything in them."""
    widest = max((len(row.cells) for row in rows), default=0)
    width = max(widest, len(printed))
    while width and not (
        (width <= len(printed) and printed[width - 1])
        or any(len(row.cells) >= width and row.cells[width - 1] for row in rows)
    ):
        width -= 1
    return (*printed[:width], *[""] * (width - len(printed)))


def _is_table(first: Segment, printed: Sequence[str], rows: Sequence[Row]) -> bool:
    if len(printed) < 2:
        return False
    if first.header:
        return bool(rows) or first.header.score >= 2
    full = sum(1 for row in rows[:50] if look.filled(row.cells) > 1)
    return len(rows) > 2 and full > 1


def _is_printed_beside(rows: Sequence[Row], marks: Sequence[Mark]) -> bool:
    """Whether the rows say their group themselves, in a column of their own."""
    beside = total = 0
    for mark in marks[:200]:
        if mark.before >= len(rows):
            continue
        total += 1
        said = fold(mark.text)
        cells = look.folded(rows[mark.before])
        beside += any(
            said == cell or (len(cell) > 8 and said.endswith(cell)) for cell in cells if cell
        )
    return total > 0 and beside * 5 >= total * 4
