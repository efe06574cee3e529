"""The truth about the published matrix, as it was read by hand."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

from minga.plans.draft import PlanDraft

_ROOT = Path(__file__).resolve().parents[3]
_SHARED = _ROOT.parent / "shared" / "gold"
FOLDER = _SHARED if (_SHARED / "matrix.csv").exists() else _ROOT / "tests" / "gold"

COMPARED = (
    "development_code",
    "management_code",
    "initiative_number",
    "initiative",
    "articulation_number",
    "articulation_objective",
    "mechanisms",
)


def matrix() -> list[dict[str, str]]:
    with (FOLDER / "matrix.csv").open(encoding="utf-8", newline="") as file:
        return [{name: row[name] for name in COMPARED} for row in csv.DictReader(file)]


def findings() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(
        (FOLDER / "findings.json").read_text(encoding="utf-8")
    )["findings"]
    return found


def rows_of(draft: PlanDraft) -> list[dict[str, str]]:
    """A draft as the rows of the matrix file."""
    parents = {objective.code: objective.parent for objective in draft.objectives}
    return [
        {
            "development_code": parents[initiative.objective],
            "management_code": initiative.objective,
            "initiative_number": str(initiative.number),
            "initiative": initiative.name,
            "articulation_number": str(articulation.number),
            "articulation_objective": articulation.objective,
            "mechanisms": ";".join(articulation.mechanisms),
        }
        for initiative in draft.initiatives
        for articulation in initiative.articulations
    ]
