"""What the pages of milestones, money and people begin with."""

from __future__ import annotations

from typing import Any

from django.forms.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from minga.base.done import back
from minga.base.page import page
from minga.plans.models import Initiative, Plan


def editable(request: HttpRequest, plan: Plan, code: str) -> Initiative:
    mine = Initiative.objects.editable_by(request.user).filter(plan=plan)
    return get_object_or_404(mine.select_related("plan", "budget_total"), code=code)


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
