"""The register of spaces, as a page and as files."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from minga.base.filters import Chip
from minga.base.page import page
from minga.opendata.formats import FORMATS, stream
from minga.people.models import is_coordinator
from minga.people.visitors import writes_for_a_unit
from minga.plans.menu import current_plan
from minga.spaces.export import SESSIONS_DATA, SPACES_DATA
from minga.spaces.filters import choices, counted, on, read, turn
from minga.spaces.models import Space

OFFERED = ("csv", "xlsx", "json")


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    user = request.user
    plan = current_plan(request)
    if plan is None:
        return redirect("/")
    chosen = read(request.GET)
    seen = Space.objects.visible_to(user).filter(plan=plan)
    found = chosen.apply(seen)
    after = request.GET.get("after", "")
    rows, last = turn(found, user, after)
    options = choices(plan, user)
    states = counted(plan, user, chosen)
    total = sum(n for value, _label, n in states if chosen.status in ("", value))
    context = {
        "plan": plan,
        "filter": chosen,
        "choices": options,
        "on": on(chosen, options, user),
        "chips": [
            Chip(label, chosen.query(status=value), n, chosen.status == value)
            for value, label, n in [("", _("Todos"), sum(n for *_state, n in states)), *states]
            if n or (chosen.status and value in ("", chosen.status))
        ],
        "total": total,
        "rows": rows,
        "next": f"{chosen.query()}&after={last}".replace("?&", "?") if last else "",
        "begin": chosen.query() if after else "",
        "may_begin": writes_for_a_unit(user),
        "may_propose": is_coordinator(user),
        "formats": OFFERED,
    }
    return page(request, "spaces/index.html", context)


@require_safe
def file(request: HttpRequest, what: str, fmt: str) -> HttpResponseBase:
    """Spaces or sessions of the plan, as much of them as the visitor may see."""
    datasets = {d.name: d for d in (SPACES_DATA, SESSIONS_DATA)}
    plan = current_plan(request)
    if plan is None or fmt not in OFFERED or what not in datasets:
        raise Http404
    pieces = stream(datasets[what], fmt, plan, request.user)
    response = StreamingHttpResponse(pieces, content_type=FORMATS[fmt].media_type)
    name = f"{plan.code}-{what}.{fmt}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    patch_cache_control(response, no_cache=True, private=request.user.is_authenticated)
    patch_vary_headers(response, ["Cookie", "Accept-Language"])
    return response
