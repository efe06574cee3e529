"""From files to a plan: one document, or several that refer to each other, as the command line and
the studio read them. Runs in a process apart, so it touches no database."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from minga.intake.layout import Layout
from minga.intake.read import read
from minga.intake.reading import Reading
from minga.plans.draft import PlanDraft
from minga.plans.importer import draft_from

Say = Callable[[str, int, int], None]


def read_together(
    files: Sequence[tuple[str, bytes]],
    layout: Layout | None = None,
    say: Say = lambda stage, done, total: None,
) -> tuple[Reading, PlanDraft]:
    """Read (name, content) of each file, and draft the one plan that they hold together.

    Raises Unreadable where one of them cannot be read or there is no plan in them.
    """
    readings = []
    for number, (name, content) in enumerate(files):
        say(name, number, len(files) + 1)
        readings.append(read(content, name, hidden=bool(layout and layout.hidden)))
    say("", len(files), len(files) + 1)
    reading = merged(readings)
    return reading, draft_from(reading, layout)


def merged(readings: Sequence[Reading]) -> Reading:
    """Several documents as one, their tables called after the file they are from."""
    first, *others = readings
    if not others:
        return first
    return replace(
        first,
        prose=tuple(paragraph for reading in readings for paragraph in reading.prose),
        tables=tuple(
            replace(table, name=_name(reading, table.name))
            for reading in readings
            for table in reading.tables
        ),
        hidden=tuple(name for reading in readings for name in reading.hidden),
        notes=tuple(
            replace(note, table=_name(reading, note.table))
            for reading in readings
            for note in reading.notes
        ),
    )


def linked(files: Sequence[str], draft: PlanDraft) -> bool:
    """Whether files read together are one plan: all initiatives stand in one of them, and each of
    the others says something of theirs."""
    used = {initiative.sources["name"].table for initiative in draft.initiatives}
    holds = [name for name in files if any(_is_of(name, table) for table in used)]
    left_out = [name for name in files if any(_is_of(name, table) for table in draft.skipped)]
    return len(holds) < 2 and not (set(left_out) - set(holds))


def _name(reading: Reading, table: str) -> str:
    stem = _stem(reading.name)
    return stem if len(reading.tables) == 1 else f"{stem}, {table}"


def _is_of(file: str, table: str) -> bool:
    return table == _stem(file) or table.startswith(f"{_stem(file)}, ")


def _stem(name: str) -> str:
    return name.rpartition(".")[0] or name
