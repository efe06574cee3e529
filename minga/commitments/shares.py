"""What an actor promised and owes, as its profile shows it."""

from __future__ import annotations

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from minga.actors.models import Actor
from minga.actors.shares import Share, Shares
from minga.base.menu import address
from minga.commitments.births import births_of
from minga.commitments.found import shortened
from minga.commitments.models import Commitment
from minga.people.models import Visitor

Status = Commitment.Status
AFTER = (Status.REPORTED, Status.KEPT, Status.CANCELLED)  # behind what is still to be done


def shares(actor: Actor, user: Visitor, limit: int) -> Shares | None:
    """A query for each state, so that an index gives each in its order."""
    seen = Commitment.objects.visible_to(user).filter(actor=actor)
    total = seen.count()
    if not total:
        return None
    found: list[Commitment] = []
    due = seen.due().order_by(F("due").asc(nulls_last=True), "pk")
    found += due[:limit]
    for status in AFTER:
        found += seen.filter(status=status).order_by("-due", "-pk")[:limit]
    found = found[:limit]
    births = births_of(found, user)
    return Shares(
        label=_("Compromisos"),
        items=[
            Share(
                title=shortened(c.text),
                url=c.get_absolute_url(),
                what=births[c.pk][0] if c.pk in births else "",
                state=c.status,
                state_label=c.get_status_display(),
                starts=c.made_on,
                ends=c.due,
            )
            for c in found
        ],
        total=total,
        url=f"{address('commitments:index')}?state=all&actor={actor.pk}",
    )
