"""What the importer makes of a document, cell by cell, beside the truth written with it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from minga.intake.reading import Observation
from minga.plans.draft import InitiativeDraft, ObjectiveDraft, PlanDraft
from tests.documents.fields import READ, base, both, named, same, same_figure

DOCUMENTS = Path(__file__).parent
NAMES = sorted(p.name.removesuffix(".truth.json") for p in DOCUMENTS.glob("*.truth.json"))
NOT_PLANS = sorted((DOCUMENTS / "not_plans").iterdir())

RIGHT, FLAGGED, WRONG = "right", "flagged", "wrong"

# the roles that a column of each field can have, which are also the names of its sources
ROLES = {
    "name": {"initiative", "name"},
    "code": {"identifier", "code"},
    "responsible": {"responsible", "actor", "coordinator", "parties"},
    "partners": {"partner", "actor", "parties", "partners"},
    "funders": {"funder", "parties", "funders"},
    "actors": {"actor", "responsible", "partner", "funder", "coordinator", "parties"},
    "start": {"start", "starts", "period"},
    "end": {"end", "ends", "period"},
    "status": {"status"},
    "status_printed": {"status"},
    "progress": {"progress"},
    "area": {"area", "areas"},
    "articulation": {"articulation_objective", "objective"},
    "mechanisms": {"mechanism", "mechanisms"},
    "indicators": {"indicator", "unit", "baseline", "target", "indicators"},
    "budget": {"budget", "budget_source"},
}
# findings that a perfect reading has too: they are about the plan, and excuse no wrong cell
ABOUT_THE_PLAN = {
    "count_mismatch", "duplicate_initiative", "near_duplicate_initiative", "missing_mechanism",
    "spelling_variant", "non_instrument_mechanism", "repeated_mechanism", "undeclared",
}  # fmt: skip
FIGURES = {"indicators", "budget", "progress"}
DATES = {"start", "end"}


@dataclass
class Outcome:
    """How many cells of one document came out how, and which not."""

    name: str
    language: str = ""
    rows: int = 0  # rows that the truth has
    found: int = 0
    top: tuple[int, int] = (0, 0)  # objectives of the highest level: found, true
    cells: Counter[str] = field(default_factory=Counter)
    needless: int = 0  # right, and yet flagged
    amiss: list[str] = field(default_factory=list)  # "wrong row 3 end: '2027' ≠ '2026'"
    failure: str = ""  # it was refused, or it broke
    seconds: float = 0.0

    @property
    def exact(self) -> bool:
        same = self.found == self.rows and self.top[0] == self.top[1]
        return not self.failure and same and not self.cells[WRONG]


def truth_of(name: str) -> dict[str, Any]:
    truth: dict[str, Any] = json.loads((DOCUMENTS / f"{name}.truth.json").read_text("utf-8"))
    return truth


def files_of(truth: Mapping[str, Any]) -> list[Path]:
    return [DOCUMENTS / name for name in truth.get("files") or [truth["file"]]]


def compare(outcome: Outcome, truth: Mapping[str, Any], draft: PlanDraft) -> None:
    """Fill `outcome` with what agrees and what does not."""
    outcome.rows, outcome.found = len(truth["rows"]), len(draft.initiatives)
    depths = Counter(objective.depth for objective in draft.objectives)
    outcome.top = (depths[1], truth["levels"][0]["count"])
    seen = _Seen(truth, draft, outcome)
    seen.whole(depths)
    for number, row, found in seen.pairs():
        if row is None:
            assert found is not None
            verdict = FLAGGED if seen.flagged(found, "name") else WRONG
            seen.count(verdict, f"extra initiative {found.name[:60]!r}")
            continue
        for what, kind, agrees, shown in seen.cells(row, found):
            if agrees:
                outcome.cells[RIGHT] += 1
                outcome.needless += bool(found and seen.flagged(found, kind))
                continue
            flagged = found is not None and seen.flagged(found, kind)
            seen.count(FLAGGED if flagged else WRONG, f"row {number} {what}: {shown}")


@dataclass
class _Seen:
    truth: Mapping[str, Any]
    draft: PlanDraft
    outcome: Outcome

    def __post_init__(self) -> None:
        self.by_code: dict[str, ObjectiveDraft] = {o.code: o for o in self.draft.objectives}
        self.fields = {key for row in self.truth["rows"] for key in row}
        self.headings = {k for row in self.truth["rows"] for k in row.get("attributes", {})}
        most = max(10, len(self.draft.initiatives) // 3)
        self.findings = [
            finding
            for finding in self.draft.observations
            if finding.kind not in ABOUT_THE_PLAN
            and max(len(finding.subjects), len(finding.lines)) <= most  # names rows, not all
        ]
        self.doubted = {(d.about, same(d.key)): base(d.proposed) for d in self.draft.doubts}

    def count(self, verdict: str, text: str) -> None:
        self.outcome.cells[verdict] += 1
        self.outcome.amiss.append(f"{verdict} {text}")

    def whole(self, depths: Counter[int]) -> None:
        """What is said once for the whole document."""
        for depth, level in enumerate(self.truth["levels"], 1):
            agrees = depths[depth] == level["count"]
            self._once(f"objectives of level {depth}", agrees, depths[depth], level["count"])
            if "name" in level:
                found = self.draft.levels[depth - 1] if depth <= len(self.draft.levels) else ""
                self._once("heading of level", same(found) == same(level["name"]), found, level)
        deeper = len(depths) - len(self.truth["levels"])
        self._once("depth", deeper <= 0, len(depths), len(self.truth["levels"]))
        said = {"title": self.draft.title, "language": self.draft.language}
        for key, text in {**said, "declared": str(self.draft.declared_total)}.items():
            if key in self.truth:
                true = str(self.truth[key])
                self._once(key, same(text) == same(true), text, true)

    def _once(self, what: str, agrees: bool, found: object, true: object) -> None:
        if agrees:
            self.outcome.cells[RIGHT] += 1
        else:
            self.count(WRONG, f"{what}: {found!r} ≠ {true!r}")

    def pairs(self) -> Iterator[tuple[int, dict[str, Any] | None, InitiativeDraft | None]]:
        rows, found = self.truth["rows"], self.draft.initiatives
        left, right = [same(r["name"]) for r in rows], [same(i.name) for i in found]
        if len(rows) == len(found):
            yield from zip(range(1, len(rows) + 1), rows, found, strict=True)
            return
        for _, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
            for k in range(max(b - a, d - c)):
                row = rows[a + k] if a + k < b else None
                yield a + k + 1, row, found[c + k] if c + k < d else None

    def cells(
        self, row: dict[str, Any], found: InitiativeDraft | None
    ) -> Iterator[tuple[str, str, bool, str]]:
        """(what, field, whether it agrees, both texts) for each cell that the truth has."""
        path = self._path(found)
        for depth, true in enumerate(row["path"], 1):
            over = path[depth - 1] if depth <= len(path) else None
            agrees = over is not None and named(over.name, true, over.code)
            yield (
                f"level {depth}",
                f"path {depth}",
                agrees,
                f"{over.name if over else None!r} ≠ {true!r}",
            )
        if len(path) > len(row["path"]):
            yield "level too many", f"path {len(path)}", False, repr(path[-1].name)
        name = found.name if found else ""
        yield (
            "name",
            "name",
            named(name, row["name"], row.get("code", "")),
            both(name, row["name"]),
        )
        for key, read in READ.items():
            if key in self.fields:
                yield from read(found, row.get(key), key)
        if self.headings:
            printed = {same(k): v for k, v in found.attributes.items()} if found else {}
            for heading in sorted(self.headings):
                true = row.get("attributes", {}).get(heading, "")
                text = printed.get(same(heading), "")
                agrees = found is not None and same_figure(text, true)
                yield heading, f"attribute {heading}", agrees, both(text, true)

    def _path(self, found: InitiativeDraft | None) -> list[ObjectiveDraft]:
        path: list[ObjectiveDraft] = []
        code = found.objective if found else ""
        while code and code in self.by_code and len(path) < 9:
            path.insert(0, self.by_code[code])
            code = path[0].parent
        return path

    def flagged(self, found: InitiativeDraft, kind: str) -> bool:
        """Whether a person is asked to look at this field of this initiative."""
        if kind.startswith("path "):
            depth = int(kind.removeprefix("path "))
            path = self._path(found)
            over = path[depth - 1 : depth] or path
            codes = {o.code for o in over}
            if any(o.source.unsure for o in over):
                return True
            if any(codes & set(finding.subjects) for finding in self.findings):
                return True
            roles = {f"objective_{depth}"}
        else:
            roles = ROLES.get(kind, set())
        sources = dict(found.sources)
        if kind in ("articulation", "mechanisms"):
            sources = {k: s for a in found.articulations for k, s in a.sources.items()}
        heading = same(self.truth.get("headings", {}).get(kind, kind.removeprefix("attribute ")))
        if any(s.unsure and (base(k) in roles or same(k) == heading) for k, s in sources.items()):
            return True
        if any(self._names(finding, found, roles, heading) for finding in self.findings):
            return True
        for (about, key), proposed in self.doubted.items():
            if about == "column" and (key == heading or proposed in roles):
                return True
            if (about == "numbers" and kind in FIGURES) or (about == "dates" and kind in DATES):
                return True
        return False

    def _names(
        self, finding: Observation, found: InitiativeDraft, roles: set[str], heading: str
    ) -> bool:
        """Whether the finding is about this row and, where it says which, about this column."""
        column = str(finding.params.get("column", ""))
        if column and same(column) != heading:
            role = base(self.draft.columns.get(column, ""))
            if role not in roles:
                return False
        if finding.subjects:
            return found.key in finding.subjects
        sources = [*found.sources.values()]
        sources += [s for a in found.articulations for s in a.sources.values()]
        return any(
            line in finding.lines and (not finding.table or s.table in ("", finding.table))
            for s in sources
            for line in s.lines
        )
