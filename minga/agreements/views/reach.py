"""Who may open what: each page of an agreement begins here, and it is 404 for others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms.forms import BaseForm
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from minga.agreements.models import Agreement, AgreementQuerySet
from minga.base.done import done
from minga.base.steps import Refused
from minga.people.models import Role, User, is_coordinator
from minga.plans.models import Plan


def person(request: HttpRequest) -> User:
    """Who is signed in; the views that change something are guarded by login_required."""
    assert isinstance(request.user, User)
    return request.user


def may_begin(user: object) -> bool:
    """The coordinator, and who writes for a unit."""
    if not isinstance(user, User):
        return False
    return is_coordinator(user) or bool(user.units_as(Role.HEAD, Role.DELEGATE))


def visible(request: HttpRequest, pk: int) -> Agreement:
    return _one(request, Agreement.objects.visible_to(request.user), pk)


def editable(request: HttpRequest, pk: int) -> Agreement:
    return _one(request, Agreement.objects.editable_by(request.user), pk)


def approvable(request: HttpRequest, pk: int) -> Agreement:
    return _one(request, Agreement.objects.approvable_by(request.user), pk)


def _one(request: HttpRequest, among: AgreementQuerySet, pk: int) -> Agreement:
    known = among.filter(plan__in=Plan.objects.visible_to(request.user))
    return get_object_or_404(known.select_related("type", "unit", "plan", "administrator"), pk=pk)


def tried(form: BaseForm, act: Callable[..., Any], *args: Any, **kwargs: Any) -> bool:
    """Do it; a refusal stands on the form, at its field where it names one."""
    try:
        act(*args, **kwargs)
    except Refused as refusal:
        place(form, refusal)
        return False
    return True


def place(form: BaseForm, refusal: Refused) -> None:
    if not hasattr(refusal, "error_dict"):
        form.add_error(None, refusal)
        return
    for name, errors in refusal.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)


def pressed(request: HttpRequest, says: str, act: Callable[..., Any], **kwargs: Any) -> bool:
    """Do what a button says, and tell what came of it at the top of the next page."""
    try:
        act(**kwargs)
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
        return False
    done(request, says)
    return True
