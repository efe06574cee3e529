"""One area: where it lies, what lies in it, what happens there; and changing it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from minga.base import history
from minga.base.done import done
from minga.base.page import page
from minga.base.steps import Refused
from minga.people.models import is_coordinator
from minga.territory import actions, saying
from minga.territory.access import coordinator_only, who
from minga.territory.forms import AreaForm, parent_of
from minga.territory.happens import counted, happenings
from minga.territory.models import Area
from minga.territory.shapes.drawing import draw

HITS = 25
CHILDREN = 300
NEWEST = 20


@require_safe
def area(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Area.objects.visible_to(request.user), pk=pk)
    above = {a.pk: a for a in Area.objects.around(found).defer("shape")}
    inside = list(Area.objects.within(found).values_list("pk", flat=True))
    after = request.GET.get("after", "")
    begin = int(after) if after.isdecimal() and len(after) < 18 else 0
    there = []
    by_area: list[tuple[Any, dict[int, int]]] = []
    for told in happenings().values():
        numbers = counted(told, request.user)
        hits = list(told.hits(request.user, inside, begin, HITS + 1))
        more = f"?after={hits[HITS - 1].key}" if len(hits) > HITS else ""
        wider = [
            (a, numbers[a.pk] - numbers.get(found.pk, 0))
            for a in _chain(found, above)
            if numbers.get(a.pk, 0) > numbers.get(found.pk, 0)
        ]
        there.append((told.label, numbers.get(found.pk, 0), hits[:HITS], more, wider[-1:]))
        by_area.append((told.label, numbers))
    children = list(
        Area.objects.visible_to(request.user)
        .filter(parent=found)
        .widest_first()
        .defer("shape")[: CHILDREN + 1]
    )
    editable = is_coordinator(request.user)
    context = {
        "area": found,
        "chain": _chain(found, above),
        "children": [
            (child, [(label, of.get(child.pk, 0)) for label, of in by_area])
            for child in children[:CHILDREN]
        ],
        "more_children": len(children) > CHILDREN,
        "labels": [label for label, _of in by_area],
        "there": there,
        "begun": bool(begin),
        "picture": draw([(found.pk, found.shape)]),
        "editable": editable,
        "events": saying.events(history.of(found)[:NEWEST]) if editable else [],
    }
    return page(request, "territory/area.html", context)


def _chain(area: Area, known: dict[int, Area]) -> list[Area]:
    """What the area lies in, the widest first."""
    found: list[Area] = []
    above = known.get(area.parent_id or 0)
    while above and above not in found:
        found.insert(0, above)
        above = known.get(above.parent_id or 0)
    return found


@coordinator_only
def add(request: HttpRequest) -> HttpResponse:
    inside = request.GET.get("in", "")
    parent = Area.objects.filter(pk=inside).first() if inside.isdecimal() else None
    form = AreaForm(request.POST or None, initial={"parent": parent_of(parent)})
    if form.is_valid():
        try:
            made = actions.add(by=who(request), **form.cleaned_data)
            messages.success(request, _("Se añadió «%s».") % made)
            return redirect(made)
        except Refused as refusal:
            form.add_error(None, refusal)
    return page(request, "territory/edit.html", {"form": form, "area": None})


@coordinator_only
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(
        Area.objects.editable_by(request.user).select_related("parent"), pk=pk
    )
    initial = {
        "name": found.name,
        "kind": found.kind,
        "code": found.code,
        "parent": parent_of(found.parent),
    }
    form = AreaForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            if actions.edit(found, by=who(request), **form.cleaned_data):
                done(request, _("Guardado: %s.") % form.cleaned_data["name"])
            else:
                messages.info(request, _("No había nada que cambiar."))
            return redirect(found)
        except Refused as refusal:
            form.add_error(None, refusal)
    return page(request, "territory/edit.html", {"form": form, "area": found})
