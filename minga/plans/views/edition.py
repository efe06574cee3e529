"""The editions of a plan: each as it was printed, what changed, and an address to cite."""

from __future__ import annotations

from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from minga.base.kept import kept
from minga.base.page import page
from minga.plans import changes
from minga.plans.models import Edition, EditionEntry, Plan

PAGE = 50


def _edition(request: HttpRequest, plan: str, number: int) -> tuple[Plan, Edition]:
    """An edition is as public as the document that it was read from."""
    shown = get_object_or_404(Plan.objects.visible_to(request.user), code=plan)
    editions = shown.editions.select_related("imported__document")
    edition = get_object_or_404(editions, number=number)
    if not request.user.is_authenticated and edition.imported.document.visibility != "public":
        raise Http404
    edition.plan = shown
    return shown, edition


@require_safe
def editions(request: HttpRequest, plan: str) -> HttpResponse:
    shown = get_object_or_404(Plan.objects.visible_to(request.user), code=plan)
    found = shown.editions.select_related("imported__document").order_by("-number")
    if not request.user.is_authenticated:
        found = found.filter(imported__document__visibility="public")
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
            "earlier": shown.editions.filter(number__lt=number).last(),
            "latest": shown.editions.last(),
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
        edition__plan=shown, initiative=one.initiative_id, initiative__isnull=False
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
            "others": others.select_related("edition"),
        },
    )


@require_safe
def compare(request: HttpRequest, plan: str, number: int) -> HttpResponse:
    """What changed since the edition before, or since the one named by `since`."""
    shown, later = _edition(request, plan, number)
    since = request.GET.get("since", "")
    earlier = shown.editions.filter(number__lt=number)
    if since.isdecimal():
        earlier = earlier.filter(number=int(since[:6]))
    first = earlier.last()
    if first is None:
        raise Http404
    _plan, first = _edition(request, plan, first.number)
    found = kept(
        ("editions", shown.pk, shown.revision, first.number, number),
        lambda: changes.between(first, later),
    )
    wanted = request.GET.get("kind", "")
    kinds = changes.counts(found)
    if wanted not in {kind for kind, _label, _n in kinds}:
        wanted = ""
    listed = [c for c in found if (c.kind == wanted if wanted else c.kind != "same")]
    after = request.GET.get("from", "")
    start = int(after) if after.isdecimal() and len(after) < 9 else 0
    return page(
        request,
        "plans/compare.html",
        {
            "plan": shown,
            "edition": later,
            "earlier": first,
            "headline": changes.headline(found),
            "kinds": kinds,
            "wanted": wanted,
            "changes": [changes.with_words(c) for c in listed[start : start + PAGE]],
            "count": len(listed),
            "next": start + PAGE if start + PAGE < len(listed) else None,
        },
    )
