"""The territory: its map, the equal table, and both as files."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from minga.base.page import page
from minga.opendata.formats import FORMATS, stream
from minga.people.models import is_coordinator
from minga.territory import listing
from minga.territory.export import AREAS, geojson
from minga.territory.listing import Wanted
from minga.territory.models import Area


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    said = request.GET.get("in", "")
    within = None
    if said:
        if not said.isdecimal() or len(said) > 17:
            raise Http404
        within = get_object_or_404(Area.objects.visible_to(request.user).defer("shape"), pk=said)
    kind = request.GET.get("kind", "")
    wanted = Wanted(within, kind if kind in Area.Kind.values else "")
    after = request.GET.get("after", "")
    told = listing.counts(request.user)
    rows, last = listing.rows(wanted, request.user, told, after if len(after) < 18 else "")
    kinds = listing.kinds(wanted, request.user)
    context = {
        "wanted": wanted,
        "kinds": [(k, label, n, wanted.query(kind=k)) for k, label, n in kinds],
        "whole": Wanted(within).query(),
        "total": sum(n for k, _label, n in kinds if wanted.kind in ("", k)),
        "all": sum(n for _k, _label, n in kinds),
        "used": listing.used(Wanted(within), request.user, told),
        "map": listing.drawn(wanted, request.user, told),
        "rows": rows,
        "labels": [label for label, _of in told],
        "next": wanted.query(after=last) if last else "",
        "begun": bool(after),
        "first": wanted.query(),
        "editable": is_coordinator(request.user),
    }
    return page(request, "territory/index.html", context)


@require_safe
def file(request: HttpRequest, fmt: str) -> HttpResponseBase:
    """All areas as a table, or as GeoJSON those that have a shape."""
    if fmt == "geojson":
        pieces, media_type = geojson(request.user), "application/geo+json"
    elif fmt in FORMATS:
        pieces = stream(AREAS, fmt, None, request.user)
        media_type = FORMATS[fmt].media_type
    else:
        raise Http404
    return StreamingHttpResponse(
        pieces,
        content_type=media_type,
        headers={"Content-Disposition": f'attachment; filename="areas.{fmt}"'},
    )
