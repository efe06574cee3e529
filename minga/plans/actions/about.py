"""Saying what a plan is called, how far it is, and which territory it is of."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F

from minga.base import history
from minga.people.models import User
from minga.plans import follow
from minga.plans.models import Plan


@transaction.atomic
def describe_plan(plan: Plan, *, by: User | None, **wanted: Any) -> bool:
    """Change any of short_title, status, area, escalate_after; returns whether anything changed.

    Forms about the plan offer what lies in its area. A commitment that is late for more than
    `escalate_after` days is told to the heads.
    """
    changes = {name: value for name, value in wanted.items() if getattr(plan, name) != value}
    if not changes:
        return False
    before = {name: history.plain(getattr(plan, name)) for name in changes}
    for name, value in changes.items():
        setattr(plan, name, value)
    plan.revision = F("revision") + 1
    plan.save(update_fields=[*changes, "revision"])
    plan.refresh_from_db(fields=["revision"])
    after = {name: history.plain(value) for name, value in changes.items()}
    history.record(plan, "told_about", by=by, before=before, after=after)
    if "area" in changes:
        follow.plan_changed(plan.pk)
    return True
