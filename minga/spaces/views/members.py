"""The institutions of a space, and who speaks for each."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minga.actors.choose import choose, chosen
from minga.base.done import done, pressed, tried
from minga.base.page import page
from minga.people.visitors import person
from minga.spaces.actions import members as actions
from minga.spaces.forms import DelegateForm, MemberForm
from minga.spaces.models import Delegate, Member, Space
from minga.spaces.views.reach import editable


@login_required
def members(request: HttpRequest, pk: int) -> HttpResponse:
    """Who belongs to it: a search answers with buttons."""
    space = editable(request, pk)
    here = reverse("spaces:members", args=[pk])
    if request.method == "POST":
        actor = chosen(request.POST, request.user)
        if actor is None:
            raise Http404
        by = person(request)
        says = _("%s es miembro del espacio.") % actor.name
        pressed(request, says, lambda: actions.add_member(space, actor, by=by))
        return redirect(here)
    held = list(
        Member.objects.filter(space=space)
        .select_related("actor")
        .prefetch_related("delegates")
        .order_by("actor__name", "pk")
    )
    today = datetime.date.today()
    context = {
        "plan": space.plan,
        "space": space,
        "members": [m for m in held if m.ends is None or m.ends >= today],
        "today": today,
        "choosing": choose(request, but=[m.actor_id for m in held if m.ends is None], post=here),
    }
    return page(request, "spaces/members.html", context)


@login_required
def member(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    """One institution: its place and vote; who speaks for it stands below."""
    space, one = _member(request, pk, member)
    form = MemberForm(request.POST or None, instance=one)
    if form.is_valid() and tried(
        form, actions.change_member, one, by=person(request), **form.cleaned_data
    ):
        done(request, _("Guardado: %s.") % one.actor.name)
        return redirect("spaces:members", pk=pk)
    return _page(request, space, one, form, DelegateForm())


@login_required
@require_POST
def remove(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    _space, one = _member(request, pk, member)
    says = _("%s ya no es miembro del espacio.") % one.actor.name
    by = person(request)
    today = datetime.date.today()
    pressed(request, says, lambda: actions.remove_member(one, on=today, by=by))
    return redirect("spaces:members", pk=pk)


@login_required
@require_POST
def add_delegate(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    space, one = _member(request, pk, member)
    form = DelegateForm(request.POST)
    if form.is_valid() and tried(
        form, actions.add_delegate, one, by=person(request), **form.cleaned_data
    ):
        says = {"name": form.cleaned_data["name"], "actor": one.actor.name}
        done(request, _("%(name)s representa a %(actor)s.") % says)
        return redirect("spaces:member", pk=pk, member=member)
    return _page(request, space, one, MemberForm(instance=one), form)


@login_required
def delegate(request: HttpRequest, pk: int, member: int, delegate: int) -> HttpResponse:
    space, one = _member(request, pk, member)
    found = get_object_or_404(Delegate.objects.filter(member=one), pk=delegate)
    found.member = one
    form = DelegateForm(request.POST or None, instance=found)
    if form.is_valid() and tried(
        form, actions.change_delegate, found, by=person(request), **form.cleaned_data
    ):
        done(request, _("Guardado: %s.") % form.cleaned_data["name"])
        return redirect("spaces:member", pk=pk, member=member)
    context = {
        "plan": space.plan,
        "space": space,
        "member": one,
        "form": form,
        "fields": list(form),
        "title": _("Quién representa a %s") % one.actor.name,
        "send": _("Guardar"),
        "way_out": reverse("spaces:member", args=[pk, member]),
    }
    return page(request, "spaces/form.html", context)


@login_required
@require_POST
def end_delegate(request: HttpRequest, pk: int, member: int, delegate: int) -> HttpResponse:
    _space, one = _member(request, pk, member)
    found = get_object_or_404(Delegate.objects.filter(member=one), pk=delegate)
    found.member = one
    by = person(request)
    says = _("%s ya no representa a la institución.") % found.name
    today = datetime.date.today()
    pressed(request, says, lambda: actions.end_delegate(found, on=today, by=by))
    return redirect("spaces:member", pk=pk, member=member)


def _member(request: HttpRequest, pk: int, member: int) -> tuple[Space, Member]:
    space = editable(request, pk)
    one = get_object_or_404(Member.objects.filter(space=space).select_related("actor"), pk=member)
    one.space = space
    return space, one


def _page(
    request: HttpRequest, space: Space, one: Member, form: Any, delegate_form: Any
) -> HttpResponse:
    context = {
        "plan": space.plan,
        "space": space,
        "member": one,
        "form": form,
        "fields": list(form),
        "delegate_form": delegate_form,
        "delegate_fields": list(delegate_form),
        "delegates": list(one.delegates.select_related("user")),
        "today": datetime.date.today(),
    }
    return page(request, "spaces/member.html", context)
