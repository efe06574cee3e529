"""Articulations and their mechanisms, in sets."""

from __future__ import annotations

from collections.abc import Iterable

from minga.base import bulk
from minga.plans.actions import said
from minga.plans.actions.work import Work
from minga.plans.draft import ArticulationDraft, InitiativeDraft
from minga.plans.models import Articulation, Initiative, MechanismUse


def put(
    work: Work, batch: list[InitiativeDraft], kept: dict[str, Initiative], fresh: set[int]
) -> set[int]:
    """Write the articulations of some initiatives; returns those in which something changed."""
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
                    imported=work.imported,
                    source={name: said.kept(s) for name, s in wanted.sources.items()},
                )
                new.append(articulation)
                uses += _uses(work, articulation, wanted.mechanisms)
                continue
            held = [use.mechanism.code for use in articulation.uses.all()]
            fields = {"objective": (wanted.objective, wanted.sources.get("objective"))}
            moved = work.take(articulation, fields)
            source = wanted.sources.get("mechanisms")
            if held != list(wanted.mechanisms) and work.differs(articulation, "mechanisms", source):
                articulation.mechanisms_text = _printed(wanted)
                if source:
                    articulation.source["mechanisms"] = said.kept(source)
                rewritten.append(articulation.pk)
                uses += _uses(work, articulation, wanted.mechanisms)
                if not moved:
                    work.changes.updated.append(
                        (
                            articulation,
                            {"mechanisms": held},
                            {"mechanisms": list(wanted.mechanisms)},
                        )
                    )
                moved = True
            if articulation.status == Articulation.Status.DISCARDED:  # it is printed again
                articulation.status = Articulation.Status.PLANNED
                work.changes.updated.append(
                    (articulation, {"status": "discarded"}, {"status": "planned"})
                )
                moved = True
            if moved:
                changed.append(articulation)
                touched.add(initiative.pk)
    bulk.create(Articulation, new)
    touched |= {a.initiative_id for a in new}
    work.changes.created += len(new)
    Articulation.objects.bulk_update(
        changed, ["objective", "mechanisms_text", "source", "status"], batch_size=500
    )
    MechanismUse.objects.filter(articulation__in=rewritten).delete()
    bulk.create(MechanismUse, uses)
    gone = [a.pk for a in before.values() if a.imported_id]
    work.changes.gone += (
        Articulation.objects.filter(pk__in=gone)
        .exclude(status=Articulation.Status.DISCARDED)
        .update(status=Articulation.Status.DISCARDED)
    )
    return touched


def _uses(work: Work, articulation: Articulation, codes: Iterable[str]) -> list[MechanismUse]:
    return [
        MechanismUse(articulation=articulation, mechanism_id=work.types[code], position=position)
        for position, code in enumerate(codes, 1)
    ]


def _printed(draft: ArticulationDraft) -> str:
    source = draft.sources.get("mechanisms")
    return source.text if source else ""
