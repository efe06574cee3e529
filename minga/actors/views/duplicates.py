"""Actors that may be one, side by side, for a person to say so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minga.actors import actions
from minga.actors.alike import Pair, pairs
from minga.actors.filters import key
from minga.actors.forms import named
from minga.actors.models import Actor, Merge
from minga.base.done import done
from minga.base.page import page
from minga.base.steps import Refused
from minga.people.models import is_coordinator
from minga.people.visitors import person

PAGE = 20


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two, with what helps to tell."""

    actor: Actor
    numbers: list[str]
    areas: list[str]
    roles: int
    contacts: int


@dataclass(frozen=True, slots=True)
class Shown:
    why: Any
    sides: tuple[Side, Side]


@login_required
def duplicates(request: HttpRequest) -> HttpResponse:
    """All that look alike, or two actors that a person brings together (?one=&other=)."""
    _may(request)
    one, other = key(request.GET.get("one", "")), key(request.GET.get("other", ""))
    if one and (sought := request.GET.get("name", "").strip().replace("\0", "")):
        try:
            other = named(sought, request.user).pk
        except Refused as refusal:
            messages.error(request, " ".join(refusal.messages))
            return redirect("actors:actor", one)
    if one and other:
        chosen = [Pair(one, other, "asked")]
        total, more = 1, False
    else:
        found = pairs()
        start = key(request.GET.get("after", "")) or 0
        chosen, total = found[start : start + PAGE], len(found)
        more = len(found) > start + PAGE
    sides = _sides({pk for pair in chosen for pk in (pair.first, pair.second)})
    shown = [
        Shown("" if pair.why == "asked" else pair.says, (sides[pair.first], sides[pair.second]))
        for pair in chosen
        if pair.first in sides and pair.second in sides
    ]
    if one and other and not shown:
        raise Http404
    joined = Merge.objects.filter(undone_at=None).select_related("kept", "gone", "by")
    context = {
        "pairs": shown,
        "total": total,
        "asked": bool(one and other),
        "next": (key(request.GET.get("after", "")) or 0) + PAGE if more else 0,
        "merges": joined.order_by("-pk")[:10],
    }
    return page(request, "actors/duplicates.html", context)


def _sides(keys: set[int]) -> dict[int, Side]:
    read = (
        Actor.objects.filter(merged_into=None, pk__in=keys)
        .select_related("parent", "unit")
        .prefetch_related("areas", "identifiers")
        .annotate(
            n_roles=Count("roles", distinct=True), n_contacts=Count("contacts", distinct=True)
        )
    )
    return {
        actor.pk: Side(
            actor,
            [number.value for number in actor.identifiers.all()],
            [area.name for area in actor.areas.all()],
            actor.n_roles,  # type: ignore[attr-defined]
            actor.n_contacts,  # type: ignore[attr-defined]
        )
        for actor in read
    }


@login_required
@require_POST
def decide(request: HttpRequest) -> HttpResponse:
    _may(request)
    found = Actor.objects.filter(merged_into=None)
    one = found.filter(pk=key(request.POST.get("one", "")) or 0).first()
    other = found.filter(pk=key(request.POST.get("other", "")) or 0).first()
    back = redirect("actors:duplicates")
    if one is None or other is None:
        messages.error(request, _("Uno de los dos ya se unió a otro: mire la lista de nuevo."))
        return back
    try:
        if request.POST.get("verb") == "differ":
            actions.differ(one, other, by=person(request))
            says = _("%(one)s y %(other)s son distintos: no se vuelven a proponer.")
            done(request, says % {"one": one, "other": other})
            return back
        kept, gone = (other, one) if request.POST.get("keep") == str(other.pk) else (one, other)
        made = actions.merge(kept, gone, by=person(request))
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
        return back
    says = _("%(gone)s es ahora %(kept)s, con todo lo que tenía.") % {"gone": gone, "kept": kept}
    done(request, says, undo=reverse("actors:unmerge", args=[made.pk]))
    return back


def _may(request: HttpRequest) -> None:
    if not is_coordinator(request.user):
        raise Http404
