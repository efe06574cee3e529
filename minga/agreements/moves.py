"""What an actor signs, when it turns out to be another."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from minga.actors.models import Actor
from minga.actors.moves import Moved, Moves, carry, make_again, row
from minga.agreements.models import Agreement, Contribution, Obligation, Party
from minga.base.steps import Refused
from minga.people.models import Visitor


def takes_part(visitor: Visitor) -> models.QuerySet[Any, Any]:
    seen = Agreement.objects.visible_to(visitor).order_by().values("pk")
    return Party.objects.filter(agreement__in=seen).order_by().values("actor")


def move(kept: Actor, gone: Actor) -> Moved:
    """Where both are parties of one agreement they become one, unless both signed it."""
    own = {party.agreement_id: party for party in Party.objects.filter(actor=kept)}
    joined, parties = [], []
    for party in Party.objects.filter(actor=gone).select_related("agreement").order_by("pk"):
        twin = own.get(party.agreement_id)
        if twin:
            joined.append(_join(kept, party, twin))
        else:
            parties.append(party.pk)
    carry(Party.objects.filter(pk__in=parties), actor=kept)
    return {"parties": parties, "joined": joined} if parties or joined else {}


def _join(kept: Actor, party: Party, twin: Party) -> dict[str, Any]:
    """The one that signed stays, and takes over what the other puts in and owes."""
    if party.signed_on and twin.signed_on:
        raise Refused(
            _(
                "Los dos firmaron «%(agreement)s», así que no son el mismo: corrija antes sus"
                " partes."
            )
            % {"agreement": party.agreement}
        )
    stays, drops = (party, twin) if party.signed_on else (twin, party)
    told = {
        "stays": stays.pk,
        "was": stays.actor_id,
        "row": row(drops),
        "contributions": carry(Contribution.objects.filter(party=drops), party=stays),
        "obligations": carry(Obligation.objects.filter(party=drops), party=stays),
    }
    drops.delete()
    Party.objects.filter(pk=stays.pk).update(actor=kept)
    return told


def move_back(kept: Actor, gone: Actor, moved: Moved) -> None:
    carry(Party.objects.filter(pk__in=moved["parties"], actor=kept), actor=gone)
    for told in moved["joined"]:
        if not Party.objects.filter(pk=told["stays"], actor=kept).exists():
            continue  # it left the agreement meanwhile, with all that was its
        Party.objects.filter(pk=told["stays"]).update(actor=told["was"])
        make_again([told["row"]])
        back = told["row"]["pk"]
        carry(Contribution.objects.filter(pk__in=told["contributions"]), party=back)
        carry(Obligation.objects.filter(pk__in=told["obligations"]), party=back)


PARTIES = Moves(takes_part, move, move_back)
