"""Taking back what an import did, without taking back what people did since."""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from django.db import models, transaction
from django.db.models import F, ProtectedError
from django.utils.translation import gettext as _

from minga.actors.models import ActorRole
from minga.base import history, search
from minga.base.models import Entry
from minga.base.steps import Refused, advance
from minga.intake.models import Finding, FindingSubject, Import
from minga.people.models import User
from minga.plans import follow, levels
from minga.plans.instruments import instruments_of
from minga.plans.models import (
    Articulation,
    Edition,
    Initiative,
    Level,
    MechanismUse,
    Objective,
    Plan,
)

Rows = dict[int, tuple[Any, ...]]  # primary key → values
Snapshot = dict[str, Rows]

_OF_PLAN: dict[type[models.Model], str] = {  # each below those it refers to
    Level: "plan",
    Objective: "plan",
    Initiative: "plan",
    Articulation: "initiative__plan",
    MechanismUse: "articulation__initiative__plan",
    Initiative.areas.through: "initiative__plan",
}
_OWNED: tuple[type[models.Model], ...] = (
    MechanismUse,
    Initiative.areas.through,
)  # rows that come and go with their owner
_ONCE: dict[type[models.Model], tuple[str, ...]] = {
    Objective: ("code",),
    Initiative: ("code", "number"),
    Articulation: ("number",),
}
_FAR = 1_000_000_000  # numbers that no document reaches, while rows change places


def snapshot(plan: Plan) -> Snapshot:
    """All that an import may change, as it stands."""
    return {
        history.label(model): {
            row[0]: tuple(_plain(value) for value in row)
            for row in model._base_manager.filter(**{of: plan}).values_list(*_names(model))
        }
        for model, of in _OF_PLAN.items()
    }


def packed(plan: Plan, before: Snapshot) -> bytes:
    """What became different since `before`, as it is kept with the import."""
    if not before[history.label(Initiative)]:  # all of it is new: what it says need not be read
        return zlib.compress(orjson.dumps(_all_new(plan, before)), level=3)
    changes = {}
    for label, after in snapshot(plan).items():
        held = before.get(label, {})
        changes[label] = {
            "created": [pk for pk in after if pk not in held],
            "changed": [
                (pk, was, after[pk]) for pk, was in held.items() if pk in after and after[pk] != was
            ],
            "gone": [was for pk, was in held.items() if pk not in after],
        }
    return zlib.compress(orjson.dumps(changes), level=3)


def _all_new(plan: Plan, before: Snapshot) -> dict[str, Any]:
    found = {}
    for model, of in _OF_PLAN.items():
        label = history.label(model)
        keys = model._base_manager.filter(**{of: plan}).values_list("pk", flat=True)
        created = [pk for pk in keys if pk not in before[label]]
        found[label] = {"created": created, "changed": [], "gone": []}
    return found


def _names(model: type[models.Model]) -> list[str]:
    """Primary key first; what only people change is left out."""
    skipped = {"id", "uuid", "visibility", "version", "plain_words", "short_name"}
    skipped |= {"competence", "competence_confirmed", "level"}
    return ["id", *(f.attname for f in model._meta.concrete_fields if f.name not in skipped)]


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


@dataclass
class Undone:
    """What came of it. `kept` are initiatives that people worked on since: they are withdrawn."""

    deleted: int = 0
    restored: int = 0
    kept: list[str] = field(default_factory=list)
    plan_gone: bool = False


@transaction.atomic
def undo(imported: Import, *, by: User | None) -> Undone:
    """Put the plan back as it was before an import was applied.

    Only the last one applied can be undone. A value that a person changed since stays; an
    initiative that the import brought and a person worked on is withdrawn, not deleted.
    """
    if imported.status != Import.Status.APPLIED:
        raise Refused(_("Esta importación no está aplicada: no hay nada que deshacer."))
    if imported.before is None:
        raise Refused(_("Esta importación es de una versión anterior y no se puede deshacer."))
    plan = Plan.objects.select_for_update().get(code=imported.into)
    later = Import.objects.filter(into=imported.into, status=Import.Status.APPLIED)
    if later.exclude(pk=imported.pk).filter(applied_at__gt=imported.applied_at).exists():
        raise Refused(_("Después se aplicó otro documento: deshaga primero ese."))
    changes = orjson.loads(zlib.decompress(bytes(imported.before)))
    advance(imported, "undo", before=None)
    work = _Undo(plan, changes)
    work.run()
    Edition.objects.filter(imported=imported).delete()
    _forget_findings(imported)
    Plan.objects.filter(pk=plan.pk).update(revision=F("revision") + 1)
    history.record(plan, "undone", by=by, note=imported.document.name)
    if not plan.initiatives.exists() and not plan.objectives.exists():
        work.undone.plan_gone = _delete(plan)
    if not work.undone.plan_gone:
        levels.renew(plan)
        follow.plan_changed(plan.pk)
    return work.undone


def _delete(plan: Plan) -> bool:
    """Unless an agreement or a space belongs to it, or people measured, evaluated or told of it."""
    if follow.held("plans.plan", [plan.pk]):
        return False
    try:
        with transaction.atomic():
            plan.levels.all().delete()
            plan.delete()
    except ProtectedError:
        return False
    return True


def _forget_findings(imported: Import) -> None:
    findings = Finding.objects.filter(imported=imported)
    FindingSubject.objects.filter(finding__in=findings).delete()
    findings.filter(decision=Finding.Decision.OPEN).delete()


class _Undo:
    def __init__(self, plan: Plan, changes: dict[str, Any]) -> None:
        self.plan = plan
        self.changes = changes
        self.undone = Undone()

    def run(self) -> None:
        for owned in _OWNED:
            self._owned(owned)
        self._delete_created()
        for model in _ONCE:
            self._restore(model)
        self._index()

    def _of(self, model: type[models.Model]) -> dict[str, Any]:
        found: dict[str, Any] = self.changes.get(history.label(model), {})
        return found

    def _owned(self, model: type[models.Model]) -> None:
        """Rows that belong to another: back as they were, unless a person changed that one."""
        of = self._of(model)
        names = _names(model)
        owner = names[1]  # the foreign key to it stands right after the primary key
        for some in _batches(of.get("created", ())):
            model._base_manager.filter(pk__in=some).delete()
        gone = of.get("gone", ())
        still: set[int] = set()
        for some in _batches({row[1] for row in gone}):
            found = model._base_manager.filter(**{f"{owner}__in": some})
            still |= set(found.values_list(owner, flat=True))
        back = [row for row in gone if row[1] not in still]
        made = [model(**dict(zip(names, row, strict=True))) for row in back]
        model._base_manager.bulk_create(made, batch_size=500)

    def _delete_created(self) -> None:
        initiatives = self._of(Initiative).get("created", [])
        touched = self._touched(initiatives)
        kept = Initiative.objects.filter(pk__in=touched)
        self.undone.kept = list(kept.values_list("code", flat=True))
        kept.update(status=Initiative.Status.WITHDRAWN)
        gone = [pk for pk in initiatives if pk not in touched]
        parts = set(self._of(Articulation).get("created", []))
        parts -= set().union(*(_worked(some) for some in _batches(parts)))
        for some in _batches(parts):
            Articulation.objects.filter(pk__in=some).exclude(initiative__in=touched).delete()
        for some in _batches(gone):
            Initiative.objects.filter(pk__in=some).delete()
        search.forget("plans.initiative", gone)
        self.undone.deleted = len(gone)
        for pk in reversed(self._of(Objective).get("created", [])):  # the deepest came last
            try:
                with transaction.atomic():
                    Objective.objects.filter(pk=pk).delete()
                    search.forget("plans.objective", [pk])
            except ProtectedError:
                continue  # something that stays is listed under it
        for pk in self._of(Level).get("created", []):
            Level.objects.filter(pk=pk, objectives=None).delete()

    @staticmethod
    def _touched(initiatives: Sequence[int]) -> set[int]:
        """Those that people worked on since: somebody decided or wrote something about them,
        or somebody takes part in them, by a role, an agreement or a space, or measures them."""
        touched: set[int] = set()
        for some in _batches(initiatives):
            touched |= set(
                Entry.objects.filter(
                    record=history.label(Initiative), object_id__in=some, by__isnull=False
                )
                .exclude(verb="imported")
                .values_list("object_id", flat=True)
            )
            parts = dict(
                Articulation.objects.filter(initiative__in=some).values_list("pk", "initiative")
            )
            for few in _batches(list(parts)):
                touched |= {parts[pk] for pk in _worked(few)}
            touched |= follow.held("plans.initiative", some)
            roles = ActorRole.objects.filter(record=history.label(Initiative), object_id__in=some)
            touched |= set(roles.values_list("object_id", flat=True))
        return touched

    def _restore(self, model: type[models.Model]) -> None:
        """Each value that is still the one the import set goes back to the one before."""
        changed = {pk: (was, set_to) for pk, was, set_to in self._of(model).get("changed", ())}
        names = _names(model)[1:]
        records = {}
        for some in _batches(list(changed)):
            records.update(model._base_manager.in_bulk(some))
        fields = {f.attname: f for f in model._meta.concrete_fields}
        back = []
        for pk, record in records.items():
            was, set_to = changed[pk]
            for name, old, new in zip(names, was[1:], set_to[1:], strict=True):
                if old != new and _plain(getattr(record, name)) == new:
                    setattr(record, name, fields[name].to_python(old))
            back.append(record)
        once = _ONCE[model]
        for record in back:  # out of the way first, so that two can change places
            aside = {n: f"~{record.pk}" if n == "code" else _FAR + record.pk for n in once}
            if any(
                changed[record.pk][0][1 + names.index(n)]
                != changed[record.pk][1][1 + names.index(n)]
                for n in once
            ):
                model._base_manager.filter(pk=record.pk).update(**aside)
        if back:
            model._base_manager.bulk_update(back, [fields[n].name for n in names], batch_size=200)
        self.undone.restored += len(back)

    def _index(self) -> None:
        restored = [pk for pk, _was, _now in self._of(Initiative).get("changed", ())]
        for some in _batches(restored):
            found = Initiative.objects.filter(pk__in=some).prefetch_related("articulations")
            search.index("plans.initiative", ((i.pk, _words(i)) for i in found))


def _worked(articulations: Collection[int]) -> set[int]:
    """Those that people changed, that something makes real, or that are measured."""
    edited = Entry.objects.filter(
        record=history.label(Articulation), object_id__in=articulations, by__isnull=False
    ).exclude(verb="imported")
    worked = set(edited.values_list("object_id", flat=True))
    worked |= {made.articulation for made in instruments_of(articulations, None)}
    return worked | follow.held("plans.articulation", articulations)


def _words(initiative: Initiative) -> str:
    said = [a.objective for a in initiative.articulations.all()]
    return " ".join([initiative.code, initiative.name, *said])


def _batches(keys: Iterable[int]) -> Iterable[list[int]]:
    listed = list(keys)
    return (listed[start : start + 500] for start in range(0, len(listed), 500))
