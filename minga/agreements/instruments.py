"""Agreements as articulations and initiatives see them: what makes them real, and with whom."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet

from minga.agreements.models import Agreement, Formalises, Party
from minga.base.menu import address
from minga.base.models import Visibility
from minga.people.models import Visitor
from minga.plans.instruments import Instrument
from minga.plans.models import Lead

BEGUN = (*Agreement.BEFORE, Agreement.Status.SUSPENDED)


def instruments(articulations: Collection[int], user: Visitor | None) -> Iterator[Instrument]:
    """In force it makes an articulation real; before that, or suspended, it is being worked on.

    Who the counterparts are is read for a visitor only: what has no reader is told by the thousand.
    """
    rows = (
        Formalises.objects.filter(articulation__in=articulations)
        .select_related("agreement__type")
        .order_by("agreement", "articulation")
    )
    if user is not None:
        # of the few that carry these out, and not of all that there are
        seen = Agreement.objects.visible_to(user).filter(formalises__articulation__in=articulations)
        rows = rows.filter(agreement__in=seen)
        known = Party.objects.named_to(user).select_related("actor")
        rows = rows.prefetch_related(Prefetch("agreement__parties", known))
    for row in rows:
        agreement = row.agreement
        yield Instrument(
            articulation=row.articulation_id,
            label=str(agreement),
            url=agreement.get_absolute_url(),
            what=str(agreement.type),
            state=agreement.status,
            state_label=agreement.get_status_display(),
            real=agreement.status == Agreement.Status.IN_FORCE,
            begun=agreement.status in BEGUN,
            until=agreement.term_ends,
            counterparts=_counterparts(agreement) if user is not None else (),
            mechanism=agreement.type.code,
        )


def _counterparts(agreement: Agreement) -> tuple[tuple[str, str], ...]:
    return tuple(
        (party.actor.name, address("actors:actor", party.actor_id))
        for party in agreement.parties.all()
        if party.actor.unit_id is None or party.actor.unit_id != agreement.unit_id
    )


def has_instrument() -> Exists:
    """An initiative has an agreement in force."""
    return Exists(
        Formalises.objects.filter(
            articulation__initiative=OuterRef("pk"), agreement__status=Agreement.Status.IN_FORCE
        )
    )


def has_counterpart() -> Exists:
    """Somebody else is a party of a live agreement: neither who administers it, nor a lead."""
    leads = Lead.objects.filter(
        initiative=OuterRef(OuterRef("pk")), unit=OuterRef("actor__unit"), confirmed=True
    )
    return Exists(
        Party.objects.filter(
            agreement__formalises__articulation__initiative=OuterRef("pk"),
            agreement__status__in=Agreement.LIVE,
        )
        .filter(Q(actor__unit=None) | ~Q(actor__unit=F("agreement__unit")))
        .filter(~Exists(leads))
    )


def participants(units: Collection[int]) -> QuerySet[Formalises, int]:
    """Initiatives that these units take part in by an agreement that they may know of."""
    known = (
        Party.objects.filter(actor__unit__in=units)
        .exclude(agreement__status=Agreement.Status.DRAFT)
        .exclude(agreement__visibility=Visibility.INTERNAL)
    )
    return Formalises.objects.filter(agreement__in=known.values("agreement")).values_list(
        "articulation__initiative", flat=True
    )
