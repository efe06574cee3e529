"""Planning and calling a session, and the steps of its life and of its minutes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from minga.base import history
from minga.base.done import done, tried
from minga.base.page import page
from minga.base.steps import Refused
from minga.people.visitors import person
from minga.spaces import ical
from minga.spaces.actions import minutes
from minga.spaces.actions import sessions as actions
from minga.spaces.forms import SessionForm
from minga.spaces.models import Session, Space
from minga.spaces.views.reach import (
    back,
    editable,
    session_approved,
    session_edited,
    session_of,
)
from minga.spaces.views.room import show

WITH_REASON = ("cancel", "give_back")
OF_HEADS = ("give_back", "approve", "publish")
DOES: dict[str, Callable[..., Any]] = {
    "call": actions.call,
    "open": actions.open,
    "close": actions.close,
    "cancel": actions.cancel,
    "submit": minutes.submit,
    "give_back": minutes.give_back,
    "approve": minutes.approve,
    "publish": minutes.publish,
}


@login_required
def new(request: HttpRequest, pk: int) -> HttpResponse:
    space = editable(request, pk)
    form = SessionForm(request.POST or None)
    if form.is_valid():
        made: list[Session] = []

        def plan() -> None:
            made.append(actions.plan(space, by=person(request), **form.said()))

        if tried(form, plan):
            done(request, _("La sesión está prevista. Todavía no se convocó a nadie."))
            return redirect(made[0])
    return _form(request, space, form, _("Preparar una sesión"), _("Guardar"), "")


@login_required
def edit(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    session = session_edited(request, pk, number)
    called = session.status == Session.Status.CALLED
    form = SessionForm(request.POST or None, session=session)
    conflict = False
    if form.is_valid():
        by, version = person(request), form.cleaned_data["version"] or 0
        if tried(form, actions.change, session, by=by, version=version, **form.said()):
            says = _("Guardado. La nueva convocatoria ya va en camino.") if called else ""
            done(request, says or _("Guardado."))
            return redirect(session)
        conflict = Session.objects.filter(pk=session.pk).exclude(version=version).exists()
    fresh = session_edited(request, pk, number)
    send = _("Guardar y avisar a quienes se convocó") if called else _("Guardar")
    more = {
        "session": fresh,
        "conflict": conflict,
        "theirs": _theirs(SessionForm(session=fresh)) if conflict else [],
        "last": history.of(fresh).first() if conflict else None,
        "version": fresh.version if conflict else form["version"].value(),
    }
    title = _("Sesión %d: cuándo, dónde y de qué") % number
    return _form(request, fresh.space, form, title, send, fresh.get_absolute_url(), **more)


@login_required
@require_POST
def step(request: HttpRequest, pk: int, number: int, verb: str) -> HttpResponse:
    """A step, from the room or from wherever it was offered."""
    if verb not in DOES:
        raise Http404
    reach = session_approved if verb in OF_HEADS else session_edited
    session = reach(request, pk, number)
    said: dict[str, Any] = {}
    if verb in WITH_REASON:
        said["reason"] = request.POST.get("reason", "").replace("\0", "")[:5000]
    try:
        result = DOES[verb](session, by=person(request), **said)
    except Refused as refusal:
        fresh = reach(request, pk, number)
        refused = {verb: " ".join(refusal.messages), "said": said.get("reason", "")}
        return show(request, fresh, refused=refused)
    done(request, _done(verb, session, result))
    return redirect(back(request, session.get_absolute_url()))


@require_safe
def calendar(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The session for any calendar program. The link to take part is for those who take part."""
    session = session_of(request, pk, number)
    inside = Space.objects.entered_by(request.user).filter(pk=pk).exists()
    response = HttpResponse(
        ical.published(session, link=inside), content_type="text/calendar; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="sesion-{pk}-{number}.ics"'
    return response


def _done(verb: str, session: Session, result: Any) -> str:
    if verb == "call":
        letters = ngettext("%d convocatoria va", "%d convocatorias van", result) % result
        return _("La sesión está convocada: %s en camino.") % letters if result else _("Convocada.")
    return {
        "open": _("La sesión está abierta, con quórum."),
        "close": _("La sesión se cerró. Revise el acta y envíela a aprobación."),
        "cancel": _("La sesión está cancelada."),
        "submit": _("El acta espera la aprobación de la jefatura."),
        "give_back": _("El acta volvió a quien la redactó, con su razón."),
        "approve": _("El acta está aprobada: sus líneas ya no cambian."),
        "publish": _("El acta está publicada."),
    }[verb]


def _theirs(form: SessionForm) -> list[tuple[str, str]]:
    return [
        (str(bound.label), "" if bound.value() is None else str(bound.value()))
        for bound in form
        if bound.name != "version"
    ]


def _form(
    request: HttpRequest,
    space: Space,
    form: SessionForm,
    title: str,
    send: str,
    way_out: str,
    **more: Any,
) -> HttpResponse:
    context = {
        "plan": space.plan,
        "space": space,
        "form": form,
        "fields": [form[name] for name in form.fields if name != "version"],
        "title": title,
        "send": send,
        "way_out": way_out or space.get_absolute_url(),
        **more,
    }
    return page(request, "spaces/form.html", context)
