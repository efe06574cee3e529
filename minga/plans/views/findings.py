"""The inbox of findings, and deciding about one."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from minga.base.page import page
from minga.base.steps import Refused
from minga.intake.forms import VERBS, DecideForm
from minga.intake.models import Finding
from minga.people.models import User, is_coordinator
from minga.plans import inbox
from minga.plans.actions import decide as actions
from minga.plans.models import Plan


@require_safe
def findings(request: HttpRequest, plan: str) -> HttpResponse:
    shown = get_object_or_404(Plan.objects.visible_to(request.user), code=plan)
    wanted = inbox.Wanted.read(request.GET)
    after = request.GET.get("after", "")
    begin = int(after) if after.isdecimal() and len(after) < 18 else 0
    found = (
        wanted.apply(shown, request.user)
        .filter(pk__gt=begin)
        .select_related("decided_by")
        .order_by("pk")
    )
    rows = list(found[: inbox.PAGE + 1])
    more = len(rows) > inbox.PAGE
    rows = rows[: inbox.PAGE]
    groups = inbox.tally(shown, request.user, wanted)
    here = wanted.query()
    return page(
        request,
        "plans/findings.html",
        {
            "plan": shown,
            "wanted": wanted,
            "items": inbox.items(shown, request.user, rows),
            "facets": inbox.facets(groups, wanted),
            "total": inbox.total(groups, wanted),
            "summary": inbox.summary(groups),
            "decides": is_coordinator(request.user),
            "verbs": VERBS,
            "back": _back(request.GET),
            "next": f"{here}&after={rows[-1].pk}".replace("?&", "?") if more else "",
            "begin": here if begin else "",
        },
    )


@login_required
def decide(request: HttpRequest, plan: str, number: int) -> HttpResponse:
    """One finding on a page of its own, with its form; HTMX swaps it where it stands."""
    shown = get_object_or_404(Plan.objects.editable_by(request.user), code=plan)
    finding = _finding(shown, number, request.GET.get("of", ""))
    form = DecideForm(request.POST if request.method == "POST" else None)
    in_place = request.headers.get("HX-Target") == f"f{finding.pk}"
    back = _back(QueryDict(request.POST.get("back", "")[1:500]))
    decided = False
    if form.is_valid():
        try:
            actions.decide(
                shown,
                finding,
                form.cleaned_data["verb"],
                by=cast(User, request.user),
                reason=form.cleaned_data["reason"],
            )
            decided = True
        except Refused as refusal:
            form.add_error(None, refusal)
            finding.refresh_from_db()
    if decided and not in_place:
        messages.success(request, _("Decisión guardada: %s.") % finding.get_decision_display())
        here = reverse("plans:findings", args=[shown.code])
        return redirect(f"{here}{back}#f{finding.pk}")
    if decided:
        shown.refresh_from_db(fields=["revision"])
    response = page(
        request,
        "plans/finding_item.html" if in_place else "plans/finding.html",
        {
            "plan": shown,
            "item": inbox.items(shown, request.user, [finding])[0],
            "form": form if form.errors else None,
            "decides": True,
            "verbs": VERBS,
            "opened": not decided,
            "swapped": in_place,
            "back": back,
            "summary": inbox.summary(inbox.tally(shown, request.user, inbox.Wanted())),
        },
    )
    if decided:
        response["HX-Trigger-After-Settle"] = "decided"
    return response


def _back(query: QueryDict) -> str:
    """The page of the inbox that one came from: its filters and where it begins."""
    after = query.get("after", "")
    here = inbox.Wanted.read(query).query()
    if after.isdecimal():
        here = f"{here}&after={after}".replace("?&", "?")
    return here if here != "?" else ""


def _finding(plan: Plan, number: int, of: str) -> Finding:
    """Numbers are those of one import; of several, the newest unless the address names one."""
    found = Finding.objects.about(plan.code).filter(number=number).select_related("decided_by")
    if of.isdecimal():
        found = found.filter(imported=int(of[:18]))
    finding = found.order_by("-imported").first()
    if finding is None:
        raise Http404
    return finding
