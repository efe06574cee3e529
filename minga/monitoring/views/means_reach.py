"""What the pages of milestones, money and people begin with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.forms.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from minga.base.done import back
from minga.base.page import page
from minga.base.steps import Refused
from minga.people.models import User
from minga.plans.models import Initiative, Plan


def person(request: HttpRequest) -> User:
    """Who is signed in; the views that change something are guarded by login_required."""
    assert isinstance(request.user, User)
    return request.user


def the_plan(request: HttpRequest, code: str) -> Plan:
    return get_object_or_404(Plan.objects.visible_to(request.user), code=code)


def editable(request: HttpRequest, plan: Plan, code: str) -> Initiative:
    mine = Initiative.objects.editable_by(request.user).filter(plan=plan)
    return get_object_or_404(mine.select_related("plan", "budget_total"), code=code)


def tried(form: BaseForm, act: Callable[..., Any], /, *args: Any, **kwargs: Any) -> bool:
    """Do it; a refusal stands on the form, at its field where it names one."""
    try:
        act(*args, **kwargs)
    except Refused as refusal:
        if not hasattr(refusal, "error_dict"):
            form.add_error(None, refusal)
            return False
        for name, errors in refusal.error_dict.items():
            form.add_error(name if name in form.fields else None, errors)
        return False
    return True


def form_page(
    request: HttpRequest, plan: Plan, form: BaseForm, title: str, otherwise: str, **more: Any
) -> HttpResponse:
    """A form on a page of its own; `otherwise` is where not changing anything leads."""
    hidden = {field.name for field in form.hidden_fields()}
    context = {
        "plan": plan,
        "form": form,
        "fields": [bound for bound in form if bound.name not in hidden],
        "title": title,
        "otherwise": back(request, otherwise),
        "next": back(request),
        "button": more.pop("button", ""),
        **more,
    }
    return page(request, "monitoring/means_form.html", context)
