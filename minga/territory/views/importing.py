"""Bringing shapes: upload a GeoJSON file, see what matches, apply it, take it back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from minga.base.done import done, or_why_not
from minga.base.page import page
from minga.base.steps import Refused
from minga.territory.access import coordinator_only, who
from minga.territory.forms import ShapesForm
from minga.territory.models import Area, ShapeImport
from minga.territory.shapes import bringing, geojson
from minga.territory.shapes.drawing import draw
from minga.territory.shapes.matching import Choices, property_names

NEWEST = 25
SHOWN = 200


@coordinator_only
def start(request: HttpRequest) -> HttpResponse:
    problem = ""
    if request.method == "POST":
        file = request.FILES.get("file")
        try:
            if file is None:
                raise Refused(_("Elija el archivo GeoJSON."))
            if (file.size or 0) > geojson.LARGEST:
                geojson.too_large()
            return redirect(bringing.receive(file.read(), file.name or "", by=who(request)))
        except Refused as refusal:
            problem = " ".join(refusal.messages)
    imports = ShapeImport.objects.exclude(status=ShapeImport.Status.DISCARDED)
    context = {
        "problem": problem,
        "limit": geojson.LARGEST // geojson.MEGABYTE,
        "imports": imports.select_related("by").defer("features", "before")[:NEWEST],
        "without": Area.objects.filter(shape__isnull=True).count(),
        "areas": Area.objects.count(),
    }
    return page(request, "territory/import.html", context)


@coordinator_only
def shapes(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What matches and what does not; the choices may be said anew as long as it waits."""
    imported = get_object_or_404(ShapeImport.objects.select_related("by"), uuid=uuid)
    features = bringing.features_of(imported)
    choices = Choices.of(imported.choices)
    waits = imported.status == ShapeImport.Status.READ
    form = ShapesForm(property_names(features), choices, request.POST or None)
    if form.is_valid():
        try:
            bringing.choose(imported, form.chosen(choices), by=who(request))
            return redirect(imported)
        except Refused as refusal:
            form.add_error(None, refusal)
    matches = bringing.matches_of(imported) if waits else []
    rejects = [m for m in matches if m.why] if waits else imported.tally.get("rejects", [])
    fitting = [m for m in matches if not m.why]
    context = {
        "imported": imported,
        "waits": waits,
        "form": form,
        "found": len(features),
        "rejects": rejects[:SHOWN],
        "rejected": len(rejects),
        "fitting": fitting[:SHOWN],
        "fit": len(fitting),
        "fresh": sum(not m.same for m in fitting),
        "new": sum(m.new for m in fitting),
        "more": max(0, len(fitting) - SHOWN),
        "picture": draw((m.number, m.geometry) for m in fitting),
    }
    return page(request, "territory/shapes.html", context)


@coordinator_only
@require_POST
def apply(request: HttpRequest, uuid: UUID) -> HttpResponse:
    imported = get_object_or_404(ShapeImport, uuid=uuid)
    try:
        told = bringing.apply(imported, by=who(request))
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(imported)
    n = told.get("shaped", 0) + told.get("new", 0)
    says = ngettext("%d área tiene su forma.", "%d áreas tienen su forma.", n) % n
    done(request, says, undo=reverse("territory:undo", args=[imported.uuid]))
    return redirect("territory:index")


@coordinator_only
@require_POST
def discard(request: HttpRequest, uuid: UUID) -> HttpResponse:
    with or_why_not(request):
        bringing.discard(get_object_or_404(ShapeImport, uuid=uuid), by=who(request))
        messages.success(request, _("Se descartó. No se guardó ninguna forma."))
    return redirect("territory:import")


@coordinator_only
@require_POST
def undo(request: HttpRequest, uuid: UUID) -> HttpResponse:
    try:
        told = bringing.undo(get_object_or_404(ShapeImport, uuid=uuid), by=who(request))
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("territory:import")
    says = _("Se deshizo la importación.")
    if told["kept"]:
        says += (
            " "
            + ngettext(
                "%d área queda como está: cambió o se usa.",
                "%d áreas quedan como están: cambiaron o se usan.",
                told["kept"],
            )
            % told["kept"]
        )
    done(request, says)
    return redirect("territory:import")
