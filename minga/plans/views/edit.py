"""Editing an initiative in its place: a row of its file, an articulation, a step of its life."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minga.base import history
from minga.base.done import done, or_why_not
from minga.base.models import Entry
from minga.base.page import page
from minga.base.steps import Refused
from minga.people.models import Visitor
from minga.people.visitors import person
from minga.plans.actions import edit as actions
from minga.plans.forms import HIDDEN, PARTS, ArticulationForm, InitiativeForm
from minga.plans.models import Articulation, Initiative


def editable(user: Visitor, plan: str, code: str) -> Initiative:
    return get_object_or_404(
        Initiative.objects.editable_by(user).select_related("plan", "objective"),
        plan__code=plan,
        code=code,
    )


@login_required
def edit(request: HttpRequest, plan: str, code: str) -> HttpResponse:
    """Edit one part of an initiative (?field=kind), or all of them."""
    initiative = editable(request.user, plan, code)
    part = request.GET.get("field", "")
    if part and part not in PARTS:
        raise Http404
    parts = [part] if part else list(PARTS)
    form = InitiativeForm(initiative, parts, request.POST or None)
    conflict = False
    if form.is_valid():
        try:
            changed = actions.edit(
                initiative, by=person(request), **_wanted(form, initiative, request.POST)
            )
            return _saved(request, initiative, changed)
        except actions.Conflict as refusal:
            form.add_error(None, refusal)
            conflict = True
        except Refused as refusal:
            form.add_error(None, refusal)
    fresh = InitiativeForm(initiative, parts)
    return _answer(
        request,
        {
            "plan": initiative.plan,
            "initiative": initiative,
            "form": form,
            "fields": [form[name] for name in form.fields if name not in HIDDEN],
            "part": part,
            "conflict": conflict,
            "version": form["version"].value(),
            "mine": initiative.version if conflict else "",
            "theirs": _theirs(fresh, form.clashes()) if conflict else [],
            "last": history.of(initiative).first() if conflict else None,
        },
        "plans/edit.html",
        f"f-{part}",
    )


@login_required
def edit_articulation(request: HttpRequest, plan: str, code: str, number: int) -> HttpResponse:
    initiative = editable(request.user, plan, code)
    articulation = get_object_or_404(
        Articulation.objects.filter(initiative=initiative), number=number
    )
    articulation.initiative = initiative
    form = ArticulationForm(articulation, request.POST or None)
    conflict = False
    if form.is_valid():
        try:
            changed = actions.edit_articulation(
                articulation,
                by=person(request),
                version=form.cleaned_data["version"],
                objective=form.cleaned_data["objective"],
                mechanisms=form.mechanisms(),
            )
            return _saved(request, initiative, changed)
        except actions.Conflict as refusal:
            form.add_error(None, refusal)
            conflict = True
        except Refused as refusal:
            form.add_error(None, refusal)
    return _answer(
        request,
        {
            "plan": initiative.plan,
            "initiative": initiative,
            "articulation": articulation,
            "form": form,
            "mechanisms": [form[name] for name in form.places],
            "printed": articulation.source,
            "conflict": conflict,
            "version": initiative.version if conflict else form["version"].value(),
            "theirs": _theirs(ArticulationForm(articulation)) if conflict else [],
        },
        "plans/edit_articulation.html",
        f"a-{number}",
    )


@login_required
@require_POST
def step(request: HttpRequest, plan: str, code: str) -> HttpResponse:
    initiative = editable(request.user, plan, code)
    verb = request.POST.get("verb", "")
    if verb not in Initiative.STEPS:
        raise Http404
    with or_why_not(request):
        actions.step(initiative, verb, by=person(request))
        done(
            request,
            _("%(code)s: %(state)s.")
            % {"code": initiative.code, "state": initiative.get_status_display()},
            undo=_way_back(initiative),
        )
    return redirect(initiative)


@login_required
@require_POST
def undo(request: HttpRequest, plan: str, code: str) -> HttpResponse:
    """Take back the newest change of an initiative, if it is still the one the person saw."""
    initiative = editable(request.user, plan, code)
    newest = actions.undoable(_entries(initiative)[:1])
    said = request.GET.get("entry") or request.POST.get("entry")
    if newest is None or str(newest.pk) != said:
        messages.error(
            request, _("Ya no se puede deshacer: la iniciativa tuvo otros cambios después.")
        )
        return redirect(initiative)
    with or_why_not(request):
        actions.undo(newest, by=person(request))
        done(
            request, _("Se deshizo el cambio en %s.") % initiative.code, undo=_way_back(initiative)
        )
    return redirect(initiative)


def _entries(initiative: Initiative) -> Any:
    parts = Articulation.objects.filter(initiative=initiative).values("pk")
    return Entry.objects.filter(
        Q(record=history.label(Initiative), object_id=initiative.pk)
        | Q(record=history.label(Articulation), object_id__in=parts)
    )


def _way_back(initiative: Initiative) -> str:
    newest = actions.undoable(_entries(initiative)[:1])
    if newest is None:
        return ""
    address = reverse("plans:undo", args=[initiative.plan.code, initiative.code])
    return f"{address}?entry={newest.pk}"


def _saved(request: HttpRequest, initiative: Initiative, changed: bool) -> HttpResponse:
    if changed:
        says = _("Guardado: %s.") % initiative.code
        done(request, says, undo=_way_back(initiative))
    else:
        messages.info(request, _("No había nada que cambiar en %s.") % initiative.code)
    return redirect(initiative)


def _wanted(form: InitiativeForm, initiative: Initiative, said: QueryDict) -> dict[str, Any]:
    """What to save, and on which version.

    Where others saved meanwhile, only what the person changed; where they changed the same
    fields, the person has to see it and choose first.
    """
    version = form.cleaned_data["version"]
    if version == initiative.version:
        return {"version": version, **form.changes()}
    if said.get("mine") != str(initiative.version) and form.clashes():
        raise actions.Conflict
    return {"version": initiative.version, **form.touched()}


def _theirs(form: Form, names: Collection[str] = ()) -> list[tuple[str, str]]:
    """What is stored now, field by field, as a person reads it; all fields, or those named."""
    found = []
    for bound in form:
        if bound.name in HIDDEN or (names and bound.name not in names):
            continue
        value = bound.value()
        choices = getattr(bound.field, "choices", None)
        if choices is not None:
            chosen = {str(v) for v in (value if isinstance(value, list) else [value])}
            value = ", ".join(str(label) for v, label in choices if str(v) in chosen)
        found.append((str(bound.label), str(value or "")))
    return found


def _answer(
    request: HttpRequest, context: dict[str, Any], template: str, place: str
) -> HttpResponse:
    """The form: a page of its own, or, for HTMX, swapped into the place it edits."""
    if not request.headers.get("HX-Request") or place == "f-":
        return page(request, template, context)
    context["place"] = place
    response = page(request, f"{template}#form", context)
    # a form that was refused stays where it is, though a saved one renews the whole page
    response["HX-Retarget"] = f"#{place}"
    response["HX-Reswap"] = "innerHTML"
    response["HX-Reselect"] = ".m-editor"
    response["Vary"] = "HX-Request"
    return response
