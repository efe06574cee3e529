"""A person's own page, and the sign-ins of the demo."""

from __future__ import annotations

import datetime

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from minga.base.page import page
from minga.people.models import Membership, User


@login_required
def me(request: HttpRequest) -> HttpResponse:
    memberships = (
        Membership.objects.held_on(datetime.date.today())
        .filter(user=request.user.pk)
        .select_related("unit")
    )
    return page(
        request,
        "people/me.html",
        {"memberships": memberships, "second_factor": is_mfa_enabled(request.user)},
    )


@require_POST
def demo(request: HttpRequest, role: str) -> HttpResponse:
    """Sign in the demo person who holds a role. Outside the demo this page does not exist."""
    if not settings.DEMO:
        raise Http404
    person = User.objects.filter(is_demo=True, memberships__role=role).order_by("pk").first()
    if person is None:
        raise Http404
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    return redirect(back if safe else settings.LOGIN_REDIRECT_URL)
