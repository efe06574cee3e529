"""One space: its page, how it is constituted, and the steps of its life."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from minga.actors.models import Actor
from minga.base import history
from minga.base.done import done, pressed, tried
from minga.base.filters import plain
from minga.base.page import page
from minga.commitments.models import Commitment
from minga.people.models import Role, Visitor
from minga.people.visitors import person, writes_for_a_unit
from minga.plans.menu import current_plan
from minga.plans.models import Articulation, Initiative
from minga.spaces.actions import space as actions
from minga.spaces.forms import ConstituteForm, ReasonForm, SpaceForm
from minga.spaces.models import Delegate, Hosts, Member, Session, Space
from minga.spaces.quorum import quorum
from minga.spaces.saying import STEPS, quorum_in_words
from minga.spaces.timeline import of_space
from minga.spaces.views.reach import back, editable, visible

SESSIONS = 20  # on a page
COMMITMENTS = 50
FOUND = 15


@dataclass(frozen=True, slots=True)
class Seat:
    """An institution and who speaks for it today."""

    member: Member
    delegates: list[Delegate]
    former: bool


@require_safe
def space(request: HttpRequest, pk: int) -> HttpResponse:
    found = visible(request, pk)
    user = request.user
    inside = Space.objects.entered_by(user).filter(pk=pk).exists()
    edits = Space.objects.editable_by(user).filter(pk=pk).exists()
    seats = _seats(found, user)
    voting = sum(seat.member.votes for seat in seats if not seat.former)
    rule = quorum(found.quorum_rule, found.quorum_value, voting=voting, present=0)
    sessions, older = _sessions(found, request)
    owed = _owed(found, user)
    tally = owed.exclude(status=Commitment.Status.CANCELLED).aggregate(
        all=Count("pk"), kept=Count("pk", filter=Q(status=Commitment.Status.KEPT))
    )
    context = {
        "plan": found.plan,
        "space": found,
        "inside": inside,
        "editable": edits,
        "seats": [seat for seat in seats if not seat.former],
        "former": [seat for seat in seats if seat.former],
        "hidden": _hidden(found, user),
        "voting": voting,
        "quorum": rule,
        "rule": quorum_in_words(found),
        "sessions": sessions,
        "older": older,
        "hosted": _hosted(found, user),
        "named_by": _named_by(found, user),
        "owed": list(
            owed.open().select_related("actor", "person").order_by("due", "pk")[:COMMITMENTS]
        ),
        "kept": tally["kept"],
        "promised": tally["all"],
        "today": datetime.date.today(),
        "events": of_space(found, user, inside=inside),
        "steps": [(verb, STEPS[verb]) for verb in found.next_steps] if edits else [],
        "may_plan": edits and found.status == Space.Status.ACTIVE,
    }
    return page(request, "spaces/space.html", context)


@login_required
def new(request: HttpRequest) -> HttpResponse:
    """A new space; ?articulation=… is what it will carry out."""
    user = person(request)
    if not writes_for_a_unit(user):
        raise Http404
    wanted = _wanted(request)
    plan = wanted.initiative.plan if wanted else current_plan(request)
    if plan is None:
        raise Http404
    blank = Space(plan=plan)
    own = user.units_as(Role.HEAD, Role.DELEGATE)
    if len(own) == 1:
        blank.unit_id = next(iter(own))
    if wanted:
        blank.name = wanted.initiative.name[:300]
        blank.mandate = wanted.objective
    form = SpaceForm(request.POST or None, instance=blank, user=user)
    if form.is_valid():
        made: list[Space] = []

        def create() -> None:
            linked = [wanted] if wanted else []
            initiative = wanted.initiative if wanted else None
            changes = form.changes()
            made.append(
                actions.create(
                    by=user, plan=plan, articulations=linked, initiative=initiative, **changes
                )
            )

        if tried(form, create):
            return redirect(made[0])
    context = {
        "plan": plan,
        "form": form,
        "articulation": wanted,
        "title": _("Crear un espacio"),
        "fields": _fields(form),
        "send": _("Crear el espacio"),
        "way_out": reverse("spaces:index"),
    }
    return page(request, "spaces/form.html", context)


@login_required
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = editable(request, pk)
    user = person(request)
    form = SpaceForm(request.POST or None, instance=found, user=user)
    conflict = False
    if form.is_valid():
        version = form.cleaned_data["version"] or 0
        if tried(form, actions.edit, found, by=user, version=version, **form.changes()):
            done(request, _("Guardado."))
            return redirect(found)
        conflict = Space.objects.filter(pk=pk).exclude(version=version).exists()
    fresh = editable(request, pk)
    context = {
        "plan": fresh.plan,
        "space": fresh,
        "form": form,
        "fields": _fields(form),
        "title": _("Cómo se constituye"),
        "send": _("Guardar lo mío") if conflict else _("Guardar"),
        "version": fresh.version if conflict else form["version"].value(),
        "conflict": conflict,
        "theirs": _theirs(SpaceForm(instance=fresh, user=user)) if conflict else [],
        "last": history.of(fresh).first() if conflict else None,
        "way_out": fresh.get_absolute_url(),
    }
    return page(request, "spaces/form.html", context)


@login_required
def step(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """A step of its life, on a page that says what would follow."""
    found = editable(request, pk)
    if verb not in Space.STEPS:
        raise Http404
    user = person(request)
    forms: dict[str, Any] = {"constitute": ConstituteForm, "pause": ReasonForm, "close": ReasonForm}
    does: dict[str, Callable[..., None]] = {
        "constitute": actions.constitute,
        "pause": actions.pause,
        "resume": actions.resume,
        "close": actions.close,
    }
    form = forms[verb](request.POST or None) if verb in forms else None
    if form is None and request.method == "POST":
        pressed(request, _after(verb, found), lambda: does[verb](found, by=user))
        return redirect(found)
    if form is not None and form.is_valid():
        if tried(form, does[verb], found, by=user, **form.cleaned_data):
            done(request, _after(verb, found))
            return redirect(found)
        found = editable(request, pk)
    context = {
        "plan": found.plan,
        "space": found,
        "verb": verb,
        "title": STEPS[verb],
        "form": form,
        "fields": list(form) if form else [],
        "coming": actions.coming(found) if verb in ("pause", "close") else [],
        "hosted": _hosted(found, user) if verb in ("pause", "close") else [],
        "voting": Member.objects.filter(space=found).on(datetime.date.today()).voting().count(),
        "rule": quorum_in_words(found),
    }
    return page(request, "spaces/step.html", context)


@login_required
def articulations(request: HttpRequest, pk: int) -> HttpResponse:
    """What the space carries out: those of the initiatives that the person may edit."""
    found = editable(request, pk)
    here = reverse("spaces:articulations", args=[pk])
    if request.method == "POST":
        key = request.POST.get("articulation", "")
        wanted = _articulations(request).filter(pk=int(key)).first() if _is_key(key) else None
        if wanted is None:
            raise Http404
        by = person(request)
        says = _("%s: este espacio lleva su articulación.") % wanted.initiative.code
        pressed(request, says, lambda: actions.host(found, [wanted], by=by))
        return redirect(here)
    q = plain(request.GET.get("q", ""))
    answers: list[Articulation] = []
    if q:
        named = Initiative.objects.filter(plan=found.plan).matching(q)
        coded = Q(initiative__code=q)
        answers = list(
            _articulations(request)
            .filter(Q(initiative__in=named) | coded, initiative__plan=found.plan)
            .exclude(hosted_by__space=found)
            .order_by("initiative__position", "number")[:FOUND]
        )
    context = {
        "plan": found.plan,
        "space": found,
        "hosted": _hosted(found, request.user),
        "q": q,
        "answers": answers,
    }
    return page(request, "spaces/articulations.html", context)


@login_required
@require_POST
def release(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    found = editable(request, pk)
    link = Hosts.objects.filter(space=found, articulation=number)
    linked = link.select_related("articulation__initiative").first()
    if linked is None:
        raise Http404
    wanted, by = linked.articulation, person(request)
    says = _("%s: el espacio ya no lleva su articulación.") % wanted.initiative.code
    pressed(request, says, lambda: actions.release(found, wanted, by=by))
    return redirect(back(request, reverse("spaces:articulations", args=[pk])))


def _after(verb: str, found: Space) -> str:
    return {
        "constitute": _("«%s» está constituido: ya puede reunirse."),
        "pause": _("«%s» está en pausa."),
        "resume": _("«%s» vuelve a reunirse."),
        "close": _("«%s» está cerrado."),
    }[verb] % found.name


def _fields(form: Any) -> list[Any]:
    return [form[name] for name in form.fields if name != "version"]


def _theirs(form: Any) -> list[tuple[str, str]]:
    found = []
    for bound in _fields(form):
        choices = {str(v): str(label) for v, label in getattr(bound.field, "choices", ())}
        value = "" if bound.value() is None else str(bound.value())
        found.append((str(bound.label), choices.get(value, value)))
    return found


def _is_key(key: str) -> bool:
    return key.isdecimal() and len(key) < 18


def _wanted(request: HttpRequest) -> Articulation | None:
    key = request.GET.get("articulation", "")
    return _articulations(request).filter(pk=int(key)).first() if _is_key(key) else None


def _articulations(request: HttpRequest) -> Any:
    mine = Initiative.objects.editable_by(request.user)
    return (
        Articulation.objects.listed().filter(initiative__in=mine).select_related("initiative__plan")
    )


def _seats(found: Space, user: Visitor) -> list[Seat]:
    """Four queries. An institution that may not be seen does not show that it sits there."""
    today = datetime.date.today()
    members = list(
        Member.objects.filter(space=found, actor__in=Actor.objects.visible_to(user))
        .select_related("actor")
        .order_by("actor__name", "pk")
    )
    speaking: dict[int, list[Delegate]] = {}
    current = Delegate.objects.filter(member__in=members, ends=None) | Delegate.objects.filter(
        member__in=members, ends__gte=today
    )
    for delegate in current.order_by("alternate", "pk"):
        speaking.setdefault(delegate.member_id, []).append(delegate)
    rank = {position: at for at, position in enumerate(Member.Position.values)}
    members.sort(key=lambda member: rank[member.position])
    return [Seat(m, speaking.get(m.pk, []), bool(m.ends and m.ends < today)) for m in members]


def _hidden(found: Space, user: Visitor) -> int:
    """How many institutions of it the visitor may not see."""
    seen = Actor.objects.visible_to(user).values("pk")
    return Member.objects.filter(space=found, ends=None).exclude(actor__in=seen).count()


def _sessions(found: Space, request: HttpRequest) -> tuple[list[Session], str]:
    """The newest first; `older` is the number before which the next page begins."""
    seen = Session.objects.visible_to(request.user).filter(space=found).order_by("-number")
    before = request.GET.get("before", "")
    if before.isdecimal() and len(before) < 9:
        seen = seen.filter(number__lt=int(before))
    shown = list(seen[: SESSIONS + 1])
    for session in shown:
        session.space = found
    more = str(shown[SESSIONS - 1].number) if len(shown) > SESSIONS else ""
    return shown[:SESSIONS], more


def _owed(found: Space, user: Visitor) -> Any:
    born = Session.objects.filter(space=found).values("pk")
    return Commitment.objects.visible_to(user).filter(
        record=history.label(Session), object_id__in=born
    )


def _hosted(found: Space, user: Visitor) -> list[Articulation]:
    seen = Initiative.objects.visible_to(user)
    hosted = Articulation.objects.filter(hosted_by__space=found, initiative__in=seen)
    return list(
        hosted.select_related("initiative__plan").order_by("initiative__position", "number")
    )


def _named_by(found: Space, user: Visitor) -> Initiative | None:
    if found.initiative_id is None:
        return None
    return (
        Initiative.objects.visible_to(user)
        .select_related("plan")
        .filter(pk=found.initiative_id)
        .first()
    )
