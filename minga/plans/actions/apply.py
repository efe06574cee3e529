"""Bringing a draft into a plan: one transaction, in sets, and nothing twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from minga.base import bulk, history, search
from minga.base.models import Entry
from minga.base.steps import Refused
from minga.intake.actions import store_findings
from minga.intake.models import Document, FromDocument, Import
from minga.people.models import User
from minga.plans import details, follow, levels
from minga.plans.actions import articulations, edition, said, undo
from minga.plans.actions.work import Work
from minga.plans.chosen import plan_for
from minga.plans.draft import InitiativeDraft, PlanDraft
from minga.plans.models import Initiative, Level, Objective, Plan
from minga.plans.tally import tally

BATCH = 2000
HELD = (
    *("id", "objective_id", "number", "name", "status", "starts", "ends", "details"),
    *("imported_id", "source"),
)
FEW = 5  # initiatives that may go without asking
Progress = Callable[[int, int], None]  # done, total


@transaction.atomic
def apply(
    draft: PlanDraft,
    *,
    document: Document,
    by: User | None,
    code: str = "",
    progress: Progress = lambda done, total: None,
    withdraw: bool = False,
    imported: Import | None = None,
    continues: Mapping[str, str] | None = None,
) -> Import:
    """Make the plan say what the document says, and return the import with its tally.

    A field changes only where the document's own text changed since the last import, so nothing
    that people wrote is lost. What the document no longer holds is withdrawn, never deleted, and
    comes back with a document that holds it; where it would be more than a tenth of the plan,
    nothing happens unless `withdraw` says that it is meant.
    With `continues` it is a new edition: who continues whom is found by text and by code, but for
    the initiatives that `continues` names, each with the key of the old one that a person chose.
    Either all of it happens or none.
    """
    plan = plan_for(draft, document, code)
    before = undo.snapshot(plan)
    imported = imported or _import_of(document, plan, by)
    heirs = None
    if continues is not None:
        heirs = edition.take_places(plan, draft, edition.matches(plan, draft, continues))
        withdraw = True
    work = _Apply(plan, imported, progress, total=len(draft.initiatives) + 1)
    work.levels_and_objectives(draft)
    work.initiatives(draft.initiatives, may_withdraw=withdraw)
    work.changes.findings = store_findings(
        imported, draft.observations, record="plans.initiative", ids=work.initiative_ids
    )
    edition.publish(plan, draft, imported, work.initiative_ids, heirs)
    work.finish(draft, by, undo.packed(plan, before))
    levels.propose(plan)
    levels.renew(plan)
    follow.plan_changed(plan.pk)
    return imported


def _import_of(document: Document, plan: Plan, by: User | None) -> Import:
    """The same document into the same plan is the same import, applied again."""
    known = Import.objects.filter(document=document, into=plan.code).exclude(
        status=Import.Status.DISCARDED
    )
    return known.first() or Import.objects.create(document=document, into=plan.code, by=by)


class _Apply(Work):
    """One application at work: the plan, what it held before, and what has changed so far."""

    def __init__(self, plan: Plan, imported: Import, progress: Progress, total: int) -> None:
        super().__init__(plan, imported)
        self.progress = progress
        self.total = total
        self.objectives: dict[str, Objective] = {}
        self.initiative_ids: dict[str, int] = {}
        self.places: said.Places | None = None

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
                    source={"text": said.kept(wanted.source)},
                    details=details.stored_of_objective(wanted),
                )
                self.changes.created += 1
            elif self.take(
                objective,
                {
                    "text": (wanted.name, wanted.source),
                    "details": (details.stored_of_objective(wanted), None),
                },
            ) or (wanted.declared not in (None, objective.declared)):
                objective.declared = wanted.declared or objective.declared
                changed.append(objective)
        Objective.objects.bulk_update(
            changed, ["text", "declared", "source", "details"], batch_size=500
        )

    def initiatives(self, wanted: Iterable[InitiativeDraft], *, may_withdraw: bool) -> None:
        """Initiatives, articulations and mechanisms, in batches so that memory stays flat."""
        before = {(i.objective_id, i.number): i for i in self.plan.initiatives.only(*HELD)}
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
                    **said.begin(draft),
                )
                new.append(initiative)
            elif self.take(
                initiative,
                {"name": (draft.name, draft.sources["name"]), **said.renewed(initiative, draft)},
            ):
                changed.append(initiative)
            kept[draft.key] = initiative
        bulk.create(Initiative, new)
        self.changes.created += len(new)
        self.changes.initiatives += len(new)
        changed += self._brought_back(kept.values(), changed)
        changed += self._placed(batch, kept, {i.pk for i in new}, changed)
        Initiative.objects.bulk_update(
            changed, ["name", "source", "status", "starts", "ends", "details"], batch_size=500
        )
        self.initiative_ids.update((key, i.pk) for key, i in kept.items())
        fresh = {i.pk for i in new}
        touched = articulations.put(self, batch, kept, fresh) | fresh | {i.pk for i in changed}
        search.index(
            "plans.initiative",
            (
                (
                    kept[d.key].pk,
                    " ".join(
                        [kept[d.key].code, d.identifier, kept[d.key].name]
                        + [a.objective for a in d.articulations]
                        + [party.name for party in d.parties]
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

    def _placed(
        self,
        batch: list[InitiativeDraft],
        kept: dict[str, Initiative],
        fresh: set[int],
        changed: list[Initiative],
    ) -> list[Initiative]:
        """Put them where the document says; returns those that are not among `changed` yet."""
        if not any(draft.areas for draft in batch):
            return []
        pairs = [(kept[draft.key], draft) for draft in batch if draft.areas]
        self.places = self.places or said.Places(self.plan)
        moved = self.places.put(
            [pair for pair in pairs if pair[0].pk in fresh],
            [pair for pair in pairs if pair[0].pk not in fresh],
        )
        self.changes.updated += [(i, {}, {"areas": i.source["areas"]["text"]}) for i in moved]
        already = {i.pk for i in changed}
        return [i for i in moved if i.pk not in already]

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

    def finish(self, draft: PlanDraft, by: User | None, before: bytes) -> None:
        """Write the tally, remember the changes, and give the plan a new revision.

        `before` is what undoes it; applying the same document again undoes nothing of the first.
        """
        note = self.imported.document.name
        by_type: dict[type[FromDocument], list[Any]] = {}
        for change in self.changes.updated:
            by_type.setdefault(type(change[0]), []).append(change)
        for changes in by_type.values():
            history.record_all(changes, "imported", by=by, note=note)
        objectives = [o for o in self.objectives.values() if o.imported_id]
        search.index("plans.objective", ((o.pk, f"{o.code} {o.text}") for o in objectives))
        again = self.imported.before is not None and not self.changes.count
        self.imported.tally = tally(
            draft, changes=self.changes.count, withdrawn=self.changes.withdrawn
        ) | {
            "created": self.changes.initiatives,
            "updated": self.changes.updated_initiatives,
        }
        self.imported.status = Import.Status.APPLIED
        self.imported.into = self.plan.code
        self.imported.applied_at = timezone.now()
        self.imported.problem = ""
        if not again:
            self.imported.before = before
        self.imported.save()
        if self.changes.count:
            Plan.objects.filter(pk=self.plan.pk).update(revision=F("revision") + 1)
            history.record(
                self.plan, "imported", by=by, after={"changes": self.changes.count}, note=note
            )
        self.progress(self.total, self.total)
        transaction.on_commit(bulk.measure)
