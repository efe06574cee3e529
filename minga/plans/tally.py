"""The figures of an import."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from minga.plans.draft import PlanDraft
from minga.plans.questions import question


def tally(draft: PlanDraft, *, changes: int | None = None, withdrawn: int = 0) -> dict[str, Any]:
    """The figures of an import, as `minga import --json` prints them.

    `changes` is None where nothing was applied: what would change only the application knows.
    """
    depths = [o.depth for o in draft.objectives]
    findings: dict[str, int] = {}
    for o in draft.observations:
        findings[o.kind] = findings.get(o.kind, 0) + 1
    articulations = [a for i in draft.initiatives for a in i.articulations]
    made = {} if changes is None else {"withdrawn": withdrawn, "changes": changes}
    return {
        "title": draft.title,
        "development_objectives": depths.count(1),
        "management_objectives": depths.count(max(depths, default=1)),
        "levels": [
            {"name": name, "count": depths.count(depth)}
            for depth, name in enumerate(draft.levels, 1)
        ],
        "initiatives": len(draft.initiatives),
        "articulations": len(articulations),
        "mechanism_uses": sum(len(a.mechanisms) for a in articulations),
        "indicators": sum(len(i.indicators) for i in draft.initiatives),
        "parties": len({(p.role, p.name) for i in draft.initiatives for p in i.parties}),
        "declared": draft.declared,
        "declared_total": draft.declared_total,
        "found": draft.found,
        "findings": findings,
        "questions": len(draft.doubts),
        **made,
    }


def recognised(draft: PlanDraft, hidden: tuple[str, ...] = ()) -> dict[str, Any]:
    """All that a dry run tells of a document: what was understood, and what is to be asked."""
    return {
        "recognised": True,
        **tally(draft),
        "language": draft.language,
        "columns": dict(draft.columns),
        "doubts": [{**asdict(doubt), "question": question(doubt)} for doubt in draft.doubts],
        "skipped": list(draft.skipped),
        "hidden": list(hidden),
    }
