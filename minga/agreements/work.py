"""What waits for a person in the agreements: to sign, to approve, to correct, about to lapse."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minga.agreements.models import Agreement, AgreementQuerySet, Alert, Party
from minga.agreements.saying import STEPS
from minga.base.menu import address
from minga.base.templatetags.look import sentence
from minga.base.work import Act, Pile, Waiting, first
from minga.people.models import Membership, Role, Unit, User, is_coordinator

Status = Agreement.Status
REASON = gettext_lazy("Por qué se devuelve")


def waiting(user: User, today: datetime.date, limit: int) -> list[Pile]:
    """One query a pile, whatever there is."""
    headed = _headed(user, today)
    own = user.units_as(Role.HEAD, Role.DELEGATE)
    unsigned = Party.objects.filter(agreement=OuterRef("pk"), signed_on=None)
    all_signed = Agreement.objects.filter(status=Status.TO_SIGN).filter(~Exists(unsigned))
    told = Alert.objects.filter(agreement=OuterRef("pk"), term_ends=OuterRef("term_ends"))
    mine = Agreement.objects.filter(unit__in=own)
    review = Agreement.objects.filter(status=Status.REVIEW)
    return [
        _to_sign(user, limit),
        _pile(
            "approve",
            gettext_lazy("Convenios por revisar"),
            review.filter(headed),
            limit,
            acts=_review_acts,
            url="?status=review",
        ),
        _pile(
            "approve",
            gettext_lazy("Convenios con todas las firmas"),
            all_signed.filter(headed),
            limit,
            acts=_force_acts,
            url="?status=to_sign",
        ),
        _pile(
            "returned",
            gettext_lazy("Convenios devueltos para corregir"),
            mine.filter(status=Status.DRAFT).exclude(reason=""),
            limit,
            url="?status=draft",
        ),
        _pile(
            "lapsing",
            gettext_lazy("Convenios que están por vencer"),
            mine.live().filter(term_ends__gte=today).filter(Exists(told)),
            limit,
            order="term_ends",
            url="?status=in_force&sort=ends",
        ),
    ]


def _headed(user: User, today: datetime.date) -> Q:
    """Of the units that the person heads; for the coordination, of those that nobody heads."""
    own = Q(unit__in=user.units_as(Role.HEAD))
    if not is_coordinator(user):
        return own
    held = Membership.objects.held_on(today).filter(role=Role.HEAD, user__is_active=True)
    return own | Q(unit__in=Unit.objects.exclude(pk__in=held.values("unit")))


def _to_sign(user: User, limit: int) -> Pile:
    rows = Party.objects.to_sign().of(user).select_related("agreement__type", "actor")
    found, total = first(rows.order_by("-agreement_id"), limit)
    return Pile(
        "sign",
        gettext_lazy("Convenios que esperan su firma"),
        [
            Waiting(
                title=str(party.agreement),
                url=reverse("agreements:sign", args=[party.agreement_id, party.pk]),
                where=_("por %(actor)s") % {"actor": party.actor},
                state=party.agreement.status,
                state_label=party.agreement.get_status_display(),
            )
            for party in found
        ],
        total,
        f"{address('agreements:index')}?status=to_sign",
    )


def _pile(
    kind: str,
    label: Promise,
    rows: AgreementQuerySet,
    limit: int,
    *,
    url: str,
    order: str = "pk",
    acts: Callable[[Agreement], list[Act]] | None = None,
) -> Pile:
    found, total = first(rows.select_related("type").order_by(order), limit)
    return Pile(
        kind,
        label,
        [
            Waiting(
                title=str(agreement),
                url=agreement.get_absolute_url(),
                where=sentence(agreement.type),
                why=agreement.reason if kind == "returned" else "",
                due=agreement.term_ends if kind == "lapsing" else None,
                state=agreement.status,
                state_label=agreement.get_status_display(),
                acts=acts(agreement) if acts else (),
            )
            for agreement in found
        ],
        total,
        f"{address('agreements:index')}{url}",
    )


def _review_acts(agreement: Agreement) -> list[Act]:
    return [
        Act(STEPS["clear"], _step(agreement, "clear")),
        Act(STEPS["give_back"], _step(agreement, "give_back"), REASON, "reason", required=True),
    ]


def _force_acts(agreement: Agreement) -> list[Act]:
    return [Act(STEPS["bring_into_force"], _step(agreement, "bring_into_force"))]


def _step(agreement: Agreement, verb: str) -> str:
    return reverse("agreements:step", args=[agreement.pk, verb])
