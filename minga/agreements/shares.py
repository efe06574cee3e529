"""The agreements that an actor is a party of, as its profile shows them."""

from __future__ import annotations

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from minga.actors.models import Actor
from minga.actors.shares import Share, Shares
from minga.agreements.models import Agreement
from minga.base.menu import address
from minga.people.models import Visitor


def shares(actor: Actor, user: Visitor, limit: int) -> Shares | None:
    """Those that bind first, then what is being prepared, then what ended."""
    seen = Agreement.objects.visible_to(user).filter(parties__actor=actor)
    total = seen.count()
    if not total:
        return None
    rows = seen.select_related("type").annotate(capacity=F("parties__capacity"))
    # each by itself and along the index of parties: it stops at the first few
    rows = rows.order_by("-parties__agreement_id")
    found = [
        *rows.filter(status__in=Agreement.LIVE)[:limit],
        *rows.filter(status__in=Agreement.BEFORE)[:limit],
        *rows.exclude(status__in=(*Agreement.LIVE, *Agreement.BEFORE))[:limit],
    ]
    return Shares(
        label=_("Convenios"),
        items=[
            Share(
                title=str(agreement),
                url=agreement.get_absolute_url(),
                what=agreement.capacity or str(agreement.type),  # type: ignore[attr-defined]
                state=agreement.status,
                state_label=agreement.get_status_display(),
                starts=agreement.starts,
                ends=agreement.term_ends,
            )
            for agreement in found[:limit]
        ],
        total=total,
        url=f"{address('agreements:index')}?actor={actor.pk}",
    )
