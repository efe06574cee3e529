"""Who takes part: the names that documents say, to be confirmed, and the roles in an initiative."""

from __future__ import annotations

import datetime
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from minga.actors.choose import choose, chosen
from minga.actors.models import Actor, ActorRole
from minga.base.done import done, or_why_not
from minga.base.filters import plain
from minga.base.forms import Date
from minga.base.page import page
from minga.base.steps import Refused
from minga.people.visitors import person
from minga.plans import parties as told
from minga.plans.actions import parties as actions
from minga.plans.models import Initiative, Plan
from minga.plans.views.edit import editable

PAGE = 50


class RoleForm(forms.Form):
    role = forms.ChoiceField(
        label=gettext_lazy("Papel"),
        choices=ActorRole.Role.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Elija el papel.")},
    )
    starts = forms.DateField(label=gettext_lazy("Desde"), widget=Date, required=False)
    ends = forms.DateField(
        label=gettext_lazy("Hasta"),
        widget=Date,
        required=False,
        help_text=gettext_lazy("En blanco si no se sabe o sigue."),
    )
    note = forms.CharField(label=gettext_lazy("Nota"), max_length=200, required=False)


class EndForm(forms.Form):
    ends = forms.DateField(
        label=gettext_lazy("Participa hasta"),
        widget=Date,
        error_messages={"required": gettext_lazy("Escriba el último día.")},
    )


# --- one initiative


@login_required
def add_role(request: HttpRequest, plan: str, code: str) -> HttpResponse:
    """Choose an actor, then say what it does in the initiative."""
    initiative = editable(request.user, plan, code)
    here = reverse("plans:add_role", args=[plan, code])
    actor = chosen(request.POST or request.GET, request.user)
    form = RoleForm(request.POST or None)
    if actor and form.is_valid():
        try:
            made = actions.add_role(initiative, actor, by=person(request), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal)
        else:
            says = _("%(actor)s: %(role)s.") % {"actor": actor, "role": made.get_role_display()}
            undo = reverse("plans:remove_role", args=[plan, code, made.pk])
            done(request, says, undo=undo)
            return redirect(f"{initiative.get_absolute_url()}#quien")
    context = {
        "plan": initiative.plan,
        "initiative": initiative,
        "actor": actor,
        "form": form,
        "here": here,
        "choosing": None if actor else choose(request),
    }
    return page(request, "plans/add_role.html", context)


@login_required
def end_role(request: HttpRequest, plan: str, code: str, pk: int) -> HttpResponse:
    initiative, role = _role(request, plan, code, pk)
    today = datetime.date.today()
    form = EndForm(request.POST or None, initial={"ends": role.ends or today})
    if form.is_valid():
        try:
            actions.end_role(initiative, role, by=person(request), on=form.cleaned_data["ends"])
        except Refused as refusal:
            form.add_error(None, refusal)
        else:
            done(request, _("Guardado: %s.") % role.actor.name)
            return redirect(f"{initiative.get_absolute_url()}#quien")
    context = {"plan": initiative.plan, "initiative": initiative, "role": role, "form": form}
    return page(request, "plans/end_role.html", context)


@login_required
@require_POST
def remove_role(request: HttpRequest, plan: str, code: str, pk: int) -> HttpResponse:
    initiative, role = _role(request, plan, code, pk)
    try:
        actions.remove_role(initiative, role, by=person(request))
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        back = reverse("plans:restore_role", args=[plan, code])
        was = {"actor": role.actor_id, "role": role.role, "note": role.note}
        was |= {n: v.isoformat() for n in ("starts", "ends") if (v := getattr(role, n))}
        done(
            request,
            _("%s ya no está entre quienes participan.") % role.actor.name,
            undo=f"{back}?{urlencode(was)}",
        )
    return redirect(f"{initiative.get_absolute_url()}#quien")


@login_required
@require_POST
def restore_role(request: HttpRequest, plan: str, code: str) -> HttpResponse:
    """Undo a removal: the address holds what it was."""
    initiative = editable(request.user, plan, code)
    actor, form = chosen(request.GET, request.user), RoleForm(request.GET)
    if actor is None or not form.is_valid():
        raise Http404
    with or_why_not(request):
        actions.add_role(initiative, actor, by=person(request), **form.cleaned_data)
        done(request, _("%s participa otra vez.") % actor.name)
    return redirect(f"{initiative.get_absolute_url()}#quien")


def _role(request: HttpRequest, plan: str, code: str, pk: int) -> tuple[Initiative, ActorRole]:
    initiative = editable(request.user, plan, code)
    seen = Actor.objects.visible_to(request.user).order_by().values("pk")
    roles = ActorRole.objects.of(told.RECORD, initiative.pk).filter(actor__in=seen)
    return initiative, get_object_or_404(roles.select_related("actor"), pk=pk)


# --- all that the documents of a plan name


@login_required
def parties(request: HttpRequest, plan: str) -> HttpResponse:
    """Each name that documents say, with the actor that it may be; nothing without confirmation."""
    found = get_object_or_404(Plan.objects.editable_by(request.user), code=plan)
    if request.method == "POST":
        try:
            taken = actions.take(found, _chosen(request), by=person(request))
        except Refused as refusal:
            messages.error(request, " ".join(refusal.messages))
        else:
            says = (
                ngettext("Se registró %d papel", "Se registraron %d papeles", taken.roles)
                % taken.roles
            )
            more = ngettext("y %d actor nuevo.", "y %d actores nuevos.", taken.actors)
            undo = f"{reverse('plans:undo_parties', args=[plan])}?token={taken.token}"
            done(request, f"{says} {more % taken.actors}", undo=undo)
        return redirect("plans:parties", plan)
    named = told.named_in(found)
    start = plain(request.GET.get("after", ""))
    begin = int(start) if start.isdecimal() and len(start) < 9 else 0
    shown = named[begin : begin + PAGE]
    told.propose(one for one in shown if one.open)
    context = {
        "plan": found,
        "named": shown,
        "total": len(named),
        "open": sum(one.open for one in named),
        "first": begin + 1,
        "last": begin + len(shown),
        "next": f"?after={begin + PAGE}" if len(named) > begin + PAGE else "",
        "begin": request.path if begin else "",
        "new": actions.NEW,
    }
    return page(request, "plans/parties.html", context)


def _chosen(request: HttpRequest) -> dict[str, int | str]:
    """Which names were ticked, and who each is: an actor's key, or a new one."""
    wanted: dict[str, int | str] = {}
    for number in request.POST.getlist("sel")[:1000]:
        key = request.POST.get(f"key-{number}", "")
        whom: Any = request.POST.get(f"is-{number}", "")
        if key and (whom == actions.NEW or (whom.isdecimal() and len(whom) < 18)):
            wanted[key] = whom if whom == actions.NEW else int(whom)
    return wanted


@login_required
@require_POST
def undo(request: HttpRequest, plan: str) -> HttpResponse:
    found = get_object_or_404(Plan.objects.editable_by(request.user), code=plan)
    try:
        taken = actions.undo_take(found, plain(request.GET.get("token", "")), by=person(request))
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        says = _("Se quitaron %(roles)d papeles y %(actors)d actores.")
        done(request, says % {"roles": taken.roles, "actors": taken.actors})
    return redirect("plans:parties", plan)
