"""Who may change the territory: the coordinator of the plan."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse

from minga.people.models import User, is_coordinator

View = Callable[..., HttpResponse]


def coordinator_only(view: View) -> View:
    """Others do not learn that there is a page; who has not signed in is asked to."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_coordinator(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return cast(View, login_required(guarded))


def who(request: HttpRequest) -> User:
    return cast(User, request.user)
