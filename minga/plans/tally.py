"""The figures of an import."""

from __future__ import annotations

from typing import Any

from minga.plans.draft import PlanDraft


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
        "declared": draft.declared,
        "found": draft.found,
        "findings": findings,
        **made,
    }
