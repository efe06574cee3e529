"""A draft with what people said about it before it is applied."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from minga.intake.models import Correction
from minga.intake.reading import Observation
from minga.plans.draft import ArticulationDraft, InitiativeDraft, PlanDraft

Said = Mapping[tuple[str, str], Correction]  # (key, field) → what a person said
MATCH = "="  # before the key of a new initiative: which old one it continues
FIELDS = {"name", "kind", "identifier", "period_printed", "status", "starts", "ends"}


def said(corrections: Iterable[Correction]) -> Said:
    return {(c.key, c.field): c for c in corrections}


def matched(corrections: Iterable[Correction]) -> dict[str, str]:
    """For new initiatives, the old one that a person says it continues; "" for none."""
    return {
        c.key.removeprefix(MATCH): str(c.value or "")
        for c in corrections
        if c.key.startswith(MATCH)
    }


def finding_key(seen: Observation) -> str:
    """The same for the same observation, each time the document is read."""
    identity = json.dumps([seen.kind, seen.table, list(seen.lines), dict(seen.params)], default=str)
    return f"!{hashlib.sha256(identity.encode()).hexdigest()[:16]}"


def part_key(initiative: InitiativeDraft, part: ArticulationDraft) -> str:
    return f"{initiative.key}/{part.number}"


def corrected(draft: PlanDraft, corrections: Iterable[Correction]) -> PlanDraft:
    """The plan that would be applied: skipped things are out, edited fields say the new text."""
    by_key = said(corrections)
    if not by_key:
        return draft
    initiatives = tuple(
        _initiative(initiative, by_key)
        for initiative in draft.initiatives
        if not _skipped(initiative.key, by_key)
    )
    return replace(
        draft,
        title=_edited("plan", "title", draft.title, by_key),
        objectives=tuple(
            replace(o, name=_edited(f"o:{o.code}", "name", o.name, by_key))
            for o in draft.objectives
        ),
        initiatives=initiatives,
    )


def _skipped(key: str, by_key: Said) -> bool:
    correction = by_key.get((key, ""))
    return correction is not None and correction.verb == Correction.Verb.SKIP


def _edited(key: str, field: str, value: Any, by_key: Said) -> Any:
    correction = by_key.get((key, field))
    if correction is None or correction.verb != Correction.Verb.EDIT:
        return value
    return correction.value


def _initiative(initiative: InitiativeDraft, by_key: Said) -> InitiativeDraft:
    changes = {
        field: value
        for field in FIELDS
        if (value := _edited(initiative.key, field, getattr(initiative, field), by_key))
        != getattr(initiative, field)
    }
    return replace(initiative, articulations=tuple(_parts(initiative, by_key)), **changes)


def _parts(initiative: InitiativeDraft, by_key: Said) -> Sequence[ArticulationDraft]:
    parts = []
    for part in initiative.articulations:
        key = part_key(initiative, part)
        if _skipped(key, by_key):
            continue
        mechanisms = _edited(key, "mechanisms", list(part.mechanisms), by_key)
        parts.append(
            replace(
                part,
                objective=_edited(key, "objective", part.objective, by_key),
                mechanisms=tuple(mechanisms),
            )
        )
    return parts
