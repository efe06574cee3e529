"""The register of agreements: by state, unit, type, party, objective, and when they end."""

from __future__ import annotations

from dataclasses import replace

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from minga.agreements import filters
from minga.agreements.export import table
from minga.agreements.models import Agreement, AgreementQuerySet, Party
from minga.base.filters import Chip
from minga.base.page import page
from minga.opendata.formats import FORMATS
from minga.people.visitors import writes_for_a_unit
from minga.plans.menu import current_plan
from minga.plans.models import Plan

FORMS = ("csv", "xlsx", "json")


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    plan = plan_of(request)
    chosen, sort = filters.read(request.GET), _sort(request)
    everybody = seen(request, plan)
    counts = filters.tally(replace(chosen, status="").apply(everybody, plan))
    ordered = filters.ordered(chosen.apply(everybody, plan), sort)
    ordered = filters.beyond(ordered, sort, request.GET.get("after", ""))
    parties = Prefetch("parties", Party.objects.named_to(request.user).select_related("actor"))
    rows = list(
        ordered.select_related("type", "unit").prefetch_related(parties)[: filters.PAGE + 1]
    )
    more, rows = len(rows) > filters.PAGE, rows[: filters.PAGE]
    choices = filters.choices(plan, request.user)
    sorting = f"&sort={sort}" if sort else ""
    context = {
        "plan": plan,
        "rows": rows,
        "filter": chosen,
        "sort": sort,
        "sorts": list(filters.SORTS.items()),
        "choices": choices,
        "on": filters.on(chosen, choices, request.user),
        "chips": [
            Chip(str(label), chosen.query(status=value) + sorting, n, value == chosen.status)
            for value, label in [("", _("Todos")), *Agreement.Status.choices]
            if (n := counts.get(value))
        ],
        "total": counts.get(chosen.status, 0),
        "next": f"{chosen.query()}{sorting}&after={rows[-1].pk}" if more else "",
        "begin": f"{chosen.query()}{sorting}" if request.GET.get("after") else "",
        "may_begin": writes_for_a_unit(request.user),
        "files": [(form, f"{chosen.query()}{sorting}") for form in FORMS],
    }
    return page(request, "agreements/index.html", context)


@require_safe
def register_file(request: HttpRequest, fmt: str) -> HttpResponseBase:
    if fmt not in FORMS:
        raise Http404
    plan = plan_of(request)
    made = table(plan, request.user, filters.read(request.GET), _sort(request))
    pieces = FORMATS[fmt].write(made)
    response = StreamingHttpResponse(pieces, content_type=FORMATS[fmt].media_type)
    response["Content-Disposition"] = f'attachment; filename="{plan.code}-convenios.{fmt}"'
    patch_cache_control(response, no_cache=True, private=True)
    return response


def plan_of(request: HttpRequest) -> Plan:
    """The plan that the address names, or the one that pages without a plan belong to."""
    code = request.GET.get("plan", "")
    known = Plan.objects.visible_to(request.user)
    plan = known.filter(code=code).first() if code else current_plan(request)
    if plan is None:
        raise Http404
    return plan


def seen(request: HttpRequest, plan: Plan) -> AgreementQuerySet:
    return Agreement.objects.visible_to(request.user).filter(plan=plan)


def _sort(request: HttpRequest) -> str:
    sort = request.GET.get("sort", "")
    return sort if sort in filters.SORTS else ""
