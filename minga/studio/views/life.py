"""Trying, applying, undoing, reading again, and throwing away."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minga.base.done import done, or_why_not
from minga.plans.actions.undo import undo as take_back
from minga.studio import actions
from minga.studio.access import coordinator_only, who
from minga.studio.forms import IntoForm
from minga.studio.views.review import the_import


@require_POST
@coordinator_only
def apply(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Try it without keeping anything, or bring it in, into the plan of the form."""
    imported = the_import(uuid)
    form = IntoForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(m) for ms in form.errors.values() for m in ms))
        return redirect("studio:review", imported.uuid)
    into, withdraw = form.cleaned_data["code"], form.cleaned_data["withdraw"]
    as_edition = form.cleaned_data["edition"]
    if not as_edition and actions.is_another_edition(imported, into):
        return redirect("studio:edition", imported.uuid, into)
    with or_why_not(request):
        actions.apply(
            imported,
            by=who(request),
            into=into,
            withdraw=withdraw,
            edition=as_edition,
            rehearsal="try" in request.POST,
        )
    return redirect("studio:review", imported.uuid)


@require_POST
@coordinator_only
def undo(request: HttpRequest, uuid: UUID) -> HttpResponse:
    imported = the_import(uuid)
    with or_why_not(request):
        undone = take_back(imported, by=who(request))
        if undone.kept:
            says = _("Se deshizo. Quedan retiradas, porque alguien trabajó en ellas: %s.")
            done(request, says % ", ".join(undone.kept[:10]))
        else:
            done(request, _("Se deshizo: el plan está como antes de aplicar este documento."))
    return redirect("studio:review", imported.uuid)


@require_POST
@coordinator_only
def again(request: HttpRequest, uuid: UUID) -> HttpResponse:
    imported = the_import(uuid)
    with or_why_not(request):
        actions.read_again(imported, by=who(request))
    return redirect("studio:review", imported.uuid)


@require_POST
@coordinator_only
def discard(request: HttpRequest, uuid: UUID) -> HttpResponse:
    imported = the_import(uuid)
    with or_why_not(request):
        actions.discard(imported, by=who(request))
        says = _("Se descartó lo leído de «%s». El archivo sigue guardado.")
        done(request, says % imported.document)
        return redirect("studio:index")
    return redirect("studio:review", imported.uuid)
