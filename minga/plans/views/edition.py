"""The editions of a plan: each as it was printed, what changed, and an address to cite."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import StringIO
from itertools import groupby

from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from minga.base.cells import guard
from minga.base.models import Visibility
from minga.base.page import page
from minga.people.models import Visitor
from minga.plans import changes
from minga.plans.models import Edition, EditionEntry, Initiative, Plan

PAGE = 50
WHOLE = 1000  # changes on one page, to print them


def _seen(request: HttpRequest, plan: Plan) -> QuerySet[Edition]:
    """An edition is as public as the document that it was read from."""
    found = plan.editions.select_related("imported__document")
    if request.user.is_authenticated:
        return found
    return found.filter(imported__document__visibility=Visibility.PUBLIC)


def _edition(request: HttpRequest, plan: str, number: int) -> tuple[Plan, Edition]:
    shown = get_object_or_404(Plan.objects.visible_to(request.user), code=plan)
    return shown, get_object_or_404(_seen(request, shown), number=number)


def printed_in(initiative: Initiative, user: Visitor) -> list[EditionEntry]:
    """Where an initiative is printed: one entry for each edition that the visitor may see."""
    found = EditionEntry.objects.filter(initiative=initiative, edition__plan=initiative.plan_id)
    if not user.is_authenticated:
        found = found.filter(edition__imported__document__visibility=Visibility.PUBLIC)
    return list(found.select_related("edition").order_by("edition__number"))


@require_safe
def editions(request: HttpRequest, plan: str) -> HttpResponse:
    shown = get_object_or_404(Plan.objects.visible_to(request.user), code=plan)
    found = _seen(request, shown).annotate(count=Count("entries")).order_by("-number")
    return page(request, "plans/editions.html", {"plan": shown, "editions": found})


@require_safe
def edition(request: HttpRequest, plan: str, number: int) -> HttpResponse:
    shown, found = _edition(request, plan, number)
    after = request.GET.get("after", "")
    begin = int(after) if after.isdecimal() and len(after) < 10 else 0
    rows = list(found.entries.filter(position__gt=begin)[: PAGE + 1])
    more = len(rows) > PAGE
    rows = rows[:PAGE]
    objectives = {o.code: o for o in found.objectives.all()}
    groups = [
        (objectives.get(code), list(entries))
        for code, entries in groupby(rows, lambda entry: entry.objective)
    ]
    return page(
        request,
        "plans/edition.html",
        {
            "plan": shown,
            "edition": found,
            "document": found.imported.document,
            "groups": groups,
            "count": found.entries.count(),
            "next": rows[-1].position if more else "",
            "begin": begin,
            "earlier": _seen(request, shown).filter(number__lt=number).last(),
            "latest": _seen(request, shown).last(),
        },
    )


@require_safe
def entry(request: HttpRequest, plan: str, number: int, code: str) -> HttpResponse:
    shown, found = _edition(request, plan, number)
    one = get_object_or_404(found.entries.select_related("initiative"), code=code)
    lives = one.initiative and shown.initiatives.visible_to(request.user).filter(
        pk=one.initiative.pk
    )
    others = EditionEntry.objects.filter(
        edition__in=_seen(request, shown),
        initiative=one.initiative_id,
        initiative__isnull=False,
    ).exclude(pk=one.pk)
    return page(
        request,
        "plans/edition_entry.html",
        {
            "plan": shown,
            "edition": found,
            "document": found.imported.document,
            "entry": one,
            "objective": found.objectives.filter(code=one.objective).first(),
            "lives": one.initiative if lives and lives.exists() else None,
            "others": others.select_related("edition").order_by("edition__number"),
        },
    )


@require_safe
def compare(request: HttpRequest, plan: str, number: int) -> HttpResponse:
    """What changed since the edition before, or since the one named by `since`."""
    shown, later = _edition(request, plan, number)
    since = request.GET.get("since", "")
    earlier = _seen(request, shown).filter(number__lt=number)
    if since.isdecimal():
        earlier = earlier.filter(number=int(since[:6]))
    first = earlier.last()
    if first is None:
        raise Http404
    found = changes.between(first, later)
    wanted = request.GET.get("kind", "")
    kinds = changes.counts(found)
    if wanted not in {kind for kind, _label, _n in kinds}:
        wanted = ""
    listed = changes.telling(found, wanted)
    old, new = changes.objectives(first), changes.objectives(later)
    if request.GET.get("format") == "csv":
        name = f"{shown.code}-{first.number}-{later.number}.csv"
        return _file(changes.rows(listed, old, new), name)
    after = request.GET.get("from", "")
    start = int(after) if after.isdecimal() and len(after) < 9 else 0
    step = WHOLE if request.GET.get("all") else PAGE
    return page(
        request,
        "plans/compare.html",
        {
            "plan": shown,
            "edition": later,
            "earlier": first,
            "others": [e for e in earlier if e.number != first.number] if not since else [],
            "headline": changes.headline(found),
            "kinds": kinds,
            "wanted": wanted,
            "since": since if since.isdecimal() else "",
            "groups": changes.grouped(
                changes.with_words(c, old, new) for c in listed[start : start + step]
            ),
            "begin": start,
            "last": min(start + step, len(listed)),
            "count": len(listed),
            "whole": bool(request.GET.get("all")),
            "next": start + step if start + step < len(listed) else None,
        },
    )


def _file(rows: Iterable[Sequence[str]], name: str) -> HttpResponse:
    file = StringIO()
    csv.writer(file).writerows([guard(cell) for cell in row] for row in rows)
    response = HttpResponse(file.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
