"""Which column of a table holds what, by its heading and, failing that, by its cells.

A domain says which roles it knows and by which headings; nothing here knows any of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from minga.intake.folding import clean, fold, light_stem
from minga.intake.reading import Row, Table

Headings = Mapping[str, Mapping[str, Sequence[str]]]  # role → language → headings
_SEARCHED = 200  # rows looked at for a header
_SAMPLE = 50
_ENOUGH = 0.6


@dataclass(frozen=True, slots=True)
class Columns:
    """The header of a table: where it stands, how many rows it takes, and what it says."""

    first: int  # index of the first header row in the table
    height: int
    printed: tuple[str, ...]
    roles: Mapping[str, int]  # role → column index
    language: str

    def key(self) -> tuple[str, ...]:
        return tuple(fold(heading) for heading in self.printed)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Headings prepared for look-up: each phrase as stems without the words that say nothing."""

    phrases: Mapping[tuple[str, ...], tuple[tuple[str, str], ...]]  # stems → (role, language)…
    ignored: frozenset[str]
    evidence: Mapping[str, Callable[[str], bool]] = field(default_factory=dict)

    def stems(self, heading: str) -> tuple[str, ...]:
        words = fold(heading).split()
        return tuple(light_stem(word) for word in words if word not in self.ignored)


def vocabulary(
    headings: Headings,
    ignored: Sequence[str],
    evidence: Mapping[str, Callable[[str], bool]] | None = None,
) -> Vocabulary:
    empty = Vocabulary({}, frozenset(ignored))
    phrases: dict[tuple[str, ...], tuple[tuple[str, str], ...]] = {}
    for role, languages in headings.items():
        for language, names in languages.items():
            for name in names:
                stems = empty.stems(name)
                phrases[stems] = (*phrases.get(stems, ()), (role, language))
    return Vocabulary(phrases, empty.ignored, evidence or {})


def find(table: Table, known: Vocabulary, needed: Sequence[str]) -> Columns | None:
    """The header that names most roles, or None where none names all the needed ones."""
    best: Columns | None = None
    for first in range(min(len(table.rows), _SEARCHED)):
        for height in (1, 2):
            found = _read_header(table.rows[first : first + height], first, known)
            if found and (best is None or _rank(found) > _rank(best)):
                best = found
    if best is None:
        return None
    if known.evidence:
        best = _by_content(table, best, known)
    if len(best.roles) < 2 or any(role not in best.roles for role in needed):
        return None
    return best


def _rank(found: Columns) -> tuple[int, int]:
    """More roles first, then fewer rows: a title above the header is no part of it."""
    return len(found.roles), -found.height


def _read_header(rows: Sequence[Row], first: int, known: Vocabulary) -> Columns | None:
    width = max(len(row.cells) for row in rows)
    printed = []
    for column in range(width):
        parts = (row.cells[column] or "" for row in rows if column < len(row.cells))
        printed.append(clean(" ".join(part for part in parts if part)))
    if sum(map(bool, printed)) < 2 or any(len(heading) > 120 for heading in printed):
        return None
    roles: dict[str, int] = {}
    languages: Counter[str] = Counter()
    scored = [(*_match(heading, known), column) for column, heading in enumerate(printed)]
    for score, meanings, column in sorted(scored, key=lambda item: (-item[0], item[2])):
        free = [meaning for meaning in meanings if meaning[0] not in roles]
        if score and free:
            roles[free[0][0]] = column
            languages.update({language for role, language in free if role == free[0][0]})
    if not roles:
        return None
    return Columns(first, len(rows), tuple(printed), roles, _most(languages))


def _match(heading: str, known: Vocabulary) -> tuple[int, tuple[tuple[str, str], ...]]:
    """How well a heading says a role: the whole heading, else its longest known phrase."""
    stems = known.stems(heading)
    if stems in known.phrases:
        return 100, known.phrases[stems]
    for length in range(len(stems) - 1, 0, -1):
        for start in range(len(stems) - length + 1):
            meanings = known.phrases.get(stems[start : start + length])
            if meanings:
                return length, meanings
    return 0, ()


def _most(languages: Counter[str]) -> str:
    return languages.most_common(1)[0][0] if languages else ""


def _by_content(table: Table, found: Columns, known: Vocabulary) -> Columns:
    """Give a role that no heading named to a column whose cells speak for it."""
    roles = dict(found.roles)
    body = table.rows[found.first + found.height :]
    for role, speaks in known.evidence.items():
        if role in roles:
            continue
        for column in range(len(found.printed)):
            if column in roles.values():
                continue
            cells = [r.cells[column] for r in body[: 4 * _SAMPLE] if column < len(r.cells)]
            filled = [clean(cell) for cell in cells if cell and cell.strip()][:_SAMPLE]
            if len(filled) > 1 and sum(map(speaks, filled)) >= _ENOUGH * len(filled):
                roles[role] = column
                break
    return Columns(found.first, found.height, found.printed, roles, found.language)
