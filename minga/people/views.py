"""A person's own page, the sign-ins of the demo, and what signing in does not offer."""

from __future__ import annotations

import datetime

from allauth.mfa.models import Authenticator
from allauth.socialaccount.providers.openid_connect.views import login as allauth_to_provider
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from minga.base.menu import address
from minga.base.page import page
from minga.people.models import Membership, User


@login_required
def me(request: HttpRequest) -> HttpResponse:
    memberships = (
        Membership.objects.held_on(datetime.date.today())
        .filter(user=request.user.pk)
        .select_related("unit")
        .order_by("pk")
    )
    factors = {a.type: a.wrap() for a in Authenticator.objects.filter(user=request.user.pk)}
    codes = factors.get(Authenticator.Type.RECOVERY_CODES)
    return page(
        request,
        "people/me.html",
        {
            "memberships": memberships,
            "second_factor": Authenticator.Type.TOTP in factors,
            "mailing": address("notices:settings"),
            "codes_left": len(codes.get_unused_codes()) if codes else 0,
        },
    )


@require_POST
def demo(request: HttpRequest, role: str) -> HttpResponse:
    """Sign in the demo person who holds a role. Outside the demo this page does not exist."""
    if not settings.DEMO:
        raise Http404
    people = User.objects.filter(is_demo=True, is_active=True, memberships__role=role)
    person = people.order_by("pk").first()
    if person is None:
        raise Http404
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    return redirect(back if safe else settings.LOGIN_REDIRECT_URL)


def closed(request: HttpRequest, title: Promise, why: Promise, **_rest: str) -> HttpResponse:
    """A page that the library has and Minga does not offer."""
    return page(request, "account/closed.html", {"title": title, "why": why}, status=404)


def to_provider(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Send the person on to an OIDC provider.

    By a page, because the Content-Security-Policy keeps forms from leading to another site.
    """
    answer: HttpResponse = allauth_to_provider(request, provider_id)
    if answer.status_code != 302:
        return answer
    return page(request, "socialaccount/login_redirect.html", {"redirect_to": answer["Location"]})
