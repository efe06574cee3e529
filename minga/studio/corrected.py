"""A draft with what people said about it before it is applied."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from minga.intake.models import Correction
from minga.intake.reading import Observation, Source
from minga.plans.draft import ArticulationDraft, InitiativeDraft, ObjectiveDraft, Party, PlanDraft
from minga.plans.importer.values.periods import span

Said = Mapping[tuple[str, str], Correction]  # (key, field) → what a person said
MATCH = "="  # before the key of a new initiative: which old one it continues
FIELDS = {"name", "kind", "identifier", "status", "period_printed"}
PEOPLE = ("responsible", "coordinator", "partner", "funder", "actor")  # who takes part, by role
OBJECTIVE = "o:"  # before the code of an objective
DAY_FIRST = "day first"


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
        _initiative(initiative, by_key, draft.dates or DAY_FIRST)
        for initiative in draft.initiatives
        if not _skipped(initiative.key, by_key)
    )
    return replace(
        draft,
        title=_edited("plan", "title", draft.title, by_key),
        objectives=tuple(_objective(o, by_key) for o in draft.objectives),
        initiatives=initiatives,
    )


def _objective(objective: ObjectiveDraft, by_key: Said) -> ObjectiveDraft:
    name = _edited(f"{OBJECTIVE}{objective.code}", "name", objective.name, by_key)
    if name == objective.name:
        return objective
    return replace(objective, name=name, source=replace(objective.source, corrected=True))


def _skipped(key: str, by_key: Said) -> bool:
    correction = by_key.get((key, ""))
    return correction is not None and correction.verb == Correction.Verb.SKIP


def _edited(key: str, field: str, value: Any, by_key: Said) -> Any:
    correction = by_key.get((key, field))
    if correction is None or correction.verb != Correction.Verb.EDIT:
        return value
    return correction.value


def _initiative(initiative: InitiativeDraft, by_key: Said, dates: str) -> InitiativeDraft:
    changes: dict[str, Any] = {
        field: value
        for field in FIELDS
        if (value := _edited(initiative.key, field, getattr(initiative, field), by_key))
        != getattr(initiative, field)
    }
    if "period_printed" in changes:
        changes["starts"], changes["ends"] = span(changes["period_printed"], dates)
    people = _people(initiative, by_key)
    if people != initiative.parties:
        changes["parties"] = people
    sources = _said_of(initiative, changes)
    return replace(
        initiative,
        articulations=tuple(_parts(initiative, by_key)),
        sources={**initiative.sources, **sources},
        **changes,
    )


def _said_of(initiative: InitiativeDraft, changes: Mapping[str, Any]) -> dict[str, Source]:
    """Where each changed field stands in the document, marked as corrected by a person."""
    name = initiative.sources["name"]
    blank = Source("", name.lines, 0, name.table)
    return {
        field: replace(initiative.sources.get(field, blank), corrected=True)
        for field in changes
        if field != "parties"
    }


def _people(initiative: InitiativeDraft, by_key: Said) -> tuple[Party, ...]:
    """Who takes part, in the order of the document, with the names that a person gave."""
    found = list(initiative.parties)
    for role in PEOPLE:
        read = [p.name for p in initiative.parties if p.role == role]
        names = _edited(initiative.key, role, read, by_key)
        if list(names) != read:
            at = next((n for n, p in enumerate(found) if p.role == role), len(found))
            found = [p for p in found if p.role != role]
            found[at:at] = [Party(role, name) for name in names]
    return tuple(found)


def _parts(initiative: InitiativeDraft, by_key: Said) -> Sequence[ArticulationDraft]:
    parts = []
    for part in initiative.articulations:
        key = part_key(initiative, part)
        if _skipped(key, by_key):
            continue
        changes = {
            "objective": _edited(key, "objective", part.objective, by_key),
            "mechanisms": tuple(_edited(key, "mechanisms", part.mechanisms, by_key)),
        }
        sources = {
            field: replace(source, corrected=True)
            for field, source in part.sources.items()
            if field in changes and changes[field] != getattr(part, field)
        }
        parts.append(replace(part, sources={**part.sources, **sources}, **changes))
    return parts
