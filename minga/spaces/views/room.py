"""The room of a session: what is open from before, who is there, and the minutes as they grow."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from minga.base import history
from minga.base.done import done, pressed, tried
from minga.base.page import page
from minga.base.steps import Refused
from minga.base.work import Act as Doing
from minga.commitments.models import Commitment
from minga.files.models import Attachment
from minga.people.models import Visitor
from minga.people.visitors import person
from minga.spaces import act
from minga.spaces.actions import minutes
from minga.spaces.actions import sessions as actions
from minga.spaces.forms import LineForm
from minga.spaces.invitations import silent, when
from minga.spaces.models import Carried, Delegate, Hosts, Line, Member, Session, Space
from minga.spaces.quorum import quorum
from minga.spaces.saying import OF_SESSION, STEPS, quorum_in_words
from minga.spaces.timeline import of_session
from minga.spaces.views.reach import session_edited, session_of

PARTS = ("attendance", "lines", "minutes")
ENTRIES = 60


@dataclass(frozen=True, slots=True)
class Open:
    """A commitment that comes from before: as it was when the session began, and as it is."""

    commitment: Commitment
    then: str  # "" until the session begins
    late: bool
    acts: Sequence[Doing]


@require_safe
def room(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    return show(request, session_of(request, pk, number))


def show(
    request: HttpRequest,
    session: Session,
    *,
    line_form: LineForm | None = None,
    refused: Mapping[str, str] | None = None,
    attendance_refused: str = "",
) -> HttpResponse:
    """The page, or the part of it that changed, with what was refused where it was asked for."""
    user = request.user
    space = session.space
    inside = Space.objects.entered_by(user).filter(pk=space.pk).exists()
    edits = Session.objects.editable_by(user).filter(pk=session.pk).exists()
    heads = Session.objects.approvable_by(user).filter(pk=session.pk).exists()
    published = session.minutes == Session.Minutes.PUBLISHED
    told = inside or published
    seats = act.seats_of(session) if told else []
    voting = [seat for seat in seats if seat.member.votes]
    counted = quorum(
        space.quorum_rule,
        space.quorum_value,
        voting=len(voting),
        present=sum(seat.present for seat in voting),
    )
    speakers = _speakers(seats) if edits else {}
    writes = edits and session.written
    context: dict[str, Any] = {
        "plan": space.plan,
        "space": space,
        "session": session,
        "when": when(session),
        "inside": inside,
        "told": told,
        "published": published,
        "editable": edits,
        "writes": writes,
        "agenda": list(session.agenda.all()),
        "seats": [(seat, speakers.get(seat.member.pk, ())) for seat in seats],
        "present": sum(seat.present for seat in seats),
        "notes_attendance": edits and _notes(session),
        "quorum": counted,
        "rule": quorum_in_words(space),
        "attendance_refused": attendance_refused,
        "lines_refused": (refused or {}).get("lines", ""),
        "lines": _lines(session) if told else [],
        "line_form": _line_form(session, line_form) if writes else None,
        "carried": _carried(session, user) if inside else [],
        "silent": silent(session) if edits and _to_come(session) else [],
        "steps": _steps(session, edits, heads, refused or {}),
        "said": (refused or {}).get("said", ""),
        "may_edit": edits and "cancel" in session.next_steps,
        "act_file": _act_file(session) if published else None,
        "next": session.get_absolute_url(),
    }
    if inside and request.headers.get("HX-Target", "") not in PARTS:
        entries = list(history.of(session).filter(verb__in=OF_SESSION)[:ENTRIES])
        context["events"] = of_session(entries)
        context["returns"] = [entry for entry in entries if entry.verb == "given_back"]
    return page(request, "spaces/room.html", context, parts=PARTS)


@login_required
@require_POST
def attend(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """What was ticked or written since the page was shown; what others noted meanwhile stays."""
    session = session_edited(request, pk, number)
    changed = {
        seat.member: said
        for seat in act.seats_of(session)
        if (said := _came(request, seat.member)) is not None
    }
    delegates = _delegates([member.pk for member in changed])
    came = {
        member: actions.Came(present, who, delegates.get((member.pk, who)))
        for member, (present, who) in changed.items()
    }
    try:
        actions.attend(session, came, by=person(request))
    except Refused as refusal:
        fresh = session_edited(request, pk, number)
        return show(request, fresh, attendance_refused=" ".join(refusal.messages))
    if not request.headers.get("HX-Request"):
        done(request, _("La asistencia está anotada."))
    return redirect(f"{session.get_absolute_url()}#asistencia")


@login_required
@require_POST
def add_line(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    session = session_edited(request, pk, number)
    form = LineForm(request.POST, session=session, articulations=_hosted(session))
    if form.is_valid() and tried(
        form, minutes.add_line, session, by=person(request), **form.said()
    ):
        return redirect(f"{session.get_absolute_url()}#acta")
    return show(request, session_edited(request, pk, number), line_form=form)


@login_required
def line(request: HttpRequest, pk: int, number: int, line: int) -> HttpResponse:
    """Say a line better."""
    session, one = _line(request, pk, number, line)
    if not session.written:
        messages.error(request, _("El acta ya no es un borrador: sus líneas no cambian."))
        return redirect(session)
    hosted = _hosted(session)
    form = LineForm(request.POST or None, session=session, articulations=hosted, line=one)
    conflict = False
    if form.is_valid():
        version = form.cleaned_data["version"] or 0
        by = person(request)
        if tried(form, minutes.edit_line, one, version=version, by=by, **form.said()):
            done(request, _("La línea está guardada."))
            return redirect(f"{session.get_absolute_url()}#acta")
        conflict = Line.objects.filter(pk=line).exclude(version=version).exists()
        session, one = _line(request, pk, number, line)
    context = {
        "plan": session.space.plan,
        "space": session.space,
        "session": session,
        "form": form,
        "fields": [form[name] for name in form.fields if name != "version"],
        "title": _("Cambiar una línea del acta"),
        "send": _("Guardar lo mío") if conflict else _("Guardar"),
        "version": one.version if conflict else form["version"].value(),
        "conflict": conflict,
        "theirs": [(str(one.get_kind_display()), one.text)] if conflict else [],
        "way_out": session.get_absolute_url(),
    }
    return page(request, "spaces/form.html", context)


@login_required
@require_POST
def remove_line(request: HttpRequest, pk: int, number: int, line: int) -> HttpResponse:
    session, one = _line(request, pk, number, line)
    said = request.POST.get("version", "")
    version = int(said) if said.isdecimal() and len(said) < 9 else 0
    by = person(request)
    pressed(
        request,
        _("La línea ya no está en el acta; queda en su historia."),
        lambda: minutes.remove_line(one, version=version, by=by),
    )
    return redirect(f"{session.get_absolute_url()}#acta")


@login_required
@require_POST
def move_line(request: HttpRequest, pk: int, number: int, line: int) -> HttpResponse:
    session, one = _line(request, pk, number, line)
    up = request.POST.get("to") != "down"
    try:
        minutes.move_line(one, up=up, by=person(request))
    except Refused as refusal:
        return show(request, session, refused={"lines": " ".join(refusal.messages)})
    return redirect(f"{session.get_absolute_url()}#acta")


def _line(request: HttpRequest, pk: int, number: int, line: int) -> tuple[Session, Line]:
    session = session_edited(request, pk, number)
    found = Line.objects.filter(session=session).select_related("commitment__actor")
    one = get_object_or_404(found, pk=line)
    one.session = session
    return session, one


def _came(request: HttpRequest, member: Member) -> tuple[bool, str] | None:
    """What is said of an institution, if it is not what the person was shown."""
    said = request.POST
    if f"was_{member.pk}" not in said:
        return None
    present = f"present_{member.pk}" in said
    who = " ".join(said.get(f"who_{member.pk}", "").replace("\0", "").split())[:200]
    seen = (said[f"was_{member.pk}"] == "1", said.get(f"was_who_{member.pk}", ""))
    return None if (present, who) == seen else (present, who)


def _delegates(members: Sequence[int]) -> dict[tuple[int, str], Delegate]:
    """Whoever is written as its delegate is called is its delegate."""
    found = Delegate.objects.filter(member__in=members).order_by("-pk")
    return {(delegate.member_id, delegate.name): delegate for delegate in found}


def _speakers(seats: Sequence[act.Seat]) -> dict[int, list[str]]:
    """The names that may be chosen for each institution: its delegates."""
    found: dict[int, list[str]] = {}
    today = datetime.date.today()
    keys = [seat.member.pk for seat in seats]
    for delegate in Delegate.objects.filter(member__in=keys).on(today).order_by("alternate", "pk"):
        found.setdefault(delegate.member_id, []).append(delegate.name)
    return found


def _notes(session: Session) -> bool:
    """Whether attendance can be noted."""
    at = (Session.Status.CALLED, Session.Status.OPENED, Session.Status.HELD)
    return session.minutes == Session.Minutes.DRAFT and session.status in at


def _to_come(session: Session) -> bool:
    return session.status in (Session.Status.PLANNED, Session.Status.CALLED)


def _lines(session: Session) -> list[Line]:
    found = Line.objects.filter(session=session)
    return list(found.select_related("item", "commitment__actor", "commitment__person", "by"))


def _hosted(session: Session) -> list[int]:
    hosts = Hosts.objects.filter(space=session.space_id)
    return list(hosts.values_list("articulation", flat=True)[:100])


def _line_form(session: Session, form: LineForm | None) -> LineForm:
    return form or LineForm(session=session, articulations=_hosted(session))


def _carried(session: Session, user: Visitor) -> list[Open]:
    """Before it begins what is open now; from then on what was open then. Four queries."""
    if _to_come(session):
        rows = [(commitment, "") for commitment in actions.carried_into(session)]
    else:
        kept = Carried.objects.filter(session=session).select_related(
            "commitment__actor", "commitment__person"
        )
        rows = [
            (carried.commitment, str(carried.get_status_display()))
            for carried in kept.order_by("commitment__due", "pk")
        ]
    keys = [commitment.pk for commitment, _then in rows]
    known = Commitment.objects.visible_to(user).filter(pk__in=keys)
    seen = set(known.values_list("pk", flat=True))
    reports = set(known.reportable_by(user).values_list("pk", flat=True))
    decides = set(known.decidable_by(user).values_list("pk", flat=True))
    today = datetime.date.today()
    return [
        Open(
            commitment,
            then,
            bool(commitment.due and commitment.due < today)
            and commitment.status in (Commitment.Status.PENDING, Commitment.Status.RETURNED),
            _acts(commitment, commitment.pk in reports, commitment.pk in decides, user),
        )
        for commitment, then in rows
        if commitment.pk in seen
    ]


def _acts(commitment: Commitment, reports: bool, decides: bool, user: Visitor) -> list[Doing]:
    """What the person may do with it from here."""
    found = []

    def url(verb: str) -> str:
        return reverse("commitments:act", args=[commitment.pk, verb])

    if reports and "report" in commitment.next_steps:
        does = _("Reportar"), url("report"), _("Qué se hizo")
        found.append(Doing(*does, required=True, file=True))
    if decides and "accept" in commitment.next_steps:
        if commitment.reported_by_id != user.pk:
            found.append(Doing(_("Aceptar: está cumplido"), url("accept")))
        found.append(Doing(_("Devolver"), url("give_back"), _("Qué falta"), required=True))
    return found


@dataclass(frozen=True, slots=True)
class Step:
    verb: str
    label: Any
    url: str
    reason: str  # what has to be written, or ""
    refused: str
    main: bool


def _steps(session: Session, edits: bool, heads: bool, refused: Mapping[str, str]) -> list[Step]:
    """What the person may do now with the session or its minutes."""
    asks = {"cancel": _("Por qué se cancela"), "give_back": _("Qué hay que corregir")}
    labels = {**STEPS, "close": _("Cerrar la sesión")}
    return [
        Step(
            verb,
            labels[verb],
            reverse("spaces:step_session", args=[session.space_id, session.number, verb]),
            asks.get(verb, ""),
            refused.get(verb, ""),
            verb not in asks,
        )
        for verb in session.next_steps
        if (heads if verb in ("give_back", "approve", "publish") else edits)
    ]


def _act_file(session: Session) -> Attachment | None:
    found = Attachment.objects.of(history.label(session), session.pk)
    return found.filter(kind=Attachment.Kind.ACT).last()
