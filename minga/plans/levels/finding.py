"""Where the level or the mechanism of an articulation does not fit the competence: a finding."""

from __future__ import annotations

import json
from collections.abc import Collection
from itertools import batched
from typing import Any

from django.db import transaction
from django.db.models import Max

from minga.base import bulk
from minga.intake.models import Finding, FindingSubject, Import
from minga.plans.levels.rules import Mismatch, mismatch
from minga.plans.models import Articulation, Plan

KIND = "level_mismatch"
RECORD = "plans.articulation"
BATCH = 1000


@transaction.atomic
def renew(plan: Plan, articulations: Collection[int] | None = None) -> None:
    """Bring and take findings so that they say what is so now; for some, or for all of a plan.

    They belong to the document that the plan was last made from, behind its own; what a person
    decided stays, and goes along to the next document.
    """
    latest = (
        Import.objects.filter(into=plan.code, status=Import.Status.APPLIED)
        .order_by("-applied_at")
        .first()
    )
    if latest is None:
        return
    keys = None if articulations is None else set(articulations)
    wanted = _wanted(plan, keys)
    looked_at = None if keys is None else _identifiers(keys)
    gone: list[int] = []
    for finding in _held(plan, latest):
        about = finding.params["articulation"]
        if looked_at is not None and about not in looked_at:
            continue
        now = wanted.get(about)
        if now and _same(finding.params, now[1]):
            wanted.pop(about)
        elif finding.decision == Finding.Decision.OPEN:
            gone.append(finding.pk)
    for some in batched(gone, BATCH):
        Finding.objects.filter(pk__in=some).delete()
    number = latest.findings.aggregate(last=Max("number"))["last"] or 0
    made, subjects = [], []
    for at, (articulation, params) in enumerate(wanted.values(), number + 1):
        lines = {line for cell in articulation.source.values() for line in cell["lines"]}
        assert articulation.competence
        sure = articulation.competence.confirmed
        finding = Finding(
            imported=latest,
            number=at,
            kind=KIND,
            severity=Finding.Severity.MEDIUM,
            certainty=Finding.Certainty.CERTAIN if sure else Finding.Certainty.TO_CONFIRM,
            lines=sorted(lines),
            params=params,
            evidence={"computed": True},  # not read in the document: an import leaves it alone
        )
        made.append(finding)
        subjects += [
            (finding, RECORD, articulation.pk),
            (finding, "plans.initiative", articulation.initiative_id),
        ]
    bulk.create(Finding, made)
    bulk.create(
        FindingSubject,
        (FindingSubject(finding=f, record=r, object_id=pk) for f, r, pk in subjects),
    )


def _held(plan: Plan, latest: Import) -> list[Finding]:
    """Those of the plan; what earlier documents held is moved to the latest one."""
    found = Finding.objects.filter(kind=KIND, imported__into=plan.code)
    earlier = list(found.exclude(imported=latest).order_by("imported", "number"))
    if earlier:
        number = latest.findings.aggregate(last=Max("number"))["last"] or 0
        for at, finding in enumerate(earlier, number + 1):
            finding.imported, finding.number = latest, at
        Finding.objects.bulk_update(earlier, ["imported", "number"], batch_size=BATCH)
    return list(Finding.objects.filter(kind=KIND, imported=latest))


def _identifiers(keys: Collection[int]) -> set[str]:
    return {
        str(uuid)
        for some in batched(keys, BATCH)
        for uuid in Articulation.objects.filter(pk__in=some).values_list("uuid", flat=True)
    }


def _wanted(
    plan: Plan, keys: Collection[int] | None
) -> dict[str, tuple[Articulation, dict[str, Any]]]:
    found = (
        Articulation.objects.listed()
        .filter(initiative__plan=plan, competence_confirmed=True)
        .exclude(initiative__status="withdrawn")
        .select_related("initiative", "competence")
        .prefetch_related("uses__mechanism")
        .order_by("initiative__position", "number")
    )
    rows = (
        [a for some in batched(keys, BATCH) for a in found.filter(pk__in=some)]
        if keys is not None
        else list(found)
    )
    return {str(a.uuid): (a, _params(a, odd)) for a in rows if (odd := mismatch(a))}


def _params(articulation: Articulation, odd: Mismatch) -> dict[str, Any]:
    assert articulation.competence
    return {
        "articulation": str(articulation.uuid),
        "code": articulation.initiative.code,
        "number": articulation.number,
        "reason": odd.reason,
        "level": articulation.level,
        "kind": articulation.competence.kind,
        "matter": articulation.competence.matter,
        "mechanisms": list(odd.mechanisms),
    }


def _same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """What the finding says, whatever code its initiative has by now."""
    place = ("code", "number")
    said = [{k: v for k, v in p.items() if k not in place} for p in (one, other)]
    return json.dumps(said[0], sort_keys=True) == json.dumps(said[1], sort_keys=True)
