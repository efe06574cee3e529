"""Bringing a draft into a plan: one transaction, in sets, and nothing twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from minga.base import bulk, history, search
from minga.base.models import Entry
from minga.base.steps import Refused
from minga.intake.actions import store_findings
from minga.intake.models import Document, FromDocument, Import
from minga.intake.reading import Source
from minga.people.models import User
from minga.plans.chosen import plan_for
from minga.plans.draft import ArticulationDraft, InitiativeDraft, PlanDraft
from minga.plans.mechanisms import sync_types
from minga.plans.models import (
    Articulation,
    Initiative,
    Level,
    MechanismUse,
    Objective,
    Plan,
)
from minga.plans.tally import tally

BATCH = 2000
FEW = 5  # initiatives that may go without asking
Progress = Callable[[int, int], None]  # done, total
R = TypeVar("R", bound=FromDocument)


@dataclass
class Changes:
    """What an import did, for the tally and for the history."""

    created: int = 0
    updated: list[tuple[FromDocument, dict[str, Any], dict[str, Any]]] = field(default_factory=list)
    gone: int = 0
    withdrawn: int = 0
    findings: int = 0

    @property
    def count(self) -> int:
        return self.created + len(self.updated) + self.gone + self.findings


@transaction.atomic
def apply(
    draft: PlanDraft,
    *,
    document: Document,
    by: User | None,
    code: str = "",
    progress: Progress = lambda done, total: None,
    withdraw: bool = False,
) -> Import:
    """Make the plan say what the document says, and return the import with its tally.

    A field changes only where the document's own text changed since the last import, so nothing
    that people wrote is lost. What the document no longer holds is withdrawn, never deleted, and
    comes back with a document that holds it; where it would be more than a tenth of the plan,
    nothing happens unless `withdraw` says that it is meant.
    Either all of it happens or none.
    """
    plan = plan_for(draft, document, code)
    imported = Import.objects.filter(
        document=document, into=plan.code
    ).first() or Import.objects.create(document=document, into=plan.code, by=by)
    work = _Apply(plan, imported, progress, total=len(draft.initiatives) + 1)
    work.levels_and_objectives(draft)
    work.initiatives(draft.initiatives, may_withdraw=withdraw)
    work.changes.findings = store_findings(
        imported, draft.observations, record="plans.initiative", ids=work.initiative_ids
    )
    work.finish(draft, by)
    return imported


class _Apply:
    """One application at work: the plan, what it held before, and what has changed so far."""

    def __init__(self, plan: Plan, imported: Import, progress: Progress, total: int) -> None:
        self.plan = plan
        self.imported = imported
        self.progress = progress
        self.total = total
        self.changes = Changes()
        self.objectives: dict[str, Objective] = {}
        self.initiative_ids: dict[str, int] = {}
        self.types = sync_types()

    def levels_and_objectives(self, draft: PlanDraft) -> None:
        levels = {level.depth: level for level in self.plan.levels.all()}
        depths = max([o.depth for o in draft.objectives] + [len(draft.levels)])
        for depth in range(1, depths + 1):
            name = draft.levels[depth - 1] if depth <= len(draft.levels) else ""
            if depth not in levels:
                levels[depth] = Level.objects.create(
                    plan=self.plan, depth=depth, name=name or _("Objetivo")
                )
        self.objectives = {o.code: o for o in self.plan.objectives.all()}
        changed = []
        for position, wanted in enumerate(draft.objectives, 1):
            parent = self.objectives.get(wanted.parent)
            objective = self.objectives.get(wanted.code)
            if objective is None:
                self.objectives[wanted.code] = Objective.objects.create(
                    plan=self.plan,
                    level=levels[wanted.depth],
                    parent=parent,
                    code=wanted.code,
                    text=wanted.name,
                    position=position,
                    declared=wanted.declared,
                    imported=self.imported,
                    source={"text": _source(wanted.source)},
                )
                self.changes.created += 1
            elif self._take(objective, {"text": (wanted.name, wanted.source)}) or (
                wanted.declared not in (None, objective.declared)
            ):
                objective.declared = wanted.declared or objective.declared
                changed.append(objective)
        Objective.objects.bulk_update(changed, ["text", "declared", "source"], batch_size=500)

    def initiatives(self, wanted: Iterable[InitiativeDraft], *, may_withdraw: bool) -> None:
        """Initiatives, articulations and mechanisms, in batches so that memory stays flat."""
        before = {
            (i.objective_id, i.number): i
            for i in self.plan.initiatives.only(
                "id", "objective_id", "number", "name", "status", "imported_id", "source"
            )
        }
        positions = 0
        batch: list[InitiativeDraft] = []
        for draft in wanted:
            batch.append(draft)
            if len(batch) == BATCH:
                self._batch(batch, before, positions)
                positions += len(batch)
                batch = []
                self.progress(positions, self.total)
        self._batch(batch, before, positions)
        self._withdraw([i for i in before.values() if i.imported_id], may_withdraw)

    def _batch(
        self,
        batch: list[InitiativeDraft],
        before: dict[tuple[int, int], Initiative],
        positions: int,
    ) -> None:
        if not batch:
            return
        new, changed, kept = [], [], {}
        for position, draft in enumerate(batch, positions + 1):
            objective = self.objectives[draft.objective]
            initiative = before.pop((objective.pk, draft.number), None)
            if initiative is None:
                initiative = Initiative(
                    plan=self.plan,
                    objective=objective,
                    number=draft.number,
                    code=f"{draft.objective}.{draft.number}",
                    position=position,
                    name=draft.name,
                    kind=draft.kind,
                    lead_printed=draft.lead_printed[:200],
                    imported=self.imported,
                    source={"name": _source(draft.sources["name"])},
                )
                new.append(initiative)
            elif self._take(initiative, {"name": (draft.name, draft.sources["name"])}):
                changed.append(initiative)
            kept[draft.key] = initiative
        bulk.create(Initiative, new)
        self.changes.created += len(new)
        changed += self._brought_back(kept.values(), changed)
        Initiative.objects.bulk_update(changed, ["name", "source", "status"], batch_size=500)
        self.initiative_ids.update((key, i.pk) for key, i in kept.items())
        fresh = {i.pk for i in new}
        touched = self._articulations(batch, kept, fresh) | fresh | {i.pk for i in changed}
        search.index(
            "plans.initiative",
            (
                (
                    kept[d.key].pk,
                    " ".join(
                        [kept[d.key].code, kept[d.key].name]
                        + [a.objective for a in d.articulations]
                    ),
                )
                for d in batch
                if kept[d.key].pk in touched
            ),
        )

    def _brought_back(
        self, held: Iterable[Initiative], changed: list[Initiative]
    ) -> list[Initiative]:
        """Those that an import had withdrawn and the document holds again.

        What a person withdrew stays so. Returns those that are not among `changed` already.
        """
        withdrawn = {i.pk: i for i in held if i.pk and i.status == Initiative.Status.WITHDRAWN}
        if not withdrawn:
            return []
        last = dict(
            Entry.objects.filter(
                record=history.label(Initiative),
                object_id__in=withdrawn,
                verb__in=("withdraw", "withdrawn"),
            )
            .order_by("at", "id")
            .values_list("object_id", "verb")
        )
        back = [i for pk, i in withdrawn.items() if last.get(pk) == "withdrawn"]
        for initiative in back:
            initiative.status = Initiative.Status.PLANNED
            self.changes.updated.append(
                (initiative, {"status": "withdrawn"}, {"status": "planned"})
            )
        already = {i.pk for i in changed}
        return [i for i in back if i.pk not in already]

    def _articulations(
        self, batch: list[InitiativeDraft], kept: dict[str, Initiative], fresh: set[int]
    ) -> set[int]:
        """Returns the initiatives in which something changed."""
        known = [i.pk for i in kept.values() if i.pk not in fresh]
        before = {
            (a.initiative_id, a.number): a
            for start in range(0, len(known), 500)
            for a in Articulation.objects.filter(
                initiative__in=known[start : start + 500]
            ).prefetch_related("uses__mechanism")
        }
        new, changed, uses, touched = [], [], [], set()
        rewritten = []
        for draft in batch:
            initiative = kept[draft.key]
            for wanted in draft.articulations:
                articulation = before.pop((initiative.pk, wanted.number), None)
                if articulation is None:
                    articulation = Articulation(
                        initiative=initiative,
                        number=wanted.number,
                        objective=wanted.objective,
                        mechanisms_text=_printed(wanted),
                        imported=self.imported,
                        source={name: _source(s) for name, s in wanted.sources.items()},
                    )
                    new.append(articulation)
                    uses += self._uses(articulation, wanted.mechanisms)
                    continue
                held = [use.mechanism.code for use in articulation.uses.all()]
                fields = {"objective": (wanted.objective, wanted.sources.get("objective"))}
                moved = self._take(articulation, fields)
                source = wanted.sources.get("mechanisms")
                if held != list(wanted.mechanisms) and self._differs(
                    articulation, "mechanisms", source
                ):
                    articulation.mechanisms_text = _printed(wanted)
                    if source:
                        articulation.source["mechanisms"] = _source(source)
                    rewritten.append(articulation.pk)
                    uses += self._uses(articulation, wanted.mechanisms)
                    if not moved:
                        self.changes.updated.append(
                            (
                                articulation,
                                {"mechanisms": held},
                                {"mechanisms": list(wanted.mechanisms)},
                            )
                        )
                    moved = True
                if articulation.status == Articulation.Status.DISCARDED:  # it is printed again
                    articulation.status = Articulation.Status.PLANNED
                    self.changes.updated.append(
                        (articulation, {"status": "discarded"}, {"status": "planned"})
                    )
                    moved = True
                if moved:
                    changed.append(articulation)
                    touched.add(initiative.pk)
        bulk.create(Articulation, new)
        touched |= {a.initiative_id for a in new}
        self.changes.created += len(new)
        Articulation.objects.bulk_update(
            changed, ["objective", "mechanisms_text", "source", "status"], batch_size=500
        )
        MechanismUse.objects.filter(articulation__in=rewritten).delete()
        bulk.create(MechanismUse, uses)
        gone = [a.pk for a in before.values() if a.imported_id]
        self.changes.gone += (
            Articulation.objects.filter(pk__in=gone)
            .exclude(status=Articulation.Status.DISCARDED)
            .update(status=Articulation.Status.DISCARDED)
        )
        return touched

    def _uses(self, articulation: Articulation, codes: Iterable[str]) -> list[MechanismUse]:
        return [
            MechanismUse(
                articulation=articulation, mechanism_id=self.types[code], position=position
            )
            for position, code in enumerate(codes, 1)
        ]

    def _take(self, record: R, fields: dict[str, tuple[str, Source | None]]) -> bool:
        """Put in what the document says anew; returns whether anything changed."""
        before, after = {}, {}
        for name, (value, source) in fields.items():
            held = getattr(record, name)
            if held == value or not self._differs(record, name, source):
                continue
            before[name], after[name] = held, value
            setattr(record, name, value)
            if source:
                record.source[name] = _source(source)
        if after:
            self.changes.updated.append((record, before, after))
        return bool(after)

    @staticmethod
    def _differs(record: FromDocument, name: str, source: Source | None) -> bool:
        """Whether the document prints something else than it did when this was imported."""
        held = record.source.get(name)
        return source is None or held is None or held["text"] != source.text

    def _withdraw(self, missing: list[Initiative], allowed: bool) -> None:
        missing = [i for i in missing if i.status != Initiative.Status.WITHDRAWN]
        if len(missing) > max(FEW, len(self.initiative_ids) // 10) and not allowed:
            raise Refused(
                _(
                    "El documento ya no trae %(n)s iniciativas del plan (%(some)s…): ¿está cortado?"
                    " Consiga el archivo completo o, si es así, añada --withdraw."
                )
                % {"n": len(missing), "some": ", ".join(i.code for i in missing[:3])}
            )
        self.changes.withdrawn = len(missing)
        Initiative.objects.filter(pk__in=[i.pk for i in missing]).update(
            status=Initiative.Status.WITHDRAWN
        )
        self.changes.gone += len(missing)
        history.record_all(
            ((i, {"status": i.status}, {"status": "withdrawn"}) for i in missing),
            "withdrawn",
            by=None,
        )

    def finish(self, draft: PlanDraft, by: User | None) -> None:
        """Write the tally, remember the changes, and give the plan a new revision."""
        note = self.imported.document.name
        by_type: dict[type[FromDocument], list[Any]] = {}
        for change in self.changes.updated:
            by_type.setdefault(type(change[0]), []).append(change)
        for changes in by_type.values():
            history.record_all(changes, "imported", by=by, note=note)
        objectives = [o for o in self.objectives.values() if o.imported_id]
        search.index("plans.objective", ((o.pk, f"{o.code} {o.text}") for o in objectives))
        self.imported.tally = tally(
            draft, changes=self.changes.count, withdrawn=self.changes.withdrawn
        )
        self.imported.status = Import.Status.APPLIED
        self.imported.save(update_fields=["tally", "status"])
        if self.changes.count:
            Plan.objects.filter(pk=self.plan.pk).update(revision=F("revision") + 1)
            history.record(
                self.plan, "imported", by=by, after={"changes": self.changes.count}, note=note
            )
        self.progress(self.total, self.total)
        transaction.on_commit(bulk.measure)


def _source(source: Source) -> dict[str, Any]:
    return {"text": source.text, "lines": list(source.lines), "column": source.column}


def _printed(draft: ArticulationDraft) -> str:
    source = draft.sources.get("mechanisms")
    return source.text if source else ""
