"""The page of the network, its files, and the lists of what coordination still lacks."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from minga.actors.models import Actor
from minga.actors.network import gaps as lists
from minga.actors.network.asked import DRAWN_SMALL, Answer, Asked, answer
from minga.actors.network.drawing import Name, letter, line, ring
from minga.actors.network.export import DATASETS, graphml
from minga.actors.network.gather import LARGEST
from minga.base.menu import address
from minga.base.page import page
from minga.opendata.formats import FORMATS, stream
from minga.people.models import Visitor

PAGE = 25
FILES = ("csv", "json", "xlsx")


def _headline(found: Answer) -> str:
    """What the network says, in one sentence."""
    tied = sum(1 for s in found.measured.standings if s.degree)
    if not tied:
        return _("Todavía no se ve quién trabaja con quién")
    if found.measured.components == 1:
        return ngettext(
            "%(n)s actor forma una sola red",
            "%(n)s actores forman una sola red",
            tied,
        ) % {"n": tied}
    return _("%(n)s actores forman %(parts)s redes que no se tocan") % {
        "n": tied,
        "parts": found.measured.components,
    }


def _names(actors: set[int], user: Visitor) -> dict[int, Name]:
    found = Actor.objects.visible_to(user).filter(pk__in=actors).order_by()
    return {
        pk: Name(name, acronym or name, address("actors:actor", pk))
        for pk, name, acronym in found.values_list("pk", "name", "acronym")
    }


@require_safe
def network(request: HttpRequest) -> HttpResponse:
    asked = Asked.read(request.GET, request.user)
    found = answer(asked)
    order = found.standings(asked.sort)
    after = request.GET.get("after", "")
    begin = 0
    if after.isdecimal():
        begin = next((at for at, s in enumerate(order, 1) if str(s.actor) == after), 0)
    shown = order[begin : begin + PAGE]
    names = _names({s.actor for s in (*shown, *found.drawn)}, request.user)
    rows = [
        {"standing": s, "name": names[s.actor], "group": letter(s.community)}
        for s in shown
        if s.actor in names
    ]
    tied = sum(1 for s in order if s.degree)
    more = len(order) > begin + PAGE
    return page(
        request,
        "actors/network.html",
        {
            "plan": asked.scoped.subject,
            "asked": asked,
            "title": _headline(found),
            "measured": found.measured,
            "rows": rows,
            "first": begin + 1,
            "last": begin + len(shown),
            "total": len(order),
            "tied": tied,
            "ring": ring(found, names) if found.drawn else None,
            "line": line(found, names) if found.drawn else None,
            "few": min(DRAWN_SMALL, len(found.drawn)),
            "largest": LARGEST,
            "here": asked.query(),
            "sorts": {
                "degree": _("Con cuántos"),
                "shared": _("Cosas compartidas"),
                "strength": _("Fuerza"),
                "betweenness": _("Intermediación"),
            },
            "next": asked.query(after=str(shown[-1].actor)) if more and shown else "",
            "begin": asked.query() if begin else "",
            "gaps": asked.scoped.query(),
        },
    )


@require_safe
def network_file(request: HttpRequest, what: str, fmt: str) -> HttpResponseBase:
    """The actors or the ties of what is asked, or all of it as GraphML."""
    asked = Asked.read(request.GET, request.user)
    if (what, fmt) == ("network", "graphml"):
        return _file(graphml(asked, request.user), "application/graphml+xml", asked, "red.graphml")
    if what not in DATASETS or fmt not in FILES:
        raise Http404
    pieces = stream(DATASETS[what], fmt, asked, request.user)
    name = f"{'actores' if what == 'actors' else 'lazos'}.{fmt}"
    return _file(pieces, FORMATS[fmt].media_type, asked, f"red-{name}")


@require_safe
def gaps(request: HttpRequest) -> HttpResponse:
    asked = Asked.read(request.GET, request.user)
    found = lists.of(asked, lists.least(request.GET))
    return page(
        request,
        "actors/gaps.html",
        {
            "plan": asked.scoped.subject,
            "gaps": found,
            "asked": asked,
            "here": asked.scoped.query(),
            "least": lists.least(request.GET),
        },
    )


@require_safe
def gap(request: HttpRequest, kind: str) -> HttpResponse:
    asked = Asked.read(request.GET, request.user)
    least = lists.least(request.GET)
    found = lists.one(kind, asked, least)
    if found is None:
        raise Http404
    after = request.GET.get("after", "")
    rows = found.rows(after if after.isdecimal() and len(after) < 18 else "", PAGE + 1)
    more = len(rows) > PAGE
    rows = rows[:PAGE]
    own = {"least": str(least)} if kind == lists.LOADED else {}
    return page(
        request,
        "actors/gap.html",
        {
            "plan": asked.scoped.subject,
            "gap": found,
            "kind": kind,
            "asked": asked,
            "rows": [[*zip(found.columns, row.cells, strict=True)] for row in rows],
            "least": least if own else None,
            "here": asked.scoped.query(**own),
            "back": asked.scoped.query(),
            "next": asked.scoped.query(**own, after=str(rows[-1].key)) if more else "",
            "paged": bool(after),
        },
    )


@require_safe
def gap_file(request: HttpRequest, kind: str, fmt: str) -> HttpResponseBase:
    asked = Asked.read(request.GET, request.user)
    found = lists.one(kind, asked, lists.least(request.GET))
    if found is None or fmt not in FILES:
        raise Http404
    pieces = FORMATS[fmt].write(lists.table(found))
    return _file(pieces, FORMATS[fmt].media_type, asked, f"{kind}.{fmt}")


def _file(pieces: Iterator[bytes], media: str, asked: Asked, name: str) -> HttpResponseBase:
    response = StreamingHttpResponse(pieces, content_type=media)
    whole = f"{asked.scoped.name}-{name}".lstrip("-")
    response["Content-Disposition"] = f'attachment; filename="{whole}"'
    patch_cache_control(response, no_cache=True)
    if asked.user.is_authenticated:
        patch_cache_control(response, private=True)
    patch_vary_headers(response, ["Cookie", "Accept-Language"])
    return response
