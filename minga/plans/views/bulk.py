"""Changing several initiatives at once: choose, see what would happen, do it, undo it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from minga.base.done import done
from minga.base.filters import plain
from minga.base.page import page
from minga.people.models import User, Visitor
from minga.plans.actions.bulk import bulk_edit, undo_bulk, would_change
from minga.plans.filters import Filter
from minga.plans.forms import BULK, BulkForm
from minga.plans.models import Initiative, InitiativeQuerySet, Plan

SHOWN = 10


def _plan(user: Visitor, code: str) -> Plan:
    """A plan of which the person may edit something."""
    plan = get_object_or_404(Plan.objects.visible_to(user), code=code)
    if not Initiative.objects.filter(plan=plan).editable_by(user).exists():
        raise Http404
    return plan


def _chosen(said: QueryDict, plan: Plan, user: User) -> InitiativeQuerySet:
    """The initiatives that were ticked, or all that a filter finds, as far as one may edit them."""
    mine = Initiative.objects.filter(plan=plan).editable_by(user)
    if said.get("all"):
        return mine.filter(pk__in=Filter.read(said).apply(plan, user).order_by().values("pk"))
    return mine.filter(code__in=[plain(code) for code in said.getlist("sel")[:1000]])


@login_required
def bulk(request: HttpRequest, plan: str) -> HttpResponse:
    assert isinstance(request.user, User)
    found = _plan(request.user, plan)
    said = request.POST if request.method == "POST" else request.GET
    do = said.get("do", "")
    if do not in BULK:
        raise Http404
    chosen = _chosen(said, found, request.user)
    count = chosen.count()
    if not count:
        messages.warning(request, _("No eligió ninguna iniciativa. Marque una o más y continúe."))
        return redirect(found)
    form = BulkForm(do, found, request.POST or None)
    would = None
    if form.is_valid():
        value = form.cleaned_data["value"]
        # what was counted is what is done: another value is counted first
        same = said.get("counted", said["value"]) == said["value"]
        if "sure" in said and same:
            result = bulk_edit(chosen, by=request.user, do=do, value=value)
            says = (
                ngettext("Cambió %d iniciativa.", "Cambiaron %d iniciativas.", result.changed)
                % result.changed
            )
            undo = f"{reverse('plans:undo_bulk', args=[found.code])}?token={result.token}"
            done(request, says, undo=undo if result.changed else "")
            return redirect(f"{found.get_absolute_url()}{Filter.read(said).query()}".rstrip("?"))
        would = would_change(chosen, do=do, value=value)
    context = {
        "plan": found,
        "do": do,
        "label": BULK[do],
        "count": count,
        "some": list(chosen.order_by("position")[:SHOWN]),
        "more": max(0, count - SHOWN),
        "form": form,
        "would": would,
        "value": _label(form, do) if would is not None else "",
        "would_not": None if would is None else count - would,
        "carried": [
            (name, value)
            for name in said
            for value in said.getlist(name)
            if name not in ("value", "counted", "sure", "csrfmiddlewaretoken")
        ],
    }
    return page(request, "plans/bulk.html", context)


def _label(form: BulkForm, do: str) -> str:
    value = form.cleaned_data["value"]
    choices = dict(getattr(form.fields["value"], "choices", ()))
    return str(value if do in ("lead", "area") else choices.get(value, value))


@login_required
@require_POST
def undo(request: HttpRequest, plan: str) -> HttpResponse:
    assert isinstance(request.user, User)
    found = _plan(request.user, plan)
    undone = undo_bulk(found, plain(request.GET.get("token", "")), by=request.user)
    if undone:
        says = ngettext("Se deshizo en %d iniciativa.", "Se deshizo en %d iniciativas.", undone)
        done(request, says % undone)
    else:
        messages.error(request, _("Ya no hay nada que deshacer: los datos cambiaron después."))
    return redirect(found)
