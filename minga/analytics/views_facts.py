"""The facts themselves, for whoever wants to count for themselves, and for observatories."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.http.response import HttpResponseNotModified
from django.utils.http import parse_etags, quote_etag
from django.views.decorators.http import require_safe

from minga.analytics.catalog import NAME, Catalog, own, read_catalog
from minga.analytics.questions import Said
from minga.base.page import page

PARQUET = "application/vnd.apache.parquet"
FOREVER = "public, max-age=31536000, immutable"  # the name of a file holds its digest


@require_safe
def dictionary(request: HttpRequest) -> HttpResponse:
    """What there is and what it means."""
    found = read_catalog(own())
    return page(
        request,
        "analytics/dictionary.html",
        {
            "catalog": found,
            "facts": [
                {
                    "name": name,
                    **fact,
                    "says": _said(fact, "grain"),
                    "columns": [{**c, "says": _said(c, "what")} for c in fact["columns"]],
                }
                for name, fact in sorted(found.facts.items())
            ]
            if found
            else [],
        },
    )


@require_safe
def catalog(request: HttpRequest) -> HttpResponseBase:
    """The dictionary for machines: the paths of its files are relative to this address."""
    import hashlib

    found = _found()
    content = (found.folder / NAME).read_bytes()
    etag = quote_etag(hashlib.sha256(content).hexdigest())
    if _known(request, etag):
        return _headed(HttpResponseNotModified(), etag, "no-cache")
    return _headed(HttpResponse(content, content_type="application/json"), etag, "no-cache")


@require_safe
def file(request: HttpRequest, name: str) -> HttpResponseBase:
    """One file of the catalog, and no other."""
    found = _found()
    said = found.every_file.get(f"data/{name}")
    if said is None:
        raise Http404
    etag = quote_etag(said["sha256"])
    if _known(request, etag):
        return _headed(HttpResponseNotModified(), etag, FOREVER)
    try:
        content = (found.folder / said["path"]).open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(content, content_type=PARQUET, as_attachment=True, filename=name)
    return _headed(response, etag, FOREVER)


def _said(entry: dict[str, Any], key: str) -> Said:
    """In both languages; one that was written before there were two says it in Spanish."""
    return Said(entry[key], entry.get(f"{key}_en") or entry[key])


def _found() -> Catalog:
    found = read_catalog(own())
    if found is None:
        raise Http404
    return found


def _known(request: HttpRequest, etag: str) -> bool:
    wanted = parse_etags(request.headers.get("If-None-Match", ""))
    return "*" in wanted or etag in wanted


def _headed(response: HttpResponseBase, etag: str, keep: str) -> HttpResponseBase:
    response["ETag"] = etag
    response["Cache-Control"] = keep
    return response
