"""The indicators of a plan: how each stands, and what they lack."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from minga.base.filters import Chip
from minga.base.page import page
from minga.monitoring import listing
from minga.monitoring.access import WITH, may_define, shown_plan
from minga.monitoring.models import Indicator
from minga.people.models import is_coordinator


@require_safe
def indicators(request: HttpRequest, plan: str) -> HttpResponse:
    found = shown_plan(request, plan)
    chosen = listing.read(request.GET)
    seen = Indicator.objects.visible_to(request.user).filter(plan=found)
    counts = listing.tally(seen.order_by(), chosen, found, request.user)
    ordered = chosen.apply(seen, found).order_by("code")
    after = request.GET.get("after", "")[:40]
    if after:
        ordered = ordered.filter(code__gt=after)
    ordered = ordered.select_related(*(name for name in WITH if name != "plan"))
    shown = list(ordered[: listing.PAGE + 1])
    more, shown = len(shown) > listing.PAGE, shown[: listing.PAGE]
    listing.know_plan(shown, found)
    offered = listing.choices(found, seen)
    coordinator = is_coordinator(request.user)
    context = {
        "plan": found,
        "rows": listing.rows(shown),
        "filter": chosen,
        "choices": offered,
        "on": listing.on(chosen, offered),
        "chips": [
            Chip(str(label), chosen.query(lacks=name), counts[name], name == chosen.lacks)
            for name, label in [("", _("Todos")), *listing.LACKS.items()]
            if counts[name] or name == chosen.lacks
        ],
        "total": counts[chosen.lacks],
        "next": f"{chosen.query()}&after={shown[-1].code}" if more else "",
        "begin": chosen.query() if after else "",
        "may_define": may_define(request.user),
        "coordinator": coordinator,
        "retired": not chosen.status and seen.filter(status=Indicator.Status.RETIRED).exists(),
    }
    return page(request, "monitoring/indicators.html", context)
