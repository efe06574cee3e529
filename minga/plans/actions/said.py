"""What a document says of initiatives besides their names: when, in what state, where, the rest.

A date, a state or a territory that a person wrote is never overwritten, and one that a document
wrote only changes where the document prints something else than before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from minga.base import bulk
from minga.intake.folding import fold
from minga.intake.reading import Source
from minga.plans import details
from minga.plans.draft import InitiativeDraft
from minga.plans.models import Initiative, Plan
from minga.territory.models import Area

DATED = ("starts", "ends")
SOURCED = (*DATED, "status", "areas")
Fields = dict[str, tuple[Any, Source | None]]


def kept(source: Source) -> dict[str, Any]:
    """A source as records keep it."""
    more: dict[str, Any] = {"table": source.table} if source.table else {}
    if source.unsure:
        more["unsure"] = True
    return {"text": source.text, "lines": list(source.lines), "column": source.column, **more}


def begin(draft: InitiativeDraft) -> dict[str, Any]:
    """The fields of a new initiative."""
    starts, ends = _in_order(draft.starts, draft.ends)
    sources = {name: draft.sources[name] for name in SOURCED if name in draft.sources}
    return {
        "details": details.stored(draft),
        "starts": starts,
        "ends": ends,
        "status": draft.status or Initiative.Status.PLANNED,
        "source": {
            "name": kept(draft.sources["name"]),
            **{name: kept(source) for name, source in sources.items()},
        },
    }


def renewed(initiative: Initiative, draft: InitiativeDraft) -> Fields:
    """What the document says anew of an initiative that is there already."""
    found: Fields = {}
    for name, empty in (("starts", None), ("ends", None), ("status", Initiative.Status.PLANNED)):
        value, source = getattr(draft, name), draft.sources.get(name)
        by_a_person = name not in initiative.source and getattr(initiative, name) != empty
        if value and source and not by_a_person:
            found[name] = (value, source)
    dates = [found.get(name, (getattr(initiative, name), None))[0] for name in DATED]
    if _in_order(*dates) != tuple(dates):
        for name in DATED:
            found.pop(name, None)
    wanted = details.stored(draft)
    if wanted != initiative.details:
        found["details"] = (wanted, None)
    return found


def _in_order(starts: Any, ends: Any) -> tuple[Any, Any]:
    return (None, None) if starts and ends and ends < starts else (starts, ends)


class Places:
    """The territory of a plan by name. A name that two areas share stays as printed."""

    def __init__(self, plan: Plan) -> None:
        self.known: dict[str, int] = {}
        shared = set()
        there = Area.objects.within(plan.area_id) if plan.area_id else Area.objects.all()
        for pk, name in there.values_list("pk", "name"):
            if self.known.setdefault(fold(name), pk) != pk:
                shared.add(fold(name))
        for name in shared:
            del self.known[name]

    def of(self, draft: InitiativeDraft) -> list[int]:
        found: dict[int, None] = {}
        for printed in draft.areas:
            parts = [fold(printed)]
            if parts[0] not in self.known:
                parts = [fold(part) for part in printed.split(",")]
            if all(part in self.known for part in parts):
                found.update(dict.fromkeys(self.known[part] for part in parts))
        return list(found)

    def put(
        self,
        new: Iterable[tuple[Initiative, InitiativeDraft]],
        old: Iterable[tuple[Initiative, InitiativeDraft]],
    ) -> list[Initiative]:
        """Write where initiatives take place; returns the old ones that changed."""
        through = Initiative.areas.through
        rows = [(initiative.pk, area) for initiative, draft in new for area in self.of(draft)]
        changed = self._changed(list(old))
        through._base_manager.filter(initiative__in=[i.pk for i, _areas in changed]).delete()
        rows += [(initiative.pk, area) for initiative, areas in changed for area in areas]
        bulk.create(through, (through(initiative_id=i, area_id=area) for i, area in rows))
        return [initiative for initiative, _areas in changed]

    def _changed(
        self, old: list[tuple[Initiative, InitiativeDraft]]
    ) -> list[tuple[Initiative, list[int]]]:
        said = [(i, d, d.sources["areas"]) for i, d in old if "areas" in d.sources]
        differing = [
            (initiative, draft, source)
            for initiative, draft, source in said
            if initiative.source.get("areas", {}).get("text") != source.text
        ]
        if not differing:
            return []
        held = _held([initiative.pk for initiative, _draft, _source in differing])
        changed = []
        for initiative, draft, source in differing:
            by_a_person = "areas" not in initiative.source and held.get(initiative.pk)
            if by_a_person:
                continue
            initiative.source["areas"] = kept(source)
            changed.append((initiative, self.of(draft)))
        return changed


def _held(initiatives: list[int]) -> Mapping[int, set[int]]:
    held: dict[int, set[int]] = {}
    through = Initiative.areas.through._base_manager
    for start in range(0, len(initiatives), 500):
        rows = through.filter(initiative__in=initiatives[start : start + 500])
        for initiative, area in rows.values_list("initiative", "area"):
            held.setdefault(initiative, set()).add(area)
    return held
