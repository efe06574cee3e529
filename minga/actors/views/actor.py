"""One actor: who it is, and all that it takes part in, promised and owes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from minga.actors import actions
from minga.actors.areas import Areas
from minga.actors.forms import HIDDEN, PARTS, ActorForm
from minga.actors.models import Actor, Contact, Merge, may_add
from minga.actors.shares import Shares
from minga.actors.timeline import LABELS, NEWEST, timeline
from minga.actors.values import Values, empty, held
from minga.base import history
from minga.base.domain import offers
from minga.base.done import done, or_why_not
from minga.base.page import page
from minga.base.steps import Refused
from minga.people.models import User, Visitor, is_coordinator
from minga.people.visitors import person

EACH = 10  # of what it takes part in, of each kind
CHILDREN = 50


def editable(user: Visitor, pk: int) -> Actor:
    return get_object_or_404(Actor.objects.editable_by(user), pk=pk)


@require_safe
def actor(request: HttpRequest, pk: int) -> HttpResponse:
    seen = Actor.objects.visible_to(request.user).select_related("parent", "unit")
    found = seen.filter(pk=pk).first()
    if found is None:
        return redirect(_kept(request.user, pk))
    return page(request, "actors/actor.html", context(found, request.user))


def _kept(user: Visitor, pk: int) -> Actor:
    """The actor that a merged one became."""
    followed = {pk}
    at: int | None = pk
    while at := Actor.objects.filter(pk=at or 0).values_list("merged_into", flat=True).first():
        if at in followed:
            break
        followed.add(at)
        if kept := Actor.objects.visible_to(user).filter(pk=at).first():
            return kept
    raise Http404


def context(found: Actor, user: Visitor) -> dict[str, Any]:
    """All that the profile shows, with a number of queries that does not depend on the rows."""
    entries = list(history.of(found)[: NEWEST + 1])
    edits = Actor.objects.editable_by(user).filter(pk=found.pk).exists()
    children = list(Actor.objects.visible_to(user).filter(parent=found)[: CHILDREN + 1])
    private = isinstance(user, User) and (
        user.works_for_the_government or bool(found.unit_id and found.unit_id in user.own_units)
    )
    merges: list[Merge] = []
    if isinstance(user, User) and user.works_for_the_government:  # they name others
        merges = list(found.merges.filter(undone_at=None).select_related("gone").order_by("-pk"))
    parent = found.parent
    if parent and not Actor.objects.visible_to(user).filter(pk=parent.pk).exists():
        parent = None
    return {
        "actor": found,
        "parent": parent,
        "identifiers": list(found.identifiers.order_by("scheme", "value")),
        "contacts": list(Contact.objects.visible_to(user).filter(actor=found)),
        "children": children[:CHILDREN],
        "more_children": len(children) > CHILDREN,
        "areas": list(found.areas.all()),
        "shares": list(shares_of(found, user)),
        "merges": merges,
        "events": timeline(entries[:NEWEST], user, private=private),
        "older": len(entries) > NEWEST,
        "editable": edits,
        "may_merge": is_coordinator(user),
        "undo": actions.undoable(entries) if edits else None,
    }


def shares_of(found: Actor, user: Visitor) -> list[Shares]:
    told = (share(found, user, EACH) for _name, share in offers("shares"))
    return [one for one in told if one]


@login_required
def add(request: HttpRequest) -> HttpResponse:
    if not may_add(request.user):
        raise Http404
    blank = {**empty(), "name": request.GET.get("name", "").replace("\0", "")[:300]}
    form = ActorForm(request.user, blank, 0, list(PARTS), request.POST or None)
    shown: dict[str, Any] = {"form": form}
    if form.is_valid():
        try:
            made = actions.add(
                by=person(request),
                sure=form.cleaned_data.get("sure", False),
                **form.values(),
            )
            done(request, _("%s está en el directorio.") % made.name)
            return redirect(made)
        except Refused as refusal:
            shown |= _refused(form, refusal)
    return page(request, "actors/edit.html", {**shown, "names": _names(request.user)})


@login_required
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Edit one part of an actor (?field=contacts), or all of them."""
    found = editable(request.user, pk)
    part = request.GET.get("field", "")
    if part and part not in PARTS:
        raise Http404
    parts = [part] if part else list(PARTS)
    now = held([found])[found.pk]
    form = ActorForm(request.user, now, found.version, parts, request.POST or None)
    shown: dict[str, Any] = {"conflict": False}
    if form.is_valid():
        try:
            changed = actions.edit(
                found,
                by=person(request),
                version=_version(form, found, now, request.POST.get("mine", "")),
                sure=form.cleaned_data.get("sure", False),
                **_touched(form, now),
            )
            return _saved(request, found, changed)
        except actions.Conflict as refusal:
            form.add_error(None, refusal)
            shown |= {"conflict": True, "theirs": _theirs(form, now), "mine": found.version}
        except Refused as refusal:
            shown |= _refused(form, refusal)
    names = _names(request.user) if "parent" in form.fields else ()
    shown |= {"actor": found, "form": form, "part": part, "names": names}
    return _answer(request, shown, f"f-{part}")


def _touched(form: ActorForm, now: Values) -> Values:
    """What the person changed, whatever others have changed since."""
    seen = {**now, **form.seen_values}
    wanted = form.values()
    return {name: value for name, value in wanted.items() if _same(value) != _same(seen[name])}


def _version(form: ActorForm, found: Actor, now: Values, mine: str) -> int:
    """The version to save on: the present one, unless others changed what this person changed."""
    said = int(form.cleaned_data["version"])
    if said == found.version or mine == str(found.version):
        return found.version
    seen = form.seen_values
    clash = any(
        name in seen and _same(seen[name]) != _same(now[name]) for name in _touched(form, now)
    )
    return said if clash else found.version


def _same(value: Any) -> Any:
    return sorted(map(str, value)) if isinstance(value, list) else value


def _theirs(form: ActorForm, now: Values) -> list[tuple[str, str]]:
    """What is stored now, as a person reads it."""
    told = []
    for name in form.wanted:
        value: Any = now[name]
        if name == "areas":
            value = Areas().write(value)
        elif name == "parent":
            value = Actor.objects.filter(pk=value).first() or ""
        elif name == "identifiers":
            value = ", ".join(number for _scheme, number in value)
        elif name == "contacts":
            value = "; ".join(" ".join(filter(None, contact[:4])) for contact in value)
        elif choices := getattr(form.fields.get(name), "choices", None):
            value = dict(choices).get(value, value)
        told.append((str(LABELS[name]), str(value)))
    return told


def _refused(form: ActorForm, refusal: Refused) -> dict[str, Any]:
    form.add_error(None, refusal)
    return {
        "taken": refusal.actor if isinstance(refusal, actions.Taken) else None,
        "unsure": isinstance(refusal, actions.Unsure),
    }


def _names(user: Visitor) -> list[str]:
    """Names to choose from while one types, where the directory is small enough to send."""
    found = list(
        Actor.objects.visible_to(user).order_by("name").values_list("name", flat=True)[:301]
    )
    return found if len(found) < 301 else []


def _saved(request: HttpRequest, found: Actor, changed: bool) -> HttpResponse:
    if changed:
        done(request, _("Guardado: %s.") % found.name, undo=_way_back(found))
    else:
        messages.info(request, _("No había nada que cambiar en %s.") % found.name)
    return redirect(found)


def _way_back(found: Actor) -> str:
    newest = actions.undoable(history.of(found)[:1])
    return f"{reverse('actors:undo', args=[found.pk])}?entry={newest.pk}" if newest else ""


def _answer(request: HttpRequest, shown: dict[str, Any], place: str) -> HttpResponse:
    """The form: a page of its own, or, for HTMX, swapped into the place it edits."""
    form = shown["form"]
    shown["hidden"] = [form[name] for name in HIDDEN]
    if not request.headers.get("HX-Request") or place == "f-":
        return page(request, "actors/edit.html", shown)
    shown["place"] = place
    response = page(request, "actors/edit.html#form", shown)
    response["HX-Retarget"] = f"#{place}"
    response["HX-Reswap"] = "innerHTML"
    response["HX-Reselect"] = ".m-editor"
    response["Vary"] = "HX-Request"
    return response


@login_required
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back the newest change of an actor, if it is still the one the person saw."""
    found = editable(request.user, pk)
    newest = actions.undoable(history.of(found)[:1])
    said = request.GET.get("entry") or request.POST.get("entry")
    if newest is None or str(newest.pk) != said:
        messages.error(request, _("Ya no se puede deshacer: el actor tuvo otros cambios después."))
        return redirect(found)
    with or_why_not(request):
        actions.undo(newest, by=person(request))
        done(request, _("Se deshizo el cambio en %s.") % found.name, undo=_way_back(found))
    return redirect(found)


@login_required
@require_POST
def unmerge(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back that two actors are one."""
    if not is_coordinator(request.user):
        raise Http404
    made = get_object_or_404(Merge.objects.select_related("kept", "gone"), pk=pk)
    with or_why_not(request):
        actions.unmerge(made, by=person(request))
        done(request, _("%(gone)s vuelve a ser un actor aparte.") % {"gone": made.gone})
    return redirect(made.kept)
