"""Handing out a file: to be saved, never to be shown inside a page."""

from __future__ import annotations

import logging
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from minga.base.page import page
from minga.files.access import may_have
from minga.files.models import StoredFile
from minga.files.store import Gone, store

log = logging.getLogger(__name__)


@require_safe
def file(request: HttpRequest, uuid: UUID, name: str) -> HttpResponseBase:
    """The content of a file, whole; its name in the address is only for people."""
    found = get_object_or_404(StoredFile, uuid=uuid)
    if not may_have(request.user, found):
        raise Http404
    etag = f'"{found.sha256}"'
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        return unchanged
    try:
        content = store().get(found.sha256)
    except (Gone, OSError):
        log.exception("The file %s could not be read", found.uuid)
        why = _("El archivo no se pudo leer donde está guardado. Avise a quien opera el sistema.")
        return page(request, "files/gone.html", {"file": found, "why": why}, status=503)
    response = FileResponse(
        content, as_attachment=True, filename=found.name, content_type=found.media_type
    )
    response["Content-Length"] = found.size
    response["ETag"] = etag
    # whether the person may still have it is asked each time
    response["Cache-Control"] = "private, no-cache"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
