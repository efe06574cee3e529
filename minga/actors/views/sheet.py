"""The directory as a file, and a table of actors brought in: looked at first, then applied."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from itertools import chain
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from minga.actors import sheet as actions
from minga.actors.models import Sheet
from minga.actors.sheet.columns import COLUMNS, CONTACTS, DATASET
from minga.actors.sheet.reading import compare, read
from minga.base.done import done
from minga.base.page import page
from minga.base.steps import Refused
from minga.intake.read import MEGABYTE
from minga.intake.reading import Unreadable
from minga.intake.sheets import tally
from minga.opendata.formats import FORMATS, stream
from minga.people.models import is_coordinator
from minga.people.visitors import person

LIMIT = 20 * MEGABYTE
SHOWN = 300  # rows of each kind
FORMS = ("csv", "xlsx", "json", "html")
OLD = datetime.timedelta(days=7)  # tables that nobody applied are forgotten


@require_safe
def file(request: HttpRequest, fmt: str) -> HttpResponseBase:
    if fmt not in FORMS:
        raise Http404
    pieces: Iterator[bytes] = stream(DATASET, fmt, None, request.user)
    try:
        pieces = chain([next(pieces, b"")], pieces)
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("actors:index")
    response = StreamingHttpResponse(pieces, content_type=FORMATS[fmt].media_type)
    response["Content-Disposition"] = f'attachment; filename="actores.{fmt}"'
    response["Cache-Control"] = "private, no-cache"
    response["Vary"] = "Cookie, Accept-Language"
    return response


@login_required
def bring(request: HttpRequest) -> HttpResponse:
    _may(request)
    problem, unknown = "", ""
    if request.method == "POST":
        upload = request.FILES.get("file")
        try:
            made = _kept(request, upload)
            return redirect("actors:sheet", made.uuid)
        except (Refused, Unreadable) as refusal:
            problem = str(refusal) if isinstance(refusal, Unreadable) else refusal.messages[0]
    context = {
        "problem": problem,
        "unknown": unknown,
        "columns": (*COLUMNS, CONTACTS),
        "limit": LIMIT // MEGABYTE,
        "sheets": Sheet.objects.exclude(applied_at=None).select_related("by").order_by("-pk")[:10],
    }
    return page(request, "actors/import.html", context)


def _kept(request: HttpRequest, upload: UploadedFile[bytes] | None) -> Sheet:
    if upload is None:
        raise Refused(_("Elija un archivo."))
    if (upload.size or 0) > LIMIT:
        raise Refused(_("El archivo es demasiado grande: hasta %d MB.") % (LIMIT // MEGABYTE))
    name = (upload.name or "").replace("\0", "")[:200]
    rows, unknown = read(upload.read(), name)
    if not rows:
        raise Refused(_("La tabla no tiene ninguna fila."))
    if unknown:
        messages.warning(
            request, _("No se leen estas columnas: %s.") % ", ".join(map(str, unknown[:12]))
        )
    user = person(request)
    waiting = Sheet.objects.filter(applied_at=None)
    waiting.filter(by=user).delete()
    waiting.filter(at__lt=timezone.now() - OLD).delete()
    return Sheet.objects.create(name=name, rows=actions.keep(rows), by=user)


@login_required
def sheet(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What each row of a table would do; and doing it."""
    _may(request)
    found = get_object_or_404(Sheet.objects.select_related("by"), uuid=uuid)
    if found.applied_at:
        return redirect("actors:import")
    if request.method == "POST":
        try:
            told = actions.apply(found, by=person(request), sure="sure" in request.POST)
        except Refused as refusal:
            messages.error(request, " ".join(refusal.messages))
            return redirect("actors:import")
        says = _(
            "%(new)d actores nuevos, %(changed)d cambiados, %(rejected)d filas no se trajeron."
        )
        done(request, says % told, undo=reverse("actors:undo_sheet", args=[found.uuid]))
        return redirect("actors:index")
    lines = compare(actions.kept(found))
    kinds = {
        kind: [line for line in lines if line.kind == kind]
        for kind in ("rejected", "new", "changed")
    }
    context = {
        "sheet": found,
        "tally": tally(lines),
        "total": len(lines),
        "doubtful": [line for line in lines if line.doubtful],
        "groups": [(kind, some[:SHOWN], len(some)) for kind, some in kinds.items() if some],
        "shown": SHOWN,
        "will": len(kinds["new"]) + len(kinds["changed"]),
    }
    return page(request, "actors/sheet.html", context)


@login_required
@require_POST
def undo(request: HttpRequest, uuid: UUID) -> HttpResponse:
    _may(request)
    found = get_object_or_404(Sheet, uuid=uuid)
    try:
        back, left = actions.undo(found, by=person(request))
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("actors:import")
    says = _("Se deshizo la tabla: %d actores volvieron a como estaban.") % back
    if left:
        says += " " + _("%d quedaron, porque alguien los cambió o ya participan en algo.") % left
    done(request, says)
    return redirect("actors:index")


def _may(request: HttpRequest) -> None:
    if not is_coordinator(request.user):
        raise Http404
