"""What the rows say against each other and against the counts that the document declares."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from minga.intake.folding import fold
from minga.intake.reading import Observation
from minga.plans.importer import rules
from minga.plans.importer.matrix import Entry, Matrix
from minga.plans.importer.prose import Count

_STEMMERS = {"es": "spanish", "ca": "catalan", "pt": "portuguese", "fr": "french", "en": "english"}


def all_of(
    matrix: Matrix,
    counts: Mapping[str, Count],
    whole: Count | None = None,
    language: str = "es",
) -> Iterator[Observation]:
    """`counts` are what the text announces for objectives, `whole` what for all of the plan."""
    same = groups(matrix.entries, _name)
    alike = groups(matrix.entries, _Stems(language).key)
    yield from _counts(matrix, counts, alike)
    if whole and whole.number != len(matrix.entries):
        yield _whole(matrix, whole)
    yield from _repeated(same, "duplicate_initiative", "high")
    yield from _repeated(
        [group for group in alike if len({entry.folded for entry in group}) > 1],
        "near_duplicate_initiative",
        "medium",
    )
    yield from _nameless(matrix)
    yield from _without_mechanism(matrix)
    yield from _empty_objectives(matrix)


class _Stems(dict[str, str]):
    """Names as stems of their telling words, each word stemmed once."""

    def __init__(self, language: str) -> None:
        from snowballstemmer import stemmer

        self._stem = stemmer(_STEMMERS.get(language, "spanish")).stemWord
        known = rules.words()
        self._small = known.articles | known.prepositions | known.conjunctions

    def __missing__(self, word: str) -> str:
        stem = word
        if word in self._small:
            stem = ""
        elif word.isalpha() and len(word) > 3:
            stem = self._stem(word)
        self[word] = stem
        return stem

    def key(self, entry: Entry) -> str:
        return " ".join(filter(None, map(self.__getitem__, entry.folded.split())))


def _name(entry: Entry) -> str:
    return entry.folded


def groups(entries: Sequence[Entry], key: Callable[[Entry], str]) -> list[list[Entry]]:
    """Initiatives whose names give the same key, where there are two or more."""
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        found.setdefault(key(entry), []).append(entry)
    return [group for name, group in found.items() if name and len(group) > 1]


def _quote(line: int, text: str) -> dict[str, Any]:
    return {"line": line, "text": text if len(text) <= 300 else f"{text[:299]}…"}


def _counts(
    matrix: Matrix, counts: Mapping[str, Count], alike: list[list[Entry]]
) -> Iterator[Observation]:
    listed: dict[str, list[Entry]] = {}
    for entry in matrix.entries:
        above = entry.objective
        while above:
            listed.setdefault(above, []).append(entry)
            above = matrix.objectives[above].parent
    elsewhere = _printed_before(alike)
    for code, count in counts.items():
        entries = listed.get(code, [])
        evidence = {"declared": count.number, "found": {"rows": len(entries)}}
        quotes = [_quote(count.at, count.quote)]
        if len(entries) != count.number:
            heading = matrix.objectives[code].source
            yield Observation(
                "count_mismatch",
                "high",
                "certain",
                tuple(dict.fromkeys([count.at, *heading.lines])),
                {"reason": "rows", "code": code, "declared": count.number, "found": len(entries)},
                {**evidence, "quotes": quotes},
            )
        yield from _names_twice(code, entries, count)
        yield from _names_elsewhere(code, entries, count, elsewhere)
    yield from _total(matrix, counts)


def _names_twice(code: str, entries: list[Entry], count: Count) -> Iterator[Observation]:
    twice = groups(entries, _name)
    different = len({entry.folded for entry in entries})
    if not twice or different >= count.number or len(entries) != count.number:
        return
    repeated = [entry for group in twice for entry in group]
    yield Observation(
        "count_mismatch",
        "medium",
        "certain",
        (count.at, *(entry.line for entry in repeated)),
        {"reason": "names", "code": code, "declared": count.number, "found": different},
        {
            "declared": count.number,
            "found": {"rows": len(entries), "different_names": different},
            "quotes": [
                _quote(count.at, count.quote),
                *(_quote(entry.line, entry.name) for entry in repeated),
            ],
        },
        tuple(entry.key for entry in repeated),
    )


def _printed_before(alike: list[list[Entry]]) -> dict[str, str]:
    """Key of each initiative that stands, by name, under an earlier objective too."""
    before: dict[str, str] = {}
    for group in alike:
        for entry in group:
            if entry.objective != group[0].objective:
                before[entry.key] = group[0].objective
    return before


def _names_elsewhere(
    code: str, entries: list[Entry], count: Count, elsewhere: dict[str, str]
) -> Iterator[Observation]:
    again = [entry for entry in entries if entry.key in elsewhere]
    if not again:
        return
    others = list(dict.fromkeys(elsewhere[entry.key] for entry in again))
    yield Observation(
        "count_mismatch",
        "medium",
        "certain",
        (count.at, *(entry.line for entry in again)),
        {
            "reason": "elsewhere",
            "code": code,
            "declared": count.number,
            "repeated": len(again),
            "others": others,
        },
        {
            "declared": count.number,
            "found": {"rows": len(entries), "new": len(entries) - len(again)},
            "quotes": [
                _quote(count.at, count.quote),
                *(_quote(entry.line, entry.name) for entry in again),
            ],
        },
        tuple(entry.key for entry in again),
    )


def _total(matrix: Matrix, counts: Mapping[str, Count]) -> Iterator[Observation]:
    counts = {code: counts[code] for code in counts.keys() & {e.objective for e in matrix.entries}}
    declared = sum(count.number for count in counts.values())
    entries = [entry for entry in matrix.entries if entry.objective in counts]
    different = len({entry.folded for entry in entries})
    if len(counts) < 2 or different >= declared:
        return
    yield Observation(
        "count_mismatch",
        "medium",
        "certain",
        tuple(sorted({count.at for count in counts.values()})),
        {"reason": "total", "declared": declared, "rows": len(entries), "found": different},
        {
            "declared": declared,
            "found": {"rows": len(entries), "different_names": different},
            "quotes": [_quote(count.at, count.quote) for count in counts.values()],
        },
    )


def _whole(matrix: Matrix, whole: Count) -> Observation:
    found = len(matrix.entries)
    return Observation(
        "count_mismatch",
        "high",
        "certain",
        (whole.at,),
        {"reason": "plan", "declared": whole.number, "found": found},
        {
            "declared": whole.number,
            "found": {"rows": found},
            "quotes": [_quote(whole.at, whole.quote)],
        },
    )


def _repeated(found: list[list[Entry]], kind: str, severity: str) -> Iterator[Observation]:
    for group in found:
        lines = sorted({line for entry in group for line in entry.lines()})
        yield Observation(
            kind,
            severity,
            "certain",
            tuple(lines),
            {
                "name": group[0].name,
                "other": group[-1].name,
                "count": len(group),
                "codes": list(dict.fromkeys(entry.objective for entry in group)),
                "adjacent": len(group) == 2 and _adjacent(*group),
                "same_parts": len({_content(entry) for entry in group}) == 1,
            },
            {"quotes": [_quote(entry.line, entry.name) for entry in group]},
            tuple(entry.key for entry in group),
        )


def _adjacent(one: Entry, other: Entry) -> bool:
    return one.objective == other.objective and abs(one.number - other.number) == 1


def _content(entry: Entry) -> tuple[str, ...]:
    return tuple(fold(part.objective) for part in entry.parts)


def _nameless(matrix: Matrix) -> Iterator[Observation]:
    for entry in matrix.entries:
        parts = [part for part in entry.parts if part.piece.nameless]
        if not parts:
            continue
        orphan = entry.piece.nameless
        yield Observation(
            "missing_initiative_name",
            "high" if orphan else "low",
            "probable" if orphan else "certain",
            tuple(part.line for part in parts),
            {"name": entry.name, "count": len(parts), "orphan": orphan},
            {
                "found": {"blank_cells": len(parts), "carried_from_line": entry.line},
                "quotes": [_quote(part.line, part.objective or part.printed) for part in parts],
            },
            (entry.key,),
        )


def _without_mechanism(matrix: Matrix) -> Iterator[Observation]:
    if not matrix.has("mechanism", "mechanism_text"):
        return
    for entry in matrix.entries:
        missing = [part for part in entry.parts if not part.printed and not part.codes]
        lines = [part.line for part in missing] or ([] if entry.parts else [entry.line])
        for line in lines:
            text = next((part.objective for part in missing if part.line == line), "")
            yield Observation(
                "missing_mechanism",
                "high",
                "certain",
                (line,),
                {"name": entry.name},
                {"found": {"mechanisms": 0}, "quotes": [_quote(line, text or entry.name)]},
                (entry.key,),
            )


def _empty_objectives(matrix: Matrix) -> Iterator[Observation]:
    """A heading of the lowest level under which nothing is listed."""
    used = {entry.objective for entry in matrix.entries}
    lowest = max((objective.depth for objective in matrix.objectives.values()), default=0)
    for objective in matrix.objectives.values():
        if objective.depth == lowest and objective.code not in used:
            yield Observation(
                "unassigned_heading",
                "medium",
                "probable",
                objective.source.lines,
                {"heading": f"{objective.code} {objective.name}", "empty": True},
                {"quotes": [_quote(min(objective.source.lines, default=0), objective.name)]},
            )
