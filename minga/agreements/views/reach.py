"""Who may open what: each page of an agreement begins here, and it is 404 for others."""

from __future__ import annotations

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from minga.agreements.models import Agreement, AgreementQuerySet
from minga.plans.models import Plan


def visible(request: HttpRequest, pk: int) -> Agreement:
    return _one(request, Agreement.objects.visible_to(request.user), pk)


def editable(request: HttpRequest, pk: int) -> Agreement:
    return _one(request, Agreement.objects.editable_by(request.user), pk)


def approvable(request: HttpRequest, pk: int) -> Agreement:
    return _one(request, Agreement.objects.approvable_by(request.user), pk)


def _one(request: HttpRequest, among: AgreementQuerySet, pk: int) -> Agreement:
    known = among.filter(plan__in=Plan.objects.visible_to(request.user))
    return get_object_or_404(known.select_related("type", "unit", "plan", "administrator"), pk=pk)
