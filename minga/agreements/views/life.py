"""The steps of an agreement, its signatures, and what changes it later."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from minga.agreements.actions import amend, life
from minga.agreements.actions.ground import linked
from minga.agreements.actions.obligations import RECORD
from minga.agreements.actions.sign import sign as give_signature
from minga.agreements.forms import AddendumForm, ExtendForm, ReasonForm, SignForm
from minga.agreements.models import Agreement, Party
from minga.agreements.saying import ASKED, DONE, STEPS, WRITERS
from minga.agreements.views.reach import approvable, editable
from minga.base.done import back, pressed, tried
from minga.base.page import page
from minga.commitments.models import Commitment
from minga.people.models import Role
from minga.people.visitors import person
from minga.plans.actions.settle import would_lapse
from minga.plans.models import Plan

ACTS = {
    "send_to_review": life.send_to_review,
    "give_back": life.give_back,
    "clear": life.clear,
    "bring_into_force": life.bring_into_force,
    "suspend": life.suspend,
    "resume": life.resume,
    "terminate": life.terminate,
    "settle": life.settle,
    "archive": life.archive,
}
assert ACTS.keys() == STEPS.keys()


@login_required
def step(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """One step: asked first where it needs a reason, with what it brings about counted."""
    if verb not in ACTS:
        raise Http404
    agreement = editable(request, pk) if verb in WRITERS else approvable(request, pk)
    if verb not in agreement.next_steps and request.method == "GET":
        messages.info(
            request,
            _("El convenio está «%(state)s»: ese paso no corresponde ahora.")
            % {"state": agreement.get_status_display()},
        )
        return redirect(agreement)
    user = person(request)
    if verb not in ASKED and request.method == "POST":
        act: Any = ACTS[verb]
        pressed(request, str(DONE[verb]), lambda: act(agreement, by=user))
        return redirect(back(request) or agreement)
    form = ReasonForm(request.POST or None)
    if verb in ASKED and form.is_valid():
        act = ACTS[verb]
        if tried(form, act, agreement, by=user, **form.cleaned_data):
            messages.success(request, DONE[verb])
            return redirect(back(request) or agreement)
    context = {
        "plan": agreement.plan,
        "agreement": agreement,
        "verb": verb,
        "label": STEPS[verb],
        "form": form if verb in ASKED else None,
        "signed": agreement.parties.filter(signed_on__isnull=False).count(),
        **_consequences(agreement, verb),
    }
    return page(request, "agreements/step.html", context)


@login_required
def sign(request: HttpRequest, pk: int, party: int) -> HttpResponse:
    user = person(request)
    mine = Party.objects.signable_by(user).select_related(
        "agreement__plan", "agreement__type", "agreement__unit", "actor"
    )
    plans = Plan.objects.visible_to(user)
    one = get_object_or_404(mine, pk=party, agreement=pk, agreement__plan__in=plans)
    agreement = one.agreement
    form = SignForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data.pop("document")
        document = (file, file.name) if file else None
        if tried(form, give_signature, one, by=user, document=document, **form.cleaned_data):
            messages.success(request, _("Quedó la firma de %(name)s.") % {"name": one.actor})
            return redirect(_back(agreement, user))
    context = {
        "plan": agreement.plan,
        "agreement": agreement,
        "party": one,
        "form": form,
        "own": one.actor.unit_id in user.units_as(Role.HEAD),
    }
    return page(request, "agreements/sign.html", context)


@login_required
def extend(request: HttpRequest, pk: int) -> HttpResponse:
    agreement = approvable(request, pk)
    form = ExtendForm(request.POST or None)
    if form.is_valid() and tried(
        form, amend.extend, agreement, by=person(request), **form.cleaned_data
    ):
        messages.success(request, _("La prórroga está registrada: el fin del plazo cambió."))
        return redirect(agreement)
    return _amendment(request, agreement, form, _("Registrar una prórroga"))


@login_required
def addendum(request: HttpRequest, pk: int) -> HttpResponse:
    agreement = approvable(request, pk)
    form = AddendumForm(request.POST or None)
    if form.is_valid() and tried(
        form, amend.add_addendum, agreement, by=person(request), **form.cleaned_data
    ):
        messages.success(request, _("La adenda está registrada."))
        return redirect(agreement)
    return _amendment(request, agreement, form, _("Registrar una adenda"))


def _amendment(request: HttpRequest, agreement: Agreement, form: Any, title: str) -> HttpResponse:
    context = {
        "plan": agreement.plan,
        "agreement": agreement,
        "form": form,
        "fields": list(form),
        "title": title,
        "shows_term": True,
    }
    return page(request, "agreements/form.html", context)


def _consequences(agreement: Agreement, verb: str) -> dict[str, Any]:
    """What ending or pausing it brings about, counted before anybody presses."""
    if verb not in ("suspend", "terminate"):
        return {}
    obligations = agreement.obligations.values_list("pk", flat=True)
    today = datetime.date.today()
    owed = Commitment.objects.born_in(RECORD, *obligations).due().exclude(due__lte=today)
    in_force = agreement.status == Agreement.Status.IN_FORCE
    return {
        "lapses": would_lapse(linked(agreement), agreement.get_absolute_url()) if in_force else [],
        "owed": owed.count() if verb == "terminate" else 0,
        "parties": agreement.parties.count(),
    }


def _back(agreement: Agreement, user: Any) -> str:
    """Who signs for another unit sees the agreement too, as everybody in the government."""
    seen = Agreement.objects.visible_to(user).filter(pk=agreement.pk).exists()
    return agreement.get_absolute_url() if seen else "/"
