"""Where everything of a review stands: made once for each, so that a page asks and never searches.

A document of twenty thousand rows is looked through when it is first opened, not at each click.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from django.utils.translation import gettext as _

from minga.intake.folding import fold
from minga.intake.reading import Observation, Reading, Row, Source, Table
from minga.plans.draft import InitiativeDraft, PlanDraft
from minga.studio.corrected import finding_key

REPAIRS = {"shifted_row", "continued_row", "misplaced_under_heading", "unassigned_heading"}
UNSURE = {
    *("unsure_cell", "error_cell", "unread_value", "unmatched_key"),
    *("formula_without_result", "total_mismatch"),
}
GROUPS = ("repairs", "unsure", "doubts", "gaps")
_SEARCHED = 300  # rows in which the headings of a table are looked for
_DEEPEST = 3  # rows that a heading may take
Seen = tuple[str, Observation]  # the key of a finding, and the finding


def group_of(seen: Observation) -> str:
    """Where a finding stands in the review: repaired, unsure, a gap, or a doubt."""
    if seen.kind in REPAIRS:
        return "repairs"
    if seen.kind in UNSURE:
        return "unsure"
    return "gaps" if seen.kind.startswith("missing") else "doubts"


def sources(initiative: InitiativeDraft) -> Sequence[Source]:
    found = list(initiative.sources.values())
    for part in initiative.articulations:
        found += part.sources.values()
    return found


class Places:
    """What is where in one document and in the plan that it would make."""

    def __init__(self, reading: Reading, draft: PlanDraft) -> None:
        self.reading = reading
        self.draft = draft
        self.initiatives = {i.key: i for i in draft.initiatives}
        self.objectives = {o.code: o for o in draft.objectives}
        self._headings: dict[str, tuple[str, ...]] = {}

    @cached_property
    def groups(self) -> dict[str, list[Seen]]:
        groups: dict[str, list[Seen]] = {name: [] for name in GROUPS}
        for seen in self.draft.observations:
            groups[group_of(seen)].append((finding_key(seen), seen))
        return groups

    @cached_property
    def _rows(self) -> dict[tuple[str, int], Row]:
        rows: dict[tuple[str, int], Row] = {}
        for table in self.reading.tables:
            for row in table.rows:
                rows[table.name, row.at] = row
                rows.setdefault(("", row.at), row)
        return rows

    @cached_property
    def _made(self) -> dict[tuple[str, int], InitiativeDraft]:
        """The initiative that each row was read as."""
        made: dict[tuple[str, int], InitiativeDraft] = {}
        for initiative in self.draft.initiatives:
            for source in sources(initiative):
                for line in source.lines:
                    made.setdefault((source.table, line), initiative)
        return made

    @cached_property
    def _folded(self) -> list[tuple[str, InitiativeDraft]]:
        return [
            (fold(f"{i.identifier} {i.objective}.{i.number} {i.name}"), i)
            for i in self.draft.initiatives
        ]

    def row(self, table: str, line: int) -> Row | None:
        return self._rows.get((table, line))

    def subject(self, seen: Observation) -> InitiativeDraft | None:
        """The initiative that a finding is about: named by it, or read from its first row."""
        for key in seen.subjects:
            if key in self.initiatives:
                return self.initiatives[key]
        if seen.subjects or not seen.lines:
            return None
        return self._made.get((seen.table, seen.lines[0]))

    def above(self, code: str) -> list[str]:
        """The codes of an objective and of those above it, highest first."""
        found: list[str] = []
        while code in self.objectives and code not in found:
            found.append(code)
            code = self.objectives[code].parent
        return found[::-1]

    def find(self, question: str) -> Sequence[InitiativeDraft]:
        """Initiatives whose code or name holds all the words."""
        words = fold(question).split()
        if not words:
            return self.draft.initiatives
        return [i for text, i in self._folded if all(word in text for word in words)]

    def headings(self, table: str, width: int) -> tuple[str, ...]:
        """What stands over each column as it was understood; else its number."""
        if table not in self._headings:
            self._headings[table] = self._find_headings(table, width)
        found = self._headings[table]
        return tuple(
            (found[n] if n < len(found) and found[n] else _("Columna %s") % (n + 1))
            for n in range(width)
        )

    def _find_headings(self, name: str, width: int) -> tuple[str, ...]:
        """Those of the table, or of the last one before it that has some and is as wide."""
        tables = self.reading.tables
        own = next((n for n, table in enumerate(tables) if table.name == name), 0)
        for number in range(own, -1, -1) if tables else ():
            found = self._headings_in(tables[number])
            if found and (number == own or len(found) == width):
                return found
        return ()

    def _headings_in(self, table: Table) -> tuple[str, ...]:
        """The rows, one or several, that hold most of the headings that were understood."""
        known = set(self.draft.columns)
        best: tuple[int, tuple[str, ...]] = (0, ())
        rows = [row.cells for row in table.rows[: _SEARCHED + _DEEPEST]]
        for start in range(min(len(rows), _SEARCHED)):
            for deep in range(1, _DEEPEST + 1):
                joined = _joined(rows[start : start + deep])
                score = sum(heading in known for heading in joined)
                best = max(best, (score, joined), key=lambda found: found[0])
        return best[1]


def _joined(rows: Sequence[tuple[str | None, ...]]) -> tuple[str, ...]:
    """One heading a column out of rows that stand over each other; wide ones are over several."""
    width = max((len(row) for row in rows), default=0)
    over: list[list[str]] = [[] for _column in range(width)]
    for depth, row in enumerate(rows):
        texts = [" ".join((cell or "").split()) for cell in (*row, *("",) * (width - len(row)))]
        for column, text in enumerate(texts):
            same = column > 0 and over[column][:depth] == over[column - 1][:depth]
            carried = depth < len(rows) - 1 and same and not text
            over[column].append(over[column - 1][depth] if carried else text)
    return tuple(" ".join(filter(None, texts)) for texts in over)
