"""One reading: its inputs, its evidence, all its returns, and what can be done with it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from minga.base import history
from minga.base.done import back, done, or_why_not
from minga.base.models import Entry
from minga.base.numbers import EXAMPLES, convention
from minga.base.page import page
from minga.base.steps import Refused
from minga.files.forms import add
from minga.files.models import Attachment
from minga.monitoring.actions import decide as actions
from minga.monitoring.actions.report import report
from minga.monitoring.forms.readings import ReadingForm, ReasonForm
from minga.monitoring.models import Period, Reading, ReadingQuerySet
from minga.monitoring.saying import DONE, as_told, events, of_cell, period_name
from minga.people.models import User, Visitor, is_coordinator
from minga.people.visitors import person
from minga.plans.models import Plan

ENTRIES = 200  # of the history, that a page shows
WITH = (
    *("indicator__plan", "indicator__owner", "period", "area", "reported_by", "decided_by"),
    *("replaces", "replaced_by"),
)
Status = Reading.Status
DECIDES = ("approve", "give_back")
STARTS = {
    "approve": (Status.SENT,),
    "give_back": (Status.SENT,),
    "correct": (Status.DRAFT, Status.RETURNED),
    "rectify": (Status.APPROVED,),
    "evidence": (*Reading.PENDING,),
}


@require_safe
def reading(request: HttpRequest, plan: str, pk: int) -> HttpResponse:
    found = _one(request, Reading.objects.visible_to(request.user), plan, pk)
    return page(request, "monitoring/reading.html", context(found, request.user))


@login_required
def decide(request: HttpRequest, plan: str, pk: int, verb: str) -> HttpResponse:
    """Do one thing with it: sent from wherever it was offered, and back there once it is done."""
    if verb not in STARTS:
        raise Http404
    user = person(request)
    among = Reading.objects
    rows = among.decidable_by(user) if verb in DECIDES else among.reportable_by(user)
    found = _one(request, rows & among.visible_to(user), plan, pk)
    if request.method != "POST":
        return redirect(found)
    if verb == "approve":
        with or_why_not(request):
            actions.approve(found, by=user)
            done(request, str(DONE[verb]))
        return redirect(back(request) or found)
    if verb == "evidence":
        if found.status in STARTS[verb]:
            add(request, found, Attachment.Kind.EVIDENCE, by=user, field="evidence")
        return redirect(found)
    form = _form(found, verb, request)
    if form.is_valid():
        try:
            goes_to = _do(found, verb, form, user)
        except Refused as refusal:
            form.add_error("lower" if _asks_lower(form, refusal) else None, refusal)
        else:
            done(request, str(DONE[verb]))
            return redirect(back(request) or goes_to)
    shown = context(found, user)
    shown["forms"] = {**shown["forms"], verb: form}
    shown["failed"] = verb
    return page(request, "monitoring/reading.html", shown)


def _do(found: Reading, verb: str, form: forms.Form, user: User) -> Reading:
    if verb == "give_back":
        actions.give_back(found, by=user, **form.cleaned_data)
        return found
    assert isinstance(form, ReadingForm)
    if verb == "rectify":
        return actions.rectify(found, by=user, **form.told())
    return report(
        found.indicator,
        found.period,
        area=found.area,
        category=found.category,
        by=user,
        send=True,
        **form.told(),
    )


def _form(found: Reading, verb: str, request: HttpRequest | None = None) -> forms.Form:
    data = (request.POST, request.FILES) if request else ()
    prefix = {"prefix": verb} if verb in ("correct", "rectify") else {}
    if verb == "give_back":
        return ReasonForm(*data[:1])
    return ReadingForm(found, *data, asks=verb == "rectify", **prefix)


def _asks_lower(form: forms.Form, refusal: Refused) -> bool:
    return getattr(refusal, "code", "") == "lower" and "lower" in form.fields


def context(found: Reading, user: Visitor) -> dict[str, Any]:
    """All that the page shows, with a number of queries that does not depend on the rows."""
    entries = list(history.of(found)[:ENTRIES])
    government = isinstance(user, User) and user.works_for_the_government
    indicator, period = found.indicator, found.period
    takes = period.status == Period.Status.OPEN
    mine = isinstance(user, User) and (is_coordinator(user) or indicator.owner_id in user.own_units)
    decides = isinstance(user, User) and actions.may_decide(found, user)
    offered = [
        verb
        for verb, starts in STARTS.items()
        if found.status in starts and takes and (decides if verb in DECIDES else mine)
    ]
    if "rectify" in offered and _replacing(found):
        offered.remove("rectify")
    return {
        "plan": indicator.plan,
        "reading": found,
        "indicator": indicator,
        "period": period,
        "name": period_name(period),
        "cell": of_cell(found),
        "takes": takes,
        "forms": {
            verb: _form(found, verb) for verb in offered if verb not in ("approve", "evidence")
        },
        "may_approve": "approve" in offered,
        "may_attach": "evidence" in offered,
        "own": decides and user.pk is not None and found.reported_by_id == user.pk,
        "replacing": _replacing(found),
        "evidence": list(Attachment.objects.of(history.label(found), found.pk)),
        "returns": [_returned(e) for e in entries if e.verb == "given_back"],
        "reason": _rectifying(entries),
        "events": events(entries) if government or mine else [],
        "example": EXAMPLES[convention()],
    }


def _replacing(found: Reading) -> Reading | None:
    """The reading on its way, or approved, that rectifies this one."""
    return getattr(found, "replaced_by", None)


def _returned(entry: Entry) -> dict[str, Any]:
    return {
        "why": entry.note,
        "value": as_told(entry.before.get("value")),
        "who": entry.by,
        "at": entry.at,
    }


def _rectifying(entries: list[Entry]) -> str:
    """Why it was made, where it rectifies another."""
    return next((entry.note for entry in entries if entry.verb == "rectifying"), "")


def _one(request: HttpRequest, among: ReadingQuerySet, plan: str, pk: int) -> Reading:
    plans = Plan.objects.visible_to(request.user).filter(code=plan)
    rows = among.filter(indicator__plan__in=plans).select_related(*WITH)
    found = get_object_or_404(rows, pk=pk)
    for other in (found.replaces, _replacing(found)):
        if other is not None:  # of the same cell: no query for that
            other.indicator, other.period = found.indicator, found.period
    return found
