"""Writing an agreement: its text, its parties, their money, its articulations, its files."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minga.actors.choose import choose, chosen
from minga.agreements.actions import draft as actions
from minga.agreements.actions import obligations
from minga.agreements.forms import (
    PARTS,
    AgreementForm,
    ContributionForm,
    FileForm,
    ObligationForm,
    PartyForm,
)
from minga.agreements.models import Agreement, Contribution, Obligation, Party
from minga.agreements.views.reach import editable
from minga.agreements.views.register import plan_of
from minga.base.done import pressed, tried
from minga.base.filters import plain
from minga.base.page import page
from minga.files.actions import attach
from minga.files.models import Attachment
from minga.people.models import Role
from minga.people.visitors import person, writes_for_a_unit
from minga.plans.models import Articulation, Initiative, MechanismType, Plan

FOUND = 15


@login_required
def new(request: HttpRequest) -> HttpResponse:
    """A new draft; with ?articulation=… what the plan foresees is filled in."""
    user = person(request)
    if not writes_for_a_unit(user):
        raise Http404
    articulation = _foreseen(request)
    plan = articulation.initiative.plan if articulation else plan_of(request)
    blank = Agreement(plan=plan, administrator=user)
    _fill(blank, articulation, user.units_as(Role.HEAD, Role.DELEGATE))
    form = AgreementForm(request.POST or None, instance=blank, part="text", user=user)
    if form.is_valid():
        made: list[Agreement] = []
        wanted = [articulation] if articulation else []

        def create() -> None:
            made.append(actions.create(plan, by=user, articulations=wanted, **form.changes()))

        if tried(form, create):
            return redirect(made[0])
    context = {"plan": plan, "form": form, "articulation": articulation}
    return page(request, "agreements/new.html", context)


@login_required
def edit(request: HttpRequest, pk: int, part: str) -> HttpResponse:
    if part not in PARTS:
        raise Http404
    agreement = editable(request, pk)
    user = person(request)
    form = AgreementForm(request.POST or None, instance=agreement, part=part, user=user)
    if form.is_valid():
        version = form.cleaned_data["version"] or 0
        if tried(form, actions.edit, agreement, by=user, version=version, **form.changes()):
            return redirect(agreement)
        agreement = editable(request, pk)  # what was refused left nothing behind
    return _form(request, agreement, form, _title(part))


@login_required
def parties(request: HttpRequest, pk: int) -> HttpResponse:
    """Who signs: a search answers with buttons, so it works for thousands and without a script."""
    agreement = editable(request, pk)
    here = reverse("agreements:parties", args=[pk])
    if request.method == "POST":
        actor = chosen(request.POST, request.user)
        if actor is None:
            raise Http404
        says = _("%(name)s es parte del convenio.") % {"name": actor}
        by = person(request)
        pressed(request, says, lambda: actions.add_party(agreement, actor, by=by))
        return redirect(here)
    held = list(agreement.parties.select_related("actor"))
    context = {
        "plan": agreement.plan,
        "agreement": agreement,
        "parties": held,
        "choosing": choose(request, but=[party.actor_id for party in held], post=here),
    }
    return page(request, "agreements/parties.html", context)


@login_required
def party(request: HttpRequest, pk: int, party: int) -> HttpResponse:
    """One party: who signs for it, and what it puts in."""
    agreement, one = _party(request, pk, party)
    initial = {name: getattr(one, name) for name in ("capacity", "signatory", "position")}
    form = PartyForm(request.POST or None, initial=initial)
    if form.is_valid() and tried(
        form, actions.edit_party, one, by=person(request), **form.cleaned_data
    ):
        return redirect(agreement)
    return _party_page(request, agreement, one, form, ContributionForm())


@login_required
@require_POST
def contribute(request: HttpRequest, pk: int, party: int) -> HttpResponse:
    agreement, one = _party(request, pk, party)
    form = ContributionForm(request.POST)
    if form.is_valid() and tried(
        form, actions.contribute, one, by=person(request), **form.cleaned_data
    ):
        return redirect("agreements:party", pk, party)
    initial = {name: getattr(one, name) for name in ("capacity", "signatory", "position")}
    return _party_page(request, agreement, one, PartyForm(initial=initial), form)


@login_required
@require_POST
def withdraw(request: HttpRequest, pk: int, party: int, contribution: int) -> HttpResponse:
    _agreement, one = _party(request, pk, party)
    gone = get_object_or_404(
        Contribution.objects.select_related("party__agreement", "party__actor"),
        pk=contribution,
        party=one,
    )
    by = person(request)
    pressed(request, _("El aporte se quitó."), lambda: actions.withdraw(gone, by=by))
    return redirect("agreements:party", pk, party)


@login_required
@require_POST
def remove_party(request: HttpRequest, pk: int, party: int) -> HttpResponse:
    agreement, one = _party(request, pk, party)
    says = _("%(name)s ya no es parte del convenio.") % {"name": one.actor}
    by = person(request)
    removed = pressed(request, says, lambda: actions.remove_party(one, by=by))
    return redirect("agreements:parties", pk) if removed else redirect(agreement)


@login_required
def oblige(request: HttpRequest, pk: int) -> HttpResponse:
    agreement = editable(request, pk)
    form = ObligationForm(request.POST or None, agreement=agreement)
    if form.is_valid() and tried(
        form, obligations.oblige, agreement, by=person(request), **form.cleaned_data
    ):
        return redirect(agreement.get_absolute_url() + "#obl")
    return _form(request, agreement, form, _("Añadir una obligación"))


@login_required
@require_POST
def release(request: HttpRequest, pk: int, obligation: int) -> HttpResponse:
    agreement = editable(request, pk)
    gone = get_object_or_404(
        Obligation.objects.select_related("agreement", "party__actor"),
        pk=obligation,
        agreement=agreement,
    )
    by = person(request)
    pressed(request, _("La obligación se quitó."), lambda: obligations.release(gone, by=by))
    return redirect(agreement)


@login_required
def articulations(request: HttpRequest, pk: int) -> HttpResponse:
    """What it carries out: a search in the plan answers with buttons."""
    agreement = editable(request, pk)
    by = person(request)
    if request.method == "POST":
        one = _articulation(request, request.POST.get("articulation", ""))
        if one is None:
            raise Http404
        says = _("El convenio formaliza ahora esa articulación.")
        pressed(request, says, lambda: actions.link(agreement, one, by=by))
        return redirect("agreements:articulations", pk)
    held = list(agreement.articulations.select_related("initiative").order_by("pk"))
    q = plain(request.GET.get("q", ""))
    found: list[Articulation] = []
    if q:
        initiatives = Initiative.objects.visible_to(request.user).filter(plan=agreement.plan)
        asked = initiatives.matching(q) | initiatives.filter(Q(code=q))
        found = list(
            Articulation.objects.listed()
            .filter(initiative__in=asked.values("pk"))
            .exclude(pk__in=[a.pk for a in held])
            .select_related("initiative")
            .order_by("initiative__position", "number")[: FOUND + 1]
        )
    context = {
        "plan": agreement.plan,
        "agreement": agreement,
        "articulations": held,
        "q": q,
        "found": found[:FOUND],
        "more": len(found) > FOUND,
    }
    return page(request, "agreements/articulations.html", context)


@login_required
@require_POST
def unlink(request: HttpRequest, pk: int, articulation: int) -> HttpResponse:
    agreement = editable(request, pk)
    one = get_object_or_404(
        Articulation.objects.select_related("initiative"), pk=articulation, agreements=agreement
    )
    by = person(request)
    says = _("El convenio ya no formaliza esa articulación.")
    pressed(request, says, lambda: actions.unlink(agreement, one, by=by))
    return redirect("agreements:articulations", pk)


@login_required
def add_file(request: HttpRequest, pk: int) -> HttpResponse:
    agreement = editable(request, pk)
    form = FileForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        kind = Attachment.Kind(form.cleaned_data["kind"])
        if tried(form, attach, file, file.name, agreement, kind, by=person(request)):
            return redirect(agreement.get_absolute_url() + "#doc")
    return _form(request, agreement, form, _("Añadir un archivo"), files=True)


def _form(
    request: HttpRequest, agreement: Agreement, form: Any, title: str, *, files: bool = False
) -> HttpResponse:
    hidden = {field.name for field in form.hidden_fields()}
    context = {
        "plan": agreement.plan,
        "agreement": agreement,
        "form": form,
        "fields": [bound for bound in form if bound.name not in hidden],
        "title": title,
        "files": files,
    }
    return page(request, "agreements/form.html", context)


def _title(part: str) -> str:
    return _("Cambiar el texto") if part == "text" else _("Cambiar los datos de su gestión")


def _party(request: HttpRequest, pk: int, party: int) -> tuple[Agreement, Party]:
    agreement = editable(request, pk)
    one = get_object_or_404(Party.objects.select_related("actor"), pk=party, agreement=agreement)
    one.agreement = agreement
    return agreement, one


def _party_page(
    request: HttpRequest, agreement: Agreement, one: Party, form: Any, money: Any
) -> HttpResponse:
    context = {
        "plan": agreement.plan,
        "agreement": agreement,
        "party": one,
        "form": form,
        "money": money,
        "contributions": list(one.contributions.all()),
        "draft": agreement.status == Agreement.Status.DRAFT,
    }
    return page(request, "agreements/party.html", context)


def _foreseen(request: HttpRequest) -> Articulation | None:
    said = request.GET.get("articulation", "")
    if not said:
        return None
    found = _articulation(request, said)
    if found is None:
        raise Http404
    return found


def _articulation(request: HttpRequest, said: str) -> Articulation | None:
    if not said.isdecimal() or len(said) > 18:
        return None
    plans = Plan.objects.visible_to(request.user)
    seen = Initiative.objects.visible_to(request.user).filter(plan__in=plans)
    rows = Articulation.objects.filter(initiative__in=seen).select_related("initiative__plan")
    return rows.filter(pk=int(said)).first()


def _fill(blank: Agreement, articulation: Articulation | None, own: set[int]) -> None:
    """The type that the articulation foresees, and the unit that leads it, where one may."""
    if len(own) == 1:
        blank.unit_id = next(iter(own))
    if articulation is None:
        return
    uses = articulation.uses.select_related("mechanism")
    kinds = [use.mechanism for use in uses]
    instrument = MechanismType.Family.INSTRUMENT
    foreseen = next((kind for kind in kinds if kind.family == instrument), None)
    if foreseen:
        blank.type = foreseen
    blank.object = articulation.objective
    blank.title = articulation.initiative.name[:300]
    leads = list(articulation.initiative.lead_set.values_list("unit", flat=True))
    wanted = [unit for unit in leads if not own or unit in own]
    if wanted:
        blank.unit_id = wanted[0]
