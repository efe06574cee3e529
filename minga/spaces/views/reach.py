"""Who may open what: each page of a space begins here, and it is 404 for others."""

from __future__ import annotations

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.http import url_has_allowed_host_and_scheme

from minga.plans.models import Plan
from minga.spaces.models import Session, SessionQuerySet, Space, SpaceQuerySet


def visible(request: HttpRequest, pk: int) -> Space:
    return _space(request, Space.objects.visible_to(request.user), pk)


def editable(request: HttpRequest, pk: int) -> Space:
    return _space(request, Space.objects.editable_by(request.user), pk)


def session_of(request: HttpRequest, pk: int, number: int) -> Session:
    return _session(request, Session.objects.visible_to(request.user), pk, number)


def session_edited(request: HttpRequest, pk: int, number: int) -> Session:
    return _session(request, Session.objects.editable_by(request.user), pk, number)


def session_approved(request: HttpRequest, pk: int, number: int) -> Session:
    return _session(request, Session.objects.approvable_by(request.user), pk, number)


def back(request: HttpRequest, otherwise: str) -> str:
    """Where to go on afterwards: an address of ours that the form names."""
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    return wanted if safe and wanted.startswith("/") else otherwise


def _space(request: HttpRequest, among: SpaceQuerySet, pk: int) -> Space:
    known = among.filter(plan__in=Plan.objects.visible_to(request.user))
    return get_object_or_404(known.select_related("unit", "plan", "initiative__plan"), pk=pk)


def _session(request: HttpRequest, among: SessionQuerySet, pk: int, number: int) -> Session:
    known = among.filter(space__plan__in=Plan.objects.visible_to(request.user))
    return get_object_or_404(
        known.select_related("space__unit", "space__plan", "approved_by"),
        space=pk,
        number=number,
    )
