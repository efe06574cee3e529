"""What the coordination says of a plan itself."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from minga.base.page import page
from minga.people.models import User
from minga.plans.actions.about import describe_plan
from minga.plans.forms import PlanForm
from minga.plans.models import Plan


@login_required
def about(request: HttpRequest, plan: str) -> HttpResponse:
    assert isinstance(request.user, User)
    plans = Plan.objects.editable_by(request.user).select_related("area")
    found = get_object_or_404(plans, code=plan)
    form = PlanForm(request.POST or None, initial=PlanForm.said(found))
    if form.is_valid():
        if describe_plan(found, by=request.user, **form.cleaned_data):
            messages.success(request, _("Guardado: la ficha del plan."))
        else:
            messages.info(request, _("No había nada que cambiar."))
        return redirect(found)
    return page(request, "plans/about.html", {"plan": found, "form": form})
