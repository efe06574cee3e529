"""Changing the matter and level of articulations; each change brings or takes its finding."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Sequence
from itertools import batched

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from minga.base import history
from minga.base.models import Entry
from minga.base.steps import Refused
from minga.people.models import User
from minga.plans.levels import sheet
from minga.plans.levels.finding import renew
from minga.plans.levels.matter import Matters
from minga.plans.models import Articulation, Competence, Intervention, Plan

__all__ = ["choose", "confirm", "load", "propose", "renew", "take", "undo", "vouch"]

BATCH = 1000
VERB = "levelled"


def load(plan: Plan, name: str, *, by: User | None = None) -> int:
    """Give a plan the matters that a shipped table has and it lacks; what people changed stays."""
    return _bring(plan, sheet.shipped(name), by=by, replace=False)


def take(plan: Plan, content: bytes, name: str, *, by: User) -> int:
    """Give a plan the table of a file: its matters replace those of the same code."""
    return _bring(plan, sheet.read(content, name), by=by, replace=True)


@transaction.atomic
def _bring(plan: Plan, rows: Sequence[sheet.Row], *, by: User | None, replace: bool) -> int:
    _touch(plan.pk)
    made = [
        Competence(
            plan=plan,
            code=row.code,
            matter=row.matter,
            kind=row.kind,
            law=row.law,
            confirmed=row.confirmed,
            hints=list(row.hints),
            position=position,
        )
        for position, row in enumerate(rows, 1)
    ]
    before = plan.competences.count()
    if replace:
        used = Articulation.objects.filter(competence__plan=plan, competence_confirmed=True)
        gone = plan.competences.exclude(code__in=[row.code for row in rows])
        gone.exclude(pk__in=used.values("competence")).delete()
        Competence.objects.bulk_create(
            made,
            update_conflicts=True,
            unique_fields=["plan", "code"],
            update_fields=["matter", "kind", "law", "confirmed", "hints", "position"],
        )
    else:
        Competence.objects.bulk_create(made, ignore_conflicts=True)
    history.record(plan, "competences", by=by, after={"count": len(rows)})
    propose(plan, again=replace)
    if replace:
        renew(plan)
    return len(rows) if replace else plan.competences.count() - before


@transaction.atomic
def propose(plan: Plan, *, again: bool = False) -> int:
    """Suggest a matter for each articulation that has none; returns how many got one.

    With `again` also for those whose matter nobody confirmed yet.
    """
    competences = list(plan.competences.all())
    if not competences:
        return 0
    matters = Matters(competences)
    open_ones = Articulation.objects.filter(initiative__plan=plan, competence_confirmed=False)
    if not again:
        open_ones = open_ones.filter(competence=None)
    told = 0
    rows = open_ones.order_by("pk").values_list("pk", "objective", "initiative__name")
    for some in batched(rows.iterator(chunk_size=BATCH), BATCH):
        changed = []
        for pk, objective, name in some:
            found = matters.suggest(objective, name)
            if found or again:
                changed.append(Articulation(pk=pk, competence=found))
                told += found is not None
        Articulation.objects.bulk_update(changed, ["competence"], batch_size=BATCH)
    return told


Changes = dict[str, object]


@transaction.atomic
def choose(
    articulation: Articulation, *, by: User, competence: Competence | None, level: str
) -> bool:
    """Say the matter of an articulation and what the government does in it."""
    return bool(_write([articulation.pk], by=by, competence=competence, level=level))


@transaction.atomic
def confirm(
    articulations: QuerySet[Articulation],
    *,
    by: User,
    competence: Competence | None = None,
    level: str | None = None,
) -> tuple[int, str]:
    """Confirm the matter proposed for many, or give them all one; returns how many, and a token."""
    token = uuid.uuid4().hex
    pks = list(articulations.order_by("pk").values_list("pk", flat=True))
    return _write(pks, by=by, competence=competence, level=level, token=token), token


def _write(
    pks: Collection[int],
    *,
    by: User,
    competence: Competence | None,
    level: str | None,
    token: str = "",
) -> int:
    """`competence` None keeps the proposed one, and `level` None the one there is."""
    if level and level not in Intervention.values:
        raise Refused(_("Elija uno de los niveles de la lista."))
    plans = _lock(pks)
    found = _loaded(pks)
    if competence and any(a.initiative.plan_id != competence.plan_id for a in found):
        raise Refused(_("Esa materia es de la tabla de otro plan."))
    changes = []
    for articulation in found:
        before = state(articulation)
        wanted = competence or articulation.competence
        if wanted is None:
            continue
        articulation.competence = wanted
        articulation.competence_confirmed = True
        if level is not None:
            articulation.level = level
        after = state(articulation)
        if after != before:
            changes.append((articulation, before, after | ({"bulk": token} if token else {})))
    _save(changes, by=by, verb=VERB, plans=plans)
    return len(changes)


def _save(
    changes: Sequence[tuple[Articulation, Changes, Changes]],
    *,
    by: User,
    verb: str,
    plans: Collection[int],
) -> None:
    if not changes:
        return
    Articulation.objects.bulk_update(
        [articulation for articulation, _before, _after in changes],
        ["competence", "competence_confirmed", "level"],
        batch_size=BATCH,
    )
    history.record_all(changes, verb, by=by)
    for plan in Plan.objects.filter(pk__in=plans):
        renew(plan, [articulation.pk for articulation, _before, _after in changes])


def state(articulation: Articulation) -> Changes:
    """The matter and level of an articulation as history keeps them."""
    competence = articulation.competence
    return {
        "competence": competence.code if competence else "",
        "matter": competence.matter if competence else "",
        "confirmed": articulation.competence_confirmed,
        "level": articulation.level,
    }


@transaction.atomic
def undo(plan: Plan, token: str, *, by: User) -> int:
    """Take back what was confirmed together, wherever nobody changed the same since."""
    entries = Entry.objects.filter(
        record=history.label(Articulation), verb=VERB, by=by, after__bulk=token
    )
    known = {entry.object_id: entry for entry in entries}
    of_plan = Articulation.objects.filter(initiative__plan=plan, pk__in=known)
    plans = _lock(of_plan.values_list("pk", flat=True)) if token else set()
    matters = {competence.code: competence for competence in plan.competences.all()}
    changes = []
    for articulation in _loaded(list(of_plan.values_list("pk", flat=True))) if token else []:
        entry = known[articulation.pk]
        now = state(articulation)
        if any(entry.after.get(name) != value for name, value in now.items()):
            continue
        articulation.competence = matters.get(entry.before["competence"])
        articulation.competence_confirmed = entry.before["confirmed"]
        articulation.level = entry.before["level"]
        changes.append((articulation, now, state(articulation)))
    _save(changes, by=by, verb="undone", plans=plans)
    return len(changes)


def _loaded(pks: Collection[int]) -> list[Articulation]:
    return [
        articulation
        for some in batched(pks, BATCH)
        for articulation in Articulation.objects.filter(pk__in=some)
        .select_related("initiative", "competence")
        .prefetch_related("uses__mechanism")
    ]


def _lock(pks: Iterable[int]) -> set[int]:
    """Give the plans of these a new revision: whoever numbers findings meanwhile has to wait."""
    plans = set(
        Articulation.objects.filter(pk__in=list(pks)[:30_000])
        .order_by()
        .values_list("initiative__plan", flat=True)
        .distinct()
    )
    for plan in sorted(plans):
        _touch(plan)
    return plans


def _touch(plan: int) -> None:
    Plan.objects.filter(pk=plan).update(revision=F("revision") + 1)


@transaction.atomic
def vouch(competence: Competence, *, law: str, confirmed: bool, by: User) -> None:
    """A person read the law of a matter, and says that it is so."""
    if confirmed and not law:
        raise Refused(_("Escriba qué ley y qué artículo lo dice antes de confirmarlo."))
    _touch(competence.plan_id)
    before = {"law": competence.law, "confirmed": competence.confirmed}
    after = {"law": law, "confirmed": confirmed}
    if before == after:
        return
    competence.law, competence.confirmed = law, confirmed
    competence.save(update_fields=["law", "confirmed"])
    history.record(competence, "vouched", by=by, before=before, after=after)
