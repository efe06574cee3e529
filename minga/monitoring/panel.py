"""How an initiative is measured, on its own page."""

from __future__ import annotations

from minga.monitoring import listing
from minga.monitoring.access import may_define, may_define_on
from minga.monitoring.events import of_initiative
from minga.monitoring.means.panel import context as means_of
from minga.people.models import Visitor
from minga.plans.models import Initiative
from minga.plans.panels import Panel


def panel(initiative: Initiative, user: Visitor) -> Panel | None:
    """Its indicators and those of its articulations; for who may define one, also the way there."""
    found = list(
        of_initiative(initiative, user)
        .measured()
        .select_related("owner", "initiative", "articulation__initiative")
        .order_by("code")
    )
    may = may_define(user) and may_define_on(user, initiative)
    means = means_of(initiative, user)
    if not found and not may and not means:
        return None
    listing.know_plan(found, initiative.plan)
    context = {
        "indicators": listing.rows(found) if found else [],
        "may_define": may,
        "initiative": initiative,
        "means": means,
    }
    told = {
        "indicators": bool(found),
        "budget": bool(means),  # it says itself where there is none
        "money": bool(means.get("lines") or means.get("total")),
    }
    covers = tuple(what for what, there in told.items() if there)
    return Panel("monitoring/panel.html", context, covers=covers)
