"""The state of articulations, as it follows from the agreements and spaces that carry them out."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.db.models import F

from minga.base import history
from minga.people.models import User
from minga.plans.instruments import instruments_of
from minga.plans.models import Articulation, Plan

Status = Articulation.Status
FOLLOWS = (Status.PLANNED, Status.UNDER_WAY, Status.FORMALISED)  # the others a person decides


@transaction.atomic
def settle(articulations: Collection[int], *, by: User | None, why: str = "") -> int:
    """Put each articulation in the state that its instruments give it; returns how many changed.

    In force or meeting: *formalizada*; being worked on: *en gestión*; neither: *prevista*. Every
    action that begins, changes or ends an agreement or a space calls this in its transaction.
    """
    keys = set(articulations)
    found = Articulation.objects.filter(pk__in=keys, status__in=FOLLOWS)
    changed = []
    known = instruments_of(keys, None)
    real = {instrument.articulation for instrument in known if instrument.real}
    begun = {instrument.articulation for instrument in known if instrument.begun}
    for articulation in found.select_related("initiative"):
        wanted = (
            Status.FORMALISED
            if articulation.pk in real
            else Status.UNDER_WAY
            if articulation.pk in begun
            else Status.PLANNED
        )
        if wanted != articulation.status:
            changed.append((articulation, {"status": articulation.status}, {"status": wanted}))
            articulation.status = wanted
    if changed:
        Articulation.objects.bulk_update([a for a, _old, _new in changed], ["status"])
        history.record_all(changed, "settled", by=by, note=why)
    plans = Articulation.objects.filter(pk__in=keys).values("initiative__plan")
    Plan.objects.filter(pk__in=plans).update(revision=F("revision") + 1)
    return len(changed)


def would_lapse(articulations: Collection[int], without: str) -> list[Articulation]:
    """Articulations that stay formal only by the instrument at the address `without`."""
    others = {
        instrument.articulation
        for instrument in instruments_of(articulations, None)
        if instrument.real and instrument.url != without
    }
    left = set(articulations) - others
    found = Articulation.objects.filter(pk__in=left, status=Status.FORMALISED)
    return list(found.select_related("initiative", "initiative__plan").order_by("pk"))
