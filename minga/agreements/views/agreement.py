"""One agreement: who, how much, until when, what is owed, what it makes real, and its history."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Min, Q
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from minga.agreements.actions.obligations import RECORD
from minga.agreements.actions.sign import PARTIES
from minga.agreements.forms import FileForm
from minga.agreements.models import Agreement, Amendment, Obligation, Party
from minga.agreements.saying import ASKED, ON_TIMELINE, STEPS, WRITERS, event
from minga.agreements.terms import Terms, current
from minga.agreements.views.reach import visible
from minga.base import history
from minga.base.menu import address
from minga.base.page import page
from minga.commitments.models import Commitment
from minga.files.models import Attachment
from minga.people.models import Role, User, Visitor
from minga.plans.actions.settle import would_lapse
from minga.plans.models import Articulation, Initiative
from minga.plans.timeline import NEWEST

DANGEROUS = frozenset({"terminate", "suspend", "give_back"})


@dataclass(frozen=True, slots=True)
class Signatory:
    """A party, what it puts in, and whether this person may sign for it now."""

    party: Party
    url: str
    signable: bool
    own: bool  # of the unit that this person heads
    total: Decimal


@dataclass(slots=True)
class Owed:
    """An obligation, and how its commitments stand."""

    obligation: Obligation
    next_due: Any = None
    url: str = ""
    state: str = ""
    state_label: str | Promise = ""
    open: int = 0
    kept: int = 0
    late: int = 0


@dataclass(frozen=True, slots=True)
class Button:
    verb: str
    label: str | Promise
    asked: bool  # on a page of its own, with a reason
    main: bool
    danger: bool


@require_safe
def agreement(request: HttpRequest, pk: int) -> HttpResponse:
    found = visible(request, pk)
    return page(request, "agreements/agreement.html", context(found, request.user))


def context(found: Agreement, user: Visitor) -> dict[str, Any]:
    """All that the page shows, with a number of queries that does not depend on the rows."""
    one = Agreement.objects.filter(pk=found.pk)
    editable = one.editable_by(user).exists()
    approvable = one.approvable_by(user).exists()
    every = list(
        found.parties.select_related("actor__unit", "signed_by").prefetch_related("contributions")
    )
    amendments = list(found.amendments.select_related("by"))
    terms = current(found, amendments, [c for party in every for c in party.contributions.all()])
    named = set(found.parties.named_to(user).values_list("pk", flat=True))
    parties = [party for party in every if party.pk in named]
    contributions = [c for party in parties for c in party.contributions.all()]
    hidden = len(every) - len(parties)
    articulations = list(
        Articulation.objects.filter(formalised_by__agreement=found)
        .filter(
            initiative__in=Initiative.objects.visible_to(user).filter(
                articulations__agreements=found
            )
        )
        .select_related("initiative__plan")
        .order_by("initiative__position", "number")
    )
    live = found.status in Agreement.LIVE
    told = history.of(found)
    if not _of_government(user):  # the others read what it lived, not how it was written
        told = told.filter(verb__in=ON_TIMELINE)
    entries = list(told[: NEWEST + 1])
    draft = found.status == Agreement.Status.DRAFT
    return {
        "plan": found.plan,
        "agreement": found,
        "parties": _signatories(found, parties, user),
        "hidden": hidden,
        "signed": sum(party.signed_on is not None for party in parties),
        "terms": terms,
        "moved": [a for a in amendments if a.ends or a.indefinite],
        "amendments": _amendments(found, amendments),
        "contributions": contributions,
        "added": sum((a.amount or Decimal(0) for a in amendments), Decimal(0)),
        "owed": _owed(found, parties, user),
        "articulations": articulations,
        "lapses": would_lapse([a.pk for a in articulations], found.get_absolute_url())
        if found.status == Agreement.Status.IN_FORCE
        else [],
        "files": list(Attachment.objects.of(history.label(found), found.pk)),
        "file_form": FileForm() if editable else None,
        "events": [event(entry, names=not hidden) for entry in entries[:NEWEST]],
        "older": len(entries) > NEWEST,
        "editable": editable,
        "draft": editable and draft,
        "linkable": editable and found.status in (*Agreement.BEFORE, *Agreement.LIVE),
        "may_amend": approvable and live,
        "may_oblige": editable
        and (draft or (live and any(a.kind == Amendment.Kind.ADDENDUM for a in amendments))),
        "archived": found.status == Agreement.Status.ARCHIVED,
        "buttons": _buttons(found, parties, editable, approvable),
        "lacks": _lacks(found, parties, terms) if editable else [],
    }


def _buttons(
    found: Agreement, parties: Sequence[Party], editable: bool, approvable: bool
) -> list[Button]:
    """One for each step that makes sense now and that this person may press."""
    signed = bool(parties) and all(party.signed_on for party in parties)
    shown = [
        verb
        for verb in found.next_steps
        if verb in STEPS
        and (editable if verb in WRITERS else approvable)
        and (verb != "bring_into_force" or signed)
    ]
    return [
        Button(
            verb,
            STEPS[verb],
            verb in ASKED,
            main=verb not in DANGEROUS and verb not in ("settle", "archive"),
            danger=verb == "terminate",
        )
        for verb in sorted(shown, key=lambda verb: verb in DANGEROUS)
    ]


def _lacks(found: Agreement, parties: Sequence[Party], terms: Terms) -> list[str]:
    """What it still needs before anybody signs it."""
    if found.status not in (Agreement.Status.DRAFT, Agreement.Status.REVIEW):
        return []
    wanted = {
        _("la segunda parte"): len(parties) >= PARTIES,
        _("desde cuándo rige"): terms.starts is not None,
        _("hasta cuándo rige"): terms.ends is not None or terms.indefinite,
    }
    return [name for name, there in wanted.items() if not there]


def _signatories(found: Agreement, parties: Sequence[Party], user: Visitor) -> list[Signatory]:
    waits = found.status == Agreement.Status.TO_SIGN
    headed = user.units_as(Role.HEAD) if isinstance(user, User) else set()
    mine: set[int] = set()
    if waits:
        mine = set(found.parties.signable_by(user).values_list("pk", flat=True))
    return [
        Signatory(
            party,
            url=address("actors:actor", party.actor_id),
            signable=party.pk in mine and party.signed_on is None,
            own=party.actor.unit_id in headed,
            total=sum((c.amount for c in party.contributions.all()), Decimal(0)),
        )
        for party in parties
    ]


def _amendments(found: Agreement, amendments: Sequence[Amendment]) -> list[dict[str, Any]]:
    """Each with the end that it moved."""
    held = found.ends
    rows = []
    for amendment in amendments:
        moves = bool(amendment.ends or amendment.indefinite)
        rows.append({"one": amendment, "before": held, "moves": moves})
        if moves:
            held = amendment.ends
    return rows


def _of_government(user: Visitor) -> bool:
    return isinstance(user, User) and user.works_for_the_government


def _owed(found: Agreement, parties: Sequence[Party], user: Visitor) -> list[Owed]:
    """Three queries: the obligations, how many of each state, and the next one of each."""
    known = found.obligations.filter(party__in=parties).select_related("party__actor")
    rows = {o.pk: Owed(o) for o in known.order_by("pk")}
    if not rows:
        return []
    born = Commitment.objects.visible_to(user).born_in(RECORD, *rows)
    waits = Q(status__in=(Commitment.Status.PENDING, Commitment.Status.RETURNED))
    today = datetime.date.today()
    tally = (
        born.order_by()
        .values("object_id")
        .annotate(
            open=Count("pk", filter=Q(status__in=Commitment.OPEN)),
            kept=Count("pk", filter=Q(status=Commitment.Status.KEPT)),
            late=Count("pk", filter=waits & Q(due__lt=today)),
            next=Min("due", filter=Q(status__in=Commitment.OPEN)),
        )
    )
    nexts = Q(pk__in=[])
    for row in tally:
        owed = rows[row["object_id"]]
        owed.open, owed.kept, owed.late = row["open"], row["kept"], row["late"]
        owed.next_due = row["next"]
        nexts |= Q(object_id=row["object_id"], due=row["next"])
    for commitment in born.open().filter(nexts):
        owed = rows[commitment.object_id]
        owed.url = address("commitments:commitment", commitment.pk)
        owed.state, owed.state_label = commitment.status, commitment.get_status_display()
    return list(rows.values())
