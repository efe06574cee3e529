"""Saying which territory a plan is of."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from minga.base import history
from minga.people.models import User
from minga.plans.models import Plan
from minga.territory.models import Area


@transaction.atomic
def set_area(plan: Plan, area: Area | None, *, by: User | None) -> bool:
    """Forms about the plan offer what lies in it; returns whether anything changed."""
    if plan.area == area:
        return False
    before = history.plain(plan.area)
    plan.area = area
    plan.revision = F("revision") + 1
    plan.save(update_fields=["area", "revision"])
    plan.refresh_from_db(fields=["revision"])
    history.record(
        plan, "placed", by=by, before={"area": before}, after={"area": history.plain(area)}
    )
    return True
