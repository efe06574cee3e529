"""The plan: its tree at the left, its initiatives at the right."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from minga.base.filters import plain
from minga.base.kept import kept
from minga.base.page import page
from minga.people.models import is_coordinator
from minga.plans import listing
from minga.plans.completeness import audience
from minga.plans.filters import Filter, choices, count
from minga.plans.forms import BULK
from minga.plans.models import Plan
from minga.plans.panels import OF_OBJECTIVE, panels
from minga.plans.timeline import Event, history_of
from minga.plans.tree import Node, Tree, objectives, tree


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The plans there are; where there is only one, that one."""
    plans = list(Plan.objects.visible_to(request.user).order_by("-first_year", "title"))
    if len(plans) == 1:
        return redirect(plans[0])
    return page(request, "plans/index.html", {"plans": plans})


@require_safe
def plan(request: HttpRequest, plan: str) -> HttpResponse:
    found = get_object_or_404(Plan.objects.visible_to(request.user), code=plan)
    chosen = Filter.read(request.GET)
    grown = tree(found, request.user)
    node = grown.nodes.get(chosen.objective)
    if chosen.objective and node is None:
        raise Http404
    sort = request.GET.get("sort", "")
    after = plain(request.GET.get("after", ""))
    turned = listing.turn(found, request.user, chosen, sort=sort, after=after)
    options = choices(found, request.user)
    total = count(chosen, found, request.user)
    seen = _seen(request, total, len(turned.rows))
    context = {
        "plan": found,
        "filter": chosen,
        "choices": options,
        "on": [on for on in chosen.on(found, options) if on.name != "objective"],
        "saved": chosen.saved(found, request.user),
        "tree": _tree(found, grown, chosen.objective, request),
        "node": node,
        "above": _above(found, node),
        "summary": _summary(grown, node),
        "rows": turned.rows,
        "total": total,
        "first": seen + 1,
        "last": seen + len(turned.rows),
        "next": _next(chosen, sort, turned.after, seen + len(turned.rows)),
        "next_count": min(listing.PAGE, total - seen - len(turned.rows)),
        "begin": _address(chosen, sort) if after else "",
        "sort": sort,
        "sorts": listing.SORTS,
        "bulk": BULK if turned.any_editable else {},
        "may_import": is_coordinator(request.user),
        "events": _history(found, node),
        "measures": panels(OF_OBJECTIVE, node.objective, request.user) if node else [],
    }
    return page(request, "plans/plan.html", context, parts=["list"])


def _tree(plan: Plan, grown: Tree, current: str, request: HttpRequest) -> str:
    """The tree as it is shown; made once for each place, because every page of the plan has it."""
    key = ("tree page", plan.pk, plan.revision, audience(request.user), get_language(), current)
    context = {"base": plan.get_absolute_url(), "tops": grown.tops, "current": current}
    return kept(key, lambda: render_to_string("plans/tree.html", context))


def _history(plan: Plan, node: Node | None) -> list[Event]:
    thing = node.objective if node else plan
    key = ("history", plan.pk, plan.revision, thing.pk if node else 0, get_language())
    return kept(key, lambda: history_of(thing))


def _seen(request: HttpRequest, total: int, shown: int) -> int:
    """How many rows came before this page: the link to it says so, and may be out of date."""
    said = request.GET.get("seen", "")
    seen = int(said) if said.isdecimal() and len(said) < 10 and request.GET.get("after") else 0
    return max(0, min(seen, total - shown))


def _address(chosen: Filter, sort: str) -> str:
    sorting = f"&sort={sort}" if sort in listing.SORTS and sort else ""
    return f"{chosen.query()}{sorting}".replace("?&", "?")


def _next(chosen: Filter, sort: str, after: str, seen: int) -> str:
    if not after:
        return ""
    return f"{_address(chosen, sort)}&after={after}&seen={seen}".replace("?&", "?")


def _above(plan: Plan, node: Node | None) -> list[object]:
    """The objectives above one, highest first."""
    known = {o.pk: o for o in objectives(plan).values()}
    found: list[object] = []
    at = node.objective.parent_id if node else None
    while at:
        found.insert(0, known[at])
        at = known[at].parent_id
    return found


def _summary(grown: Tree, node: Node | None) -> dict[str, object]:
    """What the head of the page says in figures."""
    statuses = node.statuses if node else grown.statuses()
    declared = [top.declared for top in grown.tops]
    whole = None if None in declared else sum(n for n in declared if n is not None)
    return {
        "initiatives": node.initiatives if node else grown.initiatives,
        "articulations": node.articulations if node else grown.articulations,
        "declared": node.declared if node else whole,
        "all_planned": set(statuses) <= {"planned"},
        "statuses": [
            (label, statuses[value])
            for value, label in (
                ("planned", _("previstas")),
                ("under_way", _("en marcha")),
                ("done", _("cumplidas")),
                ("stopped", _("detenidas")),
                ("withdrawn", _("retiradas")),
            )
            if statuses.get(value)
        ],
        "units": node.units if node else [],
    }
