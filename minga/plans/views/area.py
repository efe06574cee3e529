"""The territory that a plan is of."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from minga.base.page import page
from minga.people.models import User
from minga.plans.actions.area import set_area
from minga.plans.forms import AreaForm
from minga.plans.models import Plan
from minga.territory.forms import parent_of


@login_required
def area(request: HttpRequest, plan: str) -> HttpResponse:
    assert isinstance(request.user, User)
    plans = Plan.objects.editable_by(request.user).select_related("area")
    found = get_object_or_404(plans, code=plan)
    form = AreaForm(request.POST or None, initial={"area": parent_of(found.area)})
    if form.is_valid():
        if set_area(found, form.cleaned_data["area"], by=request.user):
            messages.success(request, _("Guardado: el territorio del plan."))
        else:
            messages.info(request, _("No había nada que cambiar."))
        return redirect(found)
    return page(request, "plans/area.html", {"plan": found, "form": form})
