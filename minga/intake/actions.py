"""Every change of what was taken in that has a rule."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from minga.base import bulk, history
from minga.base.steps import Refused, advance
from minga.intake.models import Finding, FindingSubject, Import
from minga.intake.reading import Observation
from minga.people.models import User


@transaction.atomic
def decide(finding: Finding, verb: str, *, by: User, reason: str = "") -> None:
    """Accept, correct or dismiss a finding, or open it again. Nothing of the document changes."""
    reason = reason.strip()
    if verb == "dismiss" and not reason:
        raise Refused(_("Para descartar un hallazgo, escriba la razón."))
    before = {"decision": finding.decision, "reason": finding.reason}
    if verb == "reopen":
        advance(finding, verb, field="decision", reason="", decided_by=None, decided_at=None)
    else:
        advance(
            finding,
            verb,
            field="decision",
            reason=reason,
            decided_by=by,
            decided_at=timezone.now(),
        )
    history.record(
        finding,
        verb,
        by=by,
        before=before,
        after={"decision": finding.decision, "reason": finding.reason},
        note=reason,
    )


WIDE = 8  # a finding that names more records belongs to the document, not to each of them


def store_findings(
    imported: Import, observations: Iterable[Observation], *, record: str, ids: Mapping[str, int]
) -> int:
    """Keep what was observed in a document; returns how many findings came or went.

    New ones are added; those no longer seen go, unless somebody decided on them. `ids` gives the
    primary key of each subject, all of them records of one kind.
    """
    known = list(imported.findings.all())
    before: dict[str, list[Finding]] = {}
    for f in known:
        before.setdefault(_identity(f.kind, f.lines, f.params, f.evidence), []).append(f)
    number = max((f.number for f in known), default=0)
    new: list[Finding] = []
    subjects: list[tuple[Finding, int]] = []
    for o in observations:
        wide = {"wide": True} if len(o.subjects) > WIDE else {}
        params = {**o.params, **wide}
        evidence = {**o.evidence, **({"table": o.table} if o.table else {})}
        if same := before.get(_identity(o.kind, o.lines, params, evidence)):
            same.pop()
            continue
        number += 1
        finding = Finding(
            imported=imported,
            number=number,
            kind=o.kind,
            severity=o.severity,
            certainty=o.certainty,
            lines=list(o.lines),
            params=params,
            evidence=evidence,
        )
        new.append(finding)
        subjects += [(finding, ids[key]) for key in dict.fromkeys(o.subjects) if key in ids]
    _decided_before(imported, new)
    bulk.create(Finding, new)
    bulk.create(
        FindingSubject,
        (FindingSubject(finding=f, record=record, object_id=pk) for f, pk in subjects),
    )
    left = (finding for findings in before.values() for finding in findings)
    gone = [
        f.pk for f in left if f.decision == Finding.Decision.OPEN and not f.evidence.get("computed")
    ]
    Finding.objects.filter(pk__in=gone).delete()
    return len(new) + len(gone)


def _decided_before(imported: Import, new: Iterable[Finding]) -> None:
    """What was decided about the same oddity of an earlier document of this plan still holds."""
    decided = Finding.objects.filter(imported__into=imported.into).exclude(
        decision=Finding.Decision.OPEN
    )
    before = {_identity(f.kind, (), f.params): f for f in decided.exclude(imported=imported)}
    if not before:
        return
    for finding in new:
        if earlier := before.get(_identity(finding.kind, (), finding.params)):
            finding.decision, finding.reason = earlier.decision, earlier.reason
            finding.decided_by_id, finding.decided_at = earlier.decided_by_id, earlier.decided_at


def _identity(
    kind: str,
    lines: Iterable[int],
    params: Mapping[str, Any],
    evidence: Mapping[str, Any] | None = None,
) -> str:
    """The same for the same finding, whatever order a database keeps the keys in."""
    table = (evidence or {}).get("table", "")
    return json.dumps([kind, list(lines), table, params], sort_keys=True)
