"""Who may work in the studio: the coordinator of the plan."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse

from minga.base.page import page
from minga.people.models import User, is_coordinator
from minga.studio import reviews

View = Callable[..., HttpResponse]


def coordinator_only(view: View) -> View:
    """Others do not learn that there is a page; who has not signed in is asked to.

    What is no longer kept of a document can be read again.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_coordinator(request.user):
            raise Http404
        try:
            return view(request, *args, **kwargs)
        except reviews.Gone as gone:
            return page(request, "studio/gone.html", {"imported": gone.imported})

    return cast(View, login_required(guarded))


def who(request: HttpRequest) -> User:
    return cast(User, request.user)
