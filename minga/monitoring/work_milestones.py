"""The milestones that wait for a person: the late ones of what his or her units lead."""

from __future__ import annotations

import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minga.base.work import Act, Pile, Waiting, first
from minga.monitoring.models import Milestone
from minga.people.models import Role, User
from minga.plans.models import Lead


def waiting(user: User, today: datetime.date, limit: int) -> list[Pile]:
    """One query, whatever there is; none for who writes for no unit."""
    units = user.units_as(Role.HEAD, Role.DELEGATE)
    if not units:
        return []
    mine = Lead.objects.filter(unit__in=units, confirmed=True).values("initiative")
    rows = Milestone.objects.late(today).filter(initiative__in=mine)
    found, total = first(rows.select_related("initiative__plan").order_by("due", "pk"), limit)
    items = [
        Waiting(
            title=milestone.name,
            url=milestone.get_absolute_url(),
            where=str(milestone.initiative),
            due=milestone.due,
            state=milestone.status,
            state_label=milestone.get_status_display(),
            acts=[
                Act(_("Se alcanzó hoy"), _address(milestone, "reach"), file=True),
            ],
        )
        for milestone in found
    ]
    url = ""
    if found:
        plan = found[0].initiative.plan.code
        url = reverse("monitoring:milestones", args=[plan]) + "?when=late"
    return [Pile("due", gettext_lazy("Hitos atrasados"), items, total, url)]


def _address(milestone: Milestone, verb: str) -> str:
    plan = milestone.initiative.plan.code
    return reverse("monitoring:milestone", args=[plan, milestone.pk, verb])
