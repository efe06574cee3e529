"""Deciding about a finding of a plan's document."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from minga.base import history
from minga.intake import actions as intake
from minga.intake.models import Finding
from minga.people.models import User
from minga.plans.models import Initiative, Plan


@transaction.atomic
def decide(plan: Plan, finding: Finding, verb: str, *, by: User, reason: str = "") -> None:
    """Decide, tell it on the initiatives concerned, and give the plan a new revision."""
    before = finding.decision
    intake.decide(finding, verb, by=by, reason=reason)
    if not finding.params.get("wide"):
        subjects = finding.subjects.filter(record="plans.initiative").values("object_id")
        told = {"finding": finding.number, "kind": finding.kind}
        history.record_all(
            (
                (
                    initiative,
                    {"decision": before},
                    {"decision": finding.decision} | told,
                )
                for initiative in Initiative.objects.filter(plan=plan, pk__in=subjects)
            ),
            "decided",
            by=by,
            note=reason,
        )
    Plan.objects.filter(pk=plan.pk).update(revision=F("revision") + 1)
