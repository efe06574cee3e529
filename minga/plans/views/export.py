"""The plan as files that anybody may take away."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import partial
from itertools import chain

from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from minga.base.page import page
from minga.base.steps import Refused
from minga.opendata.formats import FORMATS, stream
from minga.people.models import Visitor
from minga.plans.completeness import audience
from minga.plans.export import MATRIX
from minga.plans.models import Plan

FORM = 3  # add one when the files change their form


@require_safe
def matrix_file(request: HttpRequest, plan: str, fmt: str) -> HttpResponseBase:
    if fmt not in FORMATS:
        raise Http404
    shown = get_object_or_404(Plan.objects.visible_to(request.user), code=plan)
    etag = _etag(shown, request.user, fmt)
    # asked first without an answer: who has this revision already costs one query
    response: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if response is None:
        try:
            pieces = stream(MATRIX, fmt, shown, request.user)
            if request.method == "GET":  # for HEAD nothing is made
                pieces = _begun(pieces)
        except Refused as refusal:
            context = {"plan": shown, "why": " ".join(refusal.messages)}
            return page(request, "plans/not_published.html", context, status=422)
        response = StreamingHttpResponse(pieces, content_type=FORMATS[fmt].media_type)
    response["ETag"] = etag
    name = f"{shown.code}.json" if fmt == "json" else f"{shown.code}-matriz.{fmt}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    patch_cache_control(response, no_cache=True)
    if request.user.is_authenticated:
        patch_cache_control(response, private=True)
    patch_vary_headers(response, ["Cookie", "Accept-Language"])
    return response


def _begun(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """What cannot be published is refused before its first piece: after it is too late."""
    return chain([next(pieces, b"")], pieces)


plan_json = partial(matrix_file, fmt="json")


def _etag(plan: Plan, user: Visitor, fmt: str) -> str:
    """Changes with all that a file depends on."""
    parts = (plan.pk, plan.revision, audience(user), fmt, get_language(), FORM)
    return f'"{hashlib.sha256(repr(parts).encode()).hexdigest()[:32]}"'
