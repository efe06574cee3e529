"""Changing many initiatives at once: in sets, remembered one by one, and undone together."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Any

from django.db import transaction
from django.db.models import F

from minga.base import history
from minga.base.models import Entry
from minga.people.models import Unit, User
from minga.plans import follow
from minga.plans.models import Initiative, InitiativeQuerySet, Lead, Plan
from minga.territory.models import Area

BATCH = 2000
Change = tuple[Initiative, dict[str, Any], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Done:
    """How many were changed, how many were already so (or could not be), and the way back."""

    changed: int
    same: int
    token: str


@transaction.atomic
def bulk_edit(initiatives: InitiativeQuerySet, *, by: User, do: str, value: Any) -> Done:
    """Do one thing to many initiatives of one plan.

    `do` is "lead" or "area" (add a unit or an area), "kind" or "visibility" (set it), or "step"
    (take the step that `value` names, where the life of the initiative allows it).
    """
    token = uuid.uuid4().hex
    write = WAYS[do]
    pks = list(initiatives.order_by("pk").values_list("pk", flat=True))
    plans = set(initiatives.order_by().values_list("plan", flat=True).distinct())
    changed = 0
    for some in batched(pks, BATCH):
        changes = write(some, value)
        for _initiative, _before, after in changes:
            after["bulk"] = token
        history.record_all(changes, "edited_together", by=by)
        changed += len(changes)
    _finish(plans, pks if changed else ())
    return Done(changed, len(pks) - changed, token)


def would_change(initiatives: InitiativeQuerySet, *, do: str, value: Any) -> int:
    """How many `bulk_edit` would change."""
    if do == "lead":
        has = Lead.objects.filter(unit=value, confirmed=True).values("initiative")
        return initiatives.exclude(pk__in=has).count()
    if do == "area":
        return initiatives.exclude(areas=value).count()
    if do == "step":
        return initiatives.filter(status__in=Initiative.STEPS[value].starts).count()
    same = {do: value} | ({"kind_confirmed": bool(value)} if do == "kind" else {})
    return initiatives.exclude(**same).count()


@transaction.atomic
def undo_bulk(plan: Plan, token: str, *, by: User) -> int:
    """Take one bulk edit back, wherever nobody changed the same since; returns how many."""
    entries = Entry.objects.filter(
        record=history.label(Initiative), verb="edited_together", by=by, after__bulk=token
    ).order_by("pk")
    of_plan = Initiative.objects.filter(plan=plan)
    undone: list[int] = []
    for some in batched(entries.iterator(chunk_size=BATCH), BATCH):
        known = of_plan.in_bulk([entry.object_id for entry in some])
        mine = [(known[e.object_id], e) for e in some if e.object_id in known]
        changes = list(_take_back(mine))
        history.record_all(changes, "undone", by=by)
        undone += [initiative.pk for initiative, _before, _after in changes]
    _finish({plan.pk}, undone)
    return len(undone)


def _touch(changes: Sequence[Change], **fields: Any) -> list[Change]:
    Initiative.objects.filter(pk__in=[i.pk for i, _b, _a in changes]).update(
        version=F("version") + 1, **fields
    )
    return list(changes)


def _lead(pks: Sequence[int], unit: Unit) -> list[Change]:
    held: dict[int, list[Unit]] = {pk: [] for pk in pks}
    for lead in Lead.objects.filter(initiative__in=pks, confirmed=True).select_related("unit"):
        held[lead.initiative_id].append(lead.unit)
    changes = [_grown(pk, "leads", units, unit) for pk, units in held.items() if unit not in units]
    Lead.objects.bulk_create(
        (Lead(initiative=i, unit=unit) for i, _b, _a in changes),
        update_conflicts=True,
        unique_fields=["initiative", "unit"],
        update_fields=["confirmed"],
    )
    return _touch(changes)


def _area(pks: Sequence[int], area: Area) -> list[Change]:
    through = Initiative.areas.through
    held: dict[int, list[Area]] = {pk: [] for pk in pks}
    rows = through.objects.filter(initiative__in=pks).values_list("initiative", "area")
    areas = Area.objects.in_bulk({a for _i, a in rows})
    for initiative, known in rows:
        held[initiative].append(areas[known])
    changes = [_grown(pk, "areas", known, area) for pk, known in held.items() if area not in known]
    through.objects.bulk_create(
        through(initiative_id=i.pk, area_id=area.pk) for i, _b, _a in changes
    )
    return _touch(changes)


def _grown(pk: int, name: str, held: Sequence[Unit | Area], new: Unit | Area) -> Change:
    def told(members: Iterable[Unit | Area]) -> dict[str, Any]:
        listed = list(members)
        return {
            name: sorted(str(m) for m in listed),
            "ids": {name: sorted(m.pk for m in listed)},
        }

    return Initiative(pk=pk), told(held), told([*held, new])


def _kind(pks: Sequence[int], value: str) -> list[Change]:
    rows = Initiative.objects.filter(pk__in=pks).exclude(kind=value, kind_confirmed=bool(value))
    changes: list[Change] = [
        (Initiative(pk=pk), {"kind": kind}, {"kind": value})
        for pk, kind in rows.values_list("pk", "kind")
    ]
    return _touch(changes, kind=value, kind_confirmed=bool(value))


def _visibility(pks: Sequence[int], value: str) -> list[Change]:
    rows = Initiative.objects.filter(pk__in=pks).exclude(visibility=value)
    changes: list[Change] = [
        (Initiative(pk=pk), {"visibility": held}, {"visibility": value})
        for pk, held in rows.values_list("pk", "visibility")
    ]
    return _touch(changes, visibility=value)


def _step(pks: Sequence[int], verb: str) -> list[Change]:
    wanted = Initiative.STEPS[verb]
    rows = Initiative.objects.filter(pk__in=pks, status__in=wanted.starts)
    changes: list[Change] = [
        (Initiative(pk=pk), {"status": held}, {"status": wanted.end})
        for pk, held in rows.values_list("pk", "status")
    ]
    return _touch(changes, status=wanted.end)


WAYS: dict[str, Callable[[Sequence[int], Any], list[Change]]] = {
    "lead": _lead,
    "area": _area,
    "kind": _kind,
    "visibility": _visibility,
    "step": _step,
}


def _take_back(mine: list[tuple[Initiative, Entry]]) -> Iterator[Change]:
    """Undo those entries whose data are still as the bulk edit left them."""
    for name in ("kind", "visibility", "status"):
        back: dict[str, list[Initiative]] = {}
        for initiative, entry in mine:
            if name in entry.after and getattr(initiative, name) == entry.after[name]:
                back.setdefault(entry.before[name], []).append(initiative)
                yield initiative, {name: entry.after[name]}, {name: entry.before[name]}
        for value, some in back.items():
            Initiative.objects.filter(pk__in=[i.pk for i in some]).update(
                version=F("version") + 1, **{name: value}
            )
    for name in ("leads", "areas"):
        taken: dict[int, list[int]] = {}
        for initiative, entry in mine:
            if name in entry.after:
                (new,) = set(entry.after["ids"][name]) - set(entry.before["ids"][name])
                taken.setdefault(new, []).append(initiative.pk)
                after = {key: value for key, value in entry.after.items() if key != "bulk"}
                yield initiative, after, entry.before
        for new, pks in taken.items():
            if name == "leads":
                Lead.objects.filter(initiative__in=pks, unit=new).delete()
            else:
                Initiative.areas.through.objects.filter(initiative__in=pks, area=new).delete()
            Initiative.objects.filter(pk__in=pks).update(version=F("version") + 1)


def _finish(plans: Iterable[int], changed: Sequence[int]) -> None:
    if changed:
        Plan.objects.filter(pk__in=list(plans)).update(revision=F("revision") + 1)
        follow.changed(changed)
