"""The documents that were taken in, what was read from them, and the files themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Prefetch
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from minga.base.page import page
from minga.intake.models import Document, Import

NEWEST = 50


@dataclass(frozen=True, slots=True)
class Count:
    """What the prose of a document announces under a heading, and what its table holds."""

    code: str
    declared: int | None
    found: int

    @property
    def agrees(self) -> bool:
        return self.declared in (None, self.found)


@dataclass(frozen=True, slots=True)
class Taken:
    """One import as it is shown."""

    imported: Import
    figures: list[tuple[int, str]]
    counts: list[Count]

    @property
    def declared(self) -> int:
        return sum(count.declared or 0 for count in self.counts)

    @property
    def found(self) -> int:
        return sum(count.found for count in self.counts)

    @property
    def disagreeing(self) -> int:
        return sum(not count.agrees for count in self.counts)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    imports = Import.objects.select_related("by")
    documents = list(
        Document.objects.visible_to(request.user)
        .select_related("added_by")
        .prefetch_related(Prefetch("imports", imports))
        .order_by("-added_at", "-pk")[:NEWEST]
    )
    shown = [(d, [_taken(i) for i in d.imports.all()]) for d in documents]
    return page(
        request,
        "intake/index.html",
        {
            "documents": shown,
            "newest": shown[0][1][0] if len(shown) == 1 and shown[0][1] else None,
        },
    )


def _taken(imported: Import) -> Taken:
    tally = imported.tally
    names = {
        "initiatives": _("iniciativas"),
        "articulations": _("articulaciones"),
        "mechanism_uses": _("menciones de mecanismos"),
    }
    figures = [(int(tally[key]), label) for key, label in names.items() if key in tally]
    if findings := tally.get("findings"):
        figures.append((sum(findings.values()), _("hallazgos")))
    return Taken(imported, figures, list(_counts(tally)))


def _counts(tally: Mapping[str, Any]) -> Iterator[Count]:
    declared, found = tally.get("declared", {}), tally.get("found", {})
    for code in dict.fromkeys([*found, *declared]):
        yield Count(code, declared.get(code), found.get(code, 0))


@require_safe
def file(request: HttpRequest, uuid: UUID) -> FileResponse:
    """The file as it was published, always to be saved: it is not ours, so it is never run."""
    document = get_object_or_404(Document.objects.visible_to(request.user), uuid=uuid)
    try:
        content = document.path.open("rb")
    except OSError:
        raise Http404(_("El archivo ya no está guardado.")) from None
    response = FileResponse(
        content,
        as_attachment=True,
        filename=document.name,
        content_type=document.media_type or "application/octet-stream",
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
