"""Changing an initiative or an articulation, one at a time, and taking the last change back."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import models, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from minga.base import history, search
from minga.base.models import Entry
from minga.base.steps import Refused, advance
from minga.people.models import Unit, User
from minga.plans import follow, levels
from minga.plans.models import (
    Alignment,
    Articulation,
    Initiative,
    Lead,
    MechanismType,
    MechanismUse,
    Objective,
    Plan,
)
from minga.territory.models import Area

PLAIN = ("name", "kind", "starts", "ends", "visibility", "status")
SETS: dict[str, type[models.Model]] = {"leads": Unit, "areas": Area, "aligned_with": Objective}
Values = dict[str, Any]


class Conflict(Refused):
    """Someone else changed the record since the person began to write."""

    def __init__(self) -> None:
        super().__init__(
            _("Otra persona cambió esta iniciativa mientras usted escribía. Compare y elija.")
        )


@transaction.atomic
def edit(initiative: Initiative, *, by: User, version: int, **changes: Any) -> bool:
    """Change some fields: name, kind, starts, ends, visibility, leads, areas, aligned_with.

    `version` is the one the person saw. Only what differs is written; returns whether anything
    did. Choosing a kind or a lead also confirms it.
    """
    _check(initiative, changes)
    before, after = _differences(initiative, changes)
    if not after:
        return False
    if version != initiative.version:
        raise Conflict
    _write(initiative, after)
    history.record(initiative, "edited", by=by, before=_told(before), after=_told(after))
    _finish(initiative)
    return True


@transaction.atomic
def edit_articulation(
    articulation: Articulation,
    *,
    by: User,
    version: int,
    objective: str,
    mechanisms: Sequence[MechanismType],
) -> bool:
    """Change what an articulation wants and by which mechanisms, in their order.

    `version` is that of its initiative. What the document prints is kept beside it.
    """
    initiative = articulation.initiative
    held: Values = {"objective": articulation.objective, "mechanisms": _foreseen(articulation)}
    wanted = {
        "objective": " ".join(objective.split()),
        "mechanisms": list(dict.fromkeys(m.code for m in mechanisms)),
    }
    after = {name: value for name, value in wanted.items() if value != held[name]}
    if not after:
        return False
    if version != initiative.version:
        raise Conflict
    _claim(initiative)
    _write_articulation(articulation, after)
    before = {name: held[name] for name in after}
    history.record(articulation, "edited", by=by, before=before, after=after)
    _finish(initiative)
    return True


@transaction.atomic
def step(initiative: Initiative, verb: str, *, by: User) -> None:
    """Take one step of the initiative's life."""
    before = initiative.status
    advance(initiative, verb)
    Initiative.objects.filter(pk=initiative.pk).update(version=F("version") + 1)
    initiative.version += 1
    history.record(
        initiative, verb, by=by, before={"status": before}, after={"status": initiative.status}
    )
    _finish(initiative)


@transaction.atomic
def undo(entry: Entry, *, by: User) -> None:
    """Take back one change, as long as nothing else changed the same data since."""
    if entry.record == history.label(Articulation):
        articulation = Articulation.objects.select_related("initiative").get(pk=entry.object_id)
        initiative = articulation.initiative
        held = {"objective": articulation.objective, "mechanisms": _foreseen(articulation)}
        _unchanged(entry, held)
        _claim(initiative)
        _write_articulation(articulation, entry.before)
        thing: models.Model = articulation
    else:
        initiative = Initiative.objects.get(pk=entry.object_id)
        names = [n for n in entry.after if n in PLAIN or n in SETS]
        _unchanged(entry, _told({name: _held(initiative, name) for name in names}))
        _write(initiative, _read(entry.before))
        thing = initiative
    history.record(thing, "undone", by=by, before=entry.after, after=entry.before)
    _finish(initiative)


def undoable(entries: Iterable[Entry]) -> Entry | None:
    """The change that may be taken back: the newest, if it was one that a person made."""
    newest = next(iter(entries), None)
    made = {"edited", "edited_together", "undone", *Initiative.STEPS}
    return newest if newest and newest.verb in made else None


def _check(initiative: Initiative, changes: Values) -> None:
    unknown = set(changes) - set(PLAIN) - set(SETS) | ({"status"} & set(changes))
    if unknown:
        raise TypeError(f"cannot be edited: {unknown}")
    if "name" in changes and not changes["name"].strip():
        raise Refused({"name": _("Escriba el nombre de la iniciativa.")})
    starts = changes.get("starts", initiative.starts)
    ends = changes.get("ends", initiative.ends)
    if starts and ends and ends < starts:
        raise Refused(
            {
                "ends": _(
                    "La fecha de fin es anterior a la de inicio. Escriba una posterior o déjela en"
                    " blanco si es indefinida."
                )
            }
        )


def _differences(initiative: Initiative, changes: Values) -> tuple[Values, Values]:
    before, after = {}, {}
    for name, value in changes.items():
        wanted = list(value) if name in SETS else value
        held = _held(initiative, name)
        confirms = name == "kind" and value and not initiative.kind_confirmed
        confirms = confirms or (name == "leads" and _unsure(initiative, wanted))
        if confirms or (set(held) != set(wanted) if name in SETS else held != wanted):
            before[name], after[name] = held, wanted
    return before, after


def _held(initiative: Initiative, name: str) -> Any:
    if name == "leads":
        return list(Unit.objects.filter(lead_set__initiative=initiative, lead_set__confirmed=True))
    return list(getattr(initiative, name).all()) if name in SETS else getattr(initiative, name)


def _unsure(initiative: Initiative, units: list[Unit]) -> bool:
    return initiative.lead_set.filter(confirmed=False, unit__in=units).exists()


def _claim(initiative: Initiative, **fields: Any) -> None:
    """Write under the version that was read; if it is gone, someone else was first."""
    claimed = Initiative.objects.filter(pk=initiative.pk, version=initiative.version).update(
        version=F("version") + 1, **fields
    )
    if not claimed:
        raise Conflict
    initiative.version += 1
    for name, value in fields.items():
        setattr(initiative, name, value)


def _write(initiative: Initiative, values: Values) -> None:
    fields = {name: values[name] for name in PLAIN if name in values}
    if "kind" in fields:
        fields["kind_confirmed"] = bool(fields["kind"])
    _claim(initiative, **fields)
    if "leads" in values:
        initiative.lead_set.exclude(unit__in=values["leads"]).delete()
        Lead.objects.bulk_create(
            (Lead(initiative=initiative, unit=unit) for unit in values["leads"]),
            update_conflicts=True,
            unique_fields=["initiative", "unit"],
            update_fields=["confirmed"],
        )
    if "areas" in values:
        initiative.areas.set(values["areas"])
    if "aligned_with" in values:
        initiative.alignments.exclude(objective__in=values["aligned_with"]).delete()
        Alignment.objects.bulk_create(
            (Alignment(initiative=initiative, objective=o) for o in values["aligned_with"]),
            ignore_conflicts=True,
        )


def _foreseen(articulation: Articulation) -> list[str]:
    return [use.mechanism.code for use in articulation.uses.select_related("mechanism")]


def _write_articulation(articulation: Articulation, values: Values) -> None:
    if "objective" in values:
        articulation.objective = values["objective"]
        articulation.save(update_fields=["objective"])
    if "mechanisms" in values:
        types = {m.code: m for m in MechanismType.objects.filter(code__in=values["mechanisms"])}
        articulation.uses.all().delete()
        MechanismUse.objects.bulk_create(
            MechanismUse(articulation=articulation, mechanism=types[code], position=position)
            for position, code in enumerate(values["mechanisms"], 1)
        )
        levels.renew(articulation.initiative.plan, [articulation.pk])


def _told(values: Values) -> Values:
    """Values as history keeps them: sets by their names, and beside them by their ids."""
    told: Values = {}
    for name, value in values.items():
        if name in SETS:
            told[name] = sorted(str(member) for member in value)
            told.setdefault("ids", {})[name] = sorted(member.pk for member in value)
        else:
            told[name] = history.plain(value)
    return told


def _read(told: Values) -> Values:
    """The values behind what history keeps."""
    values: Values = {}
    for name, value in told.items():
        if name in SETS:
            values[name] = list(SETS[name]._base_manager.filter(pk__in=told["ids"][name]))
        elif name in ("starts", "ends"):
            values[name] = datetime.date.fromisoformat(value) if value else None
        elif name in PLAIN:
            values[name] = value
    return values


def _unchanged(entry: Entry, held: Values) -> None:
    for name, value in held.items():
        if name != "ids" and name in entry.after and entry.after[name] != value:
            raise Refused(_("Ya no se puede deshacer: alguien cambió lo mismo después."))


def _finish(initiative: Initiative) -> None:
    """What every change brings about: words to search by, and a new revision of the plan."""
    wants = Articulation.objects.filter(initiative=initiative).values_list("objective", flat=True)
    words = " ".join([initiative.code, initiative.name, *wants])
    search.index(history.label(Initiative), [(initiative.pk, words)])
    Plan.objects.filter(pk=initiative.plan_id).update(revision=F("revision") + 1)
    follow.changed([initiative.pk])
