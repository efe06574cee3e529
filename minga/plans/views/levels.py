"""The level of intervention: many articulations at once, one of them, and the table behind it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from minga.base.done import done, or_why_not
from minga.base.filters import plain
from minga.base.page import page
from minga.base.steps import Refused
from minga.people.models import Visitor, is_coordinator
from minga.people.visitors import person
from minga.plans import levels
from minga.plans.levels import rules, sheet, telling
from minga.plans.models import Articulation, Competence, Initiative, Intervention, Plan
from minga.plans.views.edit import editable

PAGE = 25
STATES = {
    "proposed": gettext_lazy("Con materia propuesta, por confirmar"),
    "without": gettext_lazy("Sin materia"),
    "confirmed": gettext_lazy("Con materia confirmada"),
    "unlevelled": gettext_lazy("Confirmada y sin nivel elegido"),
}


def _plan(user: Visitor, code: str) -> Plan:
    """A plan of which the person may edit something."""
    plan = get_object_or_404(Plan.objects.visible_to(user), code=code)
    if not Initiative.objects.filter(plan=plan).editable_by(user).exists():
        raise Http404
    return plan


def _mine(plan: Plan, user: Visitor) -> QuerySet[Articulation]:
    seen = Initiative.objects.filter(plan=plan).editable_by(user).listed()
    return Articulation.objects.listed().filter(initiative__in=seen)


def _in_state(found: QuerySet[Articulation], state: str) -> QuerySet[Articulation]:
    if state == "proposed":
        return found.filter(competence__isnull=False, competence_confirmed=False)
    if state == "without":
        return found.filter(competence=None)
    if state == "confirmed":
        return found.filter(competence_confirmed=True)
    if state == "unlevelled":
        return found.filter(competence_confirmed=True, level="")
    return found


@login_required
def index(request: HttpRequest, plan: str) -> HttpResponse:
    """All that the person may edit, with the proposed matter and what may be done."""
    found = _plan(request.user, plan)
    state = request.GET.get("state", "")
    state = state if state in STATES else ""
    after = request.GET.get("after", "")
    begin = int(after) if after.isdecimal() and len(after) < 18 else 0
    mine = _mine(found, request.user)
    chosen = _in_state(mine, state)
    rows = list(
        chosen.filter(pk__gt=begin)
        .order_by("pk")
        .select_related("initiative", "competence")
        .prefetch_related("uses__mechanism")[: PAGE + 1]
    )
    more = len(rows) > PAGE
    rows = rows[:PAGE]
    here = f"?state={state}" if state else ""
    last = rows[-1].pk if rows else 0
    return page(
        request,
        "plans/levels.html",
        {
            "plan": found,
            "competences": list(found.competences.all()),
            "rows": [(a, telling.one(a)) for a in rows],
            "chips": [
                (name, label, _in_state(mine, name).count(), name == state)
                for name, label in STATES.items()
            ],
            "all": mine.count(),
            "total": chosen.count(),
            "state": state,
            "interventions": Intervention.choices,
            "next": f"?{'state=' + state + '&' if state else ''}after={last}" if more else "",
            "begin": f"{request.path}{here}" if begin else "",
            "owns": is_coordinator(request.user),
            "shipped": sheet.names(),
        },
    )


@login_required
@require_POST
def confirm(request: HttpRequest, plan: str) -> HttpResponse:
    """Confirm the matter of those that were ticked, or give them all one; and a level."""
    found = _plan(request.user, plan)
    said = request.POST
    mine = _mine(found, request.user)
    state = said.get("state", "")
    chosen = (
        _in_state(mine, state)
        if said.get("all")
        else mine.filter(pk__in=[int(k) for k in said.getlist("sel")[:1000] if _key(k)])
    )
    back = reverse("plans:levels", args=[found.code]) + (
        f"?state={state}" if state in STATES else ""
    )
    if not chosen.exists():
        messages.warning(request, _("No eligió ninguna articulación. Marque una o más."))
        return redirect(back)
    matter = found.competences.filter(code=plain(said.get("competence", ""))).first()
    try:
        changed, token = levels.confirm(
            chosen, by=person(request), competence=matter, level=said.get("level") or None
        )
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(back)
    if not changed:
        messages.info(request, _("No había nada que confirmar: elija una materia para ellas."))
        return redirect(back)
    says = ngettext(
        "Confirmó la materia de %d articulación.",
        "Confirmó la materia de %d articulaciones.",
        changed,
    )
    undo_at = f"{reverse('plans:undo_levels', args=[found.code])}?token={token}"
    done(request, says % changed, undo=undo_at)
    return redirect(back)


def _key(said: str) -> bool:
    return said.isdecimal() and len(said) < 18


@login_required
@require_POST
def undo(request: HttpRequest, plan: str) -> HttpResponse:
    found = _plan(request.user, plan)
    undone = levels.undo(found, plain(request.GET.get("token", "")), by=person(request))
    if undone:
        says = ngettext(
            "Se deshizo en %d articulación.", "Se deshizo en %d articulaciones.", undone
        )
        done(request, says % undone)
    else:
        messages.error(request, _("Ya no hay nada que deshacer: los datos cambiaron después."))
    return redirect("plans:levels", found.code)


@login_required
@require_POST
def take(request: HttpRequest, plan: str) -> HttpResponse:
    """The coordinator brings the table of competences of this government."""
    found = get_object_or_404(Plan.objects.editable_by(request.user), code=plan)
    file = request.FILES.get("file")
    name = request.POST.get("name", "")
    with or_why_not(request):
        if file is not None:
            if (file.size or 0) > sheet.BYTES:
                raise Refused(_("El archivo es demasiado grande: una tabla así es corta."))
            n = levels.take(found, file.read(), str(file.name), by=person(request))
        elif name in sheet.names():
            n = levels.load(found, name, by=person(request))
        else:
            raise Refused(_("Elija un archivo TOML o CSV con las materias."))
        done(request, ngettext("Se cargó %d materia.", "Se cargaron %d materias.", n) % n)
    return redirect("plans:levels", found.code)


@login_required
@require_POST
def vouch(request: HttpRequest, plan: str) -> HttpResponse:
    """The coordinator read the law of a matter, and says so or takes it back."""
    found = get_object_or_404(Plan.objects.editable_by(request.user), code=plan)
    matter = get_object_or_404(found.competences, code=plain(request.POST.get("competence", "")))
    law = " ".join(request.POST.get("law", "").replace("\0", "").split())[:300]
    with or_why_not(request):
        levels.vouch(matter, law=law, confirmed="confirmed" in request.POST, by=person(request))
        done(request, _("Guardado: %s.") % matter.matter)
    return redirect(f"{reverse('plans:levels', args=[found.code])}#competencias")


class LevelForm(forms.Form):
    competence = forms.ChoiceField(label=gettext_lazy("Materia"))
    level = forms.ChoiceField(
        label=gettext_lazy("Nivel de intervención"), required=False, widget=forms.RadioSelect
    )

    def __init__(self, articulation: Articulation, data: QueryDict | None) -> None:
        matters = list(articulation.initiative.plan.competences.all())
        held = articulation.competence
        super().__init__(
            data,
            initial={"competence": held.code if held else "", "level": articulation.level},
        )
        self.matters = {matter.code: matter for matter in matters}
        competence, level = self.fields["competence"], self.fields["level"]
        assert isinstance(competence, forms.ChoiceField) and isinstance(level, forms.ChoiceField)
        competence.choices = [
            ("", _("Elija una")),
            *((m.code, f"{m.matter} ({m.get_kind_display()})") for m in matters),
        ]
        fit = rules.together(rules.of(articulation))
        level.choices = [
            ("", _("todavía no se decide")),
            *((one.value, _told(one, fit, held)) for one in Intervention),
        ]


def _told(level: Intervention, fit: rules.Levels, held: Competence | None) -> str:
    if held is None or level in fit:
        return str(level.label)
    return _("%s (no cabe con la materia de ahora)") % level.label


@login_required
def level(request: HttpRequest, plan: str, code: str, number: int) -> HttpResponse:
    """One articulation: its matter, and what the government does in it."""
    initiative = editable(request.user, plan, code)
    articulation = get_object_or_404(
        Articulation.objects.filter(initiative=initiative)
        .select_related("competence")
        .prefetch_related("uses__mechanism"),
        number=number,
    )
    articulation.initiative = initiative
    form = LevelForm(articulation, request.POST or None)
    if form.is_valid():
        try:
            changed = levels.choose(
                articulation,
                by=person(request),
                competence=form.matters.get(form.cleaned_data["competence"]),
                level=form.cleaned_data["level"],
            )
            says = _("Guardado: %s.") if changed else _("No había nada que cambiar en %s.")
            messages.success(request, says % initiative.code)
            return redirect(f"{initiative.get_absolute_url()}#a-{number}")
        except Refused as refusal:
            form.add_error(None, refusal)
    context: dict[str, Any] = {
        "plan": initiative.plan,
        "initiative": initiative,
        "articulation": articulation,
        "form": form,
        "told": telling.one(articulation, known=bool(form.matters)),
    }
    return page(request, "plans/level.html", context)
