"""The front page, its picture as a file, and the search across everything."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.apps import apps
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from minga.base.domain import offered
from minga.base.filters import plain
from minga.base.hits import Hit
from minga.base.page import page
from minga.base.search import stems
from minga.desk import front as told
from minga.desk.words import place
from minga.plans.completeness import completeness
from minga.plans.menu import current_plan
from minga.plans.models import Plan
from minga.plans.tree import objectives, tree

EACH = 5  # hits of each kind while all kinds are shown
PAGE = 25


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    plan = current_plan(request)
    if plan is None:
        return page(request, "desk/empty.html", {})
    user = request.user
    found = completeness(plan, user)
    grown = tree(plan, user)
    words, places = told.examples(plan, user)
    goals = told.goals(grown)
    return page(
        request,
        "desk/front.html",
        {
            "plan": plan,
            "place": place(plan.government),
            "initiatives": found.whole.initiatives,
            "said": told.said(found),
            "as_published": told.as_published(found),
            "goals": goals,
            "goals_title": told.goals_title(grown),
            "most": max((line.n for goal in goals for line in goal.lines), default=0),
            "most_goal": max((goal.n for goal in goals), default=0),
            "flat": not any(goal.lines for goal in goals),
            "ours": any(node.objective.short_name for node in grown.nodes.values()),
            "picture": told.picture(plan, user, list(objectives(plan).values())),
            "examples": words,
            "places": places,
            "areas": told.areas(plan, user) if found.whole.have["area"] else [],
            "located": found.whole.have["area"],
            "measured": found.whole.have["indicator"],
            "articulations": grown.articulations,
        },
    )


@require_safe
def picture(request: HttpRequest, plan: str) -> HttpResponse:
    """The flow as a drawing that can be saved: whole in itself, with no style sheet."""
    shown = get_object_or_404(Plan.objects.visible_to(request.user), code=plan)
    drawn = told.picture(shown, request.user, list(objectives(shown).values()))
    if drawn is None:
        raise Http404
    return HttpResponse(
        render_to_string("desk/flow.svg", {"picture": drawn, "plan": shown, "alone": True}),
        content_type="image/svg+xml; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{shown.code}.svg"'},
    )


@dataclass(frozen=True, slots=True)
class Kind:
    """What was found of one kind of thing."""

    record: str
    title: str
    hits: list[Hit]
    more: str  # address of the next ones, or ""


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Everything that has the words asked for, by kind; each kind can be read to its end."""
    question = plain(request.GET.get("q", ""))
    only = request.GET.get("in", "")
    after = request.GET.get("after", "")
    found = offered("finds")
    finds = dict(sorted(found.items(), key=lambda kind: not kind[0].startswith("plans.")))
    if only not in finds:
        only = ""
    begin = int(after) if only and after.isdecimal() and len(after) < 18 else 0
    most = PAGE if only else EACH
    kinds = []
    for record in [only] if only else finds:
        if not stems(question):
            break
        hits = list(finds[record](request.user, question, after=begin, limit=most + 1))
        address = {"q": question, "in": record}
        if only:
            address["after"] = str(hits[most - 1].key) if len(hits) > most else ""
        if hits:
            kinds.append(
                Kind(
                    record,
                    str(apps.get_model(record)._meta.verbose_name_plural),
                    hits[:most],
                    f"?{urlencode(address)}" if len(hits) > most else "",
                )
            )
    plan = current_plan(request)
    return page(
        request,
        "desk/search.html",
        {
            "plan": plan,
            "question": question,
            "asked": bool(stems(question)),
            "kinds": kinds,
            "only": only,
            "begin": begin,
            "all": f"?{urlencode({'q': question})}",
            "examples": told.examples(plan, request.user)[0] if plan and not kinds else [],
        },
        parts=["found"],
    )
