"""The register of commitments, one commitment, and what is done with it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_safe

from minga.base import history
from minga.base.done import back, done
from minga.base.filters import plain
from minga.base.page import page
from minga.base.steps import Refused
from minga.commitments import access
from minga.commitments.births import Birth, births_of
from minga.commitments.export import table
from minga.commitments.filters import Filter, choices, turn
from minga.commitments.forms import FORMS, Doing
from minga.commitments.models import Commitment
from minga.commitments.saying import events
from minga.files.models import Attachment
from minga.opendata.formats import FORMATS
from minga.people.models import User, Visitor
from minga.plans.menu import current_plan
from minga.plans.models import Initiative

ENTRIES = 200  # of the history, that a page shows


@dataclass(frozen=True, slots=True)
class Row:
    commitment: Commitment
    birth: Birth | None
    late: bool


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    chosen = Filter.read(request.GET)
    today = datetime.date.today()
    plan = current_plan(request)
    found = chosen.apply(request.user, plan, today)
    after = plain(request.GET.get("after", ""))
    turned = turn(found, chosen.statuses, after)
    births = births_of(turned.rows, request.user)
    options = choices(request.user, plan, chosen)
    return page(
        request,
        "commitments/index.html",
        {
            "plan": plan,
            "filter": chosen,
            "choices": options,
            "on": chosen.on(options),
            "rows": [Row(c, births.get(c.pk), _late(c, today)) for c in turned.rows],
            "total": found.filter(status__in=chosen.statuses).count(),
            "late": Commitment.objects.visible_to(request.user).late(today).order_by().count(),
            "next": chosen.query(after=turned.after) if turned.after else "",
            "begin": chosen.query() if after else "",
            "formats": ["csv", "xlsx", "json"],
        },
        parts=["list"],
    )


@require_safe
def file(request: HttpRequest, fmt: str) -> HttpResponseBase:
    """The register as a file: what the filters ask for."""
    if fmt not in FORMATS:
        raise Http404
    chosen = Filter.read(request.GET)
    pieces = FORMATS[fmt].write(table(chosen, current_plan(request), request.user))
    response = StreamingHttpResponse(pieces, content_type=FORMATS[fmt].media_type)
    response["Content-Disposition"] = f'attachment; filename="compromisos.{fmt}"'
    patch_cache_control(response, no_cache=True, private=request.user.is_authenticated)
    patch_vary_headers(response, ["Cookie", "Accept-Language"])
    return response


@require_safe
def commitment(request: HttpRequest, pk: int) -> HttpResponse:
    found = visible(request.user, pk)
    return page(request, "commitments/commitment.html", context(found, request.user))


@login_required
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Do one thing: sent from wherever it was offered, and back there once it is done."""
    if verb not in FORMS:
        raise Http404
    found = get_object_or_404(
        access.allowed(request.user, verb).select_related("actor", "person", "unit", "plan"), pk=pk
    )
    sent = request.method == "POST"
    form = FORMS[verb](found, request.user, *([request.POST, request.FILES] if sent else []))
    if form.is_valid():
        try:
            assert isinstance(request.user, User)
            form.do(request.user)
            done(request, str(form.done))
            return redirect(back(request) or found)
        except Refused as refusal:
            form.add_error(None, refusal)
    return page(
        request,
        "commitments/act.html",
        {
            "plan": found.plan,
            "commitment": found,
            "verb": verb,
            "form": form,
            "next": back(request),
        },
    )


def visible(user: Visitor, pk: int) -> Commitment:
    return get_object_or_404(
        Commitment.objects.visible_to(user).select_related(
            *("actor", "person", "unit", "plan", "reported_by", "decided_by"),
            "articulation__initiative__plan",
        ),
        pk=pk,
    )


def context(found: Commitment, user: Visitor) -> dict[str, Any]:
    """All that the page shows, with a number of queries that does not depend on the rows."""
    today = datetime.date.today()
    entries = list(history.of(found)[:ENTRIES])
    forms: list[tuple[str, Doing]] = [
        (verb, FORMS[verb](found, user)) for verb in access.offered_to(user, found)
    ]
    initiative = found.articulation.initiative if found.articulation else None
    return {
        "plan": found.plan,
        "commitment": found,
        "late": _late(found, today),
        "to_come": bool(found.due and found.due >= today and found.status in Commitment.OPEN),
        "days_late": (today - found.due).days if found.due else 0,
        "birth": births_of([found], user).get(found.pk),
        "initiative": initiative if initiative and _seen(initiative, user) else None,
        "reschedulings": list(found.reschedulings.select_related("by")),
        "evidence": list(Attachment.objects.of(history.label(found), found.pk)),
        "returns": [e for e in entries if e.verb == "given_back"],
        "events": events(entries),
        "forms": forms,
        "waits_for_another": found.status == Commitment.Status.REPORTED
        and user.pk is not None
        and found.reported_by_id == user.pk,
    }


def _seen(initiative: Initiative, user: Visitor) -> bool:
    return Initiative.objects.visible_to(user).filter(pk=initiative.pk).exists()


def _late(commitment: Commitment, today: datetime.date) -> bool:
    waits = commitment.status in (Commitment.Status.PENDING, Commitment.Status.RETURNED)
    return waits and commitment.due is not None and commitment.due < today
