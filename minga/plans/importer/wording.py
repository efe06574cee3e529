"""How things are written: mechanisms, misprints, final stops, leftovers of the extraction."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from minga.intake.folding import clean, fold, has_tags
from minga.intake.reading import Observation, Row
from minga.plans.importer import mechanisms, rules
from minga.plans.importer.matrix import Entry, Matrix, Part
from minga.plans.importer.prose import DeclaredList

_NORM = 0.7  # share from which a spelling is the norm of its document
_MINORITY = 0.2
_ENOUGH = 20
_SLIPS = 2  # letters by which two forms of one word may differ
_WIDE_GAP = re.compile(r"\s{2,}")


@dataclass(slots=True)
class _Uses:
    """Where one written form stands."""

    lines: list[int] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    quotes: list[dict[str, Any]] = field(default_factory=list)

    def add(self, line: int, key: str, text: str) -> None:
        self.lines.append(line)
        self.keys.append(key)
        if len(self.quotes) < 60:
            self.quotes.append({"line": line, "text": text})


def all_of(matrix: Matrix, lists: Sequence[DeclaredList]) -> Iterator[Observation]:
    cells = [
        (entry, part, _line_of(part), mechanisms.parse(part.printed))
        for entry, part in matrix.parts()
        if part.printed and part.printed.replace(";", " ").split() != list(part.codes)
    ]
    yield from _spellings(cells, lists)
    yield from _qualifiers(cells)
    yield from _cell_stops(cells)
    yield from _not_instruments(cells)
    yield from _repeats(cells, lists)
    yield from _unknown(cells)
    yield from _separators(cells)
    yield from _declared(cells, lists)
    yield from _stops(matrix)
    yield from _tags(matrix)
    yield from _fused(matrix)
    yield from _leads(matrix)


_Cells = list[tuple[Entry, Part, "_Places", mechanisms.Cell]]


@dataclass(frozen=True, slots=True)
class _Places:
    """The lines a cell was joined from, and where in the text each begins."""

    lines: tuple[int, ...]
    starts: tuple[int, ...]

    def at(self, position: int) -> int:
        best = 0
        for index, start in enumerate(self.starts):
            if start <= position:
                best = index
        return self.lines[best]


def _line_of(part: Part) -> _Places:
    one = part.sheet.one
    column = one.get("mechanism_text", one.get("mechanism", 0))
    lines = part.piece.lines(column) or (part.line,)
    if len(lines) == 1:
        return _Places(lines, (0,))
    starts, position = [], 0
    rows = {row.at: row for row in part.piece.rows}
    for line in lines:
        starts.append(position)
        row = rows.get(line)
        text = row.cells[column] if row and column < len(row.cells) else ""
        position += len(clean(text or "")) + 1
    return _Places(lines, tuple(starts))


def _observe(
    kind: str, uses: _Uses, params: dict[str, Any], severity: str = "low", **more: Any
) -> Observation:
    certainty = more.pop("certainty", "certain")
    evidence = {"found": more.pop("found", {"uses": len(uses.lines)}), "quotes": uses.quotes}
    return Observation(
        kind,
        severity,
        certainty,
        tuple(sorted(dict.fromkeys(uses.lines))),
        params,
        evidence,
        tuple(dict.fromkeys(key for key in uses.keys if key)),
    )


def _spellings(cells: _Cells, lists: Sequence[DeclaredList]) -> Iterator[Observation]:
    """The written forms of each mechanism, where the document does not keep to one."""
    forms: dict[str, dict[str, _Uses]] = {}
    for entry, _part, places, cell in cells:
        for mention in cell.mentions:
            by_form = forms.setdefault(mention.code, {})
            uses = by_form.setdefault(mention.plain, _Uses())
            uses.add(places.at(mention.start), entry.key, mention.plain)
    said = {mention.plain.lower() for listed in lists for mention in listed.mentions}
    for code, by_form in forms.items():
        if len(by_form) < 2:
            continue
        total = sum(len(uses.lines) for uses in by_form.values())
        # the declared spelling is the norm; the most used one where none or several fit it
        ranked = sorted(
            by_form, key=lambda form: (form.lower() in said, len(by_form[form].lines)), reverse=True
        )
        norm = ranked[0]
        counted = {form: len(by_form[form].lines) for form in sorted(by_form)}
        if counted[norm] >= _NORM * total:
            for form in ranked[1:]:
                params = {"code": code, "form": form, "norm": norm, "count": counted[form]}
                yield _observe("spelling_variant", by_form[form], params, found=counted)
            continue
        every = _Uses()
        for form in ranked:
            every.lines += by_form[form].lines
            every.keys += by_form[form].keys
            every.quotes += by_form[form].quotes[:12]
        params = {"code": code, "forms": ranked, "counts": [counted[form] for form in ranked]}
        alike = all(mechanisms.within(fold(norm), fold(form), _SLIPS) for form in ranked)
        certainty = "certain" if alike else "probable"
        yield _observe("spelling_variant", every, params, found=counted, certainty=certainty)


def _qualifiers(cells: _Cells) -> Iterator[Observation]:
    forms: dict[tuple[str, str], _Uses] = {}
    for entry, _part, places, cell in cells:
        for mention in cell.mentions:
            if mention.printed != mention.plain:
                uses = forms.setdefault((mention.code, mention.printed), _Uses())
                uses.add(places.at(mention.start), entry.key, mention.printed)
    for (code, printed), uses in forms.items():
        params = {"code": code, "form": printed, "qualified": True, "count": len(uses.lines)}
        yield _observe("spelling_variant", uses, params)


def _cell_stops(cells: _Cells) -> Iterator[Observation]:
    uses = _Uses()
    for entry, _part, places, cell in cells:
        end = cell.mentions[-1].end if cell.mentions else 0
        printed = _part.printed
        if printed.endswith(".") and end:
            uses.add(places.at(end), entry.key, printed)
    if uses.lines and len(uses.lines) <= _MINORITY * len(cells):
        params = {"stop": True, "count": len(uses.lines), "form": uses.quotes[0]["text"]}
        yield _observe("spelling_variant", uses, params)


def _not_instruments(cells: _Cells) -> Iterator[Observation]:
    known = rules.mechanisms()
    forms: dict[str, _Uses] = {}
    printed: dict[str, tuple[str, str]] = {}
    for entry, _part, places, cell in cells:
        for mention in cell.mentions:
            if not known[mention.code].is_instrument:
                form = fold(mention.plain)
                printed.setdefault(form, (mention.plain, mention.code))
                uses = forms.setdefault(form, _Uses())
                uses.add(places.at(mention.start), entry.key, mention.plain)
    for form, uses in forms.items():
        text, code = printed[form]
        params = {"text": text, "code": code, "count": len(set(uses.keys))}
        yield _observe("non_instrument_mechanism", uses, params, "medium")


def _repeats(cells: _Cells, lists: Sequence[DeclaredList]) -> Iterator[Observation]:
    for entry, part, places, cell in cells:
        counts = Counter(mention.code for mention in cell.mentions)
        twice = [code for code, count in counts.items() if count > 1]
        if twice:
            uses = _Uses()
            uses.add(places.at(0), entry.key, part.printed)
            names = [next(m.plain for m in cell.mentions if m.code == code) for code in twice]
            yield _observe("repeated_mechanism", uses, {"names": names, "name": entry.name})
    for listed in lists:
        counts = Counter(mention.code for mention in listed.mentions)
        twice = [code for code, count in counts.items() if count > 1]
        if twice:
            uses = _Uses()
            uses.add(listed.at, "", listed.text)
            names = [next(m.plain for m in listed.mentions if m.code == code) for code in twice]
            yield _observe("repeated_mechanism", uses, {"names": names, "declared": True})


def _unknown(cells: _Cells) -> Iterator[Observation]:
    forms: dict[str, _Uses] = {}
    for entry, part, places, cell in cells:
        for text in cell.unknown:
            uses = forms.setdefault(text, _Uses())
            uses.add(places.at(part.printed.find(text)), entry.key, text)
    for text, uses in forms.items():
        params = {"reason": "unknown_mechanism", "text": text, "count": len(uses.lines)}
        yield _observe("other", uses, params, "medium")


def _separators(cells: _Cells) -> Iterator[Observation]:
    """Lists joined by "or", and lists parted in several ways in one document."""
    known = rules.words()
    undecided, every = _Uses(), _Uses()
    ways: Counter[str] = Counter()
    for entry, part, places, cell in cells:
        if len(cell.mentions) < 2:
            continue
        every.add(places.at(0), entry.key, part.printed)
        ways[Counter(cell.separators).most_common(1)[0][0]] += 1
        if known.alternatives & set(cell.separators):
            undecided.add(places.at(0), entry.key, part.printed)
    if undecided.lines:
        params = {"reason": "alternatives", "count": len(undecided.lines)}
        yield _observe("other", undecided, params, "medium")
    if len(ways) > 2:
        params = {"reason": "separators", "ways": sorted(ways), "count": len(every.lines)}
        yield _observe("other", every, params, found=dict(ways))


def _declared(cells: _Cells, lists: Sequence[DeclaredList]) -> Iterator[Observation]:
    """Instruments in no declared list, and declared lists that differ."""
    if not lists:
        return
    said = frozenset[str]().union(*(listed.codes for listed in lists))
    known = rules.mechanisms()
    forms: dict[str, _Uses] = {}
    printed: dict[str, str] = {}
    for entry, _part, places, cell in cells:
        for mention in cell.mentions:
            if mention.code not in said and known[mention.code].is_instrument:
                printed.setdefault(mention.code, mention.plain)
                uses = forms.setdefault(mention.code, _Uses())
                uses.add(places.at(mention.start), entry.key, mention.plain)
    for code, uses in forms.items():
        yield _observe("other", uses, {"reason": "undeclared", "text": printed[code]})
    shared = frozenset.intersection(*(listed.codes for listed in lists))
    if said != shared:
        uses = _Uses()
        for listed in lists:
            uses.add(listed.at, "", listed.text)
        only = [known[code].label for code in sorted(said - shared)]
        yield _observe("other", uses, {"reason": "lists_differ", "names": only})


def _stops(matrix: Matrix) -> Iterator[Observation]:
    """Final stops: the few that differ from the many of the same column."""
    names = [entry.name for entry in matrix.entries]
    goals = [part.objective for _entry, part in matrix.parts() if part.objective]
    for column, texts in (("initiative", names), ("articulation_objective", goals)):
        with_stop = sum([text.endswith(".") for text in texts])
        few = min(with_stop, len(texts) - with_stop)
        if len(texts) < _ENOUGH or not few or few > _MINORITY * len(texts):
            continue
        ends = few == with_stop
        uses = _Uses()
        for line, key, text in _ending(matrix, column, stop=ends):
            uses.add(line, key, text)
        params = {
            "reason": "stops",
            "column": column,
            "with_stop": ends,
            "count": few,
            "others": len(texts) - few,
        }
        yield _observe("other", uses, params)


def _ending(matrix: Matrix, column: str, *, stop: bool) -> Iterator[tuple[int, str, str]]:
    """(line, key, text) of those that end with a stop, or of those that do not."""
    for entry in matrix.entries:
        if column == "initiative":
            listed = [(entry.line, entry.name)]
        else:
            listed = [(part.line, part.objective) for part in entry.parts if part.objective]
        for line, text in listed:
            if text.endswith(".") == stop:
                yield line, entry.key, text


def _tags(matrix: Matrix) -> Iterator[Observation]:
    tagged: dict[int, str] = {}
    for row in _rows(matrix):
        for cell in row.cells:
            if cell and "<" in cell and has_tags(cell):
                tagged.setdefault(row.at, cell)
    if not tagged:
        return
    uses = _Uses()
    keys = _keys_by_line(matrix)
    for line, cell in tagged.items():
        uses.add(line, keys.get(line, ""), clean(cell)[:80])
    yield _observe("other", uses, {"reason": "tags", "count": len(uses.lines)})


def _rows(matrix: Matrix) -> Iterator[Row]:
    return (row for sheet in matrix.sheets for row in sheet.mapped.block.rows)


def _fused(matrix: Matrix) -> Iterator[Observation]:
    """Objectives parted by wide gaps in one cell that stand on rows of their own elsewhere."""
    alone: dict[str, int] | None = None
    listed = (
        (row, sheet.one["articulation_objective"])
        for sheet in matrix.sheets
        if "articulation_objective" in sheet.one
        for row in sheet.mapped.block.rows
    )
    for row, column in listed:
        cell = row.cells[column] if column < len(row.cells) else ""
        if not cell or not _WIDE_GAP.search(cell.strip()):
            continue
        if alone is None:
            alone = {fold(part.objective): part.line for _entry, part in matrix.parts()}
        pieces = [piece for piece in _WIDE_GAP.split(cell.strip()) if piece]
        places = [alone.get(fold(piece)) for piece in pieces]
        if len(pieces) > 1 and all(places):
            uses = _Uses()
            uses.add(row.at, _keys_by_line(matrix).get(row.at, ""), clean(cell))
            for place, piece in zip(places, pieces, strict=True):
                uses.quotes.append({"line": place, "text": piece})
            params = {"reason": "fused", "count": len(pieces), "lines": places}
            yield _observe("other", uses, params, "medium")


def _leads(matrix: Matrix) -> Iterator[Observation]:
    uses = _Uses()
    for entry in matrix.entries:
        if entry.lead:
            uses.add(entry.line, entry.key, entry.lead)
    if uses.lines:
        yield _observe("other", uses, {"reason": "lead_in_name", "count": len(uses.lines)})


def _keys_by_line(matrix: Matrix) -> dict[int, str]:
    keys: dict[int, str] = {}
    for entry in matrix.entries:
        for line in entry.lines():
            keys.setdefault(line, entry.key)
    return keys
